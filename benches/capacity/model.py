#!/usr/bin/env python3
"""What an audience takes, in processor time, operations, bytes and money, from measured costs. Standard library only.

usage: model.py [--costs costs.json] [--nodes 10] [--listeners 10000] [--article-seconds 300]
"""
import argparse, json, math, pathlib

HERE = pathlib.Path(__file__).resolve().parent
# MP3 at 64 kb/s; samples as they are kept between voice and encoder.
MP3_BYTES, KEPT_BYTES = 8_000, 96_000
# A segment of HLS, in seconds, each a request.
SEGMENT = 6


class Costs:
    """Processor seconds for one second of sound, and for one request."""

    def __init__(self, file):
        self.read = json.loads(pathlib.Path(file).read_text(encoding='utf-8'))
        self.render = {float(rate): part['render_ms_a_second'] / 1000 for rate, part in self.read['rates'].items()}
        self.characters = {float(rate): part['characters_a_second'] for rate, part in self.read['rates'].items()}
        # A listener of a broadcast. The first of it pays for the encoding too, and was measured alone.
        self.hear = self.read['hear_ms_a_second'] / 1000
        self.join = self.read['hear_ms_a_request'] / 1000
        self.encode = self.read['encode_ms_a_second'] / 1000 - self.hear
        self.file = self.read['file_ms_a_second'] / 1000
        self.request = self.read['file_ms_a_request'] / 1000
        self.give = self.read['give_ms_an_article'] / 1000

    def listener_hour(self, rate, missed, joined, whole):
        """Processor seconds of an hour of listening at a rate, where `missed` of the sound was not spoken before, `whole` of it
        comes from finished files, and `joined` of the other is heard in a broadcast that another has begun."""
        live = self.hear + (1 - joined) * self.encode
        return 3600 * (missed * self.render[rate] + (1 - whole) * live + whole * self.file)

    def rush(self, listeners, seconds, renderings, encodings, whole, hls=False):
        """Processor seconds of an article of so many seconds that everybody hears to its end: `renderings` is how often each
        utterance is spoken, `encodings` how often it is encoded, `whole` the share of listeners who come when the file is
        finished; the others hear a broadcast, or with `hls` take segments, each a request.

        Left out is what decides the two numbers: how long players leave the beginning of a broadcast to those who come, and who
        falls behind it. That is simulate.py's."""
        heard = seconds * (self.file + self.request / SEGMENT) + self.request if hls else seconds * self.hear + self.join
        finished = seconds * self.file + self.request
        return (seconds * (renderings * self.render[1.0] + encodings * self.encode)
                + listeners * ((1 - whole) * heard + whole * finished))


def distinct(articles, listens, exponent=1.0):
    """Returns how many different articles are expected in so many listens, where the nth most popular of so many is heard in
    proportion to 1/n to this power (Zipf)."""
    weights = [1 / n ** exponent for n in range(1, articles + 1)]
    total = sum(weights)
    return sum(-math.expm1(listens * math.log1p(-weight / total)) if weight < total else 1 for weight in weights)


# Amazon's list prices for us-east-1 in dollars, on demand, as known in 2025; before taxes, discounts and free allowances.
PRICES = {
    'vcpu_hour': 0.0893 / 2,       # c7i.large: 2 vCPU, 4 GiB
    'database_hour': 0.065,        # RDS for PostgreSQL, db.t4g.medium, one zone
    'store_gb_month': 0.023,       # S3 Standard
    'put': 0.005 / 1000,
    'get': 0.0004 / 1000,
    'out_gb': 0.09,                # to the internet, first 10 TB
}


def table(costs):
    print('processor seconds of an hour of listening')
    print('rate   all new, nobody else   spoken before, nobody else   in a broadcast of others   from finished files')
    for rate in sorted(costs.render):
        hour = [costs.listener_hour(rate, 1, 0, 0), costs.listener_hour(rate, 0, 0, 0), costs.listener_hour(rate, 0, 1, 0),
                costs.listener_hour(rate, 0, 0, 1)]
        print(f'{rate:4}   {hour[0]:20.1f}   {hour[1]:26.1f}   {hour[2]:24.2f}   {hour[3]:19.2f}')
    print('listeners that a core bears: ' + ', '.join(f'{3600 / costs.listener_hour(1.0, *shares):.0f} {what}' for what, shares in [
        ('all new', (1, 0, 0)), ('spoken before', (0, 0, 0)), ('in a broadcast of others', (0, 1, 0)), ('files', (0, 0, 1))]))
    print('\nshare of the sound that is spoken before: a day of 200 new articles, Zipf, one voice and rate')
    for listens in (200, 1_000, 10_000, 100_000):
        print(f'{listens:7} listens: {1 - distinct(200, listens) / listens:6.1%}')


def rush(costs, options):
    seconds, n = options.article_seconds, options.listeners
    nodes = options.nodes
    for name, renderings, encodings, whole, hls in [('streams, a broadcast at each node', nodes, nodes, 0, False),
                                                    ('streams, each listener alone', nodes, n, 0, False),
                                                    ('HLS', nodes, nodes, 0, True),
                                                    ('given as a job before, all come later', 1, 1, 1, False)]:
        spent = costs.rush(n, seconds, renderings, encodings, whole, hls)
        print(f'{name}: {spent:9.0f} s of processor time, {spent / options.nodes:7.1f} s a node, '
              f'{spent / options.nodes / seconds:5.2f} cores busy at each while it is heard')
    out = n * seconds * MP3_BYTES / 1e9
    kept = seconds * (KEPT_BYTES + MP3_BYTES) / 1e9
    print(f'{out:.0f} GB go out (${out * PRICES["out_gb"]:.2f}), {n * MP3_BYTES * 8 / 1e9:.2f} Gb/s while all hear it, '
          f'{kept * 1000:.0f} MB are kept '
          f'(${kept * PRICES["store_gb_month"]:.4f} a month)')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--costs', default=HERE / 'costs.json', help='what measure.py has written')
    parser.add_argument('--nodes', type=int, default=10)
    parser.add_argument('--listeners', type=int, default=10_000)
    parser.add_argument('--article-seconds', type=float, default=300)
    options = parser.parse_args()
    costs = Costs(options.costs)
    table(costs)
    print(f'\n{options.listeners} listeners of one new article of {options.article_seconds:.0f} s at {options.nodes} nodes')
    rush(costs, options)
    hour = costs.listener_hour(1.0, 1, 0, 0) / 3600 * PRICES['vcpu_hour']
    sent = 3600 * MP3_BYTES / 1e9 * PRICES['out_gb']
    print(f'\nan hour of listening: ${hour:.5f} of processor where all is new, ${sent:.5f} of traffic')
    kept = 3600 * (KEPT_BYTES + MP3_BYTES) / 1e9
    print(f'keeping an hour of sound: {kept * 1000:.0f} MB, ${kept * PRICES["store_gb_month"]:.4f} a month')
    month = 730 * (4 * 2 * PRICES['vcpu_hour'] + PRICES['database_hour'])
    print(f'two web nodes, two workers and the database, a month of 730 hours: ${month:.0f}')


if __name__ == '__main__':
    main()
