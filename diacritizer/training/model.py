"""The network: stacks of LSTMs read the letters side by side, and one layer reads all of them and names the marks.

A stack may read the words between its two LSTMs, each by what the first read at its ends: syntax is a matter of words,
and a sentence has six times fewer of them than letters. Stacks can be trained together, or each alone ([`part`]).
"""

import torch
from torch import nn

from symbols import CLASSES, HINTS, NO_HINT, NUMBER_OF, PADDING, SYMBOLS

EMBEDDING, HIDDEN, WORD = 128, 256, 224
SPACE = NUMBER_OF[" "]


class Words(nn.Module):
    """The words of a text, each by what was read at its ends, read in both directions and told to its characters."""

    def __init__(self, dropout, layers=2):
        super().__init__()
        self.first = nn.LSTM(2 * HIDDEN, WORD, bidirectional=True, batch_first=True)
        self.second = nn.LSTM(2 * WORD, WORD, bidirectional=True, batch_first=True)
        self.third = nn.LSTM(2 * WORD, WORD, bidirectional=True, batch_first=True) if layers > 2 else None
        # What the third says counts for, of each unit: nothing at first.
        self.third_share = nn.Parameter(torch.zeros(2 * WORD)) if layers > 2 else None
        self.back = nn.Linear(2 * WORD, 2 * HIDDEN)
        nn.init.zeros_(self.back.weight)
        nn.init.zeros_(self.back.bias)
        self.dropout = nn.Dropout(dropout)

    def forward(self, characters, read):
        # A space belongs to the word after it.
        word = (characters == SPACE).cumsum(1)
        length = characters.shape[1]
        count = int(word.max()) + 1
        place = torch.arange(length).expand_as(characters)
        padding = characters == PADDING
        starts = torch.full((len(word), count), length).scatter_reduce(1, word, torch.where(padding, length, place), "amin")
        ends = torch.full((len(word), count), -1).scatter_reduce(1, word, torch.where(padding, -1, place), "amax")
        there = (ends >= 0).unsqueeze(-1)
        units = read.shape[-1] // 2
        forward = read[..., :units].gather(1, ends.clamp(min=0).unsqueeze(-1).expand(-1, -1, units))
        backward = read[..., units:].gather(1, starts.clamp(max=length - 1).unsqueeze(-1).expand(-1, -1, units))
        words = torch.cat([forward, backward], -1) * there
        first, _ = self.first(self.dropout(words))
        second, _ = self.second(self.dropout(first) * there)
        both = first + second
        if self.third is not None:
            third, _ = self.third(self.dropout(both) * there)
            both = both + self.third_share * third
        told = self.back(self.dropout(both))
        return told.gather(1, word.unsqueeze(-1).expand(-1, -1, told.shape[-1]))


class Stack(nn.Module):
    """Letters and what is known about their marks, read in both directions."""

    def __init__(self, dropout, words=0):
        super().__init__()
        self.embedding = nn.Embedding(SYMBOLS, EMBEDDING)
        self.hint = nn.Embedding(HINTS, EMBEDDING)
        nn.init.zeros_(self.hint.weight)
        self.first = nn.LSTM(EMBEDDING, HIDDEN, bidirectional=True, batch_first=True)
        self.second = nn.LSTM(2 * HIDDEN, HIDDEN, bidirectional=True, batch_first=True)
        self.words = Words(dropout, words) if words else None
        self.dropout = nn.Dropout(dropout)

    def forward(self, characters, hints):
        read = self.embedding(characters) + self.hint(hints)
        read, _ = self.first(self.dropout(read))
        if self.words is not None:
            read = read + self.words(characters, read)
        read, _ = self.second(self.dropout(read))
        return read


class Diacritizer(nn.Module):
    def __init__(self, stacks=2, dropout=0.0, words=0):
        super().__init__()
        self.stacks = nn.ModuleList(Stack(dropout, words) for _ in range(stacks))
        self.words = words
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(stacks * 2 * HIDDEN, len(CLASSES))

    def forward(self, characters, hints):
        read = torch.cat([stack(characters, hints) for stack in self.stacks], dim=-1)
        return self.head(self.dropout(read))


def load(path, words=0, **options):
    """Returns the network of a checkpoint, with as many stacks as it has. `words` is how many layers are to read words:
    those that it lacks are added and say nothing yet, and so do hints that it did not know."""
    state = torch.load(path, weights_only=True)["model"]
    for name in [name for name in state if name.endswith(".hint.weight")]:
        known = state[name]
        state[name] = torch.cat([known, known[NO_HINT].expand(HINTS - len(known), -1)])
    stacks = {int(name.split(".")[1]) for name in state if name.startswith("stacks.")}
    layers = 3 if any(".words.third." in name for name in state) else 2 if any(".words." in name for name in state) else 0
    model = Diacritizer(len(stacks), words=max(words, layers), **options)
    new = {name: value for name, value in model.state_dict().items() if ".words." in name and name not in state}
    model.load_state_dict({**state, **new})
    return model


def part(model, number, **options):
    """Returns one stack of a network as a network of its own, with the stack's share of the answer."""
    alone = Diacritizer(1, words=model.words, **options)
    alone.stacks[0].load_state_dict(model.stacks[number].state_dict())
    share = slice(number * 2 * HIDDEN, (number + 1) * 2 * HIDDEN)
    with torch.no_grad():
        alone.head.weight.copy_(model.head.weight[:, share] * len(model.stacks))
        alone.head.bias.copy_(model.head.bias)
    return alone


def join(models):
    """Returns one network that answers the mean of the answers (before the softmax) of several."""
    joined = Diacritizer(sum(len(model.stacks) for model in models), words=max(model.words for model in models))
    stacks = [stack for model in models for stack in model.stacks]
    for into, stack in zip(joined.stacks, stacks, strict=True):
        into.load_state_dict(stack.state_dict())
    with torch.no_grad():
        joined.head.weight.copy_(torch.cat([model.head.weight for model in models], dim=1) / len(models))
        joined.head.bias.copy_(sum(model.head.bias for model in models) / len(models))
    return joined
