import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { partsOfCases } from '../kinds/within.ts';
import type { Audience } from './briefs.ts';
import { newest } from './case-answers.ts';
import { loadFacts, valuesOf, type FactView, type PropertyView } from './facts.ts';

/** The status of a case for a list: its own, and that of its proceedings. Without attributed values. */
export type CaseStatusLine = {
  whole: FactView | null;
  proceedings: { kind: FactView | null; status: FactView | null; outcome: FactView | null }[];
};

/** The status of each of some cases, by the case's id. Needs four queries for any number of cases. */
export async function loadCaseStatuses(
  db: Reader,
  caseIds: readonly number[],
  audience: Audience,
): Promise<Map<number, CaseStatusLine>> {
  if (caseIds.length === 0) return new Map();
  const ids = [...new Set(caseIds)];
  const { rows } = await sql<{ id: number; of: number }>`
    select p.id, ct.canonical_id as of
    from ${partsOfCases(sql`select t.id from thing t where t.id = any(${ids}::bigint[]) or t.merged_into = any(${ids}::bigint[])`)} p
    join thing t on t.id = p.id join thing ct on ct.id = p.case_id
    where p.kind = 'proceeding' and t.merged_into is null and t.redacted_at is null and t.withdrawn_at is null
      ${audience === 'public' ? sql`and t.visibility = 'public'` : sql``}
    order by p.id`.execute(db);
  const facts = await loadFacts(db, [...ids, ...rows.map((row) => Number(row.id))], audience);
  const plain = (all: readonly PropertyView[] | undefined, property: string): FactView | null =>
    newest(valuesOf(all, property)).find((value) => !value.attributed) ?? null;
  return new Map(
    ids.map((id) => [
      id,
      {
        whole: plain(facts.get(id), 'case-status'),
        proceedings: rows
          .filter((row) => Number(row.of) === id)
          .map((row) => {
            const mine = facts.get(Number(row.id));
            return {
              kind: plain(mine, 'proceeding-kind'),
              status: plain(mine, 'proceeding-status'),
              outcome: plain(mine, 'proceeding-outcome'),
            };
          })
          .filter((one) => one.status !== null || one.outcome !== null),
      },
    ]),
  );
}
