/** What is asked about words that are read wrongly, and the article read anew with what was answered. */

import type { Announcer } from './announcer.ts';
import type { Said } from './api.ts';
import type { Articles } from './articles.ts';
import type { Playback } from './playback.ts';
import { wordsOf } from './problems.ts';
import { inPlace, wordIn, type HeardWord } from './heard.ts';
import { openReview } from './review.ts';
import { pathOf } from './router.ts';
import type { State } from './state.ts';
import type { Place } from './store.ts';
import { openWord } from './word.ts';

export class Corrections {
  /** What is being kept: each makes another article of the one before it. */
  #keeping: Promise<void> = Promise.resolve();

  constructor(
    readonly state: State,
    readonly playback: Playback,
    readonly articles: Articles,
    readonly announcer: Announcer,
    /** Shows the article that is open anew. */
    readonly show: () => void,
  ) {}

  /** Asks about the word at a place of the article: that which was heard last, unless another is named. */
  askAbout(place?: Place): void {
    const { listening } = this.playback;
    if (!listening) return;
    listening.pause();
    const { paragraph, offset } = place ?? listening.place;
    const text = listening.article.paragraphs[paragraph]?.text ?? '';
    const sentence = listening.sentenceOf({ paragraph, offset });
    const word = wordIn(text, sentence, offset);
    if (word) this.#ask(word);
    else this.announcer.say(this.state.texts.word.none);
  }

  /** Lists the article's doubtful words. */
  review(): void {
    const { texts, numbers, service } = this.state;
    const { listening } = this.playback;
    if (!listening) return;
    listening.pause();
    const article = () => this.playback.listening?.article ?? listening.article;
    openReview({
      texts,
      numbers,
      words: (error) => wordsOf(error, texts),
      find: (share) => service.reviewArticle(article().id, share),
      accept: (word, said) => {
        const kept = this.#keeping.then(() => this.#keepInPlace(word, said));
        this.#keeping = kept.catch(() => undefined);
        return kept;
      },
      ask: (word) => {
        let isKept = false;
        const dialog = this.#ask(word, () => (isKept = true));
        return new Promise((answer) => dialog.addEventListener('close', () => answer(isKept)));
      },
    });
  }

  /** Has a word said so at its place in the article. */
  async #keepInPlace(word: HeardWord, said: string): Promise<void> {
    const { listening } = this.playback;
    if (!listening) return;
    const { lexicon = {}, paragraphs } = listening.article;
    const sentence = await this.state.service.words(word.sentence, lexicon);
    await this.#readAnew(inPlace(word, said, sentence, paragraphs.map(({ text }) => text)));
  }

  #ask(word: HeardWord, kept?: () => void): HTMLDialogElement {
    const { texts, settings, service } = this.state;
    const { listening } = this.playback;
    return openWord({
      word,
      text: (listening?.article.paragraphs ?? []).map(({ text }) => text),
      lexicon: listening?.article.lexicon ?? {},
      service,
      texts,
      volume: settings.volume,
      say: (text) => this.announcer.say(text),
      words: (error) => wordsOf(error, texts),
      corrected: async (entries) => {
        await this.#readAnew(entries);
        kept?.();
      },
    });
  }

  /** Opens the article with words said otherwise, at the place where it was; without any, as the house says them now. */
  async #readAnew(entries: Readonly<Record<string, Said>>): Promise<void> {
    const { listening } = this.playback;
    if (!listening) return;
    if (Object.keys(entries).length === 0) {
      listening.reload();
      return;
    }
    const { place } = listening;
    const article = await this.articles.corrected(listening.article, entries);
    this.playback.open(article);
    this.playback.listening?.standAt(place);
    history.replaceState(undefined, '', pathOf(article.id));
    this.show();
  }
}
