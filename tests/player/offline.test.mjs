// Without a network, with a busy service, and with one that asks for a key.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ARTICLE, give, look, openPage, sleep, startBrowser, startService, until } from './support.mjs';

let browser;

before(async () => {
  browser = await startBrowser();
});

after(() => browser?.close());

test('a kept article is heard and followed offline', async () => {
  const service = await startService();
  const article = await give(service.origin);
  const page = await openPage(browser);
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.click('summary');
  await page.click('.keep');
  await page.getByRole('button', { name: 'محفوظ للاستماع بلا اتصال' }).waitFor({ timeout: 60_000 });
  await service.close();
  await page.reload();
  await page.waitForSelector('.play');
  await page.keyboard.press('o');
  await page.keyboard.press('k');
  await until('speech and highlight without a network', async () => {
    const now = await look(page);
    return now.segment === 1 && now.clock > 1.5 && now.word;
  });
  await page.keyboard.press('o');
  await until('the next paragraph', async () => (await look(page)).segment === 2 && (await look(page)).clock > 0.2);
  await page.goto(`${service.origin}/library`);
  assert.match(await page.textContent('.entry'), /محفوظ بلا اتصال/);
  // What is not kept says so, in words.
  await page.goto(`${service.origin}/read/${'0'.repeat(32)}`);
  await page.waitForSelector('.problem');
  assert.match(await page.textContent('.problem'), /لا اتصال بالخادم/);
  await page.context().close();
});

test('a busy service is asked again by itself', async () => {
  const service = await startService({ faults: { '/segments/0': 2 } });
  const article = await give(service.origin);
  const page = await openPage(browser);
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.keyboard.press('k');
  await until('it says so', async () => /مشغول/.test(await page.textContent('.player [role=alert]')));
  await until('speech', async () => (await look(page)).clock > 0);
  await until('the notice is gone', async () => (await page.textContent('.player [role=alert]')) === '');
  await page.context().close();
  await service.close();
});

test('a key is asked for, and kept', async () => {
  const service = await startService({ key: 'secret' });
  const page = await openPage(browser);
  await page.goto(service.origin);
  await page.fill('#text', ARTICLE);
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('dialog #key');
  await page.fill('#key', 'secret');
  await page.keyboard.press('Enter');
  await until('speech', async () => (await look(page)).clock > 0);
  await page.context().close();
  await service.close();
});

test('the next article in the queue follows', async () => {
  const service = await startService();
  const one = await give(service.origin, '# خبر قصير\n\nعاد السوق.');
  const two = await give(service.origin, '# خبر آخر\n\nعاد الربيع اليوم.');
  const page = await openPage(browser);
  await page.goto(`${service.origin}/read/${two.id}`);
  await page.getByRole('button', { name: 'أضف إلى قائمة الاستماع' }).click();
  await page.goto(`${service.origin}/read/${one.id}`);
  await page.waitForSelector('.play');
  await page.keyboard.press('k');
  await page.waitForURL(`**/read/${two.id}`, { timeout: 20_000 });
  await until('speech of the second article', async () => (await look(page)).clock > 0);
  assert.match(await page.textContent('h1'), /خبر آخر/);
  await page.goto(`${service.origin}/library`);
  assert.match(await page.textContent('main'), /سُمع كله/);
  await page.context().close();
  await service.close();
});

test('deleting from the library can be undone', async () => {
  const service = await startService();
  const article = await give(service.origin);
  const page = await openPage(browser);
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.goto(`${service.origin}/library`);
  await page.getByRole('button', { name: `احذف: ${article.title}` }).press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'تراجع عن الحذف');
  await until('it is announced', async () => /حُذف/.test(await page.textContent('[role=status]')));
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.entry').count(), 1);
  assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), /^احذف/);
  await page.context().close();
  await service.close();
});

test('browsers without custom highlights get boxes', async () => {
  const service = await startService();
  const article = await give(service.origin);
  const page = await openPage(browser);
  await page.addInitScript(() => delete CSS.highlights);
  await page.addInitScript(() => Object.defineProperty(window, 'CSS', { value: { escape: CSS.escape } }));
  await page.goto(`${service.origin}/read/${article.id}`);
  await page.waitForSelector('.play');
  await page.keyboard.press('k');
  await page.waitForSelector('.mark-word', { state: 'attached' });
  await sleep(300);
  const fits = await page.evaluate(() => {
    const mark = document.querySelector('.mark-word').getBoundingClientRect();
    const title = document.querySelector('h1').getBoundingClientRect();
    return mark.top >= title.top - 5 && mark.bottom <= title.bottom + 5 && mark.width > 10;
  });
  assert.ok(fits);
  assert.deepEqual(page.errors, []);
  await page.context().close();
  await service.close();
});
