/** Says to screen readers what the eye sees of the playback: why it is silent, that it has stopped, how fast it is. */

import type { Announcer } from './announcer.ts';
import type { Playback } from './playback.ts';
import { sleepName } from './sleep.ts';
import type { State } from './state.ts';

/** How long silence may last before it is explained, in milliseconds. */
export const PATIENCE = 1200;

export function narrate({ state, playback, announcer }: { state: State; playback: Playback; announcer: Announcer }): void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const engineState = () => playback.listening?.engine.state;
  for (const name of ['state', 'moved', 'paragraph', 'problem', 'end', 'closed'] as const) {
    playback.addEventListener(name, () => clearTimeout(waiting));
  }
  playback.addEventListener('state', () => {
    if (engineState() === 'playing') announcer.hush();
    if (engineState() !== 'loading') return;
    // Silence that lasts is explained, on the page and to a screen reader; nothing is speaking then.
    waiting = setTimeout(() => {
      if (engineState() === 'loading') announcer.explain(state.texts.say.preparing);
    }, PATIENCE);
  });
  playback.addEventListener('refused', () => announcer.say(state.texts.problems.gesture));
  playback.addEventListener('waits', () => {
    const { article, paragraph } = playback.listening ?? {};
    announcer.say(state.texts.say.atHeading(article?.paragraphs[paragraph ?? 0]?.text ?? ''));
  });
  playback.addEventListener('asleep', () => announcer.say(state.texts.say.asleep));
  playback.addEventListener('sleep', () => {
    announcer.say(state.texts.say.sleep(sleepName(playback.sleep, state.texts, state.numbers)));
  });
  playback.addEventListener('speed', () => {
    // Who changed it in the list has heard it there.
    if (document.activeElement?.id === 'speed') return;
    const { texts, numbers, settings } = state;
    announcer.say(texts.say.speed(texts.player.times(numbers.number(settings.speed))));
  });
}
