/** The dialogs: help, settings, and the server's key. */

import { h } from './dom.ts';
import { KEYS } from './keyboard.ts';
import type { Colours, Settings, Spacing, Theme } from './store.ts';
import type { Numbers, Texts } from './texts.ts';

const SIZES = [80, 100, 125, 150, 175, 200, 250, 300];

/** Opens a dialog; it gives the focus back to where it was, and takes itself away. */
function open(title: string, texts: Texts, ...content: (Node | string)[]): HTMLDialogElement {
  const close = h('button', { type: 'button', class: 'button', onclick: () => dialog.close() }, texts.close);
  const dialog = h(
    'dialog',
    { 'aria-labelledby': 'dialog-title' },
    h('div', { class: 'dialog-head' }, h('h2', { id: 'dialog-title', tabindex: '-1', autofocus: true }, title), close),
    ...content,
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function openHelp(texts: Texts): HTMLDialogElement {
  const t = texts.help;
  const row = (name: string, ...keys: (Node | string)[]) =>
    h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, ...keys));
  const key = (label: string) => h('kbd', { dir: 'ltr' }, label);
  return open(
    t.title,
    texts,
    h('p', {}, t.intro),
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t.action), h('th', { scope: 'col' }, t.key))),
      h(
        'tbody',
        {},
        ...KEYS.map(({ action, label }) =>
          action === 'toggle'
            ? row(t.actions[action], key(label), ` ${t.or} `, key(t.space))
            : row(t.actions[action], key(label)),
        ),
      ),
    ),
    h('h3', {}, t.textTitle),
    h('p', {}, t.textHelp),
    h('h3', {}, t.screenReaderTitle),
    h('p', {}, t.screenReaderHelp),
    h('h3', {}, t.bookmarkTitle),
    h('p', {}, t.bookmarkHelp),
    h('p', { class: 'row' }, h('a', { class: 'button', href: bookmarklet() }, t.bookmark), copyButton(t)),
  );
}

/**
 * What a bookmark does in another page: it opens this player and hands it the page as it is seen, from behind a login
 * too. No rule of that page forbids opening a window and speaking to it, as most forbid sending.
 */
function bookmarklet(): string {
  const origin = JSON.stringify(location.origin);
  const code = `(()=>{const o=${origin},w=open(o+'/?from=page');addEventListener('message',function f(e){if(e.source!==w||e.data!=='natiq:ready')return;removeEventListener('message',f);w.postMessage({natiq:'page',title:document.title,html:document.documentElement.outerHTML},o)})})()`;
  return `javascript:${encodeURIComponent(code)}`;
}

/** For those who do not drag: the bookmark's address, to be pasted where bookmarks are edited. */
function copyButton(t: Texts['help']): HTMLElement {
  const button = h(
    'button',
    {
      type: 'button',
      class: 'button',
      onclick: () =>
        void navigator.clipboard.writeText(bookmarklet()).then(
          () => (button.textContent = t.bookmarkCopied),
          () => (button.textContent = t.bookmarkNotCopied),
        ),
    },
    t.bookmarkCopy,
  );
  return button;
}

/** Opens the settings; `changed` is called at each change, which takes effect at once. */
export function openSettings(
  settings: Settings,
  texts: Texts,
  numbers: Numbers,
  changed: () => void,
): HTMLDialogElement {
  const t = texts.settings;
  const themes = Object.entries(t.themes) as [Theme, string][];
  const spacings = Object.entries(t.spacings) as [Spacing, string][];
  const colours = Object.entries(t.colours) as [Colours, string][];
  const radio = (name: string, value: string, label: string, isChosen: boolean, choose: () => void) =>
    h(
      'label',
      { class: 'choice' },
      h('input', { type: 'radio', name, value, checked: isChosen, onchange: choose }),
      label,
    );
  const check = (
    label: string,
    key: 'markWord' | 'markSentence' | 'scroll' | 'reduceMotion' | 'singleKeys' | 'altKeys',
  ) => {
    const input = h('input', { type: 'checkbox', checked: settings[key] });
    input.addEventListener('change', () => {
      settings[key] = input.checked;
      changed();
    });
    return h('label', { class: 'choice' }, input, label);
  };
  const size = h(
    'select',
    { id: 'size' },
    ...SIZES.map((value) =>
      h('option', { value, selected: value === settings.size }, t.percent(numbers.number(value))),
    ),
  );
  size.addEventListener('change', () => {
    settings.size = Number(size.value);
    changed();
  });
  return open(
    t.title,
    texts,
    h(
      'fieldset',
      {},
      h('legend', {}, t.theme),
      ...themes.map(([value, label]) =>
        radio('theme', value, label, settings.theme === value, () => {
          settings.theme = value;
          changed();
        }),
      ),
    ),
    h('p', { class: 'field' }, h('label', { for: 'size' }, t.size), size),
    h(
      'fieldset',
      {},
      h('legend', {}, t.spacing),
      ...spacings.map(([value, label]) =>
        radio('spacing', value, label, settings.spacing === value, () => {
          settings.spacing = value;
          changed();
        }),
      ),
    ),
    h(
      'fieldset',
      {},
      h('legend', {}, t.following),
      check(t.word, 'markWord'),
      check(t.sentence, 'markSentence'),
      check(t.scroll, 'scroll'),
      check(t.motion, 'reduceMotion'),
    ),
    h(
      'fieldset',
      {},
      h('legend', {}, t.marks),
      ...colours.map(([value, label]) =>
        radio('marks', value, label, settings.marks === value, () => {
          settings.marks = value;
          changed();
        }),
      ),
    ),
    h(
      'fieldset',
      {},
      h('legend', {}, t.keys),
      check(t.single, 'singleKeys'),
      check(t.alt, 'altKeys'),
      h('p', {}, t.keysHint),
    ),
  );
}

/** Asks for the server's key; answers whether one was given. */
export function askForKey(texts: Texts, wasWrong: boolean): Promise<boolean> {
  const t = texts.key;
  return new Promise((answer) => {
    const input = h('input', { id: 'key', type: 'password', autocomplete: 'off', required: true, dir: 'ltr' });
    const form = h(
      'form',
      { method: 'dialog' },
      h('p', {}, wasWrong ? t.wrong : t.intro),
      h('p', { class: 'field' }, h('label', { for: 'key' }, t.label), input),
      h('button', { class: 'button primary' }, t.save),
    );
    const dialog = open(t.title, texts, form);
    let wasGiven = false;
    form.addEventListener('submit', () => {
      wasGiven = true;
      // Media elements send no headers of their own, but they send this.
      const secure = location.protocol === 'https:' ? '; Secure' : '';
      document.cookie = `natiq_key=${input.value.trim()}; Path=/; Max-Age=31536000; SameSite=Strict${secure}`;
    });
    dialog.addEventListener('close', () => answer(wasGiven));
  });
}
