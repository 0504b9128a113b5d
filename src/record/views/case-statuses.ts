import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { partsOfCases } from '../kinds/within.ts';
import { loadBriefs, type Audience } from './briefs.ts';
import { newest, type EventFacts } from './case-answers.ts';
import { loadFacts, valuesOf, type FactView, type PropertyView } from './facts.ts';

/**
 * The status of a case for a list. Attributed values are left out. `whole`: the status of the case itself.
 * `proceedings`: those of its proceedings that have a status or an outcome. `events`: all events of the case. The list
 * derives a status from them if no source states one.
 */
export type CaseStatusLine = {
  events: EventFacts[];
  whole: FactView | null;
  proceedings: { kind: FactView | null; status: FactView | null; outcome: FactView | null }[];
};

/** The statuses of cases, by the id of the case. The number of queries does not grow with the number of cases. */
export async function loadCaseStatuses(
  db: Reader,
  caseIds: readonly number[],
  audience: Audience,
): Promise<Map<number, CaseStatusLine>> {
  if (caseIds.length === 0) return new Map();
  const ids = [...new Set(caseIds)];
  const { rows } = await sql<{ id: number; of: number; kind: 'proceeding' | 'event' }>`
    select p.id, p.kind, ct.canonical_id as of
    from ${partsOfCases(sql`select t.id from thing t where t.id = any(${ids}::bigint[]) or t.merged_into = any(${ids}::bigint[])`)} p
    join thing t on t.id = p.id join thing ct on ct.id = p.case_id
    where p.kind in ('proceeding', 'event') and t.merged_into is null and t.redacted_at is null and t.withdrawn_at is null
      ${audience === 'public' ? sql`and t.visibility = 'public'` : sql``}
    order by p.id`.execute(db);
  const [facts, briefs] = await Promise.all([
    loadFacts(db, [...ids, ...rows.map((row) => Number(row.id))], audience),
    loadBriefs(
      db,
      rows.flatMap((row) => (row.kind === 'event' ? Number(row.id) : [])),
      audience,
    ),
  ]);
  const partsOf = (id: number, kind: 'proceeding' | 'event') =>
    rows.flatMap((row) => (Number(row.of) === id && row.kind === kind ? Number(row.id) : []));
  const plain = (all: readonly PropertyView[] | undefined, property: string): FactView | null =>
    newest(valuesOf(all, property)).find((value) => !value.attributed) ?? null;
  return new Map(
    ids.map((id) => [
      id,
      {
        whole: plain(facts.get(id), 'case-status'),
        events: partsOf(id, 'event').flatMap((event) => {
          const brief = briefs.get(event);
          return brief && !brief.hidden ? [{ brief, facts: facts.get(event) ?? [] }] : [];
        }),
        proceedings: partsOf(id, 'proceeding')
          .map((proceeding) => {
            const mine = facts.get(proceeding);
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
