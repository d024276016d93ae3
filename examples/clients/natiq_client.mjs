// A web client that has articles spoken and watches them being spoken. `fetch` only: Node 18 or later, and browsers.
//
//   node natiq_client.mjs http://127.0.0.1:8080 article.txt ...     gives a job and watches it
//
// `new Natiq(url, key)` has `give`, `watch`, `fetch`; `verify` checks that a webhook comes from the service. Every call waits
// out a service that is away for a moment, and gives nothing twice: each request that makes something has an idempotency key
// of its own.

// A service that is being started again is away for some seconds.
const PATIENCE_MS = 120_000;
const FINAL = ['done', 'failed', 'cancelled'];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The service refused a request, and would refuse it again. */
export class Refused extends Error {
  constructor(status, problem) {
    super(`${problem.title ?? status}: ${problem.detail ?? ''}`);
    this.status = status;
    this.problem = problem;
  }
}

export class Natiq {
  constructor(url, key) {
    this.url = url.replace(/\/$/, '');
    this.key = key;
  }

  /** Asks again while the service is away, busy or full; returns the response. */
  async ask(method, path, { body, headers = {} } = {}) {
    const all = { ...headers };
    if (this.key) all.Authorization = `Bearer ${this.key}`;
    if (body !== undefined) all['Content-Type'] = 'application/json';
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      let response;
      try {
        response = await fetch(this.url + path, { method, headers: all, body: body && JSON.stringify(body) });
      } catch (error) {
        if (Date.now() > end) throw error;
        await pause(500);
        continue;
      }
      if (response.ok) return response;
      const problem = await response.json().catch(() => ({}));
      if (![409, 429, 503].includes(response.status) || Date.now() > end) throw new Refused(response.status, problem);
      await pause(1000 * (Number(response.headers.get('Retry-After')) || 1));
    }
  }

  /** Gives a job; with the same `key` it is given once, however often this is called. */
  async give(articles, { key = crypto.randomUUID(), ...options } = {}) {
    const response = await this.ask('POST', '/v1/jobs', {
      body: { articles, ...options },
      headers: { 'Idempotency-Key': key },
    });
    return response.json();
  }

  /** Tells of a job as it goes on, as `{ name, data }`; goes on after the service was away. */
  async *watch(id) {
    let known;
    for (;;) {
      try {
        const headers = known === undefined ? {} : { 'Last-Event-ID': known };
        const response = await this.ask('GET', `/v1/jobs/${id}/events`, { headers });
        for await (const event of serverSentEvents(response)) {
          known = event.id ?? known;
          yield { name: event.event, data: JSON.parse(event.data) };
          if (FINAL.includes(event.event)) return;
        }
      } catch (error) {
        if (error instanceof Refused) throw error;
      }
      await pause(500);
    }
  }

  /** Returns the bytes of a link of an answer. */
  async fetch(link) {
    return new Uint8Array(await (await this.ask('GET', link)).arrayBuffer());
  }
}

async function* serverSentEvents(response) {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = {};
      for (const line of text.slice(0, end).split('\n')) {
        const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
        if (name) event[name] = value;
      }
      text = text.slice(end + 2);
      if (event.data) yield event;
    }
  }
}

/** Returns what a webhook tells; throws where it does not come from the service. `body` is the text as it came. */
export async function verify(secret, headers, body, now = Date.now()) {
  const [id, timestamp] = [headers['webhook-id'], headers['webhook-timestamp']];
  // Whoever has recorded a message cannot send it again later.
  if (!(Math.abs(now / 1000 - Number(timestamp)) <= 300)) throw new Error('the message is too old');
  const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes(secret.replace(/^whsec_/, '')), algorithm, false, ['verify']);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  for (const given of headers['webhook-signature'].split(' ')) {
    const [version, signature] = given.split(',');
    if (version === 'v1' && (await crypto.subtle.verify('HMAC', key, bytes(signature), signed))) return JSON.parse(body);
  }
  throw new Error("the signature is not the service's");
}

if (globalThis.process?.argv[1]?.endsWith('natiq_client.mjs')) {
  const { readFile } = await import('node:fs/promises');
  const [url, ...paths] = process.argv.slice(2);
  const natiq = new Natiq(url);
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  const job = await natiq.give(texts.map((text) => ({ text })));
  for await (const { name, data } of natiq.watch(job.id)) {
    if (name === 'article') {
      const { index, state, links, problem } = data.article;
      console.log(index, state, links?.audio ?? problem);
    }
  }
}
