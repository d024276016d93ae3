/** Tags: words of the reader's own that articles are put under and found by. */

import { openDialog } from './dialogs.ts';
import { h } from './dom.ts';
import { followText, runs } from './runs.ts';
import * as store from './store.ts';
import type { Texts } from './texts.ts';

/** Every tag of the library, in the order of the alphabet. */
export function allTags(entries: readonly store.Entry[]): string[] {
  return [...new Set(entries.flatMap(({ tags = [] }) => tags))].sort((one, other) => one.localeCompare(other, 'ar'));
}

/** Asks for the tags of an article. `changed` comes with the dialog closed. */
export function openTags(options: {
  id: string;
  title: string;
  texts: Texts;
  say: (text: string) => void;
  changed?: () => void;
}): void {
  const { id, title, texts } = options;
  const t = texts.tags;
  const field = followText(
    h('input', {
      id: 'tags',
      autocomplete: 'off',
      'aria-describedby': 'tags-hint',
      value: (store.entry(id)?.tags ?? []).join(texts.comma),
    }),
  );
  const known = allTags(store.entries());
  const add = (tag: string) => {
    field.value = [...new Set([...tagsIn(field.value), tag])].join(texts.comma);
    field.focus();
  };
  const form = h(
    'form',
    { method: 'dialog' },
    h('p', {}, h('bdi', { lang: 'ar' }, ...runs(title))),
    h('p', { class: 'field' }, h('label', { for: field.id }, t.label), field),
    h('p', { id: 'tags-hint', class: 'hint' }, t.hint),
    known.length > 0 &&
      h(
        'div',
        { class: 'row', role: 'group', 'aria-label': t.known },
        ...known.map((tag) => h('button', { type: 'button', class: 'button', onclick: () => add(tag) }, tag)),
      ),
    h('p', { class: 'row' }, h('button', { class: 'button primary' }, t.save)),
  );
  const dialog = openDialog(t.title, texts, form);
  form.addEventListener('submit', () => {
    const tags = tagsIn(field.value);
    store.remember(id, { tags });
    dialog.addEventListener('close', () => {
      options.changed?.();
      options.say(t.saved(tags.join(texts.comma)));
    });
  });
}

/** Reads what was typed: commas of either script stand between tags, and each is said once. */
function tagsIn(text: string): string[] {
  const tags = text.split(/[,،;؛\n]/u).map((tag) => tag.trim().replace(/^#/, '').slice(0, 50));
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, 20);
}
