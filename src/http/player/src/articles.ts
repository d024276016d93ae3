/** Articles of the server and of this browser: handed in, found, corrected and deleted. */

import type { Article, Kind, Said } from './api.ts';
import { kept, release, type KeptArticle } from './offline.ts';
import { titleOf } from './page.ts';
import type { State } from './state.ts';
import * as store from './store.ts';

export class Articles {
  constructor(readonly state: State) {}

  /** Hands in an article; its words are said as is kept in this browser. */
  async give(body: string | Blob, kind: Kind): Promise<Article> {
    const given = await this.state.withKey(() => this.state.service.create(body, kind));
    const corrections = correctionsFor(given);
    return corrections ? this.corrected(given, corrections) : given;
  }

  /** Finds an article: kept in this browser, or on the server. */
  async find(id: string): Promise<{ article: Article; kept?: KeptArticle }> {
    const { service } = this.state;
    const local = await kept(id).catch(() => undefined);
    const isSameVoice = local && (local.voice === service.voice || !navigator.onLine);
    if (local && isSameVoice) return { article: local.article, kept: local };
    try {
      const article = await this.state.withKey(() => service.article(id));
      release(local?.audio ?? []);
      return { article };
    } catch (error) {
      if (local) return { article: local.article, kept: local };
      throw error;
    }
  }

  /**
   * Returns the article in which words are said so. It is another one; the library has it in the place of the first, but for
   * one that is kept for listening offline.
   */
  async corrected(article: Article, entries: Readonly<Record<string, Said>>): Promise<Article> {
    const made = await this.state.withKey(() => this.state.service.corrected(article.id, entries));
    if (made.id === article.id) return made;
    const { id: _, offline, before = [], ...known } = store.entry(article.id) ?? { id: '' };
    store.remember(made.id, {
      title: titleOf(made, this.state.texts),
      ...known,
      before: [...new Set([...before, article.id])].filter((id) => id !== made.id),
    });
    if (!offline) {
      store.forget(article.id);
      store.setQueue(store.queue().map((id) => (id === article.id ? made.id : id)));
    }
    return made;
  }

  /** Has the server forget an article, and those that it was before words of it were corrected. */
  async remove(id: string): Promise<void> {
    const others = store.entries().filter((entry) => entry.id !== id);
    const needed = new Set(others.flatMap((entry) => [entry.id, ...(entry.before ?? [])]));
    const all = [...(store.entry(id)?.before ?? []), id].filter((one) => !needed.has(one));
    for (const one of all) await this.state.withKey(() => this.state.service.remove(one));
  }
}

/** What is kept in this browser of how the article's words are said. */
function correctionsFor(article: Article): Record<string, Said> | undefined {
  const printed = new Set(article.paragraphs.flatMap(({ text }) => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []));
  const found = Object.entries(store.corrections()).filter(([written]) => printed.has(written));
  if (found.length === 0) return undefined;
  return Object.fromEntries(found.map(([written, said]) => [written, { said, ending: 'sentence' }]));
}
