#!/usr/bin/env python3
"""What the service takes for each kind of work: the costs that model.py and simulate.py reckon with. Standard library only.

usage: measure.py [--natiq target/release/natiq] [--seconds 240] [--database] [--out costs.json]

A service of its own with one worker is given new articles and asked for their sound; its processor time, of all threads,
is read before and after, so a busy machine changes little of it. With `--database` it keeps articles on a PostgreSQL server
of its own, whose statements and processor time are counted too; with MOTO set to the command of moto's server, sound goes to
an S3-compatible store, whose requests are counted.
"""
import argparse, json, os, pathlib, shutil, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE.parent), str(ROOT / 'tests/many_machines')]
from cluster import Node, Postgres, Store, close_all
from listeners import BYTES_A_SECOND, Writer

# 24 kHz, 16 bits, after a head of 44 bytes.
WAV_BYTES_A_SECOND, WAV_HEAD = 48_000, 44


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


def run(options, folder):
    things, settings, environment = [], '[http]\nlisteners = 64\n', {}
    try:
        database = store = None
        if options.database:
            database = Counted(folder)
            things.append(database)
            settings = f'database = "{database.address}"\n' + settings
        if moto := os.environ.get('MOTO'):
            store = Store(folder, moto)
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

    def sound(article, form, rate=1, begun=False):
        return len(node.first_byte(f'/v1/articles/{article}/audio?format={form}&rate={rate}')[1])

    # Warm: every model has run.
    sound(give(Writer(99).article(1)), 'wav')
    memory = node.memory_mb()
    if database:
        _, idle = meter.measure(lambda: time.sleep(10))
        meter.idle_statements = idle['statements'] / 13

    n_paragraphs = 4
    rendered, rates = {}, (1, 1.5, 2)
    n_articles = max(2, round(options.seconds / 60))
    texts = [[writer.article(n_paragraphs) for _ in range(n_articles)] for _ in rates]
    characters = [sum(map(len, some)) for some in texts]
    given, giving = meter.measure(lambda: [[give(text) for text in some] for some in texts])
    n = n_articles * len(rates)
    costs = {
        'binary': options.note or str(options.natiq), 'date': time.strftime('%Y-%m-%d'),
        'load': round(os.getloadavg()[0], 1), 'memory_mb': round(memory), 'articles': n,
        'characters_an_article': round(sum(characters) / n),
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
            again, file = meter.measure(lambda: sum(sound(id, 'mp3') for id in articles for _ in range(10)))
            costs |= {
                # From utterances that are kept, encoded for this listener alone.
                'encode_ms_a_second': round(1000 * encode['processor'] / (mp3 / BYTES_A_SECOND), 3),
                # From the file that is kept then.
                'file_ms_a_second': round(1000 * file['processor'] / (again / BYTES_A_SECOND), 4),
                'file_ms_a_request': round(1000 * file['processor'] / (50 * len(articles)), 2),
            }
            if database:
                costs['statements'] = {'article': round(giving['statements'] / n, 1),
                                       'render': round(render['statements'] / len(articles), 1),
                                       'encode': round(encode['statements'] / len(articles), 1),
                                       'file': round(file['statements'] / (50 * len(articles)), 1),
                                       'idle_a_second': round(meter.idle_statements, 2)}
                work = (giving, render, encode, file)
                costs['database_ms_a_statement'] = round(
                    1000 * sum(part['database_processor'] for part in work) / sum(part['statements'] for part in work), 3)
            if store:
                costs['requests'] = {'article': giving['requests'], 'render': render['requests'],
                                     'encode': encode['requests'], 'file': file['requests'], 'articles': len(articles)}
    costs['rates'] = rendered
    kept = node.metrics()
    sounds = sum(part['seconds'] for part in rendered.values())
    costs['kept_kb_a_second'] = round((kept['natiq_cache_size_bytes'] / sounds) / 1000, 1)
    costs['memory_after_mb'] = round(node.memory_mb())
    return costs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--natiq', default=ROOT / 'target/release/natiq', type=pathlib.Path, help='the binary to measure')
    parser.add_argument('--seconds', type=float, default=240, help='about so much sound is made, at each of three rates')
    parser.add_argument('--database', action='store_true', help='keep articles on a PostgreSQL server')
    parser.add_argument('--note', help='what the figures are called in the file')
    parser.add_argument('--out', type=pathlib.Path, help='write the figures here too')
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix='natiq-capacity-'))
    try:
        costs = json.dumps(run(options, folder), indent=1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(costs)
    if options.out:
        options.out.write_text(costs + '\n', encoding='utf-8')


if __name__ == '__main__':
    main()
