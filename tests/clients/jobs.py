#!/usr/bin/env python3
"""A newsroom's CMS (Python) and a web client (JavaScript) at jobs and webhooks, with the service killed in the middle.

usage: jobs.py NATIQ      (the binary; Python's standard library and Node, loopback only)

The service is killed (-9) while it speaks, and started again on the same folder. What must hold then: the job that was
given is there once, though the CMS gives it again; it goes on to its end by itself; nothing that was kept is spoken twice;
both clients see it end and hear every article; the webhook comes, signed, though its receiver fails at first and is not
there during the kill.
"""
import contextlib, http.server, json, os, pathlib, shutil, socket, subprocess, sys, tempfile, threading, time, urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / 'examples' / 'clients'))
from natiq_client import Natiq, Refused, verify

NATIQ = pathlib.Path(sys.argv[1]).resolve()
SENTENCES = ['هطل المطر على القرية ثلاث ساعات وامتلأ الخزان الكبير.', 'قال الفلاحون إن الموسم تأخر عشرين يوما هذا العام.',
             'وينتظر الناس سيلا صغيرا يملأ البئر القديمة قبل الصيف.', 'ثم عاد الرعاة إلى بيوتهم مع غروب الشمس.']


def article(n):
    """An article of some minutes, unlike the others."""
    body = '\n'.join(f'{sentence} وهذا هو الخبر رقم {n * 100 + i}.' for i in range(6) for sentence in SENTENCES)
    return {'title': f'أخبار القرية {n}', 'text': body, 'metadata': {'cms_id': str(n)}}


def check(holds, *what):
    if not holds:
        raise SystemExit(' '.join(str(part) for part in ('FAILED:', *what)))


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Receiver(http.server.ThreadingHTTPServer):
    """The CMS's end of the webhook: fails the first time, as such servers do."""

    def __init__(self, port, folder):
        super().__init__(('127.0.0.1', port), Handler)
        self.messages, self.path = [], folder / 'messages.json'
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length'])).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        messages = self.server.messages
        messages.append({'headers': headers, 'body': body})
        self.server.path.write_text(json.dumps(messages), encoding='utf-8')
        self.send_response(500 if len(messages) == 1 else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Service:
    def __init__(self, folder, port, hook_port):
        self.url, self.folder = f'http://127.0.0.1:{port}', folder
        config = folder / 'natiq.toml'
        config.write_text(f'[http.webhooks]\nenabled = true\nports = [{hook_port}]\nnetworks = ["127.0.0.0/8"]\n')
        self.command = [NATIQ, '--config', config, '--data-dir', folder / 'data', 'serve', '--listen', f'127.0.0.1:{port}']
        self.log = open(folder / 'log', 'ab')
        self.start()

    def start(self):
        self.child = subprocess.Popen(self.command, stdout=self.log, stderr=self.log)
        for _ in range(600):
            check(self.child.poll() is None, 'the service does not start', (self.folder / 'log').read_text()[-2000:])
            with contextlib.suppress(OSError):
                if urllib.request.urlopen(self.url + '/readyz').status == 200:
                    return
            time.sleep(0.1)
        check(False, 'the service is not ready')

    def kill(self):
        self.child.kill()
        self.child.wait()

    def kept(self):
        """The files of the audio cache: sound that is kept has its name for good."""
        audio = self.folder / 'data' / 'audio'
        return {path.name: path.stat().st_ino for path in audio.glob('*/*') if not path.name.endswith('.partial')}


def main(folder):
    home = pathlib.Path(os.environ.get('XDG_DATA_HOME') or pathlib.Path.home() / '.local/share')
    fetched = pathlib.Path(os.environ.get('NATIQ_DATA_DIR') or home / 'natiq') / 'runtime'
    if fetched.is_dir():
        shutil.copytree(fetched, folder / 'data' / 'runtime', ignore=shutil.ignore_patterns('.*'))
    hook_port = free_port()
    service = Service(folder, free_port(), hook_port)
    cms = Natiq(service.url)
    articles = [article(n) for n in range(3)]
    hook = {'url': f'http://127.0.0.1:{hook_port}/natiq'}

    # What cannot be is refused with what to do.
    for body, code in [([{'text': 'نص'}], None), ([], 'invalid_field'), ([{'id': '0'}], 'article_not_found')]:
        try:
            job = cms.give(body)
            check(code is None, 'was taken', body)
            check(cms.wait(job['id'], 0.1)['state'] == 'done', 'a short job is not done')
        except Refused as refused:
            check(refused.problem['code'] == code, refused)
    try:
        cms.give(articles, {'url': 'http://169.254.169.254/latest'})
        check(False, 'a port that is not permitted was taken')
    except Refused as refused:
        check(refused.problem['code'] == 'invalid_field', refused)

    job = cms.give(articles, hook, key='issue-12', format='opus', metadata={'issue': '12'})
    secret = job['webhook']['secret']
    web = subprocess.Popen(['node', HERE / 'jobs.mjs', service.url, job['id'], secret, folder / 'messages.json'],
                           stdout=subprocess.PIPE, text=True)
    # Killed when it has spoken something, and not all.
    for name, data in cms.watch(job['id']):
        if name == 'progress' and data['utterances_done'] >= 8:
            break
    service.kill()
    before = service.kept()
    check(len(before) >= 4, 'nothing was kept', len(before))
    time.sleep(1)
    service.start()
    # The CMS has not heard the answer, say, and gives the job again.
    again = cms.give(articles, hook, key='issue-12', format='opus', metadata={'issue': '12'})
    check(again['id'] == job['id'] and again['webhook']['secret'] == secret, 'it was given twice', again)
    try:
        cms.give(articles[:1], hook, key='issue-12')
        check(False, 'another job was taken with the key of the first')
    except Refused as refused:
        check(refused.problem['code'] == 'idempotency_key_reused', refused)

    receiver = Receiver(hook_port, folder)
    done = cms.wait(job['id'])
    check(done['state'] == 'done' and done['counts'] == {'total': 3, 'done': 3, 'failed': 0}, done)
    after = service.kept()
    spoken_again = [name for name, inode in before.items() if after.get(name) != inode]
    check(not spoken_again, 'sound that was kept was made again', spoken_again)
    for one in done['articles']:
        sound = cms.fetch(one['links']['audio'])
        check(sound[:4] == b'OggS' and len(sound) == one['size_bytes'] and one['duration'] > 60, one, len(sound))
        words = json.loads(cms.fetch(one['links']['timeline']))['cues'][0]['words']
        check(words[0]['printed'] in articles[one['index']]['title'], words[0])
        shown = json.loads(cms.fetch(one['links']['self']))
        check(shown['metadata'] == articles[one['index']]['metadata'], shown['metadata'])

    out, _ = web.communicate(timeout=300)
    check(web.returncode == 0, 'the web client failed', out)
    heard = [json.loads(line) for line in out.splitlines()]
    indices = sorted(event['data']['article']['index'] for event in heard if event['name'] == 'article')
    check(indices == [0, 1, 2], 'the web client heard of the articles', indices)
    check([event['name'] for event in heard][-5:] == ['done', 'audio', 'audio', 'audio', 'webhook'], heard[-5:])

    for message in receiver.messages:
        told = verify(secret, message['headers'], message['body'].encode())
        check(told['type'] == 'job.done' and told['data']['id'] == job['id'], told)
    ids = {message['headers']['webhook-id'] for message in receiver.messages}
    check(len(receiver.messages) >= 2 and len(ids) == 1, 'attempts of one message', len(receiver.messages), ids)
    for _ in range(50):
        webhook = cms.job(job['id'])['webhook']
        if webhook['state'] == 'delivered':
            break
        time.sleep(0.2)
    check(webhook['state'] == 'delivered' and webhook['attempts'] >= 2 and 'secret' not in webhook, webhook)

    # A job that is cancelled ends at once, and stays so.
    long = cms.give([article(n) for n in range(10, 20)])
    cancelled = json.load(cms.ask('POST', f'/v1/jobs/{long["id"]}/cancel'))
    check(cancelled['state'] == 'cancelled', cancelled)
    check([name for name, _ in cms.watch(long['id'])][-1] == 'cancelled', 'its end is not told')
    check(cms.ask('DELETE', f'/v1/jobs/{long["id"]}').status == 204, 'it cannot be taken away')
    usage = json.load(cms.ask('GET', '/v1/usage'))['days']
    check(sum(day['speech_seconds'] for day in usage) > 60, usage)
    service.kill()
    print(f'jobs: killed with {len(before)} sounds kept, {len(after)} at the end, none of them made again; '
          f'{len(receiver.messages)} attempts of one webhook')


if __name__ == '__main__':
    with tempfile.TemporaryDirectory(prefix='natiq-jobs-') as name:
        main(pathlib.Path(name))
