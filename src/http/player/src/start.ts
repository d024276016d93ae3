/** The first view: one field that takes a text, an address or a file, and articles to listen to at once. */

import type { Kind } from './api.ts';
import { cover } from './cover.ts';
import { h } from './dom.ts';
import { followText, runs } from './runs.ts';
import { SAMPLES } from './samples.ts';
import type * as store from './store.ts';
import type { Numbers, Texts } from './texts.ts';

type Submit = (body: string | Blob, kind: Kind) => Promise<string | undefined>;

export function startView(options: {
  texts: Texts;
  /** The article that was listened to last, where it is not over. */
  latest: store.Entry | undefined;
  numbers: Numbers;
  speed: number;
  /** What another program has handed over. */
  shared?: Shared;
  submit: Submit;
}): HTMLElement[] {
  const { texts, latest, shared, submit } = options;
  const t = texts.start;
  return [
    h('h1', {}, t.title),
    h('p', { class: 'intro' }, t.intro),
    ...(shared ? [sharedForm(shared, texts, submit)] : []),
    ...(latest ? [resumeCard(latest, options)] : []),
    articleForm(texts, submit),
    samples(texts, submit),
  ];
}

function articleForm(texts: Texts, submit: Submit): HTMLElement {
  const t = texts.start;
  const text = followText(
    h('textarea', { id: 'text', rows: 4, lang: 'ar', 'aria-describedby': 'text-problem text-hint' }),
  );
  const problem = h('p', { id: 'text-problem', class: 'problem-text', role: 'alert' });
  const file = h('input', {
    id: 'file',
    class: 'hidden',
    type: 'file',
    accept: Object.keys(FILE_KINDS)
      .map((extension) => `.${extension}`)
      .join(','),
    'aria-describedby': 'file-hint',
  });
  const send = async (body: string | Blob | undefined, kind: Kind, field: HTMLElement = text) => {
    problem.textContent = '';
    text.removeAttribute('aria-invalid');
    const found = body === undefined ? t.empty : await submit(body, kind);
    if (found === undefined) return;
    problem.textContent = found;
    if (field === text) text.setAttribute('aria-invalid', 'true');
    field.focus();
  };
  const sendText = () => send(text.value.trim() || undefined, kindOf(text.value));
  const sendFile = (chosen: File | undefined) => chosen && void send(chosen, kindOfFile(chosen), file);
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void sendText();
  });
  text.addEventListener('paste', (event) => {
    const pasted = event.clipboardData?.files[0];
    if (!pasted) return;
    event.preventDefault();
    sendFile(pasted);
  });
  file.addEventListener('change', () => {
    sendFile(file.files?.[0]);
    // The same file may be chosen again.
    file.value = '';
  });
  const form = h(
    'form',
    {
      class: 'give',
      onsubmit: (event: Event) => {
        event.preventDefault();
        void sendText();
      },
    },
    h('label', { for: 'text' }, t.text),
    problem,
    h(
      'div',
      { class: 'sheet' },
      text,
      h(
        'div',
        { class: 'row' },
        h('button', { class: 'button primary' }, t.listen),
        h('label', { class: 'button' }, t.file, file),
      ),
    ),
    h('p', { id: 'text-hint', class: 'hint' }, t.textHint),
    h('p', { id: 'file-hint', class: 'hint' }, t.fileHint),
  );
  const carries = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  form.addEventListener('dragover', (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    form.classList.add('dropping');
  });
  form.addEventListener('dragleave', () => form.classList.remove('dropping'));
  form.addEventListener('drop', (event) => {
    form.classList.remove('dropping');
    if (!carries(event)) return;
    event.preventDefault();
    sendFile(event.dataTransfer?.files[0]);
  });
  return form;
}

function resumeCard(
  latest: store.Entry,
  { texts, numbers, speed }: { texts: Texts; numbers: Numbers; speed: number },
): HTMLElement {
  const t = texts.start;
  const left = latest.length === undefined ? undefined : ((1 - latest.heard) * latest.length) / speed;
  return h(
    'a',
    { class: 'card', href: `/read/${latest.id}` },
    cover(latest.title, latest.site),
    h(
      'span',
      {},
      h('span', { class: 'hint' }, t.resume),
      ' ',
      h('bdi', { lang: 'ar', class: 'name' }, ...runs(latest.title)),
      ' ',
      left !== undefined && h('span', { class: 'hint' }, texts.player.left(numbers.roughly(left))),
    ),
  );
}

function samples(texts: Texts, submit: Submit): HTMLElement {
  const t = texts.start;
  const problem = h('p', { class: 'problem-text', role: 'alert' });
  return h(
    'section',
    { 'aria-labelledby': 'samples' },
    h('h2', { id: 'samples' }, t.samples),
    problem,
    h(
      'ul',
      { class: 'samples' },
      ...SAMPLES.map(({ title, text }) =>
        h(
          'li',
          {},
          h(
            'button',
            {
              type: 'button',
              class: 'card',
              onclick: () => void submit(text, 'text/markdown').then((found) => (problem.textContent = found ?? '')),
            },
            cover(title),
            h('bdi', { lang: 'ar', class: 'name' }, title),
          ),
        ),
      ),
    ),
  );
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
  submit: Submit,
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
    h('p', { id: 'shared-title' }, `${t.arrived} `, h('bdi', {}, ...runs(shared.title))),
    problem,
    h('button', { id: 'shared', class: 'button primary', 'aria-describedby': 'shared-title' }, t.listenShared),
  );
}
