#!/usr/bin/env python3
"""A day of a newsroom: a folder in, a show out; articles edited, renamed, scheduled, retracted. Standard library only.

usage: day.py NATIQ     (the binary; after tests/publish/run.sh, which fetches what looks at the feeds)

After each step the feed is looked at by tests/publish/feed.py and feed.mjs, and what was spoken is counted: of an article
that was edited only the utterances that changed are.
"""
import json, os, pathlib, shutil, struct, subprocess, sys, tempfile, zlib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NATIQ = pathlib.Path(sys.argv[1]).resolve()
FETCHED = pathlib.Path(os.environ.get('XDG_DATA_HOME') or pathlib.Path.home() / '.local/share') / 'natiq'
MORNING, EVENING, NEXT_DAY = '2026-05-10T06:00:00Z', '2026-05-10T18:00:00Z', '2026-05-11T06:00:00Z'

SHOW = '''title = "نشرة القرية"
description = "أخبار القرية كل يوم."
author = "صحيفة القرية"
owner = { name = "صحيفة القرية", email = "podcast@village.example" }
base_url = "https://village.example/feeds/news"
image = "cover.png"
category = "News"

[episode]
intro_text = "{title}. {date}."
outro_text = "كانت هذه نشرة {show}."
gone = "retract"
'''
# What the editor answers to the review of the morning: where it stands, what is printed, what is said, where it goes.
ANSWERS = [('council.md', 'ستحفر', 'سَتُحْفَرُ', 'article'), ('school.md', 'يدرس', 'يَدْرُسُ', 'house'),
           ('market.md', 'تلعفر', 'تَلَّعْفَرَ', 'house')]
ARTICLES = {
    'council.md': '---\nid: council-may\ntitle: المجلس يقر موازنة الماء\ndate: 2026-05-10 07:30\nepisode: 12\nseason: 2\n---\n'
                  'أقر مجلس القرية أمس موازنة الماء بعد نقاش طويل. تبلغ الموازنة 18500 دينار.\n\n'
                  'وقال رئيس المجلس إن البئر الجديدة ستحفر في الخريف. ثم انصرف الحاضرون.\n\n'
                  '> لا ماء بلا صيانة.\n',
    'school.md': '---\ntitle: مدرسة جديدة في سنجار\ndate: 2026-05-09\nepisode: 11\nseason: 2\n---\n'
                 'افتتحت القرية مدرسة من ستة صفوف. يدرس فيها 120 تلميذا.\n',
    'market.md': '---\ntitle: سوق الخميس\ndate: 2026-05-08\nepisode_type: bonus\nepisode_image: market.png\n---\n'
                 'عاد سوق الخميس بعد عامين من الغياب. جاء الباعة من تلعفر ومن القرى القريبة.\n',
    'library.txt': 'المكتبة تفتح ليلا\n\nتفتح مكتبة القرية أبوابها حتى العاشرة مساء. والدخول مجاني للجميع.\n',
}


def png(side):
    """A square picture of one colour."""
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    head = struct.pack('>IIBBBBB', side, side, 1, 0, 0, 0, 0)
    rows = (b'\0' + b'\0' * ((side + 7) // 8)) * side
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f'{what}: expected {wanted!r}, found {found!r}')


class Newsroom:
    def __init__(self, folder):
        self.folder, self.articles, self.out = folder, folder / 'articles', folder / 'episodes'
        self.articles.mkdir()
        for name, text in ARTICLES.items():
            self.write(name, text)
        (self.articles / 'market.png').write_bytes(png(1400))
        (folder / 'cover.png').write_bytes(png(1400))
        (folder / 'show.toml').write_text(SHOW, encoding='utf-8')
        (folder / 'data').mkdir()
        for name in ('runtime', 'models'):
            if (FETCHED / name).is_dir():
                (folder / 'data' / name).symlink_to(FETCHED / name)
        # It was corrected long ago.
        self.natiq('lexicon', 'add', 'سنجار', 'سِنْجَار', '--note', 'كما يقول أهلها', '--by', 'سارة')

    def natiq(self, *arguments, given=None):
        """Runs a command; returns what it writes."""
        command = [NATIQ, '--data-dir', self.folder / 'data', *arguments]
        done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=600)
        if done.returncode != 0:
            sys.exit(f'{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}')
        return done.stdout

    def review(self):
        """The doubtful words, the most doubtful first: their id by where they stand and what is printed."""
        listed = json.loads(self.natiq('review', self.articles, '--json', '--share', '100'))['articles']
        return {(pathlib.Path(article['source']).name, doubtful['printed']): (article['source'], doubtful['id'])
                for article in listed for doubtful in reversed(article['doubtful'])}

    def answer(self, answers):
        """Answers a review as a program does; returns what was taken."""
        doubtful = self.review()
        given = []
        for name, printed, said, to in answers:
            source, id = doubtful[name, printed]
            given.append({'source': source, 'id': id, 'said': said, 'to': to})
        return json.loads(self.natiq('review', self.articles, '--json', '--by', 'ندى', '--answers', '-',
                                     given=json.dumps({'answers': given})))

    def write(self, name, text):
        (self.articles / name).write_text(text, encoding='utf-8')
        # An article without a date has its file's.
        os.utime(self.articles / name, (1_778_000_000, 1_778_000_000))

    def edit(self, name, old, new):
        text = (self.articles / name).read_text(encoding='utf-8')
        assert old in text
        self.write(name, text.replace(old, new))

    def rename(self, old, new):
        (self.articles / old).rename(self.articles / new)

    def render(self, *arguments, now=EVENING, inputs=True, status=0):
        facts = self.folder / 'after.json'
        facts.unlink(missing_ok=True)
        # The environment without what it holds anyway, and what the command is given to read.
        after = (f'{sys.executable} -c "import json, os, sys; json.dump([dict(os.environ), json.load(sys.stdin)], '
                 f'open({str(facts)!r}, \'w\'))"')
        command = [NATIQ, '--data-dir', self.folder / 'data', 'render', *([self.articles] if inputs else []),
                   '--out', self.out, '--feed', self.folder / 'show.toml', '--as-of', now, '--jobs', '1', '--report', '-', '--after', after, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
        if done.returncode != status:
            sys.exit(f'{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}')
        self.report = json.loads(done.stdout)
        self.facts = json.loads(facts.read_text()) if facts.exists() else None
        return self.report['summary']

    def feed(self):
        """The feed under other people's eyes, and its episodes: title and GUID, the newest first."""
        environment = {**os.environ, 'PYTHONPATH': str(ROOT / 'target/publish-python')}
        subprocess.run([sys.executable, ROOT / 'tests/publish/feed.py', self.out], check=True, env=environment,
                       stdout=subprocess.DEVNULL)
        shutil.copy(ROOT / 'tests/publish/feed.mjs', ROOT / 'target/publish-npm/')
        subprocess.run(['node', ROOT / 'target/publish-npm/feed.mjs', self.out / 'feed.xml'], check=True,
                       stdout=subprocess.DEVNULL)
        import xml.etree.ElementTree as etree
        items = etree.parse(self.out / 'feed.xml').iterfind('channel/item')
        return [(item.findtext('title'), item.findtext('guid'), item.findtext('pubDate')) for item in items]

    def titles(self):
        return [title for title, _, _ in self.feed()]

    def files(self, stem):
        return sorted(path.name for path in self.out.iterdir() if path.name.split('.')[0] == stem)


def day(room):
    summary = room.render(now=MORNING)
    expect('in the morning', [summary[name] for name in ('rendered', 'failed')], [4, 0])
    # The show's last words are the same in all four.
    expect('everything is spoken once', summary['spoken'], summary['utterances'] - 3)
    total = summary['utterances']
    morning = room.feed()
    expect('episodes', len(morning), 4)
    guids = {title: guid for title, guid, _ in morning}
    environment, told = room.facts
    expect('the command is told', [environment['NATIQ_N_RENDERED'], told['summary']['rendered']], ['4', 4])
    expect('and where', environment['NATIQ_FEED_URL'], 'https://village.example/feeds/news/feed.xml')
    before = (room.out / 'feed.xml').read_bytes()

    summary = room.render()
    expect('nothing has changed', [summary['rendered'], summary['unchanged'], room.facts], [0, 4, None])
    expect('nor has the feed', (room.out / 'feed.xml').read_bytes(), before)

    touched = json.loads(room.natiq('lexicon', 'test', room.articles, '--entry', 'تلعفر=تَلَّعْفَر', '--json'))
    expect('what a correction would touch',
           [pathlib.Path(article['source']).name for article in touched if article['changes']], ['market.md'])
    taken = room.answer(ANSWERS)
    expect('the answers to the review', [answer.get('error') for answer in taken], [None] * len(ANSWERS))
    kept = json.loads(room.natiq('lexicon', 'list', '--json'))
    expect('the house remembers', sorted(entry['written'] for entry in kept), sorted(['سنجار', 'يدرس', 'تلعفر']))
    expect('and who has said so', {entry['set_by'] for entry in kept}, {'سارة', 'ندى'})
    expect('the article has its marks', 'سَتُحْفَرُ' in (room.articles / 'council.md').read_text(encoding='utf-8'), True)
    summary = room.render()
    # One of the sentences opens its paragraph, and so is spoken in two parts that know of each other.
    expect('corrected: three episodes, a sentence of each', [summary['rendered'], summary['spoken']], [3, 4])
    expect('corrected: the same episodes', {title: guid for title, guid, _ in room.feed()}, guids)
    summary = room.render()
    expect('what was corrected stays so', [summary['rendered'], summary['unchanged']], [0, 4])

    room.edit('council.md', '18500', '19500')
    summary = room.render()
    expect('edited: one episode, one utterance of many', [summary['rendered'], summary['spoken']], [1, 1])
    expect('edited: the others were there', summary['utterances'] > 5, True)
    expect('edited: the same episode', {title: guid for title, guid, _ in room.feed()}, guids)
    before = (room.out / 'feed.xml').read_bytes()

    room.rename('school.md', 'school-opens.md')
    summary = room.render()
    expect('renamed: nothing is made', [summary['rendered'], summary['renamed'], summary['retracted']], [0, 1, 0])
    expect('renamed: the feed is as it was', (room.out / 'feed.xml').read_bytes(), before)

    room.rename('council.md', 'town-council.md')
    room.edit('town-council.md', 'المجلس يقر موازنة الماء', 'المجلس يقر موازنة المياه')
    room.edit('town-council.md', 'في الخريف', 'في الشتاء')
    summary = room.render()
    expect('renamed and edited at once', [summary['rendered'], summary['renamed']], [1, 1])
    expect('headline and one sentence, in two parts, are spoken', summary['spoken'], 3)
    expect('by its id the same episode', room.feed()[0][1], guids['المجلس يقر موازنة الماء'])

    room.write('festival.md', '---\ntitle: مهرجان الزيتون\ndate: 2026-05-11 08:00\n---\nيبدأ المهرجان صباحا في الساحة.\n')
    room.write('notes.md', '---\ntitle: مسودة\ndraft: true\n---\nنص لم يكتمل بعد.\n')
    summary = room.render()
    expect('scheduled and draft', [summary['rendered'], summary['withheld']], [0, 2])
    expect('are nowhere yet', [len(room.titles()), room.files('festival'), room.files('notes')], [4, [], []])

    summary = room.render('--retract', 'library', inputs=False)
    expect('taken back', [summary['retracted'], room.facts[0]['NATIQ_RETRACTED']], [1, 'library\n'])
    expect('out of the feed', 'المكتبة تفتح ليلا' in room.titles(), False)
    expect('with its files', room.files('library'), ['library.retracted.json'])
    room.render()
    expect('and it stays away', 'المكتبة تفتح ليلا' in room.titles(), False)

    summary = room.render('--restore', 'library', now=NEXT_DAY)
    expect('the next day: two come', [summary['rendered'], summary['withheld']], [2, 1])
    expect('the one that comes back is not spoken again', summary['spoken'], room.files('festival') and next(
        entry['n_utterances'] for entry in room.report['articles'] if entry['slug'] == 'festival') - 1)
    feed = room.feed()
    expect('the newest is first', feed[0][0], 'مهرجان الزيتون')
    came_back = next(item for item in feed if item[0] == 'المكتبة تفتح ليلا')
    expect('and it is the episode that it was', came_back in morning, True)

    (room.articles / 'market.md').unlink()
    summary = room.render(now=NEXT_DAY)
    expect('what is gone from the folder is taken back', summary['retracted'], 1)
    expect('with its picture', room.files('market'), ['market.retracted.json'])
    expect('four are left', len(room.titles()), 4)

    room.edit('festival.md', 'title', 'draft: yes\ntitle')
    summary = room.render(now=NEXT_DAY)
    expect('a draft again', [summary['withheld'], summary['withdrawn'], len(room.titles())], [2, 1, 3])
    return total


with tempfile.TemporaryDirectory(prefix='natiq-newsroom-') as folder:
    n_utterances = day(Newsroom(pathlib.Path(folder)))
print(f'a day of a newsroom: as it should be ({n_utterances} utterances in the morning)')
