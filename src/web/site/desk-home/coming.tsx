import type { Reader } from '../../../platform/database/tx.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { dayAfter, loadCalendar, type Entry } from '../../../work/calendar.ts';
import { EdtfDate, Pill, ZonedTime } from '../../kit/components/values.tsx';
import { useView } from '../../kit/view.tsx';
import { briefTitle, deskPage } from '../../record/desk/links.ts';
import { Section } from '../../record/show/parts.tsx';

const days = 30;
const maxItems = 50;

/**
 * Hearings and deadlines of the next 30 days, earliest first, at most 50. Deadlines belong to orders, official demands,
 * requests for a reply and open letters. `today` (YYYY-MM-DD) is in the publication's time zone. In a time zone far to
 * the east, a hearing of today may already have tomorrow's date.
 */
export const loadComing = (db: Reader, today: string, zone: string): Promise<Entry[]> =>
  loadCalendar(db, {
    from: today,
    until: dayAfter(today, days),
    zone,
    kinds: ['hearing', 'deadline', 'letter-deadline'],
    most: maxItems,
  });

export function ComingSection({ id, title, coming }: { id: string; title: string; coming: readonly Entry[] }) {
  const { t } = useView();
  return (
    <Section id={id} title={title}>
      <ul class="list">
        {coming.map((one) => (
          <li>
            {typeof one.on === 'string' ? <EdtfDate edtf={one.on} /> : <ZonedTime value={one.on} />}{' '}
            <a href={deskPage(one.brief)!}>{briefTitle(t, one.brief)}</a>{' '}
            <span class="muted">{t(`record.desk.kind.${one.brief.kind}`)}</span>{' '}
            {one.outcome ? <Pill>{t(termLabel('hearing-outcome', one.outcome))}</Pill> : null}{' '}
            {one.case ? <a href={deskPage(one.case)!}>{briefTitle(t, one.case)}</a> : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}
