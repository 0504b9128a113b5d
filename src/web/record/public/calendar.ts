import ical, { ICalEventStatus } from 'ical-generator';
import { AppError } from '../../../platform/errors.ts';
import { findThing } from '../../../record/refs.ts';
import { dateTimeText, momentOf } from '../../../record/values/date-time.ts';
import { dayIn } from '../../../record/values/local-time.ts';
import { loadBriefs, shownTo } from '../../../record/views/briefs.ts';
import { isOff, loadPublicHearings, type HearingView } from '../../../record/views/hearings.ts';
import type { ValueView } from '../../../record/views/values.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import type { Ctx, Router } from '../../kit/context.ts';
import { feedAddress, fullAddress } from '../../kit/feeds/feed.ts';
import { namedIn } from '../../kit/publication.ts';
import { dateTimeWords } from '../../kit/words/date-time-words.ts';
import { routes } from '../../routes.ts';
import { addressIn } from '../components/of-record.ts';

/** The maximum number of hearings in a calendar. If there are more, the earliest are left out. */
const maxHearings = 1000;
const year = 366 * 86_400_000;

/**
 * Hearings as iCalendar files (RFC 5545): one calendar for each case, and one for all public cases, without hearings
 * that are more than a year old.
 */
export function calendars(web: Router): void {
  web.get(routes.calendar.pattern, async (c) => {
    const { app, paper } = c.get('deps');
    const from = dayIn(new Date(app.now().getTime() - year), paper().timeZone);
    return calendar(c, '', routes.calendar(), await loadPublicHearings(app.db.read, { from, most: maxHearings }));
  });
  web.get(routes.caseCalendar.pattern, async (c) => {
    const { number } = routes.caseCalendar.read(c.req.param());
    const db = c.get('deps').app.db.read;
    const thing = await findThing(db, 'case', number);
    const brief = thing && shownTo('public', (await loadBriefs(db, [thing.id], 'public')).get(thing.id));
    if (!brief) throw new AppError('not_found');
    return calendar(
      c,
      brief.title,
      routes.caseCalendar({ number }),
      await loadPublicHearings(db, { caseId: brief.id, most: maxHearings }),
    );
  });
}

/** Removes control characters except line breaks, because iCalendar does not allow them. */
const clean = (text: string): string => text.replaceAll(/[^\P{Cc}\n]/gu, '');

function calendar(c: Ctx, title: string, self: string, hearings: readonly HearingView[]): Response {
  const t = c.get('t');
  const { name } = namedIn(c.get('deps').paper(), t.locale);
  const host = new URL(fullAddress(c, '/')).host;
  const file = ical({
    prodId: '-//Kronika//Hearings//EN',
    // The library `ical-generator` escapes all texts except the name of the calendar.
    name: clean(`${name}: ${title || t('record.public.calendar.title')}`)
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/[\\,;]/g, '\\$&'),
    source: feedAddress(c, self),
    ttl: 6 * 3600,
  });
  for (const hearing of hearings) {
    const [time] = hearing.times;
    const words = (property: string): string[] =>
      hearing
        .plain(property)
        .map((view) => valueOf(t, view))
        .filter(Boolean);
    const outcomes = hearing.plain('hearing-outcome').map(({ value }) => String(value));
    const off = outcomes.length > 0 && outcomes.every(isOff);
    const moment = momentOf(time!);
    file.createEvent({
      id: `hearing-${hearing.brief.number}@${host}`,
      sequence: hearing.version,
      stamp: hearing.changedAt,
      lastModified: hearing.changedAt,
      ...(moment ? { start: moment } : { start: new Date(`${dateTimeText(time!)}T00:00Z`), allDay: true }),
      summary: clean(
        [...(off ? words('hearing-outcome').slice(0, 1) : []), hearing.case.title, hearing.brief.title].join(': '),
      ),
      location: clean([...words('heard-by'), ...words('room')].join(', ')) || null,
      description: clean(
        [
          hearing.proceeding.title,
          ...hearing.times.map((one) => dateTimeWords(t, one).text),
          ...(hearing.times.length > 1 ? [t('record.public.calendar.disagree')] : []),
          ...words('hearing-access'),
          ...words('hearing-outcome'),
        ].join('\n'),
      ),
      url: feedAddress(c, addressIn(hearing.brief, hearing.case) ?? ''),
      status: off
        ? ICalEventStatus.CANCELLED
        : hearing.times.length > 1
          ? ICalEventStatus.TENTATIVE
          : ICalEventStatus.CONFIRMED,
    });
  }
  return c.body(file.toString(), 200, { 'Content-Type': 'text/calendar; charset=utf-8' });
}

/** A room, court or vocabulary term in words. Empty if the value is an item that readers cannot see. */
function valueOf(t: Ctx['var']['t'], { property, value, thing }: ValueView): string {
  if (thing) return thing.hidden ? '' : thing.title;
  if (property !== 'room') return t(termLabel(property as 'hearing-access', String(value)));
  return /^\d/.test(String(value)) ? t('record.public.calendar.room', { room: String(value) }) : String(value);
}
