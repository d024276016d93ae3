// Every view, in both languages: its accessibility tree as it was last looked at, so that a lost name or heading is
// noticed; and in every theme and three widths, the rules that a machine can check.
//
// `UPDATE=1` writes the trees anew; `SHOTS=folder` keeps screenshots, for people to look at.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { openPage, startBrowser, startService } from './support.mjs';
import { VIEWS } from './views.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const trees = fileURLToPath(new URL('./trees/', import.meta.url));
const shots = process.env.SHOTS;
const THEMES = ['light', 'sepia', 'dark', 'black', 'contrast'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let service;
let browser;

before(async () => {
  service = await startService();
  browser = await startBrowser();
  if (shots) mkdirSync(shots, { recursive: true });
});

after(async () => {
  await browser?.close();
  await service?.close();
});

for (const language of ['ar', 'en']) {
  for (const { name, open } of VIEWS) {
    test(`${name}, ${language}`, async () => {
      // Spoken slowly, so that it lasts while it is looked at.
      const page = await openPage(browser, { settings: { language, speed: 0.5 } });
      await open(page, service.origin);
      await checkTree(page, `${name.replaceAll(' ', '-')}.${language}.yaml`);
      await page.evaluate(axe);
      for (const [width, height] of [
        [1280, 900],
        [768, 1024],
        [320, 568],
      ]) {
        await page.setViewportSize({ width, height });
        for (const theme of THEMES) {
          await page.evaluate(settle, theme);
          await shoot(page, name, language, theme, width);
          // Of the rules, a theme can break those about colours.
          const rules = theme === 'light' ? RULES : ['cat.color'];
          assert.deepEqual(await page.evaluate(violations, rules), [], `axe, ${theme}, ${width} px`);
          assert.deepEqual(await page.evaluate(layout), [], `layout, ${theme}, ${width} px`);
        }
        if (shots) {
          // All of what is taller than a window, dialogs too.
          await page.setViewportSize({ width, height: 3000 });
          await page.evaluate(settle, 'light');
          await shoot(page, name, language, 'tall', width);
          await page.setViewportSize({ width, height });
        }
        // The reader's own few colours, of which the system takes care.
        for (const colorScheme of ['light', 'dark']) {
          await page.emulateMedia({ forcedColors: 'active', colorScheme });
          await page.evaluate(settle, 'auto');
          await shoot(page, name, language, `forced-${colorScheme}`, width);
          assert.deepEqual(await page.evaluate(unseen), [], `forced colours, ${colorScheme}, ${width} px`);
        }
        await page.emulateMedia({ forcedColors: null, colorScheme: null });
      }
      // 400 % zoom of a window of 1280 × 1024, with the spacing that WCAG 1.4.12 lets readers ask for.
      await page.setViewportSize({ width: 320, height: 256 });
      await page.evaluate(spread);
      await page.evaluate(settle, 'light');
      await shoot(page, name, language, 'spread', 320);
      assert.deepEqual(await page.evaluate(layout), [], 'layout, 400 %, spread');
      assert.deepEqual(page.errors, []);
      await page.context().close();
    });
  }
}

for (const size of [200, 300]) {
  test(`letters of ${size} % on a telephone`, async () => {
    for (const { name, open } of VIEWS) {
      const page = await openPage(browser, { settings: { size }, viewport: { width: 390, height: 844 } });
      await open(page, service.origin);
      await page.evaluate(settle, 'light');
      if (shots) await page.screenshot({ path: `${shots}/${name.replaceAll(' ', '-')}-${size}.png` });
      assert.deepEqual(await page.evaluate(layout), [], name);
      await page.context().close();
    }
  });
}

test('marked words can be read, in every theme and colour', async () => {
  const page = await openPage(browser);
  await page.goto(service.origin);
  for (const theme of THEMES) {
    for (const marks of ['usual', 'yellow', 'blue']) {
      const [paper, ...colours] = await page.evaluate(
        ([theme, marks]) => {
          Object.assign(document.documentElement.dataset, { theme, marks });
          const style = getComputedStyle(document.documentElement);
          return ['paper', 'sentence', 'on-sentence', 'word', 'on-word'].map((name) =>
            style.getPropertyValue(`--${name}`),
          );
        },
        [theme, marks],
      );
      const [sentence, onSentence, word, onWord] = colours;
      assert.ok(contrast(sentence, onSentence) >= 7, `${theme}, ${marks}: sentence`);
      assert.ok(contrast(word, onWord) >= 7, `${theme}, ${marks}: word`);
      assert.ok(contrast(word, sentence) >= 3, `${theme}, ${marks}: word in sentence`);
      assert.ok(Math.max(contrast(word, paper), contrast(onWord, word)) >= 3, `${theme}, ${marks}: word on the page`);
    }
  }
  await page.context().close();
});

async function shoot(page, name, language, look, width) {
  if (shots) await page.screenshot({ path: `${shots}/${name.replaceAll(' ', '-')}-${language}-${look}-${width}.png` });
}

async function checkTree(page, name) {
  const tree = `${await page.locator('html').ariaSnapshot()}\n`
    .replaceAll(service.origin, '')
    .replaceAll(/javascript:\S+/g, 'javascript:…')
    // It goes on while it is looked at.
    .replaceAll(/(slider "(?:الموضع في المقال|Position in the article)"): "\d+"/g, '$1: "…"');
  if (process.env.UPDATE) {
    mkdirSync(trees, { recursive: true });
    writeFileSync(`${trees}${name}`, tree);
  }
  assert.equal(tree, readFileSync(`${trees}${name}`, 'utf8'));
}

/** Takes a theme, and waits until the page is drawn with it. */
async function settle(theme) {
  document.documentElement.dataset.theme = theme;
  await document.fonts.ready;
  await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
}

async function violations(rules) {
  // Of another site, its button alone is ours.
  const { violations } = await window.axe.run(document.querySelector('natiq-listen') ?? document, {
    runOnly: rules,
    resultTypes: ['violations'],
  });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`,
  );
}

/** What is too small to be hit, or stands out of the page. */
function layout() {
  const wrong = [];
  const ours = document.querySelector('natiq-listen')?.shadowRoot ?? document;
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) wrong.push(`the page is ${wide} px wider than the window`);
  for (const element of ours.querySelectorAll('button, a, select, input, summary, textarea')) {
    const target = element.closest('label') ?? element;
    const { width, height, left, right } = target.getBoundingClientRect();
    if (width === 0 || element.classList.contains('skip') || !element.checkVisibility()) continue;
    const name = element.outerHTML.slice(0, 100);
    if (width < 43.5 || height < 43.5) wrong.push(`${name} is ${Math.round(width)} × ${Math.round(height)} px`);
    if (/BUTTON|SUMMARY|^A$/.test(element.tagName) && element.scrollWidth > element.clientWidth + 1)
      wrong.push(`${name} is too narrow for its words`);
    if (left < -1 || right > innerWidth + 1) wrong.push(`${name} stands out of the window`);
  }
  return wrong;
}

/** Controls that forced colours have left without an edge, and signs without a colour of their own. */
function unseen() {
  const wrong = [];
  const ours = document.querySelector('natiq-listen')?.shadowRoot ?? document;
  const isClear = (colour) => /^rgba\(.*, 0\)$/.test(colour);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement ?? one.getRootNode().host) {
      const { backgroundColor } = getComputedStyle(one);
      if (!isClear(backgroundColor)) return backgroundColor;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  for (const element of ours.querySelectorAll('button, select, .sheet, a.button, a.card, .track, .filled, .thumb')) {
    const { width } = element.getBoundingClientRect();
    if (width === 0 || !element.checkVisibility()) continue;
    const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(element);
    const around = ground(element.parentElement ?? ours.host);
    const hasEdge = borderTopStyle !== 'none' && parseFloat(borderTopWidth) >= 1 && borderTopColor !== around;
    const hasGround = !isClear(backgroundColor) && backgroundColor !== around;
    if (!hasEdge && !hasGround) wrong.push(`${element.outerHTML.slice(0, 100)} has no edge`);
  }
  for (const sign of ours.querySelectorAll('svg')) {
    if (sign.getBoundingClientRect().width === 0 || !sign.checkVisibility()) continue;
    const shape = sign.querySelector('path, circle, rect, line, polyline') ?? sign;
    const { fill, stroke } = getComputedStyle(shape);
    const under = ground(sign);
    if ([fill, stroke].every((colour) => colour === 'none' || colour === under)) wrong.push(`${sign.outerHTML.slice(0, 100)} is not seen`);
  }
  return wrong;
}

function spread() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }
  `);
  document.adoptedStyleSheets = [sheet];
}

/** The contrast of two colours, after WCAG. */
function contrast(one, other) {
  const [dark, light] = [one, other].map(luminance).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour) {
  const digits = colour.trim().slice(1);
  const pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : digits.match(/../g);
  const [red, green, blue] = pairs
    .map((pair) => parseInt(pair, 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
