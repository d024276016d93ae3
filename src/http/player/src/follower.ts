/**
 * Follows the voice on the page: marks the word and the sentence, scrolls gently, and lets the reader choose a word.
 *
 * Marks are custom highlights, which leave the text's elements alone (a screen reader's place is not lost, Arabic letters
 * stay joined); where a browser has none, boxes are drawn behind the text.
 */

import { actionFor } from './keyboard.ts';
import { EARLY, type Listening } from './listening.ts';
import { placeAt, rangeOf, type Page } from './page.ts';
import type { Place, Settings } from './store.ts';

type Mark = 'word' | 'sentence' | 'cursor';

const MARKS: readonly Mark[] = ['sentence', 'word', 'cursor'];

export class Follower {
  readonly #marks: Marks;
  readonly #stop = new AbortController();
  #frame = 0;
  #shown = '';
  #cursor?: { paragraph: number; from: number; to: number };
  /** The word that was asked about: the focus comes back to it. */
  #askedAbout?: { paragraph: number; from: number; to: number };
  #current?: HTMLElement;
  /** Whether the page goes with the voice; a reader who scrolls away is left alone. */
  #isFollowing = true;

  constructor(
    readonly page: Page,
    readonly listening: Listening,
    readonly settings: Settings,
    readonly hooks: {
      /** The reader has scrolled away from the voice, or is back. */
      away: (isAway: boolean) => void;
      /** The reader has moved to a word by keyboard. */
      cursor: (word: string) => void;
      /** The reader asks about the word at a place. */
      ask: (place: Place) => void;
    },
  ) {
    this.#marks = 'highlights' in CSS ? new Highlights() : new Boxes(page.element);
    const { signal } = this.#stop;
    for (const name of ['state', 'paragraph', 'moved', 'timeline'] as const) {
      listening.addEventListener(name, () => this.#run(), { signal });
    }
    // Reading keys and gestures, not `scroll`: that is fired by our own scrolling too.
    for (const name of ['wheel', 'touchmove'] as const) {
      addEventListener(name, () => this.#leave(), { signal, passive: true });
    }
    addEventListener(
      'keydown',
      (event) => {
        const isReading = ['PageUp', 'PageDown', 'Home', 'End', 'ArrowUp', 'ArrowDown'].includes(event.key);
        // Where the key means something else, it does not scroll.
        const isTaken = event.defaultPrevented || (event.target as Element).closest('input, select, textarea, dialog');
        if (isReading && !isTaken) this.#leave();
      },
      { signal },
    );
    // The window's scroll bar is beyond the page's own width.
    addEventListener('pointerdown', ({ clientX }) => !isWithin(clientX) && this.#leave(), { signal });
    addEventListener('resize', () => this.#redraw(), { signal });
    // On the page's main part: a listener on the text itself would make screen readers call every paragraph clickable.
    (page.element.parentElement ?? page.element).addEventListener('click', (event) => this.#clicked(event), { signal });
    page.element.addEventListener('keydown', (event) => this.#typed(event), { signal });
    page.element.addEventListener('contextmenu', (event) => this.#asked(event), { signal });
    page.element.addEventListener('focus', () => this.#focused(), { signal });
    page.element.addEventListener('blur', () => this.#setCursor(undefined), { signal });
    this.#run();
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#stop.abort();
    for (const mark of MARKS) this.#marks.set(mark, undefined);
  }

  /** Goes back to where the voice is. */
  follow(): void {
    this.#isFollowing = true;
    this.hooks.away(false);
    this.#shown = '';
    this.#show(true);
  }

  /** Draws anew after settings have changed. */
  #redraw(): void {
    this.#shown = '';
    this.#show(false);
  }

  refresh(): void {
    this.#redraw();
  }

  #run(): void {
    cancelAnimationFrame(this.#frame);
    const step = () => {
      this.#show(false);
      if (this.listening.engine.isOn) this.#frame = requestAnimationFrame(step);
    };
    step();
  }

  #show(mustScroll: boolean): void {
    const { listening, settings, page } = this;
    const { paragraph, timeline, engine } = listening;
    const isIdle = engine.state === 'idle' && listening.place.offset === 0 && listening.place.paragraph === 0;
    const { offset } = listening.place;
    const place = listening.paragraph === engine.paragraph && engine.state !== 'idle' ? engine.time + EARLY : undefined;
    const chosen = timeline?.wordAtOffset(offset);
    const index = timeline
      ? place === undefined
        ? timeline.words.indexOf(chosen as never)
        : timeline.wordAt(place)
      : -1;
    const word = isIdle ? undefined : timeline?.words[index];
    const sentence = isIdle ? undefined : timeline?.sentences[timeline.sentenceAt(place ?? chosen?.start ?? 0)];
    const key = `${paragraph} ${word?.from} ${word?.to} ${sentence?.from}`;
    if (key === this.#shown && !mustScroll) return;
    this.#shown = key;
    const element = page.paragraphs[paragraph];
    if (element !== this.#current) {
      this.#current?.removeAttribute('aria-current');
      if (!isIdle) element?.setAttribute('aria-current', 'true');
      this.#current = isIdle ? undefined : element;
    }
    const range = (part?: { from: number; to: number }) => element && part && rangeOf(element, part.from, part.to);
    const wordRange = range(word);
    this.#marks.set('sentence', settings.markSentence ? range(sentence) : undefined);
    this.#marks.set('word', settings.markWord ? wordRange : undefined);
    if (isIdle) return;
    const seen = wordRange ?? (element && rangeOf(element, 0, 1));
    if (seen) this.#scrollTo(seen, mustScroll);
  }

  #scrollTo(range: Range, mustScroll: boolean): void {
    if (!this.settings.scroll && !mustScroll) return;
    const box = range.getBoundingClientRect();
    const bar = document.querySelector('.player');
    const covered = bar && getComputedStyle(bar).position === 'sticky' ? bar.clientHeight : 0;
    const height = innerHeight - covered;
    const isSeen = box.top >= 0 && box.bottom <= height;
    if (!this.#isFollowing) {
      if (!isSeen) return;
      // The reader came back, or the voice did.
      this.#isFollowing = true;
      this.hooks.away(false);
    }
    if (!mustScroll && box.top > height * 0.1 && box.bottom < height * 0.8) return;
    const isCalm = this.settings.reduceMotion || matchMedia('(prefers-reduced-motion: reduce)').matches;
    scrollBy({ top: box.top - height * 0.3, behavior: isCalm ? 'instant' : 'smooth' });
  }

  #leave(): void {
    if (!this.#isFollowing || !this.listening.engine.isOn || !this.settings.scroll) return;
    this.#isFollowing = false;
    this.hooks.away(true);
    // Whoever scrolls a little and still sees the word has not left.
    setTimeout(() => {
      this.#shown = '';
      this.#show(false);
    }, 400);
  }

  #clicked(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const element = target.closest<HTMLElement>('[data-paragraph]');
    if (!element || !this.page.element.contains(element) || target.closest('a, button')) return;
    // Who marks text to copy it does not want to jump.
    if (!(getSelection()?.isCollapsed ?? true)) return;
    const paragraph = Number(element.dataset['paragraph']);
    // A screen reader's click has no place within the paragraph that means anything.
    const place = event.detail > 0 ? placeAt(this.page, event.clientX, event.clientY) : undefined;
    void this.listening.goToPlace(place?.paragraph === paragraph ? place : { paragraph, offset: 0 }, true);
  }

  // A word cursor, for those who have a keyboard and no mouse.

  #focused(): void {
    // A click sets the focus too; then there is nothing to show.
    if (!this.page.element.matches(':focus-visible')) return;
    const { paragraph, offset } = this.listening.place;
    this.#setCursor(this.#askedAbout ?? this.#wordFrom(paragraph, offset, 0) ?? this.#wordFrom(0, 0, 0));
    this.#askedAbout = undefined;
  }

  /** The menu key asks about the cursor's word; the mouse's own menu stays the browser's. */
  #asked(event: MouseEvent): void {
    if (this.#cursor && event.button !== 2) this.#ask(event, this.#cursor);
  }

  #ask(event: Event, cursor: { paragraph: number; from: number; to: number }): void {
    event.preventDefault();
    this.#askedAbout = cursor;
    this.hooks.ask({ paragraph: cursor.paragraph, offset: cursor.from });
  }

  #typed(event: KeyboardEvent): void {
    if (this.#cursor && actionFor(event, this.settings) === 'wrong') return this.#ask(event, this.#cursor);
    if (event.target !== this.page.element || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const here = this.#cursor ?? { paragraph: this.listening.place.paragraph, from: 0, to: 0 };
    const element = this.page.paragraphs[here.paragraph];
    const isRightToLeft = element ? getComputedStyle(element).direction === 'rtl' : true;
    const move = {
      ArrowLeft: () => this.#wordFrom(here.paragraph, here.from, isRightToLeft ? 1 : -1),
      ArrowRight: () => this.#wordFrom(here.paragraph, here.from, isRightToLeft ? -1 : 1),
      ArrowUp: () => this.#wordFrom(here.paragraph - (here.from > 0 ? 0 : 1), 0, 0),
      ArrowDown: () => this.#wordFrom(here.paragraph + 1, 0, 0),
      Home: () => this.#wordFrom(0, 0, 0),
      End: () => this.#wordFrom(this.page.paragraphs.length - 1, 0, 0),
    }[event.key];
    if (move) {
      event.preventDefault();
      const found = move();
      if (found) this.#setCursor(found, true);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      void this.listening.goToPlace({ paragraph: here.paragraph, offset: here.from }, true);
    }
  }

  /** The printed word at a place, or `step` words from it, in the next paragraph if need be. */
  #wordFrom(
    paragraph: number,
    offset: number,
    step: number,
  ): { paragraph: number; from: number; to: number } | undefined {
    const words = this.#words(paragraph);
    const here = Math.max(
      0,
      words.findIndex((word) => offset < word.to),
    );
    const word = words[here + step];
    if (word) return { paragraph, ...word };
    const other = paragraph + step;
    if (step === 0 || other < 0 || other >= this.page.paragraphs.length) return undefined;
    const beyond = step > 0 ? this.#words(other)[0] : this.#words(other).at(-1);
    return beyond && { paragraph: other, ...beyond };
  }

  #words(paragraph: number): { from: number; to: number }[] {
    const text = this.page.paragraphs[paragraph]?.textContent ?? '';
    return [...text.matchAll(/\S+/gu)].map((match) => ({ from: match.index, to: match.index + match[0].length }));
  }

  #setCursor(cursor: { paragraph: number; from: number; to: number } | undefined, byHand = false): void {
    this.#cursor = cursor;
    const element = cursor && this.page.paragraphs[cursor.paragraph];
    const range = element && rangeOf(element, cursor.from, cursor.to);
    this.#marks.set('cursor', range);
    if (!range || !byHand) return;
    this.hooks.cursor(range.toString());
    const box = range.getBoundingClientRect();
    if (box.top < 40 || box.bottom > innerHeight * 0.6)
      scrollBy({ top: box.top - innerHeight * 0.3, behavior: 'instant' });
  }
}

function isWithin(x: number): boolean {
  const { left, right } = document.body.getBoundingClientRect();
  return x >= left && x < right;
}

interface Marks {
  set(mark: Mark, range: Range | undefined): void;
}

class Highlights implements Marks {
  readonly #made = new Map<Mark, Highlight>();

  constructor() {
    MARKS.forEach((mark, priority) => {
      const highlight = new Highlight();
      highlight.priority = priority;
      this.#made.set(mark, highlight);
      CSS.highlights.set(`natiq-${mark}`, highlight);
    });
  }

  set(mark: Mark, range: Range | undefined): void {
    const highlight = this.#made.get(mark);
    highlight?.clear();
    if (range) highlight?.add(range);
  }
}

/** Boxes behind the text, for browsers without custom highlights. */
class Boxes implements Marks {
  constructor(readonly parent: HTMLElement) {}

  set(mark: Mark, range: Range | undefined): void {
    for (const old of this.parent.querySelectorAll(`.mark-${mark}`)) old.remove();
    if (!range) return;
    const origin = this.parent.getBoundingClientRect();
    for (const box of range.getClientRects()) {
      const element = document.createElement('span');
      element.className = `mark mark-${mark}`;
      element.setAttribute('aria-hidden', 'true');
      // Set by script and not in markup: a strict policy allows that.
      element.style.left = `${box.left - origin.left}px`;
      element.style.top = `${box.top - origin.top}px`;
      element.style.width = `${box.width}px`;
      element.style.height = `${box.height}px`;
      this.parent.append(element);
    }
  }
}
