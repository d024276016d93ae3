#!/usr/bin/env python3
"""A CMS that has its articles spoken: jobs, and webhooks that tell of their end. Python's standard library only.

    python3 natiq_client.py http://127.0.0.1:8080 article.txt ...     gives a job and waits for it

As a module: `Natiq(url, key)` has `give`, `wait`, `watch`, `fetch`; `verify` checks that a webhook comes from the service.
Every call waits out a service that is away for a moment, and gives nothing twice: each request that makes something has an
idempotency key of its own.
"""
import base64, hashlib, hmac, json, sys, time, urllib.error, urllib.request, uuid

# A service that is being started again is away for some seconds.
PATIENCE_S = 120
FINAL = ('done', 'failed', 'cancelled')


class Refused(Exception):
    """The service refused a request, and would refuse it again."""

    def __init__(self, status, problem):
        super().__init__(f"{problem.get('title', status)}: {problem.get('detail', '')}")
        self.status, self.problem = status, problem


class Natiq:
    def __init__(self, url, key=None):
        self.url, self.key = url.rstrip('/'), key

    def ask(self, method, path, body=None, headers=()):
        """Asks once more and more while the service is away, busy or full; returns the answer, to be read."""
        headers = dict(headers)
        if self.key:
            headers['Authorization'] = f'Bearer {self.key}'
        if body is not None:
            headers['Content-Type'] = 'application/json'
            body = json.dumps(body).encode()
        end = time.monotonic() + PATIENCE_S
        while True:
            request = urllib.request.Request(self.url + path, body, headers, method=method)
            try:
                return urllib.request.urlopen(request, timeout=60)
            except urllib.error.HTTPError as error:
                problem = json.loads(error.read() or b'{}')
                if error.code not in (409, 429, 503) or time.monotonic() > end:
                    raise Refused(error.code, problem) from None
                time.sleep(float(error.headers.get('Retry-After') or 1))
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.5)

    def give(self, articles, webhook=None, key=None, **options):
        """Gives a job; returns it. With the same `key` the same job is given once, however often this is called."""
        job = {'articles': articles, **options}
        if webhook:
            job['webhook'] = webhook
        return json.load(self.ask('POST', '/v1/jobs', job, {'Idempotency-Key': key or str(uuid.uuid4())}))

    def job(self, id):
        return json.load(self.ask('GET', f'/v1/jobs/{id}'))

    def wait(self, id, every_s=1):
        """Looks a job up until it is over, and returns it."""
        while (job := self.job(id))['state'] not in FINAL:
            time.sleep(every_s)
        return job

    def watch(self, id):
        """Tells of a job as it goes on, as pairs of an event's name and its data; goes on after the service was away."""
        known = None
        while True:
            answer = self.ask('GET', f'/v1/jobs/{id}/events', headers={'Last-Event-ID': known} if known else {})
            event = {}
            try:
                for line in answer:
                    name, _, value = line.decode().rstrip('\n').partition(':')
                    if name:
                        event[name] = value.removeprefix(' ')
                    elif 'data' in event:
                        known = event.get('id', known)
                        yield event['event'], json.loads(event['data'])
                        if event['event'] in FINAL:
                            return
                        event = {}
            except OSError:
                time.sleep(0.5)

    def fetch(self, link):
        """Returns the bytes of a link of an answer."""
        with self.ask('GET', link) as answer:
            return answer.read()


def verify(secret, headers, body, now=None):
    """Returns what a webhook tells (`type`, `timestamp`, `data`); raises ValueError where it does not come from the service.

    `headers` are those of the request, `body` its bytes as they came. What was heard before has the same `webhook-id`.
    """
    id, timestamp = headers['webhook-id'], headers['webhook-timestamp']
    # Whoever has recorded a message cannot send it again later.
    if abs((time.time() if now is None else now) - int(timestamp)) > 300:
        raise ValueError('the message is too old')
    key = base64.b64decode(secret.removeprefix('whsec_'))
    digest = hmac.new(key, f'{id}.{timestamp}.'.encode() + body, hashlib.sha256).digest()
    expected = 'v1,' + base64.b64encode(digest).decode()
    if not any(hmac.compare_digest(expected, given) for given in headers['webhook-signature'].split()):
        raise ValueError('the signature is not the service\'s')
    return json.loads(body)


def main():
    natiq = Natiq(sys.argv[1])
    texts = [open(path, encoding='utf-8').read() for path in sys.argv[2:]]
    job = natiq.give([{'text': text} for text in texts])
    for name, data in natiq.watch(job['id']):
        if name == 'article':
            article = data['article']
            print(article['index'], article['state'], (article['links'] or {}).get('audio', article['problem']))


if __name__ == '__main__':
    main()
