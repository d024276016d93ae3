/** A word of an article that was heard, where it stands in its sentence, and what says so of this place alone. */

import type { Said, Span, SpokenWord } from './api.ts';

/** A word of an article, and the sentence it was heard in. */
export interface HeardWord {
  /** As printed, without the signs around it. */
  printed: string;
  sentence: string;
  /** UTF-16 offset in the sentence. */
  from: number;
}

/** Finds a word in a paragraph: what is between spaces at a place, without the signs around it. */
export function wordIn(text: string, sentence: { from: number; to: number }, place: number): HeardWord | undefined {
  const own = text.slice(sentence.from, sentence.to);
  for (const match of own.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    const end = sentence.from + match.index + match[0].length;
    if (place < end) return { printed: match[0], sentence: own, from: match.index };
  }
  return undefined;
}

/** Puts what is to be said in place of the word. */
export function saidIn({ printed, sentence, from }: HeardWord, said: string): string {
  return sentence.slice(0, from) + said + sentence.slice(from + printed.length);
}

/** The word's bytes of UTF-8 in its sentence. */
export function bytesOf({ sentence, printed, from }: HeardWord): Span {
  const start = new TextEncoder().encode(sentence.slice(0, from)).length;
  return { start, end: start + new TextEncoder().encode(printed).length };
}

/** Which of the sentence's words it is; -1 where it is none of them. */
export function placeOf(word: HeardWord, words: readonly SpokenWord[]): number {
  const bytes = bytesOf(word);
  return words.findIndex(({ source }) => source.start < bytes.end && bytes.start < source.end);
}

/**
 * Returns the entry by which the word is said so at its place, with its ending. Where its print stands in the article more
 * than once, the words beside it are part of the entry, said as they are; so the others keep theirs.
 */
export function inPlace(
  word: HeardWord,
  said: string,
  words: readonly SpokenWord[],
  article: readonly string[],
): Record<string, Said> {
  const alone = { [word.printed]: { said, ending: 'written' } } as const;
  const at = placeOf(word, words);
  const bytes = new TextEncoder().encode(word.sentence);
  const between = (start: number, end: number) => new TextDecoder().decode(bytes.slice(start, end));
  const isBeside = (one: SpokenWord | undefined, other: SpokenWord | undefined): boolean =>
    one !== undefined && other !== undefined && /^\s+$/u.test(between(one.source.end, other.source.start));
  if (at < 0 || countOf(word.printed, article) < 2) return alone;
  const first = isBeside(words[at - 1], words[at]) ? at - 1 : at;
  const last = isBeside(words[at], words[at + 1]) ? at + 1 : at;
  const phrases = [
    [first, at],
    [at, last],
    [first, last],
  ].map(([from = at, to = at]) => {
    const part = words.slice(from, to + 1);
    return {
      written: part.map(({ printed }) => printed).join(' '),
      said: part.map((each, index) => (from + index === at ? said : each.said)).join(' '),
    };
  });
  // The shortest that is found once; the longest where none is.
  const found = phrases.find(({ written }) => countOf(written, article) === 1) ?? phrases.at(-1);
  return found ? { [found.written]: { said: found.said, ending: 'written' } } : alone;
}

/** How often words stand in an article, as whole words. */
function countOf(written: string, article: readonly string[]): number {
  const words = (text: string) => ` ${(text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).map(bare).join(' ')} `;
  const wanted = words(written);
  let count = 0;
  for (const text of article) {
    const here = words(text);
    for (let at = here.indexOf(wanted); at >= 0; at = here.indexOf(wanted, at + 1)) count += 1;
  }
  return count;
}

/** Marks do not tell words apart in print. */
function bare(word: string): string {
  return word.replace(/\p{M}/gu, '');
}
