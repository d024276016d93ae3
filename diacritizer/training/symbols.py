"""The characters that the model reads and the classes that it answers: one place for the recipe and the product."""

import re

# Classes in the order of the model's answer. Shadda stands before its vowel.
FATHATAN, DAMMATAN, KASRATAN, FATHA, DAMMA, KASRA, SHADDA, SUKUN = "ًٌٍَُِّْ"
DAGGER_ALIF = "\u0670"
CLASSES = [
    "",
    FATHA,
    DAMMA,
    KASRA,
    FATHATAN,
    DAMMATAN,
    KASRATAN,
    SUKUN,
    SHADDA,
    SHADDA + FATHA,
    SHADDA + DAMMA,
    SHADDA + KASRA,
    SHADDA + FATHATAN,
    SHADDA + DAMMATAN,
    SHADDA + KASRATAN,
]
CLASS_OF = {marks: number for number, marks in enumerate(CLASSES)}
LONE_SHADDA = CLASS_OF[SHADDA]


def vowel_of(label):
    """Returns the class of a class's vowel or tanwin without its shadda, or None where it has none."""
    single = label - LONE_SHADDA if label > LONE_SHADDA else label
    return single if CLASS_OF[FATHA] <= single <= CLASS_OF[KASRATAN] else None


# What the model may be told about a letter: nothing, one of the classes (plus one), or only its vowel (plus the number of
# classes), where its author may have left out a shadda.
NO_HINT = 0
FIRST_VOWEL_HINT = len(CLASSES)
HINTS = FIRST_VOWEL_HINT + CLASS_OF[KASRATAN] + 1

MARKS = set("ًٌٍَُِّْ" + DAGGER_ALIF)
LETTERS = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيٱپچڤگ"
PAUSE_SHORT, PAUSE_LONG = "،", "."

# Number 0 is padding (training only), 1 whatever is not listed.
PADDING, UNKNOWN = 0, 1
CHARACTERS = [" ", PAUSE_SHORT, PAUSE_LONG, *LETTERS]
NUMBER_OF = {character: number for number, character in enumerate(CHARACTERS, 2)}
SYMBOLS = len(CHARACTERS) + 2


def strip(text):
    """Returns a text without its marks."""
    return "".join(character for character in text if character not in MARKS)


def letters(word):
    """Returns the letters of a marked word, each with its marks."""
    found = []
    for character in word:
        if character in MARKS:
            if found:
                found[-1][1] += character
        else:
            found.append([character, ""])
    return found


def classify(marks):
    """Returns the class of a letter's marks, or None where they are none of the classes."""
    vowels = [mark for mark in marks if mark not in (SHADDA, DAGGER_ALIF)]
    if not vowels and DAGGER_ALIF in marks:
        vowels = [FATHA]
    if len(vowels) > 1:
        vowels = [vowel for vowel in vowels if vowel != SUKUN][:1]
    return CLASS_OF.get((SHADDA if SHADDA in marks else "") + "".join(vowels))


def classes(word):
    """Returns letters and classes of a marked word in the conventions of the corpus.

    Hamzat al-wasl and the alif of the article are bare, so is every long vowel; fathatan stands on the letter before
    its alif; hamza below alif has its kasra; alif with madda has nothing.
    """
    found = letters(word)
    bases = [base for base, _ in found]
    answer = [classify(marks) for _, marks in found]
    none, fathatan = CLASS_OF[""], CLASS_OF[FATHATAN]
    for at, base in enumerate(bases):
        if base in "اى" and at and answer[at] == fathatan:
            answer[at] = none
            answer[at - 1] = CLASS_OF[SHADDA + FATHATAN] if SHADDA in found[at - 1][1] else fathatan
        elif base in "اٱآ" and answer[at] is not None:
            # A vowel or sukun on a bare alif is that of hamzat al-wasl, or says nothing.
            answer[at] = none
        elif base == "إ" and answer[at] == none:
            answer[at] = CLASS_OF[KASRA]
        elif at and base in "ويى" and answer[at] == CLASS_OF[SUKUN]:
            before = CLASSES[answer[at - 1]][-1:] if answer[at - 1] is not None else ""
            if (base, before) in ((("و"), DAMMA), ("ي", KASRA), ("ى", FATHA)):
                answer[at] = none
    article = re.match("[وف]?[بك]?ا(?=ل)", "".join(bases))
    if article and answer[article.end() - 1] is not None:
        answer[article.end() - 1] = none
    return bases, answer
