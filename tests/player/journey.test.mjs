// The whole way with the keyboard alone, and sound that is really there.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  ARTICLE,
  ear,
  give,
  listen,
  look,
  openPage,
  sleep,
  startBrowser,
  startService,
  timesOf,
  until,
} from './support.mjs';

let service;
let browser;

before(async () => {
  service = await startService();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await service?.close();
});

/** Presses Tab until the focus is on what has this accessible name. */
async function tabTo(page, name, key = 'Tab') {
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press(key);
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element.id && document.querySelector(`label[for="${element.id}"]`)?.textContent;
      return element.getAttribute('aria-label') ?? label ?? element.textContent;
    });
    if (found?.trim() === name) return;
  }
  assert.fail(`Tab does not reach ${name}`);
}

const loudest = (blocks) => Math.max(0, ...blocks.map(([, loudness]) => loudness));

test('from an empty page to the third paragraph at speed 2 and back, by keyboard', async () => {
  const page = await openPage(browser);
  await page.goto(service.origin);
  await page.waitForSelector('#text');
  await tabTo(page, 'نص المقال');
  await page.keyboard.insertText(ARTICLE);
  const pressed = Date.now();
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/\/read\//);
  await until('the clock of an audio element runs', async () => (await look(page)).clock > 0.05);
  console.log(`# first sound after ${Date.now() - pressed} ms`);
  await listen(page);
  await ear(page);
  await sleep(1500);
  assert.ok(loudest(await ear(page)) > 0.01, 'decoded samples are not silent');
  // The button that has the focus pauses, and says what it will do next.
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'إيقاف مؤقت');
  await page.keyboard.press('Enter');
  await sleep(300);
  await ear(page);
  await sleep(500);
  assert.ok(loudest(await ear(page)) < 0.001, 'paused is silent');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'تشغيل');

  // However far it has come by now, to the third paragraph.
  const at = () =>
    page.evaluate(() => Number(document.querySelector('[data-paragraph][aria-current]').dataset.paragraph));
  while ((await at()) < 2) await page.keyboard.press('o');
  await page.keyboard.press('k');
  await until('the third paragraph is spoken', async () => (await look(page)).segment === 2);
  for (let i = 0; i < 8; i += 1) await page.keyboard.press('=');
  await until('at speed 2', async () => (await look(page)).speed === 2);
  assert.equal((await look(page)).keepsPitch, true);
  const ratio = await page.evaluate(async () => {
    const element = [...document.querySelectorAll('audio')].find((element) => !element.paused);
    const [clock, begun] = [element.currentTime, performance.now()];
    await new Promise((done) => setTimeout(done, 1000));
    return ((element.currentTime - clock) * 1000) / (performance.now() - begun);
  });
  assert.ok(ratio > 1.6 && ratio < 2.4, `the clock runs at ${ratio}`);
  assert.ok(loudest(await ear(page)) > 0.01, 'speech at speed 2 is not silent');

  // And back.
  await page.keyboard.press('0');
  await page.keyboard.press('u');
  await until('the paragraph again or the one before', async () => (await look(page)).segment <= 2);
  await page.keyboard.press('u');
  await until('the second paragraph is spoken', async () => (await look(page)).segment === 1);
  await page.keyboard.press(']');
  await until('the next heading is spoken', async () => (await look(page)).segment === 3);
  await page.keyboard.press('[');
  await until('the title is spoken', async () => (await look(page)).segment === 0);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('the highlight is on the word that is heard, within 150 ms', async () => {
  const article = await give(service.origin);
  const times = await timesOf(service.origin, article.id);
  const page = await openPage(browser);
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.keyboard.press('o');
  await page.keyboard.press('k');
  await until('speech and highlight', async () => (await look(page)).word && (await look(page)).segment === 1);
  const seen = await page.evaluate(async () => {
    const seen = [];
    const end = performance.now() + 6000;
    while (performance.now() < end) {
      await new Promise((next) => requestAnimationFrame(next));
      const playing = [...document.querySelectorAll('audio')].find((element) => !element.paused && !element.ended);
      const range = [...CSS.highlights.get('natiq-word')][0];
      const paragraph = range?.startContainer.parentElement.closest('[data-paragraph]');
      if (!playing || !range) continue;
      const before = new Range();
      before.setStart(paragraph, 0);
      before.setEnd(range.startContainer, range.startOffset);
      seen.push([
        Number(/segments\/(\d+)/.exec(playing.src)[1]),
        playing.currentTime,
        Number(paragraph.dataset.paragraph),
        before.toString().length,
        range.toString(),
      ]);
    }
    return seen;
  });
  assert.ok(seen.length > 60, `${seen.length} frames`);
  let worst = 0;
  const words = new Set();
  for (const [segment, clock, paragraph, from, word] of seen) {
    const { text } = article.paragraphs[paragraph];
    const spoken = times[paragraph].cues.flatMap(({ words }) => words);
    assert.equal(text.slice(from, from + word.length), word);
    const byte = Buffer.byteLength(text.slice(0, from));
    const here = spoken.filter(({ source }) => source.start === byte);
    assert.ok(here.length > 0, `a word begins at ${from}: ${word}`);
    if (segment !== paragraph) continue;
    const begin = here[0].start;
    const next = spoken.find(({ source }) => source.start > byte);
    const end = next ? next.start : Infinity;
    worst = Math.max(worst, begin - clock, clock - end);
    words.add(`${paragraph} ${from}`);
  }
  assert.ok(words.size >= 6, `${words.size} words were followed`);
  console.log(`# ${words.size} words in ${seen.length} frames, at most ${Math.round(worst * 1000)} ms off`);
  assert.ok(worst < 0.15, `${worst} s off`);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('paragraphs are joined without a gap that is heard', async () => {
  const article = await give(service.origin);
  const times = await timesOf(service.origin, article.id);
  const page = await openPage(browser);
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.keyboard.press('k');
  await until('speech', async () => (await look(page)).clock > 0);
  await listen(page);
  await until('the second paragraph', async () => (await look(page)).segment === 1, 20_000);
  await sleep(1200);
  const blocks = await ear(page);
  // The pause between the last word of the title and the first of the next paragraph, as heard and as it should be.
  const [title, next] = times;
  const expected = title.duration - title.cues.at(-1).end + next.cues[0].start;
  let [from, longest] = [undefined, 0];
  for (const [time, loudness] of blocks) {
    if (loudness < 0.002) from ??= time;
    else {
      if (from !== undefined) longest = Math.max(longest, time - from);
      from = undefined;
    }
  }
  console.log(`# the pause is ${Math.round(longest * 1000)} ms and should be ${Math.round(expected * 1000)} ms`);
  // Speech fades, and is silent before it ends.
  assert.ok(Math.abs(longest - expected) < (service.isReal ? 0.2 : 0.12), `${longest} s, expected ${expected} s`);
  await page.context().close();
});

test('the place in the article is there again after a reload', async () => {
  const article = await give(service.origin);
  const page = await openPage(browser);
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.keyboard.press('o');
  await page.keyboard.press('k');
  await until('speech', async () => (await look(page)).segment === 1 && (await look(page)).clock > 2);
  await page.keyboard.press('k');
  await sleep(200);
  const [{ place }] = await page.evaluate(() => JSON.parse(localStorage.getItem('natiq.library')));
  assert.equal(place.paragraph, 1);
  assert.ok(place.offset > 0);
  await page.reload();
  await page.waitForSelector('.play');
  await page.keyboard.press('k');
  const found = await until('speech and highlight', async () => {
    const now = await look(page);
    return now.clock !== undefined && now.word && now;
  });
  assert.equal(found.segment, 1);
  assert.ok(found.clock > 1, `goes on at ${found.clock} s`);
  assert.ok(Math.abs(found.from - place.offset) < 25, `word at ${found.from}, was at ${place.offset}`);
  await page.context().close();
});

test('Enter on a word chosen with the arrows starts there, and so does a click', async () => {
  const article = await give(service.origin);
  const page = await openPage(browser);
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await tabTo(page, 'نص المقال');
  for (const key of ['ArrowDown', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
  const chosen = await page.evaluate(() => [...CSS.highlights.get('natiq-cursor')][0].toString());
  assert.equal(chosen, article.paragraphs[1].text.split(' ')[3]);
  await page.keyboard.press('Enter');
  const found = await until('speech', async () => {
    const now = await look(page);
    return now.clock && now.word && now;
  });
  assert.deepEqual([found.segment, found.word], [1, chosen]);
  const box = await page.evaluate(() => {
    const node = document.querySelector('[data-paragraph="2"]').firstChild;
    const range = new Range();
    range.setStart(node, node.data.indexOf('المطر'));
    range.setEnd(node, node.data.indexOf('المطر') + 5);
    const { x, y, width, height } = range.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  });
  await page.mouse.click(box.x, box.y);
  await until('speech at the clicked word', async () => {
    const now = await look(page);
    return now.segment === 2 && now.word?.startsWith('المطر');
  });
  await page.context().close();
});

test('sentences: forward, back, and again', async () => {
  const article = await give(service.origin);
  const page = await openPage(browser);
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.keyboard.press('o');
  const sentence = async () => page.evaluate(() => [...(CSS.highlights.get('natiq-sentence') ?? [])][0]?.toString());
  await page.keyboard.press('l');
  await until('the second sentence', async () => (await sentence())?.startsWith('قالت المعلمة'));
  // While nothing is spoken, the sentence is said to the screen reader.
  await until('it is announced', async () => (await page.textContent('[role=status]')).startsWith('قالت المعلمة'));
  await page.keyboard.press('j');
  await until('the first sentence', async () => (await sentence())?.startsWith('زرع تلاميذ'));
  await page.keyboard.press('j');
  await until('the title', async () => (await sentence())?.startsWith('حديقة'));
  await page.context().close();
});

test('nothing is announced while the article is spoken', async () => {
  const article = await give(service.origin);
  const page = await openPage(browser);
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.keyboard.press('k');
  await until('speech', async () => (await look(page)).clock > 0.2);
  // All that a screen reader would speak of: live regions, and the names and values of what has the focus.
  await page.focus('#position');
  await page.evaluate(() => {
    window.changes = [];
    const watch = new MutationObserver((records) => {
      for (const { target, attributeName } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        if (element?.closest('[role=status], [role=alert], [aria-live]') || attributeName?.startsWith('aria-value'))
          window.changes.push(element.outerHTML);
      }
    });
    watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    window.sliderBefore = document.querySelector('#position').value;
  });
  await sleep(3000);
  await page.keyboard.press('=');
  await page.keyboard.press('l');
  await sleep(1500);
  const { changes, before, now } = await page.evaluate(() => ({
    changes: window.changes.filter((html) => !/><\//.test(html)),
    before: window.sliderBefore,
    now: document.querySelector('#position').value,
  }));
  assert.deepEqual(changes, []);
  assert.equal(now, before, 'the slider is not moved by the sound');
  await page.keyboard.press('i');
  await until('where am I, in silence', async () => /الفقرة .* من/.test(await page.textContent('[role=status]')));
  assert.equal((await look(page)).clock, undefined);
  await page.context().close();
});

test('shortcuts can be turned off, and are letters where letters are typed', async () => {
  const article = await give(service.origin);
  const page = await openPage(browser, { settings: { singleKeys: false } });
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.keyboard.press('k');
  await sleep(400);
  assert.equal((await look(page)).clock, undefined);
  await page.keyboard.press('Alt+k');
  await until('speech', async () => (await look(page)).clock > 0);
  await page.click('a.brand');
  await page.waitForSelector('#text');
  await page.fill('#text', '');
  await page.focus('#text');
  await page.keyboard.type('kjl');
  assert.equal(await page.inputValue('#text'), 'kjl');
  assert.ok((await look(page)).clock, 'speech goes on while another view is read');
  await page.context().close();
});

test('a paragraph that is heard as it is made can be moved in', async () => {
  const article = await give(
    service.origin,
    `تلك قصة قديمة لم ${Date.now()} تكتب بعد. ثم جاء من يرويها للناس. وكان الجمع ينصت إليه كل مساء. فلما انتهى صفقوا له طويلا. ثم عادوا إلى بيوتهم.`,
  );
  const page = await openPage(browser);
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.keyboard.press('k');
  await until('speech', async () => (await look(page)).clock > 0.3);
  const source = await page.evaluate(
    () => [...document.querySelectorAll('audio')].find((element) => !element.paused).src,
  );
  assert.match(source, /live=true/);
  await page.keyboard.press('l');
  await until('the second sentence', async () => {
    const now = await look(page);
    return now.clock > 1 && now.word === 'ثم';
  });
  await page.keyboard.press(',');
  await until('back at the start', async () => (await look(page)).clock < 1);
  await page.keyboard.press('.');
  await until('10 seconds on', async () => (await look(page)).clock > 9);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('the sleep timer stops at the end of the paragraph, and says so', async () => {
  const article = await give(service.origin);
  const page = await openPage(browser);
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.click('summary');
  await page.selectOption('#sleep', 'paragraph');
  await page.focus('.play');
  await page.keyboard.press('Enter');
  await until('speech', async () => (await look(page)).clock > 0);
  await until('silence after the title', async () => (await look(page)).clock === undefined);
  await until('it is announced', async () => /مؤقت النوم/.test(await page.textContent('[role=status]')));
  const [{ place }] = await page.evaluate(() => JSON.parse(localStorage.getItem('natiq.library')));
  assert.deepEqual(place, { paragraph: 1, offset: 0 });
  assert.equal(await page.inputValue('#sleep'), 'off');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'تشغيل');
  await page.context().close();
});

test('the system is told what is played, and its keys work', async () => {
  const article = await give(service.origin);
  const page = await openPage(browser);
  await page.addInitScript(() => {
    window.handlers = {};
    const { setActionHandler } = MediaSession.prototype;
    MediaSession.prototype.setActionHandler = function (name, act) {
      window.handlers[name] = act;
      return setActionHandler.call(this, name, act);
    };
  });
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.keyboard.press('k');
  await until('speech', async () => (await look(page)).clock > 0);
  const told = await page.evaluate(() => [navigator.mediaSession.metadata.title, navigator.mediaSession.playbackState]);
  assert.deepEqual(told, [article.title, 'playing']);
  await page.evaluate(() => window.handlers.nexttrack({ action: 'nexttrack' }));
  await until('the next paragraph', async () => (await look(page)).segment === 1);
  await page.evaluate(() => window.handlers.pause({ action: 'pause' }));
  await until('silence', async () => (await look(page)).clock === undefined);
  await page.evaluate(() => window.handlers.play({ action: 'play' }));
  await until('speech again', async () => (await look(page)).segment === 1);
  await page.context().close();
});

test('the whole article can be downloaded in three formats', async () => {
  const article = await give(service.origin);
  const page = await openPage(browser);
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.click('summary');
  for (const [name, format] of [
    ['MP3', 'mp3'],
    ['Opus', 'opus'],
    ['WAV', 'wav'],
  ]) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: `تنزيل بصيغة ${name}` }).click(),
    ]);
    assert.equal(download.suggestedFilename(), `${article.title}.${format}`);
    assert.equal(await download.failure(), null);
  }
  await page.context().close();
});

test('the page is painted before anything is answered', async () => {
  const page = await openPage(browser);
  await page.route('**/v1/**', () => undefined);
  await page.route('**/*.woff2', () => undefined);
  await page.goto(service.origin, { waitUntil: 'commit' });
  await page.waitForSelector('#text');
  const paint = await until('first paint', () =>
    page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime),
  );
  console.log(`# first paint after ${Math.round(paint)} ms`);
  await page.context().close();
});
