/** The listening page: its parts, and who hears of whom. */

import './style.css';
import { Announcer } from './announcer.ts';
import { Articles } from './articles.ts';
import { act, type Commanded } from './commands.ts';
import { Corrections } from './corrections.ts';
import { openHelp } from './dialogs.ts';
import { Dock } from './dock.ts';
import { h } from './dom.ts';
import { decorate, drawHead } from './head.ts';
import { Keeping } from './keeping.ts';
import { actionFor, type Action } from './keyboard.ts';
import { MediaKeys } from './media.ts';
import { narrate } from './narrator.ts';
import { Playback } from './playback.ts';
import { preview } from './preview.ts';
import { Queue } from './queue.ts';
import { readerView } from './reader.ts';
import { openSettings } from './settings.ts';
import { State } from './state.ts';
import * as store from './store.ts';
import type { Language } from './texts.ts';
import { Views } from './views.ts';

const main = document.querySelector<HTMLElement>('main') ?? document.body;
const status = h('div', { class: 'hidden' });
document.body.append(status);

const state = new State();
const playback = new Playback(state);
const announcer = new Announcer(status, () => playback.isOn);
const articles = new Articles(state);
const queue = new Queue(state, playback, announcer);
const keeping = new Keeping(state, playback, announcer);
const corrections = new Corrections(state, playback, articles, announcer, () => void views.show());
const commanded: Commanded = {
  state,
  playback,
  announcer,
  help: () => void openHelp(state.texts),
  correct: () => corrections.askAbout(),
};
const command = (action: Action) => void act(action, commanded);
new MediaKeys(state, playback, command);
narrate({ state, playback, announcer });
const dock = new Dock(main, state, playback, keeping, { act: command, follow: () => views.follow() });
const reader = () =>
  readerView({
    state,
    playback,
    announcer,
    away: (isAway) => dock.offerBack(isAway),
    ask: (place) => corrections.askAbout(place),
    review: () => corrections.review(),
  });
const views = new Views({ main, state, playback, articles, queue, announcer, dock, reader });

playback.addEventListener('end', () => views.playNext());
state.addEventListener('look', () => decorate(state.settings));
state.addEventListener('language', dress);

document.addEventListener('keydown', (event) => {
  if (document.querySelector('dialog[open]')) return;
  const action = actionFor(event, state.settings);
  if (!action || (!playback.listening && action !== 'help')) return;
  event.preventDefault();
  command(action);
});

dress();
void views.show();
void state.loadVoices();
if ('serviceWorker' in navigator) navigator.serviceWorker.register('/worker.js').catch(() => undefined);

/** Draws what stands around the views, in the language of the settings. */
function dress(): void {
  decorate(state.settings);
  drawHead(state.settings, state.texts, {
    settings: () => void showSettings(),
    help: commanded.help,
    speak: (language) => speak(language, 'language'),
  });
}

function speak(language: Language, focus: string): void {
  document.querySelector('dialog')?.close();
  state.speak(language);
  void views.show().then(() => document.getElementById(focus)?.focus());
}

function showSettings(): void {
  openSettings({
    state,
    setLanguage: (language) => speak(language, 'settings'),
    libraryChanged: () => {
      const id = playback.listening?.article.id;
      playback.isKept = Boolean(id && store.entry(id)?.offline);
      void views.show();
    },
    preview: () => void preview(state, playback, announcer),
  });
}
