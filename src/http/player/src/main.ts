/** The listening page: which view is shown, and what is being listened to. */

import './style.css';
import { Problem, Service, type Article, type Kind, type Voice } from './api.ts';
import { Announcer } from './announcer.ts';
import { act, type Commanded } from './commands.ts';
import { askForKey, openHelp } from './dialogs.ts';
import { h } from './dom.ts';
import { Speakers } from './engine.ts';
import { Follower } from './follower.ts';
import { takeShared } from './handover.ts';
import { decorate, drawHead, markView } from './head.ts';
import { actionFor, type Action } from './keyboard.ts';
import { Listening, type ListeningEvent } from './listening.ts';
import { libraryView } from './library.ts';
import { MediaKeys } from './media.ts';
import { keep, kept, release, tidy, unkeep, type KeptArticle } from './offline.ts';
import { hashOf, layOut, placeIn, titleOf, type Page } from './page.ts';
import { playerBar, sleepName, type Bar, type Sleep } from './player.ts';
import { wordsOf } from './problems.ts';
import { followLinks, pathOf, routeOf } from './router.ts';
import { openSettings } from './settings.ts';
import { SleepTimer } from './sleep.ts';
import { startView, type Shared } from './start.ts';
import * as store from './store.ts';
import { openReview } from './review.ts';
import { Numbers, textsFor, type Language, type Texts } from './texts.ts';
import { openWord, wordIn, type HeardWord } from './word.ts';

/** How often the place in the article is kept while it is read, in milliseconds. */
const KEEP_EVERY = 3000;

/** How long silence may last before it is explained, in milliseconds. */
const PATIENCE = 1200;

class App implements Commanded {
  readonly settings = store.loadSettings();
  readonly service = new Service();
  readonly speakers = new Speakers(document.body, '/player/silence.wav');
  readonly announcer: Announcer;
  readonly media = new MediaKeys(
    (action) => void this.act(action),
    () => this.listening,
  );
  texts: Texts = textsFor(this.settings.language);
  numbers = new Numbers(this.settings.language);
  voices: Voice[] = [];
  listening?: Listening;
  bar?: Bar;
  follower?: Follower;
  page?: Page;
  isKept = false;
  deleted?: { entry: store.Entry; index: number; queue: string[] };
  readonly sleep = new SleepTimer(
    (volume) => this.#fade(volume),
    () => this.#fallAsleep(),
  );
  readonly #main: HTMLElement;
  #shared?: Shared;
  #view = 0;
  #waiting?: ReturnType<typeof setTimeout>;

  constructor() {
    this.#main = document.querySelector<HTMLElement>('main') ?? document.body;
    const status = h('div', { class: 'hidden' });
    document.body.append(status);
    this.announcer = new Announcer(status, () => this.listening?.engine.isOn ?? false);
    this.service.voice = this.settings.voice;
    this.service.reading = { ...this.settings.reading };
    this.#dress();
    followLinks(
      (path) => this.go(path),
      () => void this.show(),
    );
    document.addEventListener('keydown', (event) => this.#key(event));
    // The first press of anything lets the audio elements speak later on.
    for (const name of ['pointerdown', 'keydown'])
      addEventListener(name, () => this.speakers.unlock(), { capture: true });
    addEventListener('pagehide', () => this.keepPlace());
    document.addEventListener('visibilitychange', () => this.keepPlace());
    setInterval(() => this.listening?.engine.isOn && this.keepPlace(), KEEP_EVERY);
    this.#shared = takeShared((shared) => {
      this.#shared = shared;
      void this.show();
    });
    void this.show();
    void this.#loadVoices();
    if ('serviceWorker' in navigator) navigator.serviceWorker.register('/worker.js').catch(() => undefined);
  }

  // Views.

  /** Shows the view of the address. */
  async show(moveFocus = false): Promise<void> {
    const view = ++this.#view;
    this.follower?.close();
    this.follower = undefined;
    // Who goes elsewhere does not take a deletion back, and what was kept of the article goes too.
    this.deleted = undefined;
    void tidy(new Set(store.entries().map((entry) => entry.id))).catch(() => undefined);
    const route = routeOf(location.pathname);
    if (route.view === 'library') this.#showLibrary();
    else if (route.view === 'article') await this.#showArticle(route.id, view);
    else this.#showStart();
    if (view !== this.#view) return;
    this.#drawBar();
    markView();
    // The heading, and not the whole part: some screen readers read all of what the focus falls on.
    if (moveFocus) this.#focusHeading();
  }

  #focusHeading(): void {
    const heading = this.#main.querySelector<HTMLElement>('h1') ?? this.#main;
    heading.setAttribute('tabindex', '-1');
    heading.focus({ preventScroll: true });
  }

  go(path: string): void {
    history.pushState(undefined, '', path);
    scrollTo(0, 0);
    void this.show(true);
  }

  #showStart(): void {
    this.#title(this.texts.start.title);
    const shared = this.#shared;
    this.#shared = undefined;
    this.#main.replaceChildren(
      ...startView({
        texts: this.texts,
        numbers: this.numbers,
        latest: store.entries().find((entry) => entry.heard > 0 && entry.heard < 0.99),
        speed: this.settings.speed,
        ...(shared && { shared }),
        submit: (body, kind) => this.#submit(body, kind),
      }),
    );
    document.getElementById('shared')?.focus();
  }

  #showLibrary(focus?: string): void {
    this.#title(this.texts.library.title);
    this.#main.replaceChildren(
      ...libraryView({
        texts: this.texts,
        numbers: this.numbers,
        say: (text) => this.announcer.say(text),
        redraw: (focus) => this.#showLibrary(focus),
        playQueue: () => this.#next(),
        removeOnServer: (id) => this.#removeOnServer(id),
        ...(this.deleted && { deleted: this.deleted }),
        setDeleted: (deleted) => (this.deleted = deleted),
      }),
    );
    if (focus) this.#main.querySelector<HTMLElement>(`[data-key="${CSS.escape(focus)}"]`)?.focus();
  }

  async #showArticle(id: string, view: number, play = false): Promise<void> {
    if (this.listening?.article.id !== id) {
      this.#title(this.texts.read.opening);
      this.#main.replaceChildren(h('p', {}, this.texts.read.opening));
      try {
        const found = await this.#find(id);
        if (view !== this.#view) return;
        this.open(found.article, found.kept);
      } catch (error) {
        if (view === this.#view) this.#showProblem(error, () => void this.show(true));
        return;
      }
    }
    this.#drawArticle();
    if (play) this.listening?.play();
  }

  #drawArticle(): void {
    const { listening, texts } = this;
    if (!listening) return;
    this.follower?.close();
    this.#title(titleOf(listening.article, texts));
    const page = layOut(listening.article, texts, this.numbers.roughly(listening.length));
    this.page = page;
    const hint = h('p', { id: 'article-hint', hidden: true }, texts.read.textHint);
    page.element.setAttribute('tabindex', '0');
    page.element.setAttribute('aria-label', texts.read.text);
    page.element.setAttribute('aria-describedby', hint.id);
    const { id } = listening.article;
    const isQueued = () => store.queue().includes(id);
    const queueName = () => (isQueued() ? texts.read.unqueue : texts.read.queue);
    const queue = h(
      'button',
      {
        type: 'button',
        class: 'button',
        onclick: () => {
          const others = store.queue().filter((other) => other !== id);
          store.setQueue(isQueued() ? others : [...others, id]);
          queue.textContent = queueName();
          this.announcer.say(isQueued() ? texts.read.queued : texts.read.unqueued);
        },
      },
      queueName(),
    );
    const wrong = h(
      'button',
      { type: 'button', class: 'button', onclick: () => void this.act('wrong') },
      texts.word.open,
    );
    const review = h(
      'button',
      { type: 'button', class: 'button', onclick: () => this.#review() },
      texts.review.open,
    );
    this.#main.replaceChildren(page.element, hint, h('p', { class: 'after' }, queue, ' ', wrong, ' ', review));
    this.follower = new Follower(page, listening, this.settings, {
      away: (isAway) => this.bar?.offerBack(isAway),
      cursor: (word) => this.announcer.say(word, 'ar'),
    });
  }

  #showProblem(error: unknown, retry: () => void): void {
    const text = wordsOf(error, this.texts);
    this.#title(this.texts.read.closed);
    this.#main.replaceChildren(
      h('h1', {}, this.texts.read.closed),
      h('div', { role: 'alert', class: 'problem' }, h('p', {}, text)),
      h(
        'p',
        { class: 'row' },
        h('button', { type: 'button', class: 'button', onclick: retry }, this.texts.player.retry),
        h('a', { class: 'button', href: '/' }, this.texts.nav.listen),
        h('a', { class: 'button', href: '/library' }, this.texts.nav.library),
      ),
    );
  }

  #drawBar(): void {
    const { listening } = this;
    const hadFocus = this.bar?.element.contains(document.activeElement);
    const wasOpen = this.bar?.element.querySelector('#more')?.getAttribute('aria-expanded') === 'true';
    const focused = document.activeElement?.getAttribute('id');
    this.bar?.close();
    this.bar = undefined;
    document.querySelector('.skip-player')?.remove();
    if (!listening) return;
    this.bar = playerBar({
      listening,
      settings: this.settings,
      texts: this.texts,
      numbers: this.numbers,
      title: titleOf(listening.article, this.texts),
      voices: this.voices,
      sleep: this.sleep.sleep,
      isKept: this.isKept,
      isElsewhere: location.pathname !== pathOf(listening.article.id),
      follow: () => this.follower?.follow(),
      act: (action) => void this.act(action),
      seek: (seconds) => listening.seek(seconds),
      setSpeed: (speed) => this.setSpeed(speed),
      setVolume: (volume) => {
        this.settings.volume = volume;
        listening.engine.volume = volume;
        store.saveSettings(this.settings);
      },
      setVoice: (voice) => this.setVoice(voice),
      setSleep: (sleep) => this.setSleep(sleep),
      keep: () => void this.keepOffline(),
      share: () => this.share(),
      retry: () => this.listening?.play(),
      problem: () => listening.problem && wordsOf(listening.problem, this.texts),
    });
    this.#main.after(this.bar.element);
    // With very large letters it would hide the text: then it stands at the end of the page.
    this.bar.element.classList.toggle('flows', this.bar.element.clientHeight > innerHeight * 0.6);
    if (wasOpen) this.bar.element.querySelector<HTMLElement>('#more')?.click();
    if (hadFocus) document.getElementById(focused || 'play')?.focus();
    document.querySelector('.skip')?.after(
      h(
        'a',
        {
          class: 'skip skip-player',
          href: '#play',
          // Only the focus moves: of a place within the page, some screen readers read all that is there.
          onclick: (event: Event) => {
            event.preventDefault();
            document.getElementById('play')?.focus();
          },
        },
        this.texts.skipToPlayer,
      ),
    );
  }

  // Articles.

  /** Hands in an article, opens it and begins to read; answers what went wrong, in words. */
  async #submit(body: string | Blob, kind: Kind): Promise<string | undefined> {
    this.listening?.pause();
    // What is done at once needs no notice: that would be spoken over the article's first words.
    const waiting = setTimeout(() => this.announcer.say(this.texts.start.sending), PATIENCE);
    try {
      const given = await this.#withKey(() => this.service.create(body, kind));
      const corrections = this.#correctionsFor(given);
      const article = corrections ? await this.service.corrected(given.id, corrections) : given;
      this.open(article);
      // First of all, as what is heard is waited for; and so the button that gets the focus says what it will do: pause.
      this.listening?.play();
      history.pushState(undefined, '', pathOf(article.id));
      scrollTo(0, 0);
      await this.show();
      this.bar?.element.querySelector<HTMLElement>('.play')?.focus({ preventScroll: true });
      return undefined;
    } catch (error) {
      return error instanceof Problem && error.isBusy ? this.texts.problems.busyNow : wordsOf(error, this.texts);
    } finally {
      clearTimeout(waiting);
    }
  }

  /** What is kept in this browser of how the article's words are said. */
  #correctionsFor(article: Article): Record<string, string> | undefined {
    const printed = new Set(article.paragraphs.flatMap(({ text }) => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []));
    const found = Object.entries(store.corrections()).filter(([written]) => printed.has(written));
    return found.length > 0 ? Object.fromEntries(found) : undefined;
  }

  async #removeOnServer(id: string): Promise<string | undefined> {
    try {
      await this.#withKey(() => this.service.remove(id));
    } catch (error) {
      return wordsOf(error, this.texts);
    }
    if (this.listening?.article.id === id) {
      this.listening.close();
      this.listening = undefined;
      this.#drawBar();
    }
    return undefined;
  }

  /** Finds an article: kept in this browser, or on the server. */
  async #find(id: string): Promise<{ article: Article; kept?: KeptArticle }> {
    const local = await kept(id).catch(() => undefined);
    const isSameVoice = local && (local.voice === this.service.voice || !navigator.onLine);
    if (local && isSameVoice) return { article: local.article, kept: local };
    try {
      const article = await this.#withKey(() => this.service.article(id));
      release(local?.audio ?? []);
      return { article };
    } catch (error) {
      if (local) return { article: local.article, kept: local };
      throw error;
    }
  }

  open(article: Article, kept?: KeptArticle): void {
    const isSame = this.listening?.article.id === article.id;
    this.keepPlace();
    this.listening?.close();
    const known = store.entry(article.id);
    const asked = placeIn(location.hash);
    const listening = new Listening(this.service, article, this.speakers, kept);
    this.listening = listening;
    listening.engine.speed = this.settings.speed;
    listening.engine.volume = this.settings.volume;
    this.isKept = Boolean(known?.offline);
    store.remember(article.id, { title: titleOf(article, this.texts), opened: Date.now() });
    if (asked) listening.standAt(asked);
    else if (known?.place && known.heard < 0.999 && !isSame) listening.standAt(known.place);
    for (const name of ['state', 'moved', 'stopped', 'refused', 'problem', 'end', 'paragraph', 'timeline'] as const) {
      listening.addEventListener(name, () => listening === this.listening && this.#heard(name));
    }
    this.#tellSystem();
  }

  keepPlace(): void {
    const { listening } = this;
    if (!listening || !store.entry(listening.article.id)) return;
    const isOver = listening.engine.state === 'ended';
    const length = listening.length;
    // Who opens an article that is over has not begun it again.
    const known = store.entry(listening.article.id);
    if (known?.heard === 1 && listening.engine.state === 'idle' && listening.position === 0) return;
    store.remember(listening.article.id, {
      place: isOver ? { paragraph: 0, offset: 0 } : listening.place,
      heard: isOver ? 1 : Math.min(0.99, listening.position / Math.max(1, length)),
      length,
    });
  }

  async keepOffline(): Promise<void> {
    const { listening, texts } = this;
    if (!listening || this.isKept) return;
    const button = this.bar?.element.querySelector<HTMLElement>('.keep');
    if (button) button.textContent = texts.player.saving;
    this.announcer.say(texts.player.saving);
    try {
      const times = await listening.all();
      await keep(this.service, listening.article, times, (share) => {
        if (button) button.textContent = `${texts.player.saving} ${this.numbers.percent(share)}`;
      });
      void navigator.storage?.persist?.();
      store.remember(listening.article.id, { offline: true, length: listening.length });
      const local = await kept(listening.article.id);
      if (local && listening === this.listening) listening.use(local);
      else release(local?.audio ?? []);
      this.isKept = true;
      this.#drawBar();
      this.announcer.say(texts.player.savedDone);
    } catch (error) {
      await unkeep(listening.article.id).catch(() => undefined);
      const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
      listening.problem = isFull
        ? new Problem('storage', 0, '')
        : error instanceof Problem
          ? error
          : new Problem('offline', 0, '');
      if (button) button.textContent = texts.player.save;
      this.bar?.refresh();
    }
  }

  /** Hands on the address of the place that is heard: by the system's menu, or by the clipboard. */
  async share(): Promise<string> {
    const { listening, texts } = this;
    if (!listening) return texts.player.notShared;
    const url = `${location.origin}${pathOf(listening.article.id)}${hashOf(listening.place, listening.position)}`;
    const title = titleOf(listening.article, texts);
    try {
      // Where the system has such a menu, it is the one that its users know.
      if (navigator.share && matchMedia('(pointer: coarse)').matches) await navigator.share({ title, url });
      else await navigator.clipboard.writeText(url);
      return texts.player.shared;
    } catch {
      return texts.player.notShared;
    }
  }

  #heard(what: ListeningEvent): void {
    const { listening, texts } = this;
    if (!listening) return;
    const { state } = listening.engine;
    if (what === 'timeline') {
      // Once all is known, the chapters are where they are heard.
      if (listening.isLengthKnown) this.#tellSystem();
      return;
    }
    clearTimeout(this.#waiting);
    if (what === 'state') {
      if (state === 'playing') this.announcer.hush();
      if (state === 'loading') {
        // Silence that lasts is explained, on the page and to a screen reader; nothing is speaking then.
        this.#waiting = setTimeout(() => {
          if (listening.engine.state === 'loading') this.announcer.explain(texts.say.preparing);
        }, PATIENCE);
      }
      if (state === 'paused') this.keepPlace();
      this.#tellSystem();
    }
    if (what === 'paragraph' || what === 'moved') this.#tellSystem();
    if (what === 'moved' && !listening.engine.isOn) this.keepPlace();
    if (what === 'refused') this.announcer.say(texts.problems.gesture);
    if (what === 'stopped') this.#fallAsleep();
    if (what === 'end') this.#next();
  }

  /** Goes on with the queue after the end of an article. */
  #next(): void {
    this.keepPlace();
    const { listening, texts } = this;
    if (this.sleep.sleep === 'article') return this.#fallAsleep();
    const [next, ...rest] = store.queue().filter((id) => id !== listening?.article.id);
    if (next === undefined) {
      this.announcer.say(texts.say.ended);
      return;
    }
    store.setQueue(rest);
    const title = store.entry(next)?.title ?? '';
    this.announcer.say(texts.say.next(title));
    history.pushState(undefined, '', pathOf(next));
    const view = ++this.#view;
    void (async () => {
      await this.#showArticle(next, view);
      if (view !== this.#view) return;
      this.#drawBar();
      markView();
      this.listening?.play();
    })();
  }

  // Commands.

  act(action: Action): Promise<void> {
    return act(action, this);
  }

  help(): void {
    openHelp(this.texts);
  }

  get sleepsIn(): number | undefined {
    return this.sleep.left;
  }

  /** Asks how the word that was heard last should be said. */
  correct(): void {
    const { listening, texts } = this;
    if (!listening) return;
    listening.pause();
    const { paragraph, offset } = listening.place;
    const text = listening.article.paragraphs[paragraph]?.text ?? '';
    const { timeline } = listening;
    const sentence = timeline?.sentences.find(({ to }) => offset < to) ?? { from: 0, to: text.length };
    const word = wordIn(text, sentence, offset);
    if (word) this.#ask(word);
    else this.announcer.say(texts.word.none);
  }

  /** Lists the article's doubtful words. */
  #review(): void {
    const { listening } = this;
    if (!listening) return;
    listening.pause();
    openReview({
      article: listening.article,
      service: this.service,
      texts: this.texts,
      numbers: this.numbers,
      words: (error) => wordsOf(error, this.texts),
      ask: (word) => this.#ask(word),
    });
  }

  #ask(word: HeardWord): void {
    openWord({
      word,
      service: this.service,
      texts: this.texts,
      volume: this.settings.volume,
      say: (text) => this.announcer.say(text),
      words: (error) => wordsOf(error, this.texts),
      corrected: (written, said) => this.#readAnew(written === '' ? {} : { [written]: said }),
    });
  }

  /** Opens the article with words said otherwise, at the place where it was; without any, as the house says them now. */
  async #readAnew(corrections: Readonly<Record<string, string>>): Promise<void> {
    const { listening } = this;
    if (!listening) return;
    if (Object.keys(corrections).length === 0) {
      listening.reload();
      return;
    }
    const article = await this.#withKey(() => this.service.corrected(listening.article.id, corrections));
    const { place } = listening;
    this.open(article);
    const old = listening.article.id;
    // The library has it once, as it is heard now.
    if (old !== article.id && !store.entry(old)?.offline) store.forget(old);
    this.listening?.standAt(place);
    history.replaceState(undefined, '', pathOf(article.id));
    this.#drawArticle();
    this.#drawBar();
  }

  setSpeed(speed: number): void {
    this.settings.speed = speed;
    store.saveSettings(this.settings);
    if (this.listening) this.listening.engine.speed = speed;
    this.bar?.refresh();
    // Who changed it in the list has heard it there.
    if (document.activeElement?.id !== 'speed') {
      this.announcer.say(this.texts.say.speed(this.texts.player.times(this.numbers.number(speed))));
    }
    this.#tellSystem();
  }

  setVoice(voice: string): void {
    this.settings.voice = voice;
    store.saveSettings(this.settings);
    this.service.voice = voice;
    this.listening?.reload();
    // The links to downloads name the voice.
    this.#drawBar();
  }

  setSleep(sleep: Sleep): void {
    this.sleep.set(sleep);
    if (this.listening) this.listening.engine.stopsAfterParagraph = sleep === 'paragraph';
    this.announcer.say(this.texts.say.sleep(sleepName(sleep, this.texts, this.numbers)));
  }

  #tellSystem(): void {
    if (this.listening) this.media.show(this.listening, this.texts, this.settings.speed);
  }

  #fade(share: number): void {
    if (this.listening) this.listening.engine.volume = this.settings.volume * share;
  }

  #fallAsleep(): void {
    this.listening?.pause();
    this.sleep.set('off');
    if (this.listening) this.listening.engine.stopsAfterParagraph = false;
    this.#drawBar();
    this.announcer.say(this.texts.say.asleep);
  }

  #key(event: KeyboardEvent): void {
    if (document.querySelector('dialog[open]')) return;
    const action = actionFor(event, this.settings);
    if (!action || (!this.listening && action !== 'help')) return;
    event.preventDefault();
    void this.act(action);
  }

  // The page around it.

  #dress(): void {
    const { settings } = this;
    this.texts = textsFor(settings.language);
    this.numbers = new Numbers(settings.language);
    decorate(settings);
    drawHead(settings, this.texts, {
      settings: () => this.#openSettings(),
      help: () => this.help(),
      speak: (language) => this.#speak(language),
    });
  }

  #openSettings(): void {
    openSettings({
      settings: this.settings,
      texts: this.texts,
      numbers: this.numbers,
      voices: this.voices,
      changed: () => this.#settled(),
      readingChanged: () => {
        store.saveSettings(this.settings);
        this.service.reading = { ...this.settings.reading };
        this.listening?.reload();
        this.#drawBar();
      },
      setVoice: (voice) => this.setVoice(voice),
      setLanguage: (language) => this.#speak(language, 'settings'),
      libraryChanged: () => {
        const id = this.listening?.article.id;
        this.isKept = Boolean(id && store.entry(id)?.offline);
        void this.show();
      },
      preview: () => void this.#preview(),
    });
  }

  /** Says a few words with the chosen voice; what is being listened to waits. */
  async #preview(): Promise<void> {
    this.listening?.pause();
    const { settings, texts } = this;
    try {
      const said = await this.#withKey(() => this.service.said(texts.settings.previewText, settings.voice));
      const url = URL.createObjectURL(said);
      const sound = new Audio(url);
      sound.volume = settings.volume;
      sound.playbackRate = settings.speed;
      sound.addEventListener('ended', () => URL.revokeObjectURL(url));
      await sound.play();
    } catch (error) {
      this.announcer.say(error instanceof Problem ? wordsOf(error, this.texts) : texts.problems.audio);
    }
  }

  #settled(): void {
    store.saveSettings(this.settings);
    decorate(this.settings);
    this.follower?.refresh();
  }

  #speak(language: Language, focus = 'language'): void {
    this.settings.language = language;
    store.saveSettings(this.settings);
    document.querySelector('dialog')?.close();
    this.#dress();
    void this.show().then(() => document.getElementById(focus)?.focus());
  }

  #title(title: string): void {
    document.title = title === this.texts.name ? title : `${title} · ${this.texts.name}`;
  }

  /** Does what may need a key, and asks for one where it does. */
  async #withKey<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 401) throw error;
        if (!(await askForKey(this.texts, error.code === 'api_key_unknown'))) throw error;
        void this.#loadVoices();
      }
    }
  }

  async #loadVoices(): Promise<void> {
    // Without the list, the default voice reads.
    this.voices = await this.service.voices().catch(() => []);
    if (this.voices.length > 0 && !this.voices.some((voice) => voice.id === this.settings.voice)) {
      delete this.settings.voice;
      delete this.service.voice;
    }
    if (this.listening) this.#drawBar();
  }
}

new App();
