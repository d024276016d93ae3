"""The machines of a test: PostgreSQL, a store of moto's behind a proxy that can fail, nodes. Standard library only.

Everything is unprivileged, in a temporary folder, on loopback, and ends with the test, however that ends.
"""
import contextlib, http.client, http.server, json, os, pathlib, re, shlex, shutil, signal, socket, subprocess, sys, threading, time
import urllib.error, urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HOME = pathlib.Path(os.environ.get('XDG_DATA_HOME') or pathlib.Path.home() / '.local/share')
FETCHED = pathlib.Path(os.environ.get('NATIQ_DATA_DIR') or HOME / 'natiq')


class Missing(Exception):
    """What a test needs and this machine does not have."""


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def until(what, holds, seconds=180):
    """Waits until something holds, which an exception of the network is taken to mean that it does not."""
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            if result := holds():
                return result
        if time.monotonic() > end:
            raise SystemExit(f'FAILED: {what}: not within {seconds} s')
        time.sleep(0.05)


class Postgres:
    """A PostgreSQL server without a port: it is reached by a socket in its folder."""

    def __init__(self, folder):
        programs = sorted(pathlib.Path('/usr/lib/postgresql').glob('*/bin/initdb'))
        if not programs:
            raise Missing("PostgreSQL (Debian's package is `postgresql`)")
        self.programs, self.folder = programs[-1].parent, folder / 'postgres'
        # PostgreSQL refuses root's rights.
        self.rights = ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] if os.geteuid() == 0 else []
        self.folder.mkdir()
        if self.rights:
            shutil.chown(self.folder, 'postgres', 'postgres')
            for parent in self.folder.parents[:1]:
                parent.chmod(0o755)
        self._run('initdb', '-D', 'data', '-U', 'natiq', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync')
        self.start()
        self.address = f'postgres:///postgres?host={self.folder}&user=natiq'

    def start(self):
        options = f"-c listen_addresses='' -k {self.folder} -c fsync=off -c max_connections=200"
        self._run('pg_ctl', '-D', 'data', '-w', '-l', 'log', '-o', options, 'start')

    def stop(self):
        self._run('pg_ctl', '-D', 'data', '-w', '-m', 'immediate', 'stop', check=False)

    def ask(self, query):
        """Returns the rows of a query, each a list of texts."""
        command = [self.programs / 'psql', '-h', self.folder, '-U', 'natiq', '-d', 'postgres', '-AtF\t', '-c', query]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return [line.split('\t') for line in done.stdout.splitlines()]

    def _run(self, program, *arguments, check=True):
        # A server that is started goes on holding what it was given as its output.
        command = [*self.rights, self.programs / program, *arguments]
        done = subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
        if check and done.returncode != 0:
            raise SystemExit(f'FAILED: {program} {shlex.join(map(str, arguments))}')


class Store:
    """moto's S3 server behind a proxy that counts, and that fails when it is told to."""

    BUCKET = 'natiq'

    def __init__(self, folder, command):
        self.port, self.log = free_port(), open(folder / 'moto.log', 'wb')
        command = [*shlex.split(command), '-H', '127.0.0.1', '-p', str(self.port)]
        self.child = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        until('moto answers', self._make_bucket)
        self.failing, self.delay, self.counts, self.lock = False, 0.0, {}, threading.Lock()
        # How often a key was created: what is kept is kept once.
        self.created = {}
        self.proxy = Quiet(('127.0.0.1', 0), type('Handler', (Proxy,), {'store': self}))
        threading.Thread(target=self.proxy.serve_forever, daemon=True).start()
        self.address = f's3://{self.BUCKET}/speech'

    @property
    def environment(self):
        url = f'http://127.0.0.1:{self.proxy.server_address[1]}'
        return {'AWS_ENDPOINT_URL_S3': url, 'AWS_ENDPOINT_URL': url, 'AWS_REGION': 'us-east-1', 'AWS_ACCESS_KEY_ID': 'test',
                'AWS_SECRET_ACCESS_KEY': 'test', 'AWS_ALLOW_HTTP': 'true'}

    def _make_bucket(self):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=10)
        connection.request('PUT', f'/{self.BUCKET}')
        return connection.getresponse().status == 200

    def count(self, method, path, status):
        with self.lock:
            self.counts[method, status] = self.counts.get((method, status), 0) + 1
            if method == 'PUT' and status == 200:
                self.created[path] = self.created.get(path, 0) + 1

    def close(self):
        self.proxy.shutdown()
        self.child.kill()
        self.child.wait()


class Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A node that was killed leaves its connection as it is."""


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    store = None

    def forward(self):
        store, path = self.store, self.path.split('?')[0]
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        if store.delay:
            time.sleep(store.delay)
        if store.failing:
            return self.answer(503, {'Content-Type': 'application/xml'}, b'<Error><Code>SlowDown</Code></Error>', path)
        connection = http.client.HTTPConnection('127.0.0.1', store.port, timeout=60)
        try:
            connection.request(self.command, self.path, body, dict(self.headers.items()))
            answer = connection.getresponse()
            self.answer(answer.status, dict(answer.getheaders()), answer.read(), path)
        finally:
            connection.close()

    def answer(self, status, headers, body, path):
        self.store.count(self.command, path, status)
        self.send_response_only(status)
        length = len(body)
        for name, value in headers.items():
            if name.lower() == 'content-length' and self.command == 'HEAD':
                length = int(value)
            elif name.lower() not in ('content-length', 'transfer-encoding', 'connection'):
                self.send_header(name, value)
        if status not in (204, 304):
            self.send_header('Content-Length', str(length))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(b'' if self.command == 'HEAD' else body)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = forward

    def log_message(self, *_):
        pass


class Group:
    """A control group that lets its processes have a share of one core, always the same one: so nodes stand for machines of their
    own on a machine that has few cores, and those perhaps two threads of one."""

    def __init__(self, name, share, period=100_000):
        first, second = pathlib.Path('/sys/fs/cgroup/cpu'), pathlib.Path('/sys/fs/cgroup')
        root, limits = (first, {'cpu.cfs_period_us': period, 'cpu.cfs_quota_us': int(share * period)})
        if not root.is_dir():
            root, limits = second, {'cpu.max': f'{int(share * period)} {period}'}
        self.path = root / name
        try:
            self.path.mkdir()
            for file, limit in limits.items():
                (self.path / file).write_text(str(limit))
        except OSError as error:
            raise Missing(f'the right to make a control group ({error})') from None

    def take(self, process):
        (self.path / 'cgroup.procs').write_text(str(process))
        os.sched_setaffinity(process, {min(os.sched_getaffinity(0))})

    def close(self):
        # Empty a moment after its last process has ended.
        with contextlib.suppress(OSError):
            time.sleep(0.1)
            self.path.rmdir()


class Node:
    """A service or a worker: a process with a folder of its own, which it finds again when it is started again."""

    def __init__(self, natiq, folder, name, settings, command='serve', environment=None, workers=1, share=None):
        self.name, self.folder, self.command_name, self.port = name, folder / name, command, free_port()
        self.folder.mkdir()
        (self.folder / 'data').mkdir()
        if (FETCHED / 'runtime').is_dir():
            (self.folder / 'data' / 'runtime').symlink_to(FETCHED / 'runtime')
        config = self.folder / 'natiq.toml'
        config.write_text(f'workers = {workers}\n{settings}', encoding='utf-8')
        self.command = [natiq, '--config', config, '--data-dir', self.folder / 'data', command]
        if command == 'serve':
            self.command += ['--listen', f'127.0.0.1:{self.port}']
        self.environment = {**os.environ, **(environment or {}), 'NATIQ_LOG': os.environ.get('NATIQ_LOG', 'warn')}
        self.environment.pop('NATIQ_DATA_DIR', None)
        self.kills, self.spent = 0, 0.0
        self.group = Group(f'{folder.name}-{name}', share) if share else None
        self.begin()

    def begin(self):
        with open(self.folder / 'log', 'ab') as log:
            self.child = subprocess.Popen([str(part) for part in self.command], env=self.environment, stdout=log, stderr=log)
        if self.group:
            self.group.take(self.child.pid)

    def start(self):
        self.begin()
        self.wait_until_ready()

    def wait_until_ready(self):
        if self.command_name == 'serve':
            until(f'{self.name} is ready', self._is_ready)

    def _is_ready(self):
        if self.child.poll() is not None:
            raise SystemExit(f'FAILED: {self.name} ends: {self.log()[-3000:]}')
        return self.get('/readyz')[0] == 200

    def log(self):
        return (self.folder / 'log').read_text(encoding='utf-8', errors='replace')

    def kill(self):
        """SIGKILL: there is no goodbye."""
        self.spent += self.processor_seconds(only_this=True)
        self.child.kill()
        self.child.wait()
        self.kills += 1

    def stop(self):
        self.child.send_signal(signal.SIGTERM)
        try:
            return self.child.wait(60)
        except subprocess.TimeoutExpired:
            self.child.kill()
            raise SystemExit(f'FAILED: {self.name} does not stop when it is told to')

    def close(self):
        self.child.kill()
        self.child.wait()
        if self.group:
            self.group.close()

    def processor_seconds(self, only_this=False):
        """Returns the processor time that it has taken, by all the processes it has been."""
        try:
            stat = pathlib.Path(f'/proc/{self.child.pid}/stat').read_text().rsplit(') ', 1)[1].split()[11:13]
        except OSError:
            return self.spent
        now = sum(map(int, stat)) / os.sysconf('SC_CLK_TCK')
        return now if only_this else self.spent + now

    def memory_mb(self):
        status = pathlib.Path(f'/proc/{self.child.pid}/status').read_text()
        return int(re.search(r'VmRSS:\s+(\d+)', status)[1]) / 1024

    def request(self, method, path, body=None, headers=None, timeout=120):
        """Returns status, body and headers; what is cut short raises."""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=timeout)
        try:
            data = json.dumps(body).encode() if isinstance(body, (dict, list)) else (body or '').encode()
            kind = 'application/json' if isinstance(body, (dict, list)) else 'text/plain; charset=utf-8'
            connection.request(method, path, data, {'Content-Type': kind, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()

    def get(self, path, timeout=120):
        return self.request('GET', path, timeout=timeout)

    def first_byte(self, path):
        """Asks for sound; returns the seconds until its first bytes were there, and all of it."""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=120)
        try:
            begun = time.perf_counter()
            connection.request('GET', path)
            answer = connection.getresponse()
            first = answer.read(64)
            waited = time.perf_counter() - begun
            rest = answer.read()
            if answer.status != 200:
                raise OSError(f'{path} is answered with {answer.status}: {(first + rest)[:300]}')
            return waited, first + rest
        finally:
            connection.close()

    def metrics(self):
        """Returns the value of each metric, by its name with its labels."""
        text = self.get('/metrics')[1].decode()
        return {name: float(value) for name, value in re.findall(r'^([^#\s]\S*) (\S+)$', text, re.M)}

    def spoken(self):
        """Returns how many utterances its workers have spoken since it was started."""
        return sum(value for name, value in self.metrics().items() if name.startswith('natiq_voice_utterances'))


def close_all(things):
    for thing in things:
        with contextlib.suppress(Exception):
            (thing.stop if isinstance(thing, Postgres) else thing.close)()
