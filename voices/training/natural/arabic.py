"""The product's phonemes of Arabic to Kokoro's symbols, with Kokoro's stress mark, and each symbol's phoneme beside it."""
import re

import torch

VOWELS = ('a', 'i', 'u', 'aː', 'iː', 'uː')
BACKING = ('sˤ', 'dˤ', 'tˤ', 'ðˤ', 'q')  # beside them vowels are backed
BACKED = {'a': 'ɑ', 'i': 'ɪ', 'u': 'ʊ'}
SYMBOLS = {'dʒ': 'ʤ', 'ħ': 'h', 'r': 'ɾ', 'sˤ': 's', 'dˤ': 'd', 'tˤ': 't', 'ðˤ': 'ð', 'ʕ': 'ɑ', 'g': 'ɡ', 'tʃ': 'ʧ'}


def words(line):
    """Lists of phonemes, and ',' or '.' between them."""
    out = []
    for part in re.sub(' ([,.]) ', r' \1 | ', line.strip() + ' ').split('|'):
        phonemes = part.split()
        end = phonemes.pop() if phonemes and phonemes[-1] in '.,?' else None
        out += ([phonemes] if phonemes else []) + ([end] if end else [])
    # The article's l, and any consonant before another, closes the syllable of the word before.
    for one, other in zip(out, out[1:]):
        if isinstance(one, list) and isinstance(other, list) and len(other) > 2 and one[-1] in VOWELS:
            if other[0] not in VOWELS and other[1] not in VOWELS:
                one.append(other.pop(0))
    return out


def stressed(word):
    """Index of the stressed vowel of a word, or None."""
    vowels = [at for at, phoneme in enumerate(word) if phoneme in VOWELS]
    if not vowels:
        return None

    def weight(which):
        at = vowels[which]
        after = vowels[which + 1] if which + 1 < len(vowels) else len(word)
        closing = sum(2 if one.endswith('ː') else 1 for one in word[at + 1:after]) - (which + 1 < len(vowels))
        return (2 if word[at].endswith('ː') else 1) + max(closing, 0)

    last = len(vowels) - 1
    if not last:
        return vowels[0] if weight(0) >= 2 and len(word) > 2 else None
    if weight(last) >= 3:
        return vowels[last]
    return vowels[last - 1] if weight(last - 1) >= 2 else vowels[max(0, last - 2)]


def convert(line):
    """[(Kokoro's symbols, the phoneme they stand for, or a space or mark)]"""
    out = []
    for at, word in enumerate(words(line)):
        if not isinstance(word, list):
            out.append((word, word))
            continue
        if at:
            out.append((' ', ' '))
        stress = stressed(word)
        for here, phoneme in enumerate(word):
            long, plain = phoneme.endswith('ː'), phoneme.removesuffix('ː')
            if phoneme in VOWELS:
                beside = {one.removesuffix('ː') for one in word[max(0, here - 1):here + 2]}
                symbol = BACKED[plain] if beside & set(BACKING) else plain
                symbol = ('ˈ' if here == stress else '') + symbol
            elif phoneme == 'ʔ' and not here:
                continue  # Kokoro begins every vowel so; its own ʔ is the t of an American `button`
            else:
                symbol = 'r' if long and plain == 'r' else SYMBOLS.get(plain, plain)
            out.append((symbol + ('ː' if long else ''), phoneme))
    return out


class Vectors:
    """Vectors for Arabic sounds, learned through the whole of Kokoro (the laboratory's road A): a vector is added to
    that of Kokoro's symbol for each pair of phoneme and symbol; the text encoder has followed them a little."""

    def __init__(self, path, kokoro, table):
        saved = torch.load(path, map_location='cpu', weights_only=False)
        self.table, self.index, self.kokoro = table, saved['index'], kokoro
        self.delta = torch.cat([saved['delta'].float()[:len(self.index)], torch.zeros(1, 512)])
        self.shift = torch.cat([saved['style'].float(), torch.zeros(1, 128)], 1)
        self.encoder = {name: value.float() for name, value in saved['encoder'].items()}

    def read(self, line):
        """Symbol ids [1, L], rows of the vectors, and for each symbol the place of its phoneme in the list, -1 at ends;
        the list of phonemes."""
        ids, rows, owner, phonemes = [0], [len(self.index)], [-1], []
        for symbols, phoneme in convert(line):
            phonemes.append(phoneme)
            for one in symbols:
                if one in self.table:
                    ids.append(self.table[one])
                    key = '' if phoneme in ' ,.?' or one == 'ˈ' else f'{phoneme}/{one}'
                    rows.append(self.index.get(key, len(self.index)))
                    owner.append(len(phonemes) - 1)
        return torch.tensor([ids + [0]]), torch.tensor(rows + [len(self.index)]), torch.tensor(owner + [-1]), phonemes

    def phonetic(self, ids, rows):
        own = {name: value.clone() for name, value in self.kokoro.text_encoder.state_dict().items()}
        self.kokoro.text_encoder.load_state_dict(self.encoder)
        made = self.kokoro.phonetic(ids, self.delta[rows][None])
        self.kokoro.text_encoder.load_state_dict(own)
        return made
