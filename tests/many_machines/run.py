#!/usr/bin/env python3
"""Two web nodes, two workers, PostgreSQL and an S3-compatible store, with everything that can happen to them.

usage: run.py NATIQ MOTO_SERVER [--long] [--seed N] [--only chaos|herd|beside] [--share SHARE]
       (the binary, and moto's server as a command; PostgreSQL as Debian has it. 77: something is missing)

chaos   Articles of the producer's kind are given as jobs and heard by listeners, while processes are killed (-9) at random
        moments and started again, PostgreSQL falls and comes back, and the store answers 503 or slowly. Nothing may be lost,
        nothing be kept twice, and what is heard must be, byte for byte, what one node with everything embedded says.
herd    200 listeners at two nodes ask for one new article at the same moment: each utterance is spoken at most twice.
beside  One node with everything embedded beside one node on the servers, and one beside two: first bytes, processor time.
        With `--share 0.35` each node has so much of one core, so that two have twice as much as one, and what they share (the
        database, the store, the clients) has the rest of the machine.
"""
import argparse, collections, contextlib, hashlib, http.client, json, os, pathlib, random, shutil, statistics, subprocess, sys, tempfile
import threading, time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / 'benches')]
from cluster import Missing, Node, Postgres, Store, close_all, until
from listeners import BYTES_A_SECOND, Writer

FORM = 'mp3'


def check(holds, *what):
    if not holds:
        raise SystemExit(' '.join(str(part) for part in ('FAILED:', *what)))


def digest(data):
    return hashlib.sha256(data).hexdigest()


class Scene:
    """The servers and nodes of one part of the test."""

    def __init__(self, options, folder):
        self.options, self.folder, self.things = options, folder, []
        self.database = self.store = None

    def servers(self):
        self.database = self.add(Postgres(self.folder))
        self.store = self.add(Store(self.folder, self.options.moto))
        self.shared = f'database = "{self.database.address}"\nobjects = "{self.store.address}"\n'
        return self

    def add(self, thing):
        self.things.insert(0, thing)
        return thing

    def node(self, name, on_servers=True, command='serve', workers=1, listeners=64):
        settings = f'[http]\nlisteners = {listeners}\nlisteners_per_client = 0\n'
        if on_servers:
            # Jobs are for workers, and an article of one that was killed must not wait for longer than it has to.
            settings = self.shared + settings + '[http.jobs]\nlease_seconds = 5\nwork = false\n'
        environment = self.store.environment if on_servers else {}
        return self.add(Node(self.options.natiq, self.folder, name, settings, command, environment, workers, self.options.share))

    def close(self):
        close_all(self.things)


def give(node, text):
    status, body, _ = node.request('POST', '/v1/articles', text)
    check(status == 201, 'an article was answered with', status, body[:300])
    return json.loads(body)['id']


def audio(article):
    return f'/v1/articles/{article}/audio?format={FORM}'


class Chaos:
    """What happens to the machines, in an order that a seed gives."""

    def __init__(self, scene, victims, n_kills, seed):
        self.scene, self.victims, self.random = scene, victims, random.Random(seed)
        self.log, self.over = collections.Counter(), threading.Event()
        others = ['database', 'store fails', 'store is slow'] * max(1, n_kills // 8)
        self.events = ['kill'] * n_kills + others
        self.random.shuffle(self.events)
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        try:
            for event in self.events:
                time.sleep(self.random.uniform(0.5, 3))
                getattr(self, event.replace(' ', '_'))()
        finally:
            self.over.set()

    def kill(self):
        victim = self.random.choice(self.victims)
        victim.kill()
        self.log[f'{victim.name} killed'] += 1
        time.sleep(self.random.uniform(0, 1))
        # Not until it is ready: the next to be killed may be one that just starts.
        victim.begin()

    def database(self):
        self.scene.database.stop()
        time.sleep(self.random.uniform(0.5, 3))
        self.scene.database.start()
        self.log['PostgreSQL restarted'] += 1

    def store_fails(self):
        self.scene.store.failing = True
        time.sleep(self.random.uniform(1, 4))
        self.scene.store.failing = False
        self.log['store answered 503'] += 1

    def store_is_slow(self):
        self.scene.store.delay = 0.5
        time.sleep(self.random.uniform(1, 4))
        self.scene.store.delay = 0.0
        self.log['store slow'] += 1


class Listeners:
    """Hear one article after another, at either node, and know what it must be."""

    def __init__(self, nodes, texts, expected, n, seed):
        self.nodes, self.texts, self.expected, self.stop = nodes, texts, expected, threading.Event()
        self.heard, self.broken, self.wrong, self.refusals = 0, 0, [], collections.Counter()
        self.threads = [threading.Thread(target=self.listen, args=(random.Random(seed + index),), daemon=True)
                        for index in range(n)]

    def listen(self, luck):
        while not self.stop.is_set():
            article = luck.choice(list(self.texts))
            try:
                self.hear(luck.choice(self.nodes), article)
            except (OSError, http.client.HTTPException):
                self.broken += 1
                time.sleep(luck.uniform(0.1, 0.5))

    def hear(self, node, article):
        connection = http.client.HTTPConnection('127.0.0.1', node.port, timeout=60)
        got = b''
        try:
            connection.request('GET', audio(article))
            answer = connection.getresponse()
            if answer.status != 200:
                problem = json.loads(answer.read() or b'{}')
                self.refusals[answer.status, problem.get('code')] += 1
                if answer.status == 404:
                    # The job that gives it has not come to it yet.
                    node.request('POST', '/v1/articles', self.texts[article])
                return time.sleep(0.2)
            while part := answer.read(16_384):
                got += part
        except (OSError, http.client.HTTPException) as error:
            got += getattr(error, 'partial', b'')
            if not any(whole.startswith(got) for whole in self.expected[article]):
                self.wrong.append((article, 'cut short', len(got)))
            raise
        finally:
            connection.close()
        self.heard += 1
        if got not in self.expected[article]:
            self.wrong.append((article, 'whole', len(got), [len(whole) for whole in self.expected[article]]))


def expectations(scene, texts):
    """Returns what one node with everything embedded says, by the articles' ids: as a stream and as a finished file."""
    node = scene.node('embedded', on_servers=False, workers=os.cpu_count())
    node.wait_until_ready()
    expected, ids = {}, {}
    lock, rest = threading.Lock(), list(texts)

    def work():
        while True:
            with lock:
                if not rest:
                    return
                text = rest.pop()
            article = give(node, text)
            stream, file = (node.first_byte(audio(article))[1] for _ in range(2))
            with lock:
                ids[article], expected[article] = text, {stream, file}

    threads = [threading.Thread(target=work) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    check(len(expected) == len(texts), f'the embedded node said {len(expected)} of {len(texts)} articles')
    node.stop()
    return ids, expected


def chaos(options, folder):
    n_articles, n_listeners, n_kills = (300, 16, 20) if options.long else (24, 6, 6)
    writer = Writer(options.seed)
    # Every third is long enough for its recording to be put into the store.
    texts = [writer.article(3 if n % 3 == 0 else 1) for n in range(n_articles)]
    scene = Scene(options, folder)
    try:
        texts, expected = expectations(scene, texts)
        scene.servers()
        web = [scene.node(name, listeners=2 * n_listeners + 8) for name in ('web-a', 'web-b')]
        workers = [scene.node(name, command='work') for name in ('work-a', 'work-b')]
        [node.wait_until_ready() for node in web]
        listeners = Listeners(web, texts, expected, n_listeners, options.seed)
        [thread.start() for thread in listeners.threads]
        happenings = Chaos(scene, web + workers, n_kills, options.seed)
        happenings.thread.start()
        luck, jobs = random.Random(options.seed), {}
        order = list(texts.values())
        for start in range(0, len(order), 10):
            body = {'articles': [{'text': text} for text in order[start:start + 10]], 'format': FORM}

            def given():
                headers = {'Idempotency-Key': f'batch-{start}'}
                status, answer, _ = luck.choice(web).request('POST', '/v1/jobs', body, headers, timeout=30)
                check(status not in (400, 404, 409, 422), 'a job was answered with', status, answer[:300])
                return json.loads(answer)['id'] if status in (200, 201, 202) else None

            jobs[start] = until('a job is taken', given)

        def is_over():
            return happenings.over.is_set() and all(
                json.loads(web[0].get(f'/v1/jobs/{job}')[1])['state'] in ('done', 'failed', 'cancelled') for job in jobs.values())

        until('every job is over', is_over, options.patience)
        listeners.stop.set()
        [thread.join(90) for thread in listeners.threads]
        check(not listeners.wrong, 'wrong sound:', listeners.wrong[:5])
        # Nothing is lost: every article of every job is done, is known at both nodes, and sounds as it should.
        done = collections.Counter()
        for job in jobs.values():
            state = json.loads(web[1].get(f'/v1/jobs/{job}')[1])
            check(state['state'] == 'done', 'a job did not end well:', state)
            done['articles'] += state['counts']['done']
        check(done['articles'] == n_articles, done)
        for node in web:
            until(f'{node.name} misses nothing', lambda: node.get('/readyz')[0] == 200 and b'missing' not in node.get('/readyz')[1])
            for article, sounds in expected.items():
                check(node.first_byte(audio(article))[1] in sounds, f'wrong sound of {article} at {node.name}')
        rows = int(scene.database.ask('SELECT count(*) FROM natiq.articles')[0][0])
        check(rows == n_articles, f'{rows} articles are kept of {n_articles}')
        # Nothing is kept twice.
        twice = {path: n for path, n in scene.store.created.items() if n > 1}
        check(not twice, 'objects that were made more than once:', dict(list(twice.items())[:5]))
        check(scene.store.created, 'nothing came to the store')
        check(listeners.heard > 0, 'nobody heard anything')
        print(f'chaos: {n_articles} articles in {len(jobs)} jobs, {listeners.heard} heard whole and right, {listeners.broken} cut short; '
              f'{len(scene.store.created)} objects, each made once; {sum(happenings.log.values())} events: '
              + ', '.join(f'{what} {n}x' for what, n in sorted(happenings.log.items())))
        print('  refusals: ' + (', '.join(f'{status} {code} {n}x' for (status, code), n in listeners.refusals.items()) or 'none'))
        print('  processor seconds: ' + ', '.join(f'{node.name} {node.processor_seconds():.1f}' for node in web + workers)
              + '; memory: ' + ', '.join(f'{node.memory_mb():.0f} MB' for node in web + workers))
        codes = [node.stop() for node in web + workers]
        check(not any(codes), 'a node did not end well when it was told to stop:', codes)
    except BaseException:
        for thing in scene.things:
            if isinstance(thing, Node):
                print(f'--- {thing.name}, killed {thing.kills} times\n{thing.log()[-1500:]}', file=sys.stderr)
        raise
    finally:
        scene.close()


def at_once(n, listen):
    """Has so many do something at the same moment; returns what each brought, or raised."""
    gate, brought = threading.Barrier(n), []

    def one(index):
        gate.wait()
        try:
            brought.append(listen(index))
        except Exception as error:
            brought.append(error)

    threads = [threading.Thread(target=one, args=(index,)) for index in range(n)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return brought


def herd(options, folder):
    n = 200
    scene = Scene(options, folder).servers()
    try:
        nodes = [scene.node(name, listeners=n) for name in ('web-a', 'web-b')]
        [node.wait_until_ready() for node in nodes]
        for node in nodes:
            node.first_byte(audio(give(node, Writer(90).article(1))))
        alone = [nodes[0].first_byte(audio(give(nodes[0], Writer(91 + index).article(1))))[0] for index in range(5)]
        article = give(nodes[0], Writer(options.seed + 500).article(2))
        before = sum(node.spoken() for node in nodes)
        spent = sum(node.processor_seconds() for node in nodes)
        heard = at_once(n, lambda index: nodes[index % 2].first_byte(audio(article)))
        failed = [error for error in heard if isinstance(error, Exception)]
        check(not failed, f'{len(failed)} of {n} did not hear it:', failed[:2])
        sounds = {digest(body) for _, body in heard}
        check(len(sounds) == 1, f'{len(sounds)} different sounds of one article')
        spoken = sum(node.spoken() for node in nodes) - before
        # How many utterances it has, another article's worth of speech tells: the same text by an embedded node.
        embedded = scene.node('embedded', on_servers=False)
        embedded.wait_until_ready()
        known = embedded.spoken()
        said = embedded.first_byte(audio(give(embedded, Writer(options.seed + 500).article(2))))[1]
        n_utterances = embedded.spoken() - known
        check(digest(said) in sounds, 'the embedded node says something else')
        check(n_utterances <= spoken <= 2 * n_utterances, f'{spoken} utterances were spoken of {n_utterances}')
        waits = sorted(waited for waited, _ in heard)
        spent = sum(node.processor_seconds() for node in nodes) - spent
        longest, lone = waits[-1], statistics.median(alone)
        print(f'herd: {n} listeners at two nodes; {n_utterances:.0f} utterances, spoken {spoken:.0f} times; first byte alone '
              f'{1000 * lone:.0f} ms, of the herd {1000 * statistics.median(waits):.0f} ms (median), {1000 * longest:.0f} ms (last), '
              f'{1000 * (longest - lone):.0f} ms more than alone; {spent:.1f} s of processor time; load {os.getloadavg()[0]:.1f}')
    finally:
        scene.close()


def beside(options, folder):
    n_articles, n_listeners = (24, 8) if options.long else (8, 4)
    scene = Scene(options, folder).servers()
    try:
        results = {}
        for name, on_servers, n_nodes in [('embedded', False, 1), ('servers', True, 1), ('two on servers', True, 2)]:
            nodes = [scene.node(f'{name} {index}'.replace(' ', '-'), on_servers) for index in range(n_nodes)]
            [node.wait_until_ready() for node in nodes]
            for node in nodes:
                node.first_byte(audio(give(node, Writer(80).article(1))))
            # The same for each, and new to all three.
            writer = Writer(options.seed + 1000 + 7 * len(results))
            texts, waits, sizes, lock = [writer.article(2) for _ in range(n_articles)], [], [], threading.Lock()
            spent = sum(node.processor_seconds() for node in nodes)
            database = scene.database
            begun = time.perf_counter()

            def work(index):
                while True:
                    with lock:
                        if not texts:
                            return
                        text = texts.pop()
                    node = nodes[index % n_nodes]
                    waited, body = node.first_byte(audio(give(node, text)))
                    with lock:
                        waits.append(waited)
                        sizes.append(len(body))

            failed = [error for error in at_once(n_listeners, work) if error]
            check(not failed, failed[:2])
            elapsed = time.perf_counter() - begun
            spent = sum(node.processor_seconds() for node in nodes) - spent
            minutes = sum(sizes) / BYTES_A_SECOND / 60
            results[name] = (statistics.median(waits), spent / minutes, minutes / elapsed)
            print(f'beside: {name}: first byte {1000 * statistics.median(waits):.0f} ms (median), {spent / minutes:.2f} s of processor time '
                  f'and {elapsed / minutes:.2f} s for a minute of sound; {max(node.memory_mb() for node in nodes):.0f} MB')
            [node.stop() for node in nodes]
        costs = results['servers'][1] / results['embedded'][1]
        print(f'beside: on the servers {costs:.2f} times the processor time; two nodes make {results["two on servers"][2] / results["servers"][2]:.2f} '
              f'times the sound of one; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores')
        # Wall clocks are told, not judged: this machine may have other things to do.
        check(costs < 1.5, f'on the servers a minute of sound takes {costs:.2f} times the processor time')
    finally:
        scene.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('natiq', type=pathlib.Path)
    parser.add_argument('moto')
    parser.add_argument('--long', action='store_true', help='300 articles, 16 listeners, 20 kills')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--patience', type=float, default=900, help='seconds until every job must be over')
    parser.add_argument('--share', type=float, help='of one core, for each node; needs the right to make control groups')
    parser.add_argument('--only', choices=('chaos', 'herd', 'beside'))
    options = parser.parse_args()
    options.natiq = options.natiq.resolve()
    for part in (chaos, herd, beside):
        if options.only not in (None, part.__name__):
            continue
        folder = pathlib.Path(tempfile.mkdtemp(prefix='natiq-many-'))
        begun = time.monotonic()
        try:
            part(options, folder)
            print(f'{part.__name__}: {time.monotonic() - begun:.0f} s', flush=True)
        except Missing as missing:
            print(f'SKIPPED: {part.__name__} of many machines, for want of {missing}', file=sys.stderr)
            sys.exit(77)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
