import { afterAll, expect, it } from 'vitest';
import { createArticles } from '../../documents/create-articles.ts';
import { captureJob } from '../../drafting/orders/job.ts';
import { fileDraft } from '../../drafting/store/file-draft.ts';
import { loadDraft } from '../../drafting/store/load-draft.ts';
import { saveDraft } from '../../drafting/store/save-draft.ts';
import { closeServers, webServer } from '../../evidence/fetch/fetch-servers.factory.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run } from '../../platform/operation.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { submitArticle } from '../../publishing/review/submit-article.ts';
import { assign } from '../../work/assign.ts';
import { workListener } from '../../work/notices.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';
import { testDeps } from '../testing/test-deps.ts';

afterAll(closeServers);

const reports = 40;
const page = (at: string): string => `<html><head><title>Report ${at}</title></head><body><article>
<h1>Report ${at}</h1><p>12 March 2031</p>
<p>Reporter number ${at} of the town was fined 200 euros on 10 March 2031, Lena Moroz said.</p>
<p>Lena Moroz said that nobody had seen the papers. “We stand by every word of it,” she said.</p></article></body></html>`;

onOneDatabase('a desk of five with a day’s reports', (db) => {
  it('keeps each page in one place: with one person, or among those that no one has begun', async () => {
    // Pages of one host are fetched five seconds apart, so the clock runs faster here.
    let clock = Date.UTC(2031, 2, 13, 8);
    const now = () => new Date((clock += 1_000));
    await prepareJobs(db(), [captureJob]);
    const desk = deskOn(db(), { now, listeners: [workListener] });
    const { app } = desk;
    app.config.allowPrivate = ['127.0.0.1'];
    const port = await webServer((request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(page(request.url!.slice(1))),
    );
    const [night, mona, sami] = [
      await desk.join('monitor', 'Nils Night'),
      await desk.join('monitor', 'Mona Sandoval'),
      await desk.join('monitor', 'Sami Berg'),
    ];
    const [edda, lea] = [await desk.join('editor', 'Edda Voss'), await desk.join('lawyer', 'Lea Roth')];
    const all = [night, mona, sami, edda, lea];
    type Person = typeof mona;
    const add = (who: Person, typed: string) => who.post(routes.desk.newFromPage(), { page: typed });
    const links = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, at) => `http://127.0.0.1:${port}/${from + at}`).join('\n');
    const drafts = async (who: Person, state: string): Promise<number[]> => {
      const found: number[] = [];
      for (let at = 1; at < 5; at++) {
        const text = await who.text(routes.desk.drafts({ state, page: at }));
        const ids = [...text.matchAll(/<h2>.*?href="\/desk\/drafts\/(\d+)"/gs)].map(([, id]) => Number(id));
        found.push(...ids);
        if (ids.length < 30) break;
      }
      return found;
    };
    const home = async (who: Person) => (await who.text(routes.desk.home())).replaceAll(/\s+/g, ' ');
    const decide = async (who: Person, draft: number) => {
      const { claims } = (await loadDraft(db().read, draft))!.content;
      const keys = claims.filter((one) => !one.own).map(({ key }) => key);
      const edit = { do: 'decide' as const, claims: keys, questions: [], decision: 'accepted' as const };
      await run(app, saveDraft, who.principal, { draft, edit });
    };

    // The night shift leaves 20 links. In the morning, two people paste lists at the same moment, with links of the
    // night among them, and a third pastes texts.
    const left = await add(night, links(1, 20));
    expect(left.headers.get('location')).toBe(routes.desk.drafts({ state: 'free' }));
    expect(await mona.text(routes.desk.drafts({ state: 'free' }))).toContain('20 pages are being fetched');
    await Promise.all([
      add(mona, `${links(18, 30)}`),
      add(sami, links(30, 36)),
      add(edda, 'Report 37\n\nReporter Pavel Dorn was fined on 3 March 2031, Lena Moroz said.'),
    ]);
    for (const number of [38, 39, 40, 40])
      await add(
        edda,
        `Report ${number}\n\nReporter Pavel Dorn was fined on ${number - 30} March 2031, Lena Moroz said.`,
      );
    await captureJob.handler({
      input: {},
      app,
      log: testDeps().log as never,
      signal: new AbortController().signal,
      last: false,
    });
    const waiting = await drafts(mona, 'free');
    expect([waiting.length, new Set(waiting).size]).toEqual([reports, reports]);
    for (const who of all) expect(await home(who)).toContain('40 pages that no one has started to check');
    expect(await mona.text(routes.desk.drafts({ state: 'free' }))).toContain('added by Nils Night');

    // The editor gives some to each monitor, two people want the same page, and three begin one each at the same moment.
    const give = (who: Person, some: readonly number[], was: string[] = []) =>
      edda.post(routes.desk.assignDrafts(), { drafts: some.map(String), to: String(who.accountId), was });
    expect((await give(mona, waiting.slice(0, 10))).status).toBe(303);
    await give(sami, waiting.slice(10, 20));
    // She opened her list before she gave these pages away. Those that have someone since stay as they are.
    const shown = [waiting[9], waiting[29]].map((id) => `draft/${id}@0`);
    const late = await give(sami, [waiting[9]!, waiting[29]!], shown);
    const stays = await edda.text(late.headers.get('location')!);
    expect(stays).toContain('1 page was not assigned');
    expect(await drafts(sami, 'own')).toContain(waiting[29]);
    expect(await drafts(sami, 'own')).not.toContain(waiting[9]);
    await run(app, assign, edda.principal, { items: [`draft/${waiting[29]}`], to: null });
    const wanted = routes.desk.takeDraft({ id: String(waiting[20]) });
    const took = await Promise.all([sami, night].map((who) => who.post(wanted, { was: '' })));
    expect(took.map(({ status }) => status).toSorted()).toEqual([303, 409]);
    await Promise.all([mona, sami, night].map((who, at) => decide(who, waiting[21 + at]!)));
    // A lawyer can't add claims to the record, so no page is assigned to one.
    expect((await give(lea, waiting.slice(30, 31))).status).toBe(400);
    expect((await lea.text(routes.desk.drafts({ state: 'free' }))).includes('Assign to me')).toBe(false);
    expect((await edda.post(routes.desk.assignDrafts(), { to: String(mona.accountId) })).status).toBe(422);
    expect(await home(mona)).toContain('10 items assigned to you');
    expect(await home(night)).toContain('1 page that you have started to check');
    expect(await home(edda)).toContain('16 pages that no one has started to check');

    // Mona adds two pages to the record, the second to the case of the first, and discards one.
    const into = async (draft: number, use: string) => {
      await decide(mona, draft);
      const at = async () => (await loadDraft(db().read, draft))!;
      const { content } = await at();
      const to = { use, title: 'Reporters fined', summary: '' };
      await run(app, saveDraft, mona.principal, {
        draft,
        edit: { do: 'case', rev: content.revs.case, key: 'k1', to },
      });
      const { version } = await at();
      return run(app, fileDraft, mona.principal, { draft, version, checked: true });
    };
    const { cases } = await into(waiting[0]!, 'new');
    expect((await into(waiting[1]!, cases[0]!)).cases).toEqual(cases);
    await mona.post(routes.desk.draft({ id: String(waiting[2]) }, { show: 'act' }), { _intent: 'drop' });

    // Each page is in one place, and all of them together are what is left.
    const free = await drafts(lea, 'free');
    const held: number[] = [];
    for (const who of all) held.push(...(await drafts(who, 'own')));
    expect([free.length, held.length]).toEqual([16, reports - 16 - 3]);
    expect([...free, ...held].toSorted((a, b) => a - b)).toEqual((await drafts(lea, 'open')).toSorted((a, b) => a - b));
    expect(new Set([...free, ...held]).size).toBe(reports - 3);
    expect(await drafts(lea, 'filed')).toHaveLength(2);
    const pages = [1, 2].map((at) => lea.text(routes.desk.drafts({ state: 'open', page: at })));
    const everyone = (await Promise.all(pages)).join('');
    for (const words of ['Assigned to Mona Sandoval', 'started by Nils Night']) expect(everyone).toContain(words);

    // An article in review is on the page of the editor, and of no one else.
    const [made] = await run(app, createArticles, sami.principal, { articles: [{ headline: { text: 'Fined' } }] });
    await run(app, submitArticle, sami.principal, { article: `article/${made!.number}`, revision: '1' });
    const asked = await Promise.all(all.map(async (who) => (await home(who)).includes('1 article to review')));
    expect(asked).toEqual([false, false, false, true, false]);
  }, 300_000);
});
