import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { partsOfCases } from '../kinds/within.ts';
import { sortMoment, type DateTime } from '../values/date-time.ts';
import { lineOf } from '../vocabulary/terms.ts';
import { loadBriefs, shownTo, type Brief } from './briefs.ts';
import { loadFacts, type FactView } from './facts.ts';

/**
 * A public hearing. `times`: its time, or several if sources disagree. `plain`: a function that returns the values of a
 * property that may be shown without attribution.
 */
export type HearingView = {
  brief: Brief;
  proceeding: Brief;
  case: Brief;
  times: DateTime[];
  plain(property: string): readonly FactView[];
  /** A number that increases with each change of the hearing or of a public claim about it. */
  version: number;
  /** When the hearing or a public claim about it last changed. */
  changedAt: Date;
};

/** Whether this outcome means that a hearing did not take place, or not at this time. */
export const isOff = (outcome: string): boolean => lineOf('hearing-outcome', outcome).includes('not-held');

/**
 * Public hearings in the order of their times: the hearings of one case, or the hearings from a day on. Hearings whose
 * time needs an attribution are left out. If there are more than `most`, only those with the latest days are returned.
 */
export async function loadPublicHearings(
  db: Reader,
  { caseId, from, most }: { caseId?: number; from?: string; most: number },
): Promise<HearingView[]> {
  const { rows } = await sql<{
    id: number;
    proceeding: number;
    in_case: number;
    version: number;
    changed_at: Date;
  }>`
    with candidate as materialized (${
      caseId === undefined
        ? sql`select distinct subject_id as id from fact where property = 'hearing-time' and date_from >= ${from ?? '-infinity'}`
        : sql`select p.id from ${partsOfCases(sql`select id from thing where id = ${caseId} or merged_into = ${caseId}`)} p where p.kind = 'hearing'`
    })
    select h.*, h.own + coalesce(c.version, 0)::int as version, greatest(h.changed, c.at) as changed_at from (
      select t.id, p.id as proceeding, ct.id as in_case, t.version as own, t.changed_at as changed, f.day
      -- Lateral joins with "offset 0" make PostgreSQL use the indexes even of new tables, which have no statistics yet.
      from candidate cross join lateral (select * from thing where id = candidate.id offset 0) t
      cross join lateral (select a.canonical_id as id from hearing h join thing a on a.id = h.proceeding_id where h.id = t.id offset 0) p
      cross join lateral (select a.canonical_id as id from proceeding o join thing a on a.id = o.case_id where o.id = p.id offset 0) ct
      cross join lateral (select max(date_from) as day from fact where subject_id = t.id and property = 'hearing-time' and public_shown and not public_attributed
        ${from === undefined ? sql`` : sql`and date_from >= ${from}`}) f
      where f.day is not null and t.visibility = 'public' and t.withdrawn_at is null and t.redacted_at is null
      order by f.day desc, t.id desc limit ${most}
    ) h left join lateral (
      select sum(k.version) as version, max(k.changed_at) as at from thing k where k.id in (select claim_id from statement where subject_id = h.id) and k.visibility = 'public'
    ) c on true`.execute(db);
  const ids = rows.map((row) => Number(row.id));
  const briefs = await loadBriefs(
    db,
    rows.flatMap((row) => [Number(row.id), Number(row.proceeding), Number(row.in_case)]),
    'public',
  );
  const facts = await loadFacts(db, ids, 'public');
  const shown = (id: number): Brief | null => shownTo('public', briefs.get(Number(id)));
  return rows
    .flatMap((row): HearingView[] => {
      const [brief, proceeding, inCase] = [shown(row.id), shown(row.proceeding), shown(row.in_case)];
      if (!brief || !proceeding || !inCase) return [];
      const plain = (property: string): FactView[] =>
        (facts.get(brief.id) ?? [])
          .filter((fact) => fact.property === property)
          .flatMap((fact) => fact.values.filter((value) => !value.attributed));
      const times = plain('hearing-time')
        .map(({ value }) => value as DateTime)
        .toSorted((a, b) => sortMoment(a) - sortMoment(b));
      // A claim may have been withdrawn between the queries above.
      if (!times.length) return [];
      return [
        { brief, proceeding, case: inCase, times, plain, version: Number(row.version), changedAt: row.changed_at },
      ];
    })
    .toSorted((a, b) => sortMoment(a.times[0]!) - sortMoment(b.times[0]!) || a.brief.id - b.brief.id);
}
