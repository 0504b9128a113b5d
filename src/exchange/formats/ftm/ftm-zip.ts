import { createHash } from 'node:crypto';
import type { Reader } from '../../../platform/database/tx.ts';
import { loadClaims } from '../../../record/views/claims.ts';
import type { About, Asked, Report } from '../../export/about.ts';
import { prefetch, bytesOf, pageSize } from '../../export/pages.ts';
import { loadCases } from '../../export/records.ts';
import { select, withContext, type ExportKind, type Selection } from '../../export/select.ts';
import { readMe } from '../about-file.ts';
import { rawLine } from '../csv.ts';
import { actorTable, partTables, sourceTable, withFacts, type Row } from '../tables/things.ts';
import { once, zipOf } from '../../../platform/archive/zip.ts';
import {
  actorEntities,
  caseEntities,
  chargeEntities,
  claimEntities,
  eventEntities,
  hearingEntities,
  orderEntities,
  proceedingEntities,
  sourceEntities,
  type Entity,
} from './map.ts';

type Make = (db: Reader, ids: readonly number[], about: About) => Promise<Entity[]>;

const from =
  <Record>(
    load: (db: Reader, ids: readonly number[], about: About) => Promise<Row<Record>[]>,
    entities: (row: Row<Record>) => Entity[],
  ): Make =>
  async (db, ids, about) =>
    (await load(db, ids, about)).flatMap(entities);

const makers: readonly (readonly [ExportKind, Make])[] = [
  ['actor', from(actorTable.load, actorEntities)],
  ['source', from(sourceTable.load, sourceEntities)],
  [
    'case',
    from(async (db, ids, about) => withFacts(db, await loadCases(db, ids, about.audience), about), caseEntities),
  ],
  ['event', from(partTables.event.load, eventEntities)],
  ['proceeding', from(partTables.proceeding.load, proceedingEntities)],
  ['charge', from(partTables.charge.load, chargeEntities)],
  ['order', from(partTables.order.load, orderEntities)],
  ['hearing', from(partTables.hearing.load, hearingEntities)],
  [
    'claim',
    async (db, ids, about) =>
      (await loadClaims(db, ids, about.audience))
        .filter((claim) => claim.withdrawn === null && claim.visibility !== 'sealed')
        .flatMap((claim) => claimEntities(claim, about)),
  ],
];

const files = [
  ['entities.ftm.json', 'The entities, one JSON object on each line.'],
  ['statements.csv', 'The same as statements: one line for each value of each property.'],
  ['index.json', 'The data set: title, publisher, licence, date, query.'],
] as const;

/** FollowTheMoney: entities and statements, in a ZIP with the data set’s description. */
export async function* ftmZip(
  db: Reader,
  asked: Asked,
  about: About,
  report: Report = () => {},
): AsyncGenerator<Uint8Array> {
  const selection = await select(db, asked, about.audience);
  const total = 2 * makers.reduce((sum, [kind]) => sum + selection.found[kind].size, 0);
  let done = 0;
  const counted = (count: number): void => report((done += count), total);
  yield* zipOf(
    [
      { name: 'README.txt', bytes: () => once(readMe(about, files)) },
      { name: 'index.json', bytes: () => once(indexOf(about)) },
      { name: 'entities.ftm.json', bytes: () => bytesOf(entityLines(db, selection, about, counted)) },
      { name: 'statements.csv', bytes: () => bytesOf(statementLines(db, selection, about, counted)) },
    ],
    about.at,
  );
}

export const datasetOf = (about: About): string =>
  about.paper
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '') || 'kronika';

const indexOf = (about: About): string =>
  `${JSON.stringify(
    {
      name: datasetOf(about),
      title: `${about.paper}: ${about.query.words}`,
      url: about.address + about.query.path,
      license: about.licence.url,
      updated_at: about.at.toISOString(),
      publisher: { name: about.paper, url: about.address },
      resources: [
        { name: 'entities.ftm.json', mime_type: 'application/json+ftm' },
        { name: 'statements.csv', mime_type: 'text/csv' },
      ],
    },
    null,
    2,
  )}\n`;

async function* entities(
  db: Reader,
  selection: Selection,
  about: About,
  counted: (count: number) => void,
): AsyncGenerator<Entity[]> {
  for (const [kind, make] of makers) {
    const ids = await withContext(db, selection, kind);
    for await (const { page, count } of prefetch(ids.pages(pageSize), async (some) => ({
      page: await make(db, some, about),
      count: some.length,
    }))) {
      // Two values can lead to the same entity, for example a person with two roles. It is written once.
      yield [...new Map(page.map((entity) => [entity.id, entity])).values()];
      counted(count);
    }
  }
}

async function* entityLines(
  db: Reader,
  selection: Selection,
  about: About,
  counted: (count: number) => void,
): AsyncGenerator<string> {
  const datasets = [datasetOf(about)];
  for await (const page of entities(db, selection, about, counted))
    yield page
      .map(({ id, schema, properties }) => `${JSON.stringify({ id, schema, properties, datasets })}\n`)
      .join('');
}

const columns = [
  'canonical_id',
  'entity_id',
  'prop',
  'schema',
  'value',
  'dataset',
  'lang',
  'original_value',
  'external',
  'first_seen',
  'last_seen',
  'origin',
  'id',
] as const;

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

/**
 * A statement’s id as in FollowTheMoney: SHA-1 of data set, entity, property and value, with the language if there is
 * one.
 */
export const statementId = (dataset: string, entity: string, prop: string, value: string, lang?: string): string =>
  sha1(`${dataset}.${entity}.${prop}.${value}${lang ? `@${lang}` : ''}`);

async function* statementLines(
  db: Reader,
  selection: Selection,
  about: About,
  counted: (count: number) => void,
): AsyncGenerator<string> {
  const dataset = datasetOf(about);
  const at = about.at.toISOString().slice(0, 19);
  // This table is not for spreadsheets, so it does not use `line`, which changes texts that begin like formulas.
  const row = (entity: Entity, prop: string, value: string, id: string, lang = ''): string =>
    rawLine([entity.id, entity.id, prop, entity.schema, value, dataset, lang, '', 'f', at, at, 'kronika', id]);
  yield rawLine(columns);
  for await (const page of entities(db, selection, about, counted)) {
    let text = '';
    for (const entity of page) {
      const ids: string[] = [];
      for (const [prop, values] of Object.entries(entity.properties))
        for (const value of values) {
          const lang = entity.languages?.[value];
          const id = statementId(dataset, entity.id, prop, value, lang);
          ids.push(id);
          text += row(entity, prop, value, id, lang);
        }
      const checksum = sha1(entity.schema + ids.toSorted().join(''));
      text += row(entity, 'id', checksum, statementId(dataset, entity.id, 'id', checksum));
    }
    yield text;
  }
}
