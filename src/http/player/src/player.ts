/** The player's bar: every control of what is being listened to. */

import { h, icon, type Icon } from './dom.ts';
import type { Action } from './keyboard.ts';
import { more, type MoreOptions } from './more.ts';
import { runs } from './runs.ts';
import { JUMP, SPEEDS } from './speeds.ts';

/** What keys move the position slider by, in seconds. It runs from left to right in both languages. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -JUMP,
  ArrowDown: -JUMP,
  ArrowRight: JUMP,
  ArrowUp: JUMP,
  PageDown: -60,
  PageUp: 60,
};

export interface Bar {
  element: HTMLElement;
  /** Brings all that depends on state up to date, but for what moves with the sound. */
  refresh(): void;
  /** Shows the share that is done of what is being kept; nothing where nothing is. */
  keeping(share: number | undefined): void;
  /** Offers the way back to the voice, to a reader who has scrolled away. */
  offerBack(isAway: boolean): void;
  close(): void;
}

export interface BarOptions extends MoreOptions {
  /** Whether another view than the article is shown. */
  isElsewhere: boolean;
  follow: () => void;
  seek: (seconds: number) => void;
  setSpeed: (speed: number) => void;
  retry: () => void;
  problem: () => string | undefined;
}

export function playerBar(options: BarOptions): Bar {
  const { listening, settings, texts, numbers, act } = options;
  const t = texts.player;
  const seconds = numbers.number(JUMP);

  const button = (action: Action, shape: Icon, name: string, shown: string, kind = 'move') =>
    h(
      'button',
      { type: 'button', class: kind, id: `do-${action}`, 'aria-label': name, onclick: () => act(action) },
      icon(shape),
      h('span', { 'aria-hidden': 'true' }, shown),
    );

  const play = h('button', { type: 'button', class: 'play', id: 'play', onclick: () => act('toggle') });

  const slider = h('input', {
    type: 'range',
    class: 'position',
    id: 'position',
    min: 0,
    step: 1,
    'aria-label': t.position,
    dir: 'ltr',
  });
  const filled = h('span', { class: 'filled' });
  const track = h('span', { class: 'track', 'aria-hidden': 'true', dir: 'ltr' }, filled, h('span', { class: 'thumb' }));
  const clock = h('bdi');
  const whole = h('bdi', { class: 'whole' });
  const left = h('span', { class: 'clock left', 'aria-hidden': 'true', dir: 'auto' });

  const speed = h(
    'select',
    // By the page, as everywhere else; what is around it goes by time.
    { id: 'speed', dir: document.documentElement.dir, onchange: () => options.setSpeed(Number(speed.value)) },
    ...SPEEDS.map((value) => h('option', { value }, t.times(numbers.number(value)))),
  );

  const problem = h('div', { class: 'problem', role: 'alert' });

  // The slider's value goes with the sound while the focus is elsewhere: nothing is spoken of it then, and a screen reader
  // that looks at it, or steps it without a focus, finds what is heard. While it has the focus it stands still, or every
  // second of it would be read out over the voice.
  let told = 0;
  const tell = (position: number) => {
    slider.max = String(Math.ceil(listening.length));
    told = Math.round(position);
    // The words first: screen readers read them when the value changes.
    const words = t.positionText(numbers.words(position), numbers.words(listening.length));
    if (slider.getAttribute('aria-valuetext') !== words) slider.setAttribute('aria-valuetext', words);
    if (slider.value !== String(told)) slider.value = String(told);
  };
  const place = () => tell(listening.position);
  const draw = () => {
    const { position, length } = listening;
    track.style.setProperty('--share', String(Math.min(1, position / Math.max(1, length))));
    const text = numbers.clock(position);
    if (clock.textContent !== text) clock.textContent = text;
    const all = `/ ${listening.isLengthKnown ? '' : '~'}${numbers.clock(length)}`;
    if (whole.textContent !== all) whole.textContent = all;
    // How long it will really take, at the speed that is heard.
    const rest = t.left(numbers.clock(Math.max(0, length - position) / settings.speed));
    if (left.textContent !== rest) left.textContent = rest;
    if (document.activeElement !== slider) place();
  };
  slider.addEventListener('focus', place);
  let isHeld = false;
  slider.addEventListener('pointerdown', () => {
    isHeld = true;
    addEventListener('pointerup', () => (isHeld = false), { once: true });
    place();
  });
  const seek = (position: number) => {
    tell(position);
    options.seek(position);
    draw();
  };
  const stepBy = (step: number) => seek(Math.min(Math.max(0, listening.position + step), listening.length));
  slider.addEventListener('input', () => {
    const by = Number(slider.value) - told;
    // One step that no pointer made comes from a screen reader's gesture: it is a jump from where the voice is by now.
    if (!isHeld && Math.abs(by) === 1) stepBy(by * JUMP);
    else seek(Number(slider.value));
  });
  // Keys go on from where the voice is by now; left to the browser, the slider would be set twice and read out twice.
  slider.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    stepBy(step);
  });

  const speedField = h('span', { class: 'speed' }, h('label', { class: 'hidden', for: 'speed' }, t.speed), speed);
  const fields = more(options);
  // The bar has what is needed at every moment; the rest is a press away, and every command has a key.
  const all = h(
    'div',
    { class: 'all', id: 'all', hidden: true },
    h(
      'div',
      { class: 'moves', dir: 'ltr', role: 'group', 'aria-label': t.transport },
      button('previousSentence', 'previous', t.previousSentence, t.sentence),
      button('nextSentence', 'next', t.nextSentence, t.sentence),
      button('previousParagraph', 'previousFar', t.previousParagraph, t.paragraph),
      button('nextParagraph', 'nextFar', t.nextParagraph, t.paragraph),
      button('previousHeading', 'previousEnd', t.previousHeading, t.heading),
      button('nextHeading', 'nextEnd', t.nextHeading, t.heading),
    ),
    fields.element,
  );
  const opener = h(
    'button',
    {
      type: 'button',
      class: 'round',
      id: 'more',
      'aria-label': t.all,
      'aria-controls': 'all',
      'aria-expanded': 'false',
      onclick: () => {
        all.hidden = !all.hidden;
        opener.setAttribute('aria-expanded', String(!all.hidden));
      },
    },
    icon('more'),
  );

  const back = h(
    'button',
    { type: 'button', class: 'button back', hidden: true, onclick: options.follow },
    texts.read.back,
  );
  const element = h(
    'section',
    { class: 'player', 'aria-label': t.title },
    h('h2', { class: 'hidden' }, t.title),
    back,
    options.isElsewhere &&
      h(
        'p',
        { class: 'playing' },
        h('a', { href: `/read/${listening.article.id}`, lang: 'ar', dir: 'auto' }, ...runs(options.title)),
      ),
    problem,
    h(
      'div',
      { class: 'time', dir: 'ltr' },
      h('span', { class: 'clock', 'aria-hidden': 'true' }, clock, ' ', whole),
      h('div', { class: 'slide' }, slider, track),
      left,
    ),
    h(
      'div',
      { class: 'main', role: 'group', 'aria-label': t.title, dir: 'ltr' },
      speedField,
      button('back', 'back', t.back(seconds), seconds, 'round jump'),
      play,
      button('forward', 'forward', t.forward(seconds), seconds, 'round jump'),
      opener,
    ),
    all,
  );

  function refresh(): void {
    const isOn = listening.engine.isOn;
    const shown = isOn ? t.pause : t.play;
    if (play.getAttribute('aria-label') !== shown) {
      play.setAttribute('aria-label', shown);
      play.replaceChildren(icon(isOn ? 'pause' : 'play'));
    }
    element.setAttribute('data-state', listening.engine.state);
    speed.value = String(settings.speed);
    fields.refresh();
    const text = options.problem();
    if (text && problem.firstChild?.textContent !== text) {
      problem.replaceChildren(
        h('p', {}, text),
        h('button', { type: 'button', class: 'button', onclick: options.retry }, t.retry),
      );
    } else if (!text && problem.firstChild) {
      problem.replaceChildren();
    }
    draw();
  }

  const stop = new AbortController();
  for (const name of ['state', 'paragraph', 'moved', 'timeline'] as const) {
    listening.addEventListener(
      name,
      () => {
        refresh();
        // Still, it may be right in the reader's hand too.
        if (!listening.engine.isOn) place();
      },
      { signal: stop.signal },
    );
  }
  listening.addEventListener('problem', refresh, { signal: stop.signal });
  const timer = setInterval(() => listening.engine.isOn && draw(), 250);
  refresh();
  place();
  return {
    element,
    refresh,
    keeping: fields.keeping,
    offerBack: (isAway) => (back.hidden = !isAway),
    close() {
      clearInterval(timer);
      stop.abort();
      element.remove();
    },
  };
}
