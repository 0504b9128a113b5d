import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { group } from '../../../platform/text/group.ts';
import { partsOfCases } from '../../../record/kinds/within.ts';
import { loadClaims } from '../../../record/views/claims.ts';
import { loadFacts } from '../../../record/views/facts.ts';
import type { About, Asked, Report } from '../../export/about.ts';
import type { IdSet } from '../../export/id-set.ts';
import { prefetch, bytesOf, pageSize } from '../../export/pages.ts';
import { loadCases, type PartRecord } from '../../export/records.ts';
import { select, type Selection } from '../../export/select.ts';
import { readMe } from '../about-file.ts';
import { csvMetadata, type TableAbout } from '../csv-metadata.ts';
import { byteOrderMark, header, rowLine } from '../csv.ts';
import { actorTable, partTables, withFacts, type Row } from '../tables/things.ts';
import { once, zipOf, type ZipEntry } from '../../../platform/archive/zip.ts';
import { keys, plain } from './codes.ts';
import {
  actCodes,
  actsOf,
  actsOfCase,
  actTable,
  chainsOf,
  chainTable,
  esfTables,
  eventTable,
  informationTable,
  interventionTable,
  involvementsOf,
  involvementTable,
  isIntervention,
  personTable,
  stepDates,
  type ActRow,
  type CaseRow,
  type EsfTable,
  type InvolvementRow,
  type Step,
} from './tables.ts';

export const esfAbout: readonly TableAbout[] = esfTables.map((table) => ({
  file: `${table.name}.csv`,
  about: table.about,
  columns: table.columns as readonly { name: string; about: string }[],
}));

const notes = [
  'Codes are from HURIDOCS’ micro-thesauri. metadata.json describes each column.',
  'Several values in one cell are separated by “ | ”. A text that begins like a formula has an apostrophe before it.',
];

/** HURIDOCS’ Events Standard Formats as tables, in a ZIP. */
export async function* esfZip(
  db: Reader,
  asked: Asked,
  about: About,
  report: Report = () => {},
): AsyncGenerator<Uint8Array> {
  const selection = await select(db, asked, about.audience);
  const { found } = selection;
  const total =
    3 * found.case.size +
    3 * found.event.size +
    2 * found.order.size +
    found.proceeding.size +
    found.claim.size +
    found.actor.size;
  let done = 0;
  const counted = (count: number): void => report((done += count), total);
  const work: Work = { db, selection, about, counted };
  const entry = <Record>(table: EsfTable<Record>, ...rows: (() => AsyncIterable<Record[]>)[]): ZipEntry => ({
    name: `${table.name}.csv`,
    bytes: () => bytesOf(tableLines(table, rows)),
  });
  yield* zipOf(
    [
      {
        name: 'README.txt',
        bytes: () =>
          once(
            byteOrderMark +
              readMe(
                about,
                [
                  ...esfAbout.map((table) => [table.file, table.about] as const),
                  ['metadata.json', 'The contents of each column (W3C CSV on the Web).'],
                ],
                notes,
              ),
          ),
      },
      { name: 'metadata.json', bytes: () => once(csvMetadata(about, esfAbout)) },
      entry(eventTable, () => cases(work)),
      entry(
        actTable,
        () => events(work, (rows) => rows.flatMap(actsFrom)),
        () => orders(work, (rows) => rows.flatMap(actsFrom)),
        () => actsOfCases(work),
      ),
      entry(involvementTable, () => involvements(work)),
      entry(informationTable, () => information(work)),
      entry(interventionTable, () => events(work, (rows) => rows.filter(isIntervention))),
      entry(chainTable, () => chains(work)),
      entry(personTable, () => pages(work, found.actor, (ids) => actorTable.load(db, ids, about))),
    ],
    about.at,
  );
}

type Work = { db: Reader; selection: Selection; about: About; counted(count: number): void };

async function* tableLines<Record>(
  table: EsfTable<Record>,
  sources: readonly (() => AsyncIterable<Record[]>)[],
): AsyncGenerator<string> {
  yield byteOrderMark + header(table.columns);
  for (const rows of sources)
    for await (const page of rows()) yield page.map((row) => rowLine(table.columns, row)).join('');
}

async function* pages<Record>(
  { counted }: Work,
  ids: IdSet,
  load: (ids: number[]) => Promise<Record[]>,
): AsyncGenerator<Record[]> {
  for await (const { rows, count } of prefetch(ids.pages(pageSize), async (page) => ({
    rows: await load(page),
    count: page.length,
  }))) {
    yield rows;
    counted(count);
  }
}

type PartRow = Row<PartRecord>;
const actsFrom = (row: PartRow): ActRow[] => actsOf({ ...row, codes: actCodes(row.facts) });
const events = <Record>(work: Work, make: (rows: PartRow[]) => Record[]) =>
  pages(work, work.selection.found.event, async (ids) => make(await partTables.event.load(work.db, ids, work.about)));
const orders = <Record>(work: Work, make: (rows: PartRow[]) => Record[]) =>
  pages(work, work.selection.found.order, async (ids) => make(await partTables.order.load(work.db, ids, work.about)));

/** Cases with their events, proceedings and hearings. */
const cases = (work: Work) => pages(work, work.selection.found.case, (ids) => caseRows(work, ids));

async function caseRows({ db, selection: { found }, about }: Work, ids: readonly number[]): Promise<CaseRow[]> {
  const rows = await withFacts(db, await loadCases(db, ids, about.audience), about);
  const { rows: parts } = await sql<{ kind: string; id: number }>`
    select p.kind, p.id from ${partsOfCases(sql`select id from thing where id = any(${[...ids]}::bigint[]) or merged_into = any(${[...ids]}::bigint[])`)} p order by p.id`.execute(
    db,
  );
  const steps: PartRow[] = [];
  for (const kind of Object.keys(stepDates) as Step[]) {
    const own = parts.filter((part) => part.kind === kind && found[kind].has(Number(part.id)));
    const loaded = await partTables[kind].load(
      db,
      own.map(({ id }) => Number(id)),
      about,
    );
    steps.push(...loaded);
  }
  const stepsOf = group(steps.map((step) => [step.record.case!.id, step] as const));
  return rows.map((row) => ({ ...row, steps: stepsOf.get(row.record.brief.id) ?? [] }));
}

async function* actsOfCases(work: Work): AsyncGenerator<ActRow[]> {
  for await (const rows of cases(work))
    yield rows.flatMap((row) => actsOfCase(row, new Set(row.steps.flatMap((step) => actCodes(step.facts)))));
}

async function* involvements(work: Work): AsyncGenerator<InvolvementRow[]> {
  const {
    db,
    about,
    selection: { found },
  } = work;
  const sources = [
    pages<Row<Parameters<typeof involvementsOf>[0]['record']>>(work, found.case, async (ids) =>
      withFacts(db, await loadCases(db, ids, about.audience), about),
    ),
    events(work, (rows) => rows),
    pages(work, found.proceeding, (ids) => partTables.proceeding.load(db, ids, about)),
    orders(work, (rows) => rows),
  ];
  for (const source of sources)
    for await (const rows of source) {
      const actors = [
        ...new Set(
          rows.flatMap((row) =>
            plain(row.facts, 'involvement', 'heard-by', 'opened-on-complaint-of', 'ordered-by').flatMap((value) =>
              value.thing ? [value.thing.id] : [],
            ),
          ),
        ),
      ];
      const kinds = await loadFacts(db, actors, about.audience);
      yield rows.flatMap((row) => involvementsOf(row, (actor) => keys(kinds.get(actor.id) ?? [], 'organisation-kind')));
    }
}

const chains = (work: Work) =>
  pages(work, work.selection.found.case, async (ids) =>
    (await withFacts(work.db, await loadCases(work.db, ids, work.about.audience), work.about)).flatMap(chainsOf),
  );

const information = (work: Work) =>
  pages(work, work.selection.found.claim, async (ids) =>
    (await loadClaims(work.db, ids, work.about.audience))
      .filter((claim) => claim.withdrawn === null && claim.visibility !== 'sealed')
      .map((claim) => ({ claim, about: work.about })),
  );
