/** What the page shows: the view of its address, the article that was handed in, or why there is none. */

import type { Announcer } from './announcer.ts';
import { Problem, type Kind } from './api.ts';
import type { Articles } from './articles.ts';
import type { Dock } from './dock.ts';
import { h } from './dom.ts';
import type { Follower } from './follower.ts';
import { takeShared } from './handover.ts';
import { markView } from './head.ts';
import { libraryView, type Deleted } from './library.ts';
import { PATIENCE } from './narrator.ts';
import { tidy } from './offline.ts';
import type { Playback } from './playback.ts';
import { wordsOf } from './problems.ts';
import type { Queue } from './queue.ts';
import type { ReaderView } from './reader.ts';
import { followLinks, pathOf, routeOf } from './router.ts';
import { startView, type Shared } from './start.ts';
import type { State } from './state.ts';
import * as store from './store.ts';

export interface ViewParts {
  main: HTMLElement;
  state: State;
  playback: Playback;
  articles: Articles;
  queue: Queue;
  announcer: Announcer;
  dock: Dock;
  /** Lays out the article that is open. */
  reader: () => ReaderView | undefined;
}

export class Views {
  #follower?: Follower;
  #shared?: Shared;
  /** An article that was deleted from the library, for as long as the library is shown. */
  #deleted?: Deleted;
  /** Counts the views that were shown: one that comes late is not shown over the next. */
  #count = 0;

  constructor(readonly parts: ViewParts) {
    followLinks(
      (path) => this.go(path),
      () => void this.show(),
    );
    parts.state.addEventListener('look', () => this.#follower?.refresh());
    this.#shared = takeShared((shared) => {
      this.#shared = shared;
      void this.show();
    });
  }

  /** Goes with the voice again. */
  follow(): void {
    this.#follower?.follow();
  }

  go(path: string): void {
    history.pushState(undefined, '', path);
    scrollTo(0, 0);
    void this.show({ moveFocus: true });
  }

  /** Shows the view of the address; `play` begins with its article. */
  async show({ moveFocus = false, play = false } = {}): Promise<void> {
    const count = ++this.#count;
    const { dock, playback } = this.parts;
    this.#follower?.close();
    this.#follower = undefined;
    // Who goes elsewhere does not take a deletion back, and what was kept of the article goes too.
    this.#deleted = undefined;
    void tidy(new Set(store.entries().map((entry) => entry.id))).catch(() => undefined);
    const route = routeOf(location.pathname);
    if (route.view === 'library') this.#showLibrary();
    else if (route.view === 'article') await this.#showArticle(route.id, () => count === this.#count);
    else this.#showStart();
    if (count !== this.#count) return;
    dock.draw();
    markView();
    if (play) playback.listening?.play();
    // The heading, and not the whole part: some screen readers read all of what the focus falls on.
    if (moveFocus) this.#focusHeading();
  }

  /** Goes on with the next article of the queue. */
  playNext(): void {
    const next = this.parts.queue.take();
    if (next === undefined) return;
    history.pushState(undefined, '', pathOf(next));
    void this.show({ play: true });
  }

  #focusHeading(): void {
    const { main } = this.parts;
    const heading = main.querySelector<HTMLElement>('h1') ?? main;
    heading.setAttribute('tabindex', '-1');
    heading.focus({ preventScroll: true });
  }

  #showStart(): void {
    const { state, main } = this.parts;
    const { texts, numbers, settings } = state;
    this.#title(texts.start.title);
    const shared = this.#shared;
    this.#shared = undefined;
    main.replaceChildren(
      ...startView({
        texts,
        numbers,
        latest: store.entries().find((entry) => entry.heard > 0 && entry.heard < 0.99),
        speed: settings.speed,
        ...(shared && { shared }),
        submit: (body, kind) => this.#submit(body, kind),
      }),
    );
    document.getElementById('shared')?.focus();
  }

  #showLibrary(focus?: string): void {
    const { state, main, announcer } = this.parts;
    this.#title(state.texts.library.title);
    main.replaceChildren(
      ...libraryView({
        texts: state.texts,
        numbers: state.numbers,
        say: (text) => announcer.say(text),
        redraw: (focus) => this.#showLibrary(focus),
        playQueue: () => this.playNext(),
        removeOnServer: (id) => this.#removeOnServer(id),
        ...(this.#deleted && { deleted: this.#deleted }),
        setDeleted: (deleted) => (this.#deleted = deleted),
      }),
    );
    if (focus) main.querySelector<HTMLElement>(`[data-key="${CSS.escape(focus)}"]`)?.focus();
  }

  async #showArticle(id: string, isWanted: () => boolean): Promise<void> {
    const { state, main, playback, articles, reader } = this.parts;
    if (playback.listening?.article.id !== id) {
      this.#title(state.texts.read.opening);
      main.replaceChildren(h('p', {}, state.texts.read.opening));
      try {
        const found = await articles.find(id);
        if (!isWanted()) return;
        playback.open(found.article, found.kept);
      } catch (error) {
        if (isWanted()) this.#showProblem(error);
        return;
      }
    }
    const view = reader();
    if (!view) return;
    this.#title(view.title);
    main.replaceChildren(...view.elements);
    this.#follower = view.follow();
  }

  #showProblem(error: unknown): void {
    const { texts } = this.parts.state;
    this.#title(texts.read.closed);
    const retry = () => void this.show({ moveFocus: true });
    this.parts.main.replaceChildren(
      h('h1', {}, texts.read.closed),
      h('div', { role: 'alert', class: 'problem' }, h('p', {}, wordsOf(error, texts))),
      h(
        'p',
        { class: 'row' },
        h('button', { type: 'button', class: 'button', onclick: retry }, texts.player.retry),
        h('a', { class: 'button', href: '/' }, texts.nav.listen),
        h('a', { class: 'button', href: '/library' }, texts.nav.library),
      ),
    );
  }

  /** Hands in an article, opens it and begins to read; answers what went wrong, in words. */
  async #submit(body: string | Blob, kind: Kind): Promise<string | undefined> {
    const { state, playback, articles, announcer, dock } = this.parts;
    playback.listening?.pause();
    // What is done at once needs no notice: that would be spoken over the article's first words.
    const waiting = setTimeout(() => announcer.say(state.texts.start.sending), PATIENCE);
    try {
      const article = await articles.give(body, kind);
      playback.open(article);
      // First of all, as what is heard is waited for; and so the button that gets the focus says what it will do: pause.
      await playback.begin();
      history.pushState(undefined, '', pathOf(article.id));
      scrollTo(0, 0);
      await this.show();
      dock.focusPlay();
      return undefined;
    } catch (error) {
      const { problems } = state.texts;
      return error instanceof Problem && error.isBusy ? problems.busyNow : wordsOf(error, state.texts);
    } finally {
      clearTimeout(waiting);
    }
  }

  async #removeOnServer(id: string): Promise<string | undefined> {
    const { articles, playback, state } = this.parts;
    try {
      await articles.remove(id);
    } catch (error) {
      return wordsOf(error, state.texts);
    }
    if (playback.listening?.article.id === id) playback.close();
    return undefined;
  }

  #title(title: string): void {
    const { name } = this.parts.state.texts;
    // A dash, which screen readers keep to themselves; they read other signs out, “middle dot”.
    document.title = title === name ? title : `${title} – ${name}`;
  }
}
