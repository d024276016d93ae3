/** An article being listened to: its engine, its timelines, and every way to move in it. */

import { Problem, type Article, type ParagraphTimes, type Service } from './api.ts';
import { Engine, type EngineEvent, type Speakers } from './engine.ts';
import { Events } from './events.ts';
import type { Place } from './store.ts';
import { release, type KeptArticle } from './offline.ts';
import { readTimeline, type Timeline } from './timeline.ts';

/** Going back restarts a sentence, paragraph or section when it has been heard for longer than this, in seconds. */
const AGAIN = 3;

/** Speech begins a little before the word it is to begin with, so that its first sound is whole; in seconds. */
const LEAD = 0.03;

/** Words count as heard this much before they are, so that a word at which speech begins is the word it is at. */
export const EARLY = 0.04;

/** Seconds of speech for a character of Arabic text, pauses included, until better is known. */
const PACE = 0.12;

/** How often an audio file that failed is asked for again before the listener is told. */
const RETRIES = 1;

/** A closing mark, perhaps within quotation marks or brackets, and the space behind it. */
const SENTENCE_END = /[.!?؟۔…]["'”’»)\]]*\s+/gu;

/** What a command came to. */
export type Moved = 'moved' | 'first' | 'last' | 'none';

/** Those of {@link Engine} that a page is told, `timeline` (times of another paragraph are known), and `problem`. */
export type ListeningEvent = Exclude<EngineEvent, 'failed'> | 'timeline' | 'problem';

export class Listening extends Events<ListeningEvent> {
  readonly engine: Engine;
  /** What went wrong, until it plays again. */
  problem?: Problem;
  readonly #timelines = new Map<number, Timeline>();
  readonly #raw = new Map<number, ParagraphTimes>();
  readonly #waiting = new Map<number, ((timeline: Timeline | undefined) => void)[]>();
  #spoken?: { from: number; next: number; stop: AbortController };
  #retries = 0;
  #pace = PACE;
  /** Whether it falls silent before each heading until it is played again. */
  stopsAtHeadings = false;
  #retryTimer?: ReturnType<typeof setTimeout>;
  /** Where to begin, in text, until the time of it is known. */
  #place?: Place;
  #command = 0;
  /** Addresses of the audio that is kept in this browser. */
  #kept: readonly string[] = [];

  constructor(
    readonly service: Service,
    readonly article: Article,
    speakers: Speakers,
    /** What is kept in this browser. */
    kept?: KeptArticle,
  ) {
    super();
    if (kept) this.use(kept);
    this.engine = new Engine(
      {
        count: article.paragraphs.length,
        url: (paragraph, live) => this.#kept[paragraph] ?? service.segment(article.id, paragraph, live),
        // Headings that follow one another are one stop.
        isStop: (paragraph) =>
          this.stopsAtHeadings && this.#isHeading(paragraph) && !this.#isHeading(paragraph - 1),
        isMade: (paragraph) => this.#timelines.has(paragraph),
        silence: (paragraph) => {
          const timeline = this.#timelines.get(paragraph);
          return timeline && timeline.duration - (timeline.words.at(-1)?.end ?? timeline.duration);
        },
      },
      speakers,
    );
    for (const name of ['state', 'paragraph', 'moved', 'end', 'stopped', 'waits', 'refused'] as const) {
      this.engine.addEventListener(name, () => this.tell(name));
    }
    this.engine.addEventListener('state', () => {
      if (this.engine.state === 'playing') {
        this.#retries = 0;
        this.problem = undefined;
      }
    });
    this.engine.addEventListener('paragraph', () => {
      if (this.engine.isOn) this.#want(this.engine.paragraph + 1);
    });
    this.engine.addEventListener('failed', () => void this.#recover());
  }

  /** Uses what is kept in this browser from now on. */
  use({ times, audio }: KeptArticle): void {
    release(this.#kept);
    this.#kept = audio;
    for (const each of times) if (!this.#timelines.has(each.index)) this.#know(each);
  }

  get count(): number {
    return this.article.paragraphs.length;
  }

  get paragraph(): number {
    return this.#place?.paragraph ?? this.engine.paragraph;
  }

  /** The times of the paragraph that is spoken, where they are known yet. */
  get timeline(): Timeline | undefined {
    return this.#timelines.get(this.paragraph);
  }

  /** All times that are known, as they were sent. */
  get times(): ParagraphTimes[] {
    return [...this.#raw.values()].sort((a, b) => a.index - b.index);
  }

  /** Where the words are that are being spoken. */
  get place(): Place {
    if (this.#place) return this.#place;
    const words = this.timeline?.words;
    const word = words?.[Math.max(0, this.timeline?.wordAt(this.engine.time + EARLY) ?? 0)];
    return { paragraph: this.engine.paragraph, offset: word?.from ?? 0 };
  }

  /** The stretch of a paragraph's text that the sentence at a place is. */
  sentenceOf({ paragraph, offset }: Place): { from: number; to: number } {
    const text = this.article.paragraphs[paragraph]?.text ?? '';
    const timed = this.#timelines.get(paragraph)?.sentences.find(({ to }) => offset < to);
    if (timed) return timed;
    // Not spoken yet: from one closing mark to the next.
    const ends = [...text.matchAll(SENTENCE_END)].map((match) => match.index + match[0].length);
    return { from: ends.findLast((end) => end <= offset) ?? 0, to: ends.find((end) => end > offset) ?? text.length };
  }

  // The whole article's clock. Lengths that are not known yet are estimated from the text.

  lengthOf(paragraph: number): number {
    const known = this.#timelines.get(paragraph)?.duration;
    if (known !== undefined) return known;
    return Math.max(1, (this.article.paragraphs[paragraph]?.text.length ?? 0) * this.#pace);
  }

  get length(): number {
    return this.startOf(this.count);
  }

  /** Seconds from the start of the article. */
  get position(): number {
    if (this.#place) {
      const { paragraph, offset } = this.#place;
      const text = this.article.paragraphs[paragraph]?.text.length ?? 1;
      return this.startOf(paragraph) + (offset / Math.max(1, text)) * this.lengthOf(paragraph);
    }
    return this.startOf(this.engine.paragraph) + Math.min(this.engine.time, this.lengthOf(this.engine.paragraph));
  }

  startOf(paragraph: number): number {
    let seconds = 0;
    for (let index = 0; index < paragraph; index += 1) seconds += this.lengthOf(index);
    return seconds;
  }

  /** Whether the length is known and not estimated. */
  get isLengthKnown(): boolean {
    return this.#timelines.size >= this.count;
  }

  // Commands. Those that need the times of a paragraph wait for them; a later command overrules one that waits.

  play(): void {
    clearTimeout(this.#retryTimer);
    this.problem = undefined;
    const place = this.#place;
    this.#want(this.paragraph);
    if (place) void this.goToPlace(place, true);
    else this.engine.play();
  }

  pause(): void {
    clearTimeout(this.#retryTimer);
    this.#command += 1;
    this.engine.pause();
  }

  toggle(): void {
    if (this.engine.isOn) this.pause();
    else this.play();
  }

  /** Takes a place without asking the server for anything yet. */
  standAt(place: Place): void {
    const paragraph = Math.min(Math.max(0, place.paragraph), this.count - 1);
    this.#place = { paragraph, offset: place.offset };
    this.tell('moved');
  }

  async goToPlace({ paragraph, offset }: Place, play = this.engine.isOn): Promise<Moved> {
    const command = ++this.#command;
    if (offset <= 0) return this.#go(paragraph, 0, play);
    this.#place = { paragraph, offset };
    if (!play && !this.#timelines.has(paragraph)) {
      this.engine.pause();
      this.tell('moved');
      return 'moved';
    }
    // Silence tells that something is going on; speech from the old place would tell the contrary.
    this.engine.pause();
    const timeline = await this.#need(paragraph);
    if (command !== this.#command) return 'none';
    return this.#go(paragraph, before(timeline?.wordAtOffset(offset)?.start), play);
  }

  async sentence(direction: 1 | -1): Promise<Moved> {
    const command = ++this.#command;
    const here = await this.#settled();
    if (command !== this.#command || !here) return 'none';
    const { paragraph, time, timeline } = here;
    const index = timeline.sentenceAt(time + EARLY);
    const sentence = timeline.sentences[index];
    if (direction < 0 && sentence && this.#isFarInto(time - sentence.start)) {
      return this.#go(paragraph, before(sentence.start));
    }
    const other = timeline.sentences[index + direction];
    if (other) return this.#go(paragraph, before(other.start));
    for (let next = paragraph + direction; next >= 0 && next < this.count; next += direction) {
      const timeline = await this.#need(next);
      if (command !== this.#command) return 'none';
      // A paragraph of signs alone has no sentence; without times its start has to do.
      const target = direction < 0 ? timeline?.sentences.at(-1) : timeline?.sentences[0];
      if (target || !timeline) return this.#go(next, direction < 0 ? before(target?.start) : 0);
    }
    if (direction < 0) this.#go(paragraph, 0);
    return direction < 0 ? 'first' : 'last';
  }

  goToParagraph(direction: 1 | -1): Moved {
    this.#command += 1;
    const { paragraph } = this;
    if (direction < 0 && this.#isFarInto(this.#time)) return this.#go(paragraph, 0);
    const next = paragraph + direction;
    if (next < 0) {
      this.#go(0, 0);
      return 'first';
    }
    return next >= this.count ? 'last' : this.#go(next, 0);
  }

  heading(direction: 1 | -1): Moved {
    this.#command += 1;
    const { paragraph } = this;
    if (direction < 0 && this.#isHeading(paragraph) && this.#isFarInto(this.#time)) return this.#go(paragraph, 0);
    for (let next = paragraph + direction; next >= 0 && next < this.count; next += direction) {
      if (this.#isHeading(next)) return this.#go(next, 0);
    }
    return direction < 0 ? 'first' : 'last';
  }

  /** Moves by seconds of speech. */
  async jump(seconds: number): Promise<Moved> {
    const command = ++this.#command;
    const here = await this.#settled();
    if (command !== this.#command || !here) return 'none';
    let { paragraph } = here;
    let time = here.time + seconds;
    while (time < 0 && paragraph > 0) {
      paragraph -= 1;
      time += (await this.#need(paragraph))?.duration ?? this.lengthOf(paragraph);
    }
    for (;;) {
      const length = this.#timelines.get(paragraph)?.duration ?? this.lengthOf(paragraph);
      if (time < length) break;
      if (paragraph + 1 >= this.count) return 'last';
      time -= length;
      paragraph += 1;
    }
    if (command !== this.#command) return 'none';
    return this.#go(paragraph, Math.max(0, time));
  }

  /** Moves to a moment of the whole article. */
  seek(position: number): Moved {
    this.#command += 1;
    let rest = Math.max(0, position);
    for (let paragraph = 0; paragraph < this.count; paragraph += 1) {
      const length = this.lengthOf(paragraph);
      if (rest < length || paragraph === this.count - 1) {
        return this.#go(paragraph, Math.min(rest, Math.max(0, length - 0.5)));
      }
      rest -= length;
    }
    return 'none';
  }

  /** Goes on with another voice or format from the words where it is. */
  reload(): void {
    const { place } = this;
    const isOn = this.engine.isOn;
    this.#spoken?.stop.abort();
    this.#spoken = undefined;
    this.#timelines.clear();
    this.#raw.clear();
    this.engine.pause();
    release(this.#kept);
    this.#kept = [];
    this.engine.reload(0);
    void this.goToPlace(place, isOn);
  }

  close(): void {
    clearTimeout(this.#retryTimer);
    this.#command += 1;
    this.#spoken?.stop.abort();
    this.engine.close();
    release(this.#kept);
  }

  /** Waits until the times of every paragraph are known. */
  async all(): Promise<ParagraphTimes[]> {
    for (let paragraph = 0; paragraph < this.count; paragraph += 1) {
      if (!(await this.#need(paragraph))) throw this.problem ?? new Problem('failed', 0, 'no times');
    }
    return this.times;
  }

  #isHeading(paragraph: number): boolean {
    return this.article.paragraphs[paragraph]?.role.kind === 'heading';
  }

  get #time(): number {
    return this.#place ? 0 : this.engine.time;
  }

  #isFarInto(seconds: number): boolean {
    return seconds / this.engine.speed > AGAIN;
  }

  #go(paragraph: number, time: number, play = this.engine.isOn): Moved {
    this.#place = undefined;
    if (play) this.#want(paragraph);
    this.engine.goTo(paragraph, time, play);
    return 'moved';
  }

  /** Where it is, with times; a place in text is turned into a time. */
  async #settled(): Promise<{ paragraph: number; time: number; timeline: Timeline } | undefined> {
    const { paragraph } = this;
    const timeline = await this.#need(paragraph);
    if (!timeline) return undefined;
    const time = this.#place ? before(timeline.wordAtOffset(this.#place.offset)?.start) : this.engine.time;
    return { paragraph, time, timeline };
  }

  /** Finds out how many seconds a letter takes in this article with this voice. */
  #learnPace(): void {
    let [seconds, letters] = [0, 0];
    for (const [paragraph, { duration }] of this.#timelines) {
      seconds += duration;
      letters += this.article.paragraphs[paragraph]?.text.length ?? 0;
    }
    this.#pace = letters > 200 ? seconds / letters : PACE;
  }

  #know(times: ParagraphTimes): void {
    const text = this.article.paragraphs[times.index]?.text;
    if (text === undefined) return;
    const timeline = readTimeline(times, text);
    this.#raw.set(times.index, times);
    this.#timelines.set(times.index, timeline);
    this.#learnPace();
    this.#answer(times.index, timeline);
    this.tell('timeline');
  }

  #answer(paragraph: number, timeline: Timeline | undefined): void {
    const waiting = this.#waiting.get(paragraph) ?? [];
    this.#waiting.delete(paragraph);
    for (const tell of waiting) tell(timeline);
  }

  /** Returns the times of a paragraph once they are known; nothing where they cannot be had. */
  #need(paragraph: number): Promise<Timeline | undefined> {
    const known = this.#timelines.get(paragraph);
    if (known || paragraph < 0 || paragraph >= this.count) return Promise.resolve(known);
    return new Promise((tell) => {
      this.#waiting.set(paragraph, [...(this.#waiting.get(paragraph) ?? []), tell]);
      this.#want(paragraph);
    });
  }

  /** Sees to it that the paragraph and those after it are being spoken. */
  #want(paragraph: number): void {
    if (paragraph >= this.count || this.#timelines.has(paragraph)) return;
    const going = this.#spoken;
    // A reading that comes by soon is waited for; one that is elsewhere is given up.
    if (going && going.next <= paragraph && paragraph - going.next < 3) return;
    going?.stop.abort();
    const spoken = { from: paragraph, next: paragraph, stop: new AbortController() };
    this.#spoken = spoken;
    void this.#follow(spoken);
  }

  async #follow(spoken: { next: number; stop: AbortController }): Promise<void> {
    try {
      for await (const times of this.service.spoken(this.article.id, spoken.next, spoken.stop.signal)) {
        if (spoken !== this.#spoken) return;
        spoken.next = times.index + 1;
        if (!this.#timelines.has(times.index)) this.#know(times);
      }
    } catch (error) {
      if (spoken !== this.#spoken) return;
      const problem = error instanceof Problem ? error : new Problem('offline', 0, String(error));
      // The sound goes on without times as long as it can; who waits for times is told.
      if (this.#waiting.size > 0 && !this.engine.isOn) this.#report(problem);
    }
    if (spoken !== this.#spoken) return;
    this.#spoken = undefined;
    for (const paragraph of [...this.#waiting.keys()]) this.#answer(paragraph, undefined);
  }

  /** Finds out why a paragraph could not be loaded, and tries again where that helps. */
  async #recover(): Promise<void> {
    const paragraph = this.engine.paragraph;
    const time = this.engine.time;
    const wantsSound = this.engine.isOn;
    const problem = await this.service.diagnose(this.service.segment(this.article.id, paragraph));
    if (paragraph !== this.engine.paragraph) return;
    const again = () => this.engine.goTo(paragraph, time, wantsSound);
    if (problem?.code === 'format_not_in_build' && this.service.format !== 'wav') {
      this.service.format = this.service.format === 'mp3' ? 'opus' : 'wav';
      return again();
    }
    if (problem?.isBusy) {
      this.#retryTimer = setTimeout(again, (problem.retryAfter ?? 5) * 1000);
      this.#report(problem);
      return;
    }
    if (!problem && this.#retries < RETRIES) {
      this.#retries += 1;
      return again();
    }
    this.engine.pause();
    this.#report(problem ?? new Problem('audio', 0, 'the browser could not play the audio'));
  }

  #report(problem: Problem): void {
    this.problem = problem;
    this.tell('problem');
  }
}

function before(start: number | undefined): number {
  return Math.max(0, (start ?? 0) - LEAD);
}
