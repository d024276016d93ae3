/** Covers: what tells articles apart at a glance, made from a title, as no site's picture is fetched. */

import { h } from './dom.ts';

/** Letters that many titles begin with, and signs, say nothing. */
const FIRST = /^[\s"'«“(\[]*(?:ال(?=.{2}))?/u;

/** Draws a cover. It is for the eye alone: the title stands beside it. */
export function cover(title: string): HTMLElement {
  const letter = [...title.replace(FIRST, '')][0] ?? 'ن';
  const element = h('span', { class: 'cover', 'aria-hidden': 'true' }, letter);
  // Set by script and not in markup: a strict policy allows that.
  element.style.setProperty('--hue', String(hue(title)));
  return element;
}

/** A hue of its own for each title, the same at each visit, in degrees. */
function hue(title: string): number {
  let sum = 7;
  for (const character of title) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 100_003;
  return (sum * 47) % 360;
}
