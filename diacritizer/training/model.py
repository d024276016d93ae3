"""The network: stacks of LSTMs read the letters side by side, and one layer reads all of them and names the marks.

Stacks can be trained together, or each alone ([`part`]) and joined for the export ([`join`]).
"""

import torch
from torch import nn

from symbols import CLASSES, HINTS, SYMBOLS

EMBEDDING, HIDDEN = 128, 256


class Stack(nn.Module):
    """Letters and what is known about their marks, read in both directions."""

    def __init__(self, dropout):
        super().__init__()
        self.embedding = nn.Embedding(SYMBOLS, EMBEDDING)
        self.hint = nn.Embedding(HINTS, EMBEDDING)
        nn.init.zeros_(self.hint.weight)
        self.first = nn.LSTM(EMBEDDING, HIDDEN, bidirectional=True, batch_first=True)
        self.second = nn.LSTM(2 * HIDDEN, HIDDEN, bidirectional=True, batch_first=True)
        self.dropout = nn.Dropout(dropout)

    def forward(self, characters, hints):
        read = self.embedding(characters) + self.hint(hints)
        read, _ = self.first(self.dropout(read))
        read, _ = self.second(self.dropout(read))
        return read


class Diacritizer(nn.Module):
    def __init__(self, stacks=2, dropout=0.0):
        super().__init__()
        self.stacks = nn.ModuleList(Stack(dropout) for _ in range(stacks))
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(stacks * 2 * HIDDEN, len(CLASSES))

    def forward(self, characters, hints):
        read = torch.cat([stack(characters, hints) for stack in self.stacks], dim=-1)
        return self.head(self.dropout(read))


def load(path, **options):
    """Returns the network of a checkpoint, with as many stacks as it has."""
    state = torch.load(path, weights_only=True)["model"]
    stacks = {int(name.split(".")[1]) for name in state if name.startswith("stacks.")}
    model = Diacritizer(len(stacks), **options)
    model.load_state_dict(state)
    return model


def part(model, number, **options):
    """Returns one stack of a network as a network of its own, with the stack's share of the answer."""
    alone = Diacritizer(1, **options)
    alone.stacks[0].load_state_dict(model.stacks[number].state_dict())
    share = slice(number * 2 * HIDDEN, (number + 1) * 2 * HIDDEN)
    with torch.no_grad():
        alone.head.weight.copy_(model.head.weight[:, share] * len(model.stacks))
        alone.head.bias.copy_(model.head.bias)
    return alone


def join(models):
    """Returns one network that answers the mean of the answers (before the softmax) of several."""
    joined = Diacritizer(sum(len(model.stacks) for model in models))
    stacks = [stack for model in models for stack in model.stacks]
    for into, stack in zip(joined.stacks, stacks, strict=True):
        into.load_state_dict(stack.state_dict())
    with torch.no_grad():
        joined.head.weight.copy_(torch.cat([model.head.weight for model in models], dim=1) / len(models))
        joined.head.bias.copy_(sum(model.head.bias for model in models) / len(models))
    return joined
