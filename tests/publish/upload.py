"""`natiq render --upload` against moto, a stand-in for S3, and `--book x.m4b` under FFmpeg's eyes. Standard library only.

usage: upload.py NATIQ MOTO_SERVER     (the binary, and moto's server, both as commands)
"""
import http.client, json, os, pathlib, shutil, socket, subprocess, sys, tempfile, time, xml.etree.ElementTree as etree

NATIQ = pathlib.Path(sys.argv[1]).resolve()
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FETCHED = pathlib.Path(os.environ.get('XDG_DATA_HOME') or pathlib.Path.home() / '.local/share') / 'natiq'
SHOW = '''title = "نشرة القرية"
description = "أخبار القرية كل يوم."
author = "صحيفة القرية"
owner = { name = "صحيفة القرية", email = "podcast@village.example" }
base_url = "https://village.example/feeds/news"
image = "cover.png"
category = "News"
'''


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f'{what}: expected {wanted!r}, found {found!r}')


def ask(port, method, path, body=b''):
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=30)
    # Objects are not given to strangers; who somebody is, moto does not verify.
    scope = 'Credential=key/20260501/us-east-1/s3/aws4_request'
    connection.request(method, path, body, {'Authorization': f'AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0'})
    answer = connection.getresponse()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def objects(port):
    """What is in the bucket, by name."""
    _, _, listing = ask(port, 'GET', '/village?list-type=2')
    space = '{http://s3.amazonaws.com/doc/2006-03-01/}'
    return {item.findtext(f'{space}Key') for item in etree.fromstring(listing).iter(f'{space}Contents')}


with socket.socket() as free:
    free.bind(('127.0.0.1', 0))
    port = free.getsockname()[1]
moto = subprocess.Popen([*sys.argv[2].split(), '-H', '127.0.0.1', '-p', str(port)], stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL)
folder = pathlib.Path(tempfile.mkdtemp(prefix='natiq-upload-'))
try:
    for _ in range(300):
        try:
            if ask(port, 'PUT', '/village')[0] == 200:
                break
        except OSError:
            time.sleep(0.2)
    ask(port, 'PUT', '/village/news/theirs.mp3', b'not ours')

    articles, out, data = folder / 'articles', folder / 'out', folder / 'data'
    for made in (articles, data):
        made.mkdir()
    for name in ('runtime', 'models'):
        if (FETCHED / name).is_dir():
            (data / name).symlink_to(FETCHED / name)
    (folder / 'show.toml').write_text(SHOW, encoding='utf-8')
    shutil.copy(ROOT / 'examples/podcast/cover.png', folder)
    (articles / 'rain.md').write_text('---\ntitle: مطر\ndate: 2026-05-01\n---\nهطل المطر.\n\n## ثم\n\nجاء السيل.\n', encoding='utf-8')
    (articles / 'well.md').write_text('---\ntitle: بئر\ndate: 2026-05-02\n---\nماء البئر عذب.\n', encoding='utf-8')
    keys = {'AWS_ACCESS_KEY_ID': 'key', 'AWS_SECRET_ACCESS_KEY': 'secret', 'AWS_ENDPOINT_URL': f'http://127.0.0.1:{port}'}

    def render(*arguments, inputs=True, environment=keys, status=0):
        command = [NATIQ, '--data-dir', data, 'render', *([articles] if inputs else []), '--out', out, '--feed',
                   folder / 'show.toml', '--report', '-', *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, env={**os.environ, **environment})
        if done.returncode != status:
            sys.exit(f'{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}')
        return done.stderr

    upload = ('--upload', 's3://village/news')
    said = render(*upload)
    def kinds(stem, more=()):
        return {f'news/{stem}.{kind}' for kind in ('mp3', 'vtt', 'srt', 'transcript.json', *more)}
    rest = {'news/feed.xml', 'news/cover.png', 'news/natiq-files.json', 'news/theirs.mp3'}
    expect('all that listeners need', objects(port), kinds('rain', ['chapters.json']) | kinds('well') | rest)
    expect('and it is said', 'uploaded   11 files' in said, True)
    status, headers, body = ask(port, 'GET', '/village/news/rain.mp3')
    expect('is there', status, 200)
    expect('whole', body == (out / 'rain.mp3').read_bytes(), True)
    expect('and called what it is', [headers['content-type'], headers['cache-control']], ['audio/mpeg', 'public, max-age=300'])
    expect('so is the feed', ask(port, 'GET', '/village/news/feed.xml')[1]['content-type'], 'application/rss+xml')

    expect('nothing is brought twice', 'uploaded' in render(*upload), False)
    said = render('--retract', 'well', *upload, inputs=False)
    expect('what is taken back goes', 'uploaded   1 files' in said and '4 taken away' in said, True)
    expect('and what is not ours stays', objects(port), kinds('rain', ['chapters.json']) | rest)

    moto.terminate()
    moto.wait()
    (articles / 'rain.md').write_text('---\ntitle: مطر\ndate: 2026-05-01\n---\nهطل المطر.\n', encoding='utf-8')
    said = render(*upload, status=1)
    expect('a store that is gone is told', 'could not reach' in said and 'the next run goes on from here' in said, True)
    nobody = {name: '' for name in keys}
    expect('so is a key that is missing', 'AWS_ACCESS_KEY_ID' in render(*upload, environment=nobody, status=2), True)

    if shutil.which('ffmpeg'):
        (articles / 'well.md').write_text('---\ntitle: نهر\ndate: 2026-05-02\n---\nماء النهر عذب.\n\n## آخره\n\nيبلغ البحر.\n', encoding='utf-8')
        render('--format', 'flac', '--restore', 'well', '--book', folder / 'book.m4b')
        probe = subprocess.run(['ffprobe', '-v', 'error', '-of', 'json', '-show_format', '-show_streams', '-show_chapters',
                                folder / 'book.m4b'], capture_output=True, check=True)
        found = json.loads(probe.stdout)
        expect('streams', [stream['codec_name'] for stream in found['streams']][:1], ['aac'])
        expect('and a cover', any(stream.get('disposition', {}).get('attached_pic') for stream in found['streams']), True)
        tags = found['format']['tags']
        expect('tags', [tags['title'], tags['artist'], tags['genre']], ['نشرة القرية', 'صحيفة القرية', 'Audiobook'])
        chapters = [chapter['tags']['title'] for chapter in found['chapters']]
        expect('chapters', chapters, ['مطر', 'نهر', 'آخره'])
        ends = [(float(chapter['start_time']), float(chapter['end_time'])) for chapter in found['chapters']]
        expect('in order', all(a < b for a, b in ends) and ends == sorted(ends), True)
        print('audiobook (ffprobe): as it should be')
    else:
        print('SKIPPED: there is no FFmpeg to make an audiobook with')
        expect('and that is told', 'install `ffmpeg`' in render('--book', folder / 'book.m4b', status=2), True)
finally:
    moto.kill()
    shutil.rmtree(folder, ignore_errors=True)
print('upload (moto): as it should be')
