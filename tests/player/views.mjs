// Every view of the page, each with the state that it is looked at in.

import { give } from './support.mjs';

const LIBRARY = (article) => [
  {
    id: article.id,
    title: article.title,
    opened: 2,
    heard: 0.4,
    length: 125,
    place: { paragraph: 1, offset: 5 },
    offline: true,
  },
  { id: 'b'.repeat(32), title: 'الطقس غدا في المدن الساحلية', opened: 1, heard: 0 },
  { id: 'c'.repeat(32), title: 'كتاب جديد', opened: 0, heard: 1, length: 3700 },
];

const openArticle = async (page, origin) => {
  const article = await give(origin);
  await page.goto(`${origin}/read/${article.id}`);
  await page.waitForSelector('#voice', { state: 'attached' });
};

const openDialog = (index) => async (page, origin) => {
  await page.goto(origin);
  await page.waitForSelector('#text');
  await page.locator('.tools button').nth(index).click();
  await page.waitForSelector('dialog');
};

/** Name, and what brings it up in a page that is open at the start. */
export const VIEWS = [
  {
    name: 'start',
    open: async (page, origin) => {
      await page.goto(origin);
      await page.waitForSelector('#text');
    },
  },
  {
    name: 'start with a problem',
    open: async (page, origin) => {
      await page.goto(origin);
      await page.click('form:first-of-type button.primary');
      await page.waitForSelector('[aria-invalid]');
    },
  },
  {
    // Who comes again finds the article that was begun, with a title of many words and a word of many letters.
    name: 'start again',
    open: async (page, origin) => {
      const heard = { opened: 1, heard: 0.4, length: 754, place: { paragraph: 1, offset: 5 } };
      const title = 'كيف صارت حديقة صغيرة على سطح مدرسة في آخر المدينة حكاية يرويها أهلها؟ فسيكفيكهمـــــــــــــــــــــــــــــالله';
      await page.addInitScript((library) => localStorage.setItem('natiq.library', JSON.stringify(library)), [
        { id: 'b'.repeat(32), title, ...heard },
      ]);
      await page.goto(origin);
      await page.waitForSelector('a.card');
    },
  },
  {
    name: 'article',
    open: async (page, origin) => {
      await openArticle(page, origin);
      await page.click('#more');
      await page.waitForSelector('#voice');
    },
  },
  {
    name: 'article being spoken',
    open: async (page, origin) => {
      await openArticle(page, origin);
      await page.keyboard.press('o');
      await page.keyboard.press('k');
      await page.waitForSelector('[data-state=playing]');
      await page.waitForFunction(() => [...(CSS.highlights.get('natiq-word') ?? [])].length > 0);
    },
  },
  {
    name: 'library',
    open: async (page, origin) => {
      const article = await give(origin);
      await page.addInitScript((library) => {
        localStorage.setItem('natiq.library', JSON.stringify(library));
        localStorage.setItem('natiq.queue', JSON.stringify(library.slice(1).map(({ id }) => id)));
      }, LIBRARY(article));
      await page.goto(`${origin}/library`);
      await page.waitForSelector('.entry');
    },
  },
  {
    name: 'empty library',
    open: async (page, origin) => {
      await page.goto(`${origin}/library`);
      await page.waitForSelector('#queue');
    },
  },
  { name: 'help', open: openDialog(1) },
  { name: 'settings', open: openDialog(0) },
  {
    name: 'no such article',
    open: async (page, origin) => {
      await page.goto(`${origin}/read/${'0'.repeat(32)}`);
      await page.waitForSelector('.problem');
    },
  },
];
