/** Hands on the address of the place that is heard: by the system's menu, or by the clipboard. */

import type { Listening } from './listening.ts';
import { hashOf, titleOf } from './page.ts';
import { pathOf } from './router.ts';
import type { Texts } from './texts.ts';

/** Answers what became of it, in words. */
export async function share(listening: Listening, texts: Texts): Promise<string> {
  const url = `${location.origin}${pathOf(listening.article.id)}${hashOf(listening.place, listening.position)}`;
  const title = titleOf(listening.article, texts);
  try {
    // Where the system has such a menu, it is the one that its users know.
    if (navigator.share && matchMedia('(pointer: coarse)').matches) await navigator.share({ title, url });
    else await navigator.clipboard.writeText(url);
    return texts.player.shared;
  } catch {
    return texts.player.notShared;
  }
}
