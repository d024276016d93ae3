#!/usr/bin/env python3
"""Runs every example of the documentation: curl, Python and JavaScript, as they stand in the OpenAPI document.

usage: docs.py NATIQ      (the binary; curl, Python and Node are needed; loopback only)

Each language begins with what gives an article and a job and ends with what takes them away. That every route has its
examples, and that `/docs` shows them, is checked here too.
"""
import html, json, os, pathlib, shutil, socket, subprocess, sys, tempfile, time, urllib.request

NATIQ = pathlib.Path(sys.argv[1]).resolve()
SERVICE = 'http://127.0.0.1:8080'
RUN = {'curl': ['bash', '-euo', 'pipefail'], 'Python': [sys.executable], 'JavaScript': ['node', '--input-type=module', '-']}


def check(holds, *what):
    if not holds:
        raise SystemExit(' '.join(str(part) for part in ('FAILED:', *what)))


def order(operation):
    """Gives come first, what ends something last, a job before it is taken away."""
    name = operation['operationId']
    return {'create': 0, 'delete': 3, 'cancel': 2}.get(name.split('_')[0], 1), name


def main(folder):
    home = pathlib.Path(os.environ.get('XDG_DATA_HOME') or pathlib.Path.home() / '.local/share')
    fetched = pathlib.Path(os.environ.get('NATIQ_DATA_DIR') or home / 'natiq') / 'runtime'
    if fetched.is_dir():
        shutil.copytree(fetched, folder / 'data' / 'runtime', ignore=shutil.ignore_patterns('.*'))
    (folder / 'stories').mkdir()
    (folder / 'stories' / 'feed.xml').write_text('<?xml version="1.0"?><rss version="2.0"><channel/></rss>')
    (folder / 'natiq.toml').write_text(f'[http.feeds]\nstories = "{folder / "stories"}"\n')
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        port = s.getsockname()[1]
    url = f'http://127.0.0.1:{port}'
    service = subprocess.Popen([NATIQ, '--config', folder / 'natiq.toml', '--data-dir', folder / 'data', 'serve',
                                '--listen', f'127.0.0.1:{port}'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            check(service.poll() is None, 'the service does not start')
            try:
                if urllib.request.urlopen(url + '/readyz').status == 200:
                    break
            except OSError:
                time.sleep(0.1)
        document = json.load(urllib.request.urlopen(url + '/openapi.json'))
        page = html.unescape(urllib.request.urlopen(url + '/docs').read().decode())
        operations = [operation for item in document['paths'].values() for operation in item.values()]
        n_run = 0
        for language, command in RUN.items():
            environment = {name: value for name, value in os.environ.items() if name != 'JOB'}
            for operation in sorted(operations, key=order):
                sources = [sample['source'] for sample in operation.get('x-codeSamples', []) if sample['label'] == language]
                check(len(sources) == 1, operation['operationId'], 'has no example in', language)
                check(sources[0] in page, operation['operationId'], 'does not show its example in', language)
                source = sources[0].replace(SERVICE, url)
                # Each language writes the body in its own way, which is another request: one more key for it.
                for key in ('issue-12', 'weather-12-may'):
                    source = source.replace(key, f'{key}-{language}')
                run = subprocess.run(command, input=source, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
                check(run.returncode == 0, operation['operationId'], 'in', language, '\n', source, '\n', run.stdout, run.stderr)
                if operation['operationId'] == 'create_job':
                    jobs = json.load(urllib.request.urlopen(url + '/v1/jobs?limit=1'))['jobs']
                    environment['JOB'] = jobs[0]['id']
                n_run += 1
        for file in ('article.opus', 'paragraph.wav', 'segment.mp3', 'speech.opus'):
            check((folder / file).stat().st_size > 1000, file, 'has no sound')
        print(f'docs: {n_run} examples of {len(operations)} routes ran')
    finally:
        service.kill()
        service.wait()


if __name__ == '__main__':
    with tempfile.TemporaryDirectory(prefix='natiq-docs-') as name:
        main(pathlib.Path(name))
