// The core of the player in Firefox and in WebKit: a text is pasted, heard, followed, paused and moved in, by keyboard.
//
// Debian: firefox-esr and pulseaudio; webkit2gtk-driver and xvfb. Where they are missing, it says so and skips.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ARTICLE, startService, until } from './support.mjs';
import { BROWSERS } from './webdriver.mjs';

let service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service?.close();
});

/** What is played and marked. Runs in the page. */
function seen() {
  const playing = [...document.querySelectorAll('audio')].find(({ paused, ended }) => !paused && !ended);
  const mark = 'highlights' in CSS ? [...(CSS.highlights.get('natiq-word') ?? [])][0]?.toString() : undefined;
  return {
    clock: playing?.currentTime ?? null,
    segment: playing ? Number(/segments\/(\d+)/.exec(playing.src)?.[1]) : null,
    speed: playing?.playbackRate ?? null,
    keepsPitch: playing?.preservesPitch ?? null,
    state: document.querySelector('.player')?.dataset.state ?? null,
    word: mark ?? null,
    boxes: document.querySelectorAll('.mark-word').length,
    position: Number(document.querySelector('#position')?.value),
    problem: document.querySelector('.player .problem')?.textContent ?? '',
  };
}

/** Which words of a paragraph are heard around a time, as the service says. */
async function wordsAt(article, segment, clock) {
  const { text } = article.paragraphs[segment];
  const bytes = Buffer.from(text);
  const times = await (await fetch(`${service.origin}/v1/articles/${article.id}/timeline?paragraph=${segment}`)).json();
  const words = times.cues.flatMap(({ words }) => words);
  const near = words.filter(({ start }, index) => start < clock + 0.35 && (words[index + 1]?.start ?? Infinity) > clock - 0.35);
  return near.map(({ source }) => bytes.subarray(source.start, source.end).toString());
}

for (const { name, isHere, start } of BROWSERS) {
  const skip = !isHere && `${name} is not on this machine, so the player was not tried in it`;
  if (skip) console.log(`# SKIPPED: ${skip}`);
  test(`${name}: pasted, heard, followed, paused, moved in`, { skip, timeout: 180_000 }, async () => {
    const page = await start();
    const until_ = (what, condition) =>
      until(`${name}: ${what}`, async () => {
        const now = await page.evaluate(seen);
        assert.equal(now.problem, '', what);
        return condition(now) && now;
      });
    try {
      console.log(`# ${page.version}`);
      await page.goto(service.origin);
      await until('the start', () => page.evaluate(() => document.querySelector('#text') !== null));
      await page.evaluate(() => {
        window.wrong = [];
        addEventListener('error', ({ message }) => window.wrong.push(message));
        addEventListener('unhandledrejection', ({ reason }) => window.wrong.push(String(reason)));
      });
      await page.evaluate((text) => {
        const field = document.querySelector('#text');
        field.focus();
        field.value = text;
      }, ARTICLE);
      await page.press('Control', 'Enter');
      await until_('the clock runs', ({ clock }) => clock > 0.1);
      const path = await page.evaluate(() => location.pathname);
      const article = await (await fetch(`${service.origin}/v1/articles/${path.split('/').at(-1)}`)).json();
      // To the first paragraph of some length, and the mark goes with the voice.
      await page.press('o');
      let followed = 0;
      let last;
      await until_('the mark follows the voice', ({ clock, segment, word, boxes }) => {
        if (!clock || segment !== 1) return false;
        if (word === null) return boxes > 0;
        if (word !== last) followed += 1;
        last = word;
        return followed > 4;
      });
      const { clock, segment, word } = await page.evaluate(seen);
      if (word !== null && segment === 1) {
        const near = await wordsAt(article, segment, clock);
        assert.ok(near.includes(word), `${word} is marked where ${near.join(', ')} is heard`);
      }
      await page.press('k');
      const paused = await until_('silence', ({ clock }) => clock === null);
      assert.equal(paused.state, 'paused');
      assert.ok(paused.position > 0);
      // On by 15 seconds, back by as much, at another speed, and to a sentence.
      await page.press('.');
      await until_('15 seconds on, still', ({ position, state }) => state === 'paused' && position >= paused.position + 13);
      await page.press('k');
      const later = await until_('speech there', ({ clock, position }) => clock > 0 && position >= paused.position + 13);
      await page.press(',');
      await until_('15 seconds back', ({ clock, position }) => clock > 0 && position < later.position - 9);
      await page.press('=');
      const faster = await until_('faster', ({ clock, speed }) => clock > 0 && speed > 1);
      assert.notEqual(faster.keepsPitch, false);
      await page.press(']');
      await until_('the next heading', ({ segment, clock }) => segment === 3 && clock > 0);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `the page is ${wide} px wider than the window`);
      assert.deepEqual(await page.evaluate(() => window.wrong), []);
    } finally {
      await page.close();
    }
  });
}
