/** The review: the doubtful words of an article, the most doubtful first, each to be looked at and put right. */

import type { Doubtful, Found } from './api.ts';
import { openDialog } from './dialogs.ts';
import { h } from './dom.ts';
import { runs } from './runs.ts';
import type { Numbers, Texts } from './texts.ts';
import { utf16Offsets } from './timeline.ts';
import type { HeardWord } from './heard.ts';

export interface ReviewOptions {
  texts: Texts;
  numbers: Numbers;
  words: (error: unknown) => string;
  /** Finds this share of the article's words, the most doubtful. */
  find: (share: number) => Promise<Found>;
  /** Has a word said so at its place. */
  accept: (word: HeardWord, said: string) => Promise<void>;
  /** Asks how a word should be said; answers whether it was put right. */
  ask: (word: HeardWord) => Promise<boolean>;
}

/** How many other readings an item offers, each with a key of its own. */
const OFFERED = 4;

/** The share of the words that is looked at first; each press of “more” doubles it. */
const FIRST_SHARE = 0.1;

/** Opens the list. It is filled when the service has read the article. */
export function openReview(options: ReviewOptions): HTMLDialogElement {
  const { texts, numbers } = options;
  const t = texts.review;
  const status = h('p', { role: 'status' }, t.reading);
  const list = h('ol', { class: 'doubtful' });
  const listed = new Map<string, Item>();
  let share = FIRST_SHARE;

  const moveOn = (from: Item) => {
    const items = [...listed.values()];
    const at = items.indexOf(from);
    const next = [...items.slice(at + 1), ...items.slice(0, at)].find(({ isDone }) => !isDone);
    if (next) next.focus();
    else if (more.hidden) dialog.querySelector('h2')?.focus();
    else more.focus();
  };
  const item = (doubtful: Doubtful): Item => {
    const own: Item = new Item(doubtful, options, {
      tell: (text) => (status.textContent = text),
      done: () => moveOn(own),
    });
    return own;
  };
  const look = async (wanted: number) => {
    const { doubtful, n_words: count } = await options.find(wanted);
    share = wanted;
    const fresh = doubtful.filter(({ id }) => !listed.has(id)).map((each) => [each.id, item(each)] as const);
    for (const [id, own] of fresh) {
      listed.set(id, own);
      list.append(own.element);
    }
    status.textContent = listed.size > 0 ? t.found(numbers.number(listed.size)) : t.none;
    // Where fewer were found than were asked for, there are no others.
    more.hidden = share >= 1 || doubtful.length < Math.ceil(count * share);
    return fresh[0]?.[1];
  };
  const more = h(
    'button',
    {
      type: 'button',
      class: 'button',
      hidden: true,
      onclick: () => {
        status.textContent = t.reading;
        look(Math.min(share * 2, 1)).then((first) => (first ?? [...listed.values()].at(-1))?.focus(), failed);
      },
    },
    t.more,
  );
  const failed = (error: unknown) => {
    status.textContent = options.words(error);
  };
  const dialog = openDialog(t.title, texts, h('p', {}, t.intro), status, list, h('p', { class: 'row' }, more));
  look(share).catch(failed);
  return dialog;
}

/** What an item tells the list. */
interface Listener {
  tell: (text: string) => void;
  /** It was put right. */
  done: () => void;
}

/** A doubtful word in the list. */
class Item {
  readonly element: HTMLLIElement;
  isDone = false;
  readonly #open: HTMLButtonElement;
  readonly #hint: HTMLElement;

  constructor(
    readonly doubtful: Doubtful,
    readonly options: ReviewOptions,
    readonly listener: Listener,
  ) {
    const { texts, numbers } = options;
    const t = texts.review;
    const { printed, sentence, risk, reasons } = doubtful;
    const said = doubtful.said === '' ? t.nothing : doubtful.said;
    const others = doubtful.alternatives.slice(0, OFFERED);
    const button = (name: Node[], press: () => void, key?: string) =>
      h('button', { type: 'button', class: 'button', 'aria-keyshortcuts': key, onclick: press }, ...name);
    this.#open = button([h('span', { lang: 'ar', dir: 'rtl' }, ...runs(`${printed}: ${said}`))], () => void this.#ask());
    const alternative = (other: string, index: number) =>
      button(
        [
          h('span', { class: 'key' }, numbers.number(index + 1)),
          new Text(' '),
          h('span', { lang: 'ar', dir: 'rtl' }, ...runs(other)),
        ],
        () => void this.#accept(other),
        `${index + 1}`,
      );
    this.#hint = h(
      'p',
      { class: 'hint' },
      [...reasons.map((reason) => t.reasons[reason]), t.risk(numbers.percent(risk))].join(texts.comma),
    );
    this.element = h(
      'li',
      {
        onkeydown: (event: KeyboardEvent) => {
          const other = others[keyOf(event)];
          if (other === undefined) return;
          event.preventDefault();
          void this.#accept(other);
        },
      },
      this.#open,
      // In lines of its own: in those of another direction it would be put together wrongly.
      h('p', { lang: 'ar', dir: 'rtl' }, ...runs(sentence.trim())),
      others.length > 0 && h('p', { class: 'row', role: 'group', 'aria-label': t.others }, ...others.map(alternative)),
      this.#hint,
    );
  }

  focus(): void {
    this.#open.focus();
  }

  async #accept(said: string): Promise<void> {
    const { texts, accept, words } = this.options;
    const t = texts.review;
    const { printed } = this.doubtful;
    try {
      await accept(wordOf(this.doubtful), said);
    } catch (error) {
      this.listener.tell(words(error));
      return;
    }
    this.listener.tell(t.accepted(printed, said));
    this.#mark(t.saidNow(said));
  }

  async #ask(): Promise<void> {
    if (await this.options.ask(wordOf(this.doubtful))) this.#mark(this.options.texts.review.putRight);
  }

  #mark(told: string): void {
    this.isDone = true;
    this.element.classList.add('done');
    this.#hint.textContent = told;
    this.listener.done();
  }
}

/** Which of an item's readings a key asks for, from 0; −1 for other keys. */
function keyOf({ code, altKey, ctrlKey, metaKey }: KeyboardEvent): number {
  if (altKey || ctrlKey || metaKey) return -1;
  return Number(/^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1] ?? 0) - 1;
}

/** The word that a doubtful stretch is; its places are bytes of UTF-8. */
function wordOf({ printed, sentence, in_sentence: place }: Doubtful): HeardWord {
  return { printed, sentence, from: utf16Offsets(sentence)[place.start] ?? 0 };
}
