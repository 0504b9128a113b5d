import { sql } from 'kysely';
import { gather } from '../../platform/database/gather.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { canonicalKey } from '../projection/canonical-key.ts';
import { answerKey, endsDisagreement, loadAnswers, stateOf, type GivenAnswer } from '../disagreements/answers.ts';
import { conflictingIndexes } from '../disagreements/conflicts.ts';
import { loadBriefs, type Audience } from './briefs.ts';
import { Translations } from '../translations/load.ts';
import { currentReading } from '../translations/reading.ts';
import { textOf, viewValue, withOurs, type ValueView } from './values.ts';
import { countedClaim } from '../claims/counted.ts';
import { isDeskOnly } from '../vocabulary/properties.ts';

/** One value of a property as the record shows it, with its claims. */
export type FactView = ValueView & {
  /**
   * Whether the value is only alleged, denied, estimated or unclear. Then it must not be shown without its speaker.
   */
  attributed: boolean;
  /** The number of independent sources. Republished stories add none. */
  origins: number;
  /** The ids of the claims that state the value, for `loadClaims`. */
  claimIds: number[];
  statementIds: number[];
  preferred: boolean;
  /**
   * Whether pages show the value. False if another value is preferred; `loadFacts` returns such values only with `all`.
   */
  shown: boolean;
  from: string | null;
  to: string | null;
  /** The dates (EDTF) on which the sources that state the value were published. Null for a source without a date. */
  saidOn: (string | null)[];
  /**
   * Hashes of the value's keys, both current and from before merges. An answer to a disagreement stores the hashes of
   * the values to which it applies.
   */
  marks: string[];
};

/**
 * The shown values of one property of one item. `disagrees`: whether the values contradict each other by the rules of
 * the property. False if an editor has decided that they agree, or that they are about two events.
 */
export type PropertyView = { property: string; values: FactView[]; disagrees: boolean };

/**
 * The facts about `subjectIds`, by the id of the canonical item. With `all`, also values that are not shown because
 * another value is preferred.
 */
export async function loadFacts(
  db: Reader,
  subjectIds: readonly number[],
  audience: Audience,
  options: { all?: boolean } = {},
): Promise<Map<number, PropertyView[]>> {
  if (subjectIds.length === 0) return new Map();
  const all = options.all === true;
  const read = audience === 'public' ? currentReading()?.language : undefined;
  const found = await gather(db, `facts ${audience} ${all} ${read ?? ''}`, subjectIds, (ids) =>
    askFacts(db, ids, audience, all),
  );
  return new Map(
    [...new Set(subjectIds)].flatMap((id): [number, PropertyView[]][] => {
      const facts = found.get(id);
      return facts ? [[id, facts]] : [];
    }),
  );
}

async function askFacts(
  db: Reader,
  ids: readonly number[],
  audience: Audience,
  all: boolean,
): Promise<Map<number, PropertyView[]>> {
  const result = new Map<number, PropertyView[]>();
  const shown = audience === 'public' ? sql.ref('f.public_shown') : sql.ref('f.desk_shown');
  const attributed = audience === 'public' ? sql.ref('f.public_attributed') : sql.ref('f.desk_attributed');
  const origins = audience === 'public' ? sql.ref('f.public_origins') : sql.ref('f.desk_origins');
  const querying = sql<{
    subject_id: number;
    property: string;
    value_key: string;
    value: unknown;
    value_thing: number | null;
    date_from: string | null;
    date_to: string | null;
    attributed: boolean;
    origins: number;
    shown: boolean;
    mark: string;
  }>`
    select f.subject_id, f.property, f.value_key, md5(f.value_key) as mark, f.value, f.value_thing, f.date_from, f.date_to, ${attributed} as attributed, ${origins} as origins, ${shown} as shown
    from fact f where f.subject_id = any(${[...ids]}::bigint[]) and ${all ? sql`${origins} > 0` : shown}
    order by f.subject_id, f.property, f.date_from nulls last, f.value_key`.execute(db);
  const [{ rows }, statements, answers] = await Promise.all([
    querying,
    gather(db, `statements ${audience}`, ids, (subjects) => loadStatements(db, subjects, audience)),
    loadAnswers(db, ids),
  ]);
  const [briefs, translations] = await Promise.all([
    loadBriefs(
      db,
      rows.flatMap((row) => (row.value_thing === null ? [] : [Number(row.value_thing)])),
      audience,
    ),
    audience === 'public' && rows.some(({ value }) => textOf(value) !== null)
      ? Translations.load(
          db,
          [...statements.values()].flatMap(({ claimIds }) => claimIds),
        )
      : null,
  ]);
  for (const row of rows) {
    if (audience === 'public' && isDeskOnly(row.property)) continue;
    const subject = Number(row.subject_id);
    const properties = result.get(subject) ?? [];
    result.set(subject, properties);
    let property = properties.find((known) => known.property === row.property);
    if (!property) properties.push((property = { property: row.property, values: [], disagrees: false }));
    const stated = statements.get(`${subject}|${row.property}|${row.value_key}`);
    property.values.push({
      ...withOurs(
        viewValue(
          row.property,
          row.value,
          row.value_thing === null ? null : (briefs.get(Number(row.value_thing)) ?? null),
          audience,
        ),
        translations,
        stated?.claimIds ?? [],
      ),
      attributed: row.attributed,
      origins: row.origins,
      claimIds: stated?.claimIds ?? [],
      statementIds: stated?.statementIds ?? [],
      preferred: stated?.preferred ?? false,
      shown: row.shown,
      from: row.date_from,
      to: row.date_to,
      saidOn: stated?.saidOn ?? [null],
      marks: [row.mark, ...(stated?.marks ?? [])],
    });
  }
  markDisagreements(result, answers);
  return result;
}

function markDisagreements(
  facts: ReadonlyMap<number, PropertyView[]>,
  answers: ReadonlyMap<string, GivenAnswer>,
): void {
  for (const [subjectId, properties] of facts)
    for (const property of properties) {
      const places = conflictingIndexes(property.property, property.values);
      if (places.size === 0) continue;
      const conflicting = property.values.filter((_, place) => places.has(place));
      const answer = answers.get(answerKey(subjectId, property.property));
      property.disagrees = !endsDisagreement(stateOf(conflicting, answer));
    }
}

/**
 * The claims and statements that state each value. The keys of the values are the same as in the projection, but here
 * they are calculated from the statements.
 */
async function loadStatements(db: Reader, subjectIds: readonly number[], audience: Audience) {
  const { rows } = await sql<{
    subject_id: number;
    property: string;
    value_key: string;
    claim_ids: number[];
    statement_ids: number[];
    preferred: boolean;
    said_on: (string | null)[];
    marks: string[];
  }>`
    -- Lateral joins with "offset 0" make PostgreSQL use the indexes, no matter what size it assumes for a table.
    select querying.id as subject_id, st.property,
      ${canonicalKey('st', 'v', 'cv')} as value_key,
      array_agg(distinct c.id order by c.id) as claim_ids, array_agg(st.id order by st.id) as statement_ids, bool_or(st.rank = 'preferred') as preferred,
      array_agg(distinct src.published) as said_on, array_agg(distinct md5(st.value_key)) as marks
    from unnest(${[...subjectIds]}::bigint[]) querying (id)
    cross join lateral (select querying.id union all select t.id from thing t where t.merged_into = querying.id offset 0) subject
    cross join lateral (select * from statement st where st.subject_id = subject.id and st.rank <> 'deprecated' offset 0) st
    cross join lateral (
      select c.id, c.source_id from claim c join thing ct on ct.id = c.id
      where c.id = st.claim_id and ${countedClaim('c')} and ct.withdrawn_at is null and ct.redacted_at is null and ct.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`} offset 0
    ) c
    left join lateral (select s.published from source s where s.id = c.source_id offset 0) src on true
    left join lateral (select * from thing v where v.id = st.value_thing offset 0) v on true
    left join lateral (select * from thing cv where cv.id = v.merged_into offset 0) cv on true
    group by 1, 2, 3`.execute(db);
  return new Map(
    rows.map((row) => [
      `${Number(row.subject_id)}|${row.property}|${row.value_key}`,
      {
        claimIds: row.claim_ids.map(Number),
        statementIds: row.statement_ids.map(Number),
        preferred: row.preferred,
        saidOn: row.said_on,
        marks: row.marks,
      },
    ]),
  );
}

/** The values of a property; empty if there are none. */
export const valuesOf = (facts: readonly PropertyView[] | undefined, property: string): readonly FactView[] =>
  facts?.find((known) => known.property === property)?.values ?? [];

/** The first shown value of a property, for lists that have one line for each item. */
export const firstValue = (facts: readonly PropertyView[] | undefined, property: string): FactView | undefined =>
  valuesOf(facts, property)[0];

/** The role of an actor in an involvement. For actors in other values, the key of the property. */
export const roleOf = ({ property, value }: Pick<FactView, 'property' | 'value'>): string =>
  value && typeof value === 'object' && 'role' in value ? String(value.role) : property;
