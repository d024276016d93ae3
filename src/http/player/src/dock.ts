/** Holds the player's bar in the page: under every view, drawn anew when what it shows is another. */

import { h } from './dom.ts';
import type { Keeping } from './keeping.ts';
import type { Action } from './keyboard.ts';
import { titleOf } from './page.ts';
import { playerBar, type Bar } from './player.ts';
import type { Playback } from './playback.ts';
import { wordsOf } from './problems.ts';
import { pathOf } from './router.ts';
import { share } from './share.ts';
import type { State } from './state.ts';

export class Dock {
  #bar?: Bar;

  constructor(
    readonly main: HTMLElement,
    readonly state: State,
    readonly playback: Playback,
    readonly keeping: Keeping,
    readonly hooks: {
      act: (action: Action) => void;
      /** Goes back to where the voice is in the text. */
      follow: () => void;
    },
  ) {
    for (const name of ['voices', 'manner'] as const) state.addEventListener(name, () => playback.listening && this.draw());
    for (const name of ['closed', 'asleep'] as const) playback.addEventListener(name, () => this.draw());
    playback.addEventListener('speed', () => this.#bar?.refresh());
    keeping.addEventListener('progress', () => this.#bar?.keeping(keeping.progress));
    keeping.addEventListener('failed', () => this.#bar?.refresh());
    keeping.addEventListener('kept', () => this.draw());
  }

  offerBack(isAway: boolean): void {
    this.#bar?.offerBack(isAway);
  }

  focusPlay(): void {
    this.#bar?.element.querySelector<HTMLElement>('.play')?.focus({ preventScroll: true });
  }

  draw(): void {
    const old = this.#bar?.element;
    const hadFocus = old?.contains(document.activeElement);
    const wasOpen = old?.querySelector('#more')?.getAttribute('aria-expanded') === 'true';
    const focused = document.activeElement?.getAttribute('id');
    this.#bar?.close();
    this.#bar = undefined;
    document.querySelector('.skip-player')?.remove();
    const bar = this.#make();
    if (!bar) return;
    this.#bar = bar;
    this.main.after(bar.element);
    // With very large letters it would hide the text: then it stands at the end of the page.
    bar.element.classList.toggle('flows', bar.element.clientHeight > innerHeight * 0.6);
    if (wasOpen) bar.element.querySelector<HTMLElement>('#more')?.click();
    if (hadFocus) document.getElementById(focused || 'play')?.focus();
    document.querySelector('.skip')?.after(this.#skip());
  }

  #make(): Bar | undefined {
    const { state, playback } = this;
    const { settings, texts, numbers, voices } = state;
    const { listening } = playback;
    return (
      listening &&
      playerBar({
        listening,
        settings,
        texts,
        numbers,
        voices,
        title: titleOf(listening.article, texts),
        sleep: playback.sleep,
        isKept: playback.isKept,
        isElsewhere: location.pathname !== pathOf(listening.article.id),
        follow: this.hooks.follow,
        act: this.hooks.act,
        seek: (seconds) => listening.seek(seconds),
        setSpeed: (speed) => playback.setSpeed(speed),
        setVolume: (volume) => playback.setVolume(volume),
        setVoice: (voice) => state.setVoice(voice),
        setSleep: (sleep) => playback.setSleep(sleep),
        keep: () => void this.keeping.keep(),
        share: () => share(listening, texts),
        retry: () => listening.play(),
        problem: () => listening.problem && wordsOf(listening.problem, texts),
      })
    );
  }

  #skip(): HTMLElement {
    const toPlay = (event: Event) => {
      // Only the focus moves: of a place within the page, some screen readers read all that is there.
      event.preventDefault();
      document.getElementById('play')?.focus();
    };
    return h('a', { class: 'skip skip-player', href: '#play', onclick: toPlay }, this.state.texts.skipToPlayer);
  }
}
