// What the tests share: the service, the browser, and an ear.

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { chromium } from 'playwright-core';
import { startMock } from './mock.mjs';

/** Written for these tests. */
export const ARTICLE = `# حديقة على سطح المدرسة

زرع تلاميذ مدرسة صغيرة حديقة على سطحها في ربيع عام 2014. قالت المعلمة إن الفكرة بدأت بأصيص واحد، ثم كبرت. صار السطح اليوم أخضر كله.

تسقى الحديقة بماء المطر. يجمعه التلاميذ في خزان كبير، ويقيسون ما فيه كل صباح.

## ماذا زرعوا

زرعوا النعناع والطماطم والفول. نشرت مجلة Green City مقالا عنهم، فزارهم كثيرون.

## ماذا تعلموا

تعلموا أن الصبر يثمر. وتعلموا أن الماء لا يأتي وحده. وهم يعدون الآن حديقة ثانية.`;

/** Starts the service: the real one where `NATIQ` names its binary (or its address, where it runs already), else one that speaks in tones. */
export async function startService(options) {
  return process.env.NATIQ && !options ? startNatiq(process.env.NATIQ) : startMock(options);
}

async function startNatiq(binary) {
  // A service that runs already is as good.
  if (/^https?:/.test(binary)) return { origin: binary, isReal: true, log: [], close: async () => undefined };
  const port = await freePort();
  const child = spawn(binary, ['serve', '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const origin = `http://127.0.0.1:${port}`;
  for (let i = 0; ; i += 1) {
    const isReady = await fetch(`${origin}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) break;
    if (i > 600 || child.exitCode !== null) throw new Error('the service did not become ready');
    await sleep(200);
  }
  return {
    origin,
    isReal: true,
    log: [],
    close: async () => {
      child.kill('SIGTERM');
      await new Promise((done) => child.once('exit', done));
    },
  };
}

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Opens a page in a browser profile of its own; what goes wrong in it goes wrong in the test. */
export async function openPage(browser, { settings, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  if (settings) {
    await context.addInitScript((settings) => {
      if (!localStorage.getItem('natiq.settings')) localStorage.setItem('natiq.settings', JSON.stringify(settings));
    }, settings);
  }
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  page.errors = [];
  page.on('pageerror', (error) => page.errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (4|5)\d\d|ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(message.text()))
      page.errors.push(message.text());
  });
  return page;
}

/** Hands in the article by the API, and returns it. */
export async function give(origin, text = ARTICLE) {
  const response = await fetch(`${origin}/v1/articles`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/markdown; charset=utf-8' },
    body: text,
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

/** When each paragraph's words are heard, as the service says. */
export async function timesOf(origin, id) {
  const text = await (await fetch(`${origin}/v1/articles/${id}/events`)).text();
  return text
    .split('\n\n')
    .filter((event) => event.includes('event: segment'))
    .map((event) => JSON.parse(/^data: ?(.*)$/m.exec(event)[1]));
}

/**
 * Listens to what the page's audio elements really play, from now on. Call after the first key press.
 * `ear()` returns blocks of [time in seconds, loudness] as they left the elements.
 */
export async function listen(page) {
  await page.evaluate(() => {
    const context = new AudioContext();
    const processor = context.createScriptProcessor(256, 1, 1);
    window.heard = [];
    processor.onaudioprocess = ({ inputBuffer, playbackTime }) => {
      const samples = inputBuffer.getChannelData(0);
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      window.heard.push([playbackTime, Math.sqrt(sum / samples.length)]);
    };
    for (const element of document.querySelectorAll('audio'))
      context.createMediaElementSource(element).connect(processor);
    processor.connect(context.destination);
  });
}

export const ear = (page) => page.evaluate(() => window.heard.splice(0));

/** What the page shows and plays at this moment. */
export const look = (page) =>
  page.evaluate(() => {
    const playing = [...document.querySelectorAll('audio')].find((element) => !element.paused && !element.ended);
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
      segment: playing ? Number(/segments\/(\d+)/.exec(playing.src)?.[1]) : undefined,
      word: range?.toString(),
      paragraph: paragraph && Number(paragraph.dataset.paragraph),
      from,
    };
  });

export const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Waits until a condition holds, and returns what it found. */
export async function until(what, condition, timeout = 45_000) {
  const end = Date.now() + timeout;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > end) throw new Error(`timed out: ${what}`);
    await sleep(50);
  }
}

function freePort() {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}
