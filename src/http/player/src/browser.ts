/** What is kept in this browser: how much room it takes, how it is deleted, and how it is taken elsewhere. */

import { libraryFile, takeLibrary } from './carry.ts';
import { h } from './dom.ts';
import { canKeep, unkeep } from './offline.ts';
import * as store from './store.ts';
import type { Numbers, Texts } from './texts.ts';

export function browserFields(options: {
  texts: Texts;
  numbers: Numbers;
  /** The library has changed. */
  changed: () => void;
}): HTMLElement {
  const { texts, numbers, changed } = options;
  const t = texts.settings;
  const told = h('p', { role: 'alert', class: 'told' });
  const room = h('p', {});
  const clear = h(
    'button',
    { type: 'button', class: 'button', id: 'clear-kept', onclick: () => void deleteKept() },
    t.deleteKept,
  );
  const show = async () => {
    const count = keptIds().length;
    clear.hidden = count === 0;
    room.textContent = t.room(numbers.number(count), undefined);
    if (count === 0) return;
    const { usage } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {};
    if (usage !== undefined) room.textContent = t.room(numbers.number(count), numbers.megabytes(usage));
  };
  const deleteKept = async () => {
    for (const id of keptIds()) {
      await unkeep(id);
      store.remember(id, { offline: false });
    }
    await show();
    // The button is gone, and the focus would be with it.
    (room.parentElement?.querySelector<HTMLElement>('#save-library') ?? room).focus();
    told.textContent = t.deletedKept;
    changed();
  };
  const file = h('input', { id: 'library-file', class: 'hidden', type: 'file', accept: '.json,application/json' });
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    void chosen.text().then((text) => {
      const count = takeLibrary(text);
      told.textContent = count === undefined ? t.notLibrary : t.libraryTaken(numbers.number(count));
      file.value = '';
      if (count !== undefined) changed();
    });
  });
  void show();
  return h(
    'fieldset',
    {},
    h('legend', {}, t.browser),
    canKeep && room,
    h('p', {}, t.carry),
    h(
      'p',
      { class: 'row' },
      canKeep && clear,
      h('button', { type: 'button', class: 'button', id: 'save-library', onclick: saveLibrary }, t.saveLibrary),
      h('label', { class: 'button chooser' }, t.openLibrary, file),
    ),
    told,
  );
}

function keptIds(): string[] {
  return store
    .entries()
    .filter(({ offline }) => offline)
    .map(({ id }) => id);
}

function saveLibrary(): void {
  const url = URL.createObjectURL(new Blob([libraryFile()], { type: 'application/json' }));
  h('a', { href: url, download: 'natiq-library.json' }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
