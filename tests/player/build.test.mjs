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

/** Which of the player's own files each of them names. */
function imports() {
  const folder = `${player}src/`;
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const named = (name) => [...readFileSync(folder + name, 'utf8').matchAll(/from '\.\/([\w-]+\.ts)'/g)].map(([, other]) => other);
  return new Map(names.map((name) => [name, named(name)]));
}

test('no file of the player needs itself, by way of others', () => {
  const files = imports();
  assert.ok(files.get('main.ts').length > 10);
  const done = new Set();
  const visit = (name, way) => {
    assert.ok(!way.includes(name), [...way, name].join(' → '));
    if (done.has(name)) return;
    for (const other of files.get(name) ?? []) visit(other, [...way, name]);
    done.add(name);
  };
  for (const name of files.keys()) visit(name, []);
});

test('every file of the player is in use', () => {
  const files = imports();
  const entries = ['main.ts', 'embed.ts', 'worker.ts', 'vite.d.ts'];
  const used = new Set([...files.values()].flat());
  assert.deepEqual([...files.keys()].filter((name) => !used.has(name) && !entries.includes(name)), []);
});
