import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { inviteAccount } from '../../accounts/invitations.ts';
import { changeAccount } from '../../accounts/change-account.ts';
import { createArticles } from '../../documents/create-articles.ts';
import type { AppError } from '../../platform/errors.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, systemPrincipal, type App, type Principal } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { openMailServer } from '../../platform/testing/mail-server.ts';
import { administrator, editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { changeCaseEntry } from '../../record/cases/change-case-entry.ts';
import { file } from '../../record/filing/file.ts';
import { reinstate } from '../../record/lifecycle/reinstate.ts';
import { setVisibility, withdraw } from '../../record/lifecycle/withdraw.ts';
import { recordIndexers, searchProjection } from '../../search/index/projection.ts';
import { articleIndexer } from '../articles/article-index.ts';
import { retractArticle } from '../articles/actions/retract-article.ts';
import { publishArticle } from '../articles/publish-article.ts';
import { changeSections } from '../publication/change-sections.ts';
import { placeArticles } from '../publication/place-articles.ts';
import { fileForArticles, type Filed } from '../testing/filed.ts';
import { composeFrontPage, restoreFrontPage } from './compose.ts';
import { frontPageJob, openDue } from './due.ts';
import { contentOf, loadFrontPage, loadScheduled, loadVersion, loadVersions } from './load.ts';
import { previewFrontPage } from './preview.ts';
import { frontPageQueue } from './queue.ts';
import { readFrontPage, type FrontView, type Story } from './read.ts';
import { cancelFrontPage, scheduleFrontPage } from './schedule.ts';
import { suggestFrontItems } from './suggest.ts';

const failure = (work: Promise<unknown>): Promise<AppError | null> =>
  work.then(
    () => null,
    (error: AppError) => error,
  );
const pathsOf = async (work: Promise<unknown>): Promise<string[]> =>
  ((await failure(work))?.fields ?? []).map((field) => `${field.path} ${field.message}`);

onEitherDatabase('the front page', (db) => {
  const start = Date.UTC(2018, 4, 22, 9);
  let now = start;
  let app: App;
  let filed: Filed;
  let mails: Awaited<ReturnType<typeof openMailServer>>;
  let count = 0;

  beforeAll(async () => {
    mails = await openMailServer();
    app = testApp(db(), {
      listeners: [searchProjection([...recordIndexers, articleIndexer])],
      now: () => new Date(now),
      config: { mail: { url: mails.url, from: 'desk@example.org' }, publicUrl: 'https://desk.example.org' },
    });
    await prepareJobs(db(), [frontPageQueue]);
    filed = await fileForArticles(app);
  });
  afterAll(() => mails.close());
  beforeEach(() => {
    now += 60_000;
  });

  const publish = async (headline = `Headline ${(count += 1)}`) => {
    now += 60_000;
    const [made] = await run(app, createArticles, monitor, {
      articles: [
        {
          headline: { text: headline, claims: [filed.dated] },
          blocks: [{ sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [filed.dated] }] }],
        },
      ],
    });
    const done = await run(app, publishArticle, editor, { article: made!.article, version: made!.version });
    return { ref: made!.article, number: made!.number, version: done.version, headline };
  };
  /** A public case with a claim that says when it began. */
  const addCase = async (title: string, began: string | null) => {
    const made = await run(app, file, systemPrincipal, {
      cases: [{ key: 'case', title, visibility: 'public' }],
      claims: [
        {
          case: '#case',
          wording: `${title}, it was said.`,
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          visibility: 'public',
          chain: [{ actor: filed.hrw, verb: 'wrote' }],
          support: { kind: 'reference', source: filed.page },
          statements: [
            { subject: '#case', property: 'place', value: { country: 'KZ', locality: 'Almaty' } },
            ...(began ? [{ subject: '#case', property: 'began', value: began }] : []),
          ],
        },
      ],
    } as never);
    return (made as unknown as { cases: string[] }).cases[0]!;
  };
  const live = async (): Promise<number> => (await loadFrontPage(db().read, new Date(now)))?.version ?? 0;
  const compose = async (to: object, by: Principal = editor) =>
    (await run(app, composeFrontPage, by, { version: await live(), to } as never)).version;
  const read = (): Promise<FrontView> => readFrontPage(db().read, new Date(now), 'UTC');
  const titleOf = (story: Story | null): string =>
    story === null
      ? ''
      : story.kind === 'article'
        ? story.article.headline
        : story.kind === 'case'
          ? story.case.title
          : story.letter.title;
  const top = async (): Promise<string[]> => {
    const { lead, stories } = await read();
    return [lead, ...stories].map(titleOf);
  };

  it('leads with the newest case as long as there is no article, and then with the newest article', async () => {
    const first = await addCase('A raid in Almaty', '2018-03-01');
    expect((await read()).lead).toMatchObject({ kind: 'case', case: { title: 'A raid in Almaty' } });
    await run(app, withdraw, editor, { things: [first], reason: 'It was filed twice.' });
    const [one, two] = [await publish(), await publish()];
    expect(await top()).toEqual([two.headline, one.headline]);
  });

  it('shows lead and stories in the order of the editor, each item once, and what is left out by date', async () => {
    const [one, two, three] = [await publish(), await publish(), await publish()];
    const inCase = await addCase('A chosen case', '2017-01-01');
    await compose({ lead: { item: one.ref }, stories: [{ item: inCase }, { item: three.ref }] });
    expect(await top()).toEqual([one.headline, 'A chosen case', three.headline]);
    expect((await read()).cases.map((line) => line.title)).not.toContain('A chosen case');
    await compose({ stories: [{ item: three.ref }] });
    // The newest article that is no story leads.
    expect(await top()).toEqual([two.headline, three.headline]);
    await compose({ lead: { item: two.ref } });
    expect((await top()).slice(0, 3)).toEqual([two.headline, three.headline, one.headline]);
  });

  const retract = ({ ref, version }: { ref: string; version: number }) =>
    run(app, retractArticle, editor, { article: ref, version, reason: 'The source was wrong.' } as never);

  it('fills the places of chosen items that readers do not see with the newest articles', async () => {
    const [one, two, three, four] = [await publish(), await publish(), await publish(), await publish()];
    await compose({ lead: { item: one.ref }, stories: [{ item: two.ref }, { item: three.ref }] });
    await retract(two);
    expect(await top()).toEqual([one.headline, four.headline, three.headline]);
    await retract(one);
    const [lead, filled, last, ...more] = await top();
    expect([lead, last, more]).toEqual([four.headline, three.headline, []]);
    expect(filled).toBeTruthy();
    expect([one, two, three, four].map(({ headline }) => headline)).not.toContain(filled);
  });

  it('does not lose its stories with its lead if every article is a story', async () => {
    await addCase('A case that leads', '2018-02-01');
    const first = await publish();
    const others = (await suggestFrontItems(db().read))
      .filter((brief) => brief.kind === 'article' && brief.ref !== first.ref)
      .map((brief) => ({ item: brief.ref! }));
    await compose({ lead: { item: first.ref }, stories: others });
    await retract(first);
    const { lead, stories } = await read();
    expect(lead).toMatchObject({ kind: 'case', case: { title: 'A case that leads' } });
    expect(stories).toHaveLength(others.length);
    await compose({});
  });

  it('lists incidents by the day on which they began; a later edit of an old one changes nothing', async () => {
    const old = await addCase('An old incident', '2014-02-01');
    await addCase('A new incident', '2018-05-01');
    await addCase('A vague incident', '2018');
    await addCase('An undated incident', null);
    now += 60_000;
    await run(app, changeCaseEntry, editor, {
      thing: old,
      version: 1,
      title: 'An old incident, corrected',
      visibility: 'public',
    } as never);
    const titles = (await read()).cases.map((one) => one.title);
    expect(titles.filter((one) => / incident/.test(one))).toEqual([
      'A new incident',
      'A vague incident',
      'An old incident, corrected',
      'An undated incident',
    ]);
  });

  it('accepts only what readers see, and says which part is wrong', async () => {
    const shown = await publish();
    const [draft] = await run(app, createArticles, monitor, { articles: [{ headline: { text: 'A draft' } }] });
    const hidden = await addCase('A desk case', '2018-01-01');
    await run(app, setVisibility, editor, { things: [hidden], visibility: 'desk', reason: 'Not yet.' } as never);
    const base = await live();
    expect(
      await pathsOf(
        run(app, composeFrontPage, editor, {
          version: base,
          to: {
            lead: { item: draft!.article },
            stories: [{ item: shown.ref }, { item: hidden }, { item: 'article/9999' }],
            sections: [{ section: 'nowhere', stories: 3 }],
            notices: [{ text: 'Closed today', until: '2018-05-21' }],
          },
        }),
      ),
    ).toEqual([
      'lead.item publishing.front.error.not_public',
      'stories.1.item publishing.front.error.not_public',
      'stories.2.item publishing.front.error.not_public',
      'notices.0.until publishing.front.error.past',
      'sections.0.section publishing.publication.error.section.unknown',
    ]);
    for (const to of [
      { lead: { item: 'actor/1' } },
      { lead: { item: shown.ref }, stories: [{ item: shown.ref }] },
      { notices: [{ text: 'x', url: 'javascript:alert(1)', until: '2018-06-01' }] },
      { notices: [{ text: 'x', url: '//elsewhere.example', until: '2018-06-01' }] },
      { figure: '/statistics?by=country&over=year' },
      { figure: 'https://elsewhere.example/page' },
    ])
      expect([to, (await failure(run(app, composeFrontPage, editor, { version: base, to } as never)))?.code]).toEqual([
        to,
        'invalid_input',
      ]);
    expect(await live()).toBe(base);
    const offered = (await suggestFrontItems(db().read)).map((one) => one.title);
    expect([offered.includes(shown.headline), offered.includes('A draft'), offered.includes('A desk case')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('shows the headline that an editor wrote for its figure only while the numbers are the same', async () => {
    const kind = async (title: string, type: string) => {
      const made = await run(app, file, editor, {
        cases: [{ key: 'k', title, visibility: 'public' as const }],
        claims: [
          {
            case: '#k',
            wording: 'It happened.',
            kind: 'paraphrase',
            mode: 'stated',
            checked: true,
            visibility: 'public',
            chain: [{ pagesOwn: true }],
            support: { kind: 'direct-word', note: 'by telephone' },
            statements: [{ subject: '#k', property: 'incident-type', value: type }],
          },
        ],
      } as never);
      return made.cases[0]!;
    };
    for (const [title, type] of [
      ['One', 'assault'],
      ['Two', 'assault'],
      ['Three', 'blocking'],
    ] as const)
      await kind(title, type);
    const figure = '/statistics?by=type';
    const write = (text: string) => compose({ figure, finding: { text, language: 'en' } });
    expect(await pathsOf(write('Attacks: 77 cases'))).toEqual([
      'finding.text publishing.front.error.finding_number_not_in_figure',
    ]);
    expect(await pathsOf(compose({ figure: 'none', finding: { text: 'Attacks' } }))).toEqual([
      'finding.text publishing.front.error.finding_alone',
    ]);
    await write('Attacks: 2 cases, and one blocked site');
    const version = (await loadFrontPage(db().read, new Date(now)))!;
    expect([version.finding?.shown, contentOf(version).finding]).toEqual([
      true,
      { text: 'Attacks: 2 cases, and one blocked site', language: 'en' },
    ]);
    expect((await read()).figure?.edited?.text).toBe('Attacks: 2 cases, and one blocked site');
    await kind('Four', 'assault');
    expect((await read()).figure?.edited).toBeNull();
    const later = (await loadFrontPage(db().read, new Date(now)))!;
    // The desk still knows it, and a new version does not take it over.
    expect([later.finding?.shown, later.finding?.text, contentOf(later).finding]).toEqual([
      false,
      'Attacks: 2 cases, and one blocked site',
      undefined,
    ]);
  });

  it('loses what is withdrawn, retracted or made desk-only at once, and the desk sees why', async () => {
    const [gone, story] = [await publish(), await publish()];
    const [left, hidden] = [
      await addCase('A case to withdraw', '2018-01-01'),
      await addCase('A case to hide', '2018-01-02'),
    ];
    await compose({ lead: { item: gone.ref }, stories: [{ item: left }, { item: hidden }, { item: story.ref }] });
    await run(app, retractArticle, editor, {
      article: gone.ref,
      version: gone.version,
      reason: 'The source was wrong.',
    } as never);
    await run(app, withdraw, editor, { things: [left], reason: 'It was filed twice.' });
    await run(app, setVisibility, editor, { things: [hidden], visibility: 'desk', reason: 'Threats.' } as never);
    const words = JSON.stringify((await read()).stories) + JSON.stringify((await read()).lead);
    for (const title of [gone.headline, 'A case to withdraw', 'A case to hide'])
      expect([title, words.includes(title)]).toEqual([title, false]);
    const version = (await loadFrontPage(db().read, new Date(now)))!;
    expect([version.lead?.why, ...version.stories.map((one) => one.why)]).toEqual([
      'retracted',
      'withdrawn',
      'hidden',
      null,
    ]);
    await run(app, reinstate, editor, { things: [left] });
    expect(await top()).toContain('A case to withdraw');
  });

  it('shows an item and a notice until the end of their day in the publication’s zone', async () => {
    const [one, two] = [await publish(), await publish()];
    const today = new Date(now).toISOString().slice(0, 10);
    await compose({
      lead: { item: one.ref, until: today },
      notices: [{ text: 'The desk is closed.', url: '/letters', until: today }],
    });
    const version = await live();
    expect([(await top())[0], (await read()).notices.map((notice) => notice.text)]).toEqual([
      one.headline,
      ['The desk is closed.'],
    ]);
    now = Date.parse(`${today}T23:59:59Z`);
    expect((await top())[0]).toBe(one.headline);
    now = Date.parse(`${today}T00:00:00Z`) + 86_400_000;
    expect([(await top())[0], (await read()).notices]).toEqual([two.headline, []]);
    expect((await loadVersion(db().read, version, new Date(now)))!.lead?.why).toBe('ended');
    // The job says so in the history once, so that cached pages and the mirror are made again.
    const noted = async () =>
      (
        await db()
          .read.selectFrom('change_set')
          .select('id')
          .where('operation', '=', 'publishing.noteFrontPageEnded')
          .execute()
      ).length;
    const before = await noted();
    const log = { info() {}, warn() {}, error() {}, debug() {}, fatal() {} } as never;
    for (let time = 0; time < 2; time++)
      await frontPageJob.handler({ input: {}, app, log, signal: new AbortController().signal, last: false });
    expect(await noted()).toBe(before + 1);
  });

  it('shows sections with their newest articles, without those that are already on the page', async () => {
    const { version } = await (await import('../publication/publication.ts')).loadPublication(db().read);
    await run(app, changeSections, editor, { version, sections: [{ key: 'courts', names: { en: 'Courts' } }] });
    const [one, two, three] = [await publish(), await publish(), await publish()];
    await run(app, placeArticles, editor, {
      articles: [one, two, three].map(({ ref }) => ({ article: ref, section: 'courts' })),
    });
    await compose({ lead: { item: three.ref }, sections: [{ section: 'courts', stories: 1 }] });
    const { sections, stories } = await read();
    expect(sections.map((it) => [it.section, it.articles.map((each) => each.headline)])).toEqual([
      ['courts', [two.headline]],
    ]);
    expect(stories.map(titleOf)).not.toContain(two.headline);
  });

  it('refuses a composition that began before another went live, and undoes by version', async () => {
    const [one, two] = [await publish(), await publish()];
    const base = await live();
    const first = await compose({ lead: { item: one.ref } });
    expect(
      (await failure(run(app, composeFrontPage, editor, { version: base, to: { lead: { item: two.ref } } })))?.code,
    ).toBe('conflict');
    await compose({ lead: { item: two.ref } });
    expect((await failure(run(app, restoreFrontPage, editor, { version: first, from: first })))?.code).toBe('conflict');
    await run(app, restoreFrontPage, editor, { version: await live(), from: first });
    expect((await top())[0]).toBe(one.headline);
    expect((await loadVersions(db().read, new Date(now), 3)).map((it) => it.state)).toEqual([
      'live',
      'former',
      'former',
    ]);
    await run(app, restoreFrontPage, editor, { version: await live(), from: 0 });
    expect((await top())[0]).toBe(two.headline);
    const changes = await db()
      .read.selectFrom('change')
      .innerJoin('change_set', 'change_set.id', 'change.change_set_id')
      .select(['change.before', 'change.after'])
      .where('operation', '=', 'publishing.restoreFrontPage')
      .orderBy('change_set.id')
      .execute();
    expect(changes.at(-2)).toMatchObject({
      before: { lead: { item: two.ref } },
      after: { lead: { item: one.ref } },
    });
  });

  it('previews what readers would see, and stores nothing', async () => {
    const one = await publish();
    await publish();
    const version = await compose({});
    const before = JSON.stringify(await read());
    const shown = (await run(app, previewFrontPage, editor, {
      to: { lead: { item: one.ref }, notices: [{ text: 'Soon', until: '2031-01-01' }] },
      read: ({ tx, at }) => readFrontPage(tx, at, 'UTC'),
    })) as FrontView;
    expect([titleOf(shown.lead), shown.notices[0]?.text]).toEqual([one.headline, 'Soon']);
    expect([await live(), JSON.stringify(await read()) === before]).toEqual([version, true]);
    expect(await compose({})).toBe(version + 1);
  });

  it('goes live at its time in the name of the editor, or is marked and mailed', async () => {
    const [one, two] = [await publish(), await publish()];
    const { accountId } = await run(app, inviteAccount, administrator, {
      email: 'front@example.org',
      name: 'Ed Itor',
      roles: ['editor'],
    });
    const person: Principal = { accountId, name: 'Ed Itor', roles: ['editor'], via: 'web' };
    const schedule = async (minutes: number, item: string) =>
      (
        await run(app, scheduleFrontPage, person, {
          version: await live(),
          to: { lead: { item } },
          at: new Date(now + minutes * 60_000).toISOString().slice(0, 16),
        })
      ).version;
    expect(
      await pathsOf(run(app, scheduleFrontPage, person, { version: await live(), to: {}, at: '2018-05-01T09:00' })),
    ).toEqual(['at publishing.review.error.past']);
    const [first, off] = [await schedule(10, one.ref), await schedule(20, two.ref)];
    expect(await pathsOf(schedule(10, two.ref))).toEqual(['at publishing.front.error.same_time']);
    await run(app, cancelFrontPage, editor, { version: off });
    expect((await failure(run(app, cancelFrontPage, editor, { version: off })))?.code).toBe('conflict');
    expect((await failure(run(app, cancelFrontPage, editor, { version: 2 ** 31 })))?.code).toBe('invalid_input');
    await openDue(app);
    expect(await live()).not.toBe(first);
    now += 25 * 60_000;
    await openDue(app);
    expect([await live(), (await top())[0]]).toEqual([first, one.headline]);
    expect((await loadFrontPage(db().read, new Date(now)))!.by).toBe('Ed Itor');

    const failed = await schedule(10, two.ref);
    await run(app, changeAccount, administrator, {
      accountId,
      version: 1,
      name: 'Ed Itor',
      roles: ['monitor'],
    } as never);
    now += 15 * 60_000;
    await openDue(app);
    expect(await live()).toBe(first);
    expect(await loadScheduled(db().read, new Date(now))).toMatchObject([
      { version: failed, state: 'failed', failure: 'not_permitted' },
    ]);
    expect(mails.received.map((mail) => [mail.to, /^Subject: (.*)\r$/m.exec(mail.message)![1]])).toEqual([
      [['front@example.org'], `Version ${failed} of the front page did not go live`],
    ]);
  });

  it('is composed by editors and administrators only', async () => {
    const version = await live();
    expect((await failure(run(app, composeFrontPage, monitor, { version, to: {} })))?.code).toBe('not_permitted');
    expect((await failure(run(app, previewFrontPage, monitor, { to: {}, read: async () => null })))?.code).toBe(
      'not_permitted',
    );
    expect(await compose({}, administrator)).toBeGreaterThan(version);
  });
});
