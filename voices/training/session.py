"""A voice as it ships, opened to speak with one thread."""
import json
import os

import numpy as np
import onnxruntime


class Session:
    """A folder's model.onnx under the `natiq` contract and its symbols.json; `speaker` of a model with several."""

    def __init__(self, folder, threads=1, speaker=0):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(os.path.join(folder, 'model.onnx'), options,
                                                    providers=['CPUExecutionProvider'])
        self.symbols = json.load(open(os.path.join(folder, 'symbols.json'), encoding='utf-8'))
        self.takes = [one.name for one in self.session.get_inputs()]
        self.speaker = speaker

    def say(self, ids, rate=1.0, pitch=0.0, until=None):
        """The samples of symbol ids, or of the first `until` of them, and how many of them each symbol has."""
        inputs = {'phonemes': ids, 'rate': np.array([rate], np.float32), 'pitch': np.array([pitch], np.float32),
                  'speaker': np.array([self.speaker], np.int64), 'until': np.array([until or len(ids)], np.int64)}
        return self.session.run(None, {name: inputs[name] for name in self.takes})
