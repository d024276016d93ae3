/**
 * A word's own menu: how it sounds, alone and in its sentence, how it is spelled, and “this is wrong”: what else it may be,
 * how it ends here, and where the right one is kept. What is kept “for me” stays in this browser and is given to the service
 * with each article; an ending of its own is this sentence's, and is kept with the article alone.
 */

import type { Doubtful, Said, Service, SpokenWord } from './api.ts';
import { openDialog } from './dialogs.ts';
import { h } from './dom.ts';
import { ENDINGS, isSameStem, takesEnding, withEnding, type Ending } from './endings.ts';
import { runs } from './runs.ts';
import { spelled } from './spelling.ts';
import { corrections, setCorrections } from './store.ts';
import type { Texts } from './texts.ts';
import { bytesOf, inPlace, placeOf, saidIn, type HeardWord } from './heard.ts';

export interface WordOptions {
  word: HeardWord;
  /** The paragraphs of its article, to tell its place from others of the same print. */
  text: readonly string[];
  /** How words of its article are said, by what is printed. */
  lexicon: Readonly<Record<string, string>>;
  service: Service;
  texts: Texts;
  volume: number;
  say: (text: string) => void;
  words: (error: unknown) => string;
  /** Words are said otherwise from now on: the article is to be read anew. */
  corrected: (entries: Readonly<Record<string, Said>>) => Promise<void>;
}

/** Marks that can be typed with a button. Their names are in the same order. */
const MARKS = ['َ', 'ُ', 'ِ', 'ْ', 'ّ', 'ً', 'ٌ', 'ٍ'] as const;

/** Opens the dialog about a word. */
export function openWord(options: WordOptions): HTMLDialogElement {
  const { word, service, texts, say } = options;
  const t = texts.word;
  const status = h('p', { role: 'status' });
  const tell = (text: string): void => {
    status.textContent = text;
  };
  const reading = readingFields(word, texts, tell);
  const player = new Sayings(options, tell);
  const letters = h('p', { class: 'hint', lang: 'ar', dir: 'rtl' });
  const command = (name: string, run: () => Promise<void> | void, kind = 'button') =>
    h('button', { type: 'button', class: kind, onclick: () => void run() }, name);

  const keep = async (run: (said: string) => Promise<string>) => {
    const said = reading.said();
    if (said === '') return tell(t.nothing);
    try {
      const told = await run(said);
      dialog.close();
      say(told);
    } catch (error) {
      tell(options.words(error));
    }
  };
  const keepForMe = () =>
    keep(async (said) => {
      if (reading.hasOwnEnding()) {
        const sentence = await service.words(word.sentence, options.lexicon);
        await options.corrected(inPlace(word, said, sentence, options.text));
        return t.keptHere;
      }
      await options.corrected({ [word.printed]: { said, ending: 'sentence' } });
      setCorrections({ ...corrections(), [word.printed]: said });
      return t.keptForMe;
    });
  const keepForHouse = () =>
    keep(async (said) => {
      await service.putEntry(word.printed, said);
      await options.corrected({});
      return t.keptForHouse;
    });
  const house = command(t.forHouse, keepForHouse);
  let mayEdit = false;
  const showHouse = () => (house.hidden = !mayEdit || reading.hasOwnEnding());
  showHouse();
  reading.element.addEventListener('change', showHouse);

  const dialog = openDialog(
    t.title,
    texts,
    h('p', {}, t.heard, ' ', h('span', { class: 'word-text' }, arabic(word.printed))),
    h('p', { class: 'sentence', lang: 'ar', dir: 'rtl' }, ...runs(word.sentence)),
    h(
      'p',
      { class: 'row' },
      command(t.hearWord, () => player.hear(reading.said())),
      command(t.hearSentence, () => player.hear(saidIn(word, reading.said()))),
      command(t.spell, () => {
        letters.textContent = spelled(word.printed).join('، ');
        return player.hear(`${letters.textContent}.`);
      }),
    ),
    letters,
    reading.element,
    h('p', { class: 'row' }, command(t.forMe, keepForMe, 'button primary'), house),
    status,
  );
  dialog.addEventListener('close', () => player.stop());
  void Promise.all([service.words(word.sentence, options.lexicon), service.review(word.sentence)])
    .then(([words, doubtful]) => {
      reading.offer(readingsOf(word, words, doubtful));
      showHouse();
    })
    .catch((error: unknown) => tell(options.words(error)));
  void service.mayEditLexicon().then((may) => {
    mayEdit = may;
    showHouse();
  });
  return dialog;
}

/** Says things with the article's voice, one at a time. */
class Sayings {
  #playing?: HTMLAudioElement;

  constructor(
    readonly options: Pick<WordOptions, 'service' | 'volume' | 'words'>,
    readonly tell: (text: string) => void,
  ) {}

  stop(): void {
    this.#playing?.pause();
  }

  async hear(text: string): Promise<void> {
    const { service, volume, words } = this.options;
    this.stop();
    try {
      const url = URL.createObjectURL(await service.said(text, service.voice));
      const sound = new Audio(url);
      this.#playing = sound;
      sound.volume = volume;
      sound.addEventListener('ended', () => URL.revokeObjectURL(url));
      await sound.play();
    } catch (error) {
      this.tell(words(error));
    }
  }
}

interface ReadingFields {
  element: HTMLElement;
  /** What is chosen, with its ending. */
  said(): string;
  /** Whether the ending is not left to the sentence. */
  hasOwnEnding(): boolean;
  /** Offers readings to choose from, that which was heard first. */
  offer(readings: readonly string[]): void;
}

/** The fields of how the word is to be said: one of its readings or what is typed, and its ending. */
function readingFields(word: HeardWord, texts: Texts, tell: (text: string) => void): ReadingFields {
  const t = texts.word;
  let heard: string | undefined;
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
  const ending = h('select', { id: 'word-ending', 'aria-describedby': 'word-ending-hint' });
  const base = () => {
    const radio = choices.querySelector<HTMLInputElement>('input:checked');
    return (radio && radio.value !== '' ? radio.value : typed.value).trim();
  };
  const listEndings = () => {
    const wanted = ending.value;
    const option = (value: string, name: string) => h('option', { value, selected: value === wanted }, name);
    const own = takesEnding(base()) ? (Object.keys(ENDINGS) as Ending[]) : [];
    ending.replaceChildren(
      option('sentence', t.endings.sentence),
      option('chosen', t.endings.chosen),
      ...own.map((name) => option(name, `${withEnding(base(), name)} (${t.endings[name]})`)),
    );
  };
  // Who chooses or types the word as it was heard, but for its ending, means the ending.
  const meantEnding = () => {
    const differs = heard !== undefined && base() !== heard && isSameStem(base(), heard);
    if (differs && ending.value === 'sentence') {
      ending.value = 'chosen';
      tell(t.endingChosen);
    } else if (!differs && ending.value === 'chosen') {
      ending.value = 'sentence';
      tell('');
    }
  };
  const changed = () => {
    listEndings();
    meantEnding();
    element.dispatchEvent(new Event('change'));
  };
  const choose = (value: string) => {
    for (const radio of choices.querySelectorAll<HTMLInputElement>('input')) radio.checked = radio.value === value;
  };
  const radio = (value: string, name: Node | string, checked = false) => {
    const input = h('input', { type: 'radio', name: 'word-said', value, checked, onchange: changed });
    return h('label', { class: 'choice' }, input, ' ', name);
  };
  const mark = (sign: string, index: number) =>
    h(
      'button',
      {
        type: 'button',
        class: 'button mark-button',
        onclick: () => {
          const at = typed.selectionStart ?? typed.value.length;
          typed.setRangeText(sign, at, typed.selectionEnd ?? at, 'end');
          choose('');
          changed();
          typed.focus();
        },
      },
      h('span', { 'aria-hidden': 'true', lang: 'ar' }, `ـ${sign}`),
      h('span', { class: 'hidden' }, t.marks[index] ?? sign),
    );
  typed.addEventListener('input', () => {
    choose('');
    changed();
  });
  const element = h(
    'div',
    { class: 'word-fields' },
    h('fieldset', {}, h('legend', {}, t.choose), choices),
    h('p', { class: 'field' }, h('label', { for: typed.id }, t.type), typed),
    h('div', { class: 'row', role: 'group', 'aria-label': t.signs }, ...MARKS.map(mark)),
    h('p', { class: 'field' }, h('label', { for: ending.id }, t.ending), ending),
    h('p', { id: 'word-ending-hint', class: 'hint' }, t.endingHint),
  );
  choices.append(radio('', t.typedChoice, true));
  listEndings();
  return {
    element,
    said: () => (ending.value in ENDINGS ? withEnding(base(), ending.value as Ending) : base()),
    hasOwnEnding: () => ending.value !== 'sentence',
    offer([first, ...others]) {
      if (first === undefined) return tell(t.noOthers);
      heard = first;
      const isUntouched = typed.value === word.printed;
      const named = (value: string, what: string) => h('span', {}, arabic(value), what);
      choices.prepend(
        radio(first, named(first, ` (${t.asHeard})`)),
        ...others.map((value) => radio(value, named(value, ''))),
      );
      // To be changed where it is wrong, mark by mark.
      if (isUntouched) typed.value = first;
      if (isUntouched) choose(first);
      if (others.length === 0) tell(t.noOthers);
      changed();
    },
  };
}

function arabic(text: string): HTMLElement {
  return h('span', { lang: 'ar', dir: 'rtl' }, ...runs(text));
}

/** How a word is read, as it was heard first, and what else it may be. */
function readingsOf(word: HeardWord, words: readonly SpokenWord[], doubtful: readonly Doubtful[]): string[] {
  const bytes = bytesOf(word);
  const isHere = ({ source }: { source: { start: number; end: number } }) =>
    source.start < bytes.end && bytes.start < source.end;
  const own = doubtful.find(isHere);
  const heard = own?.said ?? words[placeOf(word, words)]?.said;
  const all = [heard, ...(own?.alternatives ?? [])].filter((said) => said !== undefined && said !== '') as string[];
  return [...new Set(all)];
}
