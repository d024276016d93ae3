#!/usr/bin/env python3
"""The Dockerfile without a container engine: its own lines, done in bare Debian roots; and what of the repository its build sees.

  python3 tests/installs/container.py --context target/debug/deps
  debootstrap --variant=minbase --include=ca-certificates bookworm BASE
  python3 tests/installs/container.py --base BASE --toolchain "$(rustc --print sysroot)" [--over HOST:GUEST …]
      [--env NAME …] [--copy FILE …]

The first takes a moment, and fails where .dockerignore keeps a file from the build that the program was made of. The second
needs root: each stage is a copy of BASE, with the toolchain where the first stage's image has one; RUN, COPY, ENV, WORKDIR and
USER are followed, then the service is started as ENTRYPOINT and CMD say, until HEALTHCHECK's command is content, and speaks.
`--over` lays a folder of this machine under one there, which keeps what is written to itself; `--env` and `--copy`
bring what this machine reaches its registries with. What it does not show: the images themselves, layers and volumes, and
whatever the engine does by itself.
"""
import argparse, json, os, pathlib, re, shlex, shutil, subprocess, tempfile, time, urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Ignored:
    """.dockerignore: the last pattern that a file or a folder above it matches decides."""

    def __init__(self):
        lines = (ROOT / '.dockerignore').read_text().splitlines()
        self.patterns = [line.strip() for line in lines if line.strip() and not line.startswith('#')]

    def __call__(self, path):
        ignored = False
        above = [pathlib.PurePath(*path.parts[:count]) for count in range(1, len(path.parts) + 1)]
        for pattern in self.patterns:
            # Each part of ours is a name or has a star in it.
            form = '/'.join(re.escape(part).replace(r'\*', '[^/]*') for part in pattern.lstrip('!').strip('/').split('/'))
            if any(re.fullmatch(form, one.as_posix()) for one in above):
                ignored = not pattern.startswith('!')
        return ignored


def check_context(folder):
    """Every file that the compiler read for the program's own crates must come into the build."""
    ignored, missing, n = Ignored(), [], 0
    # Tests and lints read more; what they have made has no library by its side.
    lists = [path for path in pathlib.Path(folder).glob('natiq*.d') if path.with_name(f'lib{path.stem}.rlib').exists()]
    words = {word for path in lists for word in shlex.split(path.read_text(), comments=True) if not word.endswith(':')}
    for path in {pathlib.Path(os.path.normpath(ROOT / word)) for word in words}:
        if path.is_relative_to(ROOT) and not path.is_relative_to(ROOT / 'target'):
            n += 1
            if path.is_file() and ignored(path.relative_to(ROOT)):
                missing.append(str(path.relative_to(ROOT)))
    assert n > 100, f'only {n} files in {folder}'
    assert not missing, f'.dockerignore keeps these from the build: {sorted(missing)}'
    print(f'{n} files that the program is made of come into the container build')


def instructions(text):
    text = re.sub(r'^#.*\n', '', text, flags=re.M).replace('\\\n', ' ')
    return [line.split(None, 1) for line in text.splitlines() if line.strip()]


class Stage:
    def __init__(self, arguments, image, folder, mounts):
        self.root = folder
        self.workdir, self.user, self.env = '/', None, {'PATH': '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'}
        subprocess.run(['cp', '-a', f'{arguments.base}/.', folder], check=True)
        self.mounts = mounts
        self.mount('--bind', '/proc', '/proc')
        for path in ['/etc/resolv.conf', *arguments.copy]:
            (folder / path.lstrip('/')).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, f'{folder}{path}')
        self.outside = {name: os.environ[name] for name in arguments.env}
        if image.startswith('rust:'):
            self.mount('--bind', '-o', 'ro', arguments.toolchain, '/usr/local/toolchain')
            self.env['PATH'] = '/usr/local/toolchain/bin:' + self.env['PATH']
            for pair in arguments.over:
                host, guest = pair.split(':')
                layers = pathlib.Path(tempfile.mkdtemp(dir=folder.parent))
                (layers / 'upper').mkdir(), (layers / 'work').mkdir()
                option = f'lowerdir={host},upperdir={layers}/upper,workdir={layers}/work'
                self.mount('-t', 'overlay', '-o', option, 'overlay', guest)

    def mount(self, *arguments):
        *options, guest = arguments
        target = self.root / guest.lstrip('/')
        target.mkdir(parents=True, exist_ok=True)
        subprocess.run(['mount', *options, target], check=True)
        self.mounts.append(target)

    def command(self, command, *, is_build=True):
        user = [f'--userspec={self.user}:{self.user}'] if self.user else []
        env = {**self.env, **(self.outside if is_build else {})}
        inside = ['env', '-i', *(f'{name}={value}' for name, value in env.items()), 'HOME=/root', *command]
        return ['chroot', *user, self.root, 'sh', '-c', f'cd {self.workdir} && exec "$@"', 'sh', *inside]

    def follow(self, word, rest, stages):
        if word == 'RUN':
            subprocess.run(self.command(['sh', '-c', rest]), check=True)
        elif word == 'WORKDIR':
            self.workdir = rest
            (self.root / rest.lstrip('/')).mkdir(parents=True, exist_ok=True)
        elif word == 'USER':
            self.user = rest
        elif word == 'ENV':
            self.env.update(pair.split('=', 1) for pair in rest.split())
        elif word == 'COPY':
            *sources, target = rest.split()
            from_stage = sources.pop(0).split('=')[1] if sources[0].startswith('--from=') else None
            self.copy(stages[from_stage].root if from_stage else None, sources, target)
        else:
            assert word in ('VOLUME', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD'), word

    def copy(self, stage, sources, target):
        target = self.root / os.path.join(self.workdir, target).lstrip('/')
        target.mkdir(parents=True, exist_ok=True)
        if stage:
            for source in sources:
                subprocess.run(['cp', '-a', f'{stage}{source}.', target], check=True)
            return
        ignored = Ignored()
        listed = subprocess.run(['git', 'ls-files', '-coz', '--exclude-standard'], cwd=ROOT, capture_output=True, check=True)
        for path in map(pathlib.PurePath, filter(None, listed.stdout.decode().split('\0'))):
            if not ignored(path) and ('.' in sources or path.as_posix() in sources):
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / path, target / path)


def serve(stage, lines):
    """Starts the service as the image would, asks for its health as the engine would, and hears it."""
    last = {word: rest for word, rest in lines}
    entrypoint, command = json.loads(last['ENTRYPOINT']), json.loads(last['CMD'])
    health = json.loads(last['HEALTHCHECK'].split(' CMD ')[1])
    # An engine gives each container a network of its own; here the port is the machine's. Keys as in the README's line.
    port = int(os.environ.get('NATIQ_TEST_PORT', '28080'))
    stage.env |= {'NATIQ_LISTEN': f'0.0.0.0:{port}', 'NATIQ_AUTHENTICATION': 'off'}
    started = time.monotonic()
    service = subprocess.Popen(stage.command([*entrypoint, *command], is_build=False))
    try:
        while subprocess.run(stage.command(health, is_build=False), capture_output=True).returncode:
            assert service.poll() is None and time.monotonic() < started + 60, 'it does not become healthy'
            time.sleep(0.2)
        print(f'healthy after {time.monotonic() - started:.1f} s, as user {stage.user}')
        request = urllib.request.Request(
            f'http://127.0.0.1:{port}/v1/audio/speech',
            json.dumps({'model': 'natiq', 'voice': 'ziad', 'input': 'مرحبًا بكم في بيتنا.', 'response_format': 'wav'}).encode(),
            {'Content-Type': 'application/json'},
        )
        sound = stage.root.parent / 'container.wav'
        sound.write_bytes(urllib.request.urlopen(request, timeout=60).read())
        subprocess.run(['python3', ROOT / 'tests/installs/sound.py', sound, '1'], check=True)
        kept = stage.root / 'data'
        assert any(kept.iterdir()) and all(path.stat().st_uid == int(stage.user) for path in kept.iterdir())
        assert not (kept / 'runtime').exists(), 'the runtime was fetched'
    finally:
        service.terminate()
        assert service.wait(60) == 0, service.returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--context', help="where the compiler has left its lists of the files that the program is made of")
    parser.add_argument('--base')
    parser.add_argument('--toolchain')
    parser.add_argument('--over', action='append', default=[])
    parser.add_argument('--env', action='append', default=[])
    parser.add_argument('--copy', action='append', default=[])
    arguments = parser.parse_args()
    if arguments.context:
        return check_context(arguments.context)
    lines = instructions((ROOT / 'Dockerfile').read_text())
    stages, mounts, stage = {}, [], None
    folder = tempfile.mkdtemp()
    try:
        for word, rest in lines:
            started = time.monotonic()
            if word == 'FROM':
                image, _, name = rest.partition(' AS ')
                stage = stages[name or 'last'] = Stage(arguments, image, pathlib.Path(folder, name or 'last'), mounts)
            else:
                stage.follow(word, rest, stages)
            print(f'{time.monotonic() - started:7.1f} s  {word} {rest[:90]}', flush=True)
        serve(stage, lines)
    finally:
        for target in reversed(mounts):
            subprocess.run(['umount', target], check=True)
        # Nothing of the machine may be under it any more.
        assert folder not in pathlib.Path('/proc/self/mounts').read_text()
        shutil.rmtree(folder)


if __name__ == '__main__':
    main()
