import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, shownTo, type Audience, type Brief } from '../views/briefs.ts';
import { loadClaims } from '../views/claims.ts';
import { loadCasesOf } from '../views/parts.ts';
import { loadDisagreements, type Disagreement } from '../views/disagreements.ts';
import type { CaseDisagreement } from '../views/case.ts';

export type DisagreementFilters = { state?: readonly string[]; property?: readonly string[] };
export type ListedDisagreement = CaseDisagreement & { inCase: Brief | null };
export type Counted = { value: string; count: number };
export type DisagreementList = {
  lines: ListedDisagreement[];
  total: number;
  /** Whether counting stopped at the maximum, so that there may be more than `total`. */ more: boolean;
  states: Counted[];
  properties: Counted[];
};

/**
 * Counting stops at this number, because no one reads so many pages, and the list must not become slower as the record
 * grows.
 */
const maxListed = 5_000;

/**
 * All disagreements between sources, latest first. For readers, the list and the counts include a disagreement only if
 * its item and case are public and two public claims contradict each other.
 */
export async function listDisagreements(
  db: Reader,
  filters: DisagreementFilters,
  page: { limit: number; offset: number },
  audience: Audience,
): Promise<DisagreementList> {
  const state = sql.ref(audience === 'public' ? 'd.public_state' : 'd.desk_state');
  const seen = (alias: string): RawBuilder<unknown> =>
    audience === 'public'
      ? sql`${sql.ref(`${alias}.visibility`)} = 'public' and ${sql.ref(`${alias}.withdrawn_at`)} is null`
      : sql`${sql.ref(`${alias}.visibility`)} <> 'sealed'`;
  const all = sql`
    select d.subject_id, d.property, d.changed_at, ${state} as state
    from disagreement d join thing t on t.id = d.subject_id left join thing own on own.id = d.case_id left join thing ct on ct.id = own.canonical_id
    where ${state} is not null and t.redacted_at is null and t.merged_into is null and ${seen('t')} and (ct.id is null or (ct.redacted_at is null and ${seen('ct')}))
    order by d.changed_at desc, d.subject_id desc, d.property limit ${maxListed}`;
  const among = (name: keyof DisagreementFilters, column: string): RawBuilder<unknown> =>
    filters[name]?.length ? sql`${sql.ref(column)} = any(${[...filters[name]]}::text[])` : sql`true`;
  const { rows: counts } = await sql<{ facet: 'state' | 'property' | 'all'; value: string | null; count: number }>`
    with found as materialized (${all})
    select 'state' as facet, state as value, count(*)::int as count from found where ${among('property', 'property')} group by state
    union all select 'property', property, count(*)::int from found where ${among('state', 'state')} group by property
    union all select 'all', null, count(*)::int from found where ${among('property', 'property')} and ${among('state', 'state')}`.execute(
    db,
  );
  const { rows } = await sql<{ subject_id: number; property: string }>`
    select subject_id, property from (${all}) found where ${among('property', 'property')} and ${among('state', 'state')}
    order by changed_at desc, subject_id desc, property limit ${page.limit} offset ${page.offset}`.execute(db);
  const counted = (facet: string): Counted[] =>
    counts
      .filter((row) => row.facet === facet)
      .map((row) => ({ value: row.value!, count: Number(row.count) }))
      .toSorted((a, b) => b.count - a.count || a.value.localeCompare(b.value));
  const total = Number(counts.find((row) => row.facet === 'all')?.count ?? 0);
  return {
    lines: await loadLines(
      db,
      rows.map((row) => ({ subjectId: Number(row.subject_id), property: row.property })),
      audience,
    ),
    total,
    more: counted('state').reduce((sum, one) => sum + one.count, 0) >= maxListed,
    states: counted('state'),
    properties: counted('property'),
  };
}

async function loadLines(
  db: Reader,
  requested: readonly { subjectId: number; property: string }[],
  audience: Audience,
): Promise<ListedDisagreement[]> {
  const found = await loadDisagreements(db, [...new Set(requested.map((one) => one.subjectId))], audience);
  const listed = requested.flatMap(
    ({ subjectId, property }) =>
      found.find((one) => one.subjectId === subjectId && one.property.property === property) ?? [],
  );
  return withSubjects(db, listed, audience);
}

/** Adds to disagreements their items, the cases of these items, and the claims for every value. */
export async function withSubjects(
  db: Reader,
  found: readonly Disagreement[],
  audience: Audience,
): Promise<ListedDisagreement[]> {
  const ids = found.map((one) => one.subjectId);
  const cases = await loadCasesOf(db, ids, audience);
  const briefs = await loadBriefs(db, ids, audience);
  const claimIds = found.flatMap(({ property, second }) =>
    [property, ...(second ? [second.property] : [])].flatMap((one) => one.values.flatMap((value) => value.claimIds)),
  );
  const claims = new Map((await loadClaims(db, claimIds, audience)).map((claim) => [claim.id, claim]));
  return found.flatMap(({ subjectId, ...one }) => {
    const subject = shownTo(audience, briefs.get(subjectId));
    if (!subject) return [];
    return [{ ...one, subject, claims, inCase: cases.get(subjectId) ?? null }];
  });
}
