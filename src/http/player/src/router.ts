/** Addresses: which view one names, and links that are followed without loading the page anew. */

export type Route = { view: 'start' } | { view: 'library' } | { view: 'article'; id: string };

/** Returns what the path of an address names; what names nothing is the start. */
export function routeOf(path: string): Route {
  if (path.startsWith('/library')) return { view: 'library' };
  const id = /^\/read\/([^/]+)\/?$/.exec(path)?.[1];
  return id ? { view: 'article', id: decodeURIComponent(id) } : { view: 'start' };
}

/** The path of an article's view. */
export function pathOf(id: string): string {
  return `/read/${id}`;
}

/** Follows the page's own links, and the browser's way back and on. */
export function followLinks(go: (path: string) => void, show: () => void): void {
  document.addEventListener('click', (event) => {
    const path = pathFollowed(event);
    if (path === undefined) return;
    event.preventDefault();
    go(path);
  });
  addEventListener('popstate', show);
}

/** The path of one of the page's views that a plain press on a link leads to. */
function pathFollowed(event: MouseEvent): string | undefined {
  const link = (event.target as Element).closest('a');
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && event.button === 0;
  if (!link || event.defaultPrevented || !isPlain || link.download || link.target) return undefined;
  const url = new URL(link.href);
  if (url.origin !== location.origin || (url.hash && url.pathname === location.pathname)) return undefined;
  const isView = url.pathname === '/' || url.pathname === '/library' || url.pathname.startsWith('/read/');
  return isView ? url.pathname : undefined;
}
