// Builds the three things the service serves: the page, the button for other sites, and the service worker.
// File names carry no hash, so that Rust can name them; the service sends an ETag instead.

import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
const dist = `${root}dist`;
rmSync(dist, { recursive: true, force: true });

const shared = {
  root,
  configFile: false,
  envDir: false,
  publicDir: false,
  logLevel: 'warn',
};
const target = ['chrome105', 'firefox115', 'safari15.4'];

await build({
  ...shared,
  build: {
    outDir: dist,
    emptyOutDir: true,
    target,
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: `${root}index.html`,
      output: {
        entryFileNames: 'player/app.js',
        chunkFileNames: 'player/[name].js',
        assetFileNames: ({ names }) =>
          names.some((name) => name.endsWith('.css')) ? 'player/app.css' : 'player/[name][extname]',
      },
    },
  },
});

/** A script of one file that needs no module loader. */
const script = (entry, fileName, define = {}) =>
  build({
    ...shared,
    define,
    build: {
      outDir: dist,
      emptyOutDir: false,
      target,
      lib: { entry: `${root}src/${entry}`, formats: ['iife'], name: 'natiq', fileName: () => fileName },
    },
  });

await script('embed.ts', 'embed.js');

for (const name of ['icon.svg', 'silence.wav', 'edge.wav', 'manifest.webmanifest']) {
  copyFileSync(`${root}public/${name}`, `${dist}/player/${name}`);
}
copyFileSync(
  `${root}node_modules/@fontsource-variable/noto-naskh-arabic/LICENSE`,
  `${dist}/player/noto-naskh-arabic.LICENSE.txt`,
);

// The worker keeps the page for use without a network; a new version of any file makes a new worker.
const files = readdirSync(`${dist}/player`)
  .filter((name) => !name.endsWith('.txt'))
  .sort();
const hash = createHash('sha256').update(readFileSync(`${dist}/index.html`));
for (const name of files) hash.update(name).update(readFileSync(`${dist}/player/${name}`));
await script('worker.ts', 'worker.js', {
  __VERSION__: JSON.stringify(hash.digest('hex').slice(0, 16)),
  __FILES__: JSON.stringify(['/', ...files.map((name) => `/player/${name}`)]),
});

// Line ends are the same whatever machine it was built on.
for (const name of ['index.html', 'embed.js', 'worker.js', 'player/app.js', 'player/app.css']) {
  const text = readFileSync(`${dist}/${name}`, 'utf8').replace(/\r\n/g, '\n').trimEnd();
  writeFileSync(`${dist}/${name}`, `${text}\n`);
}
