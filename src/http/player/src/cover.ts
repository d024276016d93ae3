/** Covers: what tells articles apart at a glance, made from title and site, as no site's picture is fetched. */

import { h } from './dom.ts';

/** Letters that many titles begin with, and signs, say nothing. */
const FIRST = /^[\s"'«“(\[]*(?:ال(?=.{2}))?/u;

/** Draws a cover: the title's letter, in the colour of the site. It is for the eye alone: the title stands beside it. */
export function cover(title: string, site?: string): HTMLElement {
  const element = h('span', { class: 'cover', 'aria-hidden': 'true' }, letterOf(title));
  // Set by script and not in markup: a strict policy allows that.
  element.style.setProperty('--hue', String(hueOf(site ?? title)));
  return element;
}

/** Draws the same cover as a picture, for the system's own controls; returns its address. */
export function coverPicture(title: string, site?: string): string | undefined {
  const size = 512;
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext('2d');
  if (!pen) return undefined;
  const hue = hueOf(site ?? title);
  const ground = pen.createLinearGradient(size, 0, 0, size);
  ground.addColorStop(0, `hsl(${hue} 48% 25%)`);
  ground.addColorStop(1, `hsl(${hue + 40} 56% 14%)`);
  pen.fillStyle = ground;
  pen.fillRect(0, 0, size, size);
  pen.fillStyle = '#fff';
  pen.font = `700 ${size / 2}px 'Noto Naskh Arabic', serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(letterOf(title), size / 2, size / 2);
  // An address that the page's policy allows, and nothing to be given up later.
  return canvas.toDataURL('image/png');
}

function letterOf(title: string): string {
  return [...title.replace(FIRST, '')][0] ?? 'ن';
}

/** A hue of its own for each site or title, the same at each visit, in degrees. */
function hueOf(name: string): number {
  let sum = 7;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 100_003;
  return (sum * 47) % 360;
}
