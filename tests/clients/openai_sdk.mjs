// The official `openai` package, unchanged, against a running service, by base URL alone.
//
// usage: node openai_sdk.mjs BASE_URL     (such as http://127.0.0.1:8080/v1)

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import OpenAI from 'openai';

const input = 'مرحبا بكم في المكتبة. نفتح أبوابنا كل يوم من الساعة 9 صباحا.';
const client = new OpenAI({ baseURL: process.argv[2], apiKey: 'unused', maxRetries: 0 });
let passed = 0;
const check = (what, holds) => {
  assert.ok(holds, what);
  passed += 1;
};

const formats = { mp3: '', opus: 'OggS', flac: 'fLaC', wav: 'RIFF', pcm: '' };
// The service is on this machine.
if (spawnSync('ffmpeg', ['-version']).status === 0) formats.aac = '\xff\xf1';
for (const [response_format, beginning] of Object.entries(formats)) {
  const speech = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input, response_format });
  const audio = Buffer.from(await speech.arrayBuffer());
  check(response_format, audio.length > 1000 && audio.subarray(0, beginning.length).toString('latin1') === beginning);
}

const streamed = await client.audio.speech.create({
  model: 'gpt-4o-mini-tts',
  voice: 'alloy',
  input,
  response_format: 'pcm',
  stream_format: 'sse',
});
const lines = (await streamed.text()).split('\n').filter((line) => line.startsWith('data: '));
check('events end with their end', lines.at(-1) === 'data: [DONE]');
check('the last event before it', JSON.parse(lines.at(-2).slice(6)).type === 'speech.audio.done');

const models = [];
for await (const model of client.models.list()) models.push(model.id);
check('models', models.join() === 'natiq');

for (const [kind, more] of [
  [OpenAI.BadRequestError, { response_format: 'm4a' }],
  [OpenAI.BadRequestError, { voice: 'nobody' }],
  [OpenAI.NotFoundError, { model: 'whisper-1' }],
]) {
  await assert.rejects(client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input, ...more }), (error) => {
    check(JSON.stringify(more), error instanceof kind && error.code && error.message);
    return true;
  });
}

console.log(`${passed} passed, 0 failed`);
