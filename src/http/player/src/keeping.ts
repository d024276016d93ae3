/** Keeps the article that is open in this browser, to be heard without a network. */

import type { Announcer } from './announcer.ts';
import { Problem } from './api.ts';
import { Events } from './events.ts';
import { keep, kept, release, unkeep } from './offline.ts';
import type { Playback } from './playback.ts';
import type { State } from './state.ts';
import * as store from './store.ts';

/** `progress` (see {@link Keeping.progress}), `kept`, `failed` (the article's problem says why). */
export class Keeping extends Events<'progress' | 'kept' | 'failed'> {
  /** The share that is done of what is being kept. */
  progress?: number;

  constructor(
    readonly state: State,
    readonly playback: Playback,
    readonly announcer: Announcer,
  ) {
    super();
  }

  async keep(): Promise<void> {
    const { listening } = this.playback;
    if (!listening || this.playback.isKept) return;
    const { texts, service } = this.state;
    const { id } = listening.article;
    this.#at(0);
    this.announcer.say(texts.player.saving);
    try {
      const times = await listening.all();
      await keep(service, listening.article, times, (share) => this.#at(share));
      void navigator.storage?.persist?.();
      store.remember(id, { offline: true, length: listening.length });
      const local = await kept(id);
      const isOpen = listening === this.playback.listening;
      if (local && isOpen) listening.use(local);
      else release(local?.audio ?? []);
      if (isOpen) this.playback.isKept = true;
      this.progress = undefined;
      this.tell('kept');
      this.announcer.say(texts.player.savedDone);
    } catch (error) {
      await unkeep(id).catch(() => undefined);
      const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
      if (isFull) listening.problem = new Problem('storage', 0, '');
      else listening.problem = error instanceof Problem ? error : new Problem('offline', 0, '');
      this.#at(undefined);
      this.tell('failed');
    }
  }

  #at(share: number | undefined): void {
    this.progress = share;
    this.tell('progress');
  }
}
