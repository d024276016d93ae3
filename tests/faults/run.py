#!/usr/bin/env python3
"""Killed, cut short, flipped, emptied, full, gone: what `natiq` does then. Standard library only, loopback only.

usage: run.py NATIQ [CASE ...]      (the binary; all cases when none is named)

What has a name is whole, what is damaged is found and made again or refused with what to do, nothing outside the folders
that were named is touched, and the same command goes on from where the last one ended. Files that are fetched once are
taken from the default data directory (`natiq setup`); healing them takes the network. Disks are filled in a small tmpfs,
for which one has to be root or be allowed user namespaces; the case says when it is left out.
"""
import contextlib, hashlib, http.client, itertools, json, os, pathlib, random, shutil, signal, socket, subprocess
import sys, tempfile, threading, time, zipfile

NATIQ = pathlib.Path(sys.argv[1]).resolve()
ARTICLES = {
    'rain.md': '---\ntitle: مطر في أول الشتاء\nauthor: سلمى الزين\n---\nهطل المطر على القرية ثلاث ساعات، وامتلأ الخزان.\n\n'
               '## ماذا قال الفلاحون\n\nقالوا إن الموسم تأخر عشرين يوما.\n\n## وماذا بعد\n\nينتظر الناس سيلا صغيرا.\n',
    'school.txt': 'مدرسة جديدة\n\nافتتحت القرية مدرسة من ستة صفوف. يدرس فيها 120 تلميذا.\n',
    'well.md': '# البئر القديمة\n\nعمق البئر 35 مترا، وماؤها عذب منذ 200 عام.\n',
}
SHOW = '''title = "حكايات القرية"
description = "مقالات عن أهل القرية وأيامها."
author = "صحيفة القرية"
owner = { name = "صحيفة القرية", email = "podcast@village.example" }
base_url = "https://village.example/feeds/stories"
image = "https://village.example/cover.png"
category = "News"
'''
TEXT = {'Content-Type': 'text/plain; charset=utf-8'}
# pip as if there were no network.
OFFLINE = {'PIP_INDEX_URL': 'http://127.0.0.1:1/', 'PIP_RETRIES': '0', 'PIP_NO_CACHE_DIR': '1', 'PIP_EXTRA_INDEX_URL': ''}
CASES = []


def case(function):
    CASES.append(function)
    return function


class LeftOut(Exception):
    """The case cannot be tried here."""


class Place:
    """A folder for one case: a data directory with the fetched files, articles, a show."""

    def __init__(self, folder):
        self.folder = folder
        self.data, self.articles, self.out, self.show = (folder / name for name in ('data', 'articles', 'out', 'show.toml'))
        self.articles.mkdir()
        for name, text in ARTICLES.items():
            (self.articles / name).write_text(text, encoding='utf-8')
        self.show.write_text(SHOW, encoding='utf-8')
        if (FETCHED / 'runtime').is_dir():
            shutil.copytree(FETCHED / 'runtime', self.data / 'runtime', ignore=shutil.ignore_patterns('.*'))

    def natiq(self, *arguments, env=(), **options):
        command = [NATIQ, '--data-dir', options.pop('data', self.data), *arguments]
        environment = {**os.environ, **dict(env)}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, **options)

    def start(self, *arguments):
        return subprocess.Popen([NATIQ, '--data-dir', self.data, *arguments], stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def rendering(self, out=None):
        return 'render', self.articles, '--out', out or self.out, '--feed', self.show, '--jobs', '2'

    def render(self, out=None, **options):
        return self.natiq(*self.rendering(out), **options)

    def speak(self, path, **options):
        return self.natiq('speak', self.articles / 'well.md', '-o', path, **options)

    def fetched(self):
        """The files that were fetched, not what is known about them."""
        return sorted(path for path in (self.data / 'runtime').glob('*') if not path.name.startswith('.'))


def files(folder):
    """The finished files of a folder with their digests."""
    found = (path for path in folder.iterdir() if path.is_file() and not path.name.startswith('.'))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def check(holds, *what):
    if not holds:
        raise AssertionError(' '.join(str(part) for part in what))


def succeeded(run):
    check(run.returncode == 0, run.returncode, run.stdout, run.stderr)


def refused(run, *words, codes=(1, 2)):
    """Refused in words, not by a signal; by one that mentions each of the words."""
    check(run.returncode in codes, 'ended with', run.returncode, run.stdout, run.stderr)
    said = run.stdout + run.stderr
    check(all(word in said for word in words), words, 'are not all in:', said)


def keeping_times(path, change):
    """Changes a file as a failing disk does: without a trace in its times."""
    before = path.stat()
    change(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def flip(path, n=200):
    data = bytearray(path.read_bytes())
    for at in random.Random(1).sample(range(len(data)), min(n, len(data))):
        data[at] ^= 1
    path.write_bytes(data)


def empty(path):
    path.write_bytes(b'')


def cut(path):
    path.write_bytes(path.read_bytes()[:path.stat().st_size // 2])


def zero(path):
    path.write_bytes(bytes(path.stat().st_size))


@case
def fetched_files_that_are_damaged_are_refused_with_what_to_do(place):
    succeeded(place.natiq('setup', env=OFFLINE))
    commands = itertools.cycle([('setup',), ('speak', place.articles / 'well.md', '-o', place.folder / 'a.wav')])
    for path in place.fetched():
        whole = path.read_bytes()
        for damage in (flip, empty, cut):
            damage(path)
            refused(place.natiq(*next(commands), env=OFFLINE), str(path), 'damaged', 'natiq setup', codes=(2,))
            path.write_bytes(whole)
        # What tells of itself by no time of change is found by whoever looks at all of it.
        keeping_times(path, flip)
        refused(place.natiq('setup', env=OFFLINE), str(path), 'damaged', codes=(2,))
        path.write_bytes(whole)
    check(not (place.folder / 'a.wav').exists(), 'something was spoken with damaged files')
    succeeded(place.natiq('setup', env=OFFLINE))


@case
def fetched_files_that_are_damaged_are_fetched_again(place):
    succeeded(place.speak(place.folder / 'before.wav'))
    before = {path.name: path.read_bytes() for path in place.fetched()}
    for path, damage in zip(place.fetched(), (cut, flip, empty, flip, cut)):
        damage(path)
    run = place.speak(place.folder / 'after.wav')
    succeeded(run)
    check('is damaged; it is fetched again' in run.stderr, run.stderr)
    check({path.name: path.read_bytes() for path in place.fetched()} == before, 'they are not what they were')
    check((place.folder / 'before.wav').read_bytes() == (place.folder / 'after.wav').read_bytes(), 'it sounds otherwise')


@case
def library_that_is_no_library_is_refused(place):
    library = next(path for path in place.fetched() if path.suffix in ('.dylib', '.0') or '.so' in path.name)
    own = place.folder / 'libonnxruntime.so'
    for damage in (empty, cut):
        shutil.copy(library, own)
        damage(own)
        refused(place.natiq('--onnxruntime', own, 'setup'), str(own), 'could not load ONNX Runtime', codes=(2,))


@case
def wheel_that_unpacks_to_more_than_the_machine_has(place):
    wheels = place.folder / 'wheels'
    wheels.mkdir()
    (place.data / 'runtime').rename(place.folder / 'gone')
    said = place.natiq('setup', '--from', wheels).stderr
    # `folder … has no wheel of … (expected `onnxruntime-1.32.0-*manylinux….whl`)`
    name = said.split('expected `')[1].split('`')[0].replace('*', '-cp311-cp311-', 1).replace('--', '-')
    inside = 'onnxruntime/capi/' + next((place.folder / 'gone').glob('lib*')).name
    with zipfile.ZipFile(wheels / name, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as wheel:
        with wheel.open(inside, 'w', force_zip64=True) as file:
            for _ in range(1024):
                file.write(bytes(1 << 20))
    child = subprocess.Popen([NATIQ, '--data-dir', place.data, 'setup', '--from', wheels], stderr=subprocess.PIPE, text=True)
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    check(os.waitstatus_to_exitcode(status) == 2 and 'limit reached' in said, said)
    check(usage.ru_maxrss < 150_000, 'took', usage.ru_maxrss // 1024, 'MB')
    check([path.name for path in (place.data / 'runtime').iterdir()] == ['.lock'], 'something is left')


@case
def killed_while_it_renders_or_speaks(place):
    succeeded(place.render())
    whole = files(place.out)
    broken = place.folder / 'broken'
    spoken = place.folder / 'well.mp3'
    succeeded(place.speak(spoken))
    sound = spoken.read_bytes()
    for tenths in (3, 6, 9, 12, 15, 19, 24, 30):
        for arguments in (place.rendering(broken), ('speak', place.articles / 'well.md', '-o', spoken)):
            child = place.start(*arguments)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(tenths / 10)
            child.kill()
            child.wait()
        if broken.exists():
            there = files(broken)
            # The feed grows; everything else is as it will stay.
            check(all(whole[name] == there[name] for name in there if name != 'feed.xml'), 'something is half-written')
        check(spoken.read_bytes() == sound, 'what was there is gone')
    succeeded(place.render(broken))
    check(files(broken) == whole, 'it did not go on to the same files')


@case
def files_of_others_are_not_overwritten(place):
    theirs, ours = place.folder / 'theirs.wav', place.folder / 'ours.wav'
    theirs.write_bytes(b'RIFF, and an hour of somebody\'s work')
    before = theirs.read_bytes()
    refused(place.speak(theirs), str(theirs), '--force', codes=(2,))
    check(theirs.read_bytes() == before, 'it was overwritten')
    succeeded(place.speak(ours))
    succeeded(place.speak(ours))
    flip(ours, 1)
    refused(place.speak(ours), '--force', codes=(2,))
    succeeded(place.natiq('speak', place.articles / 'well.md', '-o', theirs, '--force'))
    check(theirs.read_bytes()[:4] == b'RIFF' and len(theirs.read_bytes()) > 10_000, 'it was not overwritten')
    # A timeline is a file, too.
    (place.folder / 'words.srt').write_text('mine')
    run = place.natiq('speak', place.articles / 'well.md', '-o', place.folder / 'new.wav', '--timeline', place.folder / 'words.srt')
    refused(run, 'words.srt', '--force', codes=(2,))
    check((place.folder / 'words.srt').read_text() == 'mine' and not (place.folder / 'new.wav').exists(), 'something was written')


@case
def speaking_that_is_interrupted(place):
    long = place.articles / 'long.txt'
    long.write_text('\n'.join(f'هذا هو السطر رقم {n} من كلام طويل لا ينتهي.' for n in range(3000)), encoding='utf-8')
    folder = place.folder / 'sounds'
    folder.mkdir()
    succeeded(place.speak(folder / 'well.wav'))
    whole = files(folder)
    for output, signal_, said in (('new.mp3', signal.SIGINT, 'was not made'), ('well.wav', signal.SIGTERM, 'is as it was before')):
        child = subprocess.Popen([NATIQ, '--data-dir', place.data, 'speak', long, '-o', folder / output],
                                 stderr=subprocess.PIPE, text=True)
        while not list(folder.glob('.natiq-*.partial')):
            check(child.poll() is None, 'it ended')
            time.sleep(0.01)
        time.sleep(0.5)
        child.send_signal(signal_)
        _, stderr = child.communicate(timeout=60)
        check(child.returncode == 128 + signal_ and 'stopped after' in stderr and said in stderr, child.returncode, stderr)
        check([path.name for path in folder.iterdir()] == ['well.wav'], 'something is left', list(folder.iterdir()))
    check(files(folder) == whole, 'what was there is not as it was')


@case
def finished_files_that_are_damaged_are_made_again(place):
    succeeded(place.render())
    whole = files(place.out)
    damages = [empty, lambda path: keeping_times(path, zero), flip, lambda path: flip(path, 1)]
    for kind in sorted({name.split('.', 1)[1] for name in whole}):
        # One kind at a time, or what is wrong with an episode's text would be mended along with its sound.
        for path, damage in zip(sorted(place.out.glob(f'[a-z]*.{kind}')), damages):
            damage(path)
        damages.append(damages.pop(0))
        succeeded(place.render())
        check(files(place.out) == whole, kind, 'was not made again')
    run = place.natiq(*place.rendering(), '--report', '-')
    check(json.loads(run.stdout)['summary']['unchanged'] == len(ARTICLES), 'what is whole is made again', run.stdout)


@case
def device_that_takes_nothing(place):
    if not os.path.exists('/dev/full'):
        raise LeftOut('there is no /dev/full')
    refused(place.natiq('speak', place.articles / 'well.md', '--format', 'wav', '-o', '/dev/full'), 'No space left', codes=(2,))
    refused(place.natiq(*place.rendering(), '--report', '/dev/full'), 'No space left', codes=(2,))
    check(pathlib.Path('/dev/full').is_char_device(), 'it was replaced')


@case
def full_disks(place):
    # As far from the articles as the folder on the small disk: records say where their article is from there.
    apart = place.folder / 'apart/out'
    succeeded(place.render(apart))
    whole = files(apart)
    with small_disk(place.folder / 'disk', 64) as disk:
        ballast, out = disk / 'ballast', disk / 'out'
        for free_kb in (0, 40, 250, 500, 900):
            fill(disk, ballast, free_kb)
            run = place.render(out)
            refused(run, 'No space left')
            there = files(out) if out.exists() else {}
            check(all(whole[name] == there[name] for name in there if name != 'feed.xml'), 'something is half-written')
            check(len(there) < len(whole), 'the disk was not full with', free_kb, 'kB free')
            shutil.rmtree(out, ignore_errors=True)
        # The report is told, though it cannot be written, and so is what else failed.
        fill(disk, ballast, 0)
        run = place.natiq(*place.rendering(out), '--report', disk / 'report.json')
        refused(run, 'No space left')
        check(not (disk / 'report.json').exists(), 'half a report')
        run = place.speak(disk / 'well.wav')
        refused(run, 'No space left', codes=(2,))
        check(not list(disk.glob('*well*')) and not list(disk.glob('.natiq-*')), 'half a file', list(disk.iterdir()))
        for free_kb in (0, 3000):
            fill(disk, ballast, free_kb)
            refused(place.natiq('setup', data=disk / 'data'), codes=(2,))
            left = [path for path in (disk / 'data').rglob('*') if path.is_file() and not path.name.startswith('.')]
            check(all(path.stat().st_size > 1000 for path in left), 'half a file', left)
            shutil.rmtree(disk / 'data', ignore_errors=True)
        ballast.unlink()
        succeeded(place.render(out))
        check(files(out) == whole, 'it did not go on to the same files')


@contextlib.contextmanager
def small_disk(path, size_mb):
    path.mkdir()
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={size_mb}m', 'natiq-faults', path], capture_output=True).returncode:
        raise LeftOut('no right to mount a small disk')
    try:
        yield path
    finally:
        subprocess.run(['umount', '--lazy', path], check=True)


def fill(disk, ballast, free_kb):
    """Fills a disk up to some kilobytes."""
    ballast.unlink(missing_ok=True)
    left = shutil.disk_usage(disk).free - free_kb * 1024
    with open(ballast, 'wb', buffering=0) as file:
        while left > 0:
            try:
                left -= file.write(bytes(min(left, 1 << 16)))
            except OSError:
                break


@case
def two_renders_into_one_folder(place):
    first = place.start(*place.rendering())
    while not (place.out / '.natiq/lock').exists():
        check(first.poll() is None, 'the first ended')
        time.sleep(0.01)
    refused(place.render(), 'another process is rendering', codes=(2,))
    check(first.wait(120) == 0, 'the first was disturbed')


@case
def folder_that_vanishes_while_it_is_rendered_into(place):
    child = place.start(*place.rendering())
    while not (place.out / '.natiq/lock').exists():
        time.sleep(0.01)
    time.sleep(0.5)
    shutil.rmtree(place.out, ignore_errors=True)
    check(child.wait(120) in (0, 1, 2), 'it died')
    succeeded(place.render())
    check(len(files(place.out)) > 10, 'the next run has nothing')


@case
def links_where_our_own_files_should_be(place):
    precious = place.folder / 'precious'
    precious.mkdir()
    (precious / 'a').write_text('mine')
    place.out.mkdir()
    (place.out / '.natiq').symlink_to(precious)
    refused(place.render(), '.natiq', codes=(2,))
    check(files(precious).keys() == {'a'}, 'a folder elsewhere was emptied')
    (place.out / '.natiq').unlink()
    (place.out / '.natiq').mkdir()
    (place.out / '.natiq/lock').symlink_to(precious / 'a')
    refused(place.render(), 'lock', codes=(2,))
    (place.out / '.natiq/lock').unlink()
    # One that lies at the name of a finished file is replaced, one at the name of an unfinished file is not followed.
    (place.out / 'rain.mp3').symlink_to(precious / 'a')
    (place.out / '.natiq/well.mp3').symlink_to(precious / 'a')
    (place.out / '.natiq/rain.samples').symlink_to(precious / 'a')
    succeeded(place.render())
    check((precious / 'a').read_text() == 'mine', 'a file elsewhere was written to')
    check(not (place.out / 'rain.mp3').is_symlink(), 'the link is still there')
    path = place.data / 'runtime/.lock'
    if path.parent.is_dir():
        path.unlink(missing_ok=True)
        path.symlink_to(precious / 'a')
        empty(next(file for file in path.parent.iterdir() if not file.name.startswith('.')))
    place.natiq('setup', env=OFFLINE)
    check((precious / 'a').read_text() == 'mine', 'a file elsewhere was emptied')


@case
def records_that_name_files_elsewhere(place):
    succeeded(place.render())
    whole = files(place.out)
    names = ['../victim.mp3', '/etc/hostname', 'well.mp3/../../victim.mp3', 'other.mp3', 'well.episode.json']
    victim = place.folder / 'victim.mp3'
    for change in [*({'file': name} for name in names), {'slug': '../victim'}, {'slug': 'school'}, {'slug': ''}]:
        victim.write_text('mine')
        path = place.out / 'well.episode.json'
        record = json.loads(path.read_text())
        if 'file' in change:
            record['audio']['file'] = change['file']
            for file in record.get('files', [])[:1]:
                file['name'] = change['file']
        else:
            record.update(change)
        record['digest'] = '0'
        path.write_text(json.dumps(record))
        succeeded(place.natiq(*place.rendering(), '--format', 'mp3'))
        check(victim.exists() and victim.read_text() == 'mine', change, 'reached a file elsewhere')
        check(not any(name in (place.out / 'feed.xml').read_text() for name in ('victim', 'hostname')), change, 'in the feed')
        check(files(place.out) == whole, change, 'changed', set(files(place.out).items()) ^ set(whole.items()))


@case
def text_that_would_be_markup(place):
    hostile = 'نص <script>alert(1)</script> &lt;script&gt;alert(2)&lt;/script&gt; ومضى.'
    (place.articles / 'x.md').write_text(
        f'---\ntitle: "a <script>alert(3)</script> ]]> b"\nlink: javascript:alert(4)\nauthor: "<img src=x onerror=y>"\n---\n'
        f'# عنوان <script>\n\n{hostile}\n', encoding='utf-8')
    (place.articles / 'y.html').write_text(
        f'<title>&lt;script&gt;alert(5)&lt;/script&gt;</title><link rel=canonical href="javascript:alert(6)">'
        f'<p>كلام &lt;script&gt;alert(7)&lt;/script&gt; مفيد في يوم طويل جدا.</p>', encoding='utf-8')
    succeeded(place.natiq(*place.rendering(), '--book', place.folder / 'book.epub'))
    with zipfile.ZipFile(place.folder / 'book.epub') as book:
        texts = {name: book.read(name).decode() for name in book.namelist() if name.endswith(('.xhtml', '.opf', '.smil'))}
    texts |= {path.name: path.read_text() for path in [place.out / 'feed.xml', *place.out.glob('*.vtt')]}
    for name, text in texts.items():
        check('<script' not in text and '<img' not in text and 'javascript:' not in text, name, 'has live markup', text)


class Service:
    """`natiq serve` on a port of its own."""

    def __init__(self, place):
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            self.port = s.getsockname()[1]
        self.child = place.start('serve', '--listen', f'127.0.0.1:{self.port}')

    def ask(self, method, path, body=None, headers={}):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        connection.request(method, path, body, headers)
        return connection.getresponse()

    def give(self, text):
        """Gives it an article and returns its id."""
        answer = self.ask('POST', '/v1/articles', text.encode(), TEXT)
        body = answer.read()
        check(answer.status == 201, answer.status, body)
        return json.loads(body)['id']

    def sound(self, article):
        """An article as audio, or what came of it before the service died."""
        try:
            return self.ask('GET', f'/v1/articles/{article}/audio?format=mp3').read()
        except (OSError, http.client.HTTPException):
            return None

    def wait(self):
        for _ in range(300):
            check(self.child.poll() is None, 'the service does not start')
            with contextlib.suppress(OSError):
                if self.ask('GET', '/readyz').status == 200:
                    return
            time.sleep(0.1)
        check(False, 'the service is not ready')


@contextlib.contextmanager
def serving(place):
    """A service that is ready, and killed in the end."""
    service = Service(place)
    try:
        service.wait()
        yield service
    finally:
        service.child.kill()
        service.child.wait()


@case
def service_that_is_killed(place):
    whole, taken = None, []
    for tenths in (0, 1, 4, 8, 15):
        with serving(place) as service:
            for article in taken:
                check(service.ask('GET', f'/v1/articles/{article}').status == 200, 'an article that was taken is gone')
            taken.append(service.give('\n\n'.join([*ARTICLES.values(), f'الرقم {tenths}.'])))
            if whole is None:
                whole = service.sound(taken[0])
            # Killed while it speaks.
            threading.Thread(target=service.sound, args=(taken[-1],)).start()
            time.sleep(tenths / 10)
    # Rendered sound that is spoilt is made again.
    n_spoilt = 0
    for path in place.data.rglob('*'):
        if path.is_file() and path.relative_to(place.data).parts[0] != 'runtime' and not path.name.startswith('natiq.db'):
            cut(path)
            n_spoilt += 1
    check(n_spoilt > 5, 'no sound is kept where it is looked for')
    with serving(place) as service:
        check(service.sound(taken[0]) == whole, 'damaged sound was served')


@case
def database_that_is_damaged(place):
    database = place.data / 'natiq.db'
    for damage in (zero, cut, flip, empty):
        with serving(place) as service:
            service.give('قبل العطل.')
        damage(database)
        with serving(place) as service:
            article = service.give(f'بعد العطل {damage.__name__}.')
            check(service.sound(article), 'nothing is to be heard')
        with serving(place) as service:
            check(service.ask('GET', f'/v1/articles/{article}').status == 200, 'what was given after it is gone')


@case
def disk_that_is_full_under_the_service(place):
    with small_disk(place.folder / 'disk', 16) as disk:
        fetched, place.data = place.data, disk / 'data'
        place.data.mkdir()
        if (fetched / 'runtime').is_dir():
            (place.data / 'runtime').symlink_to(fetched / 'runtime')
        with serving(place) as service:
            before = service.give('قبل أن يمتلئ القرص.')
            fill(disk, disk / 'ballast', 0)
            check(service.ask('GET', '/healthz').status == 200, 'it does not answer')
            answer = service.ask('POST', '/v1/articles', 'نص آخر طويل. '.encode() * 2000, TEXT)
            check(answer.status in (503, 507), answer.status, answer.read().decode())
            check(service.sound(before), 'what is there cannot be heard')
            (disk / 'ballast').unlink()
            service.wait()
            service.give('بعد أن خلا مكان.')


def main():
    global FETCHED
    if os.getuid() and not os.environ.get('NATIQ_FAULTS_INNER') and shutil.which('unshare'):
        command = ['unshare', '--map-root-user', '--mount']
        if subprocess.run([*command, 'true'], capture_output=True).returncode == 0:
            os.execvpe(command[0], [*command, sys.executable, *sys.argv], {**os.environ, 'NATIQ_FAULTS_INNER': '1'})
    home = pathlib.Path(os.environ.get('XDG_DATA_HOME') or pathlib.Path.home() / '.local/share')
    FETCHED = pathlib.Path(os.environ.get('NATIQ_DATA_DIR') or home / 'natiq')
    os.environ.pop('NATIQ_DATA_DIR', None)
    subprocess.run([NATIQ, '--data-dir', FETCHED, 'setup'], check=True, capture_output=True)
    failed = 0
    for function in CASES:
        name = function.__name__
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix='natiq-faults-') as folder:
            try:
                function(Place(pathlib.Path(folder)))
                result = 'ok'
            except LeftOut as reason:
                result = f'left out: {reason}'
            except AssertionError as error:
                result, failed = f'FAILED: {error}', failed + 1
        print(f'{name}: {result} ({time.monotonic() - started:.1f} s)', flush=True)
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
