/** Stops the reading after a while, softly. */

import type { Numbers, Texts } from './texts.ts';

/** When the sleep timer stops the reading: after so many minutes, or at an end. */
export type Sleep = 'off' | 'paragraph' | 'article' | number;

/** The last moments get quieter, in milliseconds. */
const FADE = 8000;

export class SleepTimer {
  sleep: Sleep = 'off';
  #timer?: ReturnType<typeof setInterval>;
  #end = 0;

  constructor(
    /** Told the share of the volume that is left. */
    readonly fade: (share: number) => void,
    readonly fallAsleep: () => void,
  ) {}

  /** Seconds that are left, of a timer that counts them. */
  get left(): number | undefined {
    return typeof this.sleep === 'number' ? Math.max(0, (this.#end - Date.now()) / 1000) : undefined;
  }

  set(sleep: Sleep): void {
    clearInterval(this.#timer);
    this.sleep = sleep;
    this.fade(1);
    if (typeof sleep !== 'number') return;
    this.#end = Date.now() + sleep * 60_000;
    this.#timer = setInterval(() => {
      const rest = this.#end - Date.now();
      if (rest < FADE) this.fade(Math.max(0, rest / FADE));
      if (rest > 0) return;
      this.fallAsleep();
      this.fade(1);
    }, 250);
  }
}

export function sleepName(sleep: Sleep, texts: Texts, numbers: Numbers): string {
  if (sleep === 'off') return texts.player.sleepOff;
  if (sleep === 'paragraph') return texts.player.sleepParagraph;
  if (sleep === 'article') return texts.player.sleepArticle;
  return numbers.words(sleep * 60);
}
