/** What the player has a press away: speed by steps, volume, voice, sleep timer, downloads, keeping and sharing. */

import type { Format, Voice } from './api.ts';
import { h, icon } from './dom.ts';
import type { Action } from './keyboard.ts';
import type { Listening } from './listening.ts';
import { canKeep } from './offline.ts';
import { sleepName, type Sleep } from './sleep.ts';
import { nextSpeed } from './speeds.ts';
import type { Settings } from './store.ts';
import type { Numbers, Texts } from './texts.ts';
import { voiceOptions } from './voices.ts';

const SLEEPS: readonly Sleep[] = ['off', 5, 10, 15, 30, 45, 60, 'paragraph', 'article'];

const FORMATS: readonly { format: Format; name: string }[] = [
  { format: 'mp3', name: 'MP3' },
  { format: 'opus', name: 'Opus' },
  { format: 'flac', name: 'FLAC' },
  { format: 'wav', name: 'WAV' },
];

export interface MoreOptions {
  listening: Listening;
  settings: Settings;
  texts: Texts;
  numbers: Numbers;
  title: string;
  voices: readonly Voice[];
  sleep: Sleep;
  isKept: boolean;
  act: (action: Action) => void;
  setVolume: (volume: number) => void;
  setVoice: (voice: string) => void;
  setSleep: (sleep: Sleep) => void;
  keep: () => void;
  /** Hands on the address of the place that is heard; answers what became of it, in words. */
  share: () => Promise<string>;
}

export interface More {
  element: HTMLElement;
  /** Brings the names of the speed's buttons up to date. */
  refresh(): void;
  /** Shows the share that is done of what is being kept; nothing where nothing is. */
  keeping(share: number | undefined): void;
}

export function more(options: MoreOptions): More {
  const { settings, texts, numbers, act } = options;
  const t = texts.player;
  const speedButton = (action: 'slower' | 'faster') =>
    h(
      'button',
      { type: 'button', class: 'small', id: action, onclick: () => act(action) },
      icon(action === 'slower' ? 'minus' : 'plus'),
    );
  const slower = speedButton('slower');
  const faster = speedButton('faster');
  const now = h('span', { class: 'now', 'aria-hidden': 'true' });
  const keep =
    canKeep &&
    h(
      'button',
      { type: 'button', class: 'button keep', id: 'keep', onclick: options.keep, disabled: options.isKept },
      options.isKept ? t.saved : t.save,
    );
  const element = h(
    'div',
    { class: 'fields' },
    h(
      'div',
      { class: 'field', role: 'group', 'aria-label': t.speedGroup },
      h('span', { 'aria-hidden': 'true' }, t.speed),
      slower,
      now,
      faster,
    ),
    volumeIsFixed() ? h('p', {}, t.volumeFixed) : volumeField(options),
    options.voices.length > 0 && voiceField(options),
    sleepField(options),
    downloads(options),
    h('p', { class: 'field row' }, keep, shareButton(options), wordButton(options)),
  );
  return {
    element,
    refresh() {
      now.textContent = t.times(numbers.number(settings.speed));
      for (const [control, direction, name, end] of [
        [slower, -1, t.slower, t.slowest],
        [faster, 1, t.faster, t.fastest],
      ] as const) {
        const next = nextSpeed(settings.speed, direction);
        control.setAttribute('aria-label', next === undefined ? end : name(t.times(numbers.number(next))));
        // Not `disabled`: that would throw the focus away.
        control.setAttribute('aria-disabled', String(next === undefined));
      }
    },
    keeping(share) {
      if (!keep) return;
      const percent = share === undefined || share === 0 ? '' : ` ${numbers.percent(share)}`;
      keep.textContent = share === undefined ? t.save : `${t.saving}${percent}`;
    },
  };
}

function volumeField({ settings, texts, setVolume }: MoreOptions): HTMLElement {
  const volume = h('input', {
    type: 'range',
    id: 'volume',
    min: 0,
    max: 100,
    step: 5,
    value: Math.round(settings.volume * 100),
    dir: 'ltr',
  });
  volume.addEventListener('input', () => setVolume(Number(volume.value) / 100));
  return h('p', { class: 'field' }, h('label', { for: 'volume' }, texts.player.volume), volume);
}

function voiceField({ settings, texts, voices, setVoice }: MoreOptions): HTMLElement {
  const voice = h(
    'select',
    { id: 'voice', onchange: () => setVoice(voice.value) },
    ...voiceOptions(voices, settings, texts),
  );
  return h('p', { class: 'field' }, h('label', { for: 'voice' }, texts.player.voice), voice);
}

function sleepField({ texts, numbers, ...options }: MoreOptions): HTMLElement {
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
  return h('p', { class: 'field' }, h('label', { for: 'sleep' }, texts.player.sleep), sleep);
}

function downloads({ listening: { service, article }, texts, title }: MoreOptions): HTMLElement {
  const t = texts.player;
  const link = (href: string, name: string, extension: string, label: string) =>
    h('a', { class: 'button', href, download: `${fileName(title)}.${extension}`, 'aria-label': label }, name);
  return h(
    'div',
    { class: 'field', role: 'group', 'aria-label': t.download },
    h('span', { 'aria-hidden': 'true' }, t.download),
    h(
      'span',
      { class: 'row formats' },
      ...FORMATS.map(({ format, name }) => link(service.audio(article.id, format), name, format, t.downloadAs(name))),
      link(service.timeline(article.id), 'VTT', 'vtt', t.timings),
    ),
  );
}

function shareButton({ texts, share }: MoreOptions): HTMLElement {
  const button = h(
    'button',
    { type: 'button', class: 'button', id: 'share', onclick: () => void share().then((text) => (button.textContent = text)) },
    texts.player.share,
  );
  return button;
}

function wordButton({ texts, act }: MoreOptions): HTMLElement {
  return h('button', { type: 'button', class: 'button', id: 'word', onclick: () => act('wrong') }, texts.word.open);
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
