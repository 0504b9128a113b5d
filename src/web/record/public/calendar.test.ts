import ICAL from 'ical.js';
import { parseHTML } from 'linkedom';
import { expect, it } from 'vitest';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { changeClaim } from '../../../record/claims/change-claim.ts';
import { file } from '../../../record/filing/file.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import { merge } from '../../../record/lifecycle/merge.ts';
import { setVisibility, withdraw } from '../../../record/lifecycle/withdraw.ts';
import { parseRef } from '../../../record/refs.ts';
import { createWeb } from '../../create-web.ts';
import { PageCache } from '../../kit/middleware/page-cache.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { testDeps } from '../../testing/test-deps.ts';

type Statements = NonNullable<NonNullable<FilingInput['claims']>[number]['statements']>;

/**
 * The events of a calendar by their ids. An independent library parses them, and throws if the calendar violates RFC
 * 5545.
 */
function eventsIn(text: string): Map<string, ICAL.Component> {
  const calendar = new ICAL.Component(ICAL.parse(text));
  expect([calendar.name, calendar.getFirstPropertyValue('version')]).toEqual(['vcalendar', '2.0']);
  return new Map(
    calendar
      .getAllSubcomponents('vevent')
      .map((event) => [String(event.getFirstPropertyValue('uid')).split('@')[0]!, event]),
  );
}
const told = (event: ICAL.Component | undefined, name: string): string =>
  String(event?.getFirstPropertyValue(name) ?? '');

onEitherDatabase('calendars of hearings', (db) => {
  const ground = async (visibility: 'public' | 'desk' = 'public') => {
    const desk = deskOn(db());
    const filed = await run(desk.app, file, editor, {
      actors: [{ kind: 'court', names: [{ text: 'Almaly court; first, of Almaty' }], visibility: 'public' }],
      sources: [{ title: 'A notice', kind: 'article', visibility: 'public' }],
      cases: [{ key: 'case', title: 'Защита чести, достоинства и деловой репутации: иск к редакции', visibility }],
      proceedings: [{ key: 'suit', case: '#case', title: 'The suit', visibility: 'public' }],
    });
    const [suit, inCase, court, source] = [filed.proceedings[0]!, filed.cases[0]!, filed.actors[0]!, filed.sources[0]!];
    const claim = (statements: Statements, mode: 'stated' | 'alleged' = 'stated') => ({
      wording: 'There is a hearing.',
      kind: 'paraphrase' as const,
      mode,
      checked: true,
      visibility: 'public' as const,
      chain: [{ pagesOwn: true }],
      support: { kind: 'reference' as const, source },
      statements,
    });
    const hearing = async (title: string, statements: Omit<Statements[number], 'subject'>[], mode?: 'alleged') => {
      const made = await run(desk.app, file, editor, {
        hearings: [{ key: 'h', proceeding: suit, title, visibility: 'public' }],
        claims: [claim(statements.map((one) => ({ ...one, subject: '#h' })) as Statements, mode)],
      });
      return { ref: made.hearings[0]!, uid: made.hearings[0]!.replace('/', '-'), claim: made.claims[0]! };
    };
    const { number } = parseRef(inCase)!;
    const address = routes.caseCalendar({ number });
    const events = async () => eventsIn(await (await desk.web.request(address)).text());
    return { ...desk, claim, hearing, suit, court, number, address, events };
  };
  const at = (value: string, zone?: string) => ({ property: 'hearing-time', value: { at: value, zone } });

  it('have no event and no line that only a title of a case contains', async () => {
    const { app, web } = await ground();
    const filed = await run(app, file, editor, {
      cases: [{ title: 'A case\r\nEND:VCALENDAR\nBEGIN:VEVENT\n', visibility: 'public' }],
    });
    const { number } = parseRef(filed.cases[0]!)!;
    const text = await (await web.request(routes.caseCalendar({ number }))).text();
    expect(eventsIn(text).size).toBe(0);
    expect(text).toContain('A case END:VCALENDAR BEGIN:VEVENT');
    expect(text.match(/^END:VCALENDAR/gm)).toHaveLength(1);
  });

  it('contain the time, court, room and page of each hearing, and follow RFC 5545 in line breaks and line length', async () => {
    const { web, hearing, court, number, address } = await ground();
    const first = await hearing('Preliminary hearing', [
      at('2026-12-03T10:00', 'Asia/Almaty'),
      { property: 'heard-by', value: court },
      { property: 'room', value: '12' },
      { property: 'hearing-access', value: 'closed' },
      { property: 'hearing-outcome', value: 'held' },
    ]);
    const day = await hearing('Judgment', [at('2026-12-20')]);
    const response = await web.request(address);
    expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    const text = await response.text();
    const lines = text.split('\r\n');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(lines.filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
    const events = eventsIn(text);
    const event = events.get(first.uid);
    expect(told(event, 'dtstart')).toBe('2026-12-03T05:00:00Z');
    expect(told(event, 'summary')).toBe(
      'Защита чести, достоинства и деловой репутации: иск к редакции: Preliminary hearing',
    );
    expect(told(event, 'location')).toBe('Almaly court; first, of Almaty, Room 12');
    expect(told(event, 'description')).toContain('10:00 (Asia/Almaty, UTC+05:00)\nClosed to the public');
    expect(told(event, 'url')).toMatch(new RegExp(`/cases/${number}/[a-z-]+#${first.uid}$`));
    expect(told(event, 'status')).toBe('CONFIRMED');
    const only = events.get(day.uid)!.getFirstProperty('dtstart')!;
    expect([only.type, told(events.get(day.uid), 'dtstart')]).toEqual(['date', '2026-12-20']);

    const page = await (await web.request(told(event, 'url').replace(/#.*/, ''))).text();
    expect(page).toContain(`<a href="${address}" type="text/calendar">Add hearings to your calendar</a>`);
    expect(page).toContain(`<link rel="alternate" type="text/calendar" href="${address}"/>`);
    expect(page).toContain('<time datetime="2026-12-03T10:00+05:00">');
    // The timeline has words for each hearing. It also has a point for each day, which screen readers skip.
    const timeline = parseHTML(page).document.querySelector('.chronology')!;
    for (const refs of timeline.querySelectorAll('.refs')) refs.remove();
    expect([...timeline.querySelectorAll('li')].map((item) => item.textContent)).toEqual([
      'Preliminary hearing Heldhearing 3 December 2026 at 10:00 (Asia/Almaty, UTC+05:00)',
      'Judgmenthearing 20 December 2026',
    ]);
    expect(timeline.querySelector('li a')!.getAttribute('href')).toBe(`#${first.uid}`);
    expect(timeline.querySelectorAll('li svg[aria-hidden="true"] circle.day').length).toBe(2);
    const data = (await (await web.request(`/cases/${number}.json`)).json()) as {
      proceedings: { hearings: { title: string; facts: { property: string; values: { value: unknown }[] }[] }[] }[];
    };
    expect(data.proceedings[0]!.hearings.map((one) => one.title)).toEqual(['Preliminary hearing', 'Judgment']);
    expect(data.proceedings[0]!.hearings[1]!.facts[0]!.values[0]!.value).toEqual({
      type: 'date-time',
      at: '2026-12-20',
      zone: null,
      moment: null,
    });
  });

  it('mark postponed hearings and disagreements, and increase the sequence number of a hearing that changes', async () => {
    const { app, claim, hearing, events } = await ground();
    const off = await hearing('Hearing of witnesses', [
      at('2026-12-03T10:00', 'Asia/Almaty'),
      { property: 'hearing-outcome', value: 'postponed' },
    ]);
    const two = await hearing('Appeal', [at('2026-12-09'), at('2026-12-10T09:00', 'Asia/Almaty')]);
    const before = await events();
    expect([told(before.get(off.uid), 'status'), told(before.get(off.uid), 'summary')]).toEqual([
      'CANCELLED',
      expect.stringMatching(/^Postponed: /),
    ]);
    expect(told(before.get(two.uid), 'status')).toBe('TENTATIVE');
    expect(told(before.get(two.uid), 'description')).toContain('Sources disagree on the time.');
    const changed = claim([{ ...at('2026-12-03T11:00', 'Asia/Almaty'), subject: off.ref }]);
    await run(app, changeClaim, editor, { claim: off.claim, version: 1, to: changed });
    const after = await events();
    expect(Number(told(after.get(off.uid), 'sequence'))).toBeGreaterThan(Number(told(before.get(off.uid), 'sequence')));
    expect(Number(told(after.get(two.uid), 'sequence'))).toBe(Number(told(before.get(two.uid), 'sequence')));
  });

  it('contain no hearing that is withdrawn, only alleged or of a hidden case, and only one of two merged hearings', async () => {
    const { app, web, hearing, events } = await ground();
    const gone = await hearing('In error', [at('2026-12-03')]);
    const alleged = await hearing('Rumoured', [at('2026-12-04')], 'alleged');
    const twice = [
      await hearing('One hearing', [at('2026-12-05')]),
      await hearing('The same', [at('2026-12-05')]),
    ] as const;
    await run(app, withdraw, editor, { things: [gone.ref], reason: 'There is no such hearing.' });
    await run(app, merge, editor, { from: twice[1].ref, into: twice[0].ref });
    expect([...(await events()).keys()]).toEqual([twice[0].uid]);
    expect(alleged.uid).not.toBe(twice[0].uid);
    const closed = await ground('desk');
    await closed.hearing('Unknown to readers', [at('2026-12-03')]);
    expect((await web.request(closed.address)).status).toBe(404);
    expect(await (await web.request(routes.calendar())).text()).not.toContain('Unknown to readers');
  });

  it('return 304 until a hearing is changed, hidden or withdrawn, and contain no hidden or withdrawn hearing', async () => {
    const { app, claim, hearing, address } = await ground();
    // The page cache has just started and is empty. The ETag depends on the content alone, so it survives a restart.
    const web = createWeb({ ...testDeps(), app, pages: new PageCache({ kind: db().kind }) });
    const one = await hearing('Hidden and withdrawn', [at('2026-12-04')]);
    await hearing('The other', [at('2026-12-05')]);
    const tags = new Map<string, string>();
    const read = async (path: string) => {
      const response = await web.request(path, { headers: { 'if-none-match': tags.get(path) ?? '""' } });
      tags.set(path, response.headers.get('etag')!);
      return [response.status, (await response.text()).includes('Hidden and withdrawn')];
    };
    const both = async () => [await read(routes.calendar()), await read(address)];
    const show = (visibility: 'public' | 'desk') => run(app, setVisibility, editor, { things: [one.ref], visibility });
    const later = claim([{ ...at('2026-12-06'), subject: one.ref }]);
    const steps: [visible: boolean, change: () => Promise<unknown>][] = [
      [true, async () => {}],
      [true, () => run(app, changeClaim, editor, { claim: one.claim, version: 1, to: later })],
      [false, () => show('desk')],
      [true, () => show('public')],
      [false, () => run(app, withdraw, editor, { things: [one.ref], reason: 'There is no such hearing.' })],
    ];
    for (const [visible, change] of steps) {
      await change();
      expect(await both()).toEqual(Array(2).fill([200, visible]));
      expect(await both()).toEqual(Array(2).fill([304, false]));
    }
  });

  it('of all public cases contain the hearings of the last year and all future ones', async () => {
    const { app, web, hearing } = await ground();
    const now = app.now().getTime();
    const dayIn = (days: number): string => new Date(now + days * 86_400_000).toISOString().slice(0, 10);
    const [old, recent, coming] = [
      await hearing('Long ago', [at(dayIn(-400))]),
      await hearing('Recent', [at(dayIn(-300))]),
      await hearing('Coming', [at(dayIn(900))]),
    ];
    const all = eventsIn(await (await web.request(routes.calendar())).text());
    expect([old, recent, coming].map(({ uid }) => all.has(uid))).toEqual([false, true, true]);
    const found = await (await web.request(routes.search({ q: 'Coming' }))).text();
    expect(found).toContain('деловой репутации');
    const list = await (await web.request(routes.cases())).text();
    expect(list).toContain(`<a href="${routes.calendar()}" type="text/calendar">`);
  });
});
