/** What the service says, and how it is asked. */

export interface Role {
  kind: 'body' | 'heading' | 'list_item' | 'quotation' | 'caption' | 'table_row' | 'code';
  level?: number;
  index?: number;
  count?: number;
}

export interface Paragraph {
  index: number;
  role: Role;
  text: string;
}

export interface Article {
  id: string;
  title?: string | null;
  byline?: string | null;
  /** What its giver noted; of an article that this player gave by its address, the `site` that it stands on. */
  metadata?: Readonly<Record<string, string>>;
  /** How words of it are said, by what is printed. */
  lexicon?: Readonly<Record<string, string>>;
  paragraphs: Paragraph[];
}

/** A stretch of bytes of UTF-8 in the paragraph's text. */
export interface Span {
  start: number;
  end: number;
}

/** When a paragraph is heard, as it is sent: in seconds from the start of its segment. */
export interface ParagraphTimes {
  index: number;
  duration: number;
  cues: Cue[];
}

/** An utterance: what is said in one breath. `end` is that of its last word, without the pause after it. */
export interface Cue {
  source: Span;
  start: number;
  end: number;
  words: { source: Span; start: number; end: number }[];
}

export interface Voice {
  id: string;
  name: { ar: string; en: string };
  /** Whether it is understood best at twice the speed and above. */
  isClearestFast: boolean;
}

/** A refusal or failure. `code` is the service's, or `offline` where it could not be reached. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    detail: string,
    /** Seconds after which it may be tried again. */
    readonly retryAfter?: number,
  ) {
    super(detail);
  }

  get isBusy(): boolean {
    return this.status === 503 || this.status === 429;
  }
}

/** A stretch of a text that may be read wrongly. */
export interface Doubtful {
  /** Another text at its place has another. */
  id: string;
  source: Span;
  printed: string;
  said: string;
  alternatives: string[];
  sentence: string;
  in_sentence: Span;
  /** From 0 to 1. */
  risk: number;
  /** The weightiest first. */
  reasons: Reason[];
}

/** Why a word is doubtful. */
export type Reason = 'marks' | 'ending' | 'number' | 'latin' | 'skipped' | 'repaired' | 'name';

/** What is doubtful among so many words. */
export interface Found {
  n_words: number;
  doubtful: Doubtful[];
}

/** How a word is said: in Arabic letters with their marks. */
export interface Said {
  said: string;
  /** `sentence`: the vowel at its end is as its sentence has it; `written`: as it stands. */
  ending: 'sentence' | 'written';
}

/** A word that is read in a text; `source` is where its print stands. */
export interface SpokenWord {
  source: Span;
  printed: string;
  /** With its marks. */
  said: string;
}

/** What an article is handed in as: a media type, of which `text/uri-list` is the address of a page. */
export type Kind =
  | 'text/plain'
  | 'text/markdown'
  | 'text/html'
  | 'text/uri-list'
  | 'text/vtt'
  | 'text/org'
  | 'text/x-rst'
  | 'application/x-subrip'
  | 'application/epub+zip'
  | 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  | 'application/vnd.oasis.opendocument.text'
  | 'message/rfc822'
  | 'multipart/related';

export type Format = 'mp3' | 'opus' | 'flac' | 'wav';

const JSON_BODY = { 'Content-Type': 'application/json' };

/** Notes the site that an address leads to, if it is one. */
function siteOf(address: string): Record<string, string> {
  return URL.canParse(address) ? { site: new URL(address).hostname.replace(/^www\./, '') } : {};
}

/** One server, with the voice and the audio format that it is asked for. */
export class Service {
  voice?: string;
  /** Choices about the reading, by the names of the service's parameters. */
  reading: Readonly<Record<string, string>> = {};
  format: Format;

  constructor(readonly origin = '') {
    const probe = document.createElement('audio');
    this.format = probe.canPlayType('audio/mpeg')
      ? 'mp3'
      : probe.canPlayType('audio/ogg; codecs=opus')
        ? 'opus'
        : 'wav';
  }

  /** Hands in an article. The same article gets the same id. */
  async create(body: string | Blob, kind: Kind): Promise<Article> {
    // A file keeps the encoding it has, and the service finds out which; a string is sent as UTF-8.
    let type: string = typeof body === 'string' ? `${kind}; charset=utf-8` : kind;
    if (kind === 'text/uri-list') {
      type = 'application/json';
      body = JSON.stringify({ url: body, metadata: siteOf(String(body)) });
    }
    const response = await this.#ask('/v1/articles', { method: 'POST', headers: { 'Content-Type': type }, body });
    return numbered(await response.json());
  }

  async article(id: string): Promise<Article> {
    return numbered(await (await this.#ask(`/v1/articles/${encodeURIComponent(id)}`)).json());
  }

  /** Has the server forget an article and its audio. One that it does not have is forgotten already. */
  async remove(id: string): Promise<void> {
    try {
      await this.#ask(`/v1/articles/${encodeURIComponent(id)}`, { method: 'DELETE' });
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 404) throw error;
    }
  }

  async voices(): Promise<Voice[]> {
    const found: unknown = await (await this.#ask('/v1/voices')).json();
    const list = Array.isArray(found) ? found : ((found as { voices?: unknown[]; data?: unknown[] }).voices ?? []);
    // The default voice first: where none was chosen, the first is shown as chosen.
    const isDefault = (voice: Record<string, unknown>) => Number(voice['is_default'] === true);
    const voices = [...(list as Record<string, unknown>[])].sort((a, b) => isDefault(b) - isDefault(a));
    return voices.map((voice) => {
      const id = String(voice['id']);
      const isClearestFast = voice['is_clearest_fast'] === true;
      const name = voice['name'] as string | { ar?: string; en?: string } | undefined;
      if (typeof name === 'object') return { id, name: { ar: name.ar ?? id, en: name.en ?? id }, isClearestFast };
      const of = (key: string) => (typeof voice[key] === 'string' ? (voice[key] as string) : (name ?? id));
      return { id, name: { ar: of('name_ar'), en: of('name_en') }, isClearestFast };
    });
  }

  /** Where the audio of one paragraph is; `live` is as it is made, where it is not made yet. */
  segment(id: string, paragraph: number, live = false): string {
    return this.#url(id, `segments/${paragraph}`, { format: this.format, ...(live && { live: 'true' }) });
  }

  /** Where the audio of the whole article is. */
  audio(id: string, format: Format): string {
    return this.#url(id, 'audio', { format });
  }

  /** Where the times of the whole article's words are. */
  timeline(id: string): string {
    return this.#url(id, 'timeline', { format: 'vtt' });
  }

  /**
   * Has the article spoken from a paragraph on, and tells of each paragraph as soon as it can be heard.
   * Ends when all is spoken; throws a {@link Problem} where it cannot go on.
   */
  async *spoken(id: string, from: number, signal: AbortSignal): AsyncGenerator<ParagraphTimes> {
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (from > 0) headers['Last-Event-ID'] = String(from - 1);
    const response = await this.#ask(this.#url(id, 'events', {}), { headers, signal });
    for await (const { name, data } of serverSentEvents(response)) {
      if (name === 'segment') yield data as ParagraphTimes;
      if (name === 'failed') {
        const { problem } = data as { problem: { code: string; status: number; detail: string } };
        throw new Problem(problem.code, problem.status, problem.detail);
      }
      if (name === 'done') return;
    }
  }

  /** Has a few words said with a voice. */
  async said(input: string, voice?: string): Promise<Blob> {
    const body = JSON.stringify({ input, voice, response_format: this.format });
        return (await this.#ask('/v1/audio/speech', { method: 'POST', headers: JSON_BODY, body })).blob();
  }

  /** Tells how the words of a text are read. Several words that one token is read as are one. */
  async words(text: string, lexicon: Readonly<Record<string, string>>): Promise<SpokenWord[]> {
    const body = JSON.stringify({ text, reading: { lexicon } });
    const response = await this.#ask('/v1/text', { method: 'POST', headers: JSON_BODY, body });
    const { paragraphs } = (await response.json()) as {
      paragraphs: { utterances: { tokens: ({ kind: string; original: string; diacritized: string } & { source: Span })[] }[] }[];
    };
    const words: SpokenWord[] = [];
    for (const { source, original, diacritized, kind } of paragraphs.flatMap(({ utterances }) =>
      utterances.flatMap(({ tokens }) => tokens),
    )) {
      const last = words.at(-1);
      if (kind !== 'word') continue;
      if (last?.source.start === source.start) last.said += ` ${diacritized}`;
      else words.push({ source, printed: original, said: diacritized });
    }
    return words;
  }

  /** Finds what is doubtful in a text, and what may be meant instead. */
  async review(text: string): Promise<Doubtful[]> {
    return (await this.#doubtful({ text, share: 1 })).doubtful;
  }

  /** Finds the share of an article's words that are most doubtful. */
  reviewArticle(article: string, share: number): Promise<Found> {
    return this.#doubtful({ article, share });
  }

  /** Whether this browser may change how the house says words. */
  async mayEditLexicon(): Promise<boolean> {
    try {
      const response = await this.#ask('/v1/lexicon/house?limit=1');
      return Boolean(((await response.json()) as { may_edit?: boolean }).may_edit);
    } catch {
      return false;
    }
  }

  /** Has a word said so in everything that the service reads. */
  async putEntry(written: string, said: string): Promise<void> {
    const body = JSON.stringify({ said, ending: 'sentence' });
        await this.#ask(`/v1/lexicon/house/${encodeURIComponent(written)}`, { method: 'PUT', headers: JSON_BODY, body });
  }

  /** Returns the article in which words are said so; it has an id of its own. */
  async corrected(id: string, entries: Readonly<Record<string, Said>>): Promise<Article> {
    const options = {
      method: 'POST',
      headers: JSON_BODY,
      body: JSON.stringify({ entries }),
    };
    const response = await this.#ask(`/v1/lexicon/articles/${encodeURIComponent(id)}`, options);
    return this.article(((await response.json()) as { id: string }).id);
  }

  /** Finds out why a media element could not load `url`: it does not say. */
  async diagnose(url: string): Promise<Problem | undefined> {
    try {
      const response = await this.#ask(url);
      await response.body?.cancel();
      return undefined;
    } catch (error) {
      return error instanceof Problem ? error : new Problem('offline', 0, String(error));
    }
  }

  async #doubtful(asked: object): Promise<Found> {
        const response = await this.#ask('/v1/review', { method: 'POST', headers: JSON_BODY, body: JSON.stringify(asked) });
    return (await response.json()) as Found;
  }

  #url(id: string, what: string, query: Record<string, string>): string {
    const parameters = new URLSearchParams({ ...query, ...this.reading });
    if (this.voice) parameters.set('voice', this.voice);
    return `${this.origin}/v1/articles/${encodeURIComponent(id)}/${what}?${parameters}`;
  }

  async #ask(url: string, options?: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(url.startsWith('/') ? this.origin + url : url, options);
    } catch (error) {
      if (options?.signal?.aborted) throw error;
      throw new Problem('offline', 0, 'the server cannot be reached');
    }
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string; title?: string };
    const retryAfter = Number(response.headers.get('Retry-After')) || undefined;
    throw new Problem(
      problem.code ?? 'failed',
      response.status,
      problem.detail ?? problem.title ?? response.statusText,
      retryAfter,
    );
  }
}

/** Paragraphs are counted by their place where the service does not number them. */
function numbered(article: Article): Article {
  return { ...article, paragraphs: article.paragraphs.map((paragraph, index) => ({ ...paragraph, index })) };
}

/** Reads server-sent events whose data is JSON. */
async function* serverSentEvents(response: Response): AsyncGenerator<{ name: string; data: unknown }> {
  if (!response.body) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true }).replaceAll('\r\n', '\n');
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const fields = text
          .slice(0, end)
          .split('\n')
          .map((line) => /^(\w+): ?(.*)$/.exec(line));
        text = text.slice(end + 2);
        const of = (wanted: string) => fields.filter((field) => field?.[1] === wanted).map((field) => field?.[2] ?? '');
        const data = of('data').join('\n');
        if (data) yield { name: of('event')[0] ?? 'message', data: JSON.parse(data) };
      }
    }
  } finally {
    // Whoever stops listening stops the work.
    await reader.cancel().catch(() => undefined);
  }
}
