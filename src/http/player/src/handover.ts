/** What was handed over with the address: by the system's share menu, or by a page that opened this one. */

import { sharedIn, type Shared } from './start.ts';

/** Takes it once, and takes it out of the address; what a page hands over comes later, to `receive`. */
export function takeShared(receive: (shared: Shared) => void): Shared | undefined {
  const query = new URLSearchParams(location.search);
  if (location.pathname !== '/' || location.search === '') return undefined;
  history.replaceState(undefined, '', '/');
  if (query.get('from') === 'page') askPage(receive);
  return sharedIn(query);
}

function askPage(receive: (shared: Shared) => void): void {
  // The bookmarklet waits in the page that it was pressed in, the extension in this one.
  const from: unknown[] = [window.opener, window].filter(Boolean);
  const hear = (event: MessageEvent) => {
    const { natiq, title, html } = (event.data ?? {}) as Record<string, unknown>;
    if (!from.includes(event.source) || natiq !== 'page' || typeof html !== 'string') return;
    removeEventListener('message', hear);
    receive({ title: typeof title === 'string' ? title : '', body: html, kind: 'text/html' });
  };
  addEventListener('message', hear);
  // It holds nothing, so that any page may hear it.
  (window.opener as Window | null)?.postMessage('natiq:ready', '*');
}
