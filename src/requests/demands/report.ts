import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs } from '../../record/views/briefs.ts';
import { demandKinds, demandOutcomes, type DemandKind, type DemandOutcome } from './tables.ts';

/**
 * The number of demands of one year, authority and kind: in total, and by outcome. `authority` is null if its name is
 * not published.
 */
export type DemandLine = {
  year: number;
  authority: { number: number; name: string } | null;
  kind: DemandKind;
  total: number;
  outcomes: Record<DemandOutcome, number>;
};
export type DemandReport = { lines: DemandLine[]; total: number; years: number[] };

/**
 * The public counts of demands. An authority is named if the desk allows this and the actor is public. Sealed demands
 * are counted without an authority. Demands that a law forbids to count are left out, and nothing reveals whether such
 * demands exist (docs/decisions/0073). Demands that are limited to a team are also left out.
 */
export async function reportDemands(db: Reader): Promise<DemandReport> {
  const { rows } = await sql<{
    year: string;
    authority: number | null;
    kind: DemandKind;
    outcome: DemandOutcome;
    count: number;
  }>`
    select left(d.received, 4) as year, case when d.counted = 'with-authority' then d.authority_id end as authority, d.kind, d.outcome, count(*)::int as count
    from demand d join thing t on t.id = d.id where d.counted <> 'left-out' and t.withdrawn_at is null
      and not exists (select from thing_team x where x.thing_id = d.id) group by 1, 2, 3, 4`.execute(db);
  const briefs = await loadBriefs(
    db,
    rows.flatMap((row) => (row.authority === null ? [] : [Number(row.authority)])),
    'public',
  );
  const lines = new Map<string, DemandLine>();
  for (const row of rows) {
    const brief = briefs.get(Number(row.authority ?? 0));
    const authority = brief && !brief.hidden ? { number: brief.number, name: brief.title } : null;
    const key = `${row.year} ${authority?.number ?? 0} ${row.kind}`;
    const line = lines.get(key) ?? {
      year: Number(row.year),
      authority,
      kind: row.kind,
      total: 0,
      outcomes: Object.fromEntries(demandOutcomes.map((one) => [one, 0])) as Record<DemandOutcome, number>,
    };
    line.total += Number(row.count);
    line.outcomes[row.outcome] += Number(row.count);
    lines.set(key, line);
  }
  const sorted = [...lines.values()].toSorted(
    (a, b) =>
      b.year - a.year ||
      Number(a.authority === null) - Number(b.authority === null) ||
      (a.authority?.name ?? '').localeCompare(b.authority?.name ?? '') ||
      demandKinds.indexOf(a.kind) - demandKinds.indexOf(b.kind),
  );
  return {
    lines: sorted,
    total: sorted.reduce((sum, line) => sum + line.total, 0),
    years: [...new Set(sorted.map((line) => line.year))],
  };
}
