import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { loadClaims } from '../../record/views/claims.ts';
import type { About, Asked, Report } from '../export/about.ts';
import { flatCases, flatColumns } from '../export/flat.ts';
import type { IdSet } from '../export/id-set.ts';
import { prefetch, bytesOf, pageSize } from '../export/pages.ts';
import { select, type Selection } from '../export/select.ts';
import { readMe } from './about-file.ts';
import { csvMetadata, type TableAbout } from './csv-metadata.ts';
import { byteOrderMark, columnsFor, header, line, rowLine, type Column } from './csv.ts';
import {
  chainColumns,
  claimColumns,
  linkRows,
  statementColumns,
  statementRows,
  type ClaimRow,
} from './tables/claims.ts';
import { actorTable, captureTable, partTables, questionTable, sourceTable, type Table } from './tables/things.ts';
import { propertyColumns, propertyRows, termColumns, termRows } from './tables/vocabulary.ts';
import { once, zipOf, type ZipEntry } from '../../platform/archive/zip.ts';

export const thingTables = [
  ...Object.values(partTables),
  actorTable,
  sourceTable,
  captureTable,
  questionTable,
] as const;

export const flatAbout = (audience: Audience): TableAbout => ({
  file: 'cases.csv',
  about: 'One line for each case.',
  columns: flatColumns(audience),
});

/** All tables of the ZIP with their columns: the data dictionary. */
export const zipTables = (audience: Audience): readonly TableAbout[] => [
  flatAbout(audience),
  ...thingTables.map((table): TableAbout => ({
    file: `${table.name}.csv`,
    about: table.about,
    columns: columnsFor(audience, table.columns as readonly { name: string; about: string; desk?: boolean }[]),
  })),
  { file: 'claims.csv', about: 'Who says what, and the source.', columns: claimColumns },
  { file: 'chain.csv', about: 'Attribution: one line for each link of each claim.', columns: chainColumns },
  { file: 'statements.csv', about: 'The facts that claims state.', columns: statementColumns },
  { file: 'properties.csv', about: 'The properties that claims can state.', columns: propertyColumns },
  {
    file: 'terms.csv',
    about: 'The vocabularies, with the categories of other organisations.',
    columns: termColumns,
  },
];

/** The record as a ZIP of tables, one for each kind of item, with their data dictionary. */
export async function* csvZip(
  db: Reader,
  asked: Asked,
  about: About,
  report: Report = () => {},
): AsyncGenerator<Uint8Array> {
  const selection = await select(db, asked, about.audience);
  const { found } = selection;
  const total =
    found.case.size + thingTables.reduce((sum, { kind }) => sum + found[kind].size, 0) + 3 * found.claim.size;
  let before = 0;
  const counted = (size: number): Report => {
    const from = before;
    before += size;
    return (done) => report(from + done, total);
  };
  const entry = (name: string, texts: () => AsyncIterable<string> | Iterable<string>): ZipEntry => ({
    name,
    bytes: () => bytesOf(texts()),
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
                  ...zipTables(about.audience).map((table) => [table.file, table.about] as const),
                  ['dictionary.csv', 'Every column of every table.'],
                  ['metadata.json', 'The same for machines (W3C CSV on the Web).'],
                ],
                [
                  'Several values in one cell are separated by “ | ”. A text that begins like a formula has an apostrophe before it.',
                ],
              ),
          ),
      },
      { name: 'metadata.json', bytes: () => once(csvMetadata(about, zipTables(about.audience))) },
      entry('dictionary.csv', () => dictionary(about.audience)),
      entry('cases.csv', () => flatCases(db, found.case, about, counted(found.case.size))),
      ...thingTables.map((table) =>
        entry(`${table.name}.csv`, () =>
          thingRows(db, table as Table<unknown>, found[table.kind], about, counted(found[table.kind].size)),
        ),
      ),
      entry('claims.csv', () =>
        claimRows(db, selection, about, claimColumns, (row) => [row], counted(found.claim.size)),
      ),
      entry('chain.csv', () => claimRows(db, selection, about, chainColumns, linkRows, counted(found.claim.size))),
      entry('statements.csv', () =>
        claimRows(db, selection, about, statementColumns, statementRows, counted(found.claim.size)),
      ),
      entry('properties.csv', () => propertyRows(about.t, about.audience)),
      entry('terms.csv', () => termRows(about.t, about.audience)),
    ],
    about.at,
  );
}

function* dictionary(audience: Audience): Generator<string> {
  yield byteOrderMark + line(['file', 'column', 'about']);
  for (const table of zipTables(audience))
    yield table.columns.map((column) => line([table.file, column.name, column.about])).join('');
}

async function* thingRows(
  db: Reader,
  table: Table<unknown>,
  ids: IdSet,
  about: About,
  report: Report,
): AsyncGenerator<string> {
  const columns = columnsFor(about.audience, table.columns);
  yield byteOrderMark + header(columns);
  let done = 0;
  for await (const { rows, count } of prefetch(ids.pages(pageSize), async (page) => ({
    rows: await table.load(db, page, about),
    count: page.length,
  }))) {
    yield rows.map((row) => rowLine(columns, row)).join('');
    report((done += count), ids.size);
  }
}

async function* claimRows<Row>(
  db: Reader,
  { found }: Selection,
  about: About,
  columns: readonly Column<Row>[],
  rowsOf: (row: ClaimRow) => Row[],
  report: Report,
): AsyncGenerator<string> {
  yield byteOrderMark + header(columns);
  let done = 0;
  for await (const { claims, count } of prefetch(found.claim.pages(pageSize), async (page) => ({
    claims: await loadClaims(db, page, about.audience),
    count: page.length,
  }))) {
    yield claims
      .filter((claim) => claim.withdrawn === null && claim.visibility !== 'sealed')
      .flatMap((claim) => rowsOf({ claim, about }))
      .map((row) => rowLine(columns, row))
      .join('');
    report((done += count), found.claim.size);
  }
}
