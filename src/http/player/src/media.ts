/** Lock screens, headsets and media keys: what they ask for, and what they show. */

import type { Article } from './api.ts';
import { coverPicture } from './cover.ts';
import type { Action } from './keyboard.ts';
import { titleOf } from './page.ts';
import type { Playback } from './playback.ts';
import type { State } from './state.ts';

/** As the standard has it; not every browser's types know it yet. */
interface Chapter {
  title: string;
  startTime: number;
  artwork: MediaImage[];
}

export class MediaKeys {
  /** The article that the system shows, whether its chapters are where they are heard, and whether it has its cover. */
  #shown = '';
  #cover?: { title: string; site: string | undefined; picture: string | undefined };

  constructor(
    readonly state: State,
    readonly playback: Playback,
    act: (action: Action) => void,
  ) {
    if (!('mediaSession' in navigator)) return;
    for (const name of ['opened', 'state', 'paragraph', 'moved', 'speed'] as const) {
      playback.addEventListener(name, () => this.#show());
    }
    // Once all is known, the chapters are where they are heard.
    playback.addEventListener('timeline', () => playback.listening?.isLengthKnown && this.#show());
    const on = (name: MediaSessionAction, act: (details: MediaSessionActionDetails) => void) => {
      try {
        navigator.mediaSession.setActionHandler(name, act);
      } catch {
        // This browser does not know the action.
      }
    };
    on('play', () => playback.listening?.play());
    on('pause', () => playback.listening?.pause());
    on('stop', () => playback.listening?.pause());
    on('previoustrack', () => act('previousParagraph'));
    on('nexttrack', () => act('nextParagraph'));
    on('seekbackward', () => act('back'));
    on('seekforward', () => act('forward'));
    on('seekto', ({ seekTime }) => seekTime !== undefined && playback.listening?.seek(seekTime));
  }

  #coverOf(title: string, site: string | undefined): string | undefined {
    if (this.#cover?.title !== title || this.#cover.site !== site) {
      this.#cover = { title, site, picture: coverPicture(title, site) };
    }
    return this.#cover.picture;
  }

  /** Tells the system what is heard, and where. */
  #show(): void {
    const { listening } = this.playback;
    if (!listening) return;
    const { texts, settings } = this.state;
    const session = navigator.mediaSession;
    const title = titleOf(listening.article, texts);
    // The cover is drawn once there is sound, which does not wait for it.
    const isHeard = listening.engine.state !== 'idle' && listening.engine.state !== 'loading';
    const shown = `${listening.article.id} ${texts.code} ${listening.isLengthKnown}`;
    if (this.#shown !== `${shown} ${isHeard}` && this.#shown !== `${shown} true`) {
      this.#shown = `${shown} ${isHeard}`;
      const picture = isHeard && this.#coverOf(title, listening.article.metadata?.['site']);
      const artwork: MediaImage[] = picture
        ? [{ src: picture, type: 'image/png', sizes: '512x512' }]
        : [{ src: '/player/icon.svg', type: 'image/svg+xml', sizes: 'any' }];
      const artist = listening.article.byline ?? texts.name;
      const chapterInfo = chaptersOf(listening.article, (paragraph) => listening.startOf(paragraph));
      const told: MediaMetadataInit & { chapterInfo: Chapter[] } = { title, artist, album: texts.name, artwork, chapterInfo };
      session.metadata = new MediaMetadata(told);
    }
    session.playbackState = listening.engine.isOn ? 'playing' : 'paused';
    const duration = Math.max(listening.length, 1);
    try {
      session.setPositionState?.({
        duration,
        position: Math.min(listening.position, duration),
        playbackRate: settings.speed,
      });
    } catch {
      // A position that the browser finds odd is not worth more than its silence.
    }
  }
}

/** The sections of an article, where it has any. */
function chaptersOf(article: Article, startOf: (paragraph: number) => number): Chapter[] {
  const headings = article.paragraphs.filter(({ role }) => role.kind === 'heading');
  if (headings.length < 2) return [];
  return headings.map(({ index, text }) => ({ title: text, startTime: startOf(index), artwork: [] }));
}
