"""The symbol table of the voice: the only place of the recipe that makes symbol ids.

Ids 0 to 64 are those of the prototype. An utterance begins with `pau`; words are separated by a space, or by a pause
symbol (never both): `,` goes on, `.` ends a statement, `?` ends a question, `pau` says nothing of what it ends.
"""
import json

TABLE = ('<pad> / /pau/z/a/n/j/t/b/i/ʔ/u/sˤ/ʕ/k/l/nː/zː/aː/wː/r/ħ/q/iː/w/dʒ/h/d/uː/s/f/m/dː/dˤ/jː/ɣ/θ/mː/bː/x/rː/ð/lː/'
         'ʕː/ħː/sˤː/sː/tˤ/dˤː/ðː/ðˤː/ðˤ/ʃ/ʔː/dʒː/ʃː/θː/qː/tː/xː/kː/fː/tˤː/ɣː/hː').replace('> /', '>/').split('/')
TABLE += ['v', 'vː', ',', '.', '?']
IDS = {symbol: at for at, symbol in enumerate(TABLE)}
PAD, SPACE, PAU = 0, 1, 2
COMMA, STOP, QUESTION = IDS[','], IDS['.'], IDS['?']


def write(path):
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(IDS, file, ensure_ascii=False, indent=0)
