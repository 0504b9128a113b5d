import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTeam } from '../../../accounts/teams/change-team.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { run, systemPrincipal } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { administrator, editor, monitor } from '../../../platform/testing/test-app.ts';
import { createArticles } from '../../../documents/create-articles.ts';
import { duplicateProjection } from '../../../record/duplicates/duplicate-projection.ts';
import { findDuplicates } from '../../../record/duplicates/find.ts';
import { file } from '../../../record/filing/file.ts';
import { allKinds } from '../../../record/kinds/registry.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { listOpenings, openingsToNote, purgeOpenings } from '../../../record/teams/openings.ts';
import { limitItem } from '../../../record/teams/limit-item.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { newKeyHolder } from '../../../record/testing/key-holder.ts';
import { postQueue } from '../../../letters/post/queue.ts';
import { makeLetter } from '../../../letters/testing/published.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { fileDemands } from '../../../requests/demands/file-demands.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { deskPage } from '../desk/links.ts';
import { openedAt } from './note-openings.ts';

const numberOf = (ref: string): number => parseRef(ref)!.number;

onEitherDatabase('an item at the desk', (db) => {
  let at = new Date('2026-03-02T09:00:00Z');
  const later = (minutes: number): void => void (at = new Date(at.getTime() + minutes * 60_000));
  const make = () => deskOn(db(), { now: () => at });
  type Desk = ReturnType<typeof make>;
  let desk: Desk;
  let member: Awaited<ReturnType<Desk['join']>>;
  let other: typeof member;
  let team: number;
  beforeAll(async () => {
    desk = make();
    await prepareJobs(db(), [postQueue]);
    [member, other] = [await desk.join('editor'), await desk.join('editor')];
    team = (await run(desk.app, createTeam, administrator, { name: 'North', members: [member.accountId] })).id;
  });
  const aCase = (word: string) =>
    run(desk.app, file, monitor, {
      actors: [{ key: 'a', kind: 'person', names: [{ text: `${word} Person` }] }],
      sources: [{ key: 's', kind: 'article', title: `${word} source` }],
      cases: [{ key: 'c', title: `${word} case` }],
      events: [{ key: 'e', case: '#c', title: `${word} event` }],
      claims: [
        {
          case: '#c',
          wording: `${word} claim`,
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          chain: [{ actor: '#a', verb: 'said' }],
          support: { kind: 'reference', source: '#s' },
        },
      ],
    });
  const limitOf = (ref: string): string => routes.desk.act({ ...parseRef(ref)!, act: 'limit' });
  const choose = async (who: typeof member, ref: string, to: string) =>
    who.post(limitOf(ref), { team: to, _version: versionIn(await who.text(limitOf(ref))) });
  const names = 'Items that name this one would be limited too, and some of them can’t be.';
  const reasonsIn = (html: string): string[] =>
    [...parseHTML(html).document.querySelectorAll('.notice.strong p')].map((one) => one.textContent!);
  const versionIn = (html: string): string => /name="_version" value="(\d+)"/.exec(html)![1]!;

  it('can be limited to a team and opened again on its pages, which say what is limited with it and why', async () => {
    const made = await aCase('Quiet');
    const [source, kase] = [made.sources[0]!, made.cases[0]!];
    expect(await member.text(deskPage(parseRef(source)!)!)).toContain(limitOf(source));
    // Someone who is in no team gets no link to the page, and the page itself says why.
    expect(await other.text(deskPage(parseRef(source)!)!)).not.toContain(limitOf(source));
    expect(await other.text(limitOf(source))).toContain('You are in no team');
    const form = await member.text(limitOf(source));
    expect(form).toContain('Claims: 1');
    expect(form).toContain('If an item of another team also names one of these people, organisations or photos');
    expect(form.slice(form.indexOf('<main'))).not.toContain('Events');
    expect(
      (await member.post(limitOf(source), { team: String(team), _version: versionIn(form), why: 'Sensitive' })).status,
    ).toBe(303);
    expect((await member.post(limitOf(source), { team: 'desk', _version: versionIn(form) })).status).toBe(409);
    const page = await member.text(deskPage(parseRef(source)!)!);
    expect(page).toContain('Limited to North');
    expect(page).toContain('Only the team North can see this');
    const claim = await member.text(deskPage(parseRef(made.claims[0]!)!)!);
    expect(claim).toContain('Limited to North');
    expect(claim).toMatch(/It is limited because of:[\s\S]*Quiet source/);
    // The case is not limited. Its page lists the limited claim for a member of the team.
    const casePage = await member.text(deskPage(parseRef(kase)!)!);
    expect(casePage).not.toMatch(/href="#who"|Only the team/);
    expect(casePage).toContain('Limited to North');
    for (const ref of [source, made.claims[0]!]) expect((await other.get(deskPage(parseRef(ref)!)!)).status).toBe(404);
    expect((await other.get(limitOf(source))).status).toBe(404);
    expect(await member.text(routes.desk.historyOf(parseRef(source)!))).toMatch(
      /Everyone at the desk[\s\S]*North|North[\s\S]*Everyone at the desk/,
    );
    // After the case is limited too, the claim is limited for two reasons. Lifting one of the two limits does not open
    // it.
    await run(desk.app, limitItem, member.principal, { thing: kase, team });
    const open = await member.text(limitOf(source));
    expect(open).toMatch(
      /What becomes visible if you choose “Everyone at the desk”[\s\S]*Nothing else\.[\s\S]*What else is limited/,
    );
    // Only limited claims name the claim's speaker, so the speaker stays limited too.
    await run(desk.app, limitItem, member.principal, { thing: source, team: null });
    expect(await other.text(routes.desk.actors())).not.toContain('Quiet Person');
    expect((await other.get(deskPage(parseRef(source)!)!)).status).toBe(200);
    await run(desk.app, limitItem, member.principal, { thing: source, team });
    await run(desk.app, limitItem, member.principal, { thing: kase, team: null });
    expect(await member.text(limitOf(source))).toMatch(
      /What becomes visible if you choose “Everyone at the desk”[\s\S]*Claims: 1[\s\S]*What else is limited/,
    );
    expect((await choose(member, source, 'desk')).status).toBe(303);
    expect((await other.get(deskPage(parseRef(made.claims[0]!)!)!)).status).toBe(200);
  });

  it('cannot be limited if others would no longer see their own work, and the page says so before', async () => {
    const { cases } = await run(desk.app, file, other.principal, { cases: [{ title: 'The work of others' }] });
    const page = await member.text(limitOf(cases[0]!));
    expect(page).toContain('You can’t limit it to North');
    expect(page).not.toContain('name="team"');
    const sent = await member.post(limitOf(cases[0]!), { team: String(team), _version: '1' });
    expect([sent.status, (await sent.text()).includes('You can’t limit it to North')]).toEqual([422, true]);
    expect((await other.get(deskPage(parseRef(cases[0]!)!)!)).status).toBe(200);
  });

  it('cannot be limited while a public item names it, and the page links that item', async () => {
    const made = await aCase('Loud');
    await run(desk.app, setVisibility, editor, {
      things: [made.sources[0]!, made.cases[0]!, made.claims[0]!],
      visibility: 'public',
    });
    const page = await member.text(limitOf(made.sources[0]!));
    expect(page).toContain('This can’t be limited to a team');
    expect(reasonsIn(page)).toEqual([
      names,
      'Readers can see these items. First hide them from readers or withdraw them:',
    ]);
    expect(page).toContain(`href="${deskPage(parseRef(made.claims[0]!)!)}"`);
    expect(page).not.toContain('name="team"');
    const sent = await member.post(limitOf(made.sources[0]!), { team: String(team), _version: '2' });
    expect([sent.status, (await sent.text()).includes('This can’t be limited to a team')]).toEqual([422, true]);
  });

  it('cannot be limited if an open letter or counted demand is about it, it was sealed when public, or it was published', async () => {
    const reasonsFor = async (work: (made: Awaited<ReturnType<typeof aCase>>) => Promise<unknown>) => {
      const made = await aCase(`Reason ${Math.random()}`);
      await work(made);
      return reasonsIn(await member.text(limitOf(made.cases[0]!)));
    };
    const sign = ({ cases }: { cases: string[] }) => makeLetter(desk.app, { open: true, letter: { about: cases } });
    const count = ({ cases }: { cases: string[] }) =>
      run(desk.app, fileDemands, editor, {
        demands: [
          { kind: 'remove', what: 'It is to go.', received: '2018-04-10', about: cases, counted: 'without-authority' },
        ],
      });
    const letter = 'People who are invited to sign can see this letter. First withdraw it:';
    const demand =
      'The transparency report counts this official demand. First leave it out of the report or withdraw it:';
    expect(await reasonsFor(sign)).toEqual([names, letter]);
    expect(await reasonsFor(count)).toEqual([names, demand]);
    expect(await reasonsFor(async (made) => [await count(made), await sign(made)])).toEqual([names, demand, letter]);
    const source = (await aCase('Hidden again')).sources[0]!;
    await run(desk.app, setVisibility, editor, { things: [source], visibility: 'public' });
    await (await newKeyHolder(desk.app, 'editor')).seal(source);
    expect(reasonsIn(await member.text(limitOf(source)))).toEqual([
      'This item was public before it was sealed. First remove the seal:',
    ]);
    const { claims, sources, cases, actors } = await aCase('Printed');
    await run(desk.app, setVisibility, editor, {
      things: [...claims, ...sources, ...cases, ...actors],
      visibility: 'public',
    });
    const [written] = await run(desk.app, createArticles, editor, {
      articles: [
        {
          headline: { text: 'Printed headline', claims, whole: true },
          blocks: [{ type: 'paragraph', sentences: [{ text: 'The printed sentence.', claims }] }],
        },
      ],
    });
    await run(desk.app, publishArticle, editor, written!);
    expect(reasonsIn(await member.text(limitOf(written!.article)))).toEqual([
      'This article was published. So it can’t be limited, even after you unpublish it:',
    ]);
    const known = allKinds().filter((kind) => kind.knownOutside);
    expect(known.map(({ name }) => messages()(`record.teams.open.${name}`, { count: 1 })).sort()).toEqual([
      letter,
      demand,
    ]);
  });

  it('does not tell people outside its team that it waits for the comparison with possible duplicates', async () => {
    const { app } = deskOn(db(), { now: () => at, listeners: [duplicateProjection] });
    const open = await run(app, file, monitor, {
      cases: [{ key: 'c', title: 'Open case' }],
      events: [{ key: 'e', case: '#c', title: 'Open event' }],
    });
    await run(app, findDuplicates, systemPrincipal, { limit: 2000 });
    await run(app, file, member.principal, {
      team,
      actors: [{ key: 'p', kind: 'person', names: [{ text: 'A person of the north' }] }],
      sources: [{ key: 's', kind: 'article', title: 'A source of the north' }],
      claims: [
        {
          case: open.cases[0]!,
          wording: 'It happened in March',
          chain: [{ actor: '#p', verb: 'said' }],
          kind: 'paraphrase',
          mode: 'stated',
          support: { kind: 'reference', source: '#s' },
          statements: [{ subject: open.events[0]!, property: 'date', value: '2026-03-01' }],
        },
      ],
    });
    // Three items need attention: the person, the source, and the event's case.
    expect(await member.text(routes.desk.duplicates())).toContain('within the hour');
    const queued = await db().read.selectFrom('duplicate_due').selectAll().execute();
    expect(queued).toHaveLength(3);
    expect(await other.text(routes.desk.duplicates())).not.toContain('within the hour');
    await run(app, findDuplicates, systemPrincipal, { limit: 2000 });
  });

  it('can be limited to a team if it is an article', async () => {
    const articles = await run(desk.app, createArticles, editor, {
      articles: [{ headline: { text: 'An article of the north' } }],
    } as never);
    const article = parseRef(articles[0]!.article)!;
    const path = routes.desk.article({ number: article.number });
    expect(await member.text(path)).toContain(limitOf(articles[0]!.article));
    expect(await member.text(limitOf(articles[0]!.article))).toContain('Who can see “An article of the north”');
    expect((await choose(member, articles[0]!.article, String(team))).status).toBe(303);
    expect(await member.text(path)).toContain('Limited to North');
    expect((await other.get(path)).status).toBe(404);
    expect(await other.text(routes.desk.articles())).not.toContain('An article of the north');
  });

  it('has a list of who saw its content on another page while it is limited, once a day for each person', async () => {
    const made = await aCase('Beside');
    await run(desk.app, limitItem, member.principal, { thing: made.sources[0]!, team });
    const claim = (await findThing(db().read, 'claim', numberOf(made.claims[0]!)))!;
    const opened = async () => (await listOpenings(db().read, claim.id)).total;
    // The claim is limited, but its case is not.
    const [page, list] = [deskPage(parseRef(made.cases[0]!)!)!, routes.desk.claims()];
    await member.text(routes.desk.cases());
    expect(await opened()).toBe(0);
    for (const path of [page, list]) expect(await member.text(path)).toContain('Beside claim');
    expect(await opened()).toBe(1);
    later(60);
    await member.text(page);
    expect(await opened()).toBe(1);
    await member.text(deskPage(parseRef(made.claims[0]!)!)!);
    expect(await opened()).toBe(2);
    const toNote = (hours: number) =>
      openingsToNote(db().read, {
        named: [],
        given: [claim.id],
        account: member.accountId,
        at: new Date(at.getTime() + hours * 3_600_000),
      });
    expect([await toNote(23), await toNote(25)]).toEqual([[], [claim.id]]);
    // Someone outside the team does not see the claim on the page. So no opening is recorded for them.
    expect(await other.text(page)).not.toContain('Beside claim');
    expect(await opened()).toBe(2);
  });

  it('has a list of who opened it while it is limited, once in five minutes, which the team sees for a year', async () => {
    const made = await aCase('Watched');
    const source = made.sources[0]!;
    const { id } = await db()
      .read.selectFrom('thing')
      .select('id')
      .where('kind', '=', 'source')
      .where('number', '=', numberOf(source))
      .executeTakeFirstOrThrow();
    const opened = async () => (await listOpenings(db().read, Number(id))).total;
    const path = deskPage(parseRef(source)!)!;
    await member.get(path);
    expect(await opened()).toBe(0);
    await run(desk.app, limitItem, member.principal, { thing: source, team });
    expect(await member.text(path)).toContain('No one has opened this since it was limited');
    for (const page of [path, `${path}/edit`, routes.desk.historyOf(parseRef(source)!), limitOf(source)])
      expect((await member.get(page)).status, page).toBe(200);
    expect(await opened()).toBe(1);
    later(6);
    await member.get(routes.desk.historyOf(parseRef(source)!));
    expect(await opened()).toBe(2);
    // Someone outside the team gets 404. That is not recorded as an opening.
    expect((await other.get(path)).status).toBe(404);
    expect(await opened()).toBe(2);
    // If someone else has saved the item meanwhile, the form shows both versions. That is recorded as an opening.
    later(6);
    const clash = await member.post(`${path}/edit`, {
      title: 'Mine',
      kind: 'article',
      visibility: 'desk',
      _version: '1',
    });
    expect([clash.status, (await clash.text()).includes('Watched source')]).toEqual([409, true]);
    expect(await opened()).toBe(3);
    const page = await member.text(path);
    expect(page).toContain('Opened 3 times');
    expect(page).toContain(member.name);
    later(364 * 24 * 60);
    expect(await run(desk.app, purgeOpenings, administrator, {})).toEqual({ openings: 0 });
    later(2 * 24 * 60);
    expect((await run(desk.app, purgeOpenings, administrator, {})).openings).toBeGreaterThan(1);
    expect(await opened()).toBe(0);
  });
});

/** Beginnings of desk addresses that contain a number, but show no item of the record. */
const ofNoItem = [
  'account',
  'accounts',
  'teams',
  'changes',
  'comments',
  'support-messages',
  'roots',
  'origins',
  'searches',
  'batches',
  'tags',
  'settings',
  'passkey-options',
  'imports/mappings',
  'archives',
];

describe('the addresses of items', () => {
  it('are recognised for every page and file of the desk that shows an item', () => {
    const missed = Object.values(routes.desk)
      .map((route) => (route as { pattern: string }).pattern.replaceAll(/\{[^}]*\}+/g, ''))
      .filter((pattern) => /:(?:number|id|finding|kind)\b/.test(pattern))
      .filter((pattern) => !ofNoItem.some((start) => pattern.startsWith(`/desk/${start}/`)))
      .filter((pattern) => openedAt(pattern.replaceAll(':kind', 'case').replaceAll(/:\w+/g, '7')).length === 0);
    expect(missed).toEqual([]);
  });

  it.each([
    ['/desk/cases/7/edit', [{ kind: 'case', number: 7 }]],
    [
      '/desk/sources/3/captures/7/bytes',
      [
        { kind: 'source', number: 3 },
        { kind: 'capture', number: 7 },
      ],
    ],
    ['/desk/act/claim/7/withdraw', [{ kind: 'claim', number: 7 }]],
    ['/desk/duplicates/unmerge/actor/7', [{ kind: 'actor', number: 7 }]],
    ['/desk/drafts/7', [{ kind: 'draft', number: 7 }]],
    ['/api/v1/articles/7/draft', [{ kind: 'article', number: 7 }]],
    ['/api/v1/captures/7/package', [{ kind: 'capture', number: 7 }]],
    ['/desk/cases', []],
    ['/desk/cases/new', []],
  ])('%s opens %j', (path, opened) => expect(openedAt(path)).toEqual(opened));
});
