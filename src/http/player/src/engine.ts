/**
 * Plays the paragraphs of an article one after another, on two plain audio elements.
 *
 * Why no Media Source Extensions and no Web Audio? The first is missing on telephones; the second keeps whole paragraphs
 * as samples and stops with the screen. Two `<audio>` elements work everywhere: while one speaks, the other has loaded
 * the next paragraph and begins within the pause that ends the first, so the join is not heard.
 *
 * Why is the speed the element's and not the voice's? It changes at once and in mid-word, keeps its place, and what was
 * loaded, kept offline or timed stays right; browsers keep the pitch.
 */

import { Events } from './events.ts';

export type State = 'idle' | 'loading' | 'playing' | 'paused' | 'ended';

/** Where the paragraphs come from. */
export interface Source {
  /** How many there are. */
  count: number;
  /** Where the audio of a paragraph is: as a finished file, or `live`, as it is made, in which one cannot seek. */
  url(paragraph: number, live: boolean): string;
  /** Whether to stop before a paragraph that follows the one that is spoken, until it is played. */
  isStop(paragraph: number): boolean;
  /** Whether a paragraph is spoken already, so that its file is there at once. */
  isMade(paragraph: number): boolean;
  /** Length of the silence at the end of a paragraph's audio in seconds, where it is known. */
  silence(paragraph: number): number | undefined;
}

interface Slot {
  element: HTMLAudioElement;
  /** The paragraph that it has loaded or is loading. */
  paragraph?: number;
  /** Where it is to begin once it can. */
  seek?: number;
  /** Whether it is heard as it is made. */
  isLive: boolean;
}

/** How long before the end of a paragraph the next one is started, in seconds: what an element takes to make sound. */
const LEAD = 0.06;

/** Two audio elements that the browser lets speak once a person has pressed something. */
export class Speakers {
  readonly elements: HTMLAudioElement[];
  #unlocked = false;

  constructor(
    parent: ParentNode & Node,
    readonly silence: string,
  ) {
    this.elements = [0, 1].map(() => {
      const element = document.createElement('audio');
      element.preload = 'auto';
      element.setAttribute('aria-hidden', 'true');
      parent.append(element);
      return element;
    });
  }

  /**
   * Call this within a key press or click. Some browsers let an element speak by itself only after it was started by
   * hand once, so both play a moment of silence.
   */
  unlock(): void {
    if (this.#unlocked) return;
    this.#unlocked = true;
    for (const element of this.elements) {
      if (element.src) continue;
      element.src = this.silence;
      element.play().catch((error: unknown) => {
        if (error instanceof DOMException && error.name === 'NotAllowedError') this.#unlocked = false;
      });
    }
  }
}

/**
 * `state` (see {@link Engine.state}), `paragraph` (another one is spoken), `moved` (to another place), `end` (of the
 * article), `stopped` (where it was told to stop), `waits` (before a paragraph that is a stop), `refused` (the browser waits for a press), `failed` (the audio could
 * not be loaded).
 */
export type EngineEvent = 'state' | 'paragraph' | 'moved' | 'end' | 'stopped' | 'waits' | 'refused' | 'failed';

export class Engine extends Events<EngineEvent> {
  #slots: [Slot, Slot];
  #active: Slot;
  #state: State = 'idle';
  #paragraph = 0;
  #speed = 1;
  #wantsSound = false;
  /** Some browsers play no audio that has no length; once that is seen, finished files are waited for. */
  #canPlayLive = true;
  #handoff: ReturnType<typeof setTimeout> | undefined;
  #listening = new AbortController();
  /** Whether to stop at the end of the paragraph. */
  stopsAfterParagraph = false;

  constructor(
    readonly source: Source,
    speakers: Speakers,
  ) {
    super();
    const [first, second] = speakers.elements;
    if (!first || !second) throw new Error('two audio elements are needed');
    this.#slots = [
      { element: first, isLive: false },
      { element: second, isLive: false },
    ];
    this.#active = this.#slots[0];
    for (const slot of this.#slots) this.#listen(slot);
  }

  get state(): State {
    return this.#state;
  }

  /** Whether it plays, or will as soon as it can. */
  get isOn(): boolean {
    return this.#wantsSound;
  }

  /** The paragraph that is spoken. */
  get paragraph(): number {
    return this.#paragraph;
  }

  /** Seconds from the start of the paragraph. */
  get time(): number {
    return this.#active.seek ?? (this.#active.paragraph === this.#paragraph ? this.#active.element.currentTime : 0);
  }

  /** Length of the paragraph's audio in seconds, where it is known. */
  get duration(): number | undefined {
    const { duration } = this.#active.element;
    return this.#active.paragraph === this.#paragraph && Number.isFinite(duration) ? duration : undefined;
  }

  get speed(): number {
    return this.#speed;
  }

  set speed(speed: number) {
    this.#speed = speed;
    for (const { element } of this.#slots) setSpeed(element, speed);
    this.#plan();
  }

  set volume(volume: number) {
    for (const { element } of this.#slots) element.volume = volume;
  }

  play(): void {
    if (this.#state === 'ended') this.goTo(0, 0, true);
    else if (this.#active.paragraph !== this.#paragraph) this.goTo(this.#paragraph, this.time, true);
    else {
      this.#wantsSound = true;
      this.#begin(this.#active);
    }
  }

  pause(): void {
    this.#wantsSound = false;
    clearTimeout(this.#handoff);
    for (const { element } of this.#slots) element.pause();
    if (this.#state !== 'idle' && this.#state !== 'ended') this.#become('paused');
  }

  /** Goes to a place; speech goes on from there if `play`, or if it was going on. */
  goTo(paragraph: number, time: number, play = this.#wantsSound): void {
    clearTimeout(this.#handoff);
    const isNew = paragraph !== this.#paragraph || this.#state === 'idle';
    const loaded = this.#slots.find((slot) => slot.paragraph === paragraph && !slot.isLive);
    const slot = loaded ?? (this.#active === this.#slots[0] ? this.#slots[1] : this.#slots[0]);
    for (const other of this.#slots) if (other !== slot || !play) other.element.pause();
    this.#active = slot;
    this.#paragraph = paragraph;
    this.#wantsSound = play;
    slot.seek = Math.max(0, time);
    // Speech from the start of a paragraph need not wait for its end to be made.
    if (!loaded) this.#load(slot, paragraph, play && slot.seek === 0 && !this.source.isMade(paragraph));
    else this.#seek(slot);
    if (play) this.#begin(slot);
    else this.#become('paused');
    if (isNew) this.tell('paragraph');
    this.tell('moved');
  }

  /** Loads the present paragraph afresh, from a source that has changed, and goes on where it was. */
  reload(time = this.time): void {
    for (const slot of this.#slots) slot.paragraph = undefined;
    if (this.#state !== 'idle') this.goTo(this.#paragraph, time);
  }

  /** Falls silent for good. */
  close(): void {
    this.pause();
    this.#listening.abort();
    for (const { element } of this.#slots) {
      element.removeAttribute('src');
      element.load();
    }
  }

  #load(slot: Slot, paragraph: number, live = false): void {
    slot.paragraph = paragraph;
    slot.isLive = live && this.#canPlayLive;
    slot.element.src = this.source.url(paragraph, slot.isLive);
    slot.element.load();
    setSpeed(slot.element, this.#speed);
  }

  /** Moves to where the slot is to begin, once its length is known. */
  #seek(slot: Slot): void {
    if (slot.seek === undefined || slot.element.readyState < HTMLMediaElement.HAVE_METADATA) return;
    slot.element.currentTime = slot.seek;
    slot.seek = undefined;
  }

  #begin(slot: Slot): void {
    const { element } = slot;
    if (element.paused || this.#state !== 'playing') this.#become('loading');
    // Begun before it is where it should begin, it would be heard for a moment from its start.
    if ((slot.seek ?? 0) > 0) return;
    slot.seek = undefined;
    element.play().catch((error: unknown) => {
      if (slot !== this.#active || !this.#wantsSound) return;
      if (error instanceof DOMException && error.name === 'NotAllowedError') {
        this.#wantsSound = false;
        this.#become('paused');
        this.tell('refused');
      }
      // `AbortError` is our own doing; what cannot be loaded is told by the element's `error` event.
    });
  }

  #listen(slot: Slot): void {
    const { element } = slot;
    const on = (name: string, act: () => void) =>
      element.addEventListener(name, act, { signal: this.#listening.signal });
    const whenActive = (act: () => void) => () => {
      if (slot === this.#active && slot.paragraph === this.#paragraph) act();
    };
    on('loadedmetadata', () => {
      const wasWaiting = slot === this.#active && this.#wantsSound && slot.seek !== undefined;
      this.#seek(slot);
      if (wasWaiting) this.#begin(slot);
    });
    on(
      'playing',
      whenActive(() => {
        if (!this.#wantsSound) return element.pause();
        this.#become('playing');
        this.#plan();
        this.#prepareNext();
      }),
    );
    on(
      'waiting',
      whenActive(() => {
        if (this.#wantsSound && !element.ended) this.#become('loading');
      }),
    );
    on(
      'seeked',
      whenActive(() => {
        this.#plan();
        if (!this.#wantsSound) this.tell('moved');
      }),
    );
    on(
      'timeupdate',
      whenActive(() => this.#plan()),
    );
    on(
      'pause',
      whenActive(() => {
        // Somebody else's doing: a headset that was pulled out, a telephone call.
        if (
          this.#wantsSound &&
          !element.ended &&
          !element.seeking &&
          element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA
        ) {
          this.#wantsSound = false;
          this.#become('paused');
        }
      }),
    );
    on('ended', () => {
      if (slot === this.#active) {
        if (slot.paragraph === this.#paragraph && this.#wantsSound) this.#advance();
      } else {
        // It has handed over and is free for the paragraph after the one that speaks now.
        this.#prepareNext();
      }
    });
    on('error', () => {
      if (slot.paragraph === undefined || !element.getAttribute('src')) return;
      const failed = slot.paragraph;
      slot.paragraph = undefined;
      if (slot.isLive) this.#canPlayLive = false;
      if (slot !== this.#active || failed !== this.#paragraph) return;
      slot.seek ??= element.currentTime;
      if (this.#wantsSound) this.#become('loading');
      this.tell('failed');
    });
  }

  /** Plans the start of the next paragraph for the end of this one. */
  #plan(): void {
    clearTimeout(this.#handoff);
    const { element } = this.#active;
    if (!this.#wantsSound || element.paused || !Number.isFinite(element.duration)) return;
    const rest = (element.duration - element.currentTime) / this.#speed;
    // The pause at the end hides the overlap; without one, the event `ended` brings the next paragraph.
    const silence = (this.source.silence(this.#paragraph) ?? 0) / this.#speed;
    if (rest > 1 || silence < LEAD || this.#stops) return;
    this.#handoff = setTimeout(
      () => {
        const next = this.#other();
        const isReady =
          next.paragraph === this.#paragraph + 1 && next.element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
        if (isReady && this.#wantsSound && !element.paused) this.#advance();
      },
      Math.max(0, (rest - LEAD) * 1000),
    );
  }

  #advance(): void {
    clearTimeout(this.#handoff);
    const next = this.#paragraph + 1;
    if (next >= this.source.count) {
      this.#wantsSound = false;
      this.#become('ended');
      this.tell('end');
      return;
    }
    const stops = this.#stops;
    const slot = this.#other();
    this.#active = slot;
    this.#paragraph = next;
    const isReady = slot.element.readyState >= HTMLMediaElement.HAVE_METADATA || this.source.isMade(next);
    if (slot.paragraph === next && isReady) {
      slot.seek = slot.element.currentTime > 0 ? 0 : undefined;
      this.#seek(slot);
    } else {
      slot.seek = undefined;
      this.#load(slot, next, !stops && !this.source.isMade(next));
    }
    if (stops) {
      const wasTold = this.stopsAfterParagraph;
      this.stopsAfterParagraph = false;
      this.#wantsSound = false;
      this.#become('paused');
      this.tell(wasTold ? 'stopped' : 'waits');
    } else {
      this.#begin(slot);
    }
    this.tell('paragraph');
  }

  /** Loads the next paragraph into the element that does not speak. */
  #prepareNext(): void {
    const slot = this.#other();
    const next = this.#paragraph + 1;
    const isFree = slot.element.paused || slot.element.ended;
    if (this.#state === 'idle' || !isFree || slot.paragraph === next || next >= this.source.count) return;
    slot.seek = undefined;
    this.#load(slot, next);
  }

  /** Whether it falls silent at the end of the paragraph that is spoken. */
  get #stops(): boolean {
    return this.stopsAfterParagraph || this.source.isStop(this.#paragraph + 1);
  }

  #other(): Slot {
    return this.#active === this.#slots[0] ? this.#slots[1] : this.#slots[0];
  }

  #become(state: State): void {
    if (state === this.#state) return;
    this.#state = state;
    this.tell('state');
  }
}

function setSpeed(element: HTMLAudioElement & { webkitPreservesPitch?: boolean }, speed: number): void {
  // Loading resets the speed to the default, so both are set.
  element.defaultPlaybackRate = speed;
  element.playbackRate = speed;
  element.preservesPitch = true;
  if ('webkitPreservesPitch' in element) element.webkitPreservesPitch = true;
}
