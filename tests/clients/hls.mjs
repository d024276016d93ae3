// hls.js, unchanged, in Chromium: the playlist of an article that is still being spoken plays, grows and ends.
//
//   npm install --prefix target/hls hls.js playwright-core && cp tests/clients/hls.mjs target/hls/
//   node target/hls/hls.mjs http://127.0.0.1:8080 /usr/bin/chromium
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [base, executablePath] = process.argv.slice(2);
const library = await readFile(createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js'), 'utf8');

// No sentence was spoken before, so the playlist is seen growing: this moment's number is in each.
const days = ['السبت', 'الأحد', 'الاثنين', 'الثلاثاء', 'الأربعاء', 'الخميس', 'الجمعة'];
const text = Array.from({ length: 12 }, (_, i) =>
    `وصل القطار رقم ${(Date.now() % 1_000_000) + i} إلى المحطة الكبيرة يوم ${days[i % 7]}، ونزل منه المسافرون إلى المدينة القديمة.`,
).join('\n\n');
const article = await (await fetch(`${base}/v1/articles`, {
    method: 'POST', headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: text,
})).json();

const browser = await chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
        '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
});
try {
    const page = await browser.newPage();
    // A page of the service's own origin, without its policy for scripts: the player's is not under test here.
    await page.route('**/hls-test', (route) => route.fulfill({ contentType: 'text/html', body: '<audio></audio>' }));
    await page.goto(`${base}/hls-test`);
    await page.addScriptTag({ content: library });
    const seen = await page.evaluate(async (playlist) => {
        const audio = document.querySelector('audio');
        const hls = new Hls();
        const seen = { playlists: [], errors: [] };
        hls.on(Hls.Events.LEVEL_LOADED, (_, { details }) => {
            seen.playlists.push({ live: details.live, segments: details.fragments.length, seconds: details.totalduration });
        });
        // At sixteen times the speed it may wait for what is not made yet; that is no error of the stream.
        hls.on(Hls.Events.ERROR, (_, { details, fatal }) => {
            if (fatal || details !== Hls.ErrorDetails.BUFFER_STALLED_ERROR) seen.errors.push(details);
        });
        hls.loadSource(playlist);
        hls.attachMedia(audio);
        // Heard as fast as the browser can, so that the test need not last as long as the article.
        audio.playbackRate = 16;
        audio.muted = true;
        const ended = new Promise((resolve) => audio.addEventListener('ended', () => resolve('ended')));
        await audio.play();
        seen.startedAfterPlaylists = seen.playlists.length;
        seen.end = await Promise.race([ended, new Promise((resolve) => setTimeout(() => resolve('not ended'), 60_000))]);
        seen.position = audio.currentTime;
        seen.gaps = audio.buffered.length - 1;
        return seen;
    }, article.links.stream);
    const { duration } = await (await fetch(`${base}${article.links.timeline}`)).json();
    const last = seen.playlists.at(-1);
    const checks = [
        ['it plays to its end', seen.end === 'ended'],
        ['without an error', seen.errors.length === 0],
        ['it began before the article was spoken', seen.playlists[0].live],
        ['the playlist has grown', last.segments > seen.playlists[0].segments],
        ['and has ended', !last.live],
        ['nothing is missing between the segments', seen.gaps === 0],
        ['all of it is heard', Math.abs(seen.position - duration) < 0.3],
    ];
    for (const [what, holds] of checks) console.log(`${holds ? 'ok' : 'FAILED'}: ${what}`);
    if (checks.some(([, holds]) => !holds)) {
        console.log(JSON.stringify({ ...seen, duration }, null, 1));
        process.exitCode = 1;
    }
} finally {
    await browser.close();
}
