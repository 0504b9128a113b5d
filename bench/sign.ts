import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { composeModules } from '../src/cli/compose.ts';
import { openWeb } from '../src/cli/serve/web.ts';
import { beginLetter } from '../src/letters/hosted/begin-letter.ts';
import { changeSignOn } from '../src/letters/hosted/change-sign-on.ts';
import { openVersion } from '../src/letters/hosted/open-version.ts';
import { publishLetter } from '../src/letters/hosted/publish-letter.ts';
import { readConfig } from '../src/platform/config/config.ts';
import { insertRows } from '../src/platform/database/insert-rows.ts';
import { openApp } from '../src/platform/app.ts';
import { newNonce } from '../src/platform/signing/link-key.ts';
import { createLog } from '../src/platform/log/log.ts';
import { systemPrincipal, run, type App } from '../src/platform/operation.ts';
import { findThing } from '../src/record/refs.ts';
import { routes } from '../src/web/routes.ts';
import { machine, median } from './measure/numbers.ts';

/**
 * Measures open letters under load. First, letters are signed through the form over HTTP: one request after another,
 * and then many at once. Each request has its own connection and email address. When the response arrives, the
 * signature is committed and its email is queued. Then the pages of a letter with many signatures are measured: the
 * letter, its list of signatures, a search in the list, and the file of signatures. These times are compared with those
 * of a letter with few signatures. In each of three rounds (ROUNDS=3), one client signs for eight seconds (SECONDS=8),
 * and then 32 clients do (CLIENTS=32). SIGNATURES=50000 sets the size of the large letter, PAGES=40 how often the page,
 * the list and the search are loaded. DATABASE_URL measures a server database.
 */
export async function bench(): Promise<void> {
  const number = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);
  const [clients, seconds, rounds, signatures, pages] = [
    number('CLIENTS', 32),
    number('SECONDS', 8),
    number('ROUNDS', 3),
    number('SIGNATURES', 50_000),
    number('PAGES', 40),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const config = {
    ...readConfig({ KRONIKA_DATA: folder, KRONIKA_LOG: 'silent', KRONIKA_TRUSTED_PROXIES: '127.0.0.1' }),
    databaseUrl: process.env.DATABASE_URL,
  };
  const { app, close } = await openApp(config, composeModules());
  try {
    console.log(`${app.db.kind}, ${machine()}`);
    const web = openWeb(app, createLog('silent'));
    const letter = await openLetter(app, 'Signed by many at once');
    const server = createAdaptorServer({ fetch: web.fetch });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${routes.signOn({ number: letter.number })}`;
    const rates: Record<'one' | 'many', number[]> = { one: [], many: [] };
    let asked = 0;
    await sign(url, letter.hash, 4, 2, 'warm');
    for (let round = 0; round < rounds; round++)
      for (const kind of ['one', 'many'] as const) {
        const { done } = await sign(url, letter.hash, kind === 'one' ? 1 : clients, seconds, `${round}-${kind}`);
        asked += done;
        rates[kind].push(done / seconds);
      }
    server.close();
    const { rows } = await app.db.executeSql(
      `select count(*)::int as mails, count(*) filter (where s.email not like 'warm%')::int as counted from letter_mail m join letter_signature s on s.id = m.signature_id`,
    );
    const { counted } = rows[0] as { counted: number };
    console.log(
      `  signing: ${mean(rates.one).toFixed(0)} a second by one client, ${mean(rates.many).toFixed(0)} by ${clients} at once, ratio ${(mean(rates.many) / mean(rates.one)).toFixed(2)} (of ${rates.many.map((rate, at) => (rate / rates.one[at]!).toFixed(2)).join(', ')}); ${asked} answered, ${counted} mails queued`,
    );
    const [few, many] = [
      await published(app, 'Signed by few', 200),
      await published(app, 'Signed by many', signatures),
    ];
    for (const [name, path] of [
      ['page', (of: number) => routes.letter({ number: of, slug: 'signed-by-many' })],
      ['first of the list', (of: number) => routes.letterSignatures({ number: of })],
      [
        'middle of the list',
        (of: number) =>
          routes.letterSignatures({ number: of }, { page: of === many ? Math.ceil(signatures / 400) : 1 }),
      ],
      ['a name', (of: number) => routes.letterSignatures({ number: of }, { q: 'signer 77' })],
    ] as const) {
      const times = { few: [] as number[], many: [] as number[] };
      for (let round = 0; round < pages; round++)
        for (const [kind, of] of [
          ['few', few],
          ['many', many],
        ] as const) {
          const before = performance.now();
          const answer = await web.request(
            path(of).replace('signed-by-many', kind === 'few' ? 'signed-by-few' : 'signed-by-many'),
          );
          if (answer.status !== 200) throw new Error(`${path(of)}: ${answer.status}`);
          await answer.text();
          times[kind].push(performance.now() - before);
        }
      console.log(
        `  ${name.padEnd(18)} 200 signatures ${median(times.few).toFixed(1)} ms, ${signatures} ${median(times.many).toFixed(1)} ms, ratio ${(median(times.many) / median(times.few)).toFixed(2)}`,
      );
    }
    const before = performance.now();
    const { length } = await (await web.request(routes.letterSignatures.as('csv', { number: many }))).text();
    console.log(`  the file           ${(performance.now() - before).toFixed(0)} ms, ${(length / 1e6).toFixed(1)} MB`);
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openLetter(
  app: App,
  title: string,
): Promise<{ letter: string; number: number; id: number; hash: string }> {
  const { letter, number } = await run(app, beginLetter, systemPrincipal, {
    title,
    language: 'en',
    text: {
      headline: { text: title, kind: 'connective', whole: true },
      language: 'en',
      blocks: [{ type: 'paragraph', sentences: [{ text: 'We ask you to look into it.', kind: 'connective' }] }],
    },
    letter: { addressees: [{ name: 'The General Prosecutor' }] },
  });
  const thing = async () => (await findThing(app.db.read, 'letter', number))!;
  const { hash } = await run(app, openVersion, systemPrincipal, { letter, version: (await thing()).version });
  const { id, version } = await thing();
  await run(app, changeSignOn, systemPrincipal, { letter, version, to: { openTo: 'anyone', hourly: 10_000_000 } });
  return { letter, number, id, hash };
}

/**
 * Creates a published letter with this many confirmed signatures: every tenth signatory is an organisation, every
 * twentieth is known only to the organisers.
 */
async function published(app: App, title: string, count: number): Promise<number> {
  const { letter, number, id } = await openLetter(app, title);
  await app.db.transaction(async (tx) => {
    const { version_id } = await tx
      .selectFrom('letter')
      .select('version_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const at = new Date();
    const rows = Array.from({ length: count }, (_, index) => ({
      letter_id: id,
      invitation_id: null,
      kind: index % 10 ? ('person' as const) : ('organisation' as const),
      actor_id: null,
      name: `Signer ${(index * 7919) % count}`,
      name_key: `signer ${(index * 7919) % count}`,
      signer: '',
      role: 'Teacher',
      place: 'Almaty',
      email: `s${index}@reader.example`,
      language: 'en',
      shown: index % 20 === 1 ? ('known' as const) : ('named' as const),
      state: 'confirmed' as const,
      version_id: version_id!,
      nonce: newNonce(),
      signed_at: at,
      confirmed_at: at,
      withdrawn_at: null,
      decided_at: at,
    }));
    await insertRows(tx, 'letter_signature', rows);
  });
  if (process.env.VACUUM !== '0') await app.db.executeSql('vacuum analyze letter_signature');
  await run(app, publishLetter, systemPrincipal, {
    letter,
    version: (await findThing(app.db.read, 'letter', number))!.version,
  });
  return number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/**
 * Clients in a separate process, so that their work does not count as the server's. Each client sends the next request
 * after it has received a response.
 */
const client = `
import http from 'node:http';
const [url, hash, clients, seconds, round] = process.argv.slice(-5);
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
let [sent, done] = [0, 0];
const until = performance.now() + Number(seconds) * 1000;
const ask = (n) => new Promise((resolve, reject) => {
  const body = new URLSearchParams({ kind: 'person', name: 'Reader ' + n, role: 'Teacher', place: 'Almaty', shown: 'named', email: round + '.' + n + '@reader.example', hash }).toString();
  const request = http.request(url, { agent, method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body), 'x-forwarded-for': '198.' + (18 + (n >> 16) % 2) + '.' + ((n >> 8) & 255) + '.' + (n & 255) } }, (answer) => {
    answer.resume().on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(String(answer.statusCode)))));
  });
  request.on('error', (error) => (request.reusedSocket && error.code === 'ECONNRESET' ? ask(n).then(resolve, reject) : reject(error)));
  request.end(body);
});
await Promise.all(Array.from({ length: Number(clients) }, async () => { while (performance.now() < until) { await ask(sent++); done++; } }));
agent.destroy();
process.stdout.write(JSON.stringify({ done }));
`;

async function sign(
  url: string,
  hash: string,
  clients: number,
  seconds: number,
  round: string,
): Promise<{ done: number }> {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', client, '--', url, hash, String(clients), String(seconds), round],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error('The client failed.');
  return JSON.parse(output) as { done: number };
}
