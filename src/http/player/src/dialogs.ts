/** Dialogs, and two of them: help, and the server's key. */

import { h } from './dom.ts';
import { KEYS } from './keyboard.ts';
import { runs } from './runs.ts';
import type { Texts } from './texts.ts';

/** Each title has an id of its own: a dialog may be opened from another. */
let titles = 0;

/** Opens a dialog; it gives the focus back to where it was, and takes itself away. */
export function openDialog(title: string, texts: Texts, ...content: (Node | string)[]): HTMLDialogElement {
  const id = `dialog-title-${(titles += 1)}`;
  const close = h('button', { type: 'button', class: 'button', onclick: () => dialog.close() }, texts.close);
  const dialog = h(
    'dialog',
    { 'aria-labelledby': id },
    h('div', { class: 'dialog-head' }, h('h2', { id, tabindex: '-1', autofocus: true }, title), close),
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
  return openDialog(
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

/**
 * Asks where an article is to be deleted: in this browser alone, which can be undone, or on the server too. Whoever closes the
 * dialog deletes nothing. `onServer` answers what went wrong, in words; `gone` comes after it, with the dialog closed.
 */
export function askToDelete(
  title: string,
  texts: Texts,
  act: { here: () => void; onServer: () => Promise<string | undefined>; gone: () => void },
): HTMLDialogElement {
  const t = texts.library.deleting;
  const problem = h('p', { class: 'problem-text', role: 'alert' });
  const button = (id: string, name: string, press: () => void, kind = 'button') =>
    h('button', { type: 'button', class: kind, id, onclick: press }, name);
  const removeOnServer = async () => {
    problem.textContent = '';
    const found = await act.onServer();
    problem.textContent = found ?? '';
    if (found !== undefined) return;
    dialog.close();
    act.gone();
  };
  const dialog = openDialog(
    t.title,
    texts,
    h('p', {}, h('bdi', { lang: 'ar' }, ...runs(title))),
    h('p', {}, t.hereHint),
    button('delete-here', t.here, () => {
      dialog.close();
      act.here();
    }),
    h('p', {}, t.serverHint),
    problem,
    button('delete-on-server', t.onServer, () => void removeOnServer(), 'button for-good'),
  );
  return dialog;
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
    const dialog = openDialog(t.title, texts, form);
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
