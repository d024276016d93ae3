// The accessibility tree of every view, so that a lost name or heading is noticed. `UPDATE=1` writes it anew.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { openPage, startBrowser, startService } from './support.mjs';
import { VIEWS } from './views.mjs';

const folder = fileURLToPath(new URL('./trees/', import.meta.url));

let service;
let browser;

before(async () => {
  service = await startService({});
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await service?.close();
});

for (const language of ['ar', 'en']) {
  for (const { name, open } of VIEWS) {
    test(`${name}, ${language}`, async () => {
      const page = await openPage(browser, { settings: { language } });
      await open(page, service.origin);
      await page.waitForTimeout(300);
      const tree = `${await page.locator('html').ariaSnapshot()}\n`.replaceAll(service.origin, '');
      const file = `${folder}${name.replaceAll(' ', '-')}.${language}.yaml`;
      if (process.env.UPDATE) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(file, tree);
      }
      assert.equal(tree, readFileSync(file, 'utf8'));
      await page.context().close();
    });
  }
}
