#!/usr/bin/env python3
"""Breaking news: 10 nodes, 10,000 listeners, one new article that everybody opens within a minute. Standard library only.

usage: simulate.py [--costs costs.json] [--nodes 10] [--cores 2] [--listeners 10000] [--greedy SHARE] [--hls] [--job]
       simulate.py --real BINARY [--listeners 32]      (the same by simulation and by a service here)

Every node has so many cores, which do one piece of work at a time each, the one that is due first; pieces cost what measure.py
has measured. A listener's request costs; its node speaks each utterance once, and encodes it once for all who hear it while it
is made, as `src/http/broadcast.rs` does. What is whole is a file, which who comes then gets. With `--job` the article is given as a job at the first moment. With `--hls` the players take segments, which a node encodes once.
"""
import argparse, collections, heapq, json, os, pathlib, random, shutil, sys, tempfile, threading, time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent.parent / 'tests/many_machines')]
from model import SEGMENT, Costs

# An opening clause, and what is sent of it before the next second is encoded, in seconds.
OPENING, FIRST_PART = 2.0, 0.25
# When what nobody waits for is due.
LAST = float('inf')


class Node:
    """Cores that do the work that is due first."""

    def __init__(self, world, cores):
        self.world, self.free, self.queue, self.busy = world, cores, [], 0.0
        self.by_second = collections.Counter()
        self.places, self.renderings = 0, 0
        # Utterances that are spoken, and who waits for the others.
        self.spoken, self.waiting = set(), collections.defaultdict(list)
        # What is made for its listeners, and whether the file of it lies here.
        self.broadcast, self.has_file = Broadcast(self), False

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

    def speak(self, index, due, then):
        """Calls `then` when an utterance is spoken, and has it spoken where it is not being yet."""
        if index in self.spoken:
            return then()
        self.waiting[index].append(then)
        if len(self.waiting[index]) > 1:
            return None
        self.renderings += 1
        return self.do(due, self.world.lengths[index] * self.world.costs.render[1.0], lambda: self.there(index))

    def there(self, index):
        self.spoken.add(index)
        for then in self.waiting.pop(index):
            then()


class Broadcast:
    """One encoder for all who hear what it makes: who needs the next piece first has it made."""

    def __init__(self, node):
        self.node, self.world = node, node.world
        self.n_made, self.is_making, self.waiting = 0, False, []

    def is_whole(self):
        return self.n_made == len(self.world.pieces)

    def make(self, due, then):
        """Has the next piece made, and calls `then`."""
        self.waiting.append(then)
        if not self.is_making:
            self.is_making = True
            index, seconds = self.world.pieces[self.n_made]
            self.node.speak(index, due, lambda: self.node.do(due, seconds * self.world.costs.encode, self.made))

    def made(self):
        self.is_making = False
        self.n_made += 1
        # HLS has files of its own.
        if self.is_whole() and not self.world.options.hls:
            self.world.file_made(self.node)
        waiting, self.waiting = self.waiting, []
        for then in waiting:
            then()


class World:
    def __init__(self, options, costs):
        self.options, self.costs, self.now, self.count = options, costs, 0.0, 0
        self.events, self.random = [], random.Random(options.seed)
        self.nodes = [Node(self, options.cores) for _ in range(options.nodes)]
        self.lengths = [OPENING] + [options.utterance_seconds] * round(
            (options.article_seconds - OPENING) / options.utterance_seconds)
        # An utterance and how much of it: the first is cut, so that all who begin at once have its beginning.
        self.pieces = list(enumerate(self.lengths))
        if not options.hls:
            self.pieces[:1] = [(0, FIRST_PART), (0, 1.0), (0, OPENING - FIRST_PART - 1.0)]
        self.first_sounds = []
        self.starved, self.ran_dry, self.refused, self.live = 0, 0, 0, 0
        # When the other nodes find the file in the object store.
        self.shared_at = float('inf')

    def number(self):
        self.count += 1
        return self.count

    def at(self, when, what, *arguments):
        heapq.heappush(self.events, (when, self.number(), what, arguments))

    def run(self):
        options = self.options
        if options.job:
            self.job(self.nodes[0], 0)
        for _ in range(options.listeners):
            self.at(self.random.uniform(0, options.spread), self.arrive, self.random.choice(self.nodes))
        while self.events:
            self.now, _, what, arguments = heapq.heappop(self.events)
            what(*arguments)

    def job(self, node, index):
        """Speaks and encodes utterance after utterance, with what listeners leave of the cores."""
        if index == len(self.lengths):
            return self.file_made(node)
        encoding = self.lengths[index] * self.costs.encode
        return node.speak(index, LAST, lambda: node.do(LAST, encoding, lambda: self.job(node, index + 1)))

    def file_made(self, node):
        node.has_file = True
        self.shared_at = min(self.shared_at, self.now + self.options.store_seconds)

    def arrive(self, node, began=None):
        began = self.now if began is None else began
        if node.has_file or self.now >= self.shared_at:
            sending = sum(self.lengths) * self.costs.file
            first = lambda: (self.first_sounds.append(self.now - began), node.do(self.now, sending, lambda: None))
            node.do(self.now, self.costs.request, first)
        elif node.places >= self.options.places:
            # It is told to come again in two seconds, and does so a little later.
            self.refused += 1
            self.at(self.now + self.random.uniform(2, 3), self.arrive, node, began)
        else:
            self.live += 1
            listener = Listener(self, node, began)
            node.do(self.now, self.costs.request if self.options.hls else self.costs.join, listener.next)


class Listener:
    """One stream: the next piece is asked for when the player has room for it."""

    def __init__(self, world, node, began):
        self.world, self.node, self.began = world, node, began
        self.index = 0
        self.sent, self.playing_since, self.has_starved = 0.0, None, False
        self.ahead = float('inf') if world.random.random() < world.options.greedy else world.options.ahead
        self.has_place = False
        self.take_place(True)

    def take_place(self, has_place):
        self.node.places += has_place - self.has_place
        self.has_place = has_place

    def next(self):
        world, broadcast = self.world, self.node.broadcast
        if broadcast.is_whole():
            # Nothing is made for it any more.
            self.take_place(False)
        if self.index == len(world.pieces):
            return None
        due = world.now if self.playing_since is None else self.playing_since + self.sent
        if self.index == broadcast.n_made:
            return broadcast.make(due, self.next)
        seconds = world.pieces[self.index][1]
        # A segment of HLS is a file, and a request of its own.
        second = world.costs.file + world.costs.request / SEGMENT if world.options.hls else world.costs.hear
        return self.node.do(due, seconds * second, lambda: self.took(seconds))

    def took(self, seconds):
        world = self.world
        if self.index == 0:
            self.playing_since = world.now
            world.first_sounds.append(world.now - self.began)
        elif (late := world.now - self.playing_since - self.sent) > 0:
            world.starved += 1
            world.ran_dry += not self.has_starved
            self.has_starved = True
            self.playing_since += late
        self.sent += seconds
        self.index += 1
        in_hand = self.sent - (world.now - self.playing_since)
        world.at(world.now + max(0.0, in_hand - self.ahead), self.next)


def report(world, costs):
    options = world.options
    waits = sorted(world.first_sounds)
    at = lambda part: 1000 * waits[min(len(waits) - 1, int(part * len(waits)))]
    print(f'first sound of {len(waits)} listeners: median {at(.5):.1f} ms, 95 % {at(.95):.1f} ms, 99 % {at(.99):.1f} ms, '
          f'last {at(1):.1f} ms; refused and told to come again: {world.refused} times')
    renderings = [node.renderings / len(world.lengths) for node in world.nodes]
    whole = sum(world.lengths)
    encodings = sum(seconds for node in world.nodes for _, seconds in world.pieces[:node.broadcast.n_made]) / whole
    encodings += options.job
    print(f'each utterance is spoken {min(renderings):.1f} to {max(renderings):.1f} times by a node, and encoded '
          f'{encodings:.0f} times in all; {len(waits) - world.live} got a finished file')
    busy = [node.busy for node in world.nodes]
    most = max((max(node.by_second.values(), default=0) for node in world.nodes), default=0)
    print(f'processor seconds by node: {min(busy):.1f} to {max(busy):.1f}, {sum(busy):.1f} in all; in its busiest second a node '
          f'began {most:.2f} s of work for its {options.cores} cores; {world.ran_dry} players ran dry, {world.starved} times')
    said = costs.rush(options.listeners, whole, sum(renderings), encodings, 1 - world.live / len(waits), options.hls)
    print(f'the model says {said:.1f} s in all: {sum(busy) / said - 1:+.1%}')
    return sum(busy)


def real(options, costs):
    """Has the service here do it, by two threads for models, and says what that takes beside the simulation."""
    from cluster import Node as Service, close_all
    from listeners import BYTES_A_SECOND, Writer
    folder = pathlib.Path(tempfile.mkdtemp(prefix='natiq-capacity-'))
    service = None
    try:
        # Programs leave an eighth of the places to the player.
        settings = f'[http]\nlisteners = {2 * options.listeners}\nlisteners_per_client = 0\n'
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
        spoken = service.spoken() - before
        seconds = max(sizes) / BYTES_A_SECOND
    finally:
        close_all([service] if service else [])
        shutil.rmtree(folder, ignore_errors=True)
    if len(waits) < options.listeners:
        sys.exit(f'only {len(waits)} of {options.listeners} listeners heard it')
    print(f'here: {options.listeners} listeners of {seconds:.0f} s took {spent:.1f} s of processor time; '
          f'{spoken:.0f} utterances were spoken; load of the machine: {os.getloadavg()[0]:.1f}')
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
    parser.add_argument('--utterance-seconds', type=float, default=None, help='as measured when absent')
    parser.add_argument('--ahead', type=float, default=40, help='seconds of sound in hand: in the player, in what lies '
                        'between, and two utterances that the service holds ready')
    parser.add_argument('--store-seconds', type=float, default=0.05,
                        help='until what one node has put into the store is at another')
    parser.add_argument('--greedy', type=float, default=0, help='share of players that take all there is at once')
    parser.add_argument('--hls', action='store_true', help='players take HLS, which is encoded once a node for all of them')
    parser.add_argument('--job', action='store_true', help='the article is given as a job at the first moment')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--real', metavar='BINARY', help='compare with a service here')
    options = parser.parse_args()
    options.listeners = options.listeners or (32 if options.real else 10_000)
    costs = Costs(options.costs)
    options.utterance_seconds = options.utterance_seconds or costs.read['seconds_an_utterance']
    if options.real:
        return real(options, costs)
    world = World(options, costs)
    world.run()
    return report(world, costs)


if __name__ == '__main__':
    main()
