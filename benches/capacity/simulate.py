#!/usr/bin/env python3
"""Breaking news: 10 nodes, 10,000 listeners, one new article that everybody opens within a minute. Standard library only.

usage: simulate.py [--costs costs.json] [--nodes 10] [--cores 2] [--listeners 10000] [--each-node] [--job]
       simulate.py --real BINARY [--listeners 32]      (the same by simulation and by a service here)

Every node has so many cores, which do one piece of work at a time each, the one that is due first; pieces cost what measure.py
has measured. A listener's request costs; its utterances are spoken once in all (or once a node with `--each-node`), while
those who come meanwhile wait; each utterance is encoded for each listener, when the player has room for it. With `--job` the
article was given as a job when it was published; who comes after that is done gets the finished file. With `--hls` the
players take segments, which a node encodes once.
"""
import argparse, collections, heapq, json, pathlib, random, shutil, sys, tempfile, threading, time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent.parent / 'tests/many_machines')]
from model import Costs

# An opening clause, and what is sent of it before the rest is encoded, in seconds.
OPENING, FIRST_PART = 2.0, 0.5


class Node:
    """Cores that do the work that is due first."""

    def __init__(self, world, cores):
        self.world, self.free, self.queue, self.busy = world, cores, [], 0.0
        self.renderings = collections.Counter()
        self.ready, self.waiting, self.places = {}, collections.defaultdict(list), 0
        self.by_second = collections.Counter()

    def do(self, due, cost, then):
        heapq.heappush(self.queue, (due, self.world.number(), cost, then))
        self.turn()

    def turn(self):
        while self.free and self.queue:
            _, _, cost, then = heapq.heappop(self.queue)
            self.free -= 1
            self.busy += cost
            self.by_second[int(self.world.now)] += cost
            self.world.at(self.world.now + cost, self.done, then)

    def done(self, then):
        self.free += 1
        then()
        self.turn()


class World:
    def __init__(self, options, costs):
        self.options, self.costs, self.now, self.count = options, costs, 0.0, 0
        self.events, self.random = [], random.Random(options.seed)
        self.nodes = [Node(self, options.cores) for _ in range(options.nodes)]
        self.lengths = [OPENING] + [options.utterance_seconds] * round(
            (options.article_seconds - OPENING) / options.utterance_seconds)
        # Whose rendering an utterance is, where all nodes share one.
        self.claimed, self.first_sounds, self.starved, self.refused, self.streamed = {}, [], 0, 0, 0.0
        self.finished_at = float('inf')
        self.live = 0

    def number(self):
        self.count += 1
        return self.count

    def at(self, when, what, *arguments):
        heapq.heappush(self.events, (when, self.number(), what, arguments))

    def run(self):
        options = self.options
        if options.job:
            self.nodes[0].do(0, sum(self.lengths) * (self.costs.render[1.0] + self.costs.encode), self.job_done)
            self.nodes[0].renderings.update(range(len(self.lengths)))
        for _ in range(options.listeners):
            self.at(self.random.uniform(0, options.spread), self.arrive, self.random.choice(self.nodes))
        while self.events:
            self.now, _, what, arguments = heapq.heappop(self.events)
            what(*arguments)

    def job_done(self):
        self.finished_at = self.now + self.options.store_seconds

    def arrive(self, node, began=None):
        began = self.now if began is None else began
        if self.now >= self.finished_at:
            whole = sum(self.lengths)
            self.streamed += whole
            node.do(self.now, self.costs.request + whole * self.costs.file, lambda: self.first_sounds.append(self.now - began))
        elif node.places >= self.options.places:
            # It is told to come again in two seconds, and does so a little later.
            self.refused += 1
            self.at(self.now + self.random.uniform(2, 3), self.arrive, node, began)
        else:
            node.places += 1
            self.live += 1
            Listener(self, node, began).next()

    def get(self, node, index, due, then):
        """Calls `then` when an utterance is at a node, and has it spoken where it is not being yet."""
        if index in node.ready:
            return then()
        node.waiting[index].append(then)
        if len(node.waiting[index]) > 1:
            return None
        owner = node if self.options.each_node else self.claimed.setdefault(index, node)
        if owner is not node and index in owner.ready:
            return self.at(self.now + self.options.store_seconds, self.there, node, index)
        if owner is not node:
            # The owner's notice, and what the store takes to give it.
            return owner.waiting[index].append(lambda: self.at(self.now + self.options.store_seconds, self.there, node, index))
        node.renderings[index] += 1
        cost = self.costs.render[1.0] + (self.costs.encode if self.options.hls else 0)
        return node.do(due, self.lengths[index] * cost, lambda: self.there(node, index))

    def there(self, node, index):
        node.ready[index] = True
        for then in node.waiting.pop(index, []):
            then()


class Listener:
    """One stream: the next utterance is asked for when the player has room for it."""

    def __init__(self, world, node, began):
        self.world, self.node, self.began, self.index = world, node, began, 0
        self.sent, self.playing_since = 0.0, None

    def next(self):
        world = self.world
        if self.index == len(world.lengths):
            self.node.places -= 1
            return
        due = world.now if self.playing_since is None else self.playing_since + self.sent
        world.get(self.node, self.index, due, lambda: self.encode(due))

    def encode(self, due):
        world, length = self.world, self.world.lengths[self.index]
        each = world.costs.file if world.options.hls else world.costs.encode
        if self.index == 0:
            cost = world.costs.request + FIRST_PART * each
            self.node.do(due, cost, lambda: (self.first(), self.node.do(
                world.now + FIRST_PART, (length - FIRST_PART) * each, lambda: self.took(length))))
        else:
            # A segment of HLS is a request of its own.
            request = world.costs.request if world.options.hls else 0
            self.node.do(due, request + length * each, lambda: self.took(length))

    def first(self):
        self.playing_since = self.world.now
        self.world.first_sounds.append(self.world.now - self.began)

    def took(self, length):
        world = self.world
        played = world.now - self.playing_since
        if self.index and played > self.sent:
            world.starved += 1
            self.playing_since += played - self.sent
        self.sent += length
        world.streamed += length
        self.index += 1
        in_hand = self.sent - (world.now - self.playing_since)
        world.at(world.now + max(0.0, in_hand - world.options.ahead), self.next)


def report(world, costs):
    options = world.options
    waits = sorted(world.first_sounds)
    at = lambda part: 1000 * waits[min(len(waits) - 1, int(part * len(waits)))]
    print(f'first sound of {len(waits)} listeners: median {at(.5):.0f} ms, 95 % {at(.95):.0f} ms, 99 % {at(.99):.0f} ms, '
          f'last {at(1):.0f} ms; refused and told to come again: {world.refused} times')
    renderings = collections.Counter()
    for node in world.nodes:
        renderings.update(node.renderings)
    counts = collections.Counter(renderings.values())
    print('renderings: ' + ', '.join(f'{n} utterances {times} times' for times, n in sorted(counts.items())))
    busy = [node.busy for node in world.nodes]
    most = max((max(node.by_second.values(), default=0) for node in world.nodes), default=0)
    print(f'processor seconds by node: {min(busy):.1f} to {max(busy):.1f}, {sum(busy):.1f} in all; in its busiest second a node '
          f'began {most:.2f} s of work for its {options.cores} cores; players that ran dry: {world.starved} times')
    n_renderings = sum(renderings.values()) / len(world.lengths)
    said = costs.rush(options.listeners, sum(world.lengths), n_renderings, 1 - world.live / len(waits), options.hls and n_renderings)
    print(f'the model says {said:.1f} s in all: {sum(busy) / said - 1:+.1%}')
    return sum(busy)


def real(options, costs):
    """Has the service here do it, by two threads for models, and says what that takes beside the simulation."""
    from cluster import Node as Service, close_all
    from listeners import BYTES_A_SECOND, Writer
    folder = pathlib.Path(tempfile.mkdtemp(prefix='natiq-capacity-'))
    service = None
    try:
        settings = f'[http]\nlisteners = {options.listeners + 8}\nlisteners_per_client = 0\n'
        service = Service(options.real, folder, 'node', settings, workers=options.cores)
        service.wait_until_ready()
        service.first_byte(f'/v1/articles/{give(service, Writer(99).article(1))}/audio')
        article = give(service, Writer(5).article(3))
        spent, waits, sizes, gate = service.processor_seconds(), [], [], threading.Barrier(options.listeners)

        def listen():
            gate.wait()
            waited, body = service.first_byte(f'/v1/articles/{article}/audio?format=mp3')
            waits.append(waited)
            sizes.append(len(body))

        before = service.spoken()
        threads = [threading.Thread(target=listen) for _ in range(options.listeners)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        spent = service.processor_seconds() - spent
        n_utterances, spoken = service.get(f'/v1/articles/{article}')[1], service.spoken() - before
        seconds = max(sizes) / BYTES_A_SECOND
    finally:
        close_all([service] if service else [])
        shutil.rmtree(folder, ignore_errors=True)
    if len(waits) < options.listeners:
        sys.exit(f'only {len(waits)} of {options.listeners} listeners heard it')
    print(f'here: {options.listeners} listeners of {seconds:.0f} s took {spent:.1f} s of processor time; '
          f'{spoken:.0f} utterances were spoken')
    options.article_seconds, options.nodes, options.spread, options.ahead = seconds, 1, 0.0, 1e9
    world = World(options, costs)
    world.run()
    print('simulated:')
    simulated = report(world, costs)
    print(f'here beside the simulation: {spent / simulated - 1:+.1%}')


def give(service, text):
    status, body, _ = service.request('POST', '/v1/articles', text)
    if status != 201:
        sys.exit(f'an article was answered with {status}')
    return json.loads(body)['id']


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--costs', default=HERE / 'costs.json', help='what measure.py has written')
    parser.add_argument('--nodes', type=int, default=10)
    parser.add_argument('--cores', type=int, default=2, help='of each node')
    parser.add_argument('--places', type=int, default=1 << 30, help='of each node (`listeners` in natiq.toml)')
    parser.add_argument('--listeners', type=int, default=None)
    parser.add_argument('--spread', type=float, default=60, help='seconds within which all come')
    parser.add_argument('--article-seconds', type=float, default=300)
    parser.add_argument('--utterance-seconds', type=float, default=5)
    parser.add_argument('--ahead', type=float, default=10, help='seconds of sound that a player keeps in hand')
    parser.add_argument('--store-seconds', type=float, default=0.05, help='to be told of an utterance and get it from the store')
    parser.add_argument('--each-node', action='store_true', help='each node speaks for itself')
    parser.add_argument('--hls', action='store_true', help='players take HLS, which is encoded once a node for all of them')
    parser.add_argument('--job', action='store_true', help='the article is given as a job at the first moment')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--real', metavar='BINARY', help='compare with a service here')
    options = parser.parse_args()
    options.each_node |= options.hls
    options.listeners = options.listeners or (32 if options.real else 10_000)
    costs = Costs(options.costs)
    if options.real:
        return real(options, costs)
    world = World(options, costs)
    world.run()
    return report(world, costs)


if __name__ == '__main__':
    main()
