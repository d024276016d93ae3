/** What is read next, after the article that is open. */

import type { Announcer } from './announcer.ts';
import type { Playback } from './playback.ts';
import type { State } from './state.ts';
import * as store from './store.ts';

export class Queue {
  constructor(
    readonly state: State,
    readonly playback: Playback,
    readonly announcer: Announcer,
  ) {}

  /** Takes the next article out of the queue, says which it is, and returns its id. */
  take(): string | undefined {
    this.playback.keepPlace();
    const { say } = this.state.texts;
    const [next, ...rest] = store.queue().filter((id) => id !== this.playback.listening?.article.id);
    if (next === undefined) {
      this.announcer.say(say.ended);
      return undefined;
    }
    store.setQueue(rest);
    this.announcer.say(say.next(store.entry(next)?.title ?? ''));
    return next;
  }
}
