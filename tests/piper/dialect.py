#!/usr/bin/env python3
"""What espeak-ng, as the piper-tts package carries it, makes of Arabic words: dialect.py > tests/data/espeak_arabic.tsv

  python3 -m pip install piper-tts==1.8.0

Two thousand different words of the vowelled corpus, drawn by a fixed seed; the marks are put in the order that espeak-ng
reads (shadda, then vowel). Debian's espeak-ng 1.51 (`espeak-ng -v ar --ipa -q`) writes the same for a word alone, but for
the stress of words that begin with a letter that can be a particle.
"""
import pathlib, random, re

from piper.phonemize_espeak import EspeakPhonemizer

corpus = pathlib.Path(__file__).resolve().parents[2] / 'diacritizer/corpus'
words = set()
for name in ('articles', 'encyclopedia', 'heritage', 'news', 'paragraphs', 'reports', 'written'):
    for word in re.findall(r'[\u0621-\u064a\u064b-\u0652\u0670\u0671]+', (corpus / f'{name}.txt').read_text()):
        if len(re.findall(r'[\u064b-\u0650]', word)) >= 2:
            words.add(word)
words = sorted(words)
random.seed(20)
random.shuffle(words)
phonemizer = EspeakPhonemizer()
for word in words[:2000]:
    word = re.sub('([\u064b-\u0650\u0652])\u0651', '\u0651\\1', word)
    print(word, ''.join(sum(phonemizer.phonemize('ar', word), [])), sep='\t')
