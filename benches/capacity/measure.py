#!/usr/bin/env python3
"""What the service takes for each kind of work: the costs that model.py and simulate.py reckon with. Standard library only.

usage: measure.py [--natiq target/release/natiq] [--seconds 240] [--runs 3] [--database] [--out costs.json]

A service of its own with one worker is given new articles and asked for their sound; its processor time, of all threads,
is read before and after, so a busy machine changes little of it. With `--database` it keeps articles on a PostgreSQL server
of its own, whose statements and processor time are counted too; with MOTO set to the command of moto's server, sound goes to
an S3-compatible store, whose requests are counted. Of several runs each figure is the median.
"""
import argparse, concurrent.futures, http.client, json, os, pathlib, shutil, socket, statistics, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE.parent), str(ROOT / 'tests/many_machines')]
from cluster import Node, Postgres, Store, close_all
from listeners import BYTES_A_SECOND, Writer

# 24 kHz, 16 bits, after a head of 44 bytes.
WAV_BYTES_A_SECOND, WAV_HEAD = 48_000, 44
# How many hear an article together where what each of them takes is measured.
CROWD = 200
# How many times as fast as it is spoken a crowd plays, so that it takes less time.
SPEED = 4
# How many articles are given beside those that are spoken.
N_GIVEN = 60


class Meter:
    """Processor time of the node and statements of the database between two moments."""

    def __init__(self, node, database, store):
        self.node, self.database, self.store = node, database, store
        self.idle_statements = 0.0

    def read(self):
        statements, processor = 0, 0.0
        if self.database:
            # What a connection has done is told with a delay of up to a second, and this question is not counted.
            time.sleep(1.5)
            statements = int(self.database.ask('SELECT sum(calls) FROM pg_stat_statements WHERE dbid = (SELECT oid FROM '
                                               "pg_database WHERE datname = 'postgres') AND query LIKE '%natiq.%'")[0][0] or 0)
            processor = self.database.processor_seconds()
        requests = dict(self.store.counts) if self.store else {}
        return self.node.processor_seconds(), statements, processor, requests, time.monotonic()

    def measure(self, work):
        """Does work; returns what it took."""
        before = self.read()
        result = work()
        after = self.read()
        requests = {}
        for (method, status), count in after[3].items():
            if more := count - before[3].get((method, status), 0):
                requests[f'{method} {status}'] = more
        statements = after[1] - before[1] - self.idle_statements * (after[4] - before[4])
        return result, {'processor': after[0] - before[0], 'statements': statements, 'database_processor': after[2] - before[2],
                        'requests': requests}


class Counted(Postgres):
    """PostgreSQL that counts statements, and whose processor time can be read."""

    def start(self):
        options = (f"-c listen_addresses='' -k {self.folder} -c fsync=off -c max_connections=200 "
                   '-c shared_preload_libraries=pg_stat_statements')
        self._run('pg_ctl', '-D', 'data', '-w', '-l', 'log', '-o', options, 'start')
        self.ask('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')

    def processor_seconds(self):
        """Of the server's process, those it has, and those it had."""
        first = int((self.folder / 'data/postmaster.pid').read_text().split()[0])
        ticks = 0
        for process in pathlib.Path('/proc').glob('[0-9]*'):
            try:
                fields = (process / 'stat').read_text().rsplit(') ', 1)[1].split()
            except OSError:
                continue
            if int(process.name) == first:
                ticks += sum(map(int, fields[11:15]))
            elif int(fields[1]) == first:
                ticks += sum(map(int, fields[11:13]))
        return ticks / os.sysconf('SC_CLK_TCK')


class Asked(Store):
    """A store that tells apart what a node asks every few seconds to see whether it is there."""

    def count(self, method, path, status):
        super().count(f'{method} nobody' if path.endswith('/nobody') else method, path, status)


def run(options, folder):
    # Programs leave an eighth of the places to the player.
    things, settings, environment = [], f'[http]\nlisteners = {2 * CROWD}\nlisteners_per_client = 0\n', {}
    try:
        database = store = None
        if options.database:
            database = Counted(folder)
            things.append(database)
            settings = f'database = "{database.address}"\n' + settings
        if moto := os.environ.get('MOTO'):
            store = Asked(folder, moto)
            things.append(store)
            settings = f'objects = "{store.address}"\n' + settings
            environment = store.environment
        node = Node(options.natiq, folder, 'node', settings, environment=environment)
        things.insert(0, node)
        node.wait_until_ready()
        return measure(options, node, database, store)
    finally:
        close_all(things)


def measure(options, node, database, store):
    meter, writer = Meter(node, database, store), Writer(7)

    def give(text):
        status, body, _ = node.request('POST', '/v1/articles', text)
        if status != 201:
            sys.exit(f'an article was answered with {status}: {body[:300]}')
        return json.loads(body)['id']

    def sound(article, form, rate=1):
        return len(node.first_byte(f'/v1/articles/{article}/audio?format={form}&rate={rate}')[1])

    def crowd(article, speed):
        """Has a crowd ask for an article at the same moment and play it so many times as fast as it is spoken; returns the
        bytes that each gets."""
        connections = [http.client.HTTPConnection('127.0.0.1', node.port, timeout=120) for _ in range(CROWD)]
        for connection in connections:
            connection.sock = socket.socket()
            # A small buffer, so that the service feels what a player does not take.
            connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 15)
            connection.sock.connect(('127.0.0.1', node.port))
        [connection.request('GET', f'/v1/articles/{article}/audio?format=mp3') for connection in connections]

        def play(connection):
            answer, begun, n_bytes = connection.getresponse(), time.monotonic(), 0
            while data := answer.read(BYTES_A_SECOND):
                n_bytes += len(data)
                time.sleep(max(0, begun + n_bytes / BYTES_A_SECOND / speed - time.monotonic()))
            connection.close()
            if answer.status != 200:
                sys.exit(f'a listener of a crowd was answered with {answer.status}')
            # A broadcast has no length, a finished file has one.
            return answer.getheader('Content-Length') is None, n_bytes

        with concurrent.futures.ThreadPoolExecutor(CROWD) as pool:
            heard = list(pool.map(play, connections))
        joined.append(sum(is_joined for is_joined, _ in heard) / CROWD)
        return max(n_bytes for _, n_bytes in heard)

    joined = []

    def joining(alone, crowded, speed):
        """Returns what the listeners of a crowd take beside the first, for one of them: processor time, how many articles and
        seconds it hears. The first takes what one takes who hears other articles alone."""
        size, one = meter.measure(lambda: sum(sound(id, 'mp3') for id in alone))
        sizes, all_ = meter.measure(lambda: sum(crowd(id, speed) for id in crowded))
        spent = all_['processor'] - one['processor'] * sizes / size
        return (spent / (CROWD - 1), len(crowded), sizes / BYTES_A_SECOND), all_

    # Warm: every model has run.
    sound(give(Writer(99).article(1)), 'wav')
    memory = node.memory_mb()
    if database:
        _, idle = meter.measure(lambda: time.sleep(10))
        meter.idle_statements = idle['statements'] / 13

    n_paragraphs = 4
    rendered, rates = {}, (1, 1.5, 2)
    # Each of some two minutes.
    n_articles = max(2, round(options.seconds / 120))
    texts = [[writer.article(n_paragraphs) for _ in range(n_articles)] for _ in rates]
    characters = [sum(map(len, some)) for some in texts]
    # Giving takes so little that more are given than are spoken.
    n = n_articles * len(rates) + N_GIVEN
    given, giving = meter.measure(
        lambda: [[give(text) for text in some] for some in [*texts, [writer.article(n_paragraphs) for _ in range(N_GIVEN)]]])
    costs = {
        'binary': options.note or str(options.natiq), 'date': time.strftime('%Y-%m-%d'),
        'load': round(os.getloadavg()[0], 1), 'memory_mb': round(memory), 'articles': n,
        'characters_an_article': round(sum(characters) / n_articles / len(rates)),
        'give_ms_an_article': round(1000 * giving['processor'] / n, 2),
    }
    for rate, articles, length in zip(rates, given, characters):
        wav, render = meter.measure(lambda: sum(sound(id, 'wav', rate) - WAV_HEAD for id in articles))
        seconds = wav / WAV_BYTES_A_SECOND
        rendered[rate] = {'seconds': round(seconds, 1), 'characters_a_second': round(length / seconds, 2),
                          'render_ms_a_second': round(1000 * render['processor'] / seconds, 3)}
        if rate == 1:
            utterances = node.metrics()
            costs['seconds_an_utterance'] = round(
                sum(value for name, value in utterances.items() if name.startswith('natiq_voice_sound'))
                / max(1, sum(value for name, value in utterances.items() if name.startswith('natiq_voice_utterances'))), 2)
            mp3, encode = meter.measure(lambda: sum(sound(id, 'mp3') for id in articles))
            # From utterances that are kept, encoded for this listener alone.
            costs['encode_ms_a_second'] = round(1000 * encode['processor'] / (mp3 / BYTES_A_SECOND), 3)
            if database:
                costs['statements'] = {'article': round(giving['statements'] / n, 1),
                                       'render': round(render['statements'] / len(articles), 1),
                                       'encode': round(encode['statements'] / len(articles), 1),
                                       'idle_a_second': round(meter.idle_statements, 2)}
                work = (giving, render, encode)
                costs['database_ms_a_statement'] = round(
                    1000 * sum(part['database_processor'] for part in work) / sum(part['statements'] for part in work), 3)
            if store:
                costs['requests'] = {'article': giving['requests'], 'render': render['requests'],
                                     'encode': encode['requests'], 'articles': len(articles)}
    costs['rates'] = rendered
    kept = node.metrics()
    sounds = sum(part['seconds'] for part in rendered.values())
    costs['kept_kb_a_second'] = round((kept['natiq_cache_size_bytes'] / sounds) / 1000, 1)
    # Brief articles tell what a request takes, and are spoken only now: that lasts until all have come. A long one tells what a
    # second takes, which depends on whether it is played or swallowed, and is spoken before: it is most of the work and would
    # hide the rest.
    briefs = [[give(writer.sentence()) for _ in range(16)] for _ in range(2)]
    brief, _ = joining(*briefs, float('inf'))
    longs = [give(writer.article(n_paragraphs)) for _ in range(3)]
    [sound(id, 'wav') for id in longs]
    long, together = joining(longs[1:], longs[:1], SPEED)
    hear, join = line(brief, long)
    costs |= {'hear_ms_a_second': round(1000 * hear, 4), 'hear_ms_a_request': round(1000 * join, 2),
              'crowd': CROWD, 'crowd_joined': round(min(joined), 3)}
    sizes, file = meter.measure(lambda: sum(sound(id, 'mp3') for id in briefs[0] for _ in range(30)))
    size, played = meter.measure(lambda: crowd(longs[0], SPEED))
    second, request = line((file['processor'], 30 * len(briefs[0]), sizes / BYTES_A_SECOND),
                           (played['processor'], CROWD, CROWD * size / BYTES_A_SECOND))
    costs |= {'file_ms_a_second': round(1000 * second, 4), 'file_ms_a_request': round(1000 * request, 2)}
    if database:
        costs['statements']['file'] = round(file['statements'] / 30 / len(briefs[0]), 1)
    if store:
        costs['requests'] |= {'file': file['requests'], 'crowd': together['requests']}
    if store and database:
        costs['job'] = job(node, meter, [writer.sentence() for _ in range(80)])
    costs['memory_after_mb'] = round(node.memory_mb())
    return costs


def line(brief, long):
    """Returns what a second takes and what a request, from work of two kinds: processor time, requests and seconds of each."""
    (spent, n, seconds), (spent_long, n_long, seconds_long) = brief, long
    second = (spent_long * n - spent * n_long) / (seconds_long * n - seconds * n_long)
    return second, (spent - second * seconds) / n


def job(node, meter, sentences):
    """Has a long article spoken as a job; returns its utterances and the store's requests."""
    def speak():
        begun = json.loads(node.request('POST', '/v1/jobs', {'articles': [{'text': '\n'.join(sentences)}]})[1])['id']
        while json.loads(node.get(f'/v1/jobs/{begun}')[1])['state'] not in ('done', 'failed'):
            time.sleep(0.2)

    before = node.spoken()
    _, spent = meter.measure(speak)
    return {'utterances': round(node.spoken() - before), 'requests': spent['requests']}


def medians(runs):
    """Returns figures of which each is the median of those of all runs; what is no figure is the last run's."""
    def median(values):
        if isinstance(values[0], dict):
            return {name: median([value[name] for value in values if name in value]) for name in values[-1]}
        return statistics.median(values) if isinstance(values[0], (int, float)) else values[-1]

    return median(runs)


def spread(runs):
    """Returns by how much runs differ in each cost of processor time: the most less the least, by the median."""
    flat = [{**run, **{f'render_ms_a_second at {rate}': part['render_ms_a_second'] for rate, part in run['rates'].items()}}
            for run in runs]
    costs = {name: [run[name] for run in flat] for name in flat[0] if '_ms_' in name}
    return {name: round((max(some) - min(some)) / statistics.median(some), 3) for name, some in costs.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--natiq', default=ROOT / 'target/release/natiq', type=pathlib.Path, help='the binary to measure')
    parser.add_argument('--seconds', type=float, default=240, help='about so much sound is made, at each of three rates')
    parser.add_argument('--database', action='store_true', help='keep articles on a PostgreSQL server')
    parser.add_argument('--note', help='what the figures are called in the file')
    parser.add_argument('--runs', type=int, default=1, help='how often all is measured')
    parser.add_argument('--out', type=pathlib.Path, help='write the figures here too')
    options = parser.parse_args()
    runs = []
    for _ in range(options.runs):
        folder = pathlib.Path(tempfile.mkdtemp(prefix='natiq-capacity-'))
        try:
            runs.append(run(options, folder))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        print(json.dumps(runs[-1]), file=sys.stderr)
    # Names of rates are texts, as they are read again.
    costs = medians([json.loads(json.dumps(run)) for run in runs])
    if len(runs) > 1:
        costs |= {'runs': len(runs), 'spread': spread(runs), 'load': [run['load'] for run in runs]}
    costs = json.dumps(costs, indent=1)
    print(costs)
    if options.out:
        options.out.write_text(costs + '\n', encoding='utf-8')


if __name__ == '__main__':
    main()
