/**
 * The service worker: the page without a network.
 *
 * The audio of articles that are kept is not its affair: the page finds it in the browser's store by itself.
 */

declare const __VERSION__: string;
declare const __FILES__: string[];

const worker = self as unknown as ServiceWorkerGlobalScope;
const SHELL = `natiq-shell-${__VERSION__}`;

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
