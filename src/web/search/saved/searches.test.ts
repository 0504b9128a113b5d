import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '../../../platform/log/log.ts';
import { run, type App } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { openMailServer } from '../../../platform/testing/mail-server.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { changeCaseEntry } from '../../../record/cases/change-case-entry.ts';
import { file } from '../../../record/filing/file.ts';
import { saveSearches } from '../../../search/saved/save-searches.ts';
import { digestJob } from '../digest/digest-job.ts';
import { routes } from '../../routes.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

const day = 86_400_000;
let mailServer: Awaited<ReturnType<typeof openMailServer>>;
beforeAll(async () => {
  mailServer = await openMailServer();
});
afterAll(() => mailServer.close());

const log = createLog('silent', { write: () => {} });
/** Runs the job that sends the emails once. */
const round = (app: App): Promise<void> =>
  digestJob.handler({ input: {}, app, log, signal: new AbortController().signal, last: false });
/** An email as plain text. The line breaks and codes of quoted-printable are removed. */
const plain = (message: string): string =>
  message.replaceAll('=\r\n', '').replaceAll('=3D', '=').replaceAll('\r\n', '\n');

const caseOf = (title: string, visibility: 'public' | 'desk') => ({ cases: [{ title, visibility }] });

onEitherDatabase('saved searches', (db, kind) => {
  it('can be saved under a name, changed and deleted by their owner, and not be seen by others', async () => {
    const { app, join } = deskOn(db());
    await run(app, file, editor, caseOf('A lawsuit against a portal', 'public'));
    const [her, him] = [await join('monitor'), await join('editor')];
    const found = await her.text(`${routes.desk.search({ q: 'lawsuit', country: ['KZ'] })}`);
    const save = /href="([^"]*searches\/new[^"]*)"/.exec(found)![1]!.replaceAll('&amp;', '&');
    expect(valueOf(await her.text(save), 'name')).toBe('“lawsuit”, Country: Kazakhstan');
    const unnamed = await her.post(save, { name: ' ', digest: 'daily' });
    expect([unnamed.status, (await unnamed.text()).includes('value="daily" selected')]).toEqual([400, true]);
    expect((await her.post(save, { name: 'Suits in Kazakhstan', digest: 'daily' })).headers.get('location')).toBe(
      routes.desk.searches(),
    );
    const list = await her.text(routes.desk.searches());
    expect(list).toContain('Suits in Kazakhstan');
    expect(list).toContain('/desk/search?q=lawsuit&amp;country=KZ');
    const edit = /href="(\/desk\/searches\/[^"]+\/edit)"/.exec(list)![1]!;
    expect([
      await him.text(routes.desk.searches()).then((html) => html.includes('Suits')),
      (await him.get(edit)).status,
      (await him.post(edit, { name: 'Mine now', digest: 'none' })).status,
    ]).toEqual([false, 404, 404]);
    expect((await her.post(edit, { name: 'Lawsuits', digest: 'none' })).status).toBe(303);
    await him.post(edit.replace('/edit', '/drop'));
    expect(await her.text(routes.desk.searches())).toContain('Lawsuits');
    await her.post(edit.replace('/edit', '/drop'));
    expect(await her.text(routes.desk.searches())).toContain('You have no saved searches');
  });

  it('have a public feed only if all their filters are public', async () => {
    const { app, join } = deskOn(db());
    const her = await join('monitor');
    const save = (query: string) =>
      run(app, saveSearches, her.principal, { searches: [{ name: 'Mine', query, digest: 'none' }] });
    await save('q=raid&tag=informant');
    expect(await her.text(routes.desk.searches())).not.toContain('href="/search.xml');
    await save('q=raid&country=KZ');
    expect(await her.text(routes.desk.searches())).toContain('href="/search.xml?q=raid&amp;country=KZ"');
  });

  it('can be views of lists, which editors share with the desk, and only their owner changes', async () => {
    const { app, join } = deskOn(db());
    await run(app, file, editor, caseOf('A raid on a newsroom', 'desk'));
    const [her, chief] = [await join('monitor'), await join('editor', 'Dana Ospanova')];
    const address = routes.desk.cases({ q: 'raid', sort: 'title', column: ['claims', 'number'] });
    const saveOf = async (who: typeof her): Promise<string> =>
      /href="([^"]*searches\/new[^"]*)"/.exec(await who.text(address))![1]!.replaceAll('&amp;', '&');
    expect(await her.text(await saveOf(her))).not.toContain('Show to everyone at the desk');
    // The field is not in her form, so a value that she sends anyway has no effect.
    const own = await her.post(await saveOf(her), { name: 'My raids', shared: 'on' });
    expect(new URL(own.headers.get('location')!, 'http://desk.test').searchParams.get('q')).toBe('raid');
    expect(await her.text(own.headers.get('location')!)).toMatch(/aria-current="page"[^>]*>My raids</);
    expect(await chief.text(routes.desk.cases())).not.toContain('My raids');
    const rules = { list: 'case', query: 'q=raid', digest: 'none' as const };
    await expect(
      run(app, saveSearches, her.principal, { searches: [{ ...rules, name: 'Mine', shared: true }] }),
    ).rejects.toMatchObject({ code: 'not_permitted' });

    await chief.post(await saveOf(chief), { name: 'Raids of the desk', shared: 'on' });
    expect(await her.text(routes.desk.cases())).toContain('Raids of the desk (from Dana Ospanova)');
    expect(await her.text(routes.desk.sources())).not.toContain('Raids of the desk');
    expect(await her.text(routes.desk.searches())).not.toContain('Raids of the desk');
    const list = await chief.text(routes.desk.searches());
    const edit = /href="(\/desk\/searches\/[^"]+\/edit)"/.exec(list)![1]!;
    expect([list.includes('Everyone at the desk sees it'), (await her.get(edit)).status]).toEqual([true, 404]);
    await chief.post(edit, { name: 'Raids' });
    expect(await her.text(routes.desk.cases())).not.toContain('Raids');
    await chief.post(edit.replace('/edit', '/drop'));
    expect(await chief.text(routes.desk.cases())).not.toContain('Raids');
  });

  it('send an email a day about changes, which names only public items, until the emails are stopped', async () => {
    let now = Date.parse('2026-03-01T08:00:00Z');
    const { app: plainApp, join } = deskOn(db(), { now: () => new Date(now) });
    const app: App = {
      ...plainApp,
      config: {
        ...plainApp.config,
        mail: { url: mailServer.url, from: 'desk@example.org' },
        publicUrl: 'https://paper.example',
      },
    };
    const her = await join('monitor');
    const mails = () =>
      mailServer.received.filter((mail) => mail.to.includes(her.email)).map((mail) => plain(mail.message));
    await run(app, file, editor, caseOf('An older raid on a newsroom', 'public'));
    now += 60_000;
    await her.post(routes.desk.newSearch({ query: 'q=newsroom' }), { name: 'Newsrooms', digest: 'daily' });
    now += 60_000;
    const secret = await run(app, file, editor, caseOf('The secret newsroom', 'desk'));
    await run(app, file, editor, caseOf('A newsroom is searched', 'public'));
    await run(app, file, editor, caseOf('Something else', 'public'));
    await round(app);
    expect(mails()).toEqual([]);
    now += day;
    await round(app);
    await round(app);
    expect(mails()).toHaveLength(1);
    const [first] = mails() as [string];
    expect(first).toMatch(/^Subject: Kronika: 2 changes in your searches$/m);
    expect(first).toMatch(/Case: A newsroom is searched\nhttps:\/\/paper\.example\/cases\/\d+\/a-newsroom-is-searched/);
    expect(first).toContain('1 more change that only the desk can see.');
    for (const hidden of ['secret', 'older raid', 'Something else']) expect(first).not.toContain(hidden);

    now += day;
    await round(app);
    expect(mails()).toHaveLength(1);
    now += 60_000;
    await run(app, changeCaseEntry, editor, {
      thing: secret.cases[0]!,
      version: 1,
      title: 'The secret newsroom again',
      visibility: 'desk',
    });
    now += day;
    await round(app);
    expect(mails()).toHaveLength(2);

    const stop = new URL(/https:\/\/paper\.example\/digest\/stop\/[\w-]+/.exec(first)![0]).pathname;
    expect(first).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    const { web } = deskOn(db());
    const asked = await web.request(stop);
    expect([asked.status, (await asked.text()).includes('Stop these emails?')]).toEqual([200, true]);
    const stopped = await web.request(stop, {
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([stopped.status, stopped.headers.get('set-cookie')]).toEqual([200, null]);
    expect((await web.request('/digest/stop/nothing', { method: 'POST' })).status).toBe(404);
    await run(app, file, editor, caseOf('One more newsroom', 'public'));
    now += day;
    await round(app);
    expect(mails()).toHaveLength(2);
  });

  it('send an email that failed again in the next run, without delaying the emails of other people', async () => {
    let now = Date.parse('2027-03-01T08:00:00Z');
    const { app: plainApp, join } = deskOn(db(), { now: () => new Date(now) });
    const config = {
      ...plainApp.config,
      mail: { url: mailServer.url, from: 'desk@example.org' },
      publicUrl: 'https://paper.example',
    };
    const app: App = { ...plainApp, config };
    const [her, him, gone] = [await join('monitor'), await join('editor'), await join('monitor')];
    await db().executeSql(`update account set email = 'full@refused.example' where id = ${him.accountId}`);
    for (const one of [her, him, gone])
      await one.post(routes.desk.newSearch({ query: 'q=gazette' }), { name: 'Gazettes', digest: 'daily' });
    now += 60_000;
    await run(app, file, editor, caseOf('A gazette is blocked', 'public'));
    await db().executeSql(`update account set disabled_at = now() where id = ${gone.accountId}`);
    now += day;
    const count = (to: string): number => mailServer.received.filter((mail) => mail.to.includes(to)).length;
    await round({ ...app, config: { ...config, mail: { ...config.mail, url: 'smtp://127.0.0.1:1' } } });
    expect(count(her.email)).toBe(0);
    await round(app);
    expect([count(her.email), count('full@refused.example'), count(gone.email)]).toEqual([1, 0, 0]);
    await db().executeSql(`update account set email = 'empty@${kind}.example' where id = ${him.accountId}`);
    await round(app);
    expect([count(her.email), count(`empty@${kind}.example`)]).toEqual([1, 1]);
  });

  it('report changes from before a large import first, and the import in the next email', async () => {
    let now = Date.parse('2027-05-01T08:00:00Z');
    const { app: plainApp, join } = deskOn(db(), { now: () => new Date(now) });
    const app: App = {
      ...plainApp,
      config: {
        ...plainApp.config,
        mail: { url: mailServer.url, from: 'desk@example.org' },
        publicUrl: 'https://paper.example',
      },
    };
    const reader = await join('monitor');
    await reader.post(routes.desk.newSearch({ query: 'q=almanac' }), { name: 'Almanacs', digest: 'daily' });
    now += 60_000;
    await run(app, file, editor, caseOf('An almanac is seized', 'public'));
    now += day;
    await run(app, file, editor, {
      cases: Array.from({ length: 230 }, (_, index) => ({ title: `Almanac ${index}`, visibility: 'public' as const })),
    });
    const mails = (): string[] =>
      mailServer.received.filter((mail) => mail.to.includes(reader.email)).map((mail) => plain(mail.message));
    await round(app);
    expect(mails()).toEqual([expect.stringMatching(/1 change in[^]*An almanac is seized/)]);
    now += day;
    await round(app);
    expect(mails()[1]).toMatch(/230 changes in[^]*And 210 more/);
  });
});
