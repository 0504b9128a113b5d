import ical, { ICalEventStatus } from 'ical-generator';
import { isEditor } from '../../accounts/tables.ts';
import { newestOpenProposals } from '../../record/proposals/list.ts';
import { momentOf } from '../../record/values/date-time.ts';
import { dayIn } from '../../record/values/local-time.ts';
import { isOff } from '../../record/views/hearings.ts';
import { dayAfter, loadCalendar, timeOf, type Entry } from '../../work/calendar.ts';
import { workFeed } from '../../work/feed.ts';
import { loadNotices, reviewsFor } from '../../work/load-work.ts';
import { noticeKinds } from '../../work/tables.ts';
import type { Ctx, Pages } from '../kit/context.ts';
import { atom, fullAddress } from '../kit/feeds/feed.ts';
import { ownerOf, secret } from '../kit/feeds/secret.ts';
import { deskPage } from '../record/desk/links.ts';
import { routes } from '../routes.ts';

/** The maximum number of dates in a person's calendar, and of notices in a person's feed. */
const [maxDates, maxNotices] = [500, 50];

/**
 * A person's feed and calendar. Feed readers and calendar services on other servers load both. So the feed contains no
 * titles of items, and the calendar contains only the titles of public items (docs/decisions/0040). Every other entry
 * says only what kind it is, and has a link to the desk.
 */
export const workFeeds: Pages = (web) => {
  web.get(routes.desk.workFeed.pattern, async (c) => {
    const { token } = routes.desk.workFeed.read(c.req.param());
    const owner = await ownerOf(c, workFeed, token);
    const db = c.get('deps').app.db.read;
    const t = c.get('t');
    const { rows } = await loadNotices(db, owner.id, { kinds: noticeKinds, limit: maxNotices, seen: true });
    const reviews = await reviewsFor(db, { accountId: owner.id, roles: owner.roles });
    const toDecide = isEditor(owner) ? await newestOpenProposals(db, maxNotices) : [];
    const home = fullAddress(c, routes.desk.home());
    const proposals = fullAddress(c, routes.desk.proposals());
    return secret(
      await atom(c, {
        title: t('work.title'),
        link: routes.desk.home(),
        description: t('work.feed.description'),
        atom: routes.desk.workFeed({ token }),
        items: [
          ...rows.map(({ id, kind, at }) => ({
            title: t(`work.news.${kind}`, { count: 1 }),
            link: home,
            id: `${home}#notice-${id}`,
            published: at,
            updated: at,
            summary: '',
          })),
          ...reviews.rows.map(({ number, at }) => ({
            title: t('work.news.reviews', { count: 1 }),
            link: fullAddress(c, routes.desk.reviewArticle({ number })),
            id: `${fullAddress(c, routes.desk.reviewArticle({ number }))}#${at.getTime()}`,
            published: at,
            updated: at,
            summary: '',
          })),
          ...toDecide.map(({ id, at }) => ({
            title: t('work.news.proposals', { count: 1 }),
            link: `${proposals}#proposal-${id}`,
            id: `${proposals}#proposal-${id}`,
            published: at,
            updated: at,
            summary: '',
          })),
        ].toSorted((a, b) => b.updated.getTime() - a.updated.getTime()),
      }),
    );
  });

  web.get(routes.desk.workCalendar.pattern, async (c) => {
    const owner = await ownerOf(c, workFeed, routes.desk.workCalendar.read(c.req.param()).token);
    const { app, paper } = c.get('deps');
    const zone = paper().timeZone;
    const today = dayIn(app.now(), zone);
    const entries = await loadCalendar(app.db.read, {
      from: dayAfter(today, -90),
      until: dayAfter(today, 365),
      zone,
      to: owner.id,
      most: maxDates,
    });
    return secret(calendar(c, entries));
  });
};

/** Replaces control characters, which iCalendar does not allow, with spaces. */
const clean = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ');

function calendar(c: Ctx, entries: readonly Entry[]): Response {
  const t = c.get('t');
  const { app } = c.get('deps');
  const host = new URL(fullAddress(c, '/')).host;
  const made = ical({ prodId: '-//Kronika//Desk//EN', name: t('work.calendar.title'), ttl: 6 * 3600 });
  for (const { kind, brief, on, outcome } of entries) {
    const moment = momentOf(timeOf(on));
    const named = brief.visibility === 'public' && brief.title;
    const what = t(`work.calendar.kind.${kind}`);
    made.createEvent({
      id: `${kind}-${brief.kind}-${brief.number}@${host}`,
      stamp: app.now(),
      ...(moment ? { start: moment } : { start: new Date(`${timeOf(on).at.slice(0, 10)}T00:00Z`), allDay: true }),
      summary: clean(named ? `${what}: ${brief.title}` : what),
      url: fullAddress(c, deskPage(brief) ?? routes.desk.home()),
      status: outcome && isOff(outcome) ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  return c.body(made.toString(), 200, { 'Content-Type': 'text/calendar; charset=utf-8' });
}
