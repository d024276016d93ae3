// The joins of paragraphs, measured in the samples that leave the audio elements.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser, ear, give, listen, newWord, openArticle, service, startBefore, timesOf, untilSeen } from './support.mjs';

const PARAGRAPHS = ['عاد السوق.', 'فرح الناس به.', 'باعوا الكتب.', 'ثم جاء المساء.', 'فعادوا إلى البيت.', 'وناموا.'];

/** Quieter than this is a pause: speech fades, and encoders leave a little behind. */
const SILENCE = 0.003;

startBefore();

for (const [speed, isMade] of [
  [1, true],
  [2, false],
]) {
  test(`no gap is heard between paragraphs, ${isMade ? 'made' : 'being made'}, at speed ${speed}`, async () => {
    const text = isMade ? PARAGRAPHS : PARAGRAPHS.map((paragraph) => paragraph.replace('.', ` عند ${newWord()}.`));
    const article = await give(service.origin, text.join('\n\n'));
    if (isMade) await timesOf(service.origin, article.id);
    const page = await openArticle(browser, service.origin, article, {
      settings: { speed },
      bypassCSP: true,
    });
    await page.keyboard.press('k');
    await untilSeen(page, 'speech', ({ clock }) => clock > 0);
    await listen(page);
    await untilSeen(page, 'the end', ({ state }) => state === 'ended');
    const pauses = pausesIn(await ear(page));
    const expected = await page.evaluate(pausesInFiles, [article.id, article.paragraphs.length, SILENCE]);
    // Speech has pauses of its own; those at the joins are by far the longest.
    const joins = pauses
      .toSorted((a, b) => b.length - a.length)
      .slice(0, expected.length)
      .sort((a, b) => a.from - b.from)
      .map(({ length }) => length);
    const off = joins.map((length, i) => length - expected[i] / speed);
    const ms = (list) => list.map((seconds) => Math.round(seconds * 1000)).join(', ');
    console.log(`# speed ${speed}: pauses of ${ms(joins)} ms; longer than in the files by ${ms(off)} ms`);
    // A join that is made too late is so every time; one alone is late where the machine is busy elsewhere.
    const sizes = off.map(Math.abs).sort((a, b) => a - b);
    assert.ok(sizes[Math.floor(sizes.length / 2)] < 0.1 && sizes.at(-1) < 0.5, ms(off));
    await page.context().close();
  });
}

/** The silence between the speech of each file and that of the next, in seconds, from the decoded files. */
async function pausesInFiles([id, n, silence]) {
  const context = new OfflineAudioContext(1, 1, 48_000);
  const edges = [];
  for (let i = 0; i < n; i += 1) {
    const response = await fetch(`/v1/articles/${id}/segments/${i}?format=mp3`);
    const { length, sampleRate, ...audio } = await context
      .decodeAudioData(await response.arrayBuffer())
      .then((buffer) => ({
        samples: buffer.getChannelData(0),
        length: buffer.length,
        sampleRate: buffer.sampleRate,
      }));
    const loud = [];
    for (let at = 0; at + 128 <= length; at += 128) {
      let sum = 0;
      for (const sample of audio.samples.subarray(at, at + 128)) sum += sample * sample;
      if (Math.sqrt(sum / 128) >= silence) loud.push(at);
    }
    edges.push([loud[0] / sampleRate, (length - loud.at(-1) - 128) / sampleRate]);
  }
  return edges.slice(1).map(([lead], i) => edges[i][1] + lead);
}

/** The pauses between loud blocks, in seconds. */
function pausesIn(blocks) {
  const pauses = [];
  let from;
  for (const [time, loudness] of blocks) {
    if (loudness >= SILENCE) {
      if (from !== undefined && time > from) pauses.push({ from, length: time - from });
      from = time + 128 / 44_100;
    }
  }
  return pauses.filter(({ length }) => length > 0.01);
}
