"""Reads and writes a converter's weights.

    PYTHONPATH=.. python3 weights.py LAB/converter.pt.best converter.safetensors     half precision, to keep
"""
import sys

import torch

from converter import Converter, from_laboratory


def read(path):
    network = Converter()
    if path.endswith('.safetensors'):
        from safetensors.torch import load_file
        state = {name: value.float() for name, value in load_file(path).items()}
    else:
        saved = torch.load(path, map_location='cpu', weights_only=True)
        if 'net' in saved:
            return from_laboratory(path)
        state = saved.get('mean', saved.get('network'))
    network.load_state_dict(state)
    return network


if __name__ == '__main__':
    from safetensors.torch import save_file
    save_file({name: value.half() for name, value in read(sys.argv[1]).state_dict().items()}, sys.argv[2])
