import { z } from 'zod';
import { AppError, type FieldError } from '../../../platform/errors.ts';
import { madeOnce } from '../../../platform/made-once.ts';
import { noteGiven } from '../../../platform/database/viewer.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { listTags } from '../../../publishing/tags/queries.ts';
import { knownSpellings } from '../../../record/tags/queries.ts';
import { cellOf, type Cell } from '../../../work/lists/cell.ts';
import { listKinds, type DeclaredList, type Filter, type ListKind } from '../../../work/lists/declare.ts';
import { listOf } from '../../../work/lists/kinds.ts';
import { loadList } from '../../../work/lists/load.ts';
import { columnsOf, readView, type ListView } from '../../../work/lists/view.ts';
import { deskJson, deskOf, defineReading, type ReadEndpoint } from '../../kit/api/endpoint.ts';
import { parameterPath } from '../../kit/api/problem.ts';
import type { PublicationView } from '../../kit/publication.ts';
import { deskHeads } from '../../record/api/queries.ts';
import { claimOf, linkJson, thingJson, thingOf, valueJson, valueOf } from '../../record/api/parts.ts';
import { listRoutes } from '../lists/addresses.ts';
import { listParameters } from './parameters.ts';

/* The desk's lists in the API. They have the parameters, items and counts of the desk's pages (docs/decisions/0189). */

const cellJson = z
  .union([z.string(), z.number(), thingJson, z.array(z.string()), z.array(linkJson), z.array(valueJson)])
  .nullable();

const lineJson = z.strictObject({
  ref: z.string().describe('`case/12`, as operations take it'),
  number: z.number().int(),
  name: z.string().nullable().describe('Null if the item is sealed'),
  url: z.string().nullable().describe('Path of the page for readers; null if the item has none'),
  values: z
    .record(z.string(), cellJson)
    .describe(
      'The values of the columns, by name: texts, numbers, days and times as in ISO 8601 and EDTF, references to items, tags, the attribution of a claim (`said`), and all values of a property. The JSON of the item says who states them',
    ),
  desk: deskJson,
});

const answer = z.strictObject({
  total: z.number().int(),
  page: z.number().int(),
  pages: z.number().int(),
  items: z.array(lineJson),
  next: z.string().nullable().describe('Path of the next page; null on the last one'),
});

function cellJsonOf(cell: Cell | null): z.output<typeof cellJson> {
  switch (cell?.is) {
    case undefined:
    case 'title':
      return null;
    case 'said':
      return claimOf(cell.claim).chain;
    case 'number':
      return cell.number;
    case 'tags':
      return [...cell.tags];
    case 'values':
      return cell.values.map(valueOf);
    case 'thing':
      return thingOf(cell.brief);
    case 'moment':
      return cell.at.toISOString();
    case 'date':
      return cell.edtf;
    case 'language':
      return cell.tag;
    case 'key':
      return cell.key;
    case 'text':
      return cell.text;
  }
}

/**
 * Whether a filter names a person, tag or section that does not exist. A tag counts as unknown if only items of other
 * teams have it.
 */
async function unknownAmong(
  { db, paper }: { db: Reader; paper: PublicationView },
  filter: Filter,
  given: readonly string[],
): Promise<boolean> {
  if (filter.type === 'person') {
    const [one] = given;
    if (one === 'nobody') return false;
    return !(await db.selectFrom('account').select('id').where('id', '=', Number(one)).executeTakeFirst());
  }
  if (filter.type !== 'named') return false;
  if (filter.from === 'desk tags') {
    const known = await knownSpellings(db, given);
    return given.some((name) => !known.has(name));
  }
  const names =
    filter.from === 'sections' ? paper.sections.map(({ key }) => key) : (await listTags(db)).map(({ slug }) => slug);
  return given.some((name) => !names.includes(name));
}

/** @throws AppError `invalid_input` if a filter of the view names a person, tag or section that does not exist */
async function requireKnown(
  at: { db: Reader; paper: PublicationView },
  list: DeclaredList,
  view: ListView,
): Promise<void> {
  const fields: FieldError[] = [];
  for (const filter of list.filters) {
    const given = view.values[filter.name];
    if (given?.length && (await unknownAmong(at, filter, given)))
      fields.push({
        path: parameterPath(filter.name),
        message: filter.type === 'person' ? 'api.error.person' : 'api.error.name',
      });
  }
  if (fields.length) throw new AppError('invalid_input', { fields });
}

const deskParameters = madeOnce((list: DeclaredList) => listParameters(list));
const publicParameters = madeOnce((list: DeclaredList) => listParameters(list, true));
const pathOf = (kind: ListKind): string => listRoutes[kind]();

function readingOf(kind: ListKind): ReadEndpoint {
  const [, , plural = ''] = pathOf(kind).split('/');
  return defineReading({
    id: `listDesk${plural[0]!.toUpperCase()}${plural.slice(1)}`,
    name: 'DeskList',
    path: pathOf(kind),
    scope: 'read:desk',
    cost: 4,
    get query() {
      return deskParameters(listOf(kind));
    },
    get publicQuery() {
      return publicParameters(listOf(kind));
    },
    answer,
    async read({ c, db, url, query: { page } }) {
      const list = listOf(kind);
      const view = readView(list, url.searchParams);
      await requireKnown({ db, paper: c.get('deps').paper() }, list, view);
      const { rows, total, things } = await loadList(db, list, view, {
        limit: view.size,
        offset: (page - 1) * view.size,
      });
      noteGiven(rows.map(({ id }) => id));
      const heads = await deskHeads(
        db,
        kind,
        rows.map(({ brief }) => brief.number),
      );
      const columns = columnsOf(list, view).filter(({ value }) => value.type !== 'title');
      const pages = Math.ceil(total / view.size);
      const parameters = new URLSearchParams(url.search);
      parameters.set('page', String(page + 1));
      const next = page < pages ? `${url.pathname}?${parameters.toString()}` : null;
      return {
        body: {
          total,
          page,
          pages,
          items: rows.map((row) => ({
            ref: row.ref,
            number: row.brief.number,
            name: row.brief.hidden ? null : row.brief.title,
            url: thingOf(row.brief).url,
            values: Object.fromEntries(columns.map((column) => [column.name, cellJsonOf(cellOf(column, row, things))])),
            desk: deskOf(heads.get(row.brief.number)!),
          })),
          next,
        },
        next,
      };
    },
  });
}

/** The endpoints of the lists that `src/work/lists` declares. */
export const deskLists: readonly ReadEndpoint[] = listKinds.map(readingOf);
