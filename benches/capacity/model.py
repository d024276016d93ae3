#!/usr/bin/env python3
"""What an audience takes, in processor time, operations, bytes and money, from measured costs. Standard library only.

usage: model.py [--costs costs.json] [--nodes 10] [--listeners 10000] [--article-seconds 300]
"""
import argparse, json, math, pathlib

HERE = pathlib.Path(__file__).resolve().parent
# MP3 at 64 kb/s; samples as they are kept between voice and encoder.
MP3_BYTES, KEPT_BYTES = 8_000, 96_000
# A segment of HLS, in seconds, each a request.
SEGMENT = 5


class Costs:
    """Processor seconds for one second of sound, and for one request."""

    def __init__(self, file):
        self.read = json.loads(pathlib.Path(file).read_text(encoding='utf-8'))
        self.render = {float(rate): part['render_ms_a_second'] / 1000 for rate, part in self.read['rates'].items()}
        self.characters = {float(rate): part['characters_a_second'] for rate, part in self.read['rates'].items()}
        self.encode = self.read['encode_ms_a_second'] / 1000
        self.file = self.read['file_ms_a_second'] / 1000
        self.request = self.read['file_ms_a_request'] / 1000
        self.give = self.read['give_ms_an_article'] / 1000

    def listener_hour(self, rate, missed, whole):
        """Processor seconds of an hour of listening at a rate, where `missed` of the sound was not spoken before and `whole`
        of it comes from finished files."""
        return 3600 * (missed * self.render[rate] + (1 - whole) * self.encode + whole * self.file)

    def rush(self, listeners, seconds, renderings, whole, hls=0):
        """Processor seconds of an article of so many seconds that everybody hears to its end: `renderings` is how often each
        utterance is spoken, `whole` the share of listeners who come when the file is finished, `hls` at how many nodes the
        others' segments are encoded, where they take segments."""
        sound = seconds * listeners
        live = hls * seconds * self.encode + (1 - whole) * sound * (self.file + self.request / SEGMENT) if hls else (
            (1 - whole) * sound * self.encode)
        return renderings * seconds * self.render[1.0] + live + whole * sound * self.file + listeners * self.request


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
    print('rate   all new, nobody else   all spoken before   from finished files')
    for rate in sorted(costs.render):
        hour = [costs.listener_hour(rate, 1, 0), costs.listener_hour(rate, 0, 0), costs.listener_hour(rate, 0, 1)]
        print(f'{rate:4}   {hour[0]:20.1f}   {hour[1]:17.1f}   {hour[2]:19.2f}')
    print('\nshare of the sound that is spoken before: a day of 200 new articles, Zipf, one voice and rate')
    for listens in (200, 1_000, 10_000, 100_000):
        print(f'{listens:7} listens: {1 - distinct(200, listens) / listens:6.1%}')


def rush(costs, options):
    seconds, n = options.article_seconds, options.listeners
    for name, renderings, whole, hls in [('streams, one rendering for all nodes', 1, 0, 0),
                                         ('streams, one rendering at each node', options.nodes, 0, 0),
                                         ('HLS', options.nodes, 0, options.nodes),
                                         ('given as a job when it is published, all come later', 1, 1, 0)]:
        spent = costs.rush(n, seconds, renderings, whole, hls)
        print(f'{name}: {spent:9.0f} s of processor time, {spent / options.nodes:7.1f} s a node, '
              f'{spent / options.nodes / seconds:5.2f} cores busy at each while it is heard')
    out = n * seconds * MP3_BYTES / 1e9
    kept = seconds * (KEPT_BYTES + MP3_BYTES) / 1e9
    print(f'{out:.0f} GB go out (${out * PRICES["out_gb"]:.2f}), {kept * 1000:.0f} MB are kept '
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
    hour = costs.listener_hour(1.0, 1, 0) / 3600 * PRICES['vcpu_hour']
    sent = 3600 * MP3_BYTES / 1e9 * PRICES['out_gb']
    print(f'\nan hour of listening: ${hour:.5f} of processor where all is new, ${sent:.5f} of traffic')


if __name__ == '__main__':
    main()
