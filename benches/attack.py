#!/usr/bin/env python3
"""What the owner of a `natiq serve` feels while others do their worst to it. Standard library only, loopback only.

  cargo build --release
  python3 benches/attack.py                              # every attack, a quarter of a minute each
  python3 benches/attack.py --natiq PATH --only slow     # one attack, another binary
  python3 benches/attack.py --seconds 60

Another process asks for /healthz, and as the owner in the player gives a new article and waits for its first sound, over
and over. Meanwhile, one after another:

  worst    articles of 1,500 lines with a lexicon of 1,000 entries, two at a time, and four listeners of a
           900,000-character article
  slow     64 listeners who take a kilobyte a second
  events   200 event streams of which nothing is read
  pages    a foreign web page: 70 cross-site posts, and one request for the playlist of each
  trickle  connections to a finished file, more than there may be, each of which takes next to nothing
  keys     wrong API keys, as fast as they are answered (on a service with a key)
  hosts    names that are not the service's, no name, two names; odd methods; large bodies (the answers alone)
"""
import argparse, asyncio, hashlib, json, multiprocessing, os, pathlib, random, shutil, signal, socket, subprocess, sys
import tempfile, threading, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOUNS = 'القطار المسافر الكتاب الطبيب المعلم الجسر السوق النهر البستان المصنع المتحف الميناء الحارس الشاعر'.split()
VERBS = 'وصل عاد ظهر غاب نام وقف جلس خرج دخل سكت'.split()
KEY = 'the owner holds this key'


def sentence(rng):
    """Returns a sentence that was hardly spoken before."""
    return f'{rng.choice(VERBS)} {rng.choice(NOUNS)} رقم {rng.randint(2, 9999)} قبل {rng.choice(NOUNS)} بساعة.'


class Answer:
    """The head of an answer, and the socket its body comes from."""

    def __init__(self, port, method, path, body=b'', headers=(), host=True, version='1.1'):
        self.socket = socket.create_connection(('127.0.0.1', port), 30)
        self.socket.settimeout(120)
        lines = [f'{method} {path} HTTP/{version}']
        if host:
            lines.append(f'Host: 127.0.0.1:{port}')
        lines += ['Connection: close', f'Content-Length: {len(body)}', *headers]
        try:
            self.socket.sendall('\r\n'.join(lines).encode() + b'\r\n\r\n' + body)
        except (BrokenPipeError, ConnectionResetError):
            pass  # Refused before the body was read; the answer may be there all the same.
        self.file = self.socket.makefile('rb')
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        while (line := self.file.readline().strip()):
            name, _, value = line.decode().partition(':')
            self.headers[name.lower()] = value.strip()

    def first(self):
        """Returns the first bytes of the body."""
        if 'chunked' in self.headers.get('transfer-encoding', ''):
            self.file.readline()
        return self.file.read1(1024)

    def whole(self):
        if 'chunked' not in self.headers.get('transfer-encoding', ''):
            return self.file.read()
        body = b''
        while size := int(self.file.readline().split(b';')[0], 16):
            body += self.file.read(size)
            self.file.readline()
        return body

    def close(self):
        self.file.close()
        self.socket.close()


def ask(*arguments, **options):
    """Returns the status and the body of an answer."""
    answer = Answer(*arguments, **options)
    try:
        return answer.status, answer.whole()
    finally:
        answer.close()


TEXT = 'Content-Type: text/plain; charset=utf-8'


def give(port, text, headers=()):
    status, body = ask(port, 'POST', '/v1/articles', text.encode(), [TEXT, *headers])
    if status != 201:
        raise ConnectionError(f'an article was answered with {status}')
    return json.loads(body)['id']


def player(port):
    """The headers that a browser sends with the requests of the service's own page."""
    return [f'Origin: http://127.0.0.1:{port}', 'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Mode: cors']


def watch(port, headers, connection):
    """Asks for /healthz and for a first sound until it is told to stop; sends what it saw."""
    stop, health, sound = threading.Event(), [], []

    def measure(into, what, pause):
        rng = random.Random(port + pause)
        while not stop.is_set():
            try:
                into.append((what(rng), ''))
            except (OSError, ValueError, ConnectionError, IndexError) as error:
                into.append((None, f'{type(error).__name__}: {error}'))
            stop.wait(pause)

    def healthz(_):
        began = time.perf_counter()
        status, _ = ask(port, 'GET', '/healthz')
        if status != 200:
            raise ConnectionError(f'/healthz was answered with {status}')
        return 1000 * (time.perf_counter() - began)

    def first_sound(rng):
        began = time.perf_counter()
        article = give(port, f'{sentence(rng)} {sentence(rng)}', headers)
        answer = Answer(port, 'GET', f'/v1/articles/{article}/segments/0?format=mp3&live=true', headers=headers)
        try:
            if answer.status != 200 or not answer.first():
                raise ConnectionError(f'audio was answered with {answer.status}')
            return 1000 * (time.perf_counter() - began)
        finally:
            answer.close()

    threads = [threading.Thread(target=measure, args=arguments, daemon=True)
               for arguments in ((health, healthz, 0.05), (sound, first_sound, 0.5))]
    for thread in threads:
        thread.start()
    connection.recv()
    stop.set()
    for thread in threads:
        thread.join(150)
    connection.send((health, sound))


class Watching:
    """The owner, in a process of its own, for as long as an attack goes on."""

    def __init__(self, port, headers):
        self.connection, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=watch, args=(port, headers, theirs), daemon=True)
        self.process.start()

    def report(self, name):
        self.connection.send(None)
        health, sound = self.connection.recv()
        self.process.join()
        print(f'{name:9} {figures("first sound", sound)}; {figures("/healthz", health)}', flush=True)


def figures(name, seen):
    ms = sorted(value for value, _ in seen if value is not None)
    failures = [what for value, what in seen if value is None]
    at = lambda part: f'{ms[min(len(ms) - 1, int(part * len(ms)))]:.0f}' if ms else '—'
    text = f'{name} p50 {at(.5)} ms, p99 {at(.99)} ms ({len(ms)} times'
    if failures:
        text += f', {len(failures)} refused or broken: {failures[0]}'
    return text + ')'


def threads_until(until, works):
    """Runs each of `works` again and again until the time has come."""
    def run(work):
        while time.perf_counter() < until:
            try:
                work()
            except (OSError, ValueError, ConnectionError, IndexError):
                time.sleep(0.2)
    threads = [threading.Thread(target=run, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    return threads


def worst(port, seconds, rng):
    """The worst that one may ask for within the limits."""
    words = sorted({''.join(rng.choices('بتثجحخدذرزسشصضطظعغفقكلمنهي', k=6)) for _ in range(1_100)})[:1_000]
    lexicon = {word: '\u064e'.join(word) + '\u064e' for word in words}

    def post():
        text = '\n'.join(sentence(rng) for _ in range(1_500))
        body = json.dumps({'text': text, 'reading': {'lexicon': lexicon}}, ensure_ascii=False).encode()
        began = time.perf_counter()
        status, _ = ask(port, 'POST', '/v1/articles', body, ['Content-Type: application/json'])
        posts.append((status, time.perf_counter() - began))

    posts = []
    long_text = ' '.join(sentence(rng) for _ in range(24_000))[:900_000]
    article = give(port, '\n'.join(long_text[at:at + 900] for at in range(0, len(long_text), 900)))

    def listen():
        answer = Answer(port, 'GET', f'/v1/articles/{article}/audio?format=wav&rate={rng.uniform(.6, 2.9):.3f}')
        try:
            for _ in range(20):
                answer.first()
        finally:
            answer.close()

    for thread in threads_until(time.perf_counter() + seconds, [post, post] + [listen] * 4):
        thread.join(seconds + 150)
    times = sorted(took for _, took in posts)
    statuses = {status: sum(1 for other, _ in posts if other == status) for status, _ in posts}
    print(f'          {len(posts)} posts of 1,500 lines and 1,000 entries, each {times[0]:.1f} to {times[-1]:.1f} s, '
          f'answered {statuses}')


def hold(requests, seconds, trickle):
    """Opens many connections and takes `trickle` bytes a second of each."""
    async def one(request, statuses, port):
        try:
            reader, writer = await asyncio.open_connection('127.0.0.1', port, limit=1024)
        except OSError:
            return
        sock = writer.get_extra_info('socket')
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        try:
            writer.write(request)
            status = await asyncio.wait_for(reader.readline(), seconds)
            statuses.append(status.split()[1].decode() if status else 'closed')
            while True:
                await asyncio.sleep(1)
                if trickle and not await reader.read(trickle):
                    return
        except (OSError, asyncio.TimeoutError, IndexError):
            statuses.append('silent')
        finally:
            writer.close()

    async def all_of_them():
        statuses = []
        tasks = [asyncio.create_task(one(request, statuses, port)) for request, port in requests]
        await asyncio.sleep(seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return {status: statuses.count(status) for status in sorted(set(statuses))}

    print(f'          answered {asyncio.run(all_of_them())}')


def get(port, path):
    return f'GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n'.encode()


def slow(port, seconds, rng):
    articles = [give(port, '\n'.join(sentence(rng) for _ in range(200))) for _ in range(64)]
    hold([(get(port, f'/v1/articles/{article}/audio?format=wav'), port) for article in articles], seconds, 1_000)


def events(port, seconds, rng):
    articles = [give(port, '\n'.join(sentence(rng) for _ in range(100))) for _ in range(20)]
    hold([(get(port, f'/v1/articles/{articles[n % 20]}/events'), port) for n in range(200)], seconds, 0)


def pages(port, seconds, rng):
    foreign = ['Origin: https://pages.example', 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors']
    until = time.perf_counter() + seconds
    statuses = {}
    for _ in range(70):
        try:
            text = '\n'.join(sentence(rng) for _ in range(300))
            status, body = ask(port, 'POST', '/v1/articles', text.encode(), ['Content-Type: text/plain', *foreign])
            if status == 201:
                playlist = f'/v1/articles/{json.loads(body)["id"]}/stream.m3u8'
                status, _ = ask(port, 'GET', playlist, headers=foreign)
        except OSError:
            status = 'broken'
        statuses[status] = statuses.get(status, 0) + 1
    print(f'          answered {statuses}')
    time.sleep(max(0, until - time.perf_counter()))


def trickle(port, seconds, rng):
    article = give(port, '\n'.join(sentence(rng) for _ in range(40)))
    path = f'/v1/articles/{article}/audio?format=wav'
    ask(port, 'GET', path)
    hold([(get(port, path), port)] * 1_100, seconds, 1)


def keys(port, seconds, rng):
    tried = []

    def guess():
        status, _ = ask(port, 'GET', '/v1/voices', headers=[f'Authorization: Bearer {rng.random()}'])
        tried.append(status)

    began = time.perf_counter()
    for thread in threads_until(began + seconds, [guess] * 8):
        thread.join(seconds + 60)
    statuses = {status: tried.count(status) for status in sorted(set(tried))}
    print(f'          {statuses.get(401, 0) / (time.perf_counter() - began):.1f} keys a second were tried; answered '
          f'{statuses}')


def hosts(port, *_):
    def check(name, *arguments, **options):
        try:
            status, body = ask(port, *arguments, **options)
        except (OSError, IndexError):
            status, body = 'broken off', b''
        print(f'          {name}: {status}')
        return body

    check('own name', 'GET', '/v1/voices')
    check('foreign name', 'GET', '/v1/voices', headers=['Host: pages.example'], host=False)
    check('no name', 'GET', '/v1/voices', host=False)
    check('two names', 'GET', '/v1/voices', headers=['Host: pages.example'])
    check('a body of 4,900,000 bytes', 'POST', '/v1/articles', b'a' * 4_900_000, [TEXT])
    check('a body of 5,000,001 bytes', 'POST', '/v1/articles', b'a' * 5_000_001, [TEXT])
    for n in range(2_000):
        ask(port, f'M{n}', '/healthz')
    metrics = check('/metrics after 2,000 methods', 'GET', '/metrics')
    print(f'          which is {len(metrics):,} bytes')


ATTACKS = {'worst': worst, 'slow': slow, 'events': events, 'pages': pages, 'trickle': trickle, 'keys': keys,
           'hosts': hosts}


class Service:
    """A service of its own, in a folder of its own that has the provisioned files of the default one."""

    def __init__(self, natiq, keyed):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='natiq-attack-'))
        home = pathlib.Path(os.environ.get('XDG_DATA_HOME') or pathlib.Path.home() / '.local/share')
        data = pathlib.Path(os.environ.get('NATIQ_DATA_DIR') or home / 'natiq')
        for name in ('runtime',):
            if (data / name).is_dir():
                (self.folder / name).symlink_to(data / name)
        config = self.folder / 'natiq.toml'
        digest = hashlib.sha256(KEY.encode()).hexdigest()
        config.write_text(f'[[http.keys]]\nname = "owner"\nsha256 = "{digest}"\n' if keyed else '')
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.port = free.getsockname()[1]
        command = [natiq, '--config', config, '--data-dir', self.folder, 'serve', '--listen', f'127.0.0.1:{self.port}']
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            if self.process.poll() is not None:
                sys.exit('the service does not start')
            try:
                if ask(self.port, 'GET', '/readyz')[0] == 200:
                    return
            except (OSError, IndexError):
                pass
            time.sleep(0.1)
        sys.exit('the service is not ready within a minute')

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--natiq', default=ROOT / 'target/release/natiq', help='the binary to attack')
    parser.add_argument('--seconds', type=float, default=15, help='how long each attack goes on')
    parser.add_argument('--only', choices=ATTACKS, action='append', help='this attack alone; may be given again')
    parser.add_argument('--seed', type=int, default=1)
    options = parser.parse_args()
    for number, name in enumerate(['quiet', *(options.only or ATTACKS)]):
        rng = random.Random(options.seed * 100 + number)
        # Each attack meets a service that no other has worn out.
        service = Service(options.natiq, keyed=name == 'keys')
        try:
            owner = [f'Authorization: Bearer {KEY}'] if name == 'keys' else player(service.port)
            # Every model has run before anything is measured.
            warm = give(service.port, ' '.join(sentence(random.Random(0)) for _ in range(4)), owner)
            ask(service.port, 'GET', f'/v1/articles/{warm}/audio?format=mp3', headers=owner)
            watching = Watching(service.port, owner)
            if name == 'quiet':
                time.sleep(options.seconds)
            else:
                ATTACKS[name](service.port, options.seconds, rng)
            watching.report(name)
        finally:
            service.stop()
    print(f'load of the machine: {os.getloadavg()[0]:.1f}')


if __name__ == '__main__':
    main()
