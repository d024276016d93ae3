/** What is being listened to: one article at a time, its speed, its volume, its place, and when it falls silent. */

import type { Article } from './api.ts';
import { Speakers } from './engine.ts';
import { Events } from './events.ts';
import { Listening, type ListeningEvent } from './listening.ts';
import type { KeptArticle } from './offline.ts';
import { placeIn, titleOf } from './page.ts';
import { SleepTimer, type Sleep } from './sleep.ts';
import type { State } from './state.ts';
import * as store from './store.ts';

/** How often the place in the article is kept while it is read, in milliseconds. */
const KEEP_EVERY = 3000;

/** How long the page waits for the browser to ask for the sound before it draws the article, in milliseconds. */
const LONGEST_WAIT = 1000;

/** Those of {@link Listening} that a page is told. */
const HEARD = ['state', 'moved', 'stopped', 'waits', 'refused', 'problem', 'end', 'paragraph', 'timeline'] as const;

/**
 * Those of {@link Listening}, of the article that is open; `opened` (another article, or the same with other times),
 * `closed` (none is open any more), `speed`, `sleep`, and `asleep` (the sleep timer has stopped it).
 */
export type PlaybackEvent = ListeningEvent | 'opened' | 'closed' | 'speed' | 'sleep' | 'asleep';

export class Playback extends Events<PlaybackEvent> {
  readonly #speakers = new Speakers(document.body, '/player/silence.wav');
  readonly #sleep = new SleepTimer(
    (share) => this.#fade(share),
    () => this.#fallAsleep(),
  );
  listening?: Listening;
  /** Whether the article is kept for listening offline. */
  isKept = false;

  constructor(readonly state: State) {
    super();
    state.addEventListener('manner', () => this.listening?.reload());
    state.addEventListener('look', () => {
      if (this.listening) this.listening.stopsAtHeadings = state.settings.stopAtHeadings;
    });
    // The first press of anything lets the audio elements speak later on.
    for (const name of ['pointerdown', 'keydown'])
      addEventListener(name, () => this.#speakers.unlock(), { capture: true });
    addEventListener('pagehide', () => this.keepPlace());
    document.addEventListener('visibilitychange', () => this.keepPlace());
    setInterval(() => this.isOn && this.keepPlace(), KEEP_EVERY);
  }

  /** Whether the article is being spoken, or will be as soon as it can. */
  get isOn(): boolean {
    return this.listening?.engine.isOn ?? false;
  }

  get sleep(): Sleep {
    return this.#sleep.sleep;
  }

  /** Seconds until the sleep timer stops the reading. */
  get sleepsIn(): number | undefined {
    return this.#sleep.left;
  }

  /** Opens an article, at the place that the address names, or where it was left. */
  open(article: Article, kept?: KeptArticle): void {
    const { settings, service, texts } = this.state;
    const isSame = this.listening?.article.id === article.id;
    this.keepPlace();
    this.listening?.close();
    const known = store.entry(article.id);
    const asked = placeIn(location.hash);
    const listening = new Listening(service, article, this.#speakers, kept);
    this.listening = listening;
    listening.engine.speed = settings.speed;
    listening.engine.volume = settings.volume;
    listening.stopsAtHeadings = settings.stopAtHeadings;
    this.isKept = Boolean(known?.offline);
    const site = article.metadata?.['site'];
    store.remember(article.id, { title: titleOf(article, texts), ...(site && { site }), opened: Date.now() });
    if (asked) listening.standAt(asked);
    else if (known?.place && known.heard < 0.999 && !isSame) listening.standAt(known.place);
    for (const name of HEARD) {
      listening.addEventListener(name, () => listening === this.listening && this.#heard(name));
    }
    this.tell('opened');
  }

  /**
   * Begins to speak; done once the browser has asked for the sound. Who draws something big should wait for that: a browser
   * asks only when it has nothing else to do, and the server could speak meanwhile.
   */
  begin(): Promise<void> {
    const asked = new Promise<void>((done) => {
      addEventListener('loadstart', () => done(), { capture: true, once: true });
      setTimeout(done, LONGEST_WAIT);
    });
    this.listening?.play();
    return asked;
  }

  close(): void {
    this.listening?.close();
    this.listening = undefined;
    this.tell('closed');
  }

  keepPlace(): void {
    const { listening } = this;
    const known = listening && store.entry(listening.article.id);
    if (!listening || !known) return;
    const { length, position } = listening;
    const isOver = listening.engine.state === 'ended';
    // Who opens an article that is over has not begun it again.
    if (known.heard === 1 && listening.engine.state === 'idle' && position === 0) return;
    store.remember(listening.article.id, {
      place: isOver ? { paragraph: 0, offset: 0 } : listening.place,
      heard: isOver ? 1 : Math.min(0.99, position / Math.max(1, length)),
      length,
    });
  }

  setSpeed(speed: number): void {
    this.state.settings.speed = speed;
    store.saveSettings(this.state.settings);
    if (this.listening) this.listening.engine.speed = speed;
    this.tell('speed');
  }

  setVolume(volume: number): void {
    this.state.settings.volume = volume;
    store.saveSettings(this.state.settings);
    this.#fade(1);
  }

  setSleep(sleep: Sleep): void {
    this.#sleep.set(sleep);
    if (this.listening) this.listening.engine.stopsAfterParagraph = sleep === 'paragraph';
    this.tell('sleep');
  }

  #heard(what: ListeningEvent): void {
    const { listening } = this;
    if (!listening) return;
    const isStill = (what === 'state' && listening.engine.state === 'paused') || (what === 'moved' && !this.isOn);
    if (isStill || what === 'end') this.keepPlace();
    const sleeps = what === 'stopped' || (what === 'end' && this.sleep === 'article');
    if (sleeps) this.#fallAsleep();
    else this.tell(what);
  }

  #fade(share: number): void {
    if (this.listening) this.listening.engine.volume = this.state.settings.volume * share;
  }

  #fallAsleep(): void {
    this.listening?.pause();
    this.#sleep.set('off');
    if (this.listening) this.listening.engine.stopsAfterParagraph = false;
    this.tell('asleep');
  }
}
