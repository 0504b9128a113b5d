import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { caseOf } from '../../../record/kinds/within.ts';
import { sortMoment, type DateTime } from '../../../record/values/date-time.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { EdtfDate, Pill, ZonedTime } from '../../kit/components/values.tsx';
import { useView } from '../../kit/view.tsx';
import { briefTitle, deskPage } from '../../record/desk/links.ts';
import { Section } from '../../record/show/parts.tsx';

/** `on`: the date (EDTF) of a deadline, or the time of a hearing. */
type Coming = { brief: Brief; case: Brief | undefined; on: string | DateTime; outcome: string | null };

const days = 30;
const most = 50;
const timeOf = (on: Coming['on']): DateTime => (typeof on === 'string' ? { at: on.slice(0, 10) } : on);

/**
 * Hearings, and deadlines of orders, official demands, requests for a reply and open letters, of the next 30 days in
 * the order of their times, at most 50. `today` (YYYY-MM-DD) is in the publication's zone; a hearing in a zone far to
 * the east may already be dated a day later.
 */
export async function loadComing(db: Reader, today: string): Promise<Coming[]> {
  const last = new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
  const { rows } = await sql<{
    id: number;
    in_case: number | null;
    value: string | DateTime;
    outcome: string | null;
  }>`
    select x.*, ${caseOf(sql`x.kind`, sql`x.id`)} as in_case from (
      select t.kind, t.id, f.date_from::text as day, f.value, (select o.value #>> '{}' from fact o where o.subject_id = t.id and o.property = 'hearing-outcome' and o.desk_shown limit 1) as outcome
        from fact f join thing t on t.id = f.subject_id
        where f.property in ('hearing-time', 'deadline') and f.desk_shown and f.date_from between ${today} and ${last} and t.withdrawn_at is null and t.redacted_at is null
      union all select t.kind, t.id, d.deadline, to_jsonb(d.deadline), null from demand d join thing t on t.id = d.id
        where d.outcome = 'pending' and d.deadline between ${today} and ${last} and t.withdrawn_at is null and t.redacted_at is null
      union all select t.kind, t.id, r.deadline, to_jsonb(r.deadline), null from reply r join thing t on t.id = r.id
        where r.state = 'waiting' and r.deadline between ${today} and ${last} and t.withdrawn_at is null and t.redacted_at is null
      union all select t.kind, t.id, l.day, to_jsonb(l.day), null from (select id, to_char(deadline at time zone 'UTC', 'YYYY-MM-DD') as day from letter where deadline is not null and closed_at is null) l join thing t on t.id = l.id
        where l.day between ${today} and ${last} and t.withdrawn_at is null and t.redacted_at is null
    ) x order by x.day, x.id limit ${most}`.execute(db);
  const briefs = await loadBriefs(
    db,
    rows.flatMap((row) => [Number(row.id), ...(row.in_case === null ? [] : [Number(row.in_case)])]),
    'desk',
  );
  return rows
    .flatMap((row): Coming[] => {
      const brief = briefs.get(Number(row.id));
      if (!brief || brief.hidden) return [];
      return [{ brief, case: briefs.get(Number(row.in_case)), on: row.value, outcome: row.outcome }];
    })
    .toSorted((a, b) => sortMoment(timeOf(a.on)) - sortMoment(timeOf(b.on)));
}

/** The section of the desk's first page with these hearings and deadlines. */
export function ComingSection({ coming }: { coming: readonly Coming[] }) {
  const { t } = useView();
  return (
    <Section id="coming" title={t('site.desk.home.coming')}>
      {coming.length ? (
        <ul class="list">
          {coming.map((one) => (
            <li>
              {typeof one.on === 'string' ? <EdtfDate edtf={one.on} /> : <ZonedTime value={one.on} />}{' '}
              <a href={deskPage(one.brief)!}>{briefTitle(t, one.brief)}</a>{' '}
              <span class="who">{t(`record.desk.kind.${one.brief.kind}`)}</span>{' '}
              {one.outcome ? <Pill>{t(termLabel('hearing-outcome', one.outcome))}</Pill> : null}{' '}
              {one.case ? <a href={deskPage(one.case)!}>{briefTitle(t, one.case)}</a> : null}
            </li>
          ))}
        </ul>
      ) : (
        <p class="who">{t('site.desk.home.coming_none')}</p>
      )}
    </Section>
  );
}
