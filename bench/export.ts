import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { composeModules } from '../src/cli/compose.ts';
import type { About } from '../src/exchange/export/about.ts';
import { exportFiles, isExportFile, openExport, type ExportFile } from '../src/exchange/export/open-export.ts';
import { licenceOf } from '../src/publishing/publication/licences.ts';
import { openDiskBlobs } from '../src/platform/storage/disk.ts';
import { readConfig } from '../src/platform/config/config.ts';
import { MemoryCounters } from '../src/platform/limits/counters.ts';
import { openDatabase } from '../src/platform/database/open-database.ts';
import { messages } from '../src/platform/messages/messages.ts';
import { systemPrincipal, run, type App } from '../src/platform/operation.ts';
import { file } from '../src/record/filing/file.ts';
import type { FilingInput } from '../src/record/filing/schema.ts';
import { addressOfThing } from '../src/web/record/components/of-record.ts';

const setSize = 2_000;

/**
 * Exports a record of CASES (50,000) cases with ten checked claims each, in every format named (all of them without
 * arguments), and prints time, size and the increase in the process's memory. On a server (DATABASE_URL), compared with
 * `copy (select …) to stdout` of the same columns, read to its end by the same process.
 */
export async function bench(...wanted: string[]): Promise<void> {
  const all = Object.keys(exportFiles) as ExportFile[];
  const strange = wanted.filter((one) => !isExportFile(one));
  if (strange.length) throw new Error(`No such file: ${strange.join(', ')}. There are ${all.join(', ')}.`);
  const files = wanted.length ? (wanted as ExportFile[]) : all;
  const cases = Number(process.env.CASES ?? 50_000);
  const folder = mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const config = { ...readConfig({ KRONIKA_DATA: folder }), dataDir: folder, databaseUrl: process.env.DATABASE_URL };
  const db = await openDatabase({ dataDir: folder, ...(config.databaseUrl ? { url: config.databaseUrl } : {}) });
  const app: App = {
    db,
    blobs: openDiskBlobs(join(folder, 'blobs')),
    checks: [],
    listeners: composeModules().listeners,
    now: () => new Date(),
    counters: new MemoryCounters(() => new Date()),
    config,
  };
  try {
    const have = Number(
      (
        await db.read
          .selectFrom('case')
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow()
      ).n,
    );
    if (have < cases) {
      const ground = await run(app, file, systemPrincipal, groundwork());
      for (let from = have; from < cases; from += setSize)
        await run(app, file, systemPrincipal, dossiers(ground, from, Math.min(setSize, cases - from)));
      await db.executeSql('analyze');
    }
    console.log(`${db.kind}: ${cases.toLocaleString('en')} cases with ${(cases * 10).toLocaleString('en')} claims`);
    for (const one of files) {
      const ours = await measure(openExport(app, { file: one, query: {}, about: about(app) }));
      const theirs = config.databaseUrl && copies[one] ? await copied(config.databaseUrl, copies[one]) : null;
      const ratio =
        theirs === null
          ? ''
          : `; copy to stdout ${theirs.seconds.toFixed(2)} s, ratio ${(ours.seconds / theirs.seconds).toFixed(1)}`;
      console.log(
        `  ${one.padEnd(20)} ${ours.seconds.toFixed(2)} s (${ours.cpu.toFixed(2)} s of this process), ${(ours.bytes / 1e6).toFixed(1)} MB, memory ${ours.before} MB at the start, ${ours.peak} MB at most${ratio}`,
      );
    }
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const about = (app: App): About => ({
  paper: 'Bench',
  language: 'en',
  licence: licenceOf(undefined),
  address: 'https://paper.example',
  at: app.now(),
  query: { words: 'everything public', path: '/export' },
  audience: 'public',
  t: messages(),
  links: addressOfThing,
});

const megabytes = (): number => Math.round(process.memoryUsage.rss() / 1e6);

async function measure(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ seconds: number; cpu: number; bytes: number; before: number; peak: number }> {
  const before = megabytes();
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  let [bytes, peak] = [0, before];
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    peak = Math.max(peak, megabytes());
  }
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - began) / 1000, cpu: (user + system) / 1e6, bytes, before, peak };
}

/** The minimum cost of the same columns on the server: as one statement, without an audience and without escaping. */
const copies: Partial<Record<ExportFile, string>> = {
  'cases.csv': `
    select t.number, c.title, c.summary, t.example, t.changed_at, f.*, e.*, k.*
    from thing t join "case" c on c.id = t.id
    left join lateral (
      select string_agg(f.value #>> '{}', ' | ') filter (where f.property = 'case-status') as status, string_agg(f.value #>> '{}', ' | ') filter (where f.property = 'began') as began,
        string_agg(f.value #>> '{}', ' | ') filter (where f.property = 'ended') as ended, string_agg(f.value ->> 'country', ' | ') filter (where f.property = 'place') as country,
        string_agg(f.value ->> 'locality', ' | ') filter (where f.property = 'place') as place, string_agg(f.value #>> '{}', ' | ') filter (where f.property = 'state-behind') as state_behind,
        string_agg(f.value #>> '{}', ' | ') filter (where f.property = 'outlet-home') as outlet_home, string_agg(f.value #>> '{}', ' | ') filter (where f.property = 'incident-type') as types,
        string_agg(f.value #>> '{}', ' | ') filter (where f.property = 'slapp') as slapp,
        string_agg((select n.text from actor_name n where n.actor_id = f.value_thing order by n.position limit 1), ' | ') filter (where f.property = 'target') as targets
      from fact f where f.subject_id = t.id and f.public_shown
    ) f on true
    left join lateral (
      select count(*) as events, min(d.date_from) as first_event, max(d.date_to) as last_event from event e left join fact d on d.subject_id = e.id and d.property = 'date' where e.case_id = t.id
    ) e on true
    left join lateral (
      select count(*) as claims, count(distinct k.source_id) as sources, count(distinct k.origin) as origins from claim k join thing kt on kt.id = k.id and kt.visibility = 'public' where k.case_id = t.id and k.state = 'checked'
    ) k on true
    where t.kind = 'case' and t.visibility = 'public' and t.merged_into is null and t.withdrawn_at is null order by t.id`,
};

/** Reads a COPY to its end. */
async function copied(url: string, select: string): Promise<{ seconds: number; bytes: number }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const began = performance.now();
    let bytes = 0;
    await new Promise<void>((resolve, reject) => {
      client.query({
        submit: (connection: { query(text: string): void }) =>
          connection.query(`copy (${select}) to stdout (format csv, header)`),
        handleError: reject,
        handleReadyForQuery: resolve,
        handleCopyData: (message: { chunk: Buffer }) => (bytes += message.chunk.length),
        handleRowDescription: () => {},
        handleDataRow: () => {},
        handleCommandComplete: () => {},
        callback: () => {},
      } as unknown as pg.Submittable);
    });
    return { seconds: (performance.now() - began) / 1000, bytes };
  } finally {
    await client.end();
  }
}

type Ground = { actors: string[]; sources: string[] };

function groundwork(): FilingInput {
  return {
    actors: Array.from({ length: 300 }, (_, index) => ({
      key: `a${index}`,
      kind: index % 3 ? ('outlet' as const) : ('person' as const),
      names: [{ text: `Actor ${index} of the record` }],
      visibility: 'public' as const,
    })),
    sources: Array.from({ length: 2_000 }, (_, index) => ({
      key: `s${index}`,
      kind: 'article',
      title: `Report no. ${index} on what happened`,
      publisher: `#a${index % 300}`,
      published: '2018-04-06',
      addresses: [`https://example.org/report/${index}`],
      visibility: 'public' as const,
    })),
  };
}

const countries = ['KZ', 'RU', 'TR', 'HU', 'RS', 'AZ', 'BY', 'US', 'GB', 'CZ'];
const types = ['civil-suit', 'criminal-prosecution', 'newsroom-search', 'assault', 'detention'];
const towns = ['Almaty', 'Москва', 'İstanbul', 'Budapest', 'Beograd'];

function dossiers(ground: Ground, from: number, count: number): FilingInput {
  const input: Required<Pick<FilingInput, 'cases' | 'events' | 'claims'>> = { cases: [], events: [], claims: [] };
  for (let index = 0; index < count; index++) {
    const number = from + index;
    const [theCase, event] = [`#c${index}`, `#e${index}`];
    const actor = (shift: number): string => ground.actors[(number * 7 + shift) % ground.actors.length]!;
    input.cases.push({
      key: `c${index}`,
      title: `Case ${number} of the outlet`,
      summary: `What is reported of case ${number}, “in short”, and by whom.`,
      visibility: 'public',
    });
    input.events.push({ key: `e${index}`, case: theCase, title: 'What happened', visibility: 'public' });
    const day = `20${String(10 + (number % 15)).padStart(2, '0')}-${String(1 + (number % 12)).padStart(2, '0')}-${String(1 + (number % 28)).padStart(2, '0')}`;
    const statements = [
      {
        subject: theCase,
        property: 'place',
        value: { country: countries[number % countries.length], locality: towns[number % towns.length] },
      },
      { subject: theCase, property: 'incident-type', value: types[number % types.length] },
      { subject: theCase, property: 'incident-type', value: types[(number + 1) % types.length] },
      { subject: theCase, property: 'began', value: day },
      { subject: theCase, property: 'target', value: actor(1) },
      { subject: theCase, property: 'state-behind', value: countries[number % countries.length] },
      { subject: event, property: 'date', value: day },
      { subject: event, property: 'event-type', value: 'search' },
      { subject: event, property: 'involvement', value: { actor: actor(3), role: 'target' } },
      { subject: theCase, property: 'case-status', value: number % 3 ? 'ongoing' : 'resolved' },
    ];
    for (const [place, statement] of statements.entries())
      input.claims.push({
        case: theCase,
        wording: `What was said of case ${number}, in the ${place + 1}th place, by those who reported it.`,
        kind: 'paraphrase',
        mode: 'stated',
        checked: true,
        visibility: 'public',
        chain: [{ actor: actor(place), verb: 'said' }],
        support: { kind: 'reference', source: ground.sources[(number + place) % ground.sources.length]! },
        statements: [statement],
      });
  }
  return input;
}
