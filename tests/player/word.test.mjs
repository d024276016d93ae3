// “This word is wrong”: the word that was heard, by keyboard, kept for this browser and for the house.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { announced, focused, give, openArticle, startBrowser, startService, tabTo, until, untilSeen } from './support.mjs';

const TEXT = 'زار دروكدال منطقة السوق، ثم قلب الرجل صفحة الكتاب.\n\nوأغلق الحارس باب المكتبة.';

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

const lexicon = async () => (await (await fetch(`${service.origin}/v1/lexicon/house`)).json()).entries;

/** Plays to a word, pauses there and asks about it. */
async function askAbout(page, word) {
  await page.keyboard.press('k');
  await untilSeen(page, `the word ${word} is heard`, (now) => now.word?.includes(word));
  await page.keyboard.press('h');
  await page.waitForSelector('dialog[open]');
  return page.textContent('dialog p [lang=ar]');
}

test('a word is corrected for this browser, by keyboard', async () => {
  const article = await give(service.origin, TEXT);
  const page = await openArticle(browser, service.origin, article);
  // What is heard at the key's press is asked about: the voice goes on for a moment meanwhile.
  const printed = await askAbout(page, 'قلب');
  assert.ok(['قلب', 'الرجل'].includes(printed), printed);
  assert.equal(await focused(page), 'كيف تُنطق هذه الكلمة؟');
  // The other readings that the model counts are there to choose from, the one that was heard first.
  await page.waitForFunction(() => document.querySelectorAll('dialog [name=word-said]').length > 1);
  await tabTo(page, 'اكتبها مشكولة');
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('قَلَبَ');
  // Marks can be typed by buttons that have names.
  await tabTo(page, 'شدة');
  const heard = page.waitForResponse((response) => response.url().endsWith('/v1/audio/speech'));
  await tabTo(page, 'اسمعها في جملتها');
  await page.keyboard.press('Enter');
  const { input } = JSON.parse((await heard).request().postData());
  assert.ok(input.includes('قَلَبَ') && input.includes('صفحة'), input);
  await tabTo(page, 'احفظها لي');
  await page.keyboard.press('Enter');
  await page.waitForFunction((id) => !location.pathname.includes(id), article.id);
  await page.waitForSelector('dialog', { state: 'detached' });
  await until('it is told', async () => (await announced(page)) === 'حُفظت في هذا المتصفح.');
  assert.deepEqual(await page.evaluate(() => JSON.parse(localStorage.getItem('natiq.corrections'))), { [printed]: 'قَلَبَ' });
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const kept = await (await fetch(`${service.origin}/v1/articles/${id}`)).json();
  assert.deepEqual(Object.keys(kept.lexicon), [printed]);
  assert.deepEqual(await lexicon(), []);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('a word is corrected for everybody, and what is given later has what is kept here', async () => {
  const article = await give(service.origin, TEXT);
  const page = await openArticle(browser, service.origin, article);
  const printed = await askAbout(page, 'منطقة');
  await page.fill('#word-typed', 'مِنْطَقَةَ');
  await page.click('dialog button:text-is("احفظها للجميع")');
  await page.waitForSelector('dialog', { state: 'detached' });
  const [entry] = await until('the house has it', async () => {
    const entries = await lexicon();
    return entries.length > 0 && entries;
  });
  // The ending is the sentence's.
  assert.deepEqual([entry.written, entry.said, entry.ending], [printed, 'مِنْطَقَة', 'open']);
  await page.evaluate(() => localStorage.setItem('natiq.corrections', JSON.stringify({ الحارس: 'الْحَارِسْ', آخر: 'آخَر' })));
  await page.goto(service.origin);
  await page.fill('#text', 'نام الحارس في بيته.');
  await page.press('#text', 'Control+Enter');
  await page.waitForURL(/\/read\//);
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const kept = await (await fetch(`${service.origin}/v1/articles/${id}`)).json();
  assert.deepEqual(kept.lexicon, { الحارس: 'الْحَارِسْ' });
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('the doubtful words of an article are listed and put right', async () => {
  const article = await give(service.origin, TEXT);
  const page = await openArticle(browser, service.origin, article);
  await page.click('button:text-is("راجع الكلمات المشكوك فيها")');
  await page.waitForSelector('.doubtful li');
  const { doubtful } = await (
    await fetch(`${service.origin}/v1/review`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ article: article.id }),
    })
  ).json();
  const shown = await page.$$eval('.doubtful button', (buttons) => buttons.map((button) => button.textContent));
  assert.deepEqual(shown, doubtful.map(({ printed, said }) => `${printed}: ${said}`));
  await page.click('.doubtful button');
  await page.waitForSelector('#word-typed');
  assert.equal(await page.inputValue('#word-typed'), doubtful[0].printed);
  await page.fill('#word-typed', 'كَلِمَةْ');
  await page.click('dialog button:text-is("احفظها لي")');
  await page.waitForFunction((id) => !location.pathname.includes(id), article.id);
  // The list is still there, for the next.
  await page.waitForSelector('#word-typed', { state: 'detached' });
  assert.equal(await page.locator('dialog[open]').count(), 1);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});
