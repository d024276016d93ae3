/** The settings: how the pages look, how the text is followed, how it is read. */

import { browserFields } from './browser.ts';
import { openDialog } from './dialogs.ts';
import { h } from './dom.ts';
import type { State } from './state.ts';
import type { Colours, Reading, Spacing, Theme } from './store.ts';
import type { Language } from './texts.ts';
import { voiceOptions } from './voices.ts';

/** From the lowest on, in semitones. */
const PITCHES: NonNullable<Reading['pitch']>[] = ['-4', '-2', '0', '2', '4'];

/** From the shortest on, as shares of the usual ones. */
const PAUSES: NonNullable<Reading['pauses']>[] = ['0.5', '1', '1.5', '2', '3'];

const SIZES = [80, 100, 125, 150, 175, 200, 250, 300];

/** Opens the settings; each change takes effect at once. */
export function openSettings(options: {
  state: State;
  setLanguage: (language: Language) => void;
  /** What is kept in this browser has changed. */
  libraryChanged: () => void;
  /** Says a few words with the chosen voice. */
  preview: () => void;
}): HTMLDialogElement {
  const { state } = options;
  const { settings, texts, numbers } = state;
  const changed = () => state.looksChanged();
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
    key: 'stopAtHeadings' | 'markWord' | 'markSentence' | 'scroll' | 'reduceMotion' | 'singleKeys' | 'altKeys',
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
  const languages: [Language, string][] = [
    ['ar', 'العربية'],
    ['en', 'English'],
  ];
  /** The first of the names is what the server does where nothing is chosen, unless `usual` is. */
  const choice = <K extends keyof Reading>(
    key: K,
    label: string,
    names: Record<NonNullable<Reading[K]>, string>,
    values = Object.keys(names) as NonNullable<Reading[K]>[],
    usual = values[0],
  ) => {
    const chosen = settings.reading[key] ?? usual;
    const select = h(
      'select',
      { id: key },
      ...values.map((value) => h('option', { value, selected: value === chosen }, names[value])),
    );
    select.addEventListener('change', () => {
      const { [key]: _, ...others } = settings.reading;
      settings.reading = select.value === usual ? others : { ...others, [key]: select.value };
      state.readingChanged();
    });
    return h('p', { class: 'field' }, h('label', { for: key }, label), select);
  };
  const voice = h(
    'select',
    { id: 'chosen-voice', onchange: () => state.setVoice(voice.value) },
    ...voiceOptions(state.voices, settings, texts),
  );
  return openDialog(
    t.title,
    texts,
    h(
      'fieldset',
      {},
      h('legend', {}, t.reading),
      h(
        'p',
        { class: 'field' },
        h('label', { for: 'chosen-voice' }, t.voice),
        voice,
        h('button', { type: 'button', class: 'button', onclick: options.preview }, t.preview),
      ),
      choice('pitch', t.pitch, t.pitches, PITCHES, '0'),
      choice('pauses', t.pauses, t.pauseLengths, PAUSES, '1'),
      choice('structure', t.structure, t.structures),
      choice('latin', t.latin, t.latins),
      choice('emoji', t.emoji, t.emojis),
      check(t.stopAtHeadings, 'stopAtHeadings'),
    ),
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
    h(
      'fieldset',
      {},
      h('legend', {}, t.language),
      ...languages.map(([value, label]) => {
        const one = radio('language', value, label, settings.language === value, () => options.setLanguage(value));
        one.lang = value;
        return one;
      }),
    ),
    browserFields({ texts, numbers, changed: options.libraryChanged }),
  );
}
