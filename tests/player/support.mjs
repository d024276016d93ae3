// What the tests share: the service, the browser, and an ear for what is really played.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/** Written for these tests: a heading, several sentences, digits, Latin letters, a second section. */
export const ARTICLE = `# حديقة على سطح المدرسة

زرع تلاميذ مدرسة صغيرة حديقة على سطحها في ربيع عام 2014. قالت المعلمة إن الفكرة بدأت بأصيص واحد، ثم كبرت. صار السطح اليوم أخضر كله.

تسقى الحديقة بماء المطر. يجمعه التلاميذ في خزان كبير، ويقيسون ما فيه كل صباح.

## ماذا زرعوا

زرعوا النعناع والطماطم والفول. نشرت مجلة Green City مقالا عنهم، فزارهم كثيرون.

## ماذا تعلموا

تعلموا أن الصبر يثمر. وتعلموا أن الماء لا يأتي وحده. وهم يعدون الآن حديقة ثانية.`;

const BINARY = process.env.NATIQ ?? fileURLToPath(new URL('../../target/debug/natiq', import.meta.url));

/** What Natiq fetched for this user: the tests' services share it and keep everything else apart. */
const FETCHED = join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'natiq');

/**
 * Starts the service, with a data folder of its own; `config` is TOML. Its port stays the same through `stop` and `start`.
 */
export async function startService(config = '') {
  const folder = mkdtempSync(join(tmpdir(), 'natiq-player-'));
  writeFileSync(`${folder}/natiq.toml`, config);
  mkdirSync(`${folder}/data`);
  for (const name of ['runtime'].filter((name) => existsSync(join(FETCHED, name)))) {
    symlinkSync(join(FETCHED, name), `${folder}/data/${name}`);
  }
  const log = openSync(`${folder}/log`, 'w');
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  let child;
  const start = async () => {
    const data = ['--data-dir', `${folder}/data`];
    const options = [...data, 'serve', '--config', `${folder}/natiq.toml`, '--listen', `127.0.0.1:${port}`];
    child = spawn(BINARY, options, { stdio: ['ignore', log, log] });
    await until('the service is ready', async () => {
      if (child.exitCode !== null) throw new Error(`the service has ended with ${child.exitCode}`);
      return (await fetch(`${origin}/readyz`).catch(() => undefined))?.ok;
    });
  };
  const stop = async () => {
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
  };
  await start();
  const close = async () => {
    if (child.exitCode === null) await stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { origin, stop, close };
}

/** The service and the browser of a file of tests, once `startBefore` has started them. */
export let service;
export let browser;

/** Starts both before the tests of a file, the service with `config`, and closes them after. */
export function startBefore(config = '') {
  before(async () => {
    service = await startService(config);
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await service?.close();
  });
}

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function startBrowser() {
  return chromium.launch({ executablePath: CHROMIUM, args: SWITCHES });
}

/** Starts a browser with the extension in a folder, whose button may be pressed by a program; its profile is new. */
export async function startBrowserWith(extension) {
  const loading = [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`];
  const args = [...SWITCHES, ...loading, '--enable-unsafe-extension-debugging'];
  // An empty name is a profile that is thrown away.
  return chromium.launchPersistentContext('', { executablePath: CHROMIUM, args });
}

/** Opens a page in a browser profile of its own; what goes wrong in it is in `page.errors`. */
export async function openPage(browser, { settings, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  if (settings) {
    await context.addInitScript((settings) => {
      if (!localStorage.getItem('natiq.settings')) localStorage.setItem('natiq.settings', JSON.stringify(settings));
    }, settings);
  }
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.errors = [];
  page.on('pageerror', (error) => page.errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (4|5)\d\d|ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(message.text()))
      page.errors.push(message.text());
  });
  return page;
}

/** Opens an article in a page of its own. */
export async function openArticle(browser, origin, article, options) {
  const page = await openPage(browser, options);
  await page.goto(`${origin}/read/${article.id}`);
  await page.waitForSelector('#voice', { state: 'attached' });
  return page;
}

/** Hands in an article by the API, and returns it. */
export async function give(origin, text = ARTICLE) {
  const response = await fetch(`${origin}/v1/articles`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/markdown; charset=utf-8' },
    body: text,
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

/** A word that no article has had yet, so that what it stands in is not spoken yet. */
export const newWord = () => Array.from({ length: 6 }, () => 'بتجدرزسفقكلمنو'[Math.floor(Math.random() * 14)]).join('');

/** When each paragraph's words are heard, as the service says. */
export async function timesOf(origin, id) {
  const text = await (await fetch(`${origin}/v1/articles/${id}/events`)).text();
  return text
    .split('\n\n')
    .filter((event) => event.includes('event: segment'))
    .map((event) => JSON.parse(/^data: ?(.*)$/m.exec(event)[1]));
}

/** Presses Tab until the focus is on what has this name. */
export async function tabTo(page, name, key = 'Tab') {
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press(key);
    if ((await focused(page)) === name) return;
  }
  throw new Error(`${key} does not reach ${name}`);
}

/** The name of what has the focus. */
export const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const label = element.labels?.[0]?.textContent;
    return (element.getAttribute('aria-label') ?? label ?? element.textContent).trim();
  });

/**
 * Listens to what the page's audio elements really play, from now on; call it after the first key press. The samples
 * are taken on the audio thread, so that a busy page loses none. `ear` then returns blocks of [time in seconds by the
 * audio clock, loudness]. The page's policy allows no such listener: it is to be opened with `bypassCSP`.
 */
export async function listen(page) {
  await page.evaluate(async (source) => {
    const context = new AudioContext();
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
    const ear = new AudioWorkletNode(context, 'ear');
    window.ear = context;
    window.heard = [];
    ear.port.onmessage = ({ data }) => window.heard.push(...data);
    for (const element of document.querySelectorAll('audio')) context.createMediaElementSource(element).connect(ear);
    ear.connect(context.destination);
    await context.resume();
  }, EAR);
}

const EAR = `
  registerProcessor('ear', class extends AudioWorkletProcessor {
    blocks = [];
    process([input]) {
      const samples = input[0] ?? [];
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      this.blocks.push([currentTime, Math.sqrt(sum / Math.max(1, samples.length))]);
      if (this.blocks.length >= 16) this.port.postMessage(this.blocks.splice(0));
      return true;
    }
  });
`;

export const ear = (page) => page.evaluate(() => window.heard.splice(0));

const loudest = (blocks) => Math.max(0, ...blocks.map(([, loudness]) => loudness));

/** Waits until samples come that are speech. */
export const untilLoud = (page) => until('samples of speech', async () => loudest(await ear(page)) > 0.01);

/** Waits until a stretch of samples comes that are silent. */
export const untilSilent = async (page) => {
  await ear(page);
  await until('samples of silence', async () => {
    await page.waitForFunction(() => window.heard.length > 60);
    return loudest(await ear(page)) < 0.001;
  });
};

/** What the page shows and plays at this moment. */
export const look = (page) =>
  page.evaluate(() => {
    // The moment of silence with which a press unlocks the elements is not something that is heard.
    const heard = (element) => !element.paused && !element.ended && !element.src.endsWith('/silence.wav');
    const playing = [...document.querySelectorAll('audio')].find(heard);
    const range = [...(CSS.highlights.get('natiq-word') ?? [])][0];
    const paragraph = range?.startContainer.parentElement?.closest('[data-paragraph]');
    let from;
    if (paragraph) {
      const before = new Range();
      before.setStart(paragraph, 0);
      before.setEnd(range.startContainer, range.startOffset);
      from = before.toString().length;
    }
    return {
      clock: playing?.currentTime,
      speed: playing?.playbackRate,
      keepsPitch: playing?.preservesPitch,
      volume: playing?.volume,
      segment: playing ? Number(/segments\/(\d+)/.exec(playing.src)?.[1]) : undefined,
      state: document.querySelector('.player')?.dataset.state,
      word: range?.toString(),
      sentence: [...(CSS.highlights.get('natiq-sentence') ?? [])][0]?.toString(),
      paragraph: paragraph && Number(paragraph.dataset.paragraph),
      from,
    };
  });

/** Waits until what the page shows and plays fulfils a condition, and returns it. */
export const untilSeen = (page, what, condition) =>
  until(what, async () => {
    const now = await look(page);
    return condition(now) && now;
  });

/** What a screen reader was told last. */
export const announced = (page) => page.textContent('[role=status]');

/** Waits until a condition holds, and returns what it found. */
export async function until(what, condition, timeout = 60_000) {
  const end = Date.now() + timeout;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > end) throw new Error(`timed out: ${what}`);
    await new Promise((next) => setTimeout(next, 50));
  }
}

export function freePort() {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}
