/** Stops the reading after a while, softly. */

import type { Sleep } from './player.ts';

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
