/** The article's view: its text, what follows the voice in it, and what can be done with the article as a whole. */

import type { Announcer } from './announcer.ts';
import { h } from './dom.ts';
import { Follower } from './follower.ts';
import { layOut, titleOf } from './page.ts';
import type { Playback } from './playback.ts';
import type { State } from './state.ts';
import * as store from './store.ts';
import { openTags } from './tags.ts';

export interface ReaderView {
  title: string;
  elements: readonly HTMLElement[];
  /** Begins to follow the voice, once the elements are in the page. */
  follow(): Follower;
}

/** Lays out the article that is open. */
export function readerView(options: {
  state: State;
  playback: Playback;
  announcer: Announcer;
  /** The reader has scrolled away from the voice, or is back. */
  away: (isAway: boolean) => void;
  /** Asks about a word: that of the text's cursor, or the one that was heard last. */
  ask: (place?: store.Place) => void;
  review: () => void;
}): ReaderView | undefined {
  const { state, playback, announcer } = options;
  const { texts, numbers, settings } = state;
  const { listening } = playback;
  if (!listening) return undefined;
  const { id } = listening.article;
  const title = titleOf(listening.article, texts);
  const page = layOut(listening.article, texts, numbers.roughly(listening.length));
  const hint = h('p', { id: 'article-hint', hidden: true }, texts.read.textHint);
  page.element.setAttribute('tabindex', '0');
  page.element.setAttribute('aria-label', texts.read.text);
  page.element.setAttribute('aria-describedby', hint.id);
  const button = (name: string, act: () => void) =>
    h('button', { type: 'button', class: 'button', onclick: act }, name);
  const isQueued = () => store.queue().includes(id);
  const queueName = () => (isQueued() ? texts.read.unqueue : texts.read.queue);
  const queue = button(queueName(), () => {
    const others = store.queue().filter((other) => other !== id);
    store.setQueue(isQueued() ? others : [...others, id]);
    queue.textContent = queueName();
    announcer.say(isQueued() ? texts.read.queued : texts.read.unqueued);
  });
  const tags = button(texts.tags.open, () => openTags({ id, title, texts, say: (text) => announcer.say(text) }));
  const after = h('p', { class: 'after' });
  for (const each of [
    queue,
    tags,
    button(texts.word.open, () => options.ask()),
    button(texts.review.open, options.review),
  ]) {
    after.append(each, ' ');
  }
  const follow = () =>
    new Follower(page, listening, settings, {
      away: options.away,
      cursor: (word) => announcer.say(word, 'ar'),
      ask: options.ask,
    });
  return { title, elements: [page.element, hint, after], follow };
}
