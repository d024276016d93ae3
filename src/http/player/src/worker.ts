/**
 * The service worker: the page without a network, and the audio of articles that are kept.
 *
 * Nothing else is kept: what is private stays where it was asked for.
 */

declare const __VERSION__: string;
declare const __FILES__: string[];

const worker = self as unknown as ServiceWorkerGlobalScope;
const SHELL = `natiq-shell-${__VERSION__}`;
const KEPT = 'natiq-kept';

worker.addEventListener('install', (event) => {
  const fill = async () => {
    const cache = await caches.open(SHELL);
    await cache.addAll(__FILES__.map((file) => new Request(file, { cache: 'reload' })));
    await worker.skipWaiting();
  };
  event.waitUntil(fill());
});

worker.addEventListener('activate', (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('natiq-shell-') && name !== SHELL) await caches.delete(name);
    }
    await worker.clients.claim();
  };
  event.waitUntil(tidy());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  const isPage = url.pathname === '/' || url.pathname === '/library' || url.pathname.startsWith('/read/');
  if (request.mode === 'navigate') {
    if (isPage) event.respondWith(fresh(request, '/'));
  } else if (__FILES__.includes(url.pathname)) {
    event.respondWith(fresh(request, url.pathname));
  } else if (/^\/v1\/articles\/[^/]+\/segments\//.test(url.pathname)) {
    event.respondWith(sound(request));
  }
});

/** From the network, so that a new version is never mixed with an old one; from the cache where there is none. */
async function fresh(request: Request, file: string): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(SHELL)).match(file)) ?? Response.error();
  }
}

/** The audio of a paragraph: kept with this voice, from the network, or kept with another voice. */
async function sound(request: Request): Promise<Response> {
  const cache = await caches.open(KEPT);
  const exact = await cache.match(request.url);
  if (exact) return part(request, exact);
  try {
    return await fetch(request);
  } catch {
    const other = await cache.match(request.url, { ignoreSearch: true });
    return other ? part(request, other) : Response.error();
  }
}

/** Answers with the bytes that a media element asks for. */
async function part(request: Request, response: Response): Promise<Response> {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('Range') ?? '');
  if (!range) return response;
  const bytes = await response.arrayBuffer();
  const from = Number(range[1]);
  const to = Math.min(range[2] ? Number(range[2]) : bytes.byteLength - 1, bytes.byteLength - 1);
  const headers = new Headers({
    'Content-Type': response.headers.get('Content-Type') ?? 'audio/mpeg',
    'Accept-Ranges': 'bytes',
  });
  if (from > to) {
    headers.set('Content-Range', `bytes */${bytes.byteLength}`);
    return new Response(null, { status: 416, headers });
  }
  headers.set('Content-Range', `bytes ${from}-${to}/${bytes.byteLength}`);
  return new Response(bytes.slice(from, to + 1), { status: 206, headers });
}
