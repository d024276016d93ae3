/** The voices to choose from, with what is to be known of them. */

import type { Voice } from './api.ts';
import { h } from './dom.ts';
import type { Settings } from './store.ts';
import type { Texts } from './texts.ts';

/** An option for each voice, for a list to choose from. */
export function voiceOptions(voices: readonly Voice[], settings: Settings, texts: Texts): HTMLOptionElement[] {
  return voices.map(({ id, name: { [settings.language]: name }, isClearestFast }) =>
    h(
      'option',
      { value: id, selected: id === settings.voice },
      isClearestFast ? texts.settings.clearestFast(name) : name,
    ),
  );
}
