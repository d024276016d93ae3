"""Where Arabic words are stressed, and the pitch accent that goes with it.

The rule of Modern Standard Arabic: the last syllable if it is superheavy (CVːC, CVCC), else the one before it if heavy
(CVː, CVC), else the third from the end. A proclitic or a case ending is part of the word.
"""
VOWELS = {'a', 'aː', 'i', 'iː', 'u', 'uː'}


def syllables(word):
    """Cuts a word of IPA phonemes into syllables: (index of the vowel, weight 1 to 3)."""
    slots = []  # (index in the word, is vowel)
    for at, phoneme in enumerate(word):
        if phoneme in VOWELS:
            slots.append((at, phoneme))
        else:
            slots.append((at, 'C'))
            if phoneme.endswith('ː'):
                slots.append((at, 'C'))
    nuclei = [place for place, (_, kind) in enumerate(slots) if kind != 'C']
    found = []
    for number, place in enumerate(nuclei):
        after = (nuclei[number + 1] if number + 1 < len(nuclei) else len(slots) + 1) - place - 1
        coda = max(0, after - 1)  # consonants before the next onset; at the end all of them
        weight = 1 + (slots[place][1].endswith('ː')) + min(coda, 2)
        found.append((slots[place][0], min(weight, 3)))
    return found


def stressed_vowel(word):
    """Index of the stressed vowel in a word of IPA phonemes, or None if it has no vowel."""
    found = syllables(word)
    if not found:
        return None
    if len(found) == 1 or found[-1][1] >= 3:
        return found[-1][0]
    if len(found) == 2 or found[-2][1] >= 2:
        return found[-2][0]
    return found[-3][0]
