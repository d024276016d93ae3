// The library by keyboard: found by title and tag, put in order, queued without being played, deleted with all it was before;
// and what the settings ask the service for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  announced,
  browser,
  focused,
  give,
  look,
  openArticle,
  openPage,
  service,
  startBefore,
  tabTo,
  until,
  untilSeen,
} from './support.mjs';

startBefore();

const titles = ['سوق القرية', 'قطار الشمال', 'مكتبة المدينة', 'ميناء الصيادين', 'حديقة الحي', 'جسر النهر'];
const idOf = (index) => 'abcdef'[index].repeat(32);

/** Opens the library with six articles in it. */
async function openLibrary(queue = []) {
  const page = await openPage(browser);
  await page.addInitScript(
    ([titles, queue]) => {
      if (localStorage.getItem('natiq.library')) return;
      const library = titles.map((title, index) => ({ id: 'abcdef'[index].repeat(32), title, opened: 9 - index, heard: 0 }));
      localStorage.setItem('natiq.library', JSON.stringify(library));
      localStorage.setItem('natiq.queue', JSON.stringify(queue));
    },
    [titles, queue],
  );
  await page.goto(`${service.origin}/library`);
  await page.waitForSelector('.entry');
  return page;
}

const stored = (page, key) => page.evaluate((key) => JSON.parse(localStorage.getItem(`natiq.${key}`)), key);
const shown = (page) => page.$$eval('section[aria-labelledby=articles] .entry:not([hidden]) h3', (all) => all.map((one) => one.textContent));

test('articles are tagged and found by title and by tag, by keyboard', async () => {
  const page = await openLibrary();
  for (const [title, tags] of [
    [titles[1], 'سفر، أخبار'],
    [titles[3], '#سفر'],
  ]) {
    await tabTo(page, `وسوم: ${title}`);
    await page.keyboard.press('Enter');
    await tabTo(page, 'الوسوم، بينها فاصلة');
    await page.keyboard.insertText(tags);
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', { state: 'detached' });
    await until('it is told', async () => (await announced(page)).startsWith('وسوم المقال'));
    assert.equal(await focused(page), `وسوم: ${title}`, 'the focus is back');
  }
  const tags = (await stored(page, 'library')).map(({ tags = [] }) => tags);
  assert.deepEqual(tags, [[], ['سفر', 'أخبار'], [], ['سفر'], [], []]);
  await tabTo(page, 'ابحث في العناوين والوسوم', 'Shift+Tab');
  await page.keyboard.insertText('مكتبه');
  assert.deepEqual(await shown(page), [titles[2]]);
  await until('how many there are', async () => (await announced(page)) === 'عدد المقالات: ١');
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('أخبار');
  assert.deepEqual(await shown(page), [titles[1]]);
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await tabTo(page, 'الوسم');
  // The alphabet's order: أخبار, سفر.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.deepEqual(await shown(page), [titles[1], titles[3]]);
  // A tag that is known is one press away, and taking all away leaves none.
  await tabTo(page, `وسوم: ${titles[3]}`);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'أخبار' }).press('Enter');
  assert.equal(await page.inputValue('#tags'), 'سفر، أخبار');
  await page.fill('#tags', '');
  await page.press('#tags', 'Enter');
  await until('it is gone', async () => (await stored(page, 'library'))[3].tags.length === 0);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('articles are queued without being played, and put in order, by keyboard', async () => {
  const page = await openLibrary();
  for (const index of [0, 1, 2]) {
    await tabTo(page, `أضف إلى القائمة: ${titles[index]}`);
    await page.keyboard.press('Enter');
    assert.equal(await focused(page), `أزل من القائمة: ${titles[index]}`);
  }
  assert.equal((await look(page)).clock, undefined, 'nothing is played');
  assert.equal(new URL(page.url()).pathname, '/library');
  await tabTo(page, `أخّر: ${titles[0]}`);
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), `أخّر: ${titles[0]}`, 'the focus goes with the article');
  await page.keyboard.press('Enter');
  assert.deepEqual(await stored(page, 'queue'), [idOf(1), idOf(2), idOf(0)]);
  await tabTo(page, `قدّم: ${titles[2]}`, 'Shift+Tab');
  await page.keyboard.press('Enter');
  assert.deepEqual(await stored(page, 'queue'), [idOf(2), idOf(1), idOf(0)]);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('the whole queue is heard, one article after another', async () => {
  const articles = [await give(service.origin, '# خبر أول\n\nعاد السوق.'), await give(service.origin, '# خبر ثان\n\nعاد النهر.')];
  const page = await openPage(browser, { settings: { speed: 3 } });
  await page.addInitScript((articles) => {
    if (localStorage.getItem('natiq.library')) return;
    const library = articles.map(({ id, title }) => ({ id, title, opened: 1, heard: 0 }));
    localStorage.setItem('natiq.library', JSON.stringify(library));
    localStorage.setItem('natiq.queue', JSON.stringify(library.map(({ id }) => id)));
  }, articles);
  await page.goto(`${service.origin}/library`);
  await page.waitForSelector('.entry');
  await tabTo(page, 'استمع إلى القائمة كلها');
  await page.keyboard.press('Enter');
  for (const { id } of articles) {
    await page.waitForURL(`**/read/${id}`);
    await untilSeen(page, 'speech', ({ clock }) => clock > 0);
  }
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('deleting on the server takes with it what the article was before its words were corrected', async () => {
  const page = await openPage(browser);
  await page.goto(service.origin);
  // One correction is kept in the browser, so that the article that is handed in is not the one that is heard.
  await page.evaluate(() => localStorage.setItem('natiq.corrections', JSON.stringify({ الحارس: 'الْحَارِسْ' })));
  const given = [];
  page.on('response', async (response) => {
    const { pathname } = new URL(response.url());
    const isGiven = pathname === '/v1/articles' || pathname.startsWith('/v1/lexicon/articles/');
    if (isGiven && response.request().method() === 'POST') given.push((await response.json()).id);
  });
  await page.fill('#text', 'نام الحارس في بيته، ثم قام إلى الباب.');
  await page.press('#text', 'Control+Enter');
  await page.waitForURL(/\/read\//);
  await untilSeen(page, 'speech', ({ word }) => word);
  const before = page.url();
  await page.keyboard.press('h');
  await page.waitForSelector('dialog[open]');
  await page.fill('#word-typed', 'كَلِمَةٌ');
  await page.click('dialog button.primary');
  await page.waitForURL((url) => url.href !== before);
  await page.waitForSelector('dialog', { state: 'detached' });
  await until('three articles', () => given.length === 3);
  assert.equal(new Set(given).size, 3);
  const found = async () => Promise.all(given.map(async (id) => (await fetch(`${service.origin}/v1/articles/${id}`)).status));
  assert.deepEqual(await found(), [200, 200, 200]);
  assert.deepEqual((await stored(page, 'library')).map(({ id }) => id), [given[2]]);
  await page.click('header.top a[href="/library"]');
  await page.click('.entry button[data-key^=remove]');
  await page.click('#delete-on-server');
  await page.waitForSelector('dialog', { state: 'detached' });
  assert.deepEqual(await found(), [404, 404, 404]);
  assert.deepEqual(await stored(page, 'library'), []);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('an article that another of the library was made of stays on the server', async () => {
  const [one, other] = [await give(service.origin, 'مقال أول.'), await give(service.origin, 'مقال ثان.')];
  const page = await openPage(browser);
  await page.addInitScript((library) => localStorage.setItem('natiq.library', JSON.stringify(library)), [
    { id: other.id, title: 'مقال ثان', opened: 2, heard: 0, before: [one.id] },
    { id: one.id, title: 'مقال أول', opened: 1, heard: 0 },
  ]);
  await page.goto(`${service.origin}/library`);
  await page.click(`[data-key="remove-${other.id}"]`);
  await page.click('#delete-on-server');
  await page.waitForSelector('dialog', { state: 'detached' });
  const status = async ({ id }) => (await fetch(`${service.origin}/v1/articles/${id}`)).status;
  assert.deepEqual([await status(other), await status(one)], [404, 200]);
  await page.context().close();
});

test('pitch, pauses, headings, Latin words and emoji are chosen by keyboard, and the service is asked for them', async () => {
  const article = await give(service.origin, '# عنوان\n\nهذا خبر من Green City.');
  const page = await openArticle(browser, service.origin, article);
  await tabTo(page, 'الإعدادات');
  await page.keyboard.press('Enter');
  for (const [name, steps] of [
    ['طبقة الصوت', 1],
    ['الوقفات', 2],
    ['العناوين والقوائم', 2],
    ['الكلمات اللاتينية', 1],
    ['الرموز التعبيرية', 1],
  ]) {
    await tabTo(page, name);
    for (let step = 0; step < steps; step += 1) await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('k');
  await untilSeen(page, 'speech', ({ clock }) => clock > 0);
  const asked = await page.evaluate(() => [...document.querySelectorAll('audio')].find(({ paused }) => !paused).src);
  const query = Object.fromEntries(new URL(asked).searchParams);
  const { pitch, pauses, structure, latin, emoji } = query;
  assert.deepEqual(
    { pitch, pauses, structure, latin, emoji },
    { pitch: '2', pauses: '2', structure: 'announce', latin: 'spell', emoji: 'name' },
  );
  // Files to take away are spoken so too.
  const links = await page.$$eval('#all a[download]', (links) => links.map(({ href }) => new URL(href).searchParams.get('pitch')));
  assert.deepEqual([...new Set(links)], ['2']);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('a voice is heard before an article is, by keyboard', async () => {
  const page = await openPage(browser);
  await page.addInitScript(() => {
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = function () {
      window.previewed = this;
      return play.call(this);
    };
  });
  await page.goto(service.origin);
  await tabTo(page, 'الإعدادات');
  await page.keyboard.press('Enter');
  await tabTo(page, 'صوت القارئ');
  const first = await page.inputValue('dialog #chosen-voice');
  await page.keyboard.press('ArrowDown');
  const chosen = await page.inputValue('dialog #chosen-voice');
  assert.notEqual(chosen, first);
  await tabTo(page, 'جرّب الصوت');
  const request = page.waitForRequest((request) => request.method() === 'POST' && request.url().includes('/v1/'));
  await page.keyboard.press('Enter');
  assert.equal((await request).postDataJSON().voice, chosen);
  await page.waitForFunction(() => window.previewed?.currentTime > 0);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('the articles of one site have covers of one colour', async () => {
  const page = await openPage(browser);
  let given = 0;
  // No public site can be reached here: the service gets the text that would have stood there, and all else that was sent.
  await page.route('**/v1/articles', async (route) => {
    const { url, metadata } = route.request().postDataJSON();
    given += 1;
    const answer = await fetch(`${service.origin}/v1/articles`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ text: `هذا نص الصفحة ${url}، وهو قصير.`, title: `الصفحة ${given}`, metadata }),
    });
    await route.fulfill({ status: answer.status, contentType: 'application/json', body: await answer.text() });
  });
  for (const address of ['https://village.example/a', 'https://www.village.example/b', 'https://town.example/c']) {
    await page.goto(service.origin);
    await page.fill('#text', address);
    await page.press('#text', 'Control+Enter');
    await page.waitForSelector('.article h1');
  }
  await page.goto(`${service.origin}/library`);
  await page.waitForSelector('.entry');
  const covers = await page.$$eval('.entry', (entries) =>
    entries.map((entry) => [
      entry.querySelector('h3').textContent,
      entry.querySelector('.cover').style.getPropertyValue('--hue'),
    ]),
  );
  const hues = Object.fromEntries(covers);
  assert.equal(Object.keys(hues).length, 3);
  assert.equal(hues['الصفحة 1'], hues['الصفحة 2']);
  assert.notEqual(hues['الصفحة 1'], hues['الصفحة 3']);
  await page.context().close();
});
