"""Chooses and makes the sentences that the teacher speaks.

    python3 texts.py --corpus FILE [FILE...] --out FILE.txt --pairs FILE.txt --sense FILE.txt

--corpus: diacritized text, a sentence on each line (sources and licences: README.md). Odd lines are left out, long ones
cut at commas. To them come sentences made from the frames and words of `text/frames.txt`: numbers, dates, names,
questions, lists, headings; and sentences of words that never were, roots made by chance in the shapes of
`text/patterns.txt`, in which every sound of Arabic meets every other where it may. --sense receives the numbers (from
0) of the lines that are language, for the critic. --pairs receives phonemes instead of text: invented words that put
every phoneme beside every other. Sentences kept apart for evaluation (`text/evaluation.txt`) never come in. The seed is
fixed.
"""
import argparse
import itertools
import os
import random
import re

HERE = os.path.dirname(os.path.abspath(__file__))
MARKS = re.compile('[\u064b-\u0652\u0670]')
LETTERS = re.compile('[\u0621-\u064a]')
LONGEST = 22  # words of one utterance
PER_FRAME = 44  # sentences of one frame
COINED = 2200  # sentences of coined words
RADICALS = 'بتثجحخدذرزسشصضطظعغفقكلمنهوي'
SUN_LETTERS = 'تثدذرزسشصضطظلن'
CONSONANTS = 'ʔ b t θ dʒ ħ x d ð r z s ʃ sˤ dˤ tˤ ðˤ ʕ ɣ f q k l m n h w j v'.split()
VOWELS = 'a aː i iː u uː'.split()
# Words of a teacher's exercise book: ten nonsense patterns of the corpus that only repeat each other.
NONSENSE = re.compile('سْبَر|صْبَر|سَوَّر|صَوَّر')

UNITS = ['', 'وَاحِدٌ', 'اثْنَانِ', 'ثَلَاثَةٌ', 'أَرْبَعَةٌ', 'خَمْسَةٌ', 'سِتَّةٌ', 'سَبْعَةٌ', 'ثَمَانِيَةٌ', 'تِسْعَةٌ']
STEMS = ['', '', '', 'ثَلَاثَ', 'أَرْبَعَ', 'خَمْسَ', 'سِتَّ', 'سَبْعَ', 'ثَمَانِيَ', 'تِسْعَ']
TENS = ['', '', 'عِشْرُونَ', 'ثَلَاثُونَ', 'أَرْبَعُونَ', 'خَمْسُونَ', 'سِتُّونَ', 'سَبْعُونَ', 'ثَمَانُونَ', 'تِسْعُونَ']
HUNDREDS = ['', 'مِئَةٌ', 'مِئَتَانِ', 'ثَلَاثُمِئَةٍ', 'أَرْبَعُمِئَةٍ', 'خَمْسُمِئَةٍ', 'سِتُّمِئَةٍ', 'سَبْعُمِئَةٍ', 'ثَمَانِمِئَةٍ', 'تِسْعُمِئَةٍ']
TEENS = ['عَشَرَةٌ', 'أَحَدَ عَشَرَ', 'اثْنَا عَشَرَ'] + [stem + 'ةَ عَشَرَ' for stem in STEMS[3:]]


def cardinal(number):
    """The number in words, nominative, as one counts."""
    parts = []
    thousands, rest = divmod(number, 1000)
    if thousands == 1:
        parts.append('أَلْفٌ')
    elif thousands == 2:
        parts.append('أَلْفَانِ')
    elif thousands <= 10 and thousands:
        parts.append(UNITS[thousands][:-1] + 'ُ آلَافٍ' if thousands < 10 else 'عَشَرَةُ آلَافٍ')
    elif thousands:
        parts.append(cardinal(thousands) + ' أَلْفًا')
    if rest >= 100:
        parts.append(HUNDREDS[rest // 100])
        rest %= 100
    if rest >= 20:
        if rest % 10:
            parts.append(UNITS[rest % 10])
        parts.append(TENS[rest // 10])
    elif rest >= 10:
        parts.append(TEENS[rest - 10])
    elif rest:
        parts.append(UNITS[rest])
    return ' وَ'.join(parts) if parts else 'صِفْرٌ'


def read_corpus(paths, kept_apart):
    lines = []
    for path in paths:
        nonsense = 0
        for line in open(path, encoding='utf-8'):
            line = re.sub(r'[«»"“”()\[\]{}*/\\]', ' ', line.split('\t')[0])
            line = re.sub('\\s+', ' ', line.replace('ٱ', 'ا')).strip()
            letters, marks = len(LETTERS.findall(line)), len(MARKS.findall(line))
            if NONSENSE.search(line):
                nonsense += 1
                if nonsense % 8:
                    continue
            # Digits and Latin are the front end's affair; a line with few marks would be read wrongly.
            if letters < 2 or marks < 0.65 * letters or re.search('[0-9A-Za-z٠-٩]', line):
                continue
            lines.extend(cut(line))
    return [line for line in dict.fromkeys(lines) if MARKS.sub('', line) not in kept_apart]


def cut(line):
    """Cuts a line into utterances of at most LONGEST words, at a comma where there is one."""
    words, piece = line.split(), []
    for word in words:
        piece.append(word)
        full = len(piece) >= LONGEST or (len(piece) >= LONGEST - 10 and word[-1] in '،؛:.')
        if full:
            yield ' '.join(piece)
            piece = []
    if len(piece) > 1 or words == piece:
        yield ' '.join(piece)


def read_frames(path):
    """`name: a | b | c` defines a list; any other line is a frame with {name} where a list's word goes."""
    lists, frames = {}, []
    for line in open(path, encoding='utf-8'):
        line = line.strip()
        if not line or line.startswith('#'):
            continue
        match = re.match(r'^([a-z_]+): (.*)$', line)
        if match:
            lists.setdefault(match[1], []).extend(word.strip() for word in match[2].split('|'))
        else:
            frames.append(line)
    return lists, frames


def fill_frame(frame, lists, chance):
    def one(match):
        name = match[1]
        if name == 'number':
            return cardinal(chance.choice([chance.randrange(100), chance.randrange(1000), chance.randrange(10_000),
                                           chance.randrange(300_000)]))
        if name == 'year':
            return cardinal(chance.randrange(1900, 2031)).replace('أَلْفٌ', 'أَلْفٍ')
        return chance.choice(lists[name])
    return re.sub(r'\{([a-z_]+)\}', one, frame)


def coin(frame, lists, chance):
    """Fills a frame of `text/patterns.txt`: each word gets a root of its own."""
    def one(match):
        name = match[1]
        if name not in ('past', 'present', 'noun', 'the_noun', 'adjective', 'the_adjective'):
            return chance.choice(lists[name])
        words = lists[name] if name in lists else lists['the_noun' if 'noun' in name else 'adjective']
        word, root = chance.choice(words), chance.sample(RADICALS, 3)
        word = re.sub('[فعل]', lambda letter: root['فعل'.index(letter[0])], word)
        if not name.startswith('the_'):
            return word
        if word[0] in 'اأإ':
            return 'الِ' + word if word[0] == 'ا' else 'الْ' + word
        return 'ال' + word[0] + '\u0651' + word[1:] if word[0] in SUN_LETTERS else 'الْ' + word
    line = re.sub(r'\{([a-z_]+)\}', one, frame)
    line = re.sub('ة(?=هُ|هَا|هُمْ|نَا|كَ|ي)', 'ت', line).replace('ةًا', 'ةً').replace('اءًا', 'اءً')
    return re.sub('وَ (?=[\u0621-\u064a])', 'وَ', line)


def pairs(chance):
    """Invented words in which every two phonemes that may meet do meet, inside words and between them."""
    words = []
    for first, second in itertools.product(CONSONANTS, CONSONANTS):
        words.append([chance.choice(CONSONANTS), chance.choice('aiu'), first, second, chance.choice(VOWELS)])
    for consonant, vowel in itertools.product(CONSONANTS, VOWELS):
        words.append([consonant, vowel, consonant + 'ː', chance.choice(VOWELS)])
        words.append([chance.choice(CONSONANTS), vowel, consonant])
        words.append([chance.choice(CONSONANTS), chance.choice('aiu'), consonant + 'ː', vowel, chance.choice(CONSONANTS)])
    chance.shuffle(words)
    while words:
        count = chance.randrange(1, 9)
        line, words = words[:count], words[count:]
        yield ' | '.join(' '.join(word) for word in line) + ' .'


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--corpus', nargs='+', required=True)
    arguments.add_argument('--out', required=True)
    arguments.add_argument('--pairs', required=True)
    arguments.add_argument('--sense', required=True)
    options = arguments.parse_args()
    chance = random.Random(11)
    kept_apart = {MARKS.sub('', line.strip()) for line in open(f'{HERE}/text/evaluation.txt', encoding='utf-8')}
    lines = read_corpus(options.corpus, kept_apart)
    print(len(lines), 'utterances of the corpora')
    lists, frames = read_frames(f'{HERE}/text/frames.txt')
    made = dict.fromkeys(word for name in lists for word in lists[name] if ' ' not in word or chance.random() < 0.3)
    for frame in frames:
        made.update(dict.fromkeys(fill_frame(frame, lists, chance) for _ in range(PER_FRAME)))
    print(len(made), 'made from frames')
    words, shapes = read_frames(f'{HERE}/text/patterns.txt')
    coined = [coin(shapes[at % len(shapes)], words, chance) for at in range(COINED)]
    print(len(coined), 'of coined words')
    # The words of the corpora once more, in other company: their sounds are what is learned, not their sense.
    stock = [word.strip('،؛:.؟!') for line in lines for word in line.split() if LETTERS.search(word)]
    chance.shuffle(stock)
    again = []
    while stock:
        size = chance.choice([3, 6, 9, 12, 15])
        part, stock = stock[:size], stock[size:]
        again.append(' '.join(word + ('،' if at % 7 == 5 else '') for at, word in enumerate(part)) + '.')
    print(len(again), 'of shuffled words')
    language = set(lines + list(made))
    lines = list(dict.fromkeys(lines + list(made) + coined + again))
    chance.shuffle(lines)
    with open(options.out, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines) + '\n')
    with open(options.sense, 'w', encoding='utf-8') as file:
        file.write('\n'.join(str(at) for at, line in enumerate(lines) if line in language) + '\n')
    lines = list(pairs(chance))
    with open(options.pairs, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines) + '\n')
    print(len(lines), 'of invented words')


if __name__ == '__main__':
    main()
