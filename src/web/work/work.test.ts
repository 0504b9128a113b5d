import { beforeAll, expect, it } from 'vitest';
import { createArticles } from '../../documents/create-articles.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { openMailServer } from '../../platform/testing/mail-server.ts';
import { scheduleArticle } from '../../publishing/review/schedule-article.ts';
import { publishDueJob } from '../../publishing/review/publish-due.ts';
import { file } from '../../record/filing/file.ts';
import { declineProposals } from '../../record/proposals/decide.ts';
import { propose } from '../../record/proposals/propose.ts';
import { follow } from '../../work/follow.ts';
import { changeWorkMail } from '../../work/mail.ts';
import { workListener } from '../../work/notices.ts';
import { routes } from '../routes.ts';
import { deskOn, valueOf } from '../testing/desk.ts';
import { workMailJob } from './mail-job.ts';

const secret = 'deskwordTitle';

onEitherDatabase('work at the desk', (db) => {
  let now = Date.UTC(2031, 11, 1, 8);
  let desk: ReturnType<typeof deskOn>;
  let monitor: Awaited<ReturnType<typeof desk.join>>;
  let editor: Awaited<ReturnType<typeof desk.join>>;
  let mails: Awaited<ReturnType<typeof openMailServer>>;
  let number: number;
  beforeAll(async () => {
    mails = await openMailServer();
    desk = deskOn(db(), {
      now: () => new Date(now),
      listeners: [workListener],
      config: { mail: { url: mails.url, from: 'desk@example.org' }, publicUrl: 'https://desk.example.org' },
    });
    await prepareJobs(db(), [publishDueJob]);
    [monitor, editor] = [await desk.join('monitor', 'Mo Nitor'), await desk.join('editor', 'Ed Itor')];
    const { cases } = await run(desk.app, file, editor.principal, { cases: [{ title: secret }] });
    number = Number(cases[0]!.split('/')[1]);
    return () => mails.close();
  });
  const home = async (who: typeof monitor): Promise<string> =>
    (await who.text(routes.desk.home())).replaceAll(/\s+/g, ' ');

  it('is assigned on a form, and is listed first on the person’s page, overdue or not', async () => {
    const before = await home(monitor);
    expect(before).toContain('Nothing is waiting for you.');
    const here = routes.desk.assign({ kind: 'case', number });
    const form = await editor.text(here);
    expect([form.includes(`>Mo Nitor<`), valueOf(form, '_version')]).toEqual([true, '0']);
    const to = String(monitor.accountId);
    const wrong = await editor.post(here, { to, due: 'soon', priority: 'high', _version: '0' });
    const answer = await wrong.text();
    expect([wrong.status, answer.includes('be read. Write it like')]).toEqual([400, true]);
    expect(answer).toContain('One field needs your attention');
    const unassigned = await editor.post(here, { to: '', due: '2031-11-30', priority: 'high', _version: '0' });
    expect([unassigned.status, (await unassigned.text()).includes('A due date needs a person')]).toEqual([400, true]);
    const sent = await editor.post(here, { to, due: '2031-11-30', priority: 'high', _version: '0' });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, routes.desk.case_({ number })]);
    const shown = await home(monitor);
    expect(shown.indexOf('1 item assigned to you')).toBeGreaterThan(0);
    expect(shown.indexOf('1 item assigned to you')).toBeLessThan(shown.indexOf('Latest changes'));
    expect([shown.includes('Overdue:'), shown.includes('High priority')]).toEqual([true, true]);
    const again = await editor.post(here, { to: '', priority: 'normal', _version: '0' });
    expect(again.status).toBe(409);
    const history = (await editor.text(routes.desk.historyOf({ kind: 'case', number }))).replaceAll(
      /<[^>]*>|\s+/g,
      ' ',
    );
    expect(history.replaceAll(/ +/g, ' ')).toContain('Who was responsible Ed Itor assigned this to Mo Nitor · Due');
    const page = await monitor.text(routes.desk.case_({ number }));
    expect([page.includes('Assigned to Mo Nitor'), page.includes('Stop following')]).toEqual([true, true]);
    expect(await editor.text(routes.desk.work())).toContain('Assigned to Mo Nitor');
    expect((await editor.get(routes.desk.assign({ kind: 'case', number: 999 }))).status).toBe(404);
    const back = routes.desk.case_({ number });
    expect((await monitor.post(routes.desk.follow({ kind: 'case', number }), { _intent: 'stop', back })).status).toBe(
      303,
    );
    expect(await monitor.text(back)).toContain('>Follow<');
  });

  it('in review is on the page of each editor, and a mention on the page of the person, until they have read it', async () => {
    const [made] = await run(desk.app, createArticles, monitor.principal, {
      articles: [{ headline: { text: 'Submitted text' } }],
    });
    const at = { number: made!.number };
    await monitor.post(routes.desk.reviewArticle(at), { _intent: 'submit', _version: '1' });
    const lines = await home(editor);
    expect(lines).toContain('1 article to review');
    expect(lines.replaceAll(/<[^>]*>/g, '')).toContain('Mo Nitor submitted for review the article “Submitted text”');
    expect(lines).toContain(`<a href="${routes.desk.article(at)}">“Submitted text”</a>`);
    expect(await home(monitor)).toContain('1 article that you submitted');
    expect(await editor.text(routes.desk.commentArticle(at))).toContain('@Mo Nitor');
    await editor.post(routes.desk.commentArticle(at), { body: '@Mo Nitor, which court?', sentence: '' });
    const shown = await home(monitor);
    expect(shown).toContain('1 comment mentions you');
    await monitor.post(routes.desk.markSeen(), { notices: valueOf(shown, 'notices')! });
    expect(await home(monitor)).not.toContain('mentions you');
    await editor.post(routes.desk.sendBackArticle(at), { reason: 'Name the court.', _version: '1' });
    const returned = await home(monitor);
    expect([returned.includes('1 article returned to you'), returned.includes('Name the court.')]).toEqual([
      true,
      true,
    ]);
    expect(await home(editor)).not.toContain('to review');
  });

  it('has a calendar of scheduled articles and dates of work', async () => {
    const [made] = await run(desk.app, createArticles, editor.principal, {
      articles: [{ headline: { text: 'Scheduled text' } }],
    });
    const on = { article: made!.article, revision: 1 };
    await run(desk.app, scheduleArticle, editor.principal, { ...on, at: '2031-12-24T09:30' });
    const page = (await editor.text(routes.desk.calendar())).replaceAll(/\s+/g, ' ');
    expect([page.includes('Scheduled text'), page.includes(secret)]).toEqual([true, false]);
    expect(await editor.text(routes.desk.calendar({ month: '2031-11' }))).toContain(secret);
    expect(await editor.text(routes.desk.calendar({ month: '2031-10' }))).toContain('No dates in this month');
    expect((await editor.get(routes.desk.calendar({ month: 'nonsense' }))).status).toBe(200);
  });

  it('has a feed and a calendar at a secret address, which name nothing that is not public, until it is deleted', async () => {
    await monitor.post(routes.desk.newWorkFeed());
    const page = await monitor.text(routes.desk.workSettings());
    const [feed, calendar] = [...page.matchAll(/<code>([^<]+)<\/code>/g)].map((match) => new URL(match[1]!).pathname);
    const read = async (path: string) => (await desk.nobody.get(path)).text();
    expect(await read(feed!)).toContain('1 item was assigned to you.');
    // Proposals are in the feed of those who decide, and the decision in the feed of the person who proposed.
    await editor.post(routes.desk.newWorkFeed());
    const chief = new URL(/<code>([^<]+)<\/code>/.exec(await editor.text(routes.desk.workSettings()))![1]!).pathname;
    const made = await run(desk.app, propose, monitor.principal, {
      operation: 'record.setVisibility',
      input: { things: [`case/${number}`], visibility: 'public' },
      note: secret,
    });
    expect(await read(chief)).toContain('1 proposal needs your decision.');
    expect(await read(feed!)).not.toContain('needs your decision.');
    const reason = 'Not before the hearing.';
    await run(desk.app, declineProposals, editor.principal, { proposals: [made.proposal], reason });
    expect(await read(chief)).not.toContain('needs your decision.');
    expect(await read(feed!)).toContain('1 proposal of yours was decided.');
    for (const word of [secret, reason]) expect((await read(feed!)) + (await read(chief))).not.toContain(word);
    await editor.post(routes.desk.endWorkFeed());
    const dates = await read(calendar!);
    expect([
      dates.includes('BEGIN:VCALENDAR'),
      dates.includes('Work due'),
      dates.includes('Article scheduled'),
    ]).toEqual([true, true, true]);
    for (const text of [await read(feed!), dates])
      for (const word of [secret, 'Scheduled text', 'Mo Nitor', 'Ed Itor']) expect(text).not.toContain(word);
    expect((await desk.nobody.get(feed!)).headers.get('cache-control')).toBe('private, no-store');
    expect((await desk.nobody.get(`${feed!.slice(0, -3)}AAA`)).status).toBe(404);
    await monitor.post(routes.desk.endWorkFeed());
    for (const path of [feed!, calendar!]) expect((await desk.nobody.get(path)).status).toBe(404);
  });

  it('is emailed only to those who want it, with counts and without names or titles, and can be stopped by a link', async () => {
    const work = (): Promise<void> =>
      workMailJob.handler({
        app: desk.app,
        input: {},
        log: { warn: () => {}, info: () => {} },
        signal: new AbortController().signal,
      } as never);
    mails.received.length = 0;
    now += 86_400_000;
    await work();
    expect(mails.received).toEqual([]);
    const chosen = await monitor.post(routes.desk.workSettings(), { often: 'daily' });
    const saved = chosen.headers.get('location')!;
    expect([chosen.status, saved.split('?')[0]]).toEqual([303, routes.desk.workSettings()]);
    const says = async (person: typeof monitor, address: string): Promise<boolean> =>
      /class="saved" role="status"[^>]*>.*Saved/s.test(await person.text(address));
    expect(await says(monitor, saved)).toBe(true);
    // Neither another person, another page, a changed address nor a later visit shows that something was saved.
    const elsewhere = saved.replace(routes.desk.workSettings(), routes.desk.work());
    expect([await says(editor, saved), await says(monitor, elsewhere), await says(monitor, `${saved}A`)]).toEqual([
      false,
      false,
      false,
    ]);
    now += 61_000;
    expect(await says(monitor, saved)).toBe(false);
    await run(desk.app, changeWorkMail, editor.principal, { often: 'daily' });
    await run(desk.app, follow, monitor.principal, { items: [`case/${number}`], follow: true });
    now += 60_000;
    await run(desk.app, file, editor.principal, { questions: [{ case: `case/${number}`, wording: 'Which court?' }] });
    now += 86_400_000;
    await work();
    await work();
    expect(mails.received.map(({ to }) => to)).toEqual([[monitor.email]]);
    const { message } = mails.received[0]!;
    expect(message).toContain('1 item that you follow has changed.');
    for (const word of [secret, 'Mo Nitor', 'Ed Itor', 'Which court']) expect(message).not.toContain(word);
    const stop = /List-Unsubscribe:\s+<https:\/\/desk\.example\.org([^>]+)>/.exec(message)![1]!;
    expect(await (await desk.nobody.get(stop)).text()).toContain('Stop emails');
    expect((await desk.nobody.post(stop)).status).toBe(200);
    const again = await desk.nobody.post(stop);
    expect([again.status, (await again.text()).includes('This link was already used')]).toEqual([200, true]);
    expect((await desk.nobody.post(stop.slice(0, -1))).status).toBe(404);
    expect(await monitor.text(routes.desk.workSettings())).toMatch(/value="none"[^>]*checked/);
  });
});
