/** What went wrong, in the reader's words and with what to do. */

import { Problem } from './api.ts';
import type { Texts } from './texts.ts';

export function wordsOf(error: unknown, texts: Texts): string {
  const t = texts.problems;
  if (!(error instanceof Problem)) return t.failed;
  const { code, status } = error;
  if (code === 'storage') return t.storage;
  if (code === 'audio') return t.audio;
  if (code === 'offline') return t.offline;
  if (status === 401) return t.key;
  if (error.isBusy) return t.busy;
  if (code === 'body_too_large' || code === 'article_too_long') return t.too_long;
  if (code === 'unknown_voice') return t.voice;
  if (code in t) return t[code as keyof typeof t];
  return status >= 400 && status < 500 ? `${t.failed} (${error.message})` : t.failed;
}
