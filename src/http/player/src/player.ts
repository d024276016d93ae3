/** The player's bar: every control of what is being listened to. */

import type { Format, Voice } from './api.ts';
import { canKeep } from './offline.ts';
import { h, icon, type Icon } from './dom.ts';
import type { Action } from './keyboard.ts';
import type { Listening } from './listening.ts';
import { nextSpeed, SPEEDS } from './speeds.ts';
import type { Settings } from './store.ts';
import type { Numbers, Texts } from './texts.ts';

/** When the sleep timer stops the reading. */
export type Sleep = 'off' | 'paragraph' | 'article' | number;

const SLEEPS: readonly Sleep[] = ['off', 5, 10, 15, 30, 45, 60, 'paragraph', 'article'];
/** What keys move the position slider by, in seconds. It runs from left to right in both languages. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -10,
  ArrowDown: -10,
  ArrowRight: 10,
  ArrowUp: 10,
  PageDown: -60,
  PageUp: 60,
};

const FORMATS: readonly { format: Format; name: string }[] = [
  { format: 'mp3', name: 'MP3' },
  { format: 'opus', name: 'Opus' },
  { format: 'wav', name: 'WAV' },
];

/** How much the bar can show at a time. */
export type Room = 'wide' | 'narrow' | 'tight';

export interface Bar {
  element: HTMLElement;
  /** Brings all that depends on state up to date, but for what moves with the sound. */
  refresh(): void;
  /** Offers the way back to the voice, to a reader who has scrolled away. */
  offerBack(isAway: boolean): void;
  close(): void;
}

export interface BarOptions {
  listening: Listening;
  settings: Settings;
  texts: Texts;
  numbers: Numbers;
  title: string;
  voices: readonly Voice[];
  sleep: Sleep;
  isKept: boolean;
  /** Whether another view than the article is shown. */
  isElsewhere: boolean;
  room: Room;
  follow: () => void;
  act: (action: Action) => void;
  seek: (seconds: number) => void;
  setSpeed: (speed: number) => void;
  setVolume: (volume: number) => void;
  setVoice: (voice: string) => void;
  setSleep: (sleep: Sleep) => void;
  keep: () => void;
  retry: () => void;
  problem: () => string | undefined;
}

export function playerBar(options: BarOptions): Bar {
  const { listening, settings, texts, numbers, act } = options;
  const t = texts.player;
  const seconds = numbers.number(10);

  const button = (action: Action, shape: Icon, name: string, shown: string) =>
    h(
      'button',
      { type: 'button', class: 'move', id: `do-${action}`, 'aria-label': name, onclick: () => act(action) },
      icon(shape),
      h('span', { 'aria-hidden': 'true' }, shown),
    );

  const play = h('button', { type: 'button', class: 'play', id: 'play', onclick: () => act('toggle') });

  const slider = h('input', {
    type: 'range',
    class: 'position',
    id: 'position',
    min: 0,
    step: 10,
    'aria-label': t.position,
    dir: 'ltr',
  });
  const filled = h('span', { class: 'filled' });
  const track = h('span', { class: 'track', 'aria-hidden': 'true', dir: 'ltr' }, filled, h('span', { class: 'thumb' }));
  const clock = h('span', { class: 'clock', 'aria-hidden': 'true', dir: 'ltr' });

  const slower = h(
    'button',
    { type: 'button', class: 'small', id: 'slower', onclick: () => act('slower') },
    icon('minus'),
  );
  const faster = h(
    'button',
    { type: 'button', class: 'small', id: 'faster', onclick: () => act('faster') },
    icon('plus'),
  );
  const speed = h(
    'select',
    { id: 'speed', onchange: () => options.setSpeed(Number(speed.value)) },
    ...SPEEDS.map((value) => h('option', { value }, t.times(numbers.number(value)))),
  );

  const problem = h('div', { class: 'problem', role: 'alert' });

  // The slider's value is set when it is reached and when the reader moves it, never by the sound: a screen reader would
  // speak every second of it. What the eye sees moves with the sound, and is hidden from screen readers.
  const place = () => {
    const { position, length } = listening;
    slider.max = String(Math.ceil(length));
    slider.value = String(Math.round(position));
    slider.setAttribute('aria-valuetext', t.positionText(numbers.words(position), numbers.words(length)));
  };
  const draw = () => {
    const { position, length } = listening;
    track.style.setProperty('--share', String(Math.min(1, position / Math.max(1, length))));
    const text = `${numbers.clock(position)} / ${listening.isLengthKnown ? '' : '~'}${numbers.clock(length)}`;
    if (clock.textContent !== text) clock.textContent = text;
  };
  slider.addEventListener('focus', place);
  slider.addEventListener('pointerdown', place);
  const seek = (position: number) => {
    // The words first: screen readers read them when the value changes.
    slider.setAttribute('aria-valuetext', t.positionText(numbers.words(position), numbers.words(listening.length)));
    slider.value = String(Math.round(position));
    options.seek(position);
    draw();
  };
  slider.addEventListener('input', () => seek(Number(slider.value)));
  // Keys go on from where the voice is by now; left to the browser, the slider would be set twice and read out twice.
  slider.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const position = Math.min(Math.max(0, listening.position + step), listening.length);
    seek(position);
  });

  const move = {
    previousHeading: () => button('previousHeading', 'previousEnd', t.previousHeading, t.heading),
    previousParagraph: () => button('previousParagraph', 'previousFar', t.previousParagraph, t.paragraph),
    previousSentence: () => button('previousSentence', 'previous', t.previousSentence, t.sentence),
    back: () => button('back', 'back', t.back(seconds), t.jump(seconds)),
    forward: () => button('forward', 'forward', t.forward(seconds), t.jump(seconds)),
    nextSentence: () => button('nextSentence', 'next', t.nextSentence, t.sentence),
    nextParagraph: () => button('nextParagraph', 'nextFar', t.nextParagraph, t.paragraph),
    nextHeading: () => button('nextHeading', 'nextEnd', t.nextHeading, t.heading),
  };
  const speedGroup = h(
    'div',
    { class: 'speed', role: 'group', 'aria-label': t.speedGroup },
    slower,
    h('span', { class: 'field' }, h('label', { for: 'speed' }, t.speed), speed),
    faster,
  );
  // Where there is little room, the bar has what is needed at every moment, and the rest is a press away.
  const isNarrow = options.room !== 'wide';
  const rest = h('div', { class: 'moves', dir: 'ltr', role: 'group', 'aria-label': t.transport });
  if (isNarrow)
    rest.append(
      move.previousHeading(),
      move.previousParagraph(),
      move.back(),
      move.forward(),
      move.nextParagraph(),
      move.nextHeading(),
    );
  const details = h(
    'details',
    { class: 'more' },
    h('summary', {}, isNarrow ? t.all : t.more),
    isNarrow && rest,
    isNarrow && speedGroup,
    more(),
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
        h('a', { href: `/read/${listening.article.id}`, lang: 'ar', dir: 'auto' }, options.title),
      ),
    problem,
    h('div', { class: 'line' }, h('span', { class: 'slide' }, slider, track), clock),
    isNarrow
      ? h(
          'div',
          { class: `controls narrow ${options.room}`, role: 'group', 'aria-label': t.transport, dir: 'ltr' },
          move.previousSentence(),
          play,
          move.nextSentence(),
        )
      : h(
          'div',
          { class: 'controls', role: 'group', 'aria-label': t.transport },
          play,
          h('div', { class: 'moves', dir: 'ltr' }, ...Object.values(move).map((make) => make())),
          speedGroup,
        ),
    details,
  );

  function more(): HTMLElement {
    const volume = h('input', {
      type: 'range',
      id: 'volume',
      min: 0,
      max: 100,
      step: 5,
      value: Math.round(settings.volume * 100),
      dir: 'ltr',
    });
    volume.addEventListener('input', () => options.setVolume(Number(volume.value) / 100));
    const voice = h(
      'select',
      { id: 'voice', onchange: () => options.setVoice(voice.value) },
      ...options.voices.map(({ id, name }) =>
        h('option', { value: id, selected: id === settings.voice }, name[settings.language]),
      ),
    );
    const sleep = h(
      'select',
      { id: 'sleep' },
      ...SLEEPS.map((value) =>
        h('option', { value, selected: value === options.sleep }, sleepName(value, texts, numbers)),
      ),
    );
    sleep.addEventListener('change', () => {
      const minutes = Number(sleep.value);
      options.setSleep(Number.isFinite(minutes) ? minutes : (sleep.value as Sleep));
    });
    return h(
      'div',
      { class: 'fields' },
      volumeIsFixed()
        ? h('p', {}, t.volumeFixed)
        : h('p', { class: 'field' }, h('label', { for: 'volume' }, t.volume), volume),
      options.voices.length > 0 && h('p', { class: 'field' }, h('label', { for: 'voice' }, t.voice), voice),
      h('p', { class: 'field' }, h('label', { for: 'sleep' }, t.sleep), sleep),
      h(
        'div',
        { class: 'field', role: 'group', 'aria-label': t.download },
        h('span', { 'aria-hidden': 'true' }, t.download),
        h(
          'span',
          { class: 'row' },
          ...FORMATS.map(({ format, name }) =>
            h(
              'a',
              {
                class: 'button',
                href: listening.service.audio(listening.article.id, format),
                download: `${fileName(options.title)}.${format}`,
                'aria-label': t.downloadAs(name),
              },
              name,
            ),
          ),
        ),
      ),
      canKeep &&
        h(
          'p',
          { class: 'field' },
          h(
            'button',
            { type: 'button', class: 'button keep', id: 'keep', onclick: options.keep, disabled: options.isKept },
            options.isKept ? t.saved : t.save,
          ),
        ),
    );
  }

  function refresh(): void {
    const isOn = listening.engine.isOn;
    const shown = isOn ? t.pause : t.play;
    if (play.textContent !== shown) play.replaceChildren(icon(isOn ? 'pause' : 'play'), h('span', {}, shown));
    element.setAttribute('data-state', listening.engine.state);
    speed.value = String(settings.speed);
    for (const [control, direction, name, end] of [
      [slower, -1, t.slower, t.slowest],
      [faster, 1, t.faster, t.fastest],
    ] as const) {
      const next = nextSpeed(settings.speed, direction);
      control.setAttribute('aria-label', next === undefined ? end : name(t.times(numbers.number(next))));
      // Not `disabled`: that would throw the focus away.
      control.setAttribute('aria-disabled', String(next === undefined));
    }
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
  for (const name of ['state', 'paragraph', 'moved', 'timeline']) {
    listening.addEventListener(
      name,
      () => {
        refresh();
        // Still, and not in the reader's hand: then it may as well be right.
        if (!listening.engine.isOn && document.activeElement !== slider) place();
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
    offerBack: (isAway) => (back.hidden = !isAway),
    close() {
      clearInterval(timer);
      stop.abort();
      element.remove();
    },
  };
}

export function sleepName(sleep: Sleep, texts: Texts, numbers: Numbers): string {
  if (sleep === 'off') return texts.player.sleepOff;
  if (sleep === 'paragraph') return texts.player.sleepParagraph;
  if (sleep === 'article') return texts.player.sleepArticle;
  return numbers.words(sleep * 60);
}

/** Some telephones leave the volume to their own buttons. */
function volumeIsFixed(): boolean {
  const probe = document.createElement('audio');
  probe.volume = 0.5;
  return probe.volume !== 0.5;
}

function fileName(title: string): string {
  return (
    title
      .replace(/[\\/:*?"<>|\u0000-\u001f]+/g, ' ')
      .trim()
      .slice(0, 80) || 'natiq'
  );
}
