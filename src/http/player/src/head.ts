/** What stands around every view: the page's head, and how the whole looks. */

import { h, icon } from './dom.ts';
import type { Settings } from './store.ts';
import type { Language, Texts } from './texts.ts';

/** Draws the head anew, in the language of the settings. */
export function drawHead(
  settings: Settings,
  texts: Texts,
  act: { settings: () => void; help: () => void; speak: (language: Language) => void },
): void {
  const root = document.documentElement;
  root.lang = settings.language;
  root.dir = settings.language === 'ar' ? 'rtl' : 'ltr';
  const other = settings.language === 'ar' ? 'en' : 'ar';
  const tool = (id: 'settings' | 'help') =>
    h('button', { type: 'button', id, 'aria-label': texts.nav[id], onclick: act[id] }, icon(id));
  const head = h(
    'header',
    { class: 'top' },
    h('a', { class: 'brand', href: '/' }, h('img', { src: '/player/icon.svg', alt: '' }), h('span', {}, texts.name)),
    h(
      'nav',
      { 'aria-label': texts.site },
      h('a', { href: '/' }, texts.nav.listen),
      h('a', { href: '/library' }, texts.nav.library),
    ),
    h(
      'div',
      { class: 'tools' },
      tool('settings'),
      tool('help'),
      h(
        'button',
        { type: 'button', id: 'language', lang: other, onclick: () => act.speak(other) },
        texts.otherLanguage,
      ),
    ),
  );
  document.querySelector('header.top')?.replaceWith(head);
  const skip = document.querySelector('.skip');
  if (skip) skip.textContent = texts.skip;
}

/** Tells in the head which view is shown. */
export function markView(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('header.top nav a')) {
    if (new URL(link.href).pathname === location.pathname) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

/** Has the page look as the settings say. */
export function decorate({ theme, size, spacing, marks, reduceMotion }: Settings): void {
  const root = document.documentElement;
  root.dataset['theme'] = theme;
  root.dataset['spacing'] = spacing;
  root.dataset['marks'] = marks;
  root.dataset['motion'] = reduceMotion ? 'reduced' : 'full';
  root.style.setProperty('--size', String(size / 100));
}
