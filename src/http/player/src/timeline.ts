/** When the words of one paragraph are heard, counted in the page's own units. */

import type { ParagraphTimes } from './api.ts';

export interface Word {
  /** Seconds from the start of the paragraph's audio. */
  start: number;
  end: number;
  /** UTF-16 offsets in the paragraph's text. Words that one number is read as share theirs. */
  from: number;
  to: number;
}

export interface Sentence extends Word {
  /** Index of its first word. */
  first: number;
}

export class Timeline {
  constructor(
    readonly duration: number,
    readonly words: readonly Word[],
    readonly sentences: readonly Sentence[],
  ) {}

  /** Index of the word that is heard at `time`, or was last heard; -1 before the first. */
  wordAt(time: number): number {
    return lastAt(this.words, time);
  }

  /** Index of the sentence at `time`; before the first word, the first sentence. */
  sentenceAt(time: number): number {
    return Math.max(0, lastAt(this.sentences, time));
  }

  /** The word at a place in the text, or the next one that is spoken, or the last. */
  wordAtOffset(offset: number): Word | undefined {
    return this.words.find((word) => offset < word.to) ?? this.words.at(-1);
  }
}

/** Reads when the words of a paragraph are heard; `text` is the paragraph's. */
export function readTimeline(times: ParagraphTimes, text: string): Timeline {
  const offsets = utf16Offsets(text);
  const offset = (byte: number) => offsets[Math.min(Math.max(byte, 0), offsets.length - 1)] ?? text.length;
  const words: Word[] = [];
  const sentences: Sentence[] = [];
  let open: Sentence | undefined;
  for (const cue of times.cues) {
    const first = words.length;
    for (const { source, start, end } of cue.words) {
      words.push({ start, end, from: offset(source.start), to: offset(source.end) });
    }
    const [from, to] = [offset(cue.source.start), offset(cue.source.end)];
    if (words.length > first && open) {
      open.end = cue.end;
      open.to = to;
    } else if (words.length > first) {
      open = { start: cue.start, end: cue.end, from, to, first };
      sentences.push(open);
    }
    // An utterance is what is said in one breath; a sentence is done where its mark says so.
    if (endsSentence(text.slice(from, to))) open = undefined;
  }
  for (const sentence of sentences) {
    // Spaces around a sentence are not marked on the page.
    const part = text.slice(sentence.from, sentence.to);
    sentence.from += part.length - part.trimStart().length;
    sentence.to -= part.length - part.trimEnd().length;
  }
  return new Timeline(times.duration, words, sentences);
}

/** For each byte of the text's UTF-8 form, and one past the last, the UTF-16 offset of its character. */
export function utf16Offsets(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length * 3 + 1);
  let bytes = 0;
  let units = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    offsets.fill(units, bytes, bytes + size);
    bytes += size;
    units += character.length;
  }
  offsets[bytes] = units;
  return offsets.subarray(0, bytes + 1);
}

/** Tells whether an utterance ends its sentence: a closing mark, perhaps within quotation marks or brackets. */
export function endsSentence(utterance: string): boolean {
  return /[.!?؟۔…][\s"'”’»)\]\u200e\u200f\ufe0f]*$/u.test(utterance);
}

function lastAt(items: readonly { start: number }[], time: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.start ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
