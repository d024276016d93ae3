/** Articles that are kept in this browser for listening without a network. */

import type { Article, ParagraphTimes, Service } from './api.ts';

const CACHE = 'natiq-kept';

interface Kept {
  article: Article;
  voice?: string;
  times: ParagraphTimes[];
}

/** An article that is kept, and where the browser has the audio of each paragraph. */
export interface KeptArticle extends Kept {
  audio: string[];
}

/** Whether the browser can keep articles; it does so only over HTTPS or on the same machine. */
export const canKeep = 'caches' in globalThis && 'serviceWorker' in navigator;

/** Under this the article is kept; its audio has the same with the paragraph's index behind it. */
const key = (id: string) => `/kept/${id}`;

/**
 * Returns the kept article. Its audio has addresses within the page: no request is made for it, so that it does not
 * matter whether a service worker is there. They hold the audio until they are given up with {@link release}.
 */
export async function kept(id: string): Promise<KeptArticle | undefined> {
  if (!canKeep) return undefined;
  const cache = await caches.open(CACHE).catch(() => undefined);
  const record = (await (await cache?.match(key(id)))?.json()) as Kept | undefined;
  if (!cache || !record) return undefined;
  const audio: string[] = [];
  for (const { index } of record.article.paragraphs) {
    const found = await cache.match(`${key(id)}/${index}`);
    if (!found) {
      release(audio);
      return undefined;
    }
    audio.push(URL.createObjectURL(await found.blob()));
  }
  return { ...record, audio };
}

export function release(audio: readonly string[]): void {
  for (const url of audio) URL.revokeObjectURL(url);
}

/** Keeps an article with its times and the audio of every paragraph; `progress` is told the share that is done. */
export async function keep(
  service: Service,
  article: Article,
  times: ParagraphTimes[],
  progress: (share: number) => void,
): Promise<void> {
  const cache = await caches.open(CACHE);
  await unkeep(article.id);
  for (const [done, { index }] of article.paragraphs.entries()) {
    const url = service.segment(article.id, index);
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    await cache.put(`${key(article.id)}/${index}`, response);
    progress((done + 1) / article.paragraphs.length);
  }
  // Last, so that an article that is found is whole.
  const record: Kept = { article, times, ...(service.voice && { voice: service.voice }) };
  await cache.put(
    key(article.id),
    new Response(JSON.stringify(record), { headers: { 'Content-Type': 'application/json' } }),
  );
}

/** Takes away what is kept of articles other than these. */
export async function tidy(ids: ReadonlySet<string>): Promise<void> {
  if (!canKeep) return;
  const cache = await caches.open(CACHE);
  for (const request of await cache.keys()) {
    if (!ids.has(idOf(request))) await cache.delete(request);
  }
}

export async function unkeep(id: string): Promise<void> {
  if (!canKeep) return;
  const cache = await caches.open(CACHE);
  for (const request of await cache.keys()) if (idOf(request) === id) await cache.delete(request);
}

function idOf(request: Request): string {
  return new URL(request.url).pathname.split('/')[2] ?? '';
}
