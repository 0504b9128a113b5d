import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { About } from '../src/exchange/export/about.ts';
import { exportFiles, isExportFile, openExport, type ExportFile } from '../src/exchange/export/open-export.ts';
import { licenceOf } from '../src/publishing/publication/licences.ts';
import { messages } from '../src/platform/messages/messages.ts';
import type { App } from '../src/platform/operation.ts';
import { addressOfThing } from '../src/web/record/components/of-record.ts';
import { readInWorker } from './attack/reader.ts';
import { fillCases } from './export/fill.ts';
import { withReaders } from './export/readers.ts';
import { openApp } from './app/open-app.ts';

readInWorker();

/**
 * Exports a record of 50,000 cases (CASES=50000) with ten checked claims each, in every given format; without
 * arguments, in all formats. Prints the time, the size and the increase in the process's memory. On a database server
 * (DATABASE_URL), also measures `copy (select …) to stdout` of the same columns for comparison. This process reads the
 * output of the copy to its end.
 *
 * READERS=1 instead serves the record and measures how long an article's page takes while each file is downloaded.
 * DATA=FOLDER fills this data folder and does not delete it, so that further runs can use it. A folder that already has
 * the cases is not filled again.
 */
export async function bench(...formats: string[]): Promise<void> {
  const all = Object.keys(exportFiles) as ExportFile[];
  const unknown = formats.filter((one) => !isExportFile(one));
  if (unknown.length) throw new Error(`No such file: ${unknown.join(', ')}. There are ${all.join(', ')}.`);
  const files = formats.length ? (formats as ExportFile[]) : all;
  const cases = Number(process.env.CASES ?? 50_000);
  if (process.env.READERS) return withReaders(fileURLToPath(import.meta.url), files, cases);
  const { app, close } = await openApp();
  const { db } = app;
  try {
    const have = Number(
      (
        await db.read
          .selectFrom('case')
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow()
      ).n,
    );
    if (have < cases) await fillCases(app, cases, have);
    console.log(`${db.kind}: ${cases.toLocaleString('en')} cases with ${(cases * 10).toLocaleString('en')} claims`);
    for (const one of files) {
      const ours = await measure(openExport(app, { file: one, query: {}, about: about(app) }));
      const theirs = app.config.databaseUrl && copies[one] ? await copied(app.config.databaseUrl, copies[one]) : null;
      const ratio =
        theirs === null
          ? ''
          : `; copy to stdout ${theirs.seconds.toFixed(2)} s, ratio ${(ours.seconds / theirs.seconds).toFixed(1)}`;
      console.log(
        `  ${one.padEnd(20)} ${ours.seconds.toFixed(2)} s (${ours.cpu.toFixed(2)} s of this process), ${(ours.bytes / 1e6).toFixed(1)} MB, memory ${ours.before} MB at the start, ${ours.peak} MB at most${ratio}`,
      );
    }
  } finally {
    await close();
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

/** One SQL statement for each file. It reads the same columns in the fastest way that a database server offers. */
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

/** Runs a COPY and reads its output to the end. */
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
