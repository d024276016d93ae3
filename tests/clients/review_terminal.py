#!/usr/bin/env python3
"""`natiq review` at a terminal: a pseudo-terminal, keys, and what is left afterwards. Standard library only.

usage: review_terminal.py NATIQ      (the binary)
"""
import contextlib, fcntl, os, pathlib, pty, re, select, struct, sys, tempfile, termios, time, unicodedata

NATIQ = str(pathlib.Path(sys.argv[1]).resolve())
FETCHED = pathlib.Path(os.environ.get('XDG_DATA_HOME') or pathlib.Path.home() / '.local/share') / 'natiq'
TEXT = 'كتبت عن الصفحة ثم قرأ الخبر عن سوق أهراس.\n\nبلغ السعر 1.250 دينارا عند Xyloq في الشارع الكبير.\n'
QUESTION = re.compile(r'\n(\d+)/(\d+)\s')
UP, DOWN, CTRL_C, CTRL_U, BACKSPACE, ESCAPE = b'\x1b[A', b'\x1b[B', b'\x03', b'\x15', b'\x7f', b'\x1b'


def check(holds, *what):
    if not holds:
        raise SystemExit(' '.join(str(part) for part in ('FAILED:', *what)))


class Review:
    """The command at a terminal of its own."""

    def __init__(self, folder, columns=80):
        self.article = folder / 'news.txt'
        self.article.write_text(TEXT, encoding='utf-8')
        (folder / 'data').mkdir(exist_ok=True)
        for name in ('runtime', 'models'):
            if (FETCHED / name).is_dir() and not (folder / 'data' / name).exists():
                (folder / 'data' / name).symlink_to(FETCHED / name)
        command = [NATIQ, '--data-dir', str(folder / 'data'), 'review', '--share', '100', str(self.article)]
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
            os.execv(NATIQ, command)
        self.attributes = termios.tcgetattr(self.terminal)
        self.screen = ''
        self.number, self.count = self.question()

    def read(self, until, seconds=120):
        """Reads until something is on the screen, and then all that comes with it."""
        text, end = '', time.monotonic() + seconds
        while time.monotonic() < end:
            if not select.select([self.terminal], [], [], 0.5)[0]:
                if until(text):
                    break
                continue
            try:
                text += os.read(self.terminal, 1 << 16).decode().replace('\r\n', '\n')
            except OSError:  # The other end is closed.
                break
        self.screen = text
        return text

    def question(self):
        text = self.read(lambda text: 'leave' in text)
        check(QUESTION.search(text), 'no question', repr(text))
        return tuple(int(number) for number in QUESTION.findall(text)[-1])

    def press(self, keys):
        """Presses keys after which another question is asked."""
        os.write(self.terminal, keys)
        self.number, _ = self.question()
        return self.screen

    def end(self, keys):
        """Presses the last keys; returns the exit status."""
        # The terminal must be as it was when somebody else has it.
        os.write(self.terminal, keys)
        self.read(lambda text: False, 20)
        _, status = os.waitpid(self.child, 0)
        with contextlib.suppress(termios.error):
            check(termios.tcgetattr(self.terminal) == self.attributes, 'the terminal is left changed')
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(status)


def width(line):
    return sum(1 for letter in line if not unicodedata.combining(letter))


def main(folder):
    review = Review(folder)
    check(review.number == 1 and review.count > 5, 'questions', review.number, review.count)
    first = re.search(r'\n.*\[(.+?)\].*\n\s+said: (\S+)\n\s+1\) (\S+)', review.screen)
    check(first, 'alternatives', review.screen)
    printed, said, other = first.groups()
    # What asks for nothing does nothing: the question stays.
    os.write(review.terminal, b'x' + ESCAPE)
    time.sleep(1)
    check(review.press(b'1') and review.number == 2, 'an alternative is taken', review.screen)
    check(f'corrected: {other} (the article)' in review.press(b'b') and review.number == 1, 'back shows it', review.screen)
    review.press(DOWN)
    check(review.number == 2, 'skipping goes on')
    check(f'corrected: {other}' in review.press(UP), 'and leaves what was answered', review.screen)
    review.press('س'.encode())
    # Typed with marks, with a slip that is taken back, on an Arabic keyboard.
    os.write(review.terminal, 'ف'.encode())
    time.sleep(0.5)
    os.write(review.terminal, 'خَطَأ'.encode() + CTRL_U + 'تَجْرِبَةٌق'.encode() + BACKSPACE)
    time.sleep(1)
    review.press(b'\r')
    check(review.number == 3, 'what was typed is taken', review.screen)
    check('corrected: تَجْرِبَةٌ (' in review.press(b'b'), 'as it was typed', review.screen)
    # Typing that is left changes nothing, nor does an empty line.
    os.write(review.terminal, b't')
    time.sleep(0.5)
    os.write(review.terminal, b'abc')
    time.sleep(0.5)
    check('corrected: تَجْرِبَةٌ (' in review.press(CTRL_C), 'typing is left', review.screen)
    check('corrections go to the article\'s lexicon' in review.press(b'l').replace('\n    ', ' '), review.screen)
    check(review.end(b'q') == 0, 'done', review.screen)
    text = review.article.read_text(encoding='utf-8')
    check(other in text and 'تَجْرِبَةٌ' in text and 'خَطَأ' not in text, 'the article has both', text)
    check(review.screen.count('in the article') == 2, 'each is told', review.screen)

    review = Review(folder)
    review.press(b'1')
    check(review.end(CTRL_C) == 130, 'left', review.screen)
    check('not taken: 1' in review.screen and review.article.read_text(encoding='utf-8') == TEXT, 'nothing is written')

    review = Review(folder, columns=30)
    wide = [line for line in review.screen.splitlines() if width(line) > 30 and ' ' in line.strip()]
    check(not wide, 'lines of a narrow terminal', wide)
    check(review.end(b'q') == 0 and 'nothing was corrected' in review.screen, review.screen)
    print(f'review at a terminal: as it should be ({review.count} questions)')


with tempfile.TemporaryDirectory(prefix='natiq-review-') as name:
    main(pathlib.Path(name))
