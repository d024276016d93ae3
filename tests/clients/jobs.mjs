// A web client that watches a job while its service is killed, and checks what the webhooks say.
//
// usage: node jobs.mjs SERVICE JOB SECRET MESSAGES       (prints the events it hears, as JSON, one on a line)
import { readFile } from 'node:fs/promises';
import { Natiq, verify } from '../../examples/clients/natiq_client.mjs';

const [service, job, secret, messages] = process.argv.slice(2);
const natiq = new Natiq(service);
for await (const { name, data } of natiq.watch(job)) {
  console.log(JSON.stringify({ name, data }));
}
const { articles } = await (await natiq.ask('GET', `/v1/jobs/${job}`)).json();
for (const { links } of articles) {
  console.log(JSON.stringify({ name: 'audio', size: (await natiq.fetch(links.audio)).length }));
}
for (let waited = 0; waited < 60; waited += 1) {
  const heard = JSON.parse(await readFile(messages, 'utf8').catch(() => '[]'));
  if (heard.length > 1) {
    const { headers, body } = heard.at(-1);
    const told = await verify(secret, headers, body);
    await verify(secret, headers, `${body} `).then(() => { throw new Error('a changed message was taken'); }, () => {});
    console.log(JSON.stringify({ name: 'webhook', type: told.type, job: told.data.id }));
    process.exit(0);
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
}
throw new Error('no webhook came');
