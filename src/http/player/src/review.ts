/** The review: the doubtful words of an article, the most doubtful first, each to be looked at and put right. */

import type { Article, Doubtful, Service } from './api.ts';
import { openDialog } from './dialogs.ts';
import { h } from './dom.ts';
import { runs } from './runs.ts';
import type { Numbers, Texts } from './texts.ts';
import { utf16Offsets } from './timeline.ts';
import type { HeardWord } from './heard.ts';

export interface ReviewOptions {
  article: Article;
  service: Service;
  texts: Texts;
  numbers: Numbers;
  words: (error: unknown) => string;
  /** Asks how a word should be said. */
  ask: (word: HeardWord) => void;
}

/** Opens the list. It is filled when the service has read the article. */
export function openReview({ article, service, texts, numbers, words, ask }: ReviewOptions): HTMLDialogElement {
  const t = texts.review;
  const status = h('p', { role: 'status' }, t.reading);
  const list = h('ol', { class: 'doubtful' });
  const dialog = openDialog(t.title, texts, h('p', {}, t.intro), status, list);
  const item = (doubtful: Doubtful) => {
    const said = doubtful.said === '' ? t.nothing : doubtful.said;
    return h(
      'li',
      {},
      h(
        'button',
        { type: 'button', class: 'button', onclick: () => ask(wordOf(doubtful)) },
        h('span', { lang: 'ar', dir: 'rtl' }, ...runs(`${doubtful.printed}: ${said}`)),
      ),
      // In lines of its own: in those of another direction it would be put together wrongly.
      h('p', { lang: 'ar', dir: 'rtl' }, ...runs(doubtful.sentence.trim())),
      h('p', { class: 'hint' }, t.risk(numbers.percent(doubtful.risk))),
    );
  };
  void service
    .reviewArticle(article.id)
    .then((found) => {
      status.textContent = found.length > 0 ? t.found(numbers.number(found.length)) : t.none;
      list.append(...found.map(item));
    })
    .catch((error: unknown) => {
      status.textContent = words(error);
    });
  return dialog;
}

/** The word that a doubtful stretch is; its places are bytes of UTF-8. */
function wordOf({ printed, sentence, in_sentence: place }: Doubtful): HeardWord {
  return { printed, sentence, from: utf16Offsets(sentence)[place.start] ?? 0 };
}
