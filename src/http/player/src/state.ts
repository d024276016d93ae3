/** What every part of the page goes by: the settings, their language's words, the service and its voices. */

import { Problem, Service, type Voice } from './api.ts';
import { askForKey } from './dialogs.ts';
import { Events } from './events.ts';
import * as store from './store.ts';
import { Numbers, textsFor, type Language, type Texts } from './texts.ts';

/**
 * `language` (every word is another), `look` (how the pages look, how the text is followed, where it stops), `manner` (the article is
 * spoken otherwise: the voice, or how it reads), `voices` (the list has come).
 */
export type StateEvent = 'language' | 'look' | 'manner' | 'voices';

export class State extends Events<StateEvent> {
  readonly settings = store.loadSettings();
  readonly service = new Service();
  texts: Texts = textsFor(this.settings.language);
  numbers = new Numbers(this.settings.language);
  voices: readonly Voice[] = [];

  constructor() {
    super();
    this.service.voice = this.settings.voice;
    this.service.reading = { ...this.settings.reading };
  }

  /** How the pages look has been changed in the settings. */
  looksChanged(): void {
    store.saveSettings(this.settings);
    this.tell('look');
  }

  /** How the text is read has been changed in the settings. */
  readingChanged(): void {
    store.saveSettings(this.settings);
    this.service.reading = { ...this.settings.reading };
    this.tell('manner');
  }

  setVoice(voice: string): void {
    this.settings.voice = voice;
    store.saveSettings(this.settings);
    this.service.voice = voice;
    this.tell('manner');
  }

  speak(language: Language): void {
    this.settings.language = language;
    store.saveSettings(this.settings);
    this.texts = textsFor(language);
    this.numbers = new Numbers(language);
    this.tell('language');
  }

  /** Does what may need a key, and asks for one where it does. */
  async withKey<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 401) throw error;
        if (!(await askForKey(this.texts, error.code === 'api_key_unknown'))) throw error;
        void this.loadVoices();
      }
    }
  }

  async loadVoices(): Promise<void> {
    // Without the list, the default voice reads.
    this.voices = await this.service.voices().catch(() => []);
    if (this.voices.length > 0 && !this.voices.some((voice) => voice.id === this.settings.voice)) {
      delete this.settings.voice;
      delete this.service.voice;
    }
    this.tell('voices');
  }
}
