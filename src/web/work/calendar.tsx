import { dayIn } from '../../record/values/local-time.ts';
import { termLabel } from '../../record/vocabulary/terms.ts';
import { group } from '../../platform/text/group.ts';
import { loadCalendar, monthAfter, monthOf, timeOf, type Entry } from '../../work/calendar.ts';
import { Empty } from '../kit/components/page-parts.tsx';
import { Pill, ZonedTime } from '../kit/components/values.tsx';
import type { Pages } from '../kit/context.ts';
import { detailPage } from '../kit/pages/detail-page.tsx';
import { useView } from '../kit/view.tsx';
import { edtfWords } from '../../record/values/edtf/edtf-words.ts';
import { briefTitle, deskPage } from '../record/desk/links.ts';
import { routes } from '../routes.ts';

/** The maximum number of dates that one page shows. */
const maxDates = 500;

/** The editorial calendar: the desk's dates, one month per page. */
export const calendarPage: Pages = (web) => {
  detailPage(web, routes.desk.calendar, async ({ t, app, db, paper, query }) => {
    const zone = paper.timeZone;
    const { month, from, until } = monthOf(query('month'), dayIn(app.now(), zone));
    const entries = await loadCalendar(db, { from, until, zone, most: maxDates });
    const days = group(entries.map((entry) => [timeOf(entry.on).at.slice(0, 10), entry] as const));
    const words = (one: string) => edtfWords(t, one).text;
    return {
      title: t('work.calendar.title'),
      crumbs: [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
      links: [{ href: routes.desk.workSettings(), label: t('work.calendar.subscribe') }],
      body: (
        <>
          <div class="flow">
            <p class="lead">{t('work.calendar.lead', { zone })}</p>
            <nav class="actions" aria-label={t('work.calendar.months')}>
              {[-1, 1].map((by) => (
                <a class="button small" href={routes.desk.calendar({ month: monthAfter(month, by) })}>
                  {words(monthAfter(month, by))}
                </a>
              ))}
            </nav>
            <h2>{words(month)}</h2>
            {entries.length ? (
              [...days].map(([day, all]) => (
                <section aria-labelledby={`day-${day}`}>
                  <h3 id={`day-${day}`}>{words(day)}</h3>
                  <ul class="list">
                    {all.map((one) => (
                      <EntryLine entry={one} />
                    ))}
                  </ul>
                </section>
              ))
            ) : (
              <Empty title={t('work.calendar.none')} />
            )}
          </div>
          {entries.length === maxDates ? <p class="muted">{t('work.calendar.most', { most: maxDates })}</p> : null}
        </>
      ),
    };
  });
};

function EntryLine({ entry }: { entry: Entry }) {
  const { t } = useView();
  return (
    <li>
      <Pill kind="plain">{t(`work.calendar.kind.${entry.kind}`)}</Pill>{' '}
      <a href={deskPage(entry.brief)!}>{briefTitle(t, entry.brief)}</a>{' '}
      <span class="muted">
        {typeof entry.on === 'string' ? null : <ZonedTime value={entry.on} />}
        {entry.to ? t('work.assigned_to', { name: entry.to }) : ''}
      </span>{' '}
      {entry.outcome ? <Pill>{t(termLabel('hearing-outcome', entry.outcome))}</Pill> : null}{' '}
      {entry.case && entry.case.id !== entry.brief.id ? (
        <a href={deskPage(entry.case)!}>{briefTitle(t, entry.case)}</a>
      ) : null}
    </li>
  );
}
