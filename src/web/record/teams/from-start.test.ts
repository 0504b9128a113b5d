import { beforeAll, expect, it } from 'vitest';
import { createTeam } from '../../../accounts/teams/change-team.ts';
import { createArticles } from '../../../documents/create-articles.ts';
import { saveArticle } from '../../../documents/save-article.ts';
import { loadDeskArticle } from '../../../publishing/articles/desk-article.ts';
import { file } from '../../../record/filing/file.ts';
import { changePhoto } from '../../../record/photos/change-photo.ts';
import { photoSizesJob } from '../../../record/photos/make-sizes.ts';
import { picture } from '../../../record/photos/testing/pictures.ts';
import { limitItem } from '../../../record/teams/limit-item.ts';
import { tokenHeader } from '../../kit/middleware/same-site.ts';
import { askCaptures, cancelCaptures } from '../../../drafting/orders/ask.ts';
import { listOrders } from '../../../drafting/orders/load.ts';
import { addPage } from '../../../drafting/store/add-page.ts';
import { addTable } from '../../../exchange/import/add-table.ts';
import { loadImport } from '../../../exchange/import/store/load-import.ts';
import { findMapping } from '../../../exchange/import/store/mappings.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run, runAsViewer, type Principal } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { administrator } from '../../../platform/testing/test-app.ts';
import { captureJob } from '../../../drafting/orders/job.ts';
import { parseRef } from '../../../record/refs.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { deskPage } from '../desk/links.ts';

onEitherDatabase('limiting a new item to a team when it is created', (db) => {
  type Desk = ReturnType<typeof deskOn>;
  let desk: Desk;
  let member: Awaited<ReturnType<Desk['join']>>;
  let other: typeof member;
  let team: string;
  beforeAll(async () => {
    desk = deskOn(db());
    await prepareJobs(db(), [captureJob, photoSizesJob]);
    [member, other] = [await desk.join('editor'), await desk.join('editor')];
    team = String((await run(desk.app, createTeam, administrator, { name: 'North', members: [member.accountId] })).id);
  });
  const as = <T>(who: { principal: Principal }, work: () => Promise<T>): Promise<T> =>
    runAsViewer(desk.app, who.principal, work);
  /**
   * Expects that the team's member can open an item and find it in a list, and that the other person can do neither.
   */
  const expectHidden = async (path: string, words: string, list: string) => {
    const page = await member.text(path);
    expect(page).toContain(words);
    expect(page).toContain('Limited to North');
    expect((await other.get(path)).status).toBe(404);
    expect(await other.text(list)).not.toContain(words);
    expect(await other.text(routes.desk.history())).not.toContain(words);
    expect(await member.text(list)).toContain(words);
  };

  it('is offered only to people who are in a team', async () => {
    for (const path of [
      routes.desk.newCase(),
      routes.desk.newSource(),
      routes.desk.newArticle(),
      routes.desk.newFromPage(),
      routes.desk.captureOrders(),
      routes.desk.imports(),
    ]) {
      expect(await member.text(path), path).toMatch(/<select[^>]* name="team"/);
      expect(await other.text(path), path).not.toContain('name="team"');
    }
  });

  it('hides a case, a source with its new publisher, and an article from people outside the team', async () => {
    const made = await member.post(routes.desk.newCase(), { title: 'The hidden case', visibility: 'desk', team });
    await expectHidden(made.headers.get('location')!, 'The hidden case', routes.desk.cases());
    const source = await member.post(routes.desk.newSource(), {
      title: 'The hidden source',
      kind: 'article',
      visibility: 'desk',
      publisher: ['Hidden Gazette', '+ outlet: Hidden Gazette'],
      team,
    });
    if (source.status === 303)
      await expectHidden(source.headers.get('location')!, 'The hidden source', routes.desk.sources());
    else throw new Error(await source.text());
    expect(await other.text(routes.desk.actors())).not.toContain('Hidden Gazette');
    const article = await member.post(routes.desk.newArticle(), {
      headline: 'The hidden article',
      language: 'en',
      team,
    });
    const path = article.headers.get('location')!.replace(/\/write$/, '');
    await expectHidden(path, 'The hidden article', routes.desk.articles());
    // Someone outside the team cannot select the team.
    const refused = await other.post(routes.desk.newCase(), { title: 'Not mine', visibility: 'desk', team });
    expect([refused.status, (await refused.text()).includes('Choose a team that you are in')]).toEqual([400, true]);
    expect(await other.text(routes.desk.cases())).not.toContain('Not mine');
  });

  it('hides a photo that is added to a limited article, and the people in it, until the article’s limit is lifted', async () => {
    const [made] = await run(desk.app, createArticles, member.principal, {
      articles: [{ headline: { text: 'The hidden photo story' } }],
      team,
    });
    const number = Number(made!.number);
    const path = routes.desk.uploadPhoto({ number });
    const send = async (who: typeof member) =>
      desk.web.request(path, {
        method: 'POST',
        headers: { cookie: who.cookie, [tokenHeader]: who.token, 'content-type': 'application/octet-stream' },
        body: await picture(4711),
      });
    expect((await send(other)).status).toBe(404);
    const sent = await send(member);
    expect(sent.status).toBe(200);
    const { ref } = (await sent.json()) as { ref: string };
    const [actor] = (
      await run(desk.app, file, member.principal, {
        actors: [{ kind: 'person', names: [{ text: 'Ada Pictured' }] }],
      })
    ).actors;
    const page = deskPage(parseRef(ref)!)!;
    const seenBy = async () => [(await member.get(page)).status, (await other.get(page)).status];
    expect(await seenBy()).toEqual([200, 404]);
    await run(desk.app, changePhoto, member.principal, {
      photo: ref,
      version: 1,
      credit: 'The hidden photographer',
      alt: 'The hidden picture.',
      pictured: [actor!],
    });
    for (const list of [routes.desk.photos(), routes.desk.history()]) {
      expect(await member.text(list)).toContain('hidden p');
      expect(await other.text(list)).not.toContain('hidden p');
    }
    // Lifting the article's limit lifts the photo's limit too.
    await run(desk.app, limitItem, member.principal, { thing: made!.article, team: null });
    expect(await seenBy()).toEqual([200, 200]);
    // The article is limited again. So are the photo, which nothing else uses, and the person, whom nothing else names.
    const { form, version } = await loadDeskArticle(db().read, number);
    await run(desk.app, saveArticle, member.principal, {
      ...form,
      blocks: [{ type: 'photo', ref }],
      article: made!.article,
      version,
    });
    await run(desk.app, limitItem, member.principal, { thing: made!.article, team });
    expect(await seenBy()).toEqual([200, 404]);
    const person = deskPage(parseRef(actor!)!)!;
    expect([(await member.get(person)).status, (await other.get(person)).status]).toEqual([200, 404]);
    await run(desk.app, limitItem, member.principal, { thing: made!.article, team: null });
    expect(await seenBy()).toEqual([200, 200]);
    expect((await other.get(person)).status).toBe(200);
  });

  it('hides a page with its preserved copy and its draft, and an imported table', async () => {
    const text = 'The editor of the paper said on Monday that the court had fined her.';
    const brought = await addPage(desk.app, member.principal, { text, title: 'The hidden page', team: Number(team) });
    await expectHidden(deskPage(parseRef(brought.source)!)!, 'The hidden page', routes.desk.sources());
    expect(await member.text(routes.desk.draft({ id: String(brought.draft) }))).toContain('The hidden page');
    expect((await other.get(routes.desk.draft({ id: String(brought.draft) }))).status).toBe(404);
    expect(await other.text(routes.desk.drafts())).not.toContain('The hidden page');
    const table = await addTable(desk.app, member.principal, {
      name: 'hidden.csv',
      chunks: (async function* () {
        yield await Promise.resolve(new TextEncoder().encode('case,date\nThe first,2018-03-30\n'));
      })(),
      title: 'The hidden table',
      dataSet: 'new',
      team: Number(team),
    });
    await expectHidden(deskPage(parseRef(table.source)!)!, 'The hidden table', routes.desk.sources());
    expect((await other.get(routes.desk.import_({ id: String(table.import) }))).status).toBe(404);
    expect(await other.text(routes.desk.imports())).not.toContain('hidden.csv');
    // A saved import profile is for everyone, so it has none of the table's values.
    const saved = await member.post(routes.desk.importMapping({ id: String(table.import) }), {
      'fields[0].column': 'case',
      'fields[0].target': 'case.incident-type',
      'fields[0].translate[0].from': 'The first',
      'fields[0].translate[0].to': 'physical',
      'fields[1].column': 'date',
      'fields[1].target': 'case.began',
      'fields[1].date': 'iso',
      title: '{case}',
      wording: '{case}',
      identity: ['case'],
      repeats: 'own',
      likely: 'tell',
      mode: 'stated',
      certainty: 'unknown',
      language: 'en',
      visibility: 'desk',
      actorVisibility: 'desk',
      saveAs: 'Of the team',
    });
    expect(saved.status).toBe(303);
    const profile = (await findMapping(db().read, 'Of the team'))!.mapping;
    expect(profile.fields.map(({ target, translate }) => [target, translate])).toEqual([
      ['case.incident-type', []],
      ['case.began', []],
    ]);
    const { mapping } = await runAsViewer(desk.app, member.principal, () => loadImport(db().read, table.import));
    expect(mapping.fields[0]!.translate).toEqual([{ from: 'The first', to: 'physical' }]);
  });

  it('is refused for a page whose source people outside the team see', async () => {
    const text = 'The minister said on Tuesday that the law would change in May.';
    const open = await addPage(desk.app, other.principal, { text, title: 'An open page' });
    const again = addPage(desk.app, member.principal, { text, team: Number(team) });
    await expect(again).rejects.toMatchObject({
      code: 'known_to_desk',
      details: { source: parseRef(open.source)!.number },
    });
    const page = await member.post(routes.desk.newFromPage(), { page: text, team });
    expect([page.status, (await page.text()).includes('people outside the team see it')]).toEqual([409, true]);
  });

  it('hides a requested capture while it is waiting, and requests for the same page do not reveal it', async () => {
    const url = 'https://example.org/hidden';
    const asked = await run(desk.app, askCaptures, member.principal, { addresses: [url], why: 'For the team', team });
    expect(await member.text(routes.desk.captureOrders())).toContain(url);
    const page = await other.text(routes.desk.captureOrders());
    expect(page).not.toContain(url);
    expect(page).not.toContain('For the team');
    expect(await as(other, () => listOrders(db().read))).toEqual([]);
    // Someone outside the team requests a capture of the same page. The response does not reveal the earlier request.
    const mine = await run(desk.app, askCaptures, other.principal, { addresses: [url] });
    expect(mine).toMatchObject({ asked: 1, orders: [{ known: false }] });
    await run(desk.app, cancelCaptures, other.principal, { orders: [asked.orders[0]!.order] });
    const [order] = await as(member, () => listOrders(db().read, { id: asked.orders[0]!.order }));
    expect(order!.state).toBe('waiting');
    await expect(run(desk.app, askCaptures, other.principal, { addresses: [url], team })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});
