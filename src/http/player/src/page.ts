/** The article's own text on the page: its elements, and places in its paragraphs. */

import type { Article, Paragraph } from './api.ts';
import { h } from './dom.ts';
import { runs } from './runs.ts';
import type { Place } from './store.ts';
import type { Texts } from './texts.ts';

export interface Page {
  element: HTMLElement;
  /** The elements of the paragraphs, by index. */
  paragraphs: HTMLElement[];
}

/** Lays out an article; `length` is how long it takes to hear, in words. */
export function layOut(article: Article, texts: Texts, length: string): Page {
  const paragraphs: HTMLElement[] = [];
  const [first] = article.paragraphs;
  const titleIsSpoken = first?.role.kind === 'heading' && (first.role.level === 1 || first.text === article.title);
  const element = h('article', { lang: 'ar', dir: 'rtl', class: 'article' });
  if (!titleIsSpoken) {
    const title = h('h1', { dir: 'auto' }, ...runs(titleOf(article, texts)));
    if (!article.title) title.classList.add('hidden');
    element.append(title);
  }
  const head = [
    article.byline && h('p', { class: 'byline', dir: 'auto' }, ...runs(texts.read.by(article.byline))),
    h('p', { class: 'about', lang: texts.code, dir: 'auto' }, texts.read.about(length)),
  ].filter((part) => part instanceof HTMLElement);
  let list: HTMLElement | undefined;
  let quotation: HTMLElement | undefined;
  for (const paragraph of article.paragraphs) {
    const { kind } = paragraph.role;
    if (kind !== 'list_item' || paragraph.role.index === 1) list = undefined;
    if (kind !== 'quotation') quotation = undefined;
    const made = h(tagOf(paragraph, titleIsSpoken), { dir: 'auto', 'data-paragraph': paragraph.index, class: kind });
    made.append(...runs(paragraph.text));
    paragraphs.push(made);
    if (kind === 'list_item') {
      if (!list) element.append((list = h('ul')));
      list.append(made);
    } else if (kind === 'quotation') {
      if (!quotation) element.append((quotation = h('blockquote')));
      quotation.append(made);
    } else {
      element.append(made);
    }
    if (paragraph.index === 0 && titleIsSpoken) element.append(...head);
  }
  if (!titleIsSpoken) element.querySelector('h1')?.after(...head);
  return { element, paragraphs };
}

/** The article's title, or its first words. */
export function titleOf(article: Article, texts: Texts): string {
  if (article.title) return article.title;
  const words = (article.paragraphs[0]?.text ?? '').split(' ').slice(0, 8).join(' ');
  return texts.read.untitled(words);
}

/**
 * The part of an address that names a place: the time for people, and the paragraph and place in its text, which stay
 * right with another voice.
 */
export function hashOf({ paragraph, offset }: Place, seconds: number): string {
  return `#t=${Math.round(seconds)}&at=${paragraph}.${offset}`;
}

/** Returns the place that an address names. */
export function placeIn(hash: string): Place | undefined {
  const [, paragraph, offset] = /[#&]at=(\d{1,6})\.(\d{1,9})(?:&|$)/.exec(hash) ?? [];
  return paragraph === undefined ? undefined : { paragraph: Number(paragraph), offset: Number(offset) };
}

/** Returns the range of a stretch of a paragraph's text, in UTF-16 units. */
export function rangeOf(paragraph: HTMLElement, from: number, to: number): Range | undefined {
  const range = new Range();
  let [passed, begun] = [0, false];
  for (const node of textNodes(paragraph)) {
    const end = passed + node.length;
    if (!begun && from < end) {
      range.setStart(node, Math.max(0, from - passed));
      begun = true;
    }
    if (begun && to <= end) {
      range.setEnd(node, to - passed);
      return range;
    }
    passed = end;
  }
  if (!begun) return undefined;
  range.setEnd(paragraph, paragraph.childNodes.length);
  return range;
}

/** Returns the place in a paragraph's text of a place in its nodes. */
export function offsetOf(paragraph: HTMLElement, node: Node, offset: number): number {
  const range = new Range();
  range.setStart(paragraph, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

/** Returns the paragraph and place that is seen at a point of the window. */
export function placeAt(page: Page, x: number, y: number): { paragraph: number; offset: number } | undefined {
  // Standard and, for older Safari and Chromium, not.
  const position = document.caretPositionFromPoint?.(x, y);
  const range = position ? undefined : document.caretRangeFromPoint?.(x, y);
  const node = position?.offsetNode ?? range?.startContainer;
  const offset = position?.offset ?? range?.startOffset ?? 0;
  const element = (node instanceof Element ? node : node?.parentElement)?.closest<HTMLElement>('[data-paragraph]');
  if (!node || !element || !page.element.contains(element)) return undefined;
  return { paragraph: Number(element.dataset['paragraph']), offset: offsetOf(element, node, offset) };
}

function tagOf({ role }: Paragraph, titleIsSpoken: boolean): 'h1' | 'h2' | 'h3' | 'h4' | 'h5' | 'h6' | 'li' | 'p' {
  if (role.kind === 'list_item') return 'li';
  if (role.kind !== 'heading') return 'p';
  // Where the page has a title of its own, no heading in the text stands beside it.
  const level = Math.min(6, Math.max(titleIsSpoken ? 1 : 2, role.level ?? 2));
  return `h${level as 1 | 2 | 3 | 4 | 5 | 6}`;
}

function* textNodes(element: HTMLElement): Generator<Text> {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) yield node as Text;
}
