/** What the player remembers in this browser: settings, places in articles, the library, the queue. */

import type { Language } from './texts.ts';

export type Theme = 'auto' | 'light' | 'sepia' | 'dark' | 'black' | 'contrast';
export type Spacing = 'normal' | 'wide' | 'wider';
export type Colours = 'usual' | 'yellow' | 'blue' | 'line';

export interface Settings {
  language: Language;
  theme: Theme;
  /** Percent of the browser's own text size. */
  size: number;
  spacing: Spacing;
  markWord: boolean;
  markSentence: boolean;
  /** The colours of the marks. */
  marks: Colours;
  scroll: boolean;
  reduceMotion: boolean;
  singleKeys: boolean;
  altKeys: boolean;
  speed: number;
  /** From 0 to 1. */
  volume: number;
  /** Id of the voice; without it the server's default. */
  voice?: string;
  /** Whether the reading stops before each heading. */
  stopAtHeadings: boolean;
  /** How the text is read; what is not chosen is as the server does it. */
  reading: Reading;
}

/** Choices of the service's own, by the names that it gives them. */
export interface Reading {
  structure?: 'tone' | 'pause' | 'announce';
  latin?: 'transliterate' | 'spell' | 'skip';
  emoji?: 'skip' | 'name';
  /** Semitones above the voice's own pitch. */
  pitch?: '-4' | '-2' | '0' | '2' | '4';
  /** How many times as long as the usual ones the pauses are. */
  pauses?: '0.5' | '1' | '1.5' | '2' | '3';
}

/** A place in an article: where the words are, so that it stays right with another voice. */
export interface Place {
  paragraph: number;
  /** UTF-16 offset in the paragraph's text. */
  offset: number;
}

/** An article that was opened here. */
export interface Entry {
  id: string;
  title: string;
  /** The host that it stands on, where it was given by its address. */
  site?: string;
  /** Milliseconds since 1970. */
  opened: number;
  place?: Place;
  /** Share that was heard, from 0 to 1. */
  heard: number;
  /** Length in seconds at speed 1, as well as it is known. */
  length?: number;
  /** Whether it is kept for listening offline. */
  offline?: boolean;
  /** Words that the reader has put it under. */
  tags?: readonly string[];
  /** Ids that it had on the server before words of it were corrected, the oldest first. */
  before?: readonly string[];
}

const DEFAULTS: Settings = {
  language: 'ar',
  theme: 'auto',
  size: 100,
  spacing: 'normal',
  markWord: true,
  markSentence: true,
  marks: 'usual',
  scroll: true,
  reduceMotion: false,
  singleKeys: true,
  altKeys: true,
  speed: 1,
  volume: 1,
  stopAtHeadings: false,
  reading: {},
};

/** Entries that are kept; the oldest go first. */
const MOST = 200;

export function loadSettings(): Settings {
  return { ...DEFAULTS, ...read<Partial<Settings>>('settings', {}) };
}

export function saveSettings(settings: Settings): void {
  write('settings', settings);
}

/** The articles opened here, the latest first. */
export function entries(): Entry[] {
  return read<Entry[]>('library', []);
}

export function entry(id: string): Entry | undefined {
  return entries().find((entry) => entry.id === id);
}

/** Adds an article or changes what is known of it. */
export function remember(id: string, change: Partial<Entry> & { title?: string }): void {
  const all = entries();
  const old = all.find((entry) => entry.id === id);
  const entry: Entry = { id, title: '', opened: Date.now(), heard: 0, ...old, ...change };
  const others = all.filter((other) => other.id !== id);
  const list =
    old && change.opened === undefined ? all.map((other) => (other.id === id ? entry : other)) : [entry, ...others];
  write('library', list.slice(0, MOST));
}

/** Takes an article out of the list and returns where it stood. */
export function forget(id: string): number {
  const all = entries();
  write(
    'library',
    all.filter((entry) => entry.id !== id),
  );
  return all.findIndex((entry) => entry.id === id);
}

/** Puts another list in the place of the library. */
export function setEntries(list: Entry[]): void {
  write('library', list.slice(0, MOST));
}

/** Puts an article back where it stood. */
export function restore(entry: Entry, index: number): void {
  const all = entries();
  all.splice(index, 0, entry);
  write('library', all);
}

/** How words are said for whoever uses this browser, by what is printed. */
export function corrections(): Record<string, string> {
  return read<Record<string, string>>('corrections', {});
}

export function setCorrections(all: Readonly<Record<string, string>>): void {
  write('corrections', all);
}

/** Ids of the articles that are read next. */
export function queue(): string[] {
  return read<string[]>('queue', []);
}

export function setQueue(ids: string[]): void {
  write('queue', ids);
}

// Without storage (a private window, a full disk) the player works and forgets.
function read<T>(key: string, otherwise: T): T {
  try {
    return (JSON.parse(localStorage.getItem(`natiq.${key}`) ?? 'null') as T | null) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(`natiq.${key}`, JSON.stringify(value));
  } catch {
    // See above.
  }
}
