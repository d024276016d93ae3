"""Chooses the sentences that the guide says.

    python3 sentences.py --corpus FILE... --lab LAB [--count 1600]

Short sentences, and clauses of long ones, of diacritized text (`diacritizer/corpus`), without digits and Latin letters. The first 24 of the shuffle
are LAB/dev.txt, which only decides how long to train; the others LAB/train.txt. Nothing of `../text/evaluation.txt`
comes in. Then, for each of the names dev and train (and for ../text/evaluation.txt, as LAB/eval.txt and LAB/eval.ph):

    natiq text --stage phonemes --lines LAB/train.txt > LAB/train.ph
"""
import argparse
import os
import random
import re

HERE = os.path.dirname(os.path.abspath(__file__))
MARKS = re.compile('[\u064b-\u0652\u0670ـ]')
OTHER = re.compile('[0-9A-Za-z٠-٩/%–—-]')
SHORTEST, LONGEST = 28, 58  # letters and spaces, without marks: some two to five seconds
DEV = 24


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--corpus', nargs='+', required=True)
    arguments.add_argument('--lab', required=True)
    arguments.add_argument('--count', type=int, default=1500)
    options = arguments.parse_args()
    apart = {MARKS.sub('', line) for line in
             open(f'{HERE}/../text/evaluation.txt', encoding='utf-8').read().splitlines()}
    found = []
    for path in options.corpus:
        for line in open(path, encoding='utf-8').read().splitlines():
            line = ' '.join(re.sub(r'[«»"“”()\[\]]', '', line).split())
            for piece in [line] + re.split(r'(?<=[،؛:.؟!]) ', line):
                piece = re.sub('[،؛:]$', '.', piece)
                plain = MARKS.sub('', piece)
                if SHORTEST <= len(plain) <= LONGEST and plain not in apart and not OTHER.search(plain):
                    found.append(piece)
    found = list(dict.fromkeys(found))
    random.Random(5).shuffle(found)
    print(len(found), 'sentences that fit')
    for name, lines in (('dev', found[:DEV]), ('train', found[DEV:DEV + options.count])):
        with open(f'{options.lab}/{name}.txt', 'w', encoding='utf-8') as file:
            file.write('\n'.join(lines) + '\n')


if __name__ == '__main__':
    main()
