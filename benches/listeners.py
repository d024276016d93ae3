#!/usr/bin/env python3
"""Many listeners at one `natiq serve`: first bytes, starvation, refusals, memory. Standard library only, loopback only.

  cargo build --release
  python3 benches/listeners.py                                  # 32 listeners for five minutes
  python3 benches/listeners.py --listeners 1 --seconds 60       # one listener, article after article
  python3 benches/listeners.py --at-once 500                    # 500 requests at the same moment, once

Every listener hears one article after another, no sentence of which was spoken before: clauses of `examples/articles`
set together anew, with other numbers. It takes MP3 as a player does, some seconds ahead of what is heard and no more
(`--ahead`, or `--greedy` for all there is), from its first byte on in real time; where the next byte is not there when
it should be heard, the listener starves and the wait is counted.
"""
import argparse, asyncio, json, os, pathlib, random, re, shutil, signal, socket, statistics, subprocess, sys, tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What our encoder makes: 64 kb/s, constant.
BYTES_A_SECOND = 8_000


def clauses():
    """Returns the clauses of our own articles."""
    text = ' '.join((ROOT / 'examples/articles' / name).read_text(encoding='utf-8') for name in ('water.txt', 'bees.md'))
    text = re.sub(r'[#*_>\[\]“”"«»()|-]', ' ', text)
    pieces = (' '.join(piece.split()) for piece in re.split(r'[.؟!،:؛\n]', text))
    return [piece for piece in pieces if len(piece.split()) >= 3]


class Writer:
    """Writes articles of which no two share a sentence."""

    def __init__(self, seed):
        self.random, self.clauses, self.n = random.Random(seed), clauses(), seed * 100_000

    def sentence(self):
        self.n += 1
        parts = self.random.sample(self.clauses, self.random.randint(1, 3))
        # Other numbers than in print, and one that no other sentence has.
        parts = [re.sub(r'\d+', lambda _: str(self.random.randint(2, 999)), part) for part in parts]
        return f"{'، '.join(parts)} {self.random.choice(['عام', 'في الخبر', 'للمرة', 'برقم'])} {self.n}."

    def article(self, n_paragraphs):
        """Returns a headline and paragraphs of two to four sentences; about half a minute each."""
        paragraphs = [f'{self.random.choice(self.clauses)} {self.n}']
        paragraphs += [' '.join(self.sentence() for _ in range(self.random.randint(2, 4))) for _ in range(n_paragraphs)]
        return '\n\n'.join(paragraphs)


class Answer:
    """An HTTP/1.1 answer whose body is read as it comes."""

    def __init__(self, reader, writer, status, headers):
        self.reader, self.writer, self.status, self.headers = reader, writer, status, headers
        self.left = int(headers['content-length']) if 'content-length' in headers else None

    async def read(self):
        """Returns the next bytes; none at a proper end. A body cut short raises."""
        if self.left is not None:
            if self.left == 0:
                return b''
            data = await self.reader.read(min(self.left, 16_384))
            if not data:
                raise ConnectionError('the body was cut short')
            self.left -= len(data)
            return data
        size = int((await self.reader.readuntil(b'\r\n')).split(b';')[0], 16)
        data = await self.reader.readexactly(size)
        await self.reader.readexactly(2)
        return data

    async def whole(self):
        body = b''
        while data := await self.read():
            body += data
        return body

    def close(self):
        self.writer.close()


async def ask(port, method, path, body=b'', headers=()):
    # A small buffer, so that the service feels what the listener does not take.
    reader, writer = await asyncio.open_connection('127.0.0.1', port, limit=1 << 16)
    lines = [f'{method} {path} HTTP/1.1', f'Host: 127.0.0.1:{port}', 'Connection: close', f'Content-Length: {len(body)}',
             *headers]
    writer.write('\r\n'.join(lines).encode() + b'\r\n\r\n' + body)
    await writer.drain()
    head = (await reader.readuntil(b'\r\n\r\n')).decode().split('\r\n')
    fields = dict(line.lower().split(': ', 1) for line in head[1:] if ': ' in line)
    return Answer(reader, writer, int(head[0].split()[1]), fields)


async def give(port, text):
    answer = await ask(port, 'POST', '/v1/articles', text.encode(), ['Content-Type: text/plain; charset=utf-8'])
    body = await answer.whole()
    answer.close()
    if answer.status != 201:
        raise ConnectionError(f'an article was answered with {answer.status}: {body[:200]}')
    return json.loads(body)['id']


class Tally:
    """What all listeners met with."""

    def __init__(self):
        self.first_bytes_ms, self.starved_seconds, self.margins = [], [], []
        self.streams = self.refused = self.served = 0
        self.audio_seconds, self.errors = 0.0, []

    def report(self):
        ms = sorted(self.first_bytes_ms)
        if ms:
            at = lambda part: ms[min(len(ms) - 1, int(part * len(ms)))]
            print(f'first byte of {len(ms)} streams: p50 {at(.5):.0f} ms, p95 {at(.95):.0f} ms, p99 {at(.99):.0f} ms, '
                  f'most {ms[-1]:.0f} ms')
        print(f'{self.streams} streams, {self.audio_seconds / 60:.1f} minutes of audio; starved {len(self.starved_seconds)} '
              f'times, {sum(self.starved_seconds):.2f} s in all, {max(self.starved_seconds, default=0):.2f} s at most; '
              f'errors: {len(self.errors)}')
        if self.margins:
            print(f'least audio in hand after the first second of a stream: {min(self.margins):.2f} s')
        for error in self.errors[:5]:
            print(f'  {error}')


async def listen(port, article, tally, until, ahead):
    """Hears an article to its end, or to `until`."""
    started = time.perf_counter()
    answer = await ask(port, 'GET', f'/v1/articles/{article}/audio?format=mp3')
    try:
        if answer.status != 200:
            await answer.whole()
            raise ConnectionError(f'audio was answered with {answer.status}')
        data = await answer.read()
        begun = time.perf_counter()
        tally.first_bytes_ms.append(1000 * (begun - started))
        received = len(data)
        tally.audio_seconds += received / BYTES_A_SECOND
        # How far the playback clock was set back by waiting.
        waited = 0.0
        while data:
            in_hand = received / BYTES_A_SECOND - (time.perf_counter() - begun - waited)
            if in_hand > ahead:
                await asyncio.sleep(in_hand - ahead)
            if time.perf_counter() > until:
                break
            data = await answer.read()
            now = time.perf_counter()
            in_hand = received / BYTES_A_SECOND - (now - begun - waited)
            if data and in_hand < 0:
                tally.starved_seconds.append(-in_hand)
                waited -= in_hand
            if data and now - begun > 1:
                tally.margins.append(max(in_hand, 0))
                tally.margins = [min(tally.margins)]
            received += len(data)
            tally.audio_seconds += len(data) / BYTES_A_SECOND
        tally.streams += 1
    finally:
        answer.close()


async def listener(index, options, port, tally, until):
    writer = Writer(options.seed + index)
    ahead = float('inf') if options.greedy else options.ahead
    while time.perf_counter() < until:
        try:
            await listen(port, await give(port, writer.article(options.paragraphs)), tally, until, ahead)
        except (OSError, ValueError, asyncio.IncompleteReadError) as error:
            tally.errors.append(f'{type(error).__name__}: {error}')
            await asyncio.sleep(1)


async def once(port, article, tally, gate, until):
    """Asks for an article at the same moment as others; when refused, comes again when it is told to, up to `until`."""
    await gate.wait()
    started, refusals = time.perf_counter(), 0
    try:
        while True:
            answer = await ask(port, 'GET', f'/v1/articles/{article}/audio?format=mp3')
            if answer.status == 200:
                data = await answer.read()
                tally.first_bytes_ms.append(1000 * (time.perf_counter() - started))
                while data:
                    tally.audio_seconds += len(data) / BYTES_A_SECOND
                    data = await answer.read()
                tally.streams += 1
                answer.close()
                return refusals
            problem = json.loads(await answer.whole())
            answer.close()
            if answer.status not in (429, 503) or problem['code'] not in ('full', 'too_many_streams'):
                raise ConnectionError(f'{answer.status} {problem}')
            tally.refused += 1
            refusals += 1
            if time.perf_counter() > until:
                return refusals
            await asyncio.sleep(float(answer.headers['retry-after']) * random.uniform(1, 1.5))
    except (OSError, ValueError, KeyError, asyncio.IncompleteReadError) as error:
        tally.errors.append(f'{type(error).__name__}: {error}')
        return refusals


class Sample:
    """What the service has taken at a moment of the run, and what was heard of it by then."""

    def __init__(self, started, pid, tally):
        self.at = time.perf_counter() - started
        status = pathlib.Path(f'/proc/{pid}/status').read_text()
        self.memory_mb = int(re.search(r'VmRSS:\s+(\d+)', status)[1]) / 1024
        ticks = pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(') ', 1)[1].split()[11:13]
        self.processor_seconds = sum(map(int, ticks)) / os.sysconf('SC_CLK_TCK')
        self.audio_minutes = tally.audio_seconds / 60


async def watch(pid, tally, samples):
    started = time.perf_counter()
    while True:
        samples.append(Sample(started, pid, tally))
        await asyncio.sleep(1)


def report_service(samples):
    """Prints memory and processor time by the minute, and for the whole."""
    whole = samples[-1].at
    print('minute  memory, mean and most  processor time for a minute of sound')
    for minute in range(int(whole + 1) // 60):
        within = [sample for sample in samples if 60 * minute <= sample.at < 60 * (minute + 1)]
        memory = [sample.memory_mb for sample in within]
        print(f'{minute + 1:6}  {statistics.mean(memory):7.0f} MB {max(memory):7.0f} MB  {cost(within):6.2f} s')
    memory = [sample.memory_mb for sample in samples]
    print(f'memory: {memory[0]:.0f} MB before the first listener, at most {max(memory):.0f} MB')
    later = [sample.memory_mb for sample in samples if sample.at > whole / 2]
    if len(later) > 10:
        half = len(later) // 2
        print(f'second half of the run: mean {statistics.mean(later[:half]):.0f} MB, then '
              f'{statistics.mean(later[half:]):.0f} MB')
    print(f'processor time: {samples[-1].processor_seconds - samples[0].processor_seconds:.1f} s, '
          f'{cost(samples):.2f} s for a minute of sound; load of the machine: {os.getloadavg()[0]:.1f}')


def cost(samples):
    """Returns the processor time that a minute of sound took between the first sample and the last, in seconds."""
    minutes = samples[-1].audio_minutes - samples[0].audio_minutes
    return (samples[-1].processor_seconds - samples[0].processor_seconds) / max(minutes, 1e-9)


async def run(options, port, pid):
    tally, samples = Tally(), []
    # Warm: every model has run before anything is measured.
    for index in range(4):
        warm = Tally()
        await listen(port, await give(port, Writer(options.seed + 90_000 + index).article(1)), warm,
                     time.perf_counter() + 60, float('inf'))
    watching = asyncio.create_task(watch(pid, tally, samples))
    if options.at_once:
        n = options.at_once
        # One sentence each: what is measured is how a crowd is received.
        articles = [await give(port, Writer(options.seed + index).sentence()) for index in range(n)]
        gate = asyncio.Event()
        until = time.perf_counter() + options.seconds
        tasks = [asyncio.create_task(once(port, article, tally, gate, until)) for article in articles]
        await asyncio.sleep(0.5)
        started = time.perf_counter()
        gate.set()
        refusals = await asyncio.gather(*tasks)
        print(f'{n} requests at once: {sum(1 for times in refusals if times == 0)} served at once, the others refused '
              f'{tally.refused} times with Retry-After; {tally.streams} served in the end, after '
              f'{time.perf_counter() - started:.1f} s')
    else:
        until = time.perf_counter() + options.seconds
        await asyncio.gather(*(listener(index, options, port, tally, until) for index in range(options.listeners)))
    watching.cancel()
    tally.report()
    report_service(samples)
    return not tally.errors and (options.at_once or not tally.starved_seconds)


def private_data_dir():
    """Returns a data directory of its own that has the provisioned files of the default one."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix='natiq-listeners-'))
    home = pathlib.Path(os.environ.get('XDG_DATA_HOME') or pathlib.Path.home() / '.local/share')
    data = pathlib.Path(os.environ.get('NATIQ_DATA_DIR') or home / 'natiq')
    for name in ('runtime',):
        if (data / name).is_dir():
            (folder / name).symlink_to(data / name)
    return folder


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--natiq', default=ROOT / 'target/release/natiq', help='the binary to measure')
    parser.add_argument('--port', type=int, default=0, help='where it should listen; any free port when absent')
    parser.add_argument('--listeners', type=int, default=32)
    parser.add_argument('--seconds', type=float, default=300)
    parser.add_argument('--paragraphs', type=int, default=12, help='paragraphs of an article')
    parser.add_argument('--ahead', type=float, default=10, help='seconds of audio that a player keeps in hand')
    parser.add_argument('--greedy', action='store_true', help='take all there is')
    parser.add_argument('--at-once', type=int, default=0, metavar='N', help='N requests at the same moment instead')
    parser.add_argument('--seed', type=int, default=1)
    options = parser.parse_args()
    port = options.port or free_port()
    folder = private_data_dir()
    service = subprocess.Popen([options.natiq, '--data-dir', folder, 'serve', '--listen', f'127.0.0.1:{port}'],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            if service.poll() is not None:
                sys.exit('the service does not start')
            try:
                socket.create_connection(('127.0.0.1', port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        fine = asyncio.run(run(options, port, service.pid))
        service.send_signal(signal.SIGTERM)
        service.wait(30)
    finally:
        service.kill()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if fine else 1)


if __name__ == '__main__':
    main()
