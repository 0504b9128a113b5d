import './tables.ts';
import '../letters/tables.ts';
import '../requests/demands/tables.ts';
import '../requests/replies/tables.ts';
import '../publishing/review/tables.ts';
import { sql } from 'kysely';
import type { Reader } from '../platform/database/tx.ts';
import { caseOf } from '../record/kinds/within.ts';
import { sortMoment, type DateTime } from '../record/values/date-time.ts';
import { loadBriefs, type Brief } from '../record/views/briefs.ts';

export const entryKinds = [
  'hearing',
  'deadline',
  'scheduled',
  'embargo',
  'letter-deadline',
  'letter-scheduled',
  'assigned',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/**
 * An entry of the desk's calendar. `on`: a date (EDTF), or the time of a hearing or a publication. `case`: the case to
 * which the item belongs. `outcome`: the outcome of a hearing.
 */
export type Entry = {
  kind: EntryKind;
  brief: Brief;
  case: Brief | undefined;
  on: string | DateTime;
  outcome: string | null;
  /** For an assigned item: the name of the person to whom it is assigned. */ to: string | null;
};

export const timeOf = (on: Entry['on']): DateTime => (typeof on === 'string' ? { at: on.slice(0, 10) } : on);

type Row = {
  kind: EntryKind;
  id: number;
  in_case: number | null;
  value: string | DateTime;
  outcome: string | null;
  to: string | null;
};

/**
 * Hearings, deadlines, scheduled articles and letters, embargoes, and due dates of assigned items, in the order of
 * their times. Days (`YYYY-MM-DD`) are in the publication's time zone; those of hearings are in the hearing's time
 * zone.
 */
export async function loadCalendar(
  db: Reader,
  {
    from,
    until,
    zone,
    kinds = entryKinds,
    to,
    most,
  }: {
    from: string;
    /** The last day. */
    until: string;
    zone: string;
    kinds?: readonly EntryKind[];
    /** Of assigned items, only those of this account. */
    to?: number;
    most: number;
  },
): Promise<Entry[]> {
  const notRemoved = sql`t.withdrawn_at is null and t.redacted_at is null`;
  const between = (day: ReturnType<typeof sql>) => sql`${day} between ${from} and ${until}`;
  const dayOf = (column: string) => sql`to_char(${sql.ref(column)} at time zone ${zone}, 'YYYY-MM-DD')`;
  const moment = (column: string) =>
    sql`jsonb_build_object('at', to_char(${sql.ref(column)} at time zone ${zone}, 'YYYY-MM-DD"T"HH24:MI'), 'zone', ${zone}::text)`;
  const letters = (kind: EntryKind, column: string, open: ReturnType<typeof sql>) =>
    sql`select ${kind}::text, t.kind, t.id, ${dayOf(column)}, ${moment(column)}, null, null from letter l join thing t on t.id = l.id
      where ${sql.ref(column)} is not null and ${open} and ${between(dayOf(column))} and ${notRemoved}`;
  const { rows } = await sql<Row>`
    select x.entry as kind, x.id, x.value, x.outcome, x."to", ${caseOf(sql`x.kind`, sql`x.id`)} as in_case from (
      select case f.property when 'hearing-time' then 'hearing' else 'deadline' end as entry, t.kind, t.id, f.date_from::text as day, f.value, (select o.value #>> '{}' from fact o where o.subject_id = t.id and o.property = 'hearing-outcome' and o.desk_shown limit 1) as outcome, null::text as "to"
        from fact f join thing t on t.id = f.subject_id
        where f.property in ('hearing-time', 'deadline') and f.desk_shown and f.date_from between ${from} and ${until} and ${notRemoved}
      union all select 'deadline', t.kind, t.id, d.deadline, to_jsonb(d.deadline), null, null from demand d join thing t on t.id = d.id
        where d.outcome = 'pending' and ${between(sql`d.deadline`)} and ${notRemoved}
      union all select 'deadline', t.kind, t.id, r.deadline, to_jsonb(r.deadline), null, null from reply r join thing t on t.id = r.id
        where r.state = 'waiting' and ${between(sql`r.deadline`)} and ${notRemoved}
      union all ${letters('letter-deadline', 'l.deadline', sql`l.closed_at is null`)}
      union all ${letters('letter-scheduled', 'l.publish_at', sql`l.published_at is null`)}
      union all ${letters('embargo', 'l.embargo', sql`l.closed_at is null`)}
      union all select 'scheduled', t.kind, t.id, ${dayOf('r.publish_at')}, ${moment('r.publish_at')}, null, null from review r join thing t on t.id = r.document_id
        where r.state = 'scheduled' and ${between(dayOf('r.publish_at'))} and ${notRemoved}
      union all select 'assigned', t.kind, t.id, s.due, to_jsonb(s.due), null, a.name from assignment s join thing t on t.id = s.thing_id join account a on a.id = s.account_id
        where ${between(sql`s.due`)} and ${notRemoved} and ${to === undefined ? sql`true` : sql`s.account_id = ${to}`}
    ) x where x.entry = any(${[...kinds]}::text[]) order by x.day, x.id, x.entry limit ${most}`.execute(db);
  const briefs = await loadBriefs(
    db,
    rows.flatMap((row) => [Number(row.id), ...(row.in_case === null ? [] : [Number(row.in_case)])]),
    'desk',
  );
  return rows
    .flatMap((row): Entry[] => {
      const brief = briefs.get(Number(row.id));
      if (!brief || brief.hidden) return [];
      const { kind, outcome, to: whom } = row;
      return [{ kind, brief, case: briefs.get(Number(row.in_case)), on: row.value, outcome, to: whom }];
    })
    .toSorted((a, b) => sortMoment(timeOf(a.on)) - sortMoment(timeOf(b.on)));
}

/** A month (`2026-11`) with its first and last day. If the text is not a month, the month of `today`. */
export function monthOf(text: string | undefined, today: string): { month: string; from: string; until: string } {
  const month = /^(1\d|20|21)\d\d-(0[1-9]|1[0-2])$/.test(text ?? '') ? text! : today.slice(0, 7);
  const [year, number] = month.split('-').map(Number) as [number, number];
  const last = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
  return { month, from: `${month}-01`, until: last };
}

/** The month that is `months` months later. */
export function monthAfter(month: string, months: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** The day that is `days` days later. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
