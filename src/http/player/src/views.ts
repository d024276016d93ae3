/** The views that are not the article itself: the start, and the library. */

import type { Kind } from './api.ts';
import { h } from './dom.ts';
import { unkeep } from './offline.ts';
import * as store from './store.ts';
import type { Numbers, Texts } from './texts.ts';

export function startView(options: {
  texts: Texts;
  latest: store.Entry | undefined;
  numbers: Numbers;
  /** What another program has handed over. */
  shared?: Shared;
  submit: (body: string | Blob, kind: Kind) => Promise<string | undefined>;
}): HTMLElement[] {
  const { texts, latest, numbers, shared } = options;
  const t = texts.start;
  const text = h('textarea', {
    id: 'text',
    rows: 6,
    lang: 'ar',
    dir: 'rtl',
    'aria-describedby': 'text-problem text-hint',
  });
  const textProblem = h('p', { id: 'text-problem', class: 'problem-text', role: 'alert' });
  const file = h('input', {
    id: 'file',
    type: 'file',
    accept: Object.keys(FILE_KINDS)
      .map((extension) => `.${extension}`)
      .join(','),
    'aria-describedby': 'file-problem file-hint',
  });
  const fileProblem = h('p', { id: 'file-problem', class: 'problem-text', role: 'alert' });
  const send = async (
    field: HTMLElement,
    place: HTMLElement,
    missing: string,
    body: string | Blob | undefined,
    kind: Kind,
  ) => {
    textProblem.textContent = fileProblem.textContent = '';
    text.removeAttribute('aria-invalid');
    file.removeAttribute('aria-invalid');
    const problem = body === undefined ? missing : await options.submit(body, kind);
    if (problem === undefined) return;
    place.textContent = problem;
    field.setAttribute('aria-invalid', 'true');
    field.focus();
  };
  const sendText = () => send(text, textProblem, t.empty, text.value.trim() || undefined, kindOf(text.value));
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void sendText();
  });
  return [
    h('h1', {}, t.title),
    h('p', { class: 'intro' }, t.intro),
    ...(shared ? [sharedForm(shared, texts, options.submit)] : []),
    ...(latest && latest.heard < 0.999
      ? [
          h(
            'p',
            {},
            h(
              'a',
              { class: 'button', href: `/read/${latest.id}` },
              `${t.resume}: `,
              h('bdi', { lang: 'ar' }, latest.title),
            ),
            ' ',
            numbers.percent(latest.heard),
          ),
        ]
      : []),
    h(
      'form',
      {
        onsubmit: (event: Event) => {
          event.preventDefault();
          void sendText();
        },
      },
      h('label', { for: 'text' }, t.text),
      textProblem,
      text,
      h('p', { id: 'text-hint', class: 'hint' }, t.textHint),
      h('button', { class: 'button primary' }, t.listen),
    ),
    h(
      'form',
      {
        onsubmit: (event: Event) => {
          event.preventDefault();
          const chosen = file.files?.[0];
          void send(file, fileProblem, t.noFile, chosen, chosen ? kindOfFile(chosen) : 'text/plain');
        },
      },
      h('label', { for: 'file' }, t.file),
      fileProblem,
      file,
      h('p', { id: 'file-hint', class: 'hint' }, t.fileHint),
      h('button', { class: 'button' }, t.open),
    ),
  ];
}

/** Tells the address of a page, and Markdown by its headings. */
function kindOf(text: string): Kind {
  if (/^https?:\/\/\S+$/i.test(text.trim())) return 'text/uri-list';
  return /^#{1,6} \S/m.test(text) ? 'text/markdown' : 'text/plain';
}

/** What files are, by their extensions. */
const FILE_KINDS: Record<string, Kind> = {
  txt: 'text/plain',
  text: 'text/plain',
  md: 'text/markdown',
  markdown: 'text/markdown',
  html: 'text/html',
  htm: 'text/html',
  xhtml: 'text/html',
  mhtml: 'multipart/related',
  mht: 'multipart/related',
  epub: 'application/epub+zip',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  odt: 'application/vnd.oasis.opendocument.text',
  eml: 'message/rfc822',
  srt: 'application/x-subrip',
  vtt: 'text/vtt',
  org: 'text/org',
  rst: 'text/x-rst',
};

function kindOfFile(file: File): Kind {
  const extension = /\.(\w+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '';
  return FILE_KINDS[extension] ?? (/html/.test(file.type) ? 'text/html' : 'text/plain');
}

/** What another program has handed over: a page as it is seen, an address, a text. */
export interface Shared {
  title: string;
  body: string;
  kind: Kind;
}

/** Reads what a share of the system brings in the page's address: some put the address of a page into the text. */
export function sharedIn(query: URLSearchParams): Shared | undefined {
  const [title, text, url] = ['title', 'text', 'url'].map((name) => (query.get(name) ?? '').trim()) as [
    string,
    string,
    string,
  ];
  const address = url || /https?:\/\/\S+/i.exec(text)?.[0];
  // A text with an address at its end is told of by the page; a long one is the article itself.
  if (address && text.length < 1000) return { title: title || address, body: address, kind: 'text/uri-list' };
  return text ? { title: title || `${text.slice(0, 60)}…`, body: text, kind: kindOf(text) } : undefined;
}

/** One press is asked for: browsers let nothing be heard before, and an article is nobody's but the reader's choice. */
function sharedForm(
  shared: Shared,
  texts: Texts,
  submit: (body: string, kind: Kind) => Promise<string | undefined>,
): HTMLElement {
  const t = texts.start;
  const problem = h('p', { id: 'shared-problem', class: 'problem-text', role: 'alert' });
  return h(
    'form',
    {
      class: 'shared',
      onsubmit: (event: Event) => {
        event.preventDefault();
        void submit(shared.body, shared.kind).then((text) => (problem.textContent = text ?? ''));
      },
    },
    h('p', { id: 'shared-title' }, `${t.arrived} `, h('bdi', {}, shared.title)),
    problem,
    h('button', { id: 'shared', class: 'button primary', 'aria-describedby': 'shared-title' }, t.listenShared),
  );
}

export function libraryView(options: {
  texts: Texts;
  numbers: Numbers;
  say: (text: string) => void;
  redraw: (focus?: string) => void;
  /** An article that was deleted and can be brought back. */
  deleted?: { entry: store.Entry; index: number; queue: string[] };
  setDeleted: (deleted: { entry: store.Entry; index: number; queue: string[] } | undefined) => void;
}): HTMLElement[] {
  const { texts, numbers, say, redraw, deleted } = options;
  const t = texts.library;
  const articles = store.entries();
  const queue = store.queue();
  const button = (key: string, name: string, shown: string, act: () => void) =>
    h('button', { type: 'button', class: 'button', 'aria-label': name, 'data-key': key, onclick: act }, shown);
  const link = (entry: store.Entry) => h('a', { href: `/read/${entry.id}`, lang: 'ar', dir: 'auto' }, entry.title);

  const state = (entry: store.Entry) => {
    const heard = entry.heard >= 0.999 ? t.done : entry.heard > 0 ? t.started(numbers.percent(entry.heard)) : t.fresh;
    return [heard, entry.length !== undefined && t.length(numbers.words(entry.length)), entry.offline && t.offline]
      .filter(Boolean)
      .join(texts.comma);
  };

  // For the eye: the line above it says the same.
  const heardShare = (entry: store.Entry) => {
    if (entry.heard <= 0) return undefined;
    const bar = h('div', { class: 'heard', 'aria-hidden': 'true' }, h('span'));
    bar.style.setProperty('--share', String(Math.min(1, entry.heard)));
    return bar;
  };

  const remove = (entry: store.Entry) => {
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

  const queuedItems = queue.map(queued).filter((item) => item !== undefined);
  return [
    h('h1', {}, t.title),
    h('p', { class: 'intro' }, t.intro),
    ...(deleted
      ? [
          h(
            'p',
            { class: 'undo' },
            t.removed(deleted.entry.title),
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
      h('h2', { id: 'articles' }, t.articles),
      articles.length > 0
        ? h('ul', { class: 'entries' }, ...articles.map(item))
        : h('p', {}, t.empty, ' ', h('a', { class: 'button', href: '/' }, t.emptyLink)),
    ),
    h(
      'section',
      { 'aria-labelledby': 'queue' },
      h('h2', { id: 'queue', tabindex: '-1', 'data-key': 'queue' }, t.queue),
      queuedItems.length > 0
        ? h('div', {}, h('p', {}, t.queueIntro), h('ol', { class: 'entries' }, ...queuedItems))
        : h('p', {}, t.queueEmpty),
    ),
  ];
}
