// The player on a Linux desktop, with real keys: in the accessibility tree (`at_spi.py`), and as Orca reads it (`orca.py`).
//
// Debian: xvfb, xdotool, dbus, at-spi2-core, gir1.2-atspi-2.0, python3-gi, orca. Where one is missing it says so and skips.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { give, startService, timesOf } from './support.mjs';

const SESSION = '/usr/bin/dbus-run-session';
// The system's own Python: Debian's packages are none of another.
const PYTHON = '/usr/bin/python3';

let service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service?.close();
});

test('the tree and its slider tell what is so, and nothing over the voice', { timeout: 900_000 }, (context) =>
  run('at_spi.py', context),
);

test('Orca says what is there, what a key has done, and nothing over the voice', { timeout: 900_000 }, (context) =>
  run('orca.py', context),
);

/**
 * Runs a script within a D-Bus session of its own, with the address of an article that has been spoken already.
 *
 * A display, two buses, a browser's window and a screen reader come between, none of them ours, and now and then one of them
 * loses a key. So what fails is tried again from the beginning, and says so; a fault of the player's fails every time.
 */
async function run(name, context) {
  if (!existsSync(SESSION) || !existsSync(PYTHON)) return context.skip('there is no D-Bus session or no Python');
  const article = await give(service.origin);
  await timesOf(service.origin, article.id);
  for (const isLast of [false, false, true]) {
    const { code, output } = await attempt(name, `${service.origin}/read/${article.id}`);
    for (const line of output.trim().split('\n')) console.log(`# ${line}`);
    if (code === 77) return context.skip(output.trim().split('\n').at(-1));
    if (code === 0) return undefined;
    assert.ok(!isLast, output);
    console.log(`# ${name} failed (${code}), and is tried again`);
  }
}

function attempt(name, address) {
  const script = fileURLToPath(new URL(name, import.meta.url));
  return new Promise((done) => {
    const options = { timeout: 240_000, killSignal: 'SIGKILL' };
    execFile(SESSION, ['--', PYTHON, '-u', script, address], options, (error, stdout, stderr) =>
      done({ code: error ? (error.code ?? error.signal) : 0, output: `${stdout}${error ? stderr : ''}` }),
    );
  });
}
