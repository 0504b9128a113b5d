import { sql, type RawBuilder } from 'kysely';
import { containing } from '../../platform/database/like.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { nameKeys } from '../actors/names/keys.ts';
import { undeclined } from '../actors/names/undeclined.ts';
import { readerNameSql, type RecordedName } from '../actors/names/reader-name.ts';
import { firstName } from '../kinds/kind.ts';
import { currentReading } from '../translations/reading.ts';
import { loadBriefs, type Brief } from './briefs.ts';
import { loadDisputedTypes } from '../disagreements/unresolved.ts';
import { loadPictures } from '../photos/pictures.ts';
import type { PhotoView } from '../photos/view.ts';
import { beganInFacts } from './began.ts';
import { loadBeganOfParts } from './dates.ts';
import { firstValue, loadFacts, type FactView, type PropertyView } from './facts.ts';

/** A case in a list: its title, its picture, and facts that help a reader choose. Everything is public. */
export type CaseLine = {
  case: Brief;
  example: boolean;
  changedAt: Date;
  facts: PropertyView[];
  /** When the case began, as EDTF; null if no source says. */
  began: string | null;
  picture: PhotoView | null;
  /** The kinds of pressure on which sources disagree. */
  disputed: ReadonlySet<string>;
};

/** Cases for lists, in the order of `ids`. Cases that are not public are left out. */
export async function loadCaseLines(db: Reader, ids: readonly number[]): Promise<CaseLine[]> {
  if (ids.length === 0) return [];
  const [briefs, facts, rows, pictures, disputed] = await Promise.all([
    loadBriefs(db, ids, 'public'),
    loadFacts(db, ids, 'public'),
    db
      .selectFrom('thing')
      .select(['id', 'example', 'changed_at'])
      .where(sql<boolean>`id = any(${[...ids]}::bigint[])`)
      .execute(),
    loadPictures(db, ids, 'public'),
    loadDisputedTypes(db, ids, 'public'),
  ]);
  const known = new Map(rows.map((row) => [row.id, row]));
  const began = new Map(ids.map((id) => [id, beganInFacts(facts.get(id) ?? []).edtf]));
  const undated = ids.filter((id) => known.has(id) && !began.get(id));
  const ofParts = await loadBeganOfParts(db, undated, 'public');
  return ids.flatMap((id) => {
    const brief = briefs.get(id);
    const row = known.get(id);
    return brief && row && !brief.hidden && brief.kind === 'case'
      ? [
          {
            case: brief,
            example: row.example,
            changedAt: row.changed_at,
            facts: facts.get(brief.id) ?? [],
            began: began.get(id) ?? ofParts.get(id) ?? null,
            picture: pictures.get(brief.id) ?? null,
            disputed: disputed.get(brief.id) ?? new Set(),
          },
        ]
      : [];
  });
}

/**
 * The values of a property that the line of a case can show without attribution: values that are stated and not
 * disputed.
 */
export function plainValues(line: { facts: readonly PropertyView[] }, property: string): readonly FactView[] {
  const fact = line.facts.find((known) => known.property === property);
  return fact && !fact.disagrees ? fact.values.filter((value) => !value.attributed) : [];
}

/** The public cases that changed most recently. */
export async function latestCases(db: Reader, limit: number): Promise<CaseLine[]> {
  const rows = await db
    .selectFrom('thing')
    .select('id')
    .where('kind', '=', 'case')
    .where('visibility', '=', 'public')
    .where('merged_into', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('redacted_at', 'is', null)
    .orderBy('changed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return loadCaseLines(
    db,
    rows.map((row) => row.id),
  );
}

/** SQL for the name that readers see. */
const nameToSortBy = (actor: RawBuilder<unknown>): RawBuilder<unknown> => {
  const reading = currentReading();
  return reading ? readerNameSql(actor, reading.language) : firstName(actor);
};

export type ActorLine = {
  actor: Brief;
  kind: string;
  others: RecordedName[];
  position: FactView | null;
  picture: PhotoView | null;
};
/** The search, filter and page of a list of all items of a kind. */
export type IndexQuery = { q?: string; kind?: string; limit: number; offset: number };
export type KindCount = { kind: string; count: number };
export type ActorList = { lines: ActorLine[]; total: number; kinds: KindCount[] };

/** Public actors, sorted by name. With `q`, actors are found by name across scripts and spellings. */
export async function listActors(db: Reader, asked: IndexQuery): Promise<ActorList> {
  const keys = asked.q ? [...new Set([asked.q, ...asked.q.split(/\s+/).flatMap(undeclined)].flatMap(nameKeys))] : null;
  const found = sql`
    select a.id, a.kind, ${nameToSortBy(sql`a.id`)} as name
    from actor a join thing t on t.id = a.id
    where t.visibility = 'public' and t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null
      ${keys ? sql`and exists (select from actor_name n where n.actor_id = a.id and (n.keys && ${keys}::text[] or n.text ilike ${containing(asked.q!)}))` : sql``}`;
  const [{ rows: kinds }, { rows }] = await Promise.all([
    sql<KindCount>`select kind, count(*)::int as count from (${found}) f group by kind order by count(*) desc, kind`.execute(
      db,
    ),
    sql<{ id: number; kind: string }>`
      select id, kind from (${found}) f ${asked.kind ? sql`where kind = ${asked.kind}` : sql``}
      order by lower(name), id limit ${asked.limit} offset ${asked.offset}`.execute(db),
  ]);
  const ids = rows.map((row) => Number(row.id));
  const [briefs, facts, pictures, names] = await Promise.all([
    loadBriefs(db, ids, 'public'),
    loadFacts(db, ids, 'public'),
    loadPictures(db, ids, 'public'),
    ids.length
      ? db
          .selectFrom('actor_name')
          .select(['actor_id', 'text', 'kind', 'language', 'script'])
          .where(sql<boolean>`actor_id = any(${ids}::bigint[])`)
          .orderBy('position')
          .execute()
      : [],
  ]);
  return {
    lines: rows.flatMap((row) => {
      const actor = briefs.get(Number(row.id));
      if (!actor || actor.hidden) return [];
      const position = firstValue(facts.get(actor.id), 'position');
      // Disputed positions are left out, because a line in a list is too short for their attribution.
      const disputed = facts.get(actor.id)?.some((fact) => fact.property === 'position' && fact.disagrees);
      return [
        {
          actor,
          kind: row.kind,
          others: names.filter((name) => name.actor_id === actor.id && name.text !== actor.title),
          position: position && !position.attributed && !disputed ? position : null,
          picture: pictures.get(actor.id) ?? null,
        },
      ];
    }),
    total: kinds
      .filter((one) => !asked.kind || one.kind === asked.kind)
      .reduce((sum, one) => sum + Number(one.count), 0),
    kinds: kinds.map((one) => ({ kind: one.kind, count: Number(one.count) })),
  };
}

/** The outlets of a country, at most 200. Values that are only alleged or denied do not count. */
export async function outletsAtHomeIn(db: Reader, code: string): Promise<Brief[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct f.subject_id as id from fact f join actor a on a.id = f.subject_id and a.kind = 'outlet'
    where f.property = 'home-country' and f.value_key = ${code} and f.public_shown and not f.public_attributed order by 1 limit 200`.execute(
    db,
  );
  const briefs = await loadBriefs(
    db,
    rows.map((row) => Number(row.id)),
    'public',
  );
  return [...briefs.values()].filter((brief) => !brief.hidden).toSorted((a, b) => a.title.localeCompare(b.title));
}
