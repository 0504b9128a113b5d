import { sql, type Insertable } from 'kysely';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tables } from '../../platform/database/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { canonicalKey } from './canonical-key.ts';
import { forEachTeamSet } from '../teams/group-by-teams.ts';
import { isDeskOnly } from '../vocabulary/properties.ts';
import { attributedModes, type Mode, type Rank } from '../tables.ts';
import { countedClaim } from '../claims/counted.ts';

/**
 * A value that one checked or imported claim states about a subject. The subject is a canonical item. So is the item to
 * which the value refers, if any.
 */
export type SaidValue = {
  subjectId: number;
  property: string;
  /** JSON */
  value: string;
  valueKey: string;
  valueThing: number | null;
  from: string | null;
  to: string | null;
  rank: Rank;
  mode: Mode;
  /** The origin of the claim (origins.ts) */
  origin: string;
  /** Whether the claim is public */
  isPublic: boolean;
};

/** The statements of this many subjects are in memory at the same time. */
const batchSize = 2_000;

/**
 * Rebuilds the projection (`fact`) of `subjectIds` from the statements of checked and imported claims, in the
 * transaction that changed them. Statements about a merged item count for the canonical item.
 */
export async function project(tx: Tx, subjectIds: readonly number[]): Promise<void> {
  // Subjects are grouped by the teams to which they are limited. A claim counts for a subject only if everyone who sees
  // the subject can see the claim.
  await forEachTeamSet(tx, [...new Set(subjectIds)], async (ids) => {
    for (let from = 0; from < ids.length; from += batchSize) await projectSet(tx, ids.slice(from, from + batchSize));
  });
}

export type Fact = Insertable<Tables['fact']>;

const written = new WeakMap<Tx, Map<number, Fact[]>>();

/**
 * The facts that `tx` has written, by subject, so that listeners need not query them. If a subject is missing here and
 * `tx` has not created the subject, its facts must be read from the database.
 */
export const writtenFacts = (tx: Tx): ReadonlyMap<number, readonly Fact[]> => written.get(tx) ?? new Map();

/**
 * Adds the statements of new claims to the projection.
 * @param fresh the ids of subjects that the same transaction created
 */
export async function projectSaid(tx: Tx, said: readonly SaidValue[], fresh: ReadonlySet<number>): Promise<void> {
  const [of, others] = [
    said.filter((one) => fresh.has(one.subjectId)),
    said.filter((one) => !fresh.has(one.subjectId)),
  ];
  await projectNew(tx, of);
  await project(
    tx,
    others.map((one) => one.subjectId),
  );
}

/** Writes the projection of subjects that the same transaction created. No earlier claims can be about them. */
export async function projectNew(tx: Tx, said: readonly SaidValue[]): Promise<void> {
  const facts = factsOf(said);
  await insertRows(tx, 'fact', facts);
  const bySubject = written.get(tx) ?? new Map<number, Fact[]>();
  written.set(tx, bySubject);
  for (const fact of facts) {
    const of = bySubject.get(fact.subject_id);
    if (of) of.push(fact);
    else bySubject.set(fact.subject_id, [fact]);
  }
}

async function projectSet(tx: Tx, ids: readonly number[]): Promise<void> {
  // Locks the rows, so that if two transactions change the same item, the second sees the result of the first.
  const canonical = await sql<{ id: number }>`
    select id from thing where id in (select canonical_id from thing where id = any(${ids}::bigint[])) order by id for no key update`.execute(
    tx,
  );
  const subjects = canonical.rows.map((row) => Number(row.id));
  // Facts of merged items are replaced together with those of the canonical item.
  await sql`delete from fact where subject_id = any(${[...new Set([...ids, ...subjects])]}::bigint[])`.execute(tx);
  const facts = await factsAbout(tx, subjects);
  await insertRows(tx, 'fact', facts);
  const known = written.get(tx);
  if (known) for (const id of ids) known.set(id, []);
  for (const fact of facts) known?.get(fact.subject_id)?.push(fact);
}

/** The facts about canonical items, calculated from the statements of claims. */
export async function factsAbout(tx: Tx, subjects: readonly number[]): Promise<Fact[]> {
  const { rows } = await sql<SaidValue>`
    -- Lateral joins with "offset 0" make PostgreSQL use the indexes even of new tables, which have no statistics yet.
    with subject as (
      select unnest(${[...subjects]}::bigint[]) as id
    ), family as (
      select id as subject_id, id as member from subject
      union all
      select s.id, m.id from subject s, lateral (select t.id from thing t where t.merged_into = s.id offset 0) m
    )
    select f.subject_id as "subjectId", st.property, st.value::text as value, ${canonicalKey('st', 'v', 'cv')} as "valueKey",
      coalesce(v.merged_into, st.value_thing) as "valueThing", st.date_from as "from", st.date_to as "to", st.rank, c.mode, c.origin, c.is_public as "isPublic"
    from family f
    cross join lateral (select * from statement st where st.subject_id = f.member and st.rank <> 'deprecated' offset 0) st
    cross join lateral (
      select c.mode, c.origin, ct.visibility = 'public' as is_public
      from claim c join thing ct on ct.id = c.id
      where c.id = st.claim_id and ${countedClaim('c')} and ct.withdrawn_at is null and ct.redacted_at is null and ct.visibility <> 'sealed' offset 0
    ) c
    left join lateral (select * from thing v where v.id = st.value_thing and v.merged_into is not null offset 0) v on true
    left join lateral (select * from thing cv where cv.id = v.merged_into offset 0) cv on true
    order by st.id`.execute(tx);
  return factsOf(rows);
}

/**
 * How one audience sees a value. `further`: its origins after the first, if any. (Most values have only one origin, so
 * this set is created only when it is needed.)
 */
type Seen = { preferred: boolean; attributed: boolean; origin: string; further: Set<string> | null };
type Property = { publicPreferred: boolean; deskPreferred: boolean };
type Value = {
  /** The value as the claim with the highest `scoreOf` states it. Both audiences see the value in this form. */
  said: SaidValue;
  score: number;
  from: string | null;
  to: string | null;
  public: Seen | null;
  desk: Seen | null;
  of: Property;
};

/**
 * Calculates the projection.
 *
 * A value counts for the desk if its claim is checked or imported and not sealed. It counts for readers if the claim is
 * also public. If a property has preferred values, only these are shown; otherwise all values are shown except
 * deprecated ones. A value that only alleged, denied, estimated or unclear claims state is marked as attributed. Each
 * independent source counts once.
 */
function factsOf(said: readonly SaidValue[]): Fact[] {
  const values = new Map<string, Value>();
  const properties = new Map<string, Property>();
  for (const one of said) {
    if (one.rank === 'deprecated') continue;
    const name = `${one.subjectId}|${one.property}`;
    let of = properties.get(name);
    if (!of) properties.set(name, (of = { publicPreferred: false, deskPreferred: false }));
    const key = `${name}|${one.valueKey}`;
    let value = values.get(key);
    const isPublic = one.isPublic && !isDeskOnly(one.property);
    const score = scoreOf(one, isPublic);
    if (!value) values.set(key, (value = { said: one, score, from: null, to: null, public: null, desk: null, of }));
    else if (score > value.score) Object.assign(value, { said: one, score });
    if (one.from !== null && (value.from === null || one.from < value.from)) value.from = one.from;
    if (one.to !== null && (value.to === null || one.to > value.to)) value.to = one.to;
    value.desk = see(value.desk, one);
    if (isPublic) value.public = see(value.public, one);
    if (one.rank !== 'preferred') continue;
    of.deskPreferred = true;
    if (isPublic) of.publicPreferred = true;
  }
  return Array.from(values.values(), ({ said: first, from, to, public: open, desk, of }) => ({
    subject_id: first.subjectId,
    property: first.property,
    value_key: first.valueKey,
    value: first.value,
    value_thing: first.valueThing,
    date_from: from,
    date_to: to,
    public_shown: open !== null && (open.preferred || !of.publicPreferred),
    public_attributed: open?.attributed ?? false,
    public_origins: countOrigins(open),
    desk_shown: desk!.preferred || !of.deskPreferred,
    desk_attributed: desk!.attributed,
    desk_origins: countOrigins(desk),
  }));
}

/**
 * Scores the claims that state the same value; the value is shown as the claim with the highest score states it. (Two
 * values with the same key can differ in spelling and in coordinates.) Public claims are first, because readers must
 * not see details of other claims. Then follow claims that are not only alleged, and then values with coordinates.
 */
const scoreOf = ({ value, mode }: SaidValue, isPublic: boolean): number =>
  (isPublic ? 4 : 0) + (attributedModes.includes(mode) ? 0 : 2) + (value.includes('"point":') ? 1 : 0);

function see(seen: Seen | null, one: SaidValue): Seen {
  const isAttributed = attributedModes.includes(one.mode);
  if (!seen)
    return { preferred: one.rank === 'preferred', attributed: isAttributed, origin: one.origin, further: null };
  if (one.rank === 'preferred') seen.preferred = true;
  if (!isAttributed) seen.attributed = false;
  if (one.origin !== seen.origin) (seen.further ??= new Set()).add(one.origin);
  return seen;
}

const countOrigins = (seen: Seen | null): number => (seen ? 1 + (seen.further?.size ?? 0) : 0);

/**
 * The subjects of the statements of these claims. When the claims change, the projection of these subjects must be
 * rebuilt.
 */
export async function subjectsOf(tx: Tx, claimIds: readonly number[]): Promise<number[]> {
  if (claimIds.length === 0) return [];
  const rows = await tx
    .selectFrom('statement')
    .select('subject_id')
    .distinct()
    .where(sql<boolean>`claim_id = any(${[...claimIds]}::bigint[])`)
    .execute();
  return rows.map((row) => row.subject_id);
}
