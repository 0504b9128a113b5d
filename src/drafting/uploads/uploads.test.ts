import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { invited } from '../../accounts/testing/invited.ts';
import { crawlOf, type Recorded } from '../../evidence/archives/archives.factory.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { createLog } from '../../platform/log/log.ts';
import { messages } from '../../platform/messages/messages.ts';
import { run, runAsViewer, type App, type ChangeListener, type Principal } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, testApp } from '../../platform/testing/test-app.ts';
import { followLimits } from '../../record/teams/limits.ts';
import { loadViewer } from '../../record/teams/load-viewer.ts';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import { checkUploadJob } from './check-upload.ts';
import { createUpload } from './create-upload.ts';
import { deleteUploads, endUploadsJob } from './end-uploads.ts';
import { importUploadJob } from './import-upload-job.ts';
import { importUpload } from './import-upload.ts';
import { listUploadPages, listUploads } from './load-uploads.ts';
import { receivePieces } from './receive-pieces.ts';

const page = (name: string, more: Partial<Recorded> = {}): Recorded => ({
  url: `https://harbour.example/${name}`,
  at: '2016-05-04T10:00:00Z',
  body: `<html><head><title>Story ${name}</title></head><body><p>The court of the harbour heard the witness ${name} on Monday, her lawyer said in the corridor.</p></body></html>`,
  ...more,
});

onBothDatabases('an uploaded web archive', (db) => {
  let app: App;
  let monitor: Principal;
  beforeAll(async () => {
    app = {
      ...testApp(db(), { listeners: [followLimits, deleteUploads] }),
      loadViewer: (accountId, tx) => loadViewer(db(), accountId, tx),
    };
    await prepareJobs(db(), [checkUploadJob, importUploadJob, endUploadsJob]);
    monitor = await invited(app, 'monitor', 'monitor');
  });

  const around = (signal = new AbortController().signal, last = false) => ({
    app,
    log: createLog('silent'),
    signal,
    last,
  });
  const whose = (who: Principal) => ({ account: who.accountId, at: app.now() });
  const loaded = async (who: Principal, id: number) => (await listUploads(db().read, { ...whose(who), id }))[0]!;
  const pagesOf = (id: number) => listUploadPages(db().read, id);
  const check = (upload: number, last = false) =>
    checkUploadJob.handler({ input: { upload }, ...around(undefined, last) });
  const perform = (upload: number, signal?: AbortSignal) =>
    importUploadJob.handler({ input: { upload }, ...around(signal) });
  const folderOf = async (id: number): Promise<string> => {
    const { folder } = await db()
      .read.selectFrom('upload')
      .select('folder')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return join(app.config.dataDir, 'uploads', folder);
  };
  /** Uploads a file completely. */
  async function uploaded(bytes: Uint8Array, who = monitor, name = 'crawl.warc.gz'): Promise<number> {
    const { upload } = await run(app, createUpload, who, { name, size: bytes.length });
    const body = new Blob([Buffer.from(bytes)]).stream() as ReadableStream<Uint8Array>;
    expect(await receivePieces(app, who, { upload, offset: 0, body, declared: undefined })).toMatchObject({
      received: bytes.length,
    });
    return upload;
  }
  async function ready(recorded: readonly Recorded[], who = monitor, about = {}): Promise<number> {
    const upload = await uploaded(crawlOf(recorded, about), who);
    await check(upload);
    return upload;
  }
  const captures = async (): Promise<number> =>
    Number(
      (
        await db()
          .read.selectFrom('archive_origin')
          .select(({ fn }) => fn.countAll().as('count'))
          .executeTakeFirstOrThrow()
      ).count,
    );

  it('is checked when it is complete; then its facts and pages are listed, and the chosen ones are imported', async () => {
    const upload = await uploaded(
      crawlOf([page('one'), page('two'), page('empty', { body: '' })], { operator: 'Olga Operator' }),
    );
    expect(await loaded(monitor, upload)).toMatchObject({ state: 'checking', facts: null });
    const choose = (pages: number[], who = monitor) =>
      run(app, importUpload, who, { upload, pages }, 'For the case of the harbour.');
    await expect(choose([1])).rejects.toMatchObject({ code: 'upload_busy' });
    await check(upload);
    expect(await loaded(monitor, upload)).toMatchObject({
      state: 'ready',
      facts: { form: 'warc', operator: 'Olga Operator', software: 'crawler/1.0', report: { verdict: 'consistent' } },
    });
    expect(await pagesOf(upload)).toMatchObject([
      { number: 1, url: 'https://harbour.example/one', title: 'Story one', state: 'listed' },
      { number: 2, state: 'listed' },
      { number: 3, state: 'listed' },
    ]);
    const field = { code: 'invalid_input', fields: [{ path: 'pages' }] };
    await expect(choose([])).rejects.toMatchObject(field);
    await expect(choose([1, 4])).rejects.toMatchObject(field);
    await expect(choose(Array.from({ length: 101 }, (_, index) => index + 1))).rejects.toMatchObject(field);
    await expect(choose([1], await invited(app, 'stranger', 'monitor'))).rejects.toMatchObject({ code: 'not_found' });
    await expect(choose([1], { ...monitor, roles: ['lawyer'] })).rejects.toMatchObject({ code: 'not_permitted' });
    expect((await pagesOf(upload)).map(({ state }) => state)).toEqual(['listed', 'listed', 'listed']);

    expect(await choose([3, 1])).toEqual({ pages: 2 });
    expect(await loaded(monitor, upload)).toMatchObject({ state: 'importing' });
    await expect(choose([2])).rejects.toMatchObject({ code: 'upload_busy' });
    await perform(upload);
    expect(await loaded(monitor, upload)).toMatchObject({ state: 'ready', error: null });
    const [one, two, three] = await pagesOf(upload);
    expect([one, two, three]).toMatchObject([
      { state: 'imported', capture: { number: expect.any(Number) }, draft: expect.any(Number), error: null },
      { state: 'listed', capture: null },
      { state: 'failed', capture: null, error: { code: 'page_empty' } },
    ]);
    const { rows } = await db().executeSql(
      `select account_id, why from change_set where operation = 'drafting.createDraft' or why like 'For the case%'`,
    );
    expect(rows).toContainEqual({ account_id: monitor.accountId, why: 'For the case of the harbour.' });
    // The same page again is the same capture.
    const before = await captures();
    await choose([1, 2]);
    await perform(upload);
    expect(await pagesOf(upload)).toMatchObject([
      { state: 'known', capture: one!.capture },
      { state: 'imported' },
      { state: 'failed' },
    ]);
    expect(await captures()).toBe(before + 1);
  });

  it('goes on after an interruption of the import, without doubles', async () => {
    const upload = await ready(['a', 'b', 'c', 'd'].map((name) => page(`interrupted-${name}`)));
    await run(app, importUpload, monitor, { upload, pages: [1, 2, 3, 4] });
    const before = await captures();
    const stop = new AbortController();
    const done = perform(upload, stop.signal);
    await expect
      .poll(async () => (await pagesOf(upload)).filter(({ state }) => state === 'imported').length, {
        timeout: 200_000,
        interval: 5,
      })
      .toBeGreaterThan(0);
    stop.abort(new Error('the server stops'));
    await done.catch(() => {});
    // One capture was stored, but the process was killed before that was noted.
    await db().executeSql(
      `update upload_page set state = 'waiting', capture_id = null where upload_id = ${upload} and number = 1`,
    );
    await db().executeSql(`update upload set state = 'importing' where id = ${upload}`);
    await perform(upload);
    expect((await pagesOf(upload)).map(({ state }) => state)).toEqual([
      'known',
      ...Array<unknown>(3).fill(expect.stringMatching(/^(imported|known)$/)),
    ]);
    expect(await captures()).toBe(before + 4);
    expect(await loaded(monitor, upload)).toMatchObject({ state: 'ready' });
  });

  it('is not imported further after it was deleted, for example because someone was redacted meanwhile', async () => {
    const upload = await ready(['a', 'b', 'c'].map((name) => page(`deleted-${name}`)));
    await run(app, importUpload, monitor, { upload, pages: [1, 2, 3] });
    const before = await captures();
    const deleting: ChangeListener = {
      name: 'deleting',
      async onChange(tx, { changes }) {
        if (changes.some(({ kind, action }) => kind === 'capture' && action === 'created'))
          await tx.deleteFrom('upload').where('id', '=', upload).execute();
      },
    };
    const during = { ...app, listeners: [...app.listeners, deleting] };
    await importUploadJob.handler({ input: { upload }, ...around(), app: during });
    expect(await captures()).toBe(before + 1);
  });

  it('stores of each page only how many addresses its archive lacks, not the addresses', async () => {
    const long = 'x'.repeat(7000);
    const images = Array.from({ length: 400 }, (_, at) => `<img src="/${long}${at}.png">`).join('');
    const upload = await ready([
      page('many-missing', {
        body: `<title>Many</title><p>The court of the harbour heard the witness on Monday, her lawyer said.</p>${images}`,
        headers: { 'Set-Cookie': 'a=b' },
      }),
    ]);
    await run(app, importUpload, monitor, { upload, pages: [1] });
    await perform(upload);
    expect(await pagesOf(upload)).toMatchObject([{ state: 'imported', missing: 400, settingCookies: 1 }]);
    const { rows } = await db().executeSql(
      `select length(p::text) as chars from upload_page p where upload_id = ${upload}`,
    );
    expect((rows as { chars: number }[])[0]!.chars).toBeLessThan(1000);
  });

  it('does not wait for a job that an administrator cancelled', async () => {
    const checking = await uploaded(crawlOf([page('cancelled-check')]));
    const importing = await ready([page('cancelled-import')]);
    await run(app, importUpload, monitor, { upload: importing, pages: [1] });
    const hourly = () => endUploadsJob.handler({ input: {}, ...around() });
    await hourly();
    expect([await loaded(monitor, checking), await loaded(monitor, importing)]).toMatchObject([
      { state: 'checking' },
      { state: 'importing' },
    ]);
    for (const upload of [checking, importing])
      await db().executeSql(
        `update pgboss.job set state = 'cancelled' where state = 'created' and data ->> 'upload' = '${upload}'`,
      );
    await hourly();
    expect([await loaded(monitor, checking), await loaded(monitor, importing)]).toMatchObject([
      { state: 'failed', error: { code: 'reading_failed' } },
      { state: 'ready', error: { code: 'reading_failed' } },
    ]);
    expect(await pagesOf(importing)).toMatchObject([{ state: 'listed' }]);
  });

  it('that was altered or is none is refused with the reason, and nothing is imported', async () => {
    const wrong = { 'WARC-Block-Digest': `sha1:${'A'.repeat(32)}` };
    const altered = await ready([page('altered', { fields: wrong }), page('whole')]);
    expect(await loaded(monitor, altered)).toMatchObject({ state: 'ready', facts: { report: { verdict: 'altered' } } });
    await expect(run(app, importUpload, monitor, { upload: altered, pages: [1] })).rejects.toMatchObject({
      code: 'archive_altered',
    });
    // Programs have no command line.
    expect(messages('en')('errors.archive_altered')).toContain('“archive.checks” of the upload in the API');
    const none = await uploaded(Buffer.from('This is only a text.'));
    await check(none);
    expect(await loaded(monitor, none)).toMatchObject({
      state: 'failed',
      error: { code: 'archive_unreadable', details: { reason: 'form' } },
    });
    await expect(run(app, importUpload, monitor, { upload: none, pages: [1] })).rejects.toMatchObject({
      code: 'archive_unreadable',
    });
    // As after a backup was restored: the row is there, its file is not.
    const lost = await uploaded(crawlOf([page('lost')]));
    rmSync(await folderOf(lost), { recursive: true });
    await check(lost);
    expect(await loaded(monitor, lost)).toMatchObject({ state: 'failed', error: { code: 'upload_lost' } });
    const half = await ready([page('half')]);
    await run(app, importUpload, monitor, { upload: half, pages: [1] });
    rmSync(await folderOf(half), { recursive: true });
    await perform(half);
    expect(await loaded(monitor, half)).toMatchObject({ state: 'ready', error: { code: 'upload_lost' } });
    expect(await pagesOf(half)).toMatchObject([{ state: 'listed' }]);
  });

  it('is imported for one team, and with the rights that the person has then', async () => {
    const member = await invited(app, 'member', 'monitor');
    const outsider = await invited(app, 'outsider', 'monitor');
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members: [member.accountId!] });
    const upload = await ready([page('team'), page('team-later')], member);
    const other = await ready([page('of-other')], outsider);
    await expect(run(app, importUpload, outsider, { upload: other, pages: [1], team })).rejects.toMatchObject({
      fields: [{ path: 'team' }],
    });
    await run(app, importUpload, member, { upload, pages: [1], team });
    await perform(upload);
    const [imported] = await pagesOf(upload);
    expect(imported).toMatchObject({ state: 'imported' });
    const seen = (who: Principal) =>
      runAsViewer(app, who, () =>
        db()
          .read.selectFrom('capture')
          .select('id')
          .where('requested_url', '=', 'https://harbour.example/team')
          .execute(),
      );
    expect([(await seen(member)).length, (await seen(outsider)).length]).toEqual([1, 0]);
    // Someone who has left the team imports nothing for it.
    await run(app, importUpload, member, { upload, pages: [2], team });
    await db().executeSql(`update account set roles = '{lawyer}' where id = ${member.accountId}`);
    await perform(upload);
    expect(await loaded(member, upload)).toMatchObject({ state: 'ready', error: { code: 'not_permitted' } });
    expect((await pagesOf(upload)).map(({ state }) => state)).toEqual(['imported', 'listed']);
  });

  it.each(['capture', 'source'] as const)(
    'is deleted with its file when a %s from it is sealed, also where the same file was uploaded again or imported by the command',
    async (kind) => {
      const bytes = crawlOf([page(`to-be-sealed-${kind}`)], { operator: 'Secret Operator' });
      const holder = await newKeyHolder(app, 'monitor');
      const upload = await uploaded(bytes, holder.principal);
      await check(upload);
      const twice = await uploaded(bytes, await invited(app, `second-${kind}`, 'monitor'));
      await check(twice);
      const other = await ready([page(`other-${kind}`)], await invited(app, `third-${kind}`, 'monitor'));
      await run(app, importUpload, holder.principal, { upload, pages: [1] });
      await perform(upload);
      const folders = [await folderOf(upload), await folderOf(twice), await folderOf(other)];
      const { capture } = (await pagesOf(upload))[0]!;
      // As after an import by the command: no page of an upload names the capture.
      await db().executeSql(`update upload_page set capture_id = null where upload_id = ${upload}`);
      await holder.seal(kind === 'capture' ? `capture/${capture!.number}` : `source/${capture!.source}`);
      expect(folders.map((folder) => existsSync(folder))).toEqual([false, false, true]);
      const { rows } = await db().executeSql(`select id from upload where facts::text like '%Secret Operator%'`);
      expect(rows).toEqual([]);
      expect(readdirSync(join(app.config.dataDir, 'uploads'))).toContain(folders[2]!.split('/').at(-1));
    },
  );
});
