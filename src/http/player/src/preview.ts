/** Says a few words with the voice that is chosen; what is being listened to waits. */

import type { Announcer } from './announcer.ts';
import type { Playback } from './playback.ts';
import { wordsOf } from './problems.ts';
import type { State } from './state.ts';

export async function preview(state: State, playback: Playback, announcer: Announcer): Promise<void> {
  playback.listening?.pause();
  const { settings, service, texts } = state;
  try {
    const said = await state.withKey(() => service.said(texts.settings.previewText, settings.voice));
    const url = URL.createObjectURL(said);
    const sound = new Audio(url);
    sound.volume = settings.volume;
    sound.playbackRate = settings.speed;
    sound.addEventListener('ended', () => URL.revokeObjectURL(url));
    await sound.play();
  } catch (error) {
    announcer.say(error instanceof DOMException ? texts.problems.audio : wordsOf(error, texts));
  }
}
