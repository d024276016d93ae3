// Firefox and WebKit as Debian has them, by the protocols that they bring with them: Marionette, and WebDriver. Both speak the
// same W3C vocabulary; playwright's own builds of these browsers come from a host of their own, which not every network reaches.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, until } from './support.mjs';

const PULSE = '/usr/bin/pulseaudio';
const FIREFOX = process.env.FIREFOX ?? ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => existsSync(path));
const WEBKIT_DRIVER = '/usr/bin/WebKitWebDriver';
const MINI_BROWSER = ['4.1', '6.0', '4.0']
  .map((version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`)
  .find((path) => existsSync(path));

/** W3C's codes of keys that type nothing. */
export const KEYS = { Tab: '\ue004', Enter: '\ue007', Escape: '\ue00c', Control: '\ue009', ArrowLeft: '\ue012', ArrowRight: '\ue014', ArrowDown: '\ue015' };

/** The browsers that are here, each with what starts it. */
export const BROWSERS = [
  { name: 'Firefox', isHere: FIREFOX !== undefined && existsSync(PULSE), start: startFirefox },
  {
    name: 'WebKit',
    isHere: existsSync(WEBKIT_DRIVER) && MINI_BROWSER !== undefined && existsSync('/usr/bin/Xvfb'),
    start: startWebKit,
  },
];

/** A page of a browser; `send` gives it one command of W3C's WebDriver. */
class Page {
  constructor(send, close, version) {
    Object.assign(this, { send, close, version });
  }

  goto(url) {
    return this.send('navigate', { url });
  }

  /** Runs a function in the page and returns what it returns. */
  evaluate(run, ...args) {
    return this.send('execute', { script: `return (${run}).apply(undefined, arguments)`, args });
  }

  /** Presses keys together, the last of them last. */
  press(...keys) {
    const codes = keys.map((key) => KEYS[key] ?? key);
    const down = codes.map((value) => ({ type: 'keyDown', value }));
    const up = codes.toReversed().map((value) => ({ type: 'keyUp', value }));
    return this.send('actions', { actions: [{ type: 'key', id: 'keyboard', actions: [...down, ...up] }] });
  }
}

async function startFirefox() {
  const profile = mkdtempSync(join(tmpdir(), 'natiq-firefox-'));
  const port = await freePort();
  const settings = {
    'marionette.port': port,
    'browser.shell.checkDefaultBrowser': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'toolkit.telemetry.reportingpolicy.firstRun': false,
    'app.update.enabled': false,
    'browser.aboutwelcome.enabled': false,
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'services.settings.server': '',
  };
  const lines = Object.entries(settings).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  // Without a sound card it plays nothing; a sink that throws the sound away keeps time like one.
  const socket = join(profile, 'sound');
  const modules = ['module-null-sink', `module-native-protocol-unix auth-anonymous=1 socket=${socket}`];
  const sound = spawn(
    PULSE,
    ['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', ...modules.map((one) => `--load=${one}`)],
    { stdio: 'ignore', env: { ...process.env, HOME: profile, XDG_RUNTIME_DIR: profile } },
  );
  await until('the sink is there', () => existsSync(socket));
  const options = ['--headless', '--marionette', '--no-remote', '--profile', profile];
  const browser = spawn(FIREFOX, options, {
    stdio: 'ignore',
    env: { ...process.env, MOZ_DISABLE_CONTENT_SANDBOX: '1', PULSE_SERVER: `unix:${socket}` },
  });
  const marionette = await until('Firefox listens', () => Marionette.connect(port).catch(() => undefined));
  const { capabilities } = await marionette.send('WebDriver:NewSession', { capabilities: {} });
  const commands = {
    navigate: 'WebDriver:Navigate',
    execute: 'WebDriver:ExecuteScript',
    actions: 'WebDriver:PerformActions',
  };
  const send = async (name, parameters) => {
    const answer = await marionette.send(commands[name], parameters);
    return answer && typeof answer === 'object' && 'value' in answer ? answer.value : answer;
  };
  const close = async () => {
    const ended = new Promise((done) => browser.once('exit', done));
    browser.kill('SIGTERM');
    await ended;
    sound.kill();
    rmSync(profile, { recursive: true, force: true });
  };
  return new Page(send, close, `Firefox ${capabilities.browserVersion}`);
}

/** Firefox's remote protocol: JSON on a socket, each message with its length before it. */
class Marionette {
  #socket;
  #waiting = new Map();
  #bytes = Buffer.alloc(0);
  #last = 0;

  static connect(port) {
    return new Promise((done, failed) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', failed);
      const marionette = new Marionette();
      marionette.#socket = socket;
      marionette.#waiting.set('hello', { done: () => done(marionette) });
      socket.on('data', (bytes) => marionette.#take(bytes));
    });
  }

  send(name, parameters) {
    const id = (this.#last += 1);
    const text = JSON.stringify([0, id, name, parameters]);
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed });
      this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
  }

  #take(bytes) {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      const colon = this.#bytes.indexOf(':');
      const length = Number(this.#bytes.subarray(0, Math.max(0, colon)).toString());
      if (colon < 0 || this.#bytes.length < colon + 1 + length) return;
      const message = JSON.parse(this.#bytes.subarray(colon + 1, colon + 1 + length).toString());
      this.#bytes = this.#bytes.subarray(colon + 1 + length);
      // The first message says which browser it is.
      const [, id, error, result] = Array.isArray(message) ? message : [1, 'hello', null, message];
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) waiting?.failed(new Error(`${error.error}: ${error.message}`));
      else waiting?.done(result);
    }
  }
}

async function startWebKit() {
  // It has no window without a display.
  const display = `:${100 + Math.floor(Math.random() * 800)}`;
  const screen = spawn('Xvfb', [display, '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { stdio: 'ignore' });
  const port = await freePort();
  const env = { ...process.env, DISPLAY: display, GDK_BACKEND: 'x11', WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LIBGL_ALWAYS_SOFTWARE: '1' };
  const driver = spawn(WEBKIT_DRIVER, [`--port=${port}`, '--host=127.0.0.1'], { stdio: 'ignore', env, detached: true });
  const ask = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  await until('WebKitWebDriver listens', () => ask('GET', '/status').catch(() => undefined));
  const options = { binary: MINI_BROWSER, args: ['--automation'] };
  const { sessionId, capabilities } = await ask('POST', '/session', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } },
  });
  const paths = { navigate: 'url', execute: 'execute/sync', actions: 'actions' };
  const send = (name, parameters) => ask('POST', `/session/${sessionId}/${paths[name]}`, parameters);
  const close = async () => {
    await ask('DELETE', `/session/${sessionId}`).catch(() => undefined);
    process.kill(-driver.pid);
    screen.kill();
  };
  return new Page(send, close, `WebKit in ${capabilities.browserName} ${capabilities.browserVersion}`);
}
