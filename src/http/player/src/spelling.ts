/** Spells words: the names of their letters, as they are said to somebody who writes them down. */

const NAMES: Readonly<Record<string, string>> = {
  ا: 'أَلِف',
  أ: 'أَلِفٌ فوقها همزة',
  إ: 'أَلِفٌ تحتها همزة',
  آ: 'أَلِفُ مد',
  ٱ: 'أَلِفُ وصل',
  ب: 'باء',
  ت: 'تاء',
  ث: 'ثاء',
  ج: 'جيم',
  ح: 'حاء',
  خ: 'خاء',
  د: 'دال',
  ذ: 'ذال',
  ر: 'راء',
  ز: 'زاي',
  س: 'سين',
  ش: 'شين',
  ص: 'صاد',
  ض: 'ضاد',
  ط: 'طاء',
  ظ: 'ظاء',
  ع: 'عين',
  غ: 'غين',
  ف: 'فاء',
  ق: 'قاف',
  ك: 'كاف',
  ل: 'لام',
  م: 'ميم',
  ن: 'نون',
  ه: 'هاء',
  و: 'واو',
  ي: 'ياء',
  ء: 'همزة',
  ؤ: 'واوٌ فوقها همزة',
  ئ: 'ياءٌ فوقها همزة',
  ة: 'تاء مربوطة',
  ى: 'أَلِفٌ مقصورة',
};

/** Returns what is said for each letter of a word, in order; marks and tatweel are none. */
export function spelled(word: string): string[] {
  const letters = [...word.normalize('NFC')].filter((letter) => /[\p{L}\p{N}]/u.test(letter) && letter !== 'ـ');
  return letters.map((letter) => NAMES[letter] ?? letter);
}
