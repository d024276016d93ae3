/** Articles that are kept in this browser for listening without a network. */

import type { Article, ParagraphTimes, Service } from './api.ts';

/** The worker looks for audio in this cache. */
const CACHE = 'natiq-kept';

interface Kept {
  article: Article;
  voice?: string;
  times: ParagraphTimes[];
}

/** Whether the browser can keep articles; it does so only over HTTPS or on the same machine. */
export const canKeep = 'caches' in globalThis && 'serviceWorker' in navigator;

const key = (id: string) => `/kept/${id}`;

/** Returns the kept article. */
export async function kept(id: string): Promise<Kept | undefined> {
  if (!canKeep) return undefined;
  const cache = await caches.open(CACHE).catch(() => undefined);
  return (await cache?.match(key(id)))?.json();
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
    await cache.put(url, response);
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
    const id = /^\/(?:kept|v1\/articles)\/([^/]+)/.exec(new URL(request.url).pathname)?.[1];
    if (id && !ids.has(decodeURIComponent(id))) await cache.delete(request);
  }
}

export async function unkeep(id: string): Promise<void> {
  if (!canKeep) return;
  const cache = await caches.open(CACHE);
  await cache.delete(key(id));
  for (const request of await cache.keys()) {
    if (new URL(request.url).pathname.startsWith(`/v1/articles/${id}/`)) await cache.delete(request);
  }
}
