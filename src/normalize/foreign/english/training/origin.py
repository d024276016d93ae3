"""Learns to tell words that English pronounces as English from names of other languages, by their letters.

English are the words of SCOWL up to size 50 and the names of English-speaking countries, the others the names of people and
places elsewhere that are written in Latin letters; names that both have are left out. Names are those of Faker. Every two, three
and four letters in a row, with the ends of the word, have a weight at the place of their hash.

    python origin.py SCOWL/english-words-{10,20,35,40,50}.json ../origin.bin
"""

import hashlib
import importlib
import json
import pathlib
import pkgutil
import re
import sys
import unicodedata

import faker.providers.address
import faker.providers.person
import numpy as np

N_WEIGHTS = 1 << 13
N_ROUNDS = 30
RATE = 0.3
DECAY = 1e-5
SPECIAL = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})


def plain(name):
    name = unicodedata.normalize("NFD", name.lower().translate(SPECIAL))
    return "".join(letter for letter in name if not unicodedata.combining(letter))


def names_of(provider):
    for key in dir(provider):
        if re.match(r"(first|last|city|state|romanized).*(names|formats|cities|states|_name|prefixes)|cities|states|city_names", key):
            values = getattr(provider, key)
            if isinstance(values, (dict, tuple, list)):
                for value in values:
                    yield from re.findall(r"[^\W\d_]{3,}", value if isinstance(value, str) else "")


def all_names():
    for room in (faker.providers.person, faker.providers.address):
        for module in pkgutil.iter_modules(room.__path__):
            provider = importlib.import_module(f"{room.__name__}.{module.name}").Provider
            for name in names_of(provider):
                if re.fullmatch("[a-z]{3,}", plain(name)):
                    yield module.name, plain(name)


def places(word):
    marked = f"^{word}$".encode()
    found = []
    for length in (2, 3, 4):
        for at in range(len(marked) - length + 1):
            value = 0x811C9DC5
            for byte in marked[at : at + length]:
                value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
            found.append((value ^ (value >> 15)) % N_WEIGHTS)
    return found


def is_held_out(word):
    return hashlib.sha256(word.encode()).digest()[0] < 26


def main():
    english, other = set(), set()
    for path in sys.argv[1:-1]:
        english |= {word for word in json.loads(pathlib.Path(path).read_text()) if re.fullmatch("[a-z]{3,}", word)}
    n_words = len(english)
    for locale, name in all_names():
        (english if re.fullmatch("en_(US|GB|AU|CA|NZ|IE)", locale) else other).add(name)
    other = {name for name in other if name not in english}
    print(f"{n_words} words and {len(english) - n_words} names of English, {len(other)} of others")
    words = [(word, 1) for word in sorted(english)] + [(word, 0) for word in sorted(other)]
    learned = [entry for entry in words if not is_held_out(entry[0])]
    held_out = [entry for entry in words if is_held_out(entry[0])]
    n_most = max(len(word) for word, _ in words) * 3
    rows = np.full((len(learned), n_most), N_WEIGHTS)
    for n, (word, _) in enumerate(learned):
        found = places(word)
        rows[n, : len(found)] = found
    labels = np.array([label for _, label in learned], np.float32)
    # Both sides weigh the same.
    weight = np.where(labels == 1, 0.5 / labels.mean(), 0.5 / (1 - labels.mean())).astype(np.float32)
    random = np.random.default_rng(0)
    weights, squares = np.zeros(N_WEIGHTS + 1), np.full(N_WEIGHTS + 1, 1e-2)
    for round_number in range(N_ROUNDS):
        for batch in np.array_split(random.permutation(len(learned)), max(1, len(learned) // 2048)):
            score = weights[rows[batch]].sum(1)
            slope = (1 / (1 + np.exp(-score)) - labels[batch]) * weight[batch]
            slope = np.bincount(rows[batch].ravel(), np.repeat(slope, n_most), N_WEIGHTS + 1)
            slope += DECAY * len(batch) * weights
            slope[N_WEIGHTS] = 0
            squares += slope**2
            weights -= RATE * (1 - round_number / N_ROUNDS) * slope / np.sqrt(squares)
    small = np.clip(np.rint(weights[:N_WEIGHTS] * 16), -127, 127).astype(np.int8)
    score = {word: int(small[places(word)].astype(int).sum()) for word, _ in held_out}
    for limit in (-48, -32, -16, 0, 16):
        kept = np.mean([score[word] > limit for word, label in held_out if label])
        told = np.mean([score[word] <= limit for word, label in held_out if not label])
        print(f"above {limit}: {kept:.3f} of English, others told {told:.3f}")
    pathlib.Path(sys.argv[-1]).write_bytes(small.tobytes())
    if names := [line.strip() for line in sys.stdin] if not sys.stdin.isatty() else []:
        for name in names:
            print(name, int(small[places(name)].astype(int).sum()))


if __name__ == "__main__":
    main()
