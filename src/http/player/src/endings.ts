/** The endings of Arabic words: the vowel, tanween or sukun of the last letter, which the sentence decides. */

/** By their names in the page's words. */
export const ENDINGS = {
  fatha: '\u064e',
  damma: '\u064f',
  kasra: '\u0650',
  sukun: '\u0652',
  fathatan: '\u064b',
  dammatan: '\u064c',
  kasratan: '\u064d',
} as const;

export type Ending = keyof typeof ENDINGS;

const SHADDA = '\u0651';

/** The marks of the last letter, or of that before an alif that only carries a tanween. */
const LAST = /([\u064b-\u0652]+)([اى]?)$/u;

/** Whether two words differ in nothing but their ending, or not at all. */
export function isSameStem(one: string, other: string): boolean {
  return withoutEnding(one) === withoutEnding(other);
}

/** Whether the ending is to be heard at the last letter; a long vowel has none. */
export function takesEnding(said: string): boolean {
  return /[^اى\u0670\s]$/u.test(said.replace(/[\u064b-\u0652]+$/u, ''));
}

/** Returns a word with another ending; a doubled last letter stays so. */
export function withEnding(said: string, ending: Ending): string {
  return `${withoutEnding(said)}${ENDINGS[ending]}`;
}

function withoutEnding(said: string): string {
  // Canonical order puts a vowel before its shadda, whoever typed it.
  const word = said.normalize('NFC').trim();
  return word.replace(LAST, (_, marks: string, alif: string) => (marks.includes(SHADDA) ? SHADDA : '') + alif);
}
