// A service that speaks in tones: every word is a beep of known length, so that tests know what is heard when.
// It answers as Natiq does, as far as the page asks.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const player = fileURLToPath(new URL('../../src/http/player/', import.meta.url));
const RATE = 16_000;
const WORD = 300;
const GAP = 60;
const SENTENCE_PAUSE = 400;
const PARAGRAPH_PAUSE = 700;

const TYPES = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  wav: 'audio/wav',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
  txt: 'text/plain; charset=utf-8',
};

/** The policy that the service sends with its pages, from where it is written. */
export const POLICY = /CONTENT_POLICY: &str = "([^;]*(?:\\\n|[^"])*)"/
  .exec(readFileSync(`${player}assets.rs`, 'utf8'))[1]
  .replace(/\\\n\s*/g, '');

/** Starts it; `faults` maps a path prefix to how often it is refused as busy, `key` is one that clients need. */
export async function startMock({ faults = {}, key } = {}) {
  const articles = new Map();
  const log = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    log.push(`${request.method} ${url.pathname}`);
    const send = (status, type, body, headers = {}) => {
      response.writeHead(status, {
        'Content-Type': type,
        'Content-Security-Policy': POLICY,
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Allow-Headers': 'content-type, last-event-id',
        ...headers,
      });
      response.end(body);
    };
    const json = (status, value) => send(status, 'application/json', JSON.stringify(value));
    const problem = (status, code, detail, headers) =>
      send(
        status,
        'application/problem+json',
        JSON.stringify({ type: 'about:blank', title: code, status, detail, code }),
        headers,
      );
    if (request.method === 'OPTIONS') return send(204, 'text/plain', '');
    const fault = Object.keys(faults).find((prefix) => url.pathname.includes(prefix) && faults[prefix] > 0);
    if (fault) {
      faults[fault] -= 1;
      return problem(503, 'full', 'every place is taken', { 'Retry-After': '1' });
    }
    const body = await read(request);
    const file = /^\/(library|read\/[^/]+)?$/.test(url.pathname) ? '/index.html' : url.pathname;
    if (!file.startsWith('/v1/')) {
      try {
        const bytes = readFileSync(`${player}dist${file}`);
        return send(200, TYPES[file.split('.').at(-1)] ?? 'application/octet-stream', bytes, {
          'Cache-Control': 'no-cache',
        });
      } catch {
        return problem(404, 'not_found', 'no such page');
      }
    }
    if (key && !(request.headers.cookie ?? '').includes(`natiq_key=${key}`)) {
      return problem(401, request.headers.cookie ? 'api_key_unknown' : 'api_key_missing', 'an API key is needed');
    }
    if (url.pathname === '/v1/voices') {
      return json(200, {
        voices: [
          { id: 'ziad', name_ar: 'زياد', name_en: 'Ziad', is_default: true },
          { id: 'other', name_ar: 'آخر', name_en: 'Other' },
        ],
      });
    }
    if (url.pathname === '/v1/articles' && request.method === 'POST') {
      const article = readArticle(body, request.headers['content-type']);
      if (article.paragraphs.length === 0) return problem(422, 'empty_article', 'nothing to read');
      if (!/\p{Script=Arabic}/u.test(body)) return problem(422, 'not_arabic', 'no Arabic');
      articles.set(article.id, article);
      return json(201, article);
    }
    const [, id, part, n] = /^\/v1\/articles\/([^/]+)(?:\/([^/]+))?(?:\/(\d+))?$/.exec(url.pathname) ?? [];
    const article = articles.get(id);
    if (!article) return problem(404, 'article_not_found', 'no such article');
    if (!part) return json(200, article);
    if (part === 'segments') {
      const paragraph = article.paragraphs[Number(n)];
      if (!paragraph) return problem(404, 'segment_not_found', 'no such paragraph');
      const bytes = wav([paragraph]);
      if (!url.searchParams.has('live')) return sendRange(request, send, bytes);
      // As it is made: no length, no ranges, and not all at once.
      response.writeHead(200, {
        'Content-Type': 'audio/wav',
        'Cache-Control': 'no-store',
        'Access-Control-Allow-Origin': '*',
      });
      for (let from = 0; from < bytes.length && !response.destroyed; from += 64_000) {
        response.write(bytes.subarray(from, from + 64_000));
        await new Promise((next) => setTimeout(next, 100));
      }
      return response.end();
    }
    if (part === 'audio') return sendRange(request, send, wav(article.paragraphs));
    if (part === 'events') {
      const from = Number(request.headers['last-event-id'] ?? -1) + 1;
      const events = article.paragraphs
        .slice(from)
        .map(
          (paragraph) =>
            `event: segment\nid: ${paragraph.index}\ndata: ${JSON.stringify({ type: 'segment', audio: '', index: paragraph.index, ...speak(paragraph.text) })}\n\n`,
        );
      return send(200, 'text/event-stream', `${events.join('')}event: done\ndata: {"type":"done","duration_ms":1}\n\n`);
    }
    return problem(404, 'not_found', 'no such part');
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    isReal: false,
    log,
    close: () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
}

function readArticle(body, type) {
  const html = /html/.test(type);
  const found = html
    ? [...body.matchAll(/<(h[1-6]|p|li)\b[^>]*>(.*?)<\/\1>/gs)].map(([, tag, inner]) => [
        tag,
        inner
          .replace(/<[^>]+>/g, '')
          .replace(/\s+/g, ' ')
          .trim(),
      ])
    : body
        .split('\n')
        .map((line) => (/^#+ /.test(line) ? [`h${line.indexOf(' ')}`, line.replace(/^#+ /, '')] : ['p', line.trim()]));
  const kept = found.filter(([, text]) => text);
  const [[firstTag, first] = []] = kept;
  const hasTitle = firstTag === 'h1' || (first && !/[.؟!]$/.test(first));
  const paragraphs = kept.map(([tag, text], index) => ({
    index,
    role:
      index === 0 && hasTitle
        ? { kind: 'heading', level: 1 }
        : tag.startsWith('h')
          ? { kind: 'heading', level: Number(tag[1]) }
          : { kind: 'body' },
    text,
    rendered: false,
  }));
  const id = createHash('sha256').update(JSON.stringify(paragraphs)).digest('hex').slice(0, 32);
  return { id, title: hasTitle ? first : null, byline: null, paragraphs, links: {} };
}

/** When the words of a paragraph are heard, in seconds. */
function speak(text) {
  let clock = 100;
  const cues = [];
  let words = [];
  let begin = 0;
  for (const match of text.matchAll(/\S+/g)) {
    const [from, to] = [match.index, match.index + match[0].length].map((index) =>
      Buffer.byteLength(text.slice(0, index)),
    );
    // A number is several words over one place.
    for (let spoken = /\d/.test(match[0]) ? 2 : 1; spoken > 0; spoken -= 1) {
      words.push({ text: match[0], source: { start: from, end: to }, start: clock / 1000, end: (clock + WORD) / 1000 });
      clock += WORD + GAP;
    }
    const isLast = to === Buffer.byteLength(text.trimEnd());
    if (isLast || /[.؟!،]$/.test(match[0])) {
      clock += isLast ? PARAGRAPH_PAUSE : SENTENCE_PAUSE;
      const end = isLast ? Buffer.byteLength(text) : to;
      cues.push({ source: { start: begin, end }, start: words[0].start, end: words.at(-1).end, words, notes: [] });
      [begin, words] = [end, []];
    }
  }
  return { duration: clock / 1000, cues };
}

function wav(paragraphs) {
  const spoken = paragraphs.map(({ text }) => speak(text));
  const n = spoken.reduce((sum, { duration }) => sum + Math.round(duration * RATE), 0);
  const bytes = Buffer.alloc(44 + 2 * n);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + 2 * n, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(2 * RATE, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * n, 40);
  let offset = 0;
  for (const { duration, cues } of spoken) {
    for (const [index, { start, end }] of cues.flatMap(({ words }) => words).entries()) {
      for (let i = Math.round(start * RATE); i < end * RATE; i += 1) {
        const tone = Math.sin((2 * Math.PI * (300 + 40 * (index % 8)) * i) / RATE);
        bytes.writeInt16LE(Math.round(12_000 * tone), 44 + 2 * (offset + i));
      }
    }
    offset += Math.round(duration * RATE);
  }
  return bytes;
}

function sendRange(request, send, bytes) {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  if (!range) return send(200, 'audio/wav', bytes, { 'Accept-Ranges': 'bytes' });
  const [from, to] = [Number(range[1]), Math.min(range[2] ? Number(range[2]) : bytes.length - 1, bytes.length - 1)];
  return send(206, 'audio/wav', bytes.subarray(from, to + 1), {
    'Accept-Ranges': 'bytes',
    'Content-Range': `bytes ${from}-${to}/${bytes.length}`,
  });
}

async function read(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
