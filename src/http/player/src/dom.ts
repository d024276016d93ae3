/** Making elements. */

type Child = Node | string | undefined | false;
type Attributes = Record<string, string | number | boolean | undefined | ((event: never) => void)>;

/** Makes an element. `on…` attributes are listeners; `true` is an empty attribute; `false` and `undefined` are none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as unknown as EventListener);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return element;
}

const SHAPES = {
  play: 'M7 4v16l13-8z',
  pause: 'M6 4h4v16H6zM14 4h4v16h-4z',
  previous: 'M15 5l-8 7 8 7z',
  next: 'M9 5l8 7-8 7z',
  previousFar: 'M12 5l-7 7 7 7zM20 5l-7 7 7 7z',
  nextFar: 'M12 5l7 7-7 7zM4 5l7 7-7 7z',
  previousEnd: 'M5 5h3v14H5zM19 5l-9 7 9 7z',
  nextEnd: 'M16 5h3v14h-3zM5 5l9 7-9 7z',
  back: 'M12 4.5V1L7 5.5l5 4.5V6.3a6.9 6.9 0 1 1-6.9 6.9H3.3A8.7 8.7 0 1 0 12 4.5z',
  forward: 'M12 4.5V1l5 4.5-5 4.5V6.3a6.9 6.9 0 1 0 6.9 6.9h1.8A8.7 8.7 0 1 1 12 4.5z',
  more: 'M5 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm7 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm7 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  settings: 'M3 6h9a3 3 0 0 1 6 0h3v2h-3a3 3 0 0 1-6 0H3zm0 10h3a3 3 0 0 1 6 0h9v2h-9a3 3 0 0 1-6 0H3z',
  help: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm0 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16zm-1 12h2v2h-2zm1-10a4 4 0 0 0-4 4h2a2 2 0 1 1 3.2 1.6C12.1 12.4 11 13 11 15h2c0-1 .6-1.3 1.4-1.9A4 4 0 0 0 12 6z',
  minus: 'M5 11h14v2H5z',
  plus: 'M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z',
};

export type Icon = keyof typeof SHAPES;

/** Draws an icon. It says nothing: its button has a name. */
export function icon(name: Icon): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', SHAPES[name]);
  svg.append(path);
  return svg;
}
