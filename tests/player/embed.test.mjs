// The button on a page that is against it: hostile styles, a strict policy, another origin.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { openPage, startBrowser, startService, until } from './support.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const demo = readFileSync(fileURLToPath(new URL('../../examples/embed/index.html', import.meta.url)), 'utf8');

/** What a site's editor would never write, and some do. */
const HOSTILE = `
  * { all: unset !important; font: 2px/1 monospace !important; color: #fff !important; background: #fff !important; }
  natiq-listen, natiq-listen * { display: none !important; visibility: hidden !important; opacity: 0 !important; position: absolute !important; left: -9999px !important; }
  button, a, select { width: 1px !important; height: 1px !important; overflow: hidden !important; }
  html { direction: ltr; font-size: 1px; }
  title, style, script, link, head { display: none !important; }
`;

let service;
let browser;
let site;
let origin;

before(async () => {
  browser = await startBrowser();
  site = createServer((request, response) => {
    if (request.url === '/site.css') {
      response.writeHead(200, { 'Content-Type': 'text/css' }).end(HOSTILE);
      return;
    }
    response.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy':
        `default-src 'none'; script-src ${service.origin}; style-src 'self'; connect-src ${service.origin}; media-src ${service.origin}; ` +
        "require-trusted-types-for 'script'; base-uri 'none'",
    });
    response.end(demo.replaceAll('http://127.0.0.1:8080', service.origin));
  });
  await new Promise((ready) => site.listen(0, '127.0.0.1', ready));
  origin = `http://127.0.0.1:${site.address().port}`;
  service = await startService(`[http]\ncors_origins = ["${origin}"]\n`);
});

after(async () => {
  await browser?.close();
  await service?.close();
  site?.close();
  site?.closeAllConnections();
});

test('seen, reached by keyboard, and heard', async () => {
  const page = await openPage(browser);
  const refused = [];
  page.on(
    'console',
    (message) => /Content Security Policy|Trusted/.test(message.text()) && refused.push(message.text()),
  );
  await page.goto(origin);
  const button = page.getByRole('button', { name: 'استمع إلى المقال' });
  const box = await button.boundingBox();
  assert.ok(box && box.height >= 44 && box.width >= 100 && box.x >= 0 && box.x < 1280, JSON.stringify(box));
  const style = await button.evaluate((element) => {
    const { color, backgroundColor, fontSize, visibility } = getComputedStyle(element);
    const host = getComputedStyle(element.getRootNode().host);
    return { color, backgroundColor, fontSize, visibility, opacity: host.opacity, display: host.display };
  });
  assert.deepEqual(style, {
    color: 'rgb(255, 255, 255)',
    backgroundColor: 'rgb(11, 93, 90)',
    fontSize: '16px',
    visibility: 'visible',
    opacity: '1',
    display: 'block',
  });

  await page.evaluate(() => document.querySelector('natiq-listen').shadowRoot.querySelector('.play').focus());
  await page.keyboard.press('Enter');
  const playing = () =>
    page.evaluate(() => {
      const root = document.querySelector('natiq-listen').shadowRoot;
      const audio = [...root.querySelectorAll('audio')].find((element) => !element.paused);
      return audio && { clock: audio.currentTime, src: audio.src };
    });
  const first = await until('sound', async () => ((await playing())?.clock > 0.3 ? playing() : undefined));
  assert.ok(first.src.startsWith(service.origin));
  await page.getByRole('button', { name: 'جملة تالية' }).press('Enter');
  await until('the next sentence', async () => (await playing())?.src.includes('/segments/1'));
  await page.getByRole('button', { name: 'إيقاف مؤقت' }).press('Enter');
  await until('silence', async () => !(await playing()));
  await page.getByRole('button', { name: 'تشغيل', exact: true }).waitFor();
  assert.match(
    await page.getByRole('link', { name: 'افتح في مشغل ناطق' }).getAttribute('href'),
    new RegExp(`^${service.origin}/read/`),
  );
  assert.deepEqual(refused, []);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('its styles do not leave it', async () => {
  const page = await openPage(browser);
  await page.goto(origin);
  const before = await page.evaluate(() => [
    document.styleSheets.length,
    document.adoptedStyleSheets.length,
    document.querySelectorAll('style').length,
  ]);
  assert.deepEqual(before, [1, 0, 0]);
  await page.context().close();
});

test('axe finds nothing, in light and dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const page = await openPage(browser, { colorScheme, bypassCSP: true });
    await page.goto(origin);
    await page.getByRole('button', { name: 'استمع إلى المقال' }).click();
    await page.getByRole('button', { name: 'إيقاف مؤقت' }).waitFor();
    await page.evaluate(axe);
    const violations = await page.evaluate(async () =>
      (await window.axe.run('natiq-listen')).violations.map(
        ({ id, nodes }) => `${id} ${nodes.map(({ html }) => html)}`,
      ),
    );
    assert.deepEqual(violations, []);
    await page.context().close();
  }
});

test('the site hears what the button does, and gives it its colours', async () => {
  const page = await openPage(browser);
  await page.goto(origin);
  await page.evaluate(() => {
    window.told = [];
    for (const name of ['play', 'pause', 'end', 'error'])
      document.addEventListener(`natiq-${name}`, ({ type, detail }) => window.told.push({ type, ...detail }));
    // The page's own sheet is against it with `!important`; a property is none of what that reaches.
    document.querySelector('natiq-listen').style.setProperty('--natiq-accent', 'rgb(107, 52, 16)');
  });
  const told = () => page.evaluate(() => window.told);
  const colour = () =>
    page.evaluate(() => {
      const { shadowRoot } = document.querySelector('natiq-listen');
      return getComputedStyle(shadowRoot.querySelector('.play')).backgroundColor;
    });
  assert.equal(await colour(), 'rgb(107, 52, 16)');
  await page.getByRole('button', { name: 'استمع إلى المقال' }).click();
  await until('natiq-play', async () => (await told()).length > 0);
  await page.getByRole('button', { name: 'إيقاف مؤقت' }).click();
  await until('natiq-pause', async () => (await told()).length > 1);
  await page.getByRole('button', { name: 'تشغيل', exact: true }).click();
  await until('natiq-play again', async () => (await told()).length > 2);
  const [first, second, third] = await told();
  assert.deepEqual([first.type, second.type, third.type], ['natiq-play', 'natiq-pause', 'natiq-play']);
  assert.match(first.article, /^[0-9a-f]{16,}$/);
  assert.ok(second.position > first.position - 0.01, JSON.stringify(await told()));
  await page.context().close();
});

test('the site hears that an article cannot be heard', async () => {
  const page = await openPage(browser);
  await page.goto(origin);
  const code = page.evaluate(
    () => new Promise((tell) => document.addEventListener('natiq-error', ({ detail }) => tell(detail.code))),
  );
  await page.evaluate(() => document.querySelector('natiq-listen').setAttribute('article', '0'.repeat(32)));
  await page.getByRole('button', { name: 'استمع إلى المقال' }).click();
  assert.equal(await code, 'article_not_found');
  await page.context().close();
});

test('without scripts there is a link to the player', async () => {
  const page = await openPage(browser, { javaScriptEnabled: false });
  // The sheet that is against everything is not what this is about.
  await page.route('**/site.css', (route) => route.fulfill({ contentType: 'text/css', body: '' }));
  await page.goto(origin);
  const link = page.getByRole('link', { name: 'استمع إلى المقال' });
  await link.waitFor({ state: 'visible' });
  assert.ok((await link.getAttribute('href')).startsWith(`${service.origin}/?url=`));
  await link.click();
  assert.ok(page.url().startsWith(service.origin));
  await page.context().close();
});
