import { expect, it } from 'vitest';
import { onEitherDatabase } from '../../../../platform/testing/databases.ts';
import { prepareJobs } from '../../../../platform/jobs/queues.ts';
import { verifyMirror } from '../../../../publishing/mirror/verify-mirror.ts';
import { loadExample } from '../../../../exchange/example/load.ts';
import { publishOne } from '../../../testing/site.ts';
import { mirrorListener, mirrorJob } from '../desk-mirror.ts';
import { routes } from '../../../routes.ts';
import { testDeps } from '../../../testing/test-deps.ts';
import { deskOn } from '../../../testing/desk.ts';

onEitherDatabase('the desk’s mirror', (db) => {
  it('is made on request or after every change, shows its status, and can be downloaded, also as a book', async () => {
    await prepareJobs(db(), [mirrorJob]);
    const { join, app } = deskOn(db(), { listeners: [mirrorListener] });
    const chief = await join(['administrator', 'editor'], 'editor');
    const waiting = async (): Promise<number> =>
      (await db().executeSql(`select id from pgboss.job where name = '${mirrorJob.name}'`)).rows.length;
    expect(await chief.text(routes.desk.mirror())).toContain('Never');
    expect((await chief.post(routes.desk.mirror(), { act: 'nonsense' })).status).toBe(400);
    expect((await chief.post(routes.desk.mirror(), { act: 'make' })).status).toBe(303);
    expect(await waiting()).toBe(1);
    await mirrorJob.handler({
      input: { whole: false },
      app,
      log: testDeps().log as never,
      signal: new AbortController().signal,
      last: false,
    });
    expect((await verifyMirror(app.config.mirrorDir, { trusted: new Set() })).exit).toBe(3);
    const page = await chief.text(routes.desk.mirror());
    for (const words of [app.config.mirrorDir, 'Create every page again', 'The mirror does not update automatically'])
      expect(page).toContain(words);
    // Turning automatic updates on is a change too, so it updates the mirror.
    expect((await chief.post(routes.desk.mirror(), { act: 'follow' })).status).toBe(303);
    expect(await chief.text(routes.desk.mirror())).toContain('The mirror updates automatically');
    expect(await waiting()).toBe(2);
    const zip = await chief.get(routes.desk.mirrorDownload());
    expect([zip.status, zip.headers.get('content-type')]).toEqual([200, 'application/zip']);
    expect(
      Buffer.from(await zip.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
    // No article is published. The form for a book says that the book would be empty, and shows the typed input again.
    const none = await chief.post(routes.desk.mirrorBook(), { q: 'a choice of words', year: '2018' });
    expect([none.status, (await none.text()).match(/the book would be empty|a choice of words/g)?.length]).toEqual([
      422, 2,
    ]);
    expect((await chief.post(routes.desk.mirrorBook(), { year: 'last' })).status).toBe(400);
    await publishOne(app, (await loadExample(app))!);
    const book = await chief.post(routes.desk.mirrorBook(), {});
    expect([book.status, book.headers.get('content-type'), book.headers.get('content-disposition')]).toEqual([
      200,
      'application/epub+zip',
      'attachment; filename="kronika-all-articles.epub"',
    ]);
    expect(
      Buffer.from(await book.arrayBuffer())
        .subarray(30, 58)
        .toString(),
    ).toBe('mimetypeapplication/epub+zip');
    const monitor = await join('monitor');
    expect((await monitor.get(routes.desk.mirrorBook())).status).toBe(403);
    expect((await monitor.get(routes.desk.mirror())).status).toBe(403);
  });
});
