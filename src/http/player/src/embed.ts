/**
 * `<natiq-listen>`: a listen button for other sites, in one script.
 *
 * ```html
 * <script src="https://natiq.example/embed.js" defer></script>
 * <natiq-listen><a href="https://natiq.example/?url=…">Listen</a></natiq-listen>
 * ```
 *
 * What stands in the element is seen until this script runs, and where none runs.
 *
 * Attributes: `for` (CSS selector of the article; by default the `<article>` or `<main>` around the button, or the
 * page's), `article` (id of an article that the service has already), `server` (by default where the script is from),
 * `lang` (`ar` or `en`; by default the page's), `voice`, `speed` (0.5 to 3), `theme` (`light`, `dark`; by default the
 * reader's), `label` (the button's words).
 *
 * Events, which bubble: `natiq-play`, `natiq-pause`, `natiq-end`, with the article's id and the place in seconds in their
 * `detail`, and `natiq-error` with the `code` of what went wrong.
 *
 * Looks: custom properties (`--natiq-background`, `--natiq-text`, `--natiq-accent`, `--natiq-on-accent`, `--natiq-line`,
 * `--natiq-font`, `--natiq-radius`) and parts (`panel`, `play`, `controls`, `move`, `speed`, `link`, `problem`).
 *
 * The page's text is sent when the button is pressed and not before. Nothing is kept in the browser.
 */

import { Problem, Service, type Article } from './api.ts';
import { h, icon } from './dom.ts';
import styles from './embed.css?inline';
import { Speakers } from './engine.ts';
import { Listening } from './listening.ts';
import { JUMP, SPEEDS } from './speeds.ts';
import { Numbers, textsFor, type Language } from './texts.ts';

/** Where the script is from. */
const ORIGIN =
  document.currentScript instanceof HTMLScriptElement ? new URL(document.currentScript.src).origin : location.origin;

/** Tells the other buttons on the page to be silent. */
const STARTED = 'natiq-started';

/** Parts of a page that are not its article. */
const UNREAD =
  'natiq-listen, script, style, noscript, template, iframe, svg, object, form, input, button, select, textarea, dialog, ' +
  '[hidden], [aria-hidden="true"]';

/** Attributes that tell the service what a part of the page is. */
const KEPT = new Set(['class', 'id', 'role', 'lang', 'dir', 'itemprop', 'datetime', 'alt', 'rel']);

class NatiqListen extends HTMLElement {
  #listening?: Listening;
  #stop = new AbortController();
  #isAsking = false;
  #isHeard = false;

  connectedCallback(): void {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: 'open' });
    dress(root);
    const language: Language = (
      this.getAttribute('lang') ??
      this.closest('[lang]')?.getAttribute('lang') ??
      'ar'
    ).startsWith('en')
      ? 'en'
      : 'ar';
    const texts = textsFor(language);
    const numbers = new Numbers(language);
    const t = texts.player;
    const label = this.getAttribute('label') ?? texts.embed.listen;

    const play = h('button', { type: 'button', class: 'play', part: 'play' }, icon('play'), h('span', {}, label));
    const move = (name: string, shape: 'previous' | 'next' | 'back' | 'forward', act: () => unknown) =>
      h(
        'button',
        { type: 'button', class: 'move', part: 'move', 'aria-label': name, title: name, onclick: () => void act() },
        icon(shape),
      );
    const speed = h(
      'select',
      { id: 'speed', part: 'speed' },
      ...SPEEDS.map((value) => h('option', { value }, t.times(numbers.number(value)))),
    );
    const link = h('a', { target: '_blank', rel: 'noopener', part: 'link' }, texts.embed.open);
    const status = h('span', { class: 'hidden', role: 'status' });
    const problem = h('p', { role: 'alert', class: 'problem', part: 'problem' });
    const seconds = numbers.number(JUMP);
    const controls = h(
      'div',
      { class: 'controls', part: 'controls', hidden: true },
      h(
        'span',
        { class: 'moves', dir: 'ltr' },
        move(t.previousSentence, 'previous', () => this.#listening?.sentence(-1)),
        move(t.back(seconds), 'back', () => this.#listening?.jump(-JUMP)),
        move(t.forward(seconds), 'forward', () => this.#listening?.jump(JUMP)),
        move(t.nextSentence, 'next', () => this.#listening?.sentence(1)),
      ),
      h('span', { class: 'field' }, h('label', { for: 'speed' }, t.speed), speed),
      link,
    );
    root.append(
      h(
        'div',
        {
          class: 'natiq',
          part: 'panel',
          role: 'group',
          'aria-label': texts.embed.label,
          lang: language,
          dir: language === 'ar' ? 'rtl' : 'ltr',
        },
        play,
        controls,
        problem,
        status,
      ),
    );

    const server = (this.getAttribute('server') ?? ORIGIN).replace(/\/$/, '');
    const speakers = new Speakers(root, `${server}/player/silence.wav`);
    const given = Number(this.getAttribute('speed'));
    speed.value = String(SPEEDS.includes(given) ? given : 1);
    speed.addEventListener('change', () => {
      if (this.#listening) this.#listening.engine.speed = Number(speed.value);
    });

    const words = (error: unknown): string => {
      const p = texts.problems;
      const { code, status, isBusy } = error instanceof Problem ? error : { code: 'failed', status: 0, isBusy: false };
      if (status === 401) return p.key;
      if (isBusy) return p.busyNow;
      return code in p ? p[code as keyof typeof p] : p.failed;
    };
    const show = () => {
      const isOn = this.#listening?.engine.isOn ?? false;
      play.replaceChildren(
        icon(isOn ? 'pause' : 'play'),
        h('span', {}, isOn ? t.pause : this.#listening ? t.play : label),
      );
      if (this.#listening?.problem) problem.textContent = words(this.#listening.problem);
      else if (isOn) problem.textContent = '';
    };
    const fail = (error: unknown) => {
      problem.textContent = words(error);
      this.#tell('natiq-error', { code: error instanceof Problem ? error.code : 'failed' });
    };
    const start = (article: Article, service: Service) => {
      const listening = new Listening(service, article, speakers);
      this.#listening = listening;
      listening.engine.speed = Number(speed.value);
      for (const name of ['state', 'problem', 'refused'] as const) listening.addEventListener(name, show);
      listening.addEventListener('state', () => this.#tellState());
      listening.addEventListener('end', () => this.#tellOf('natiq-end'));
      listening.addEventListener('problem', () => listening.problem && fail(listening.problem));
      link.href = `${server}/read/${article.id}`;
      controls.hidden = false;
      listening.play();
    };
    const press = async () => {
      speakers.unlock();
      if (this.#listening) {
        if (!this.#listening.engine.isOn) this.#claim();
        return this.#listening.toggle();
      }
      if (this.#isAsking) return;
      this.#isAsking = true;
      problem.textContent = '';
      status.textContent = texts.start.sending;
      this.#claim();
      const service = new Service(server);
      const voice = this.getAttribute('voice');
      if (voice) service.voice = voice;
      try {
        const id = this.getAttribute('article');
        const html = id ? '' : this.#pageHtml();
        if (!id && !html) {
          problem.textContent = texts.embed.nothing;
          this.#tell('natiq-error', { code: 'empty_article' });
        } else start(id ? await service.article(id) : await service.create(html, 'text/html'), service);
      } catch (error) {
        fail(error);
      }
      status.textContent = '';
      this.#isAsking = false;
      show();
    };
    play.addEventListener('click', () => void press());
    document.addEventListener(
      STARTED,
      (event) => {
        if ((event as CustomEvent<unknown>).detail !== this) this.#listening?.pause();
      },
      { signal: this.#stop.signal },
    );
  }

  disconnectedCallback(): void {
    this.#listening?.pause();
  }

  #tellState(): void {
    const state = this.#listening?.engine.state;
    if (state === 'playing' && !this.#isHeard) this.#tellOf('natiq-play');
    if (state === 'paused' && this.#isHeard) this.#tellOf('natiq-pause');
    if (state !== 'loading') this.#isHeard = state === 'playing';
  }

  #tellOf(name: 'natiq-play' | 'natiq-pause' | 'natiq-end'): void {
    const { article, position } = this.#listening ?? {};
    this.#tell(name, { article: article?.id, position });
  }

  #tell(name: string, detail: Record<string, unknown>): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }

  #claim(): void {
    document.dispatchEvent(new CustomEvent(STARTED, { detail: this }));
  }

  /** The article's markup, without what is not read. */
  #pageHtml(): string {
    const selector = this.getAttribute('for');
    const found = selector
      ? document.querySelector(selector)
      : (this.closest('article, main') ??
        document.querySelector('article') ??
        document.querySelector('main') ??
        document.body);
    if (!found) return '';
    const copy = found.cloneNode(true) as Element;
    for (const part of copy.querySelectorAll(UNREAD)) part.remove();
    // What the page keeps in fields, comments and attributes is nobody's business: text and structure go, and no more.
    const walker = document.createTreeWalker(copy, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_COMMENT);
    const comments: Comment[] = [];
    for (let node: Node | null = copy; node; node = walker.nextNode()) {
      if (node instanceof Comment) comments.push(node);
      if (node instanceof Element) {
        for (const name of node.getAttributeNames()) if (!KEPT.has(name)) node.removeAttribute(name);
      }
    }
    for (const comment of comments) comment.remove();
    return (copy.textContent ?? '').trim() ? copy.outerHTML : '';
  }
}

/** Sheets made by script are allowed under a policy that forbids inline styles. */
function dress(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(h('style', {}, styles));
  }
}

if (!customElements.get('natiq-listen')) customElements.define('natiq-listen', NatiqListen);
