// Every view of the page, each with the state that it is looked at in.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { give } from './support.mjs';

const SITE_FOLDER = fileURLToPath(new URL('../../examples/embed/', import.meta.url));

/** Every kind of paragraph, and what may be scrambled where right-to-left meets left-to-right. Written for these tests. */
const KINDS = `# الشتاء في قرية الجبل: -5°C عند الفجر

كتبت سلمى (salma@village.example) يوم 3/2/2024 أن الحرارة هبطت إلى -5°C، ثم ارتفعت إلى +2.5°C بعد 12 ساعة. ثمن الحطب 1,250.75 ليرة للطن، أي بزيادة 15%. راجع https://village.example/a/b?c=1 أو اتصل بالرقم +961-1-555123.

## ما الذي يلزم؟ (القائمة كاملة)

1. مدفأة من طراز C-500 أو ‎X&Y Plus.
2. حطب يابس: 2×3 أمتار، «لا أقل»!
3. كتاب *The Snow Queen* لمن يقرأ.

- تفقد السقف [قبل الغروب].
- املأ الخزان حتى ¾ منه.

### عن المسافة

> قال الشيخ: «من بيتنا إلى النبع ٢٥٠ مترا، ومن النبع إلى Green Valley نحو 3.5 km».

| اليوم | الحرارة | الثلج |
| --- | --- | --- |
| الاثنين | -5°C | 12 cm |
| الثلاثاء | 0°C | 3–4 cm |

\`\`\`
natiq speak winter.txt --rate 1.25
\`\`\`

فسيكفيكهمـــــــــــــــــــــــــــــــــــــــــالله كلمة طويلة، وعنوان طويل بلا فراغ: https://village.example/averyveryveryverylongaddresswithoutanyspaceinit/2024/02/03/index.html`;

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

/** A long word, and what stands beside a number with its sign. */
const DOUBTFUL = [
  {
    printed: 'فسيكفيكهمـــــــــــــــــــــــــــــــــــــــــالله',
    said: 'فَسَيَكْفِيكَهُمُ اللَّهُ',
    sentence: 'فسيكفيكهمـــــــــــــــــــــــــــــــــــــــــالله، راجع https://village.example/averyveryverylongaddress?c=1.',
    risk: 0.87,
    reasons: ['marks', 'name'],
    alternatives: [],
  },
  {
    printed: 'الفجر',
    said: 'الْفَجْرِ',
    sentence: 'هبطت الحرارة إلى -5°C عند الفجر.',
    risk: 0.5,
    reasons: ['ending'],
    alternatives: ['الْفَجْرُ', 'الْفَجْرَ', 'الْفَجَرِ', 'الْفُجْرِ', 'الْفُجُرِ'],
  },
].map((each, at) => ({ ...each, id: `${at}`, source: { start: 0, end: 1 }, in_sentence: { start: 0, end: 1 } }));

/** An article with some of everything that articles have. */
const openKinds = async (page, origin) => {
  const article = await give(origin, KINDS);
  await page.goto(`${origin}/read/${article.id}`);
  await page.waitForSelector('#voice', { state: 'attached' });
};

/** Answers in the service's place. */
const answer = (page, path, status, code) =>
  page.route(path, (route) =>
    route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify({ code, status, detail: code }) }),
  );

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
  { name: 'article of every kind', open: openKinds },
  {
    name: 'article that cannot be heard',
    open: async (page, origin) => {
      // Its sound is asked for before it is drawn.
      await answer(page, '**/segments/**', 500, 'speech_failed');
      await openArticle(page, origin);
      await page.keyboard.press('k');
      await page.waitForSelector('.player .problem p');
    },
  },
  {
    name: 'library with an article open',
    open: async (page, origin) => {
      await openArticle(page, origin);
      await page.click('nav a[href="/library"]');
      await page.waitForSelector('.playing');
      // What the bar covers in a low window is looked at from the end, where nothing may be under it.
      await page.evaluate(() => addEventListener('resize', () => scrollTo(0, document.body.scrollHeight)));
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
  {
    name: 'word',
    open: async (page, origin) => {
      await openArticle(page, origin);
      await page.keyboard.press('h');
      await page.waitForFunction(() => document.querySelectorAll('dialog [name=word-said]').length > 1);
    },
  },
  {
    name: 'doubtful words',
    open: async (page, origin) => {
      // What is doubtful changes with every better reading, and is no matter of the page.
      await page.route('**/v1/review', (route) => route.fulfill({ json: { n_words: 20, doubtful: DOUBTFUL } }));
      await openKinds(page, origin);
      await page.locator('.after button').nth(3).click();
      await page.waitForSelector('dialog .doubtful li');
    },
  },
  {
    name: 'deletion',
    open: async (page, origin) => {
      await page.addInitScript((library) => localStorage.setItem('natiq.library', JSON.stringify(library)), [
        { id: 'b'.repeat(32), title: 'الطقس غدا في المدن الساحلية', opened: 1, heard: 0.5, length: 700 },
      ]);
      await page.goto(`${origin}/library`);
      await page.click('.entry [data-key^=remove]');
      await page.waitForSelector('#delete-on-server');
    },
  },
  {
    name: 'key',
    open: async (page, origin) => {
      await answer(page, '**/v1/articles/**', 401, 'api_key_missing');
      await page.goto(`${origin}/read/${'0'.repeat(32)}`);
      await page.waitForSelector('#key');
    },
  },
  {
    name: 'tags',
    open: async (page, origin) => {
      await page.addInitScript((library) => localStorage.setItem('natiq.library', JSON.stringify(library)), [
        { id: 'b'.repeat(32), title: 'الطقس غدا في المدن الساحلية', opened: 1, heard: 0, tags: ['طقس', 'أخبار'] },
      ]);
      await page.goto(`${origin}/library`);
      await page.click('[data-key^=tags]');
      await page.waitForSelector('#tags');
    },
  },
  { name: 'help', open: openDialog(1) },
  { name: 'settings', open: openDialog(0) },
  {
    name: 'settings with kept articles',
    open: async (page, origin) => {
      await page.addInitScript((library) => localStorage.setItem('natiq.library', JSON.stringify(library)), [
        { id: 'b'.repeat(32), title: 'الطقس غدا', opened: 1, heard: 0, offline: true },
      ]);
      // How much room there is differs from browser to browser.
      await page.addInitScript(() => (navigator.storage.estimate = () => Promise.resolve({ usage: 23_400_000 })));
      await openDialog(0)(page, origin);
      await page.waitForSelector('#clear-kept:not([hidden])');
      await page.locator('#save-library').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'no such article',
    open: async (page, origin) => {
      await page.goto(`${origin}/read/${'0'.repeat(32)}`);
      await page.waitForSelector('.problem');
    },
  },
  {
    name: 'button on another site',
    open: async (page, origin) => {
      // From the service's own address: how it is on another's is the other tests' affair.
      await page.route(`${origin}/site/*`, (route) => {
        const name = new URL(route.request().url()).pathname.slice('/site/'.length) || 'index.html';
        const contentType = name.endsWith('.css') ? 'text/css' : 'text/html; charset=utf-8';
        const body = readFileSync(SITE_FOLDER + name, 'utf8').replaceAll('http://127.0.0.1:8080', origin);
        return route.fulfill({ body, contentType });
      });
      await page.goto(`${origin}/site/`);
      await page.locator('natiq-listen .play').click();
      await page.waitForSelector('natiq-listen .controls:not([hidden])');
      await page.waitForSelector('natiq-listen .play:has-text("إيقاف")');
    },
  },
];
