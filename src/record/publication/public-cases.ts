import { sql } from 'kysely';
import type { Change } from '../../platform/changes.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import type { Check } from '../../platform/operation.ts';
import { isCounted } from '../claims/counted.ts';
import { caseOf, partsOfCases } from '../kinds/within.ts';
import { showThings } from '../lifecycle/withdraw.ts';
import { publicClaim } from '../views/claims.ts';

/**
 * Makes sure that each public case has a public claim. This check runs after every operation, because many can break
 * this rule: making a case public, filing or reinstating a case, withdrawing its last claim. An operation that protects
 * people, such as sealing, is not refused: the case becomes desk only in the same change.
 * @throws AppError `case_without_claim`
 */
export const publicCasesHaveClaims: Check = async (tx, { operation, changes, change }) => {
  const bare = await bareCases(tx, [...becamePublic(changes), ...(await casesOfTakenBack(tx, changes))]);
  if (bare.length === 0) return;
  if (!operation.protects && operation.publicItems !== 'permitted')
    throw new AppError('case_without_claim', {
      details: { cases: bare.map(({ number, title }) => `${number} “${title}”`).join(', ') },
    });
  const ids = bare.map(({ id }) => id);
  await sql`update thing set version = version + 1 where id = any(${ids}::bigint[])`.execute(tx);
  await showThings(
    tx,
    ids.map((id) => ({ id, kind: 'case', visibility: 'public' })),
    'desk',
    change,
  );
};

const beforeOf = ({ before }: Change): Record<string, unknown> => (before ?? {}) as Record<string, unknown>;

/** The ids of the cases that these changes may have made public. */
const becamePublic = (changes: readonly Change[]): number[] =>
  changes.flatMap((one) => {
    if (one.kind !== 'case') return [];
    const before = beforeOf(one);
    const was = 'visibility' in before && before.visibility !== 'public';
    return one.action === 'created' || was || 'withdrawn' in before || 'merged_into' in before ? [one.thingId] : [];
  });

type ClaimRow = { id: number; visibility: string; state: string; gone: boolean; case_id: number | null };

/** The cases of those changed claims that readers saw before the change. */
async function casesOfTakenBack(db: Reader, changes: readonly Change[]): Promise<number[]> {
  const first = new Map<number, Change>();
  for (const one of changes)
    if (one.kind === 'claim' && one.action !== 'created' && !first.has(one.thingId)) first.set(one.thingId, one);
  if (first.size === 0) return [];
  const { rows } = await sql<ClaimRow>`
    select c.id::int as id, t.visibility, c.state, t.withdrawn_at is not null as gone, c.case_id::int as case_id
    from claim c join thing t on t.id = c.id where c.id = any(${[...first.keys()]}::bigint[])`.execute(db);
  const was = rows.flatMap((row) => {
    const one = first.get(row.id)!;
    const before = beforeOf(one);
    // The change `sealed` does not contain the state of the claim before.
    const unknown = one.action === 'sealed';
    const seen =
      unknown ||
      ((before.visibility ?? row.visibility) === 'public' &&
        isCounted(String(before.state ?? row.state)) &&
        !(before.withdrawn ?? row.gone));
    return seen ? [{ row, before }] : [];
  });
  if (was.length === 0) return [];
  const subjects = was.flatMap(({ before }) =>
    Array.isArray(before.statements) ? before.statements.map((each) => Number(each.subject_id)) : [],
  );
  const { rows: about } = await sql<{ id: number }>`
    select distinct ${caseOf(sql`t.kind`, sql`t.id`)}::int as id from (
      select unnest(${subjects}::bigint[]) as id
      union select s.subject_id from statement s where s.claim_id = any(${was.map(({ row }) => row.id)}::bigint[])
    ) about cross join lateral (select id, kind from thing where id = about.id offset 0) t`.execute(db);
  return [...was.flatMap(({ row, before }) => [row.case_id, before.case_id]), ...about.map((row) => row.id)].flatMap(
    (id) => (typeof id === 'number' ? [id] : []),
  );
}

/** The public cases among `ids` without a public claim: none was filed in the case, none is about it or its parts. */
async function bareCases(db: Reader, ids: readonly number[]): Promise<{ id: number; number: number; title: string }[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: number; number: number; title: string }>`
    with open as (
      select distinct t.id, t.number from thing a join thing t on t.id = a.canonical_id
      where a.id = any(${[...new Set(ids)]}::bigint[]) and t.kind = 'case' and t.visibility = 'public'
        and t.withdrawn_at is null and t.redacted_at is null
    ), member as (
      select o.id as whole, m.id from open o join thing m on m.id = o.id or m.merged_into = o.id
    ), shown (id) as (
      select m.whole from member m join claim on claim.case_id = m.id join thing on thing.id = claim.id where ${publicClaim}
      union select m.whole from member m join statement s on s.subject_id = m.id
        join claim on claim.id = s.claim_id join thing on thing.id = claim.id where ${publicClaim}
      union select m.whole from member m join ${partsOfCases(sql`select id from member`)} p on p.case_id = m.id
        join statement s on s.subject_id = p.id join claim on claim.id = s.claim_id join thing on thing.id = claim.id where ${publicClaim}
    )
    select o.id::int as id, o.number::int as number, c.title from open o join "case" c on c.id = o.id
    where o.id not in (select id from shown) order by o.id limit 20`.execute(db);
  return rows;
}
