// What is in the repository is what the sources make, and it is small.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { test } from 'node:test';

const player = fileURLToPath(new URL('../../src/http/player/', import.meta.url));
const filesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length))
    .sort();

test('the built files fit the sources', () => {
  const copy = mkdtempSync(join(tmpdir(), 'natiq-build-'));
  try {
    cpSync(player, copy, {
      recursive: true,
      filter: (path) => !/node_modules|\/dist($|\/)/.test(path.slice(player.length - 1)),
    });
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: copy, stdio: 'pipe' });
    execFileSync('npm', ['run', 'build'], { cwd: copy, stdio: 'pipe' });
    const made = filesOf(`${copy}/dist/`);
    assert.deepEqual(made, filesOf(`${player}dist/`));
    for (const file of made) {
      assert.ok(
        readFileSync(`${copy}/dist/${file}`).equals(readFileSync(`${player}dist/${file}`)),
        `${file} is not what its sources make: run npm run build`,
      );
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});

test('script and style are under 150 kB compressed', () => {
  const sizes = Object.fromEntries(
    ['player/app.js', 'player/app.css', 'worker.js', 'embed.js'].map((file) => [
      file,
      gzipSync(readFileSync(`${player}dist/${file}`)).length,
    ]),
  );
  console.log(`# ${JSON.stringify(sizes)}`);
  // 150 kB are the limit that was set; what is there is held to what it needs.
  assert.ok(sizes['player/app.js'] + sizes['player/app.css'] + sizes['worker.js'] < 60_000);
  assert.ok(sizes['embed.js'] < 30_000);
});

test('no other host is named', () => {
  for (const file of ['index.html', 'embed.js', 'worker.js', 'player/app.js', 'player/app.css']) {
    const text = readFileSync(`${player}dist/${file}`, 'utf8')
      .replaceAll('http://www.w3.org/2000/svg', '')
      .replaceAll('https://natiq.example', '');
    assert.doesNotMatch(text, /https?:\/\/[a-z]/i, file);
  }
});
