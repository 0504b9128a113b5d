import { sql } from 'kysely';
import { minute, readClock } from '../../../platform/clock/clock.ts';
import type { App } from '../../../platform/operation.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { useWords } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';

/**
 * What was not published because the server's clock has jumped. `now` is the time of the clock, and `seen` its last
 * time before the jump.
 */
export type PostponedByClock = { now: string; seen: string; articles: number; letters: number; frontPages: number };

/** The publications that are late because of the clock. Null if the clock has not jumped. */
export async function heldByClock(app: App): Promise<PostponedByClock | null> {
  if (!app.guardsClock) return null;
  const { now, seen, jumped } = await readClock(app);
  if (!jumped) return null;
  const { rows } = await sql<Pick<PostponedByClock, 'articles' | 'letters' | 'frontPages'>>`
    select (select count(*)::int from review where state = 'scheduled' and publish_at <= ${now}) as articles,
      (select count(*)::int from letter where stage = 'signing' and publish_at <= ${now} and publish_failure is null) as letters,
      (select count(*)::int from front_page where state = 'scheduled' and publish_at <= ${now}) as "frontPages"`.execute(
    app.db.read,
  );
  return { now: minute(now), seen: minute(seen!), ...rows[0]! };
}

/** Tells administrators what was not published because of the clock, and what to do. */
export function ClockNotice({ held }: { held: PostponedByClock }) {
  const t = useWords();
  const { now, seen, articles, letters, frontPages } = held;
  const publications = [
    [articles, 'articles', routes.desk.articles({ kind: 'scheduled' })],
    [letters, 'letters', routes.desk.letters()],
    [frontPages, 'front_pages', routes.desk.frontPage()],
  ] as const;
  return (
    <Notice kind="warning" title={t('site.desk.home.clock.title')}>
      <p>{t('site.desk.home.clock.lead', { now, seen })}</p>
      <ul class="points">
        {publications.map(([count, name, href]) =>
          count ? (
            <li>
              <a href={href}>{t(`site.desk.home.clock.${name}`, { count })}</a>
            </li>
          ) : null,
        )}
        <li>{t('site.desk.home.clock.deletions')}</li>
        <li>{t('site.desk.home.clock.reminders')}</li>
      </ul>
      <p>
        {t('site.desk.home.clock.right')} <code>kronika clock --accept</code>. {t('site.desk.home.clock.wrong')}
      </p>
    </Notice>
  );
}
