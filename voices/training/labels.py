"""Phonemes of the product to full-context labels of the teacher (HTS_TTS_ENG format).

The teacher is asked for speech by labels: for each phone its neighbours and its place in syllable, word, phrase and
utterance. The fields were worked out from labels that Festival wrote for this voice, and `check` proves them: it reads
such labels, keeps only phones, words and phrases, writes them anew and compares line by line.

    python3 labels.py check DIR      compare with the labels of a folder
"""
import glob
import re
import sys

# Broad IPA to the teacher's phones. A long consonant doubles the name.
SHORT = {'ʔ': 'ah', 'b': 'b', 't': 't', 'θ': '^', 'dʒ': 'j', 'ħ': 'H', 'x': 'x', 'd': 'd', 'ð': 'th', 'r': 'r',
         'z': 'z', 's': 's', 'ʃ': 'ch', 'sˤ': 'S', 'dˤ': 'D', 'tˤ': 'T', 'ðˤ': 'Z', 'ʕ': 'E', 'ɣ': 'g', 'f': 'f',
         'q': 'q', 'k': 'k', 'l': 'l', 'm': 'm', 'n': 'n', 'h': 'h', 'w': 'w', 'j': 'y',
         'v': 'f'}  # the teacher has no v: teacher.py voices this f
LONG_NAMES = {'ah': 'ahh', 'th': 'thh', 'ch': 'chh'}
VOWELS = {'a': 'a', 'aː': 'aa', 'i': 'i', 'iː': 'ii', 'u': 'u', 'uː': 'uu'}
BACKED = {'a': 'A', 'aa': 'AA', 'i': 'I', 'ii': 'II', 'u': 'U', 'uu': 'UU'}
# A vowel is backed after or before an emphatic, and after x and ɣ.
EMPHATIC = {'D', 'S', 'T', 'Z', 'q', 'DD', 'SS', 'TT', 'ZZ', 'qq'}
BACKING_AFTER = EMPHATIC | {'g', 'x', 'gg', 'xx'}
# i and u of a closed last syllable are opener in this speaker's labels.
OPEN_FINAL = {'i': 'ia', 'u': 'ua'}

VOWEL_PHONES = set(VOWELS.values()) | set(BACKED.values()) | set(OPEN_FINAL.values()) | {'uua', 'UUa', 'IIa', 'iia'}
SONORITY = {}
for phones, level in (('r rr', 4), ('m mm n nn', 3),
                      ('l ll w ww y yy b bb d dd D DD j jj th thh z zz Z ZZ g gg E EE', 2)):
    SONORITY.update(dict.fromkeys(phones.split(), level))


def phones_of_word(phonemes):
    """Returns the teacher's phones of one word given as broad IPA."""
    phones = []
    for phoneme in phonemes:
        if phoneme in VOWELS:
            phones.append(VOWELS[phoneme])
        elif phoneme.endswith('ː'):
            short = SHORT[phoneme[:-1]]
            phones.append(LONG_NAMES.get(short, short * 2))
        else:
            phones.append(SHORT[phoneme])
    backed = []
    for at, phone in enumerate(phones):
        before = phones[at - 1] if at else ''
        after = phones[at + 1] if at + 1 < len(phones) else ''
        if phone in BACKED and (before in BACKING_AFTER or after in EMPHATIC):
            phone = BACKED[phone]
        backed.append(phone)
    if len(backed) >= 2 and backed[-1] not in VOWEL_PHONES and backed[-2] in OPEN_FINAL and len(backed[-1]) < 3:
        backed[-2] = OPEN_FINAL[backed[-2]]
    return backed


def sonority(phone):
    return 5 if phone in VOWEL_PHONES else SONORITY.get(phone, 1)


def syllables(phones):
    """Cuts a word as Festival does: before a vowel, or where sonority rises, once a syllable has its vowel.

    Festival takes any phone whose name begins like a vowel for one here: the stop ah (ʔ) and the fricative E (ʕ) too.
    """
    cut, syllable = [], []
    for at, phone in enumerate(phones):
        syllable.append(phone)
        rest = phones[at + 1:]
        if not any(p[0] in 'aiueoAIUEO' for p in rest) or not any(p[0] in 'aiueoAIUEO' for p in syllable):
            continue
        if rest[0] in VOWEL_PHONES or (
                len(rest) > 1 and sonority(phone) <= sonority(rest[0]) <= sonority(rest[1])):
            cut.append(syllable)
            syllable = []
    if syllable:
        cut.append(syllable)
    return cut


def labels(phrases):
    """Writes the labels of an utterance: phrases of words of phones, with a pause before, between and after them."""
    words, sylls, segments = [], [], []  # segments: (phone, syllable index or None, word index, phrase index)
    phrase_sizes = []
    segments.append(('pau', None, None, None))
    for phrase_at, phrase in enumerate(phrases):
        count = 0
        first_word = len(words)
        for phones in phrase:
            cut = syllables(phones)
            words.append({'n': len(cut), 'phrase': phrase_at, 'in_phrase': len(words) - first_word,
                          'of': len(phrase), 'first': len(sylls)})
            for at, syllable in enumerate(cut):
                sylls.append({'phones': syllable, 'word': len(words) - 1, 'in_word': at, 'phrase': phrase_at,
                              'in_phrase': count})
                count += 1
                for position, phone in enumerate(syllable):
                    segments.append((phone, len(sylls) - 1, position, None))
        phrase_sizes.append((count, len(phrase)))
        segments.append(('pau', None, None, phrase_at))
    names = ['x', 'x'] + [s[0] for s in segments] + ['x', 'x']
    total = f'{len(sylls)}+{len(words)}-{len(phrases)}'
    out = []
    before = -1  # the last syllable spoken, for pauses
    for at, (phone, syllable_at, position, ended) in enumerate(segments):
        quinphone = f'{names[at]}^{names[at + 1]}-{names[at + 2]}+{names[at + 3]}={names[at + 4]}'
        if syllable_at is None:
            phrase_before = -1 if ended is None else ended
            word_before = sylls[before]['word'] if before >= 0 else -1
            a = len(sylls[before]['phones']) if before >= 0 else 0
            c = len(sylls[before + 1]['phones']) if before + 1 < len(sylls) else 0
            d = f'content_{words[word_before]["n"]}' if word_before >= 0 else '0_0'
            f = f'content_{words[word_before + 1]["n"]}' if word_before + 1 < len(words) else '0_0'
            g = '%d_%d' % phrase_sizes[phrase_before] if phrase_before >= 0 else '0_0'
            i = '%d=%d' % phrase_sizes[phrase_before + 1] if phrase_before + 1 < len(phrases) else '0=0'
            out.append(f'{quinphone}@x_x/A:0_0_{a}/B:x-x-x@x-x&x-x#x-x$x-x!x-x;x-x|x/C:0+0+{c}/D:{d}'
                       f'/E:x+x@x+x&x+x#x+x/F:{f}/G:{g}/H:x=x@1={len(phrases)}|0/I:{i}/J:{total}')
            continue
        before = syllable_at
        syllable = sylls[syllable_at]
        word_at, phrase_at = syllable['word'], syllable['phrase']
        word = words[word_at]
        size = len(syllable['phones'])
        in_phrase, of = phrase_sizes[phrase_at]
        vowel = next((p for p in syllable['phones'] if p in VOWEL_PHONES), 'novowel')
        a = len(sylls[syllable_at - 1]['phones']) if syllable_at else 0
        c = len(sylls[syllable_at + 1]['phones']) if syllable_at + 1 < len(sylls) else 0
        d = f'content_{words[word_at - 1]["n"]}' if word_at else '0_0'
        f = f'content_{words[word_at + 1]["n"]}' if word_at + 1 < len(words) else '0_0'
        g = '%d_%d' % phrase_sizes[phrase_at - 1] if phrase_at else '0_0'
        i = '%d=%d' % phrase_sizes[phrase_at + 1] if phrase_at + 1 < len(phrases) else '0=0'
        first, last = word['in_phrase'] == 0, word['in_phrase'] == of - 1
        out.append(
            f'{quinphone}@{position + 1}_{size - position}/A:0_0_{a}'
            f'/B:0-0-{size}@{syllable["in_word"] + 1}-{word["n"] - syllable["in_word"]}'
            f'&{syllable["in_phrase"] + 1}-{in_phrase - syllable["in_phrase"]}#1-1$1-1!0-0;0-0|{vowel}'
            f'/C:0+0+{c}/D:{d}/E:content+{word["n"]}@{word["in_phrase"] + 1}+{of - word["in_phrase"]}'
            f'&{word["in_phrase"]}+{of - word["in_phrase"] - 1}#{0 if first else 1}+{0 if last else 1}'
            f'/F:{f}/G:{g}/H:{in_phrase}={of}@{phrase_at + 1}={len(phrases) - phrase_at}|NONE/I:{i}/J:{total}')
    return out


def read_phrases(lines):
    """Reads phrases of words of phones back out of labels."""
    phrases, previous = [[]], None
    for line in lines:
        phone = re.search(r'\^[^-]*-([^+]+)\+', line.replace('^^^', '^Q^').replace('^^', '^Q', 1)).group(1)
        phone = re.match(r'^(.+)\^(.+)-(.+)\+(.+)=(.+)$', line.split('@')[0]).group(3)
        if phone == 'pau':
            if phrases[-1]:
                phrases.append([])
            previous = None
            continue
        word = re.search(r'/E:content\+\d+@(\d+)\+', line).group(1)
        if word != previous:
            phrases[-1].append([])
            previous = word
        phrases[-1][-1].append(phone)
    return [phrase for phrase in phrases if phrase]


def check(folder):
    """Counts the labels of `folder` that `labels` writes exactly alike."""
    same = lines = files = 0
    shown = 0
    for path in sorted(glob.glob(f'{folder}/*.lab')):
        given = [re.sub(r'^ *\d+ +\d+ +', '', line).strip() for line in open(path, encoding='utf-8')]
        ours = labels(read_phrases(given))
        equal = sum(a == b for a, b in zip(given, ours))
        lines += max(len(given), len(ours))
        same += equal
        files += equal == len(given) == len(ours)
        if equal != len(given) and shown < 5:
            shown += 1
            wrong = next(((a, b) for a, b in zip(given, ours) if a != b), (len(given), len(ours)))
            print(path, wrong[0], wrong[1], sep='\n  ')
    print(f'{same} of {lines} lines equal, {files} files')


if __name__ == '__main__':
    check(sys.argv[2])
