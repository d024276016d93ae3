// Without a network, with a busy service, with one that asks for a key; the library and its queue.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  ARTICLE,
  announced,
  browser,
  focused,
  give,
  newWord,
  openArticle,
  openPage,
  service,
  startBefore,
  startService,
  until,
  untilSeen,
} from './support.mjs';

startBefore('[http]\nmax_article_characters = 1000\n');

test('a kept article is heard and followed offline, until it is deleted', async () => {
  const service = await startService();
  const article = await give(service.origin);
  const page = await openArticle(browser, service.origin, article);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.click('#more');
  await page.click('.keep');
  await page.getByRole('button', { name: 'محفوظ للاستماع بلا اتصال' }).waitFor();
  await service.stop();
  await page.reload();
  await page.waitForSelector('.play');
  await page.keyboard.press('o');
  await page.keyboard.press('k');
  await untilSeen(page, 'speech and highlight', (now) => now.paragraph === 1 && now.clock > 1.5 && now.word);
  await page.keyboard.press('o');
  await untilSeen(page, 'the next paragraph', (now) => now.paragraph === 2 && now.clock > 0.2);
  await page.goto(`${service.origin}/library`);
  assert.match(await page.textContent('.entry'), /محفوظ بلا اتصال/);
  // What is not kept says so, in words.
  await page.goto(`${service.origin}/read/${'0'.repeat(32)}`);
  await page.waitForSelector('.problem');
  assert.match(await page.textContent('.problem'), /لا اتصال بالخادم/);
  // Nothing of a deleted article stays behind.
  await page.goto(`${service.origin}/library`);
  await page.getByRole('button', { name: `احذف: ${article.title}` }).press('Enter');
  await page.getByRole('button', { name: 'احذفه من هذا المتصفح' }).press('Enter');
  const kept = () => page.evaluate(async () => (await (await caches.open('natiq-kept')).keys()).length);
  assert.ok((await kept()) > 0, 'it can be brought back');
  await page.getByRole('link', { name: 'مقال جديد' }).press('Enter');
  await until('nothing is kept', async () => (await kept()) === 0);
  await page.context().close();
  await service.close();
});

test('a busy service is asked again by itself', async () => {
  const article = await give(service.origin, `عاد ${newWord()} إلى السوق. ثم مضى.`);
  // Requests that a service worker could answer cannot be refused here.
  const page = await openPage(browser, { serviceWorkers: 'block' });
  let refusals = 2;
  await page.route('**/segments/0*', (route) => {
    if (refusals-- <= 0) return route.continue();
    const problem = { type: 'about:blank', title: 'Service Unavailable', status: 503, code: 'full', detail: 'full' };
    return route.fulfill({
      status: 503,
      headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '1' },
      body: JSON.stringify(problem),
    });
  });
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.keyboard.press('k');
  const notice = () => page.textContent('.player [role=alert]');
  await until('it says so', async () => /مشغول/.test(await notice()));
  await untilSeen(page, 'speech', ({ clock }) => clock > 0);
  await until('the notice is gone', async () => (await notice()) === '');
  await page.context().close();
});

test('a key is asked for, and kept', async () => {
  const key = 'a key for this test';
  const sha256 = createHash('sha256').update(key).digest('hex');
  const service = await startService(`[[http.keys]]\nname = "test"\nsha256 = "${sha256}"\n`);
  const page = await openPage(browser);
  await page.goto(service.origin);
  await page.fill('#text', ARTICLE);
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('dialog #key');
  await page.fill('#key', 'another key');
  await page.keyboard.press('Enter');
  await until('it is not accepted', async () => /لم يقبل الخادم المفتاح/.test(await page.textContent('dialog')));
  await page.fill('#key', key);
  await page.keyboard.press('Enter');
  await untilSeen(page, 'speech', ({ clock }) => clock > 0);
  await page.context().close();
  await service.close();
});

test('the next article in the queue follows', async () => {
  const one = await give(service.origin, '# خبر قصير\n\nعاد السوق.');
  const two = await give(service.origin, '# خبر آخر\n\nعاد الربيع اليوم.');
  const page = await openArticle(browser, service.origin, two);
  await page.getByRole('button', { name: 'أضف إلى قائمة الاستماع' }).press('Enter');
  await page.goto(`${service.origin}/read/${one.id}`);
  await page.waitForSelector('.play');
  await page.keyboard.press('k');
  await page.waitForURL(`**/read/${two.id}`);
  await untilSeen(page, 'speech of the second article', ({ clock }) => clock > 0);
  assert.match(await page.textContent('h1'), /خبر آخر/);
  await page.goto(`${service.origin}/library`);
  assert.match(await page.textContent('main'), /سُمع كله/);
  await page.context().close();
});

test('deleting from the library can be undone', async () => {
  const article = await give(service.origin);
  const page = await openArticle(browser, service.origin, article);
  await page.goto(`${service.origin}/library`);
  await page.getByRole('button', { name: `احذف: ${article.title}` }).press('Enter');
  // Who closes the dialog deletes nothing.
  await page.keyboard.press('Escape');
  assert.equal(await focused(page), `احذف: ${article.title}`);
  assert.equal(await page.locator('.entry').count(), 1);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'احذفه من هذا المتصفح' }).press('Enter');
  assert.equal(await focused(page), 'تراجع عن الحذف');
  await until('it is announced', async () => /حُذف/.test(await announced(page)));
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.entry').count(), 1);
  assert.match(await focused(page), /^احذف/);
  await page.context().close();
});

test('deleting on the server really deletes, and says when it could not', async () => {
  const article = await give(service.origin, `# ${newWord()}\n\nعاد السوق اليوم.`);
  const page = await openArticle(browser, service.origin, article);
  await page.goto(`${service.origin}/library`);
  await page.getByRole('button', { name: `احذف: ${article.title}` }).press('Enter');
  const onServer = page.getByRole('button', { name: 'احذفه من الخادم أيضا' });
  const isThere = async () => (await fetch(`${service.origin}/v1/articles/${article.id}`)).status;
  await page.context().setOffline(true);
  await onServer.press('Enter');
  await page.getByText('لا اتصال بالخادم').waitFor();
  await page.context().setOffline(false);
  assert.equal(await isThere(), 200);
  await onServer.press('Enter');
  await page.getByText('لا مقالات بعد').waitFor();
  assert.equal(await isThere(), 404);
  assert.equal(await focused(page), 'المقالات');
  await until('it is announced', async () => /من الخادم/.test(await announced(page)));
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('the library goes to another browser in a file', async () => {
  const article = await give(service.origin);
  const page = await openArticle(browser, service.origin, article);
  await page.keyboard.press('o');
  await page.keyboard.press('k');
  await untilSeen(page, 'speech', ({ clock, word }) => clock > 1 && word);
  await page.keyboard.press('k');
  await page.getByRole('button', { name: 'أضف إلى قائمة الاستماع' }).press('Enter');
  await page.click('#settings');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'احفظ المكتبة في ملف' }).press('Enter');
  const file = readFileSync(await (await download).path(), 'utf8');
  const state = () => page.evaluate(() => JSON.parse(localStorage.getItem('natiq.library')));
  const [here] = await state();
  assert.equal(here.place.paragraph, 1);
  await page.context().close();

  const other = await openPage(browser);
  await other.goto(service.origin);
  await other.click('#settings');
  const chooser = other.waitForEvent('filechooser');
  await other.locator('label', { hasText: 'افتح ملف مكتبة' }).click();
  const open = await chooser;
  await open.setFiles({ name: 'photo.json', mimeType: 'application/json', buffer: Buffer.from('[1]') });
  await other.getByText('هذا ليس ملف مكتبة من ناطق.').waitFor();
  // What somebody else put into it does not come in.
  const odd = JSON.parse(file);
  odd.library.push({ ...odd.library[0], id: '../x' }, { id: 'a', title: 5 }, null);
  await open.setFiles({ name: 'library.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(odd)) });
  await other.getByText('أضيف ما في الملف إلى المكتبة. عدد مقالاته: ١.').waitFor();
  const there = await other.evaluate(() => [localStorage['natiq.library'], localStorage['natiq.queue']].map((text) => JSON.parse(text)));
  assert.deepEqual(there, [[here], [article.id]]);
  await other.keyboard.press('Escape');
  // The first thing that is offered is to go on.
  await other.locator('a.card').click();
  await other.waitForURL(`**/read/${article.id}`);
  await other.waitForSelector('.play');
  await other.keyboard.press('k');
  await untilSeen(other, 'speech where it stopped', ({ clock, segment }) => clock && segment === 1);
  assert.deepEqual(other.errors, []);
  await other.context().close();
});

test('the settings show what is kept, and delete it', async () => {
  const article = await give(service.origin, '# نشرة\n\nعاد السوق اليوم.');
  const page = await openArticle(browser, service.origin, article);
  await page.click('#more');
  await page.click('#keep');
  await page.getByRole('button', { name: 'محفوظ للاستماع بلا اتصال' }).waitFor();
  await page.click('#settings');
  await page.getByText(/المقالات المحفوظة للاستماع بلا اتصال: ١\. المساحة المستعملة: [٠-٩٫]+ ميغابايت\./).waitFor();
  await page.getByRole('button', { name: 'احذف المقالات المحفوظة بلا اتصال' }).press('Enter');
  await page.getByText('المقالات المحفوظة للاستماع بلا اتصال: ٠.').waitFor();
  assert.equal(await focused(page), 'احفظ المكتبة في ملف');
  assert.equal(await page.evaluate(async () => (await (await caches.open('natiq-kept')).keys()).length), 0);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#keep').isEnabled(), true);
  await page.context().close();
});

test('what cannot be read is said in words, with what to do', async () => {
  const page = await openPage(browser);
  await page.goto(service.origin);
  await page.waitForSelector('#text');
  for (const [text, expected] of [
    ['', /ألصق نص المقال/],
    ['Only English here.', /ألصق مقالا عربيا/],
    [`${'كلمة '.repeat(300)}.`, /قسمه وأرسل جزءا منه/],
  ]) {
    await page.fill('#text', text);
    await page.keyboard.press('Control+Enter');
    await until(`${expected}`, async () => expected.test(await page.textContent('#text-problem')));
    assert.equal(await focused(page), 'نص المقال أو عنوان صفحته');
    assert.equal(await page.getAttribute('#text', 'aria-invalid'), 'true');
  }
  await page.context().close();
});

test('browsers without custom highlights get boxes', async () => {
  const article = await give(service.origin);
  const page = await openPage(browser);
  await page.addInitScript(() => Object.defineProperty(window, 'CSS', { value: { escape: CSS.escape } }));
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.keyboard.press('k');
  await page.waitForSelector('.mark-word', { state: 'attached' });
  await until('the box is on the title', () =>
    page.evaluate(() => {
      const mark = document.querySelector('.mark-word')?.getBoundingClientRect();
      const title = document.querySelector('h1').getBoundingClientRect();
      // Letters of a heading may stand out of its narrow lines, but not by their half.
      const middle = mark && (mark.top + mark.bottom) / 2;
      return mark && middle > title.top && middle < title.bottom && mark.width > 10;
    }),
  );
  assert.deepEqual(page.errors, []);
  await page.context().close();
});
