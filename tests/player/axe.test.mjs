// Rules that a machine can check, on every view, in both languages, in every theme, wide and narrow.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openPage, startBrowser, startService } from './support.mjs';
import { VIEWS } from './views.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** A folder for screenshots, for people to look at. */
const shots = process.env.SHOTS;

let service;
let browser;

before(async () => {
  service = await startService({});
  browser = await startBrowser();
  if (shots) mkdirSync(shots, { recursive: true });
});

after(async () => {
  await browser?.close();
  await service?.close();
});

for (const width of [1280, 320]) {
  for (const theme of ['light', 'dark', 'contrast']) {
    for (const language of ['ar', 'en']) {
      test(`${language}, ${theme}, ${width} px`, async () => {
        for (const { name, open } of VIEWS) {
          const page = await openPage(browser, {
            settings: { language, theme },
            viewport: { width, height: width === 320 ? 568 : 900 },
          });
          await open(page, service.origin);
          await page.evaluate(() => document.fonts.ready);
          if (shots)
            await page.screenshot({
              path: `${shots}/${name.replaceAll(' ', '-')}-${language}-${theme}-${width}.png`,
              fullPage: width === 320,
            });
          await page.evaluate(axe);
          const { violations, incomplete } = await page.evaluate(() =>
            window.axe.run(document, {
              runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
            }),
          );
          const told = violations.map(
            ({ id, nodes }) =>
              `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`,
          );
          assert.deepEqual(told, [], `${name}: ${told.join('\n')}`);
          // What the machine cannot decide is counted, not hidden.
          if (process.env.VERBOSE)
            console.log(`# ${name}: undecided ${incomplete.map(({ id, nodes }) => `${id} ${nodes.length}`)}`);
          assert.deepEqual(await page.evaluate(layout), [], name);
          assert.deepEqual(page.errors, [], name);
          await page.context().close();
        }
      });
    }
  }
}

/** What is too small to be hit, or stands out of the page. */
function layout() {
  const wrong = [];
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) wrong.push(`the page is ${wide} px wider than the window`);
  for (const element of document.querySelectorAll('button, a, select, input, summary, textarea')) {
    const target = element.closest('label') ?? element;
    const { width, height } = target.getBoundingClientRect();
    const isSkip = element.classList.contains('skip');
    if (width === 0 || isSkip || !element.checkVisibility()) continue;
    if (width < 43.5 || height < 43.5)
      wrong.push(`${element.outerHTML.slice(0, 100)} is ${Math.round(width)} × ${Math.round(height)} px`);
  }
  return wrong;
}
