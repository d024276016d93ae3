#!/usr/bin/env python3
"""The files of examples/deploy against their published schemas, and against the program. No container engine is needed.

usage: check.py NATIQ     (the binary; check-jsonschema and kubernetes-validate on PYTHONPATH)
"""
import json, pathlib, re, subprocess, sys, tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / 'examples/deploy'
NATIQ = pathlib.Path(sys.argv[1]).resolve()
# A value for every variable that the Compose file asks for.
VARIABLES = {'POSTGRES_PASSWORD': 'a', 'OBJECTS_KEY_ID': 'b', 'OBJECTS_SECRET': 'c', 'NATIQ_KEY_SHA256': 'd' * 64,
             'OTEL_EXPORTER_OTLP_ENDPOINT': ''}


def expect(what, is_so):
    if not is_so:
        sys.exit(f'examples/deploy: {what}')


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    expect(f'{" ".join(map(str, command[:4]))}: {done.stdout}{done.stderr}', done.returncode == 0)
    return done.stdout


def interpolated(value):
    """Returns a text with its variables filled in, as Compose does."""
    return re.sub(r'\$\{(\w+)(:[?-])?\}', lambda variable: VARIABLES[variable[1]], value)


def reads(toml):
    """The program takes the configuration: it refuses settings that it does not know."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / 'natiq.toml'
        file.write_text(toml, encoding='utf-8')
        run(NATIQ, '--config', file, '--data-dir', folder, 'lexicon', 'list')


def is_command(arguments):
    run(NATIQ, *arguments, '--help')


def compose():
    file = DEPLOY / 'compose.yaml'
    run(sys.executable, '-m', 'check_jsonschema', '--builtin-schema', 'vendor.compose-spec', file)
    document = yaml.safe_load(file.read_text(encoding='utf-8'))
    reads(interpolated(document['configs']['natiq']['content']))
    json.loads(interpolated(document['configs']['objects']['content']))
    services = document['services']
    for name in ('web', 'worker'):
        is_command(services[name]['command'])
        expect(f'`{name}` has no time to stop', services[name]['stop_grace_period'] == '45s')
    for name, service in services.items():
        for other in service.get('depends_on', []):
            expect(f'`{name}` waits for `{other}`, which there is not', other in services)
        for config in service.get('configs', []):
            expect(f'`{name}`: no such config', config['source'] in document['configs'])


def kubernetes(routes):
    file = DEPLOY / 'kubernetes.yaml'
    run(sys.executable, '-m', 'kubernetes_validate', '--strict', file)
    documents = list(yaml.safe_load_all(file.read_text(encoding='utf-8')))
    named = {(document['kind'], document['metadata']['name']): document for document in documents}
    reads(named['Secret', 'natiq']['stringData']['natiq.toml'])
    json.loads(named['Secret', 'servers']['stringData']['s3.json'])
    secrets = {name: document.get('stringData', {}) for (kind, name), document in named.items() if kind == 'Secret'}
    for kind, name in [('Deployment', 'web'), ('Deployment', 'worker')]:
        pod = named[kind, name]['spec']['template']['spec']
        container = pod['containers'][0]
        is_command(container['args'])
        for variable in container['env']:
            if source := variable.get('valueFrom', {}).get('secretKeyRef'):
                expect(f'`{name}`: no secret for {variable["name"]}', source['key'] in secrets[source['name']])
        for probe in ('startupProbe', 'readinessProbe', 'livenessProbe'):
            if probe in container:
                path = container[probe]['httpGet']['path']
                expect(f'`{name}`: {probe} asks {path}, which is no route', path in routes)
    # The time between SIGTERM and SIGKILL has the pause before, what streams are given, and some seconds more.
    pod = named['Deployment', 'web']['spec']['template']['spec']
    shutdown = int(re.search(r'#shutdown_timeout_seconds = (\d+)', (ROOT / 'examples/natiq.toml').read_text())[1])
    pause = pod['containers'][0]['lifecycle']['preStop']['sleep']['seconds']
    expect('streams have no time to end', pod['terminationGracePeriodSeconds'] >= pause + shutdown + 10)
    for (kind, name), document in named.items():
        if kind == 'Service':
            selector = document['spec']['selector'].items()
            pods = [other['spec']['template']['metadata']['labels'].items() for other in documents
                    if 'template' in other.get('spec', {})]
            expect(f'service `{name}` finds nobody', any(selector <= labels for labels in pods))


def main():
    compose()
    routes = re.findall(r'path = "(/[\w.]+)"', (ROOT / 'src/http/operations.rs').read_text(encoding='utf-8'))
    kubernetes(routes)
    print('examples/deploy: both files are valid, and fit the program')


main()
