/** The library: what was opened in this browser, and what is read next. */

import { cover } from './cover.ts';
import { askToDelete } from './dialogs.ts';
import { h } from './dom.ts';
import { unkeep } from './offline.ts';
import { followText, runs } from './runs.ts';
import * as store from './store.ts';
import { allTags, openTags } from './tags.ts';
import type { Numbers, Texts } from './texts.ts';

/** An article that was deleted and can be brought back. */
export interface Deleted {
  entry: store.Entry;
  index: number;
  queue: string[];
}

export function libraryView(options: {
  texts: Texts;
  numbers: Numbers;
  say: (text: string) => void;
  redraw: (focus?: string) => void;
  deleted?: Deleted;
  /** Begins with the first article of the queue. */
  playQueue: () => void;
  /** Has the server forget an article; answers what went wrong, in words. */
  removeOnServer: (id: string) => Promise<string | undefined>;
  setDeleted: (deleted: Deleted | undefined) => void;
}): HTMLElement[] {
  const { texts, numbers, say, redraw, deleted } = options;
  const t = texts.library;
  const articles = store.entries();
  const queue = store.queue();
  const button = (key: string, name: string, shown: string, act: () => void) =>
    h('button', { type: 'button', class: 'button', 'aria-label': name, 'data-key': key, onclick: act }, shown);
  const link = (entry: store.Entry) => h('a', { href: `/read/${entry.id}`, lang: 'ar', dir: 'auto' }, ...runs(entry.title));

  const state = (entry: store.Entry) => {
    const heard = entry.heard >= 0.999 ? t.done : entry.heard > 0 ? t.started(numbers.percent(entry.heard)) : t.fresh;
    const length = entry.length !== undefined && t.length(numbers.words(entry.length));
    const tags = entry.tags && entry.tags.length > 0 && t.tagged(entry.tags.join(texts.comma));
    return [heard, length, entry.offline && t.offline, tags]
      .filter(Boolean)
      .join(texts.comma);
  };

  // For the eye: the line above it says the same.
  const heardShare = (entry: store.Entry) => {
    if (entry.heard <= 0) return undefined;
    // As in the player, time runs from left to right.
    const bar = h('div', { class: 'heard', 'aria-hidden': 'true', dir: 'ltr' }, h('span'));
    bar.style.setProperty('--share', String(Math.min(1, entry.heard)));
    return bar;
  };

  const remove = (entry: store.Entry) =>
    askToDelete(entry.title, texts, {
      here: () => removeHere(entry),
      onServer: () => options.removeOnServer(entry.id),
      gone: () => {
        store.forget(entry.id);
        store.setQueue(store.queue().filter((id) => id !== entry.id));
        void unkeep(entry.id);
        options.setDeleted(undefined);
        redraw('articles');
        say(t.removedOnServer(entry.title));
      },
    });

  const removeHere = (entry: store.Entry) => {
    const before = store.queue();
    const index = store.forget(entry.id);
    store.setQueue(before.filter((id) => id !== entry.id));
    options.setDeleted({ entry, index, queue: before });
    redraw('undo');
    say(t.removed(entry.title));
  };

  const leaveQueue = (entry: store.Entry, focus: string) => {
    store.setQueue(store.queue().filter((id) => id !== entry.id));
    redraw(focus);
    say(t.unqueued(entry.title));
  };

  const item = (entry: store.Entry) =>
    h(
      'li',
      { class: 'entry' },
      cover(entry.title, entry.site),
      h('h3', {}, link(entry)),
      h('p', { class: 'hint' }, state(entry)),
      heardShare(entry),
      h(
        'p',
        { class: 'row' },
        queue.includes(entry.id)
          ? button(`queue-${entry.id}`, t.unqueue(entry.title), t.unqueueShort, () =>
              leaveQueue(entry, `queue-${entry.id}`),
            )
          : button(`queue-${entry.id}`, t.enqueue(entry.title), t.enqueueShort, () => {
              store.setQueue([...store.queue(), entry.id]);
              redraw(`queue-${entry.id}`);
              say(t.enqueued(entry.title));
            }),
        button(`tags-${entry.id}`, t.tags(entry.title), t.tagsShort, () =>
          openTags({ ...entry, texts, say, changed: () => redraw(`tags-${entry.id}`) }),
        ),
        entry.offline &&
          button(`offline-${entry.id}`, t.removeOffline(entry.title), t.removeOfflineShort, () => {
            store.remember(entry.id, { offline: false });
            void unkeep(entry.id);
            redraw(`remove-${entry.id}`);
          }),
        button(`remove-${entry.id}`, t.remove(entry.title), t.removeShort, () => remove(entry)),
      ),
    );

  const move = (id: string, by: 1 | -1) => {
    const ids = store.queue();
    const from = ids.indexOf(id);
    ids.splice(from, 1);
    ids.splice(from + by, 0, id);
    store.setQueue(ids);
    redraw(`${by < 0 ? 'up' : 'down'}-${id}`);
  };

  const queued = (id: string, index: number) => {
    const entry = articles.find((entry) => entry.id === id);
    return (
      entry &&
      h(
        'li',
        { class: 'entry' },
        h('h3', {}, link(entry)),
        h(
          'p',
          { class: 'row' },
          index > 0 && button(`up-${id}`, t.up(entry.title), t.upShort, () => move(id, -1)),
          index < queue.length - 1 && button(`down-${id}`, t.down(entry.title), t.downShort, () => move(id, 1)),
          button(`unqueue-${id}`, t.unqueue(entry.title), t.unqueueShort, () => leaveQueue(entry, 'queue')),
        ),
      )
    );
  };

  const list = h('ul', { class: 'entries' }, ...articles.map(item));
  const tags = allTags(articles);
  const finder = () => {
    const field = followText(h('input', { id: 'search', type: 'search', lang: 'ar' }));
    const tag = h(
      'select',
      { id: 'tag' },
      h('option', { value: '' }, t.allTags),
      ...tags.map((name) => h('option', { value: name }, name)),
    );
    const find = () => {
      const wanted = plain(field.value);
      const shown = articles.map((entry, index) => {
        const isTagged = tag.value === '' || (entry.tags ?? []).includes(tag.value);
        const isShown = isTagged && [entry.title, ...(entry.tags ?? [])].some((text) => plain(text).includes(wanted));
        list.children[index]?.toggleAttribute('hidden', !isShown);
        return isShown;
      });
      say(t.found(numbers.number(shown.filter(Boolean).length)));
    };
    field.addEventListener('input', find);
    tag.addEventListener('change', find);
    return h(
      'div',
      {},
      articles.length > FEW && h('p', { class: 'field' }, h('label', { for: field.id }, t.search), field),
      tags.length > 0 && h('p', { class: 'field' }, h('label', { for: tag.id }, t.tag), tag),
    );
  };
  const queuedItems = queue.map(queued).filter((item) => item !== undefined);
  return [
    h('h1', {}, t.title),
    h('p', { class: 'intro' }, t.intro),
    ...(deleted
      ? [
          h(
            'p',
            { class: 'undo' },
            ...runs(t.removed(deleted.entry.title)),
            ' ',
            h(
              'button',
              {
                type: 'button',
                class: 'button',
                'data-key': 'undo',
                onclick: () => {
                  store.restore(deleted.entry, deleted.index);
                  store.setQueue(deleted.queue);
                  options.setDeleted(undefined);
                  redraw(`remove-${deleted.entry.id}`);
                  say(t.restored(deleted.entry.title));
                },
              },
              t.undo,
            ),
          ),
        ]
      : []),
    h(
      'section',
      { 'aria-labelledby': 'articles' },
      h('h2', { id: 'articles', tabindex: '-1', 'data-key': 'articles' }, t.articles),
      finder(),
      articles.length > 0
        ? list
        : h('div', { class: 'blank' }, h('p', {}, t.empty), h('a', { class: 'button primary', href: '/' }, t.emptyLink)),
    ),
    h(
      'section',
      { 'aria-labelledby': 'queue' },
      h('h2', { id: 'queue', tabindex: '-1', 'data-key': 'queue' }, t.queue),
      queuedItems.length > 0
        ? h(
            'div',
            {},
            h('p', {}, t.queueIntro),
            h('button', { type: 'button', class: 'button primary', onclick: options.playQueue }, t.playQueue),
            h('ol', { class: 'entries' }, ...queuedItems),
          )
        : h('p', { class: 'hint' }, articles.length > 0 ? t.queueEmpty : t.queueEmptyToo),
    ),
  ];
}

/** So many titles are seen at a glance. */
const FEW = 5;

/** Letters that are written in several ways are looked for as one; marks are left out. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\u064b-\u0652\u0640]/g, '')
    .replace(/[أإآ]/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')
    .trim();
}
