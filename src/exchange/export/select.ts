import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { caseParts, findPart, proceedingParts } from '../../record/kinds/parts.ts';
import { kindOf } from '../../record/kinds/registry.ts';
import { partsOfCases } from '../../record/kinds/within.ts';
import type { ThingKind } from '../../record/tables.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { isListed } from '../../record/views/listed.ts';
import { findAllIds } from '../../search/query/all-ids.ts';
import { isNarrowed, type Asked } from './about.ts';
import { IdSet } from './id-set.ts';
import { pageSize } from './pages.ts';
import { countedClaim, shownState } from '../../record/claims/counted.ts';

/** The kinds of items in exports. Each kind comes after the kinds to which it refers. */
export const exportKinds = [
  'actor',
  'source',
  'capture',
  'case',
  ...caseParts.map((part) => part.name),
  'claim',
  'question',
] as const;
export type ExportKind = (typeof exportKinds)[number];

/**
 * The ids of the items of an export. `context`: cases and parts of cases to which a found item refers, but that were
 * not found themselves. They are exported with their titles, so that every ref resolves, but are not counted.
 */
export type Selection = { found: Record<ExportKind, IdSet>; context: IdSet };

/** The number of ids that one query reads. It is larger than `pageSize`, because such a query reads only indexes. */
const idStep = 1_000;
const claimStep = 200;

type Ids = { kind: string; id: number };

/**
 * The condition on `thing t` that the audience may see the item, and that it was not merged into another. Placeholders
 * for hidden items of another record (round-trip/placeholders.ts) are not exported.
 */
const visible = (audience: Audience): RawBuilder<boolean> =>
  audience === 'public'
    ? isListed('public')
    : sql<boolean>`(${isListed('desk')} and not exists (select from imported_thing i where i.thing_id = t.id and i.ref like 'hidden/%' offset 0))`;

/**
 * SQL for whether a public claim says something about an item: it is the subject of a public fact, or the subject or
 * value of a statement of a public claim.
 *
 * Here and below, "offset 0" makes PostgreSQL look up each item in the index. Otherwise it may read a whole table for
 * each page of ids.
 */
const isReported = (id: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`(exists (select from fact f where f.subject_id = ${id} and f.public_shown offset 0) or exists (
    select from (select claim_id from statement where subject_id = ${id} union all select claim_id from statement where value_thing = ${id}) st
    join claim c on c.id = st.claim_id and ${countedClaim('c')}
    join thing ct on ct.id = c.id and ct.visibility = 'public' and ct.withdrawn_at is null and ct.redacted_at is null offset 0))`;

/**
 * The condition on `thing t`, a part of a case, that the invariant "Sourced" requires for readers: a public claim is
 * about it. For a proceeding, a claim about one of its parts is enough.
 */
const isSourced = (audience: Audience): RawBuilder<boolean> =>
  audience === 'desk'
    ? sql<boolean>`true`
    : sql<boolean>`(${isReported(sql.ref('t.id'))} or t.kind = 'proceeding' and exists (
        select from (${sql.join(
          proceedingParts.map(({ table }) => sql`select id from ${sql.table(table)} where proceeding_id = t.id`),
          sql` union all `,
        )}) o
        join thing ot on ot.id = o.id and ot.visibility = 'public' and ot.withdrawn_at is null and ot.redacted_at is null where ${isReported(sql.ref('o.id'))} offset 0))`;

/** The condition that the audience may also see the case or proceeding to which a part belongs. */
const hasVisibleParent = (audience: Audience, kind: ThingKind, id = sql.ref('t.id')): RawBuilder<boolean> => {
  const { table, within } = kindOf(kind);
  if (!within) return sql<boolean>`true`;
  const alias = `own_${kind}`;
  const parent = sql.ref<number>(`${alias}.${within.column}`);
  return sql<boolean>`exists (select from ${sql.table(table)} ${sql.ref(alias)} where ${sql.ref(`${alias}.id`)} = ${id} and (${parent} is null or exists (
    select from thing a join thing t on t.id = a.canonical_id where a.id = ${parent} and ${visible(audience)} offset 0) and ${hasVisibleParent(audience, within.kind, parent)}) offset 0)`;
};

/** The ids of all items of a kind that the audience may see, ascending. */
async function* allOfKind(db: Reader, kind: ExportKind, audience: Audience): AsyncGenerator<number[]> {
  const { table } = kindOf(kind);
  const shown =
    kind === 'claim'
      ? sql`and exists (select from claim c where c.id = t.id and ${shownState(audience, 'c')} offset 0)`
      : sql`and ${hasVisibleParent(audience, kind)} ${findPart(kind) ? sql`and ${isSourced(audience)}` : sql``}`;
  for (let after = 0; ;) {
    const { rows } = await sql<{ ids: number[] | null; last: number | null }>`
      select array_agg(id order by id) filter (where shown) as ids, max(id) as last from (
        select t.id, ${visible(audience)} ${shown} as shown from (select id from ${sql.table(table)} where id > ${after} order by id limit ${idStep}) own
        cross join lateral (select * from thing where id = own.id offset 0) t
      ) t`.execute(db);
    const page = rows[0];
    if (!page || page.last === null) return;
    yield (page.ids ?? []).map(Number);
    after = Number(page.last);
  }
}

/** The cases that a query finds; all cases if there are no filters. */
export async function selectCases(db: Reader, query: Asked, audience: Audience): Promise<IdSet> {
  const cases = new IdSet();
  const narrowed = { ...query, kind: undefined };
  if (!isNarrowed(narrowed)) for await (const ids of allOfKind(db, 'case', audience)) cases.addAll(ids);
  else
    for await (const page of pagesOf(db, narrowed, audience, 'case'))
      for (const { ids } of page) cases.addAll(ids.map(Number));
  return cases;
}

/** All items that a query finds, with their parts, claims and sources; the whole record if there are no filters. */
export async function select(db: Reader, query: Asked, audience: Audience): Promise<Selection> {
  const found = Object.fromEntries(exportKinds.map((kind) => [kind, new IdSet()])) as Record<ExportKind, IdSet>;
  const selection: Selection = { found, context: new IdSet() };
  if (!isNarrowed(query)) {
    for (const kind of exportKinds) for await (const ids of allOfKind(db, kind, audience)) found[kind].addAll(ids);
    return selection;
  }
  for await (const page of pagesOf(db, query, audience))
    for (const { kind, ids } of page) if (isExportKind(kind)) found[kind].addAll(ids.map(Number));
  // First come the claims about the found actors, or based on the found sources, then everything in the found cases.
  for (const ids of found.actor.pages(pageSize))
    await addClaims(
      db,
      found,
      sql`select st.claim_id from statement st join thing s on s.id = st.subject_id where s.id = any(${ids}::bigint[]) or s.merged_into = any(${ids}::bigint[])`,
      audience,
    );
  for (const ids of found.source.pages(pageSize))
    await addClaims(
      db,
      found,
      sql`select c.id from claim c join thing s on s.id = c.source_id where s.id = any(${ids}::bigint[]) or s.merged_into = any(${ids}::bigint[])`,
      audience,
    );
  for (const ids of found.case.pages(pageSize)) await addParts(db, found, ids, audience);
  for (const ids of found.claim.pages(claimStep)) await addNamed(db, selection, ids, audience);
  await addOfSources(db, selection, audience);
  await addParents(db, selection, audience);
  return selection;
}

/** The ids that a query finds. If the query has `items`: those of these items that the audience may see. */
async function* pagesOf(
  db: Reader,
  { items, ...query }: Asked,
  audience: Audience,
  kind?: 'case',
): AsyncGenerator<Iterable<{ kind: string; ids: readonly number[] }>> {
  if (!items) return yield* findAllIds(db, query, audience, kind);
  for (let from = 0; from < items.ids.length; from += idStep) {
    const { rows } = await sql<{ id: number }>`
      select t.id::int as id from thing t
      where t.id = any(${items.ids.slice(from, from + idStep)}::bigint[]) and t.kind = ${items.kind} and ${visible(audience)}`.execute(
      db,
    );
    yield [{ kind: items.kind, ids: rows.map((row) => row.id) }];
  }
}

const isExportKind = (kind: string): kind is ExportKind => (exportKinds as readonly string[]).includes(kind);

async function addParts(
  db: Reader,
  found: Selection['found'],
  cases: readonly number[],
  audience: Audience,
): Promise<void> {
  const { rows } = await sql<Ids>`
    with member as (select m.id from thing m where m.id = any(${[...cases]}::bigint[]) or m.merged_into = any(${[...cases]}::bigint[])),
    part as (
      select id from ${partsOfCases(sql`select id from member`)} p
      union all select q.id from member m join question q on q.case_id = m.id
    )
    select t.kind, t.id from part join thing t on t.id = part.id where ${visible(audience)} and (t.kind = 'question' or ${isSourced(audience)})`.execute(
    db,
  );
  for (const { kind, id } of rows) if (isExportKind(kind)) found[kind].add(Number(id));
  const subjects = [...cases, ...rows.map((row) => Number(row.id))];
  await addClaims(
    db,
    found,
    sql`select c.id from claim c join thing m on m.id = c.case_id where m.id = any(${[...cases]}::bigint[]) or m.merged_into = any(${[...cases]}::bigint[])
      union select st.claim_id from statement st join thing s on s.id = st.subject_id where s.id = any(${subjects}::bigint[]) or s.merged_into = any(${subjects}::bigint[])
      union select q.raised_by from question q where q.id = any(${subjects}::bigint[]) union select q.answered_by from question q where q.id = any(${subjects}::bigint[])`,
    audience,
  );
}

async function addClaims(
  db: Reader,
  found: Selection['found'],
  claims: RawBuilder<unknown>,
  audience: Audience,
): Promise<void> {
  const { rows } = await sql<Ids>`
    select t.kind, t.id from (${claims}) asked(id) join thing t on t.id = asked.id join claim c on c.id = t.id
    where ${visible(audience)} and ${shownState(audience, 'c')}`.execute(db);
  found.claim.addAll(rows.map((row) => Number(row.id)));
}

/**
 * Adds the items to which claims refer: speakers, sources, captures, and the subjects and values of their statements.
 * Cases and parts of cases among these are added as context.
 */
async function addNamed(
  db: Reader,
  { found, context }: Selection,
  claims: readonly number[],
  audience: Audience,
): Promise<void> {
  const open = audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`;
  const { rows } = await sql<Ids>`
    with link as (select l.actor_id, l.source_id from chain_link l where l.claim_id = any(${[...claims]}::bigint[]) and l.visibility ${open}),
    said as (select st.subject_id, st.value_thing from statement st where st.claim_id = any(${[...claims]}::bigint[])),
    rests as (select c.source_id, p.capture_id, p.visibility from claim c left join passage p on p.id = c.passage_id where c.id = any(${[...claims]}::bigint[])),
    named as (
      select actor_id as id from link union select source_id from link union select subject_id from said union select value_thing from said
      union select source_id from rests union select capture_id from rests where visibility ${open}
    )
    select distinct t.kind, t.id from named n join thing a on a.id = n.id join thing t on t.id = a.canonical_id where ${visible(audience)}`.execute(
    db,
  );
  for (const { kind, id } of rows) {
    if (kind === 'actor' || kind === 'source' || kind === 'capture') found[kind].add(Number(id));
    else if (isExportKind(kind) && !found[kind].has(Number(id))) context.add(Number(id));
  }
}

/** Adds the publishers of the sources, and the sources that these republish, up to the original source. */
async function addOfSources(db: Reader, { found }: Selection, audience: Audience): Promise<void> {
  for (let before = -1; before !== found.source.size;) {
    before = found.source.size;
    for (const ids of found.source.pages(claimStep)) {
      const { rows } = await sql<Ids>`
        with member as (select m.id from thing m where m.id = any(${ids}::bigint[]) or m.merged_into = any(${ids}::bigint[]))
        select distinct t.kind, t.id from (
          select s.publisher_id from member m join source s on s.id = m.id union select d.origin_id from member m join derivation d on d.source_id = m.id
        ) named(id) join thing a on a.id = named.id join thing t on t.id = a.canonical_id where ${visible(audience)}`.execute(
        db,
      );
      for (const { kind, id } of rows) if (kind === 'actor' || kind === 'source') found[kind].add(Number(id));
    }
  }
}

/** Adds, as context, the cases and proceedings of the parts that are in the context. */
async function addParents(db: Reader, { found, context }: Selection, audience: Audience): Promise<void> {
  for (const named of Array.from(context.pages(claimStep)))
    for (let ids = named; ids.length > 0;) {
      const { rows } = await sql<Ids>`
        select distinct t.kind, t.id from (${sql.join(
          caseParts.map(
            ({ table, column }) =>
              sql`select ${sql.ref(column)} from ${sql.table(table)} where id = any(${ids}::bigint[])`,
          ),
          sql` union all `,
        )}) parent(id) join thing a on a.id = parent.id join thing t on t.id = a.canonical_id where ${visible(audience)}`.execute(
        db,
      );
      for (const { kind, id } of rows) if (isExportKind(kind) && !found[kind].has(Number(id))) context.add(Number(id));
      ids = rows.map((row) => Number(row.id));
    }
}

/** Whether an export contains an item. */
export const holds = ({ found, context }: Selection, kind: string, id: number): boolean =>
  context.has(id) || (isExportKind(kind) && found[kind].has(id));

/** The ids of a kind that an export writes: the found items and the context, ascending. */
export async function withContext(db: Reader, { found, context }: Selection, kind: ExportKind): Promise<IdSet> {
  if (context.size === 0) return found[kind];
  const all = new IdSet();
  for (const ids of found[kind].pages(idStep)) all.addAll(ids);
  for (const ids of context.pages(idStep)) {
    const { rows } = await sql<{
      id: number;
    }>`select id from thing where id = any(${ids}::bigint[]) and kind = ${kind}`.execute(db);
    all.addAll(rows.map((row) => Number(row.id)));
  }
  return all;
}
