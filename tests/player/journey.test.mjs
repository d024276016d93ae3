// The whole way with the keyboard alone, and sound that is really there.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  ARTICLE,
  announced,
  browser,
  ear,
  focused,
  give,
  listen,
  look,
  newWord,
  openArticle,
  openPage,
  service,
  startBefore,
  tabTo,
  timesOf,
  until,
  untilLoud,
  untilSeen,
  untilSilent,
} from './support.mjs';

startBefore();

test('from an empty page to the third paragraph at speed 2 and back, by keyboard', async () => {
  const page = await openPage(browser, { bypassCSP: true });
  // As on telephones: nothing but plain audio elements.
  await page.addInitScript(() => delete window.MediaSource);
  await page.goto(service.origin);
  await page.waitForSelector('#text');
  await tabTo(page, 'نص المقال أو عنوان صفحته');
  await page.keyboard.insertText(ARTICLE);
  const pressed = Date.now();
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/\/read\//);
  await untilSeen(page, 'the clock of an audio element runs', ({ clock }) => clock > 0.05);
  console.log(`# the clock runs after ${Date.now() - pressed} ms`);
  // The button that has the focus pauses, and says what it will do next.
  assert.equal(await focused(page), 'إيقاف مؤقت');
  await listen(page);
  await untilLoud(page);
  await page.keyboard.press('Enter');
  await untilSilent(page);
  assert.equal(await focused(page), 'تشغيل');

  // However far it has come by now, to the third paragraph.
  const at = () =>
    page.evaluate(() => Number(document.querySelector('[data-paragraph][aria-current]').dataset.paragraph));
  while ((await at()) < 2) await page.keyboard.press('o');
  await page.keyboard.press('k');
  await untilSeen(page, 'the third paragraph is spoken', ({ segment }) => segment === 2);
  for (let i = 0; i < 8; i += 1) await page.keyboard.press('=');
  const { keepsPitch } = await untilSeen(page, 'at speed 2', ({ speed }) => speed === 2);
  assert.equal(keepsPitch, true);
  // Measured by the clock that the samples leave with.
  const ratio = () =>
    page.evaluate(async () => {
      const element = [...document.querySelectorAll('audio')].find((element) => !element.paused && !element.ended);
      const [clock, begun] = [element.currentTime, window.ear.currentTime];
      while (window.ear.currentTime < begun + 1) await new Promise((next) => setTimeout(next, 20));
      return (element.currentTime - clock) / (window.ear.currentTime - begun);
    });
  // A machine that is busy elsewhere may hold the sound up for a moment.
  await until('the clock runs twice as fast', async () => Math.abs((await ratio()) - 2) < 0.2);
  await untilLoud(page);

  // And back.
  await page.keyboard.press('0');
  await page.keyboard.press('u');
  while ((await at()) > 1) await page.keyboard.press('u');
  await untilSeen(page, 'the second paragraph is spoken', ({ segment }) => segment === 1);
  await page.keyboard.press(']');
  await untilSeen(page, 'the next heading is spoken', ({ segment }) => segment === 3);
  await page.keyboard.press('[');
  await untilSeen(page, 'the title is spoken', ({ segment }) => segment === 0);
  await untilLoud(page);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('a file that is dropped or pasted is opened', async () => {
  for (const kind of ['drop', 'paste']) {
    const page = await openPage(browser);
    await page.goto(service.origin);
    await page.evaluate((kind) => {
      const files = new DataTransfer();
      files.items.add(new File(['# قطار الجبل\n\nوصل القطار.'], 'train.md', { type: 'text/markdown' }));
      const event =
        kind === 'drop'
          ? new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true })
          : new ClipboardEvent('paste', { clipboardData: files, bubbles: true, cancelable: true });
      document.querySelector('#text').dispatchEvent(event);
    }, kind);
    await page.waitForURL('**/read/*');
    assert.equal(await page.textContent('h1'), 'قطار الجبل');
    assert.deepEqual(page.errors, []);
    await page.context().close();
  }
});

test('a file is opened by keyboard', async () => {
  const page = await openPage(browser);
  await page.goto(service.origin);
  await page.waitForSelector('#text');
  const chooser = page.waitForEvent('filechooser');
  await tabTo(page, 'افتح ملفا');
  await page.keyboard.press('Enter');
  await (
    await chooser
  ).setFiles({
    name: 'خبر.html',
    mimeType: 'text/html',
    buffer: Buffer.from(
      '<html><body><article><h1>عودة السوق</h1><p>عاد السوق القديم إلى المدينة صباح اليوم، وفرح الناس بعودته كثيرا.</p></article></body></html>',
    ),
  });
  await untilSeen(page, 'speech', ({ clock }) => clock > 0);
  // Speech may begin before the article's page is drawn: it does not wait for the title.
  await page.waitForFunction(() => document.querySelector('h1')?.textContent === 'عودة السوق');
  await page.context().close();
});

test('the highlight is on the word that is heard, within 150 ms', async () => {
  const article = await give(service.origin);
  const times = await timesOf(service.origin, article.id);
  const page = await openArticle(browser, service.origin, article);
  await page.keyboard.press('o');
  await page.keyboard.press('k');
  await untilSeen(page, 'speech and highlight', ({ word, segment }) => word && segment === 1);
  const seen = await page.evaluate(async () => {
    const seen = [];
    const places = new Set();
    let last = performance.now();
    while (places.size < 15) {
      // After everything that is drawn in this frame.
      await new Promise((next) =>
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = next;
          port2.postMessage(0);
        }),
      );
      const now = performance.now();
      // On a machine that draws no frames for a while, it is the machine that is measured.
      const isSmooth = now - last < 100;
      last = now;
      const playing = [...document.querySelectorAll('audio')].find((element) => !element.paused && !element.ended);
      const range = [...CSS.highlights.get('natiq-word')][0];
      const paragraph = range?.startContainer.parentElement.closest('[data-paragraph]');
      if (!playing || !range || !isSmooth) continue;
      const before = new Range();
      before.setStart(paragraph, 0);
      before.setEnd(range.startContainer, range.startOffset);
      const place = [Number(paragraph.dataset.paragraph), before.toString().length];
      places.add(place.join());
      seen.push([Number(/segments\/(\d+)/.exec(playing.src)[1]), playing.currentTime, ...place, range.toString()]);
    }
    return seen;
  });
  let worst = 0;
  for (const [segment, clock, paragraph, from, word] of seen) {
    const { text } = article.paragraphs[paragraph];
    const spoken = times[paragraph].cues.flatMap(({ words }) => words);
    assert.equal(text.slice(from, from + word.length), word);
    const byte = Buffer.byteLength(text.slice(0, from));
    const here = spoken.filter(({ source }) => source.start === byte);
    assert.ok(here.length > 0, `a word begins at ${from}: ${word}`);
    if (segment !== paragraph) continue;
    const begin = here[0].start;
    const end = spoken.find(({ source }) => source.start > byte)?.start ?? Infinity;
    worst = Math.max(worst, begin - clock, clock - end);
  }
  console.log(`# 15 words in ${seen.length} frames, at most ${Math.round(worst * 1000)} ms off`);
  assert.ok(worst < 0.15, `${worst} s off`);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('the place in the article is there again after a reload', async () => {
  const article = await give(service.origin);
  const page = await openArticle(browser, service.origin, article);
  await page.keyboard.press('o');
  await page.keyboard.press('k');
  await untilSeen(page, 'speech', ({ segment, clock }) => segment === 1 && clock > 2);
  await page.keyboard.press('k');
  await untilSeen(page, 'silence', ({ state }) => state === 'paused');
  const [{ place }] = await page.evaluate(() => JSON.parse(localStorage.getItem('natiq.library')));
  assert.equal(place.paragraph, 1);
  assert.ok(place.offset > 0);
  await page.reload();
  await page.waitForSelector('.play');
  await page.keyboard.press('k');
  const found = await untilSeen(page, 'speech and highlight', ({ clock, word }) => clock && word);
  assert.equal(found.segment, 1);
  assert.ok(found.clock > 1, `goes on at ${found.clock} s`);
  assert.ok(found.from >= place.offset && found.from < place.offset + 40, `at ${found.from}, was at ${place.offset}`);
  await page.context().close();
});

test('Enter on a word chosen with the arrows starts there, and so does a click', async () => {
  const article = await give(service.origin);
  const page = await openArticle(browser, service.origin, article);
  await tabTo(page, 'نص المقال');
  for (const key of ['ArrowDown', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
  const chosen = await page.evaluate(() => [...CSS.highlights.get('natiq-cursor')][0].toString());
  assert.equal(chosen, article.paragraphs[1].text.split(' ')[3]);
  await page.keyboard.press('Enter');
  const found = await untilSeen(page, 'speech', ({ clock, word }) => clock && word);
  assert.equal(found.segment, 1);
  assert.ok(found.sentence.includes(chosen) && found.from >= article.paragraphs[1].text.indexOf(chosen));
  const box = await page.evaluate(() => {
    const node = document.querySelector('[data-paragraph="2"]').firstChild;
    const range = new Range();
    range.setStart(node, node.data.indexOf('المطر'));
    range.setEnd(node, node.data.indexOf('المطر') + 5);
    const { x, y, width, height } = range.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  });
  await page.mouse.click(box.x, box.y);
  const from = article.paragraphs[2].text.indexOf('المطر');
  await untilSeen(page, 'speech at the clicked word', (now) => now.segment === 2 && now.clock && now.from >= from);
  await page.context().close();
});

test('sentences: forward, back, and again', async () => {
  const article = await give(service.origin);
  const times = await timesOf(service.origin, article.id);
  const page = await openArticle(browser, service.origin, article);
  await page.keyboard.press('o');
  await page.keyboard.press('l');
  await untilSeen(page, 'the second sentence', ({ sentence }) => sentence?.startsWith('قالت المعلمة'));
  // While nothing is spoken, the sentence is said to the screen reader.
  await until('it is announced', async () => (await announced(page)).startsWith('قالت المعلمة'));
  await page.keyboard.press('j');
  await untilSeen(page, 'the first sentence', ({ sentence }) => sentence?.startsWith('زرع تلاميذ'));
  await page.keyboard.press('j');
  await untilSeen(page, 'the title', ({ sentence }) => sentence?.startsWith('حديقة'));
  await page.keyboard.press('o');
  await page.keyboard.press('k');
  // More than three seconds into a sentence, back is to its own beginning.
  const byte = Buffer.byteLength(article.paragraphs[1].text.split('قالت')[0]);
  const second = times[1].cues.flatMap(({ words }) => words).find(({ source }) => source.start === byte);
  await untilSeen(
    page,
    'the second sentence for a while',
    (now) => now.segment === 1 && now.clock > second.start + 3.1,
  );
  await page.keyboard.press('j');
  const again = await untilSeen(page, 'its beginning', ({ clock }) => clock < second.start + 2.5);
  assert.ok(again.sentence.startsWith('قالت المعلمة') && again.clock > second.start - 0.2, `at ${again.clock} s`);
  await page.context().close();
});

test('nothing is announced while the article is spoken', async () => {
  const article = await give(service.origin);
  const page = await openArticle(browser, service.origin, article);
  await page.keyboard.press('k');
  await untilSeen(page, 'speech', ({ clock }) => clock > 0.2);
  // All that a screen reader would speak of: live regions, and the names and values of what has the focus.
  await page.focus('#position');
  await page.evaluate(() => {
    window.changes = [];
    const watch = new MutationObserver((records) => {
      for (const { target, attributeName } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        const isLive = element?.closest('[role=status], [role=alert], [aria-live]') && element.textContent !== '';
        if (isLive || attributeName?.startsWith('aria-value')) window.changes.push(element.outerHTML);
      }
    });
    watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  const slider = () => page.evaluate(() => document.querySelector('#position').value);
  const before = await slider();
  await page.keyboard.press('o');
  await untilSeen(page, 'seconds of speech', ({ segment, clock }) => segment === 1 && clock > 3);
  await page.keyboard.press('=');
  await page.keyboard.press('l');
  await untilSeen(page, 'the next sentence', ({ sentence }) => sentence?.startsWith('قالت المعلمة'));
  assert.deepEqual(await page.evaluate(() => window.changes), []);
  assert.equal(await slider(), before, 'the slider is not moved by the sound');
  // An arrow key goes on from where the voice is, and says where that is.
  await page.keyboard.press('ArrowRight');
  await until('the slider has moved', async () => (await slider()) !== before);
  assert.match(await page.getAttribute('#position', 'aria-valuetext'), / من /);
  await page.keyboard.press('i');
  await until('where am I, in silence', async () => /الفقرة .* من/.test(await announced(page)));
  assert.equal((await look(page)).clock, undefined);
  await page.context().close();
});

test('the slider is true without a focus, at every speed', async () => {
  const article = await give(service.origin);
  const times = await timesOf(service.origin, article.id);
  const starts = times.map((_, index) => times.slice(0, index).reduce((sum, { duration }) => sum + duration, 0));
  const page = await openArticle(browser, service.origin, article);
  // The accessibility tree's own value, and the audio element's own clock.
  const tree = await page.context().newCDPSession(page);
  const read = async () => {
    const heard = () =>
      page.evaluate(() => {
        const playing = [...document.querySelectorAll('audio')].find((element) => !element.paused && !element.ended);
        return playing && [Number(/segments\/(\d+)/.exec(playing.src)?.[1]), playing.currentTime];
      });
    const before = await heard();
    const { nodes } = await tree.send('Accessibility.getFullAXTree');
    const after = await heard();
    const node = nodes.find(({ role, name }) => role?.value === 'slider' && name?.value === 'الموضع في المقال');
    const at = (place) => place && starts[place[0]] + place[1];
    return { before: at(before), value: Number(node.value.value), after: at(after) };
  };
  await page.keyboard.press('k');
  await untilSeen(page, 'speech', ({ clock }) => clock > 0.3);
  await page.evaluate(() => document.activeElement.blur());
  let worst = 0;
  for (const speed of [1, 1.5, 2.5]) {
    await page.evaluate((speed) => {
      const select = document.querySelector('#speed');
      select.value = String(speed);
      select.dispatchEvent(new Event('change'));
    }, speed);
    await page.keyboard.press('[');
    let moments = 0;
    await until(`four moments at speed ${speed}`, async () => {
      await new Promise((next) => setTimeout(next, 700));
      const { before, value, after } = await read();
      // Between two paragraphs nothing is heard for a moment.
      if (before === undefined || after === undefined) return false;
      worst = Math.max(worst, before - value, value - after);
      moments += 1;
      return moments === 4;
    });
  }
  console.log(`# the slider is at most ${worst.toFixed(2)} s off`);
  assert.ok(worst < 2, `${worst} s off`);
  // A screen reader's gesture steps it as it is, without a focus.
  const { value } = await read();
  await page.evaluate(() => {
    const slider = document.querySelector('#position');
    slider.stepUp();
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await until('15 seconds on', async () => (await read()).value >= value + 13);
  await page.context().close();
});

test('an article that is over is not offered again, opened or not', async () => {
  const article = await give(service.origin, 'انتهت الحكاية هنا.');
  const page = await openArticle(browser, service.origin, article, { settings: { speed: 3 } });
  await page.keyboard.press('k');
  await untilSeen(page, 'the end', ({ state }) => state === 'ended');
  const heard = () => page.evaluate(() => JSON.parse(localStorage.getItem('natiq.library'))[0].heard);
  assert.equal(await heard(), 1);
  await page.reload();
  await page.waitForSelector('.play');
  await page.click('a.brand');
  await page.waitForSelector('#text');
  assert.equal(await heard(), 1);
  assert.equal(await page.locator('a.card').count(), 0);
  await page.context().close();
});

test('an address names a place, and signs stay with their numbers', async () => {
  const article = await give(
    service.origin,
    'بلغت الحرارة -5°C في الليل.\n\nثم عادت +12 درجة في النهار، والحمد لله.\n\n' +
      'راجع https://village.example/a/b?c=1. أو اتصل بالرقم +961-1-555123، أو اكتب إلى salma@village.example.\n\n' +
      'الثلج 3–4 cm بعد 3.5 km، والريح 90 km/h، والفيلم 2001 A Space Odyssey قديم، وعام 2014 Green City.',
  );
  const page = await openPage(browser);
  await page.goto(`${service.origin}/read/${article.id}#t=4&at=1.8`);
  await page.waitForSelector('#voice', { state: 'attached' });
  await page.keyboard.press('k');
  const { segment } = await untilSeen(page, 'speech', ({ clock }) => clock > 0);
  assert.equal(segment, 1);
  const pieces = await page.locator('.article [data-paragraph] [dir=ltr]').allTextContents();
  assert.deepEqual(pieces, [
    ...['-5°C', '+12', 'https://village.example/a/b?c=1', '+961-1-555123', 'salma@village.example'],
    ...['3–4 cm', '3.5 km', '90 km/h', 'A Space Odyssey', 'Green City'],
  ]);
  // The title that the page makes of it too.
  assert.deepEqual(await page.locator('.article h1 [dir=ltr]').allTextContents(), ['-5°C']);
  await page.context().close();
});

test('a field goes by what is written in it, and by the page while it is empty', async () => {
  for (const [language, own] of [['ar', 'rtl'], ['en', 'ltr']]) {
    const page = await openPage(browser, { settings: { language } });
    await page.goto(service.origin);
    const direction = () => page.locator('#text').evaluate((field) => getComputedStyle(field).direction);
    assert.equal(await direction(), own);
    await page.fill('#text', 'https://village.example/a?b=1');
    assert.equal(await direction(), 'ltr');
    await page.fill('#text', 'هبط الثلج.');
    assert.equal(await direction(), 'rtl');
    await page.fill('#text', '');
    assert.equal(await direction(), own);
    await page.context().close();
  }
});

test('shortcuts can be turned off, and are letters where letters are typed', async () => {
  const article = await give(service.origin);
  const page = await openArticle(browser, service.origin, article, { settings: { singleKeys: false } });
  await page.keyboard.press('k');
  assert.equal((await look(page)).state, 'idle');
  await page.keyboard.press('Alt+k');
  await untilSeen(page, 'speech', ({ clock }) => clock > 0);
  await page.click('a.brand');
  await page.waitForSelector('#text');
  await page.focus('#text');
  await page.keyboard.type('kjl');
  assert.equal(await page.inputValue('#text'), 'kjl');
  assert.ok((await look(page)).clock, 'speech goes on while another view is read');
  await page.context().close();
});

test('a paragraph that is heard as it is made can be moved in', async () => {
  const article = await give(
    service.origin,
    `تلك قصة ${newWord()} لم تكتب بعد. ثم جاء من يرويها للناس. وكان الجمع ينصت إليه كل مساء. فلما انتهى صفقوا له طويلا. ثم عادوا إلى بيوتهم. وبقي في الساحة رجل واحد يفكر في ما سمع. وكان الليل قد انتصف، والقمر فوق النخل. فكتب الحكاية على ضوء مصباح صغير، ثم نام.`,
  );
  const page = await openArticle(browser, service.origin, article);
  await page.keyboard.press('k');
  await untilSeen(page, 'speech', ({ clock }) => clock > 0.3);
  const sources = await page.evaluate(() => [...document.querySelectorAll('audio')].map(({ src }) => src));
  assert.ok(
    sources.some((source) => /live=true/.test(source)),
    sources.join(),
  );
  await page.keyboard.press('l');
  const { clock } = await untilSeen(
    page,
    'the second sentence',
    (now) => now.clock > 1 && now.sentence?.startsWith('ثم جاء'),
  );
  await page.keyboard.press('.');
  const later = await untilSeen(page, '15 seconds on', (now) => now.clock > clock + 14);
  await page.keyboard.press(',');
  await untilSeen(page, '15 seconds back', (now) => now.clock < later.clock - 10);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('the page follows the voice, and leaves alone who scrolls away', async () => {
  const paragraphs = Array.from({ length: 12 }, (_, i) => `هذه فقرة قصيرة رقمها ${i}.`).join('\n\n');
  const article = await give(service.origin, `# خبر طويل\n\n${paragraphs}`);
  const page = await openArticle(browser, service.origin, article, {
    viewport: { width: 1280, height: 560 },
    settings: { speed: 2 },
  });
  const isSeen = () =>
    page.evaluate(() => {
      const { top, bottom } = [...CSS.highlights.get('natiq-word')][0].getBoundingClientRect();
      return top >= 0 && bottom <= document.querySelector('.player').getBoundingClientRect().top;
    });
  await page.focus('.play');
  await page.keyboard.press('Enter');
  await untilSeen(page, 'a paragraph that was below', (now) => now.segment === 5 && now.paragraph === 5);
  await until('the page goes with the voice', isSeen);
  await page.keyboard.press('Home');
  const back = page.getByRole('button', { name: 'عد إلى موضع الصوت' });
  await back.waitFor();
  await untilSeen(page, 'the next paragraphs', (now) => now.segment === 7 && now.paragraph === 7);
  assert.equal(await page.evaluate(() => scrollY), 0);
  await back.press('Enter');
  await until('the page is with the voice again', isSeen);
  await back.waitFor({ state: 'hidden' });
  await page.context().close();
});

test('steps through the bar leave the text where it is', async () => {
  const paragraphs = Array.from({ length: 30 }, (_, i) => `هذه فقرة قصيرة رقمها ${i}.`).join('\n\n');
  const page = await openArticle(browser, service.origin, await give(service.origin, `# خبر طويل\n\n${paragraphs}`));
  await tabTo(page, 'إلى المشغل');
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'تشغيل');
  await tabTo(page, 'كل أدوات التحكم');
  await page.keyboard.press('Enter');
  await tabTo(page, 'جملة سابقة');
  await tabTo(page, 'هذه الكلمة خطأ');
  assert.equal(await page.evaluate(() => scrollY), 0);
  await page.context().close();
});

test('speed, volume and what is marked are chosen by keyboard and remembered', async () => {
  const article = await give(service.origin);
  const page = await openArticle(browser, service.origin, article);
  await tabTo(page, 'كل أدوات التحكم');
  await page.keyboard.press('Enter');
  await tabTo(page, 'أسرع، إلى ١٫١×');
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'أسرع، إلى ١٫٢×');
  await tabTo(page, 'شدة الصوت');
  for (let i = 0; i < 10; i += 1) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('k');
  const now = await untilSeen(page, 'speech', ({ clock, word }) => clock && word);
  assert.deepEqual([now.speed, now.volume], [1.1, 0.5]);

  await tabTo(page, 'الإعدادات', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await tabTo(page, 'أبرز الكلمة المنطوقة');
  await page.keyboard.press('Space');
  await tabTo(page, 'أبرز الجملة المنطوقة');
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  assert.equal(await focused(page), 'الإعدادات', 'the focus is back where it was');
  await untilSeen(page, 'no mark', ({ word, sentence }) => !word && !sentence);
  assert.ok((await look(page)).clock, 'speech goes on');

  await page.keyboard.press('Enter');
  await tabTo(page, 'حجم النص');
  await page.keyboard.press('ArrowDown');
  await tabTo(page, 'عادية');
  await page.keyboard.press('ArrowDown');
  await tabTo(page, 'كما في الألوان المختارة');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  await page.reload();
  await page.waitForSelector('.play');
  const shown = await page.evaluate(() => {
    const { spacing, marks } = document.documentElement.dataset;
    return [
      spacing,
      marks,
      getComputedStyle(document.documentElement).fontSize,
      document.querySelector('#speed').value,
    ];
  });
  assert.deepEqual(shown, ['wide', 'yellow', '20px', '1.1']);
  await page.context().close();
});

test('the sleep timer stops at the end of the paragraph, and says so', async () => {
  const article = await give(service.origin);
  const page = await openArticle(browser, service.origin, article);
  await page.click('#more');
  await page.selectOption('#sleep', 'paragraph');
  await page.focus('.play');
  await page.keyboard.press('Enter');
  await untilSeen(page, 'speech', ({ clock }) => clock > 0);
  await untilSeen(page, 'silence after the title', ({ clock }) => clock === undefined);
  await until('it is announced', async () => /مؤقت النوم/.test(await announced(page)));
  const [{ place }] = await page.evaluate(() => JSON.parse(localStorage.getItem('natiq.library')));
  assert.deepEqual(place, { paragraph: 1, offset: 0 });
  assert.equal(await page.inputValue('#sleep'), 'off');
  assert.equal(await focused(page), 'تشغيل');
  await page.context().close();
});

test('the reading stops before each heading where that is chosen, says so, and goes on when it is played', async () => {
  const article = await give(service.origin, '# عنوان\n\nوصل القطار.\n\n## في المحطة\n\n### صباحا\n\nنزل الركاب.\n\n## بعد ذلك\n\nخرجوا.');
  const page = await openArticle(browser, service.origin, article);
  await tabTo(page, 'الإعدادات');
  await page.keyboard.press('Enter');
  await tabTo(page, 'توقف قبل كل عنوان حتى أضغط «تشغيل»');
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await page.keyboard.press('k');
  await untilSeen(page, 'speech after the title', ({ clock, segment }) => clock > 0 && segment === 1);
  await untilSeen(page, 'silence', ({ clock, state }) => clock === undefined && state === 'paused');
  await until('it is announced', async () => (await announced(page)) === 'توقفت القراءة قبل العنوان: في المحطة');
  assert.equal(await page.locator('[aria-current]').textContent(), 'في المحطة');
  // Two headings in a row are one stop.
  await page.keyboard.press('k');
  await untilSeen(page, 'speech of the headings and what follows them', ({ clock, segment }) => clock > 0 && segment === 4);
  await untilSeen(page, 'silence again', ({ clock, state }) => clock === undefined && state === 'paused');
  // Who goes to a heading hears it.
  await page.keyboard.press('k');
  await untilSeen(page, 'speech', ({ clock, segment }) => clock > 0 && segment === 5);
  await page.reload();
  await page.waitForSelector('#voice', { state: 'attached' });
  await page.keyboard.press('k');
  await untilSeen(page, 'the setting is kept: speech', ({ clock, segment }) => clock > 0 && segment >= 5);
  await untilSeen(page, 'and after its end', ({ clock, state }) => clock === undefined && state === 'ended');
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('the sleep timer stops after minutes', async () => {
  const article = await give(service.origin);
  const page = await openArticle(browser, service.origin, article, { settings: { speed: 0.5 } });
  await page.click('#more');
  await page.selectOption('#sleep', '5');
  await page.keyboard.press('i');
  await until('the time that is left', async () => /يتوقف الصوت بعد/.test(await announced(page)));
  await page.focus('.play');
  await page.keyboard.press('Enter');
  await untilSeen(page, 'speech', ({ clock }) => clock > 0);
  await page.evaluate(() => {
    const now = Date.now;
    Date.now = () => now() + 5 * 60_000;
  });
  await untilSeen(page, 'silence', ({ clock }) => clock === undefined);
  await until('it is announced', async () => /أوقف مؤقت النوم/.test(await announced(page)));
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
  await untilSeen(page, 'speech', ({ clock }) => clock > 0);
  const told = await page.evaluate(() => [navigator.mediaSession.metadata.title, navigator.mediaSession.playbackState]);
  assert.deepEqual(told, [article.title, 'playing']);
  // The cover as a picture that the page's policy lets in, and the sections where the browser shows such.
  assert.match(await page.evaluate(() => navigator.mediaSession.metadata.artwork[0].src), /^data:image\/png/);
  if (await page.evaluate(() => 'chapterInfo' in MediaMetadata.prototype)) {
    const chapters = () =>
      page.evaluate(() => navigator.mediaSession.metadata.chapterInfo.map(({ title, startTime }) => [title, startTime]));
    const times = await timesOf(service.origin, article.id);
    const startOf = (index) => times.slice(0, index).reduce((sum, { duration }) => sum + duration, 0);
    const headings = article.paragraphs.map(({ role, text }, index) => [role, text, index]);
    const expected = headings.filter(([role]) => role.kind === 'heading').map(([, text, index]) => [text, startOf(index)]);
    const isClose = (all) => all.every(([title, at], n) => title === expected[n]?.[0] && Math.abs(at - expected[n][1]) < 0.1);
    await until('chapters where they are heard', async () => {
      const all = await chapters();
      return all.length === expected.length && isClose(all);
    });
  }
  await page.evaluate(() => window.handlers.nexttrack({ action: 'nexttrack' }));
  await untilSeen(page, 'the next paragraph', ({ segment }) => segment === 1);
  await page.evaluate(() => window.handlers.pause({ action: 'pause' }));
  await untilSeen(page, 'silence', ({ clock }) => clock === undefined);
  await page.evaluate(() => window.handlers.play({ action: 'play' }));
  await untilSeen(page, 'speech again', ({ segment }) => segment === 1);
  await page.context().close();
});

test('the whole article can be downloaded in each format, and the times of its words', async () => {
  const article = await give(service.origin);
  const page = await openArticle(browser, service.origin, article);
  await page.click('#more');
  for (const [name, format] of [
    ['MP3', 'mp3'],
    ['Opus', 'opus'],
    ['FLAC', 'flac'],
    ['WAV', 'wav'],
  ]) {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: `تنزيل بصيغة ${name}` }).press('Enter');
    assert.equal((await download).suggestedFilename(), `${article.title}.${format}`);
    assert.equal(await (await download).failure(), null);
  }
  const times = page.waitForEvent('download');
  await page.getByRole('link', { name: 'أوقات الكلمات بصيغة VTT' }).press('Enter');
  assert.match(readFileSync(await (await times).path(), 'utf8'), /^WEBVTT/);
  await page.context().close();
});

test('the page runs with its language, and time from left to right', async () => {
  const article = await give(service.origin);
  for (const language of ['ar', 'en']) {
    const page = await openArticle(browser, service.origin, article, { settings: { language } });
    await page.click('#more');
    const middles = (selector) =>
      page.$$eval(selector, (elements) =>
        elements.map((element) => element.getBoundingClientRect()).map(({ left, right }) => (left + right) / 2),
      );
    const toTheRight = (places) => places.every((place, index) => index === 0 || place > places[index - 1]);
    const head = await middles('.top .brand, .top nav a, .tools button');
    assert.equal(head.length, 6);
    assert.ok(toTheRight(language === 'ar' ? head.toReversed() : head), `the head, ${language}: ${head}`);
    // In the order of the tab key, what is earlier is at the left.
    for (const selector of ['.main select, .main button', '.moves button']) {
      const places = await middles(selector);
      assert.ok(places.length > 4 && toTheRight(places), `${selector}, ${language}: ${places}`);
    }
    // Half heard is the left half, in the bar and in the library.
    await page.evaluate(() => document.querySelector('.track').style.setProperty('--share', '0.5'));
    const half = (whole, part) =>
      page.evaluate(
        ([whole, part]) => {
          const [all, done] = [whole, part].map((one) => document.querySelector(one).getBoundingClientRect());
          return Math.abs(all.left - done.left) < 2 && Math.abs(done.width / all.width - 0.5) < 0.05;
        },
        [whole, part],
      );
    assert.ok(await half('.track', '.filled'), `the bar, ${language}`);
    await page.goto(`${service.origin}/library`);
    await page.waitForSelector('.entry');
    await page.evaluate(() => {
      const [entry] = JSON.parse(localStorage.getItem('natiq.library'));
      localStorage.setItem('natiq.library', JSON.stringify([{ ...entry, heard: 0.5 }]));
    });
    await page.reload();
    await page.waitForSelector('.heard');
    assert.ok(await half('.heard', '.heard span'), `the library, ${language}`);
    await page.context().close();
  }
});

test('each language is marked as what it is', async () => {
  const article = await give(service.origin);
  const page = await openArticle(browser, service.origin, article, { settings: { language: 'en' } });
  assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), [
    'en',
    'ltr',
  ]);
  const text = await page.evaluate(() => {
    const { lang, dir } = document.querySelector('.article');
    const latin = document.querySelector('.article [data-paragraph] [lang=en]');
    return [lang, dir, latin.textContent, latin.dir];
  });
  assert.deepEqual(text, ['ar', 'rtl', 'Green City', 'ltr']);
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
