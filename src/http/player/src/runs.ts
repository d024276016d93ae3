/** Text in two directions: which parts of Arabic text are laid out from left to right. */

import { h } from './dom.ts';

/**
 * Cuts text so that what is written from left to right is laid out as one piece: Latin words with the digits and signs
 * that belong to them (`-5°C`, `AK-47`), and numbers with a sign, which Arabic text around them would turn about.
 */
export function runs(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let done = 0;
  for (const match of text.matchAll(PIECE)) {
    if (match.index > done) parts.push(text.slice(done, match.index));
    const isLatin = /\p{Script=Latin}/u.test(match[0]);
    const isShort = match[0].length <= SHORT && !match[0].includes(' ');
    parts.push(h('span', { lang: isLatin && 'en', dir: 'ltr', class: isShort && 'whole-run' }, match[0]));
    done = match.index + match[0].length;
  }
  if (done < text.length || done === 0) parts.push(text.slice(done));
  return parts;
}

/**
 * Has a field go by what is written in it, and by the page as long as it is empty: `auto` alone would put the cursor of an
 * empty field at the left.
 */
export function followText<F extends HTMLInputElement | HTMLTextAreaElement>(field: F): F {
  const turn = () => (field.dir = field.value === '' ? '' : 'auto');
  field.addEventListener('input', turn);
  turn();
  return field;
}

/** So many characters fit into the narrowest line, headings too. */
const SHORT = 14;

/**
 * A unit of the International System with its prefix, or one that it allows beside its own (SI Brochure, 9th edition, tables 2
 * to 8), squared, cubed, by hour or by second. Where Latin words follow, it is one of them (`2014 A Space Odyssey`).
 */
const UNIT = [
  String.raw`(?:(?:da|[YZEPTGMkhdcmµμnpfazy])?`,
  String.raw`(?:m|g|s|A|K|mol|cd|Hz|N|Pa|J|W|Wh|C|V|F|Ω|S|Wb|T|H|lm|lx|Bq|Gy|Sv|kat|L|l|eV|B|bit|t|ha)|min|h|d)`,
  String.raw`(?:[²³]|\/h|\/s)?(?![\p{L}\p{N}]|\s\p{Script=Latin})`,
].join('');

/**
 * An address; a number with its unit; a Latin letter with what belongs to it on both sides; a telephone number; or a number
 * with a sign before it or a unit's sign behind it.
 */
const PIECE = new RegExp(
  [
    String.raw`(?:https?:\/\/|www\.)[^\s<>«»"']*[^\s<>«»"'.,;:!?؟،؛)\]]`,
    String.raw`[-+−±]?[0-9][0-9.,–]*[\u0020\u00a0\u202f]${UNIT}`,
    String.raw`[-+−±]?[0-9.,:/]*[0-9]?[°º′″]?\p{Script=Latin}(?:[\p{Script=Latin}\p{M}0-9.,'’&+\-/@:_ ]*[\p{Script=Latin}\p{M}0-9%])?`,
    String.raw`\+[0-9]+(?:[-. ][0-9]+)+`,
    String.raw`[-+−±][0-9][0-9.,]*(?:\s?[°º%٪])?`,
    String.raw`[0-9][0-9.,]*\s?[°º%]`,
  ].join('|'),
  'gu',
);
