/**
 * “This word is wrong”: what else the word that was heard may be, how it sounds in its sentence, and where the right one
 * is kept. What is kept “for me” stays in this browser and is given to the service with each article.
 */

import type { Doubtful, Service } from './api.ts';
import { openDialog } from './dialogs.ts';
import { h } from './dom.ts';
import { corrections, setCorrections } from './store.ts';
import type { Texts } from './texts.ts';

/** A word of an article, and the sentence it was heard in. */
export interface HeardWord {
  /** As printed, without the signs around it. */
  printed: string;
  sentence: string;
  /** UTF-16 offset in the sentence. */
  from: number;
}

export interface WordOptions {
  word: HeardWord;
  service: Service;
  texts: Texts;
  volume: number;
  say: (text: string) => void;
  words: (error: unknown) => string;
  /** The word is said otherwise from now on: the article is to be read anew. */
  corrected: (written: string, said: string) => Promise<void>;
}

/** Marks that can be typed with a button, and their names. */
const MARKS = ['َ', 'ُ', 'ِ', 'ْ', 'ّ', 'ً', 'ٌ', 'ٍ'] as const;

/** Finds a word in a paragraph: what is between spaces at a place, without the signs around it. */
export function wordIn(text: string, sentence: { from: number; to: number }, place: number): HeardWord | undefined {
  const own = text.slice(sentence.from, sentence.to);
  for (const match of own.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    const end = sentence.from + match.index + match[0].length;
    if (place < end) return { printed: match[0], sentence: own, from: match.index };
  }
  return undefined;
}

/** Puts what is to be said in place of the word. */
export function saidIn({ printed, sentence, from }: HeardWord, said: string): string {
  return sentence.slice(0, from) + said + sentence.slice(from + printed.length);
}

/** Opens the dialog about a word. */
export function openWord(options: WordOptions): HTMLDialogElement {
  const { word, service, texts, say } = options;
  const t = texts.word;
  const choices = h('div', { class: 'choices' });
  const typed = h('input', {
    id: 'word-typed',
    lang: 'ar',
    dir: 'rtl',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    value: word.printed,
  });
  const status = h('p', { role: 'status' });
  const tell = (text: string): void => {
    status.textContent = text;
  };
  const chosen = () => {
    const radio = choices.querySelector<HTMLInputElement>('input:checked');
    return (radio && radio.value !== '' ? radio.value : typed.value).trim();
  };
  const mark = (sign: string, index: number) =>
    h(
      'button',
      {
        type: 'button',
        class: 'button mark-button',
        'aria-label': t.marks[index] ?? sign,
        onclick: () => {
          const at = typed.selectionStart ?? typed.value.length;
          typed.setRangeText(sign, at, typed.selectionEnd ?? at, 'end');
          choose('');
          typed.focus();
        },
      },
      `ـ${sign}`,
    );
  const choose = (value: string) => {
    for (const radio of choices.querySelectorAll<HTMLInputElement>('input')) radio.checked = radio.value === value;
  };
  const radio = (value: string, name: Node | string, checked = false) => {
    const input = h('input', { type: 'radio', name: 'word-said', value, checked });
    return h('label', { class: 'choice' }, input, ' ', name);
  };
  const arabic = (text: string) => h('span', { lang: 'ar', dir: 'rtl' }, text);

  let playing: HTMLAudioElement | undefined;
  const hear = async (text: string) => {
    playing?.pause();
    try {
      const url = URL.createObjectURL(await service.said(text, service.voice));
      playing = new Audio(url);
      playing.volume = options.volume;
      playing.addEventListener('ended', () => URL.revokeObjectURL(url));
      await playing.play();
    } catch (error) {
      tell(options.words(error));
    }
  };
  const command = (name: string, run: () => Promise<void> | void, kind = 'button') =>
    h('button', { type: 'button', class: kind, onclick: () => void run() }, name);
  const keepForMe = async () => {
    const said = chosen();
    if (said === '') return tell(t.nothing);
    try {
      await options.corrected(word.printed, said);
      setCorrections({ ...corrections(), [word.printed]: said });
      dialog.close();
      say(t.keptForMe);
    } catch (error) {
      tell(options.words(error));
    }
  };
  const keepForHouse = async () => {
    const said = chosen();
    if (said === '') return tell(t.nothing);
    try {
      await service.putEntry(word.printed, said);
      dialog.close();
      say(t.keptForHouse);
      await options.corrected('', '');
    } catch (error) {
      tell(options.words(error));
    }
  };
  const house = command(t.forHouse, keepForHouse);
  house.hidden = true;
  typed.addEventListener('input', () => choose(''));
  const dialog = openDialog(
    t.title,
    texts,
    h('p', {}, t.heard, ' ', arabic(word.printed)),
    h('p', { class: 'sentence' }, arabic(word.sentence)),
    h('fieldset', {}, h('legend', {}, t.choose), choices),
    h('p', { class: 'field' }, h('label', { for: typed.id }, t.type), typed),
    h('div', { class: 'row', role: 'group', 'aria-label': t.signs }, ...MARKS.map(mark)),
    h(
      'p',
      { class: 'row' },
      command(t.hearWord, () => hear(chosen())),
      command(t.hearSentence, () => hear(saidIn(word, chosen()))),
    ),
    h('p', { class: 'row' }, command(t.forMe, keepForMe, 'button primary'), house),
    status,
  );
  dialog.addEventListener('close', () => playing?.pause());
  choices.append(radio('', t.typedChoice, true));
  void service
    .review(word.sentence)
    .then((found) => {
      const own = found.find((doubtful) => isSame(doubtful, word));
      const said = own ? [own.said, ...own.alternatives] : [];
      choices.prepend(...said.map((value, index) => radio(value, named(value, index === 0 ? t.asHeard : ''))));
      if (said.length === 0) tell(t.noOthers);
    })
    .catch((error: unknown) => tell(options.words(error)));
  void service.mayEditLexicon().then((may) => (house.hidden = !may));
  return dialog;

  function named(value: string, what: string): HTMLElement {
    return h('span', {}, arabic(value), what && ` (${what})`);
  }
}

/** Whether a doubtful stretch is the word: its bytes in the sentence are of UTF-8. */
function isSame(doubtful: Doubtful, { sentence, printed, from }: HeardWord): boolean {
  const start = new TextEncoder().encode(sentence.slice(0, from)).length;
  const end = start + new TextEncoder().encode(printed).length;
  return doubtful.source.start < end && start < doubtful.source.end;
}
