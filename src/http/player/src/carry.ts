/** The library as a file, to go on with on another device: articles, places in them and the queue, and no account. */

import * as store from './store.ts';

const KIND = 'natiq-library';

/** Returns the library as the text of a file. */
export function libraryFile(): string {
  // What is kept for listening offline stays where it is.
  const library = store.entries().map(({ offline: _, ...entry }) => entry);
  return JSON.stringify({ kind: KIND, version: 1, library, queue: store.queue() }, undefined, 2);
}

/**
 * Takes in the text of such a file, and returns how many articles it names; nothing where it is none. Of an article that is
 * here too, what was opened later holds.
 */
export function takeLibrary(text: string): number | undefined {
  let file: { kind?: unknown; library?: unknown; queue?: unknown } | null;
  try {
    file = JSON.parse(text) as typeof file;
  } catch {
    return undefined;
  }
  if (file?.kind !== KIND || !Array.isArray(file.library)) return undefined;
  const given = file.library.map(entryOf).filter((entry) => entry !== undefined);
  const byId = new Map(store.entries().map((entry) => [entry.id, entry]));
  for (const entry of given) {
    const here = byId.get(entry.id);
    if (!here || entry.opened > here.opened) byId.set(entry.id, { ...here, ...entry });
  }
  store.setEntries([...byId.values()].sort((one, other) => other.opened - one.opened));
  const queue = Array.isArray(file.queue) ? file.queue.filter((id): id is string => byId.has(id as string)) : [];
  store.setQueue([...new Set([...store.queue(), ...queue])]);
  return given.length;
}

/** Reads an article of such a file: whoever wrote it, nothing but what the library knows comes in. */
function entryOf(value: unknown): store.Entry | undefined {
  const { id, title, opened, heard, length, place, tags, before } = (value ?? {}) as Record<string, unknown>;
  const isShare = isNumber(heard) && heard >= 0 && heard <= 1;
  if (!isId(id) || typeof title !== 'string' || !isNumber(opened) || !isShare) {
    return undefined;
  }
  const { paragraph, offset } = (place ?? {}) as Record<string, unknown>;
  const isPlace = isIndex(paragraph) && isIndex(offset);
  return {
    id,
    title: title.slice(0, 500),
    opened,
    heard,
    ...(isNumber(length) && length >= 0 && { length }),
    ...(isPlace && { place: { paragraph, offset } }),
    ...(Array.isArray(tags) && { tags: tags.filter(isTag).slice(0, 20) }),
    ...(Array.isArray(before) && { before: before.filter(isId) }),
  };
}

const isId = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
const isTag = (value: unknown): value is string => typeof value === 'string' && value.length <= 50;
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isIndex = (value: unknown): value is number => isNumber(value) && Number.isInteger(value) && value >= 0;
