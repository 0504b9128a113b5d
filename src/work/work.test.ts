import { beforeAll, describe, expect, it } from 'vitest';
import { changeAccount } from '../accounts/change-account.ts';
import { inviteAccount } from '../accounts/invitations.ts';
import { createTeam } from '../accounts/teams/change-team.ts';
import type { Role } from '../accounts/tables.ts';
import { useLink as spendLink } from '../accounts/use-link.ts';
import { createArticles } from '../documents/create-articles.ts';
import type { AppError } from '../platform/errors.ts';
import { withViewer } from '../platform/database/viewer.ts';
import { run, type App, type Principal } from '../platform/operation.ts';
import { onEitherDatabase } from '../platform/testing/databases.ts';
import { administrator, testApp } from '../platform/testing/test-app.ts';
import { changeCaseEntry } from '../record/cases/change-case-entry.ts';
import { file } from '../record/filing/file.ts';
import { setVisibility } from '../record/lifecycle/withdraw.ts';
import { acceptProposals, declineProposals } from '../record/proposals/decide.ts';
import { propose } from '../record/proposals/propose.ts';
import { followLimits } from '../record/teams/limits.ts';
import { limitItem } from '../record/teams/limit-item.ts';
import { loadViewer } from '../record/teams/load-viewer.ts';
import { addComment } from '../publishing/review/add-comment.ts';
import { sendBackArticle } from '../publishing/review/send-back-article.ts';
import { submitArticle } from '../publishing/review/submit-article.ts';
import { assign } from './assign.ts';
import { endWork } from './end-work.ts';
import { follow } from './follow.ts';
import { loadAssigned, loadAssignmentChanges, loadNotices, reviewsFor, submittedBy } from './load-work.ts';
import { changeWorkMail, countNews, dueMails, noteTold, stopWorkMail } from './mail.ts';
import { markSeen } from './mark-seen.ts';
import { mentionsIn } from './mentions.ts';
import { workListener } from './notices.ts';
import { noticeKinds } from './tables.ts';

describe('a mention', () => {
  const people = [
    { id: 1, name: 'Mo' },
    { id: 2, name: 'Mo Nitor' },
    { id: 3, name: 'Әсел' },
    { id: 4, name: 'Әсел' },
  ];
  it.each([
    ['Ask @Mo Nitor, please.', [2]],
    ['Ask @mo, please, and @MO NITOR.', [1, 2]],
    ['@Әсел?', [3, 4]],
    ['Write to mail@mo or @Moritz, @ Mo.', []],
    ['@', []],
  ])('is @ and a whole name: %s', (text, ids) => {
    expect(mentionsIn(text, people).toSorted()).toEqual(ids);
  });
});

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: AppError) => error.code,
  );

onEitherDatabase('work', (db) => {
  let now = Date.UTC(2031, 4, 22, 9);
  let app: App;
  let [mo, dana, ed]: (Principal & { accountId: number })[] = [];
  let cases: string[];
  beforeAll(async () => {
    const made = testApp(db(), { listeners: [followLimits, workListener], now: () => new Date((now += 1000)) });
    app = { ...made, loadViewer: (account, tx) => loadViewer(db(), account, tx) };
    const join = async (name: string, role: Role) => {
      const { token, accountId } = await run(app, inviteAccount, administrator, {
        email: `${name.replace(' ', '.')}@example.org`,
        name,
        roles: [role],
      });
      await run(app, spendLink, null, { token: token!, password: 'correct horse battery' });
      return { accountId, name, roles: [role], via: 'web' as const };
    };
    [mo, dana, ed] = [
      await join('Mo Nitor', 'monitor'),
      await join('Dana O', 'monitor'),
      await join('Ed Itor', 'editor'),
    ];
    ({ cases } = await run(app, file, mo, { cases: [{ title: 'One' }, { title: 'Two' }, { title: 'Secret' }] }));
  });
  const as = async <T>(who: Principal, work: () => Promise<T>): Promise<T> =>
    withViewer(await app.loadViewer!(who.accountId!), work);
  const told = (who: Principal) =>
    as(who, async () =>
      (await loadNotices(db().read, who.accountId!, { kinds: noticeKinds, limit: 50 })).rows.map((one) => one.kind),
    );
  const assigned = (who: Principal) =>
    as(who, async () =>
      (await loadAssigned(db().read, { to: who.accountId!, limit: 50 })).rows.map(({ item, due, priority }) => [
        item.kind === 'thing' ? item.brief.title : item.kind,
        due,
        priority,
      ]),
    );

  it('is assigned to one person, who is notified, follows it from then on, and sees the earliest date first', async () => {
    const [one, two] = cases as [string, string];
    await run(app, assign, mo!, { items: [one], to: dana!.accountId, due: '2031-06-02' });
    await run(app, assign, mo!, { items: [two], to: dana!.accountId, due: '2031-06-01', priority: 'high' });
    expect(await assigned(dana!)).toEqual([
      ['Two', '2031-06-01', 'high'],
      ['One', '2031-06-02', 'normal'],
    ]);
    expect(await told(dana!)).toEqual(['assigned', 'assigned']);
    expect(await codeOf(run(app, assign, mo!, { items: [one], to: null, was: mo!.accountId }))).toBe('conflict');
    expect(await codeOf(run(app, assign, mo!, { items: [one], to: mo!.accountId, was: null }))).toBe('conflict');
    // For several items, those that someone else has assigned since stay as they are.
    const was = { [one]: dana!.accountId, [two]: null, 'case/998': null };
    expect(await run(app, assign, mo!, { items: [one, two, 'case/998'], to: dana!.accountId, was })).toEqual({
      changed: 1,
      left: [two, 'case/998'],
    });
    await run(app, assign, mo!, { items: [one], to: dana!.accountId, due: '2031-06-02' });
    for (const due of ['tomorrow', '2031-02-30'])
      expect(await codeOf(run(app, assign, mo!, { items: [one], to: dana!.accountId, due }))).toBe('invalid_input');
    expect(await codeOf(run(app, assign, mo!, { items: [one], to: null, due: '2031-07-01' }))).toBe('invalid_input');
    expect(await codeOf(run(app, assign, mo!, { items: ['actor/1'], to: null }))).toBe('invalid_input');
    expect(await codeOf(run(app, assign, mo!, { items: ['case/999'], to: null }))).toBe('not_found');

    const { version } = await db()
      .read.selectFrom('thing')
      .select('version')
      .where('kind', '=', 'case')
      .where('number', '=', Number(one.split('/')[1]))
      .executeTakeFirstOrThrow();
    await run(app, changeCaseEntry, mo!, { thing: one, version, title: 'One more', visibility: 'desk' });
    expect((await told(dana!)).filter((kind) => kind === 'followed')).toHaveLength(1);
    await run(app, file, ed!, { questions: [{ case: one, wording: 'Which court?' }] });
    expect((await told(dana!)).filter((kind) => kind === 'followed')).toHaveLength(1);
    await run(app, follow, dana!, { items: [one], follow: false });
    expect((await told(dana!)).filter((kind) => kind === 'followed')).toEqual([]);
    await run(app, assign, mo!, { items: [one], to: null, due: '2031-06-02' });
    await run(app, assign, mo!, { items: [two], to: null });
    expect(await assigned(dana!)).toEqual([]);
  });

  it('has a history: one line for each change, and none if nothing changes', async () => {
    const [ref] = (await run(app, file, mo!, { cases: [{ title: 'Handed on' }] })).cases as [string];
    const give = (who: Principal, to: Principal | null, more: object = {}) =>
      run(app, assign, who, { items: [ref], to: to && to.accountId, ...more });
    await give(mo!, dana!, { due: '2031-06-02' });
    await give(mo!, dana!, { due: '2031-06-02' });
    await give(ed!, dana!, { due: '2031-06-02', priority: 'high' });
    await give(ed!, ed!);
    await give(mo!, null);
    await give(mo!, null);
    const { id, version } = await db()
      .read.selectFrom('thing')
      .select(['id', 'version'])
      .where('kind', '=', 'case')
      .where('number', '=', Number(ref.split('/')[1]))
      .executeTakeFirstOrThrow();
    const lines = (who: Principal) =>
      as(who, async () =>
        (await loadAssignmentChanges(db().read, id, 9)).map(({ to, due, priority, by }) => [to, due, priority, by]),
      );
    const all = [
      [null, null, 'normal', 'Mo Nitor'],
      ['Ed Itor', null, 'normal', 'Ed Itor'],
      ['Dana O', '2031-06-02', 'high', 'Ed Itor'],
      ['Dana O', '2031-06-02', 'normal', 'Mo Nitor'],
    ];
    expect([await lines(dana!), version]).toEqual([all, 1]);
    const proven = { ...administrator, provenAt: new Date(now) };
    const members = [mo!.accountId, ed!.accountId];
    const { id: team } = await run(app, createTeam, proven, { name: 'Handed', members });
    await run(app, limitItem, ed!, { thing: ref, team });
    expect([await lines(mo!), await lines(dana!)]).toEqual([all, []]);
  });

  it('limited to a team is not shown to people outside: no assignment, mention or change reaches them', async () => {
    const secret = cases[2]!;
    for (const who of [dana!, ed!]) await run(app, follow, who, { items: [secret], follow: true });
    const proven = { ...administrator, provenAt: new Date(now) };
    const members = [mo!.accountId, ed!.accountId];
    const { id: team } = await run(app, createTeam, proven, { name: 'Team', members });
    await run(app, limitItem, ed!, { thing: secret, team });
    const before = await told(dana!);
    expect(await codeOf(run(app, assign, mo!, { items: [secret], to: dana!.accountId }))).toBe('invalid_input');
    expect(await codeOf(run(app, assign, dana!, { items: [secret], to: dana!.accountId }))).toBe('not_found');
    expect(await codeOf(run(app, follow, dana!, { items: [secret], follow: true }))).toBe('not_found');
    const [article] = await run(app, createArticles, mo!, {
      articles: [{ headline: { text: 'About a secret' }, cases: [secret] }],
    });
    const said = { article: article!.article, body: 'Ask @Dana O and @Ed Itor.' };
    await run(app, addComment, mo!, said);
    expect(await told(dana!)).toEqual(before.filter((kind) => kind !== 'followed'));
    expect(await told(ed!)).toContain('mention');
    await run(app, submitArticle, mo!, { article: article!.article, revision: 1 });
    expect((await as(ed!, () => reviewsFor(db().read, ed!))).rows.map((one) => one.headline)).toContain(
      'About a secret',
    );
    const other = { ...dana!, roles: ['editor'] };
    expect(await as(other, () => reviewsFor(db().read, other))).toEqual({ count: 0, rows: [] });
  });

  it('in review reaches editors, and the person who submitted it when it is returned', async () => {
    const [made] = await run(app, createArticles, mo!, { articles: [{ headline: { text: 'A text' } }] });
    const on = { article: made!.article, revision: 1 };
    await run(app, submitArticle, mo!, on);
    const waiting = async (who: Principal) =>
      (await as(who, () => reviewsFor(db().read, who))).rows.map((one) => one.headline);
    expect(await waiting(ed!)).toContain('A text');
    expect(await waiting(mo!)).toEqual([]);
    await run(app, sendBackArticle, ed!, { ...on, reason: 'Name the court.' });
    expect(await waiting(ed!)).not.toContain('A text');
    expect((await as(mo!, () => submittedBy(db().read, mo!))).rows).toContainEqual(
      expect.objectContaining({ state: 'sent-back', reason: 'Name the court.' }),
    );
    expect(await told(mo!)).toContain('returned');
    await run(app, submitArticle, mo!, on);
    expect(await told(mo!)).not.toContain('returned');
  });

  it('on proposals reaches the person who made them, with the decision', async () => {
    const { cases: more } = await run(app, file, mo!, { cases: [{ title: 'Three' }, { title: 'Four' }] });
    const ask = async (thing: string) =>
      (
        await run(app, propose, mo!, {
          operation: 'record.setVisibility',
          input: { things: [thing], visibility: 'public' },
          note: '',
        })
      ).proposal;
    const [first, second] = [await ask(more[0]!), await ask(more[1]!)];
    expect(await codeOf(run(app, assign, ed!, { items: [`proposal/${first}`], to: dana!.accountId }))).toBe(
      'invalid_input',
    );
    await run(app, assign, ed!, { items: [`proposal/${first}`], to: ed!.accountId });
    expect(await assigned(ed!)).toContainEqual(['proposal', null, 'normal']);
    await run(app, declineProposals, ed!, { proposals: [first], reason: 'Not yet.' });
    await run(app, acceptProposals, ed!, { proposals: [second] }).catch(() => {});
    expect(await assigned(ed!)).not.toContainEqual(['proposal', null, 'normal']);
    const third = await ask(more[0]!);
    await run(app, assign, ed!, { items: [`proposal/${third}`], to: ed!.accountId });
    await run(app, setVisibility, ed!, { things: [more[0]!], visibility: 'public' });
    expect(await assigned(ed!)).not.toContainEqual(['proposal', null, 'normal']);
    const { rows } = await as(mo!, () => loadNotices(db().read, mo!.accountId, { kinds: ['decided'], limit: 9 }));
    expect(rows).toContainEqual(
      expect.objectContaining({ by: ed!.name, item: expect.objectContaining({ kind: 'proposal', state: 'done' }) }),
    );
    expect(rows.map(({ item }) => item)).toContainEqual(
      expect.objectContaining({ kind: 'proposal', state: 'declined', reason: 'Not yet.' }),
    );
    const notices = rows.map((one) => one.id);
    await run(app, markSeen, dana!, { notices });
    expect(await told(mo!)).toContain('decided');
    await run(app, markSeen, mo!, { notices });
    expect(await told(mo!)).not.toContain('decided');
  });

  it('is emailed only to people who asked for it, as counts, at most six times a day', async () => {
    const at = () => new Date(now);
    expect(await dueMails(db().read, new Date(now + 10 * 86_400_000))).toEqual([]);
    await run(app, changeWorkMail, dana!, { often: 'hourly' });
    expect(await dueMails(db().read, at())).toEqual([]);
    await run(app, assign, mo!, { items: [cases[0]!], to: dana!.accountId, due: '2031-05-23' });
    const { cases: made } = await run(app, file, mo!, { cases: [{ title: 'Five' }] });
    await run(app, propose, mo!, {
      operation: 'record.setVisibility',
      input: { things: made, visibility: 'public' },
      note: '',
    });
    now += 4 * 3_600_000;
    const [due] = await dueMails(db().read, at());
    expect(due).toMatchObject({ account: dana!.accountId, email: 'Dana.O@example.org' });
    const days = { until: at(), today: '2031-05-22', tomorrow: '2031-05-23' };
    expect(await as(dana!, () => countNews(db().read, due!, days))).toMatchObject({
      assigned: 1,
      due: 1,
      mention: 0,
      proposals: 0,
    });
    const asEditor = { account: ed!.accountId, roles: ['editor'], toldUntil: due!.toldUntil };
    const proposals = async (to: typeof asEditor) => (await as(ed!, () => countNews(db().read, to, days))).proposals;
    expect(await proposals(asEditor)).toBe(1);
    expect(await proposals({ ...asEditor, toldUntil: at() })).toBe(0);
    await run(app, noteTold, { ...administrator, roles: ['system'] }, { account: dana!.accountId, until: at() });
    expect(await dueMails(db().read, new Date(now + 3 * 3_600_000))).toEqual([]);
    expect(await codeOf(run(app, stopWorkMail, null, { stopKey: 'wrong' }))).toBe('not_found');
    await run(app, stopWorkMail, null, { stopKey: due!.stopKey });
    expect(await dueMails(db().read, new Date(now + 86_400_000))).toEqual([]);
  });

  it('is forgotten after 60 days, its history after a year, and all of it when an account is closed', async () => {
    await run(app, follow, dana!, { items: [cases[0]!], follow: true });
    await run(app, changeWorkMail, dana!, { often: 'daily' });
    const rows = async (table: 'assignment' | 'assignment_change' | 'follow' | 'notice' | 'work_mail') =>
      (await db().read.selectFrom(table).selectAll().where('account_id', '=', dana!.accountId).execute()).length;
    expect([await rows('assignment'), await rows('follow'), await rows('work_mail')].every(Boolean)).toBe(true);
    now += 61 * 86_400_000;
    await run(app, endWork, administrator, {});
    expect(await rows('notice')).toBe(0);
    expect(await rows('assignment_change')).toBeGreaterThan(0);
    now += 305 * 86_400_000;
    await run(app, endWork, administrator, {});
    expect(await rows('assignment_change')).toBe(0);
    const again = { due: '2032-06-01', to: dana!.accountId };
    await run(app, assign, dana!, { items: [cases[0]!], ...again });
    await run(app, assign, dana!, { items: [cases[0]!], to: mo!.accountId });
    const { version } = await db()
      .read.selectFrom('account')
      .select('version')
      .where('id', '=', dana!.accountId)
      .executeTakeFirstOrThrow();
    await run(
      app,
      changeAccount,
      { ...administrator, provenAt: new Date(now) },
      { accountId: dana!.accountId, version, name: 'Dana O', roles: ['monitor'], disabled: true },
    );
    for (const table of ['assignment', 'assignment_change', 'follow', 'notice', 'work_mail'] as const)
      expect(await rows(table)).toBe(0);
    const { rows: left } = await db().executeSql(
      `select account_id::int as to, by_account as by from assignment_change where at > $1`,
      [new Date(now - 60_000)],
    );
    expect(left).toEqual([{ to: mo!.accountId, by: null }]);
  });
});
