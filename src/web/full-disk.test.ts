import { open } from 'node:fs/promises';
import { z } from 'zod';
import { expect, it } from 'vitest';
import { asAppError } from '../platform/errors.ts';
import { checkHealth } from '../platform/health.ts';
import { defineJob, sendJob } from '../platform/jobs/jobs.ts';
import { prepareJobs } from '../platform/jobs/queues.ts';
import { openJobs } from '../platform/jobs/jobs-runner.ts';
import { createLog } from '../platform/log/log.ts';
import { run, systemPrincipal } from '../platform/operation.ts';
import { onBothDatabases } from '../platform/testing/databases.ts';
import { deferred } from '../platform/testing/deferred.ts';
import { editor, someone } from '../platform/testing/test-app.ts';
import { file } from '../record/filing/file.ts';
import { redactPerson } from '../record/protection/redact.ts';
import { findThing } from '../record/refs.ts';
import { createToken } from '../accounts/tokens/create-token.ts';
import { routes } from './routes.ts';
import { deskOn, password } from './testing/desk.ts';

onBothDatabases('on a full disk', (db) => {
  /** A desk, with a function that sets from which free share of the real disk it counts as full. */
  const open = () => {
    const desk = deskOn(db());
    const usual = desk.app.config.diskLimits;
    const fill = (limits: Partial<typeof usual>): void => {
      desk.app.config.diskLimits = { ...usual, ...limits };
    };
    const disk = async () => (await checkHealth(desk.app)).find(({ check }) => check === 'disk')!;
    return { ...desk, fill, disk };
  };

  it('writes are refused with what was typed, pages are read, and people sign in; with space, the same is saved', async () => {
    const { join, nobody, fill, app } = open();
    const who = await join('editor');
    const { cases } = await run(app, file, editor, { cases: [{ title: 'A case on a disk', visibility: 'public' }] });
    const typed = { title: 'A long title that nobody wants to type again' };
    fill({ stop: 1.01 });

    const refused = await who.post(routes.desk.newCase(), typed);
    const page = await refused.text();
    expect([
      refused.status,
      page.includes(typed.title),
      page.includes('the disk of the server is almost full'),
    ]).toEqual([507, true, true]);
    for (const path of [
      routes.desk.case_({ number: Number(cases[0]!.split('/')[1]) }),
      routes.desk.home(),
      routes.desk.cases(),
      routes.desk.newCase(),
    ])
      expect([path, (await who.get(path)).status]).toEqual([path, 200]);
    const signedIn = await nobody.post(routes.desk.signIn(), { email: who.email, password });
    expect([signedIn.status, signedIn.headers.get('set-cookie')]).toEqual([303, expect.stringContaining('kronika=')]);
    expect((await who.post(routes.desk.signOut())).status).toBe(303);

    fill({});
    const again = await join('editor');
    expect((await again.post(routes.desk.newCase(), typed)).status).toBe(303);
  });

  it('programs get the code and the status 507', async () => {
    const { join, web, fill, app } = open();
    const who = await join('editor');
    const { token } = await run(
      app,
      createToken,
      { ...who.principal, provenAt: app.now() },
      {
        name: 'Program',
        scopes: ['read:desk', 'write:record'],
        days: 30,
      },
    );
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    fill({ stop: 1.01 });
    const body = JSON.stringify({ cases: [{ title: 'A case' }] });
    const answer = await web.request('/api/v1/acts/file', { method: 'POST', headers, body });
    expect([answer.status, await answer.json()]).toMatchObject([507, { code: 'disk_full' }]);
    expect((await web.request('/api/v1/cases', { headers })).status).toBe(200);
  });

  it('bytes are refused before they are stored', async () => {
    const { fill, app } = open();
    fill({ stop: 1.01 });
    const { storeCapture } = await import('../record/sources/store-capture.ts');
    const bytes = new TextEncoder().encode('a page');
    await expect(
      run(app, storeCapture, editor, { url: 'https://example.org/', bytes, mediaType: 'text/html' } as never),
    ).rejects.toMatchObject({ code: 'disk_full' });
    const files = [];
    for await (const one of app.blobs.list()) files.push(one);
    expect(files).toEqual([]);
  });

  it('a person is still redacted', async () => {
    const { fill, app } = open();
    const { actors } = await run(app, file, editor, {
      actors: [{ kind: 'person', names: [{ text: 'Qwerty Zxcvbn' }], visibility: 'public' }],
    });
    fill({ stop: 1.01 });
    await redactPerson(app, someone('officer'), { actor: actors[0]!, ground: 'They asked for it in writing.' });
    const [kind, number] = actors[0]!.split('/');
    expect((await findThing(db().read, kind as 'actor', Number(number)))!.redacted_at).not.toBeNull();
  });

  it('jobs go back to their queue with all their attempts, and run later', async () => {
    const { fill, app } = open();
    const tried = deferred();
    const job = defineJob({
      name: 'test.full',
      input: z.object({}),
      handler: async ({ app }) => {
        tried.open();
        await run(app, file, systemPrincipal, { cases: [{ title: 'A case of a job' }] });
      },
    });
    await prepareJobs(db(), [job]);
    await db().transaction((tx) => sendJob(tx, job, {}));
    fill({ stop: 1.01 });
    const runner = openJobs(app, [job], createLog('silent'), { pollMs: 60_000, firstCheckMs: 60_000 });
    await runner.start();
    await tried.opened;
    await runner.stop();
    const { rows } = await db().executeSql(
      `select state::text as state, retry_count, start_after > now() as later from pgboss.job where name = 'test.full'`,
    );
    expect(rows).toEqual([{ state: 'created', retry_count: 0, later: true }]);
  });

  it('the health check warns, and then fails', async () => {
    const { fill, disk } = open();
    fill({ warn: 0, stop: 0 });
    expect(await disk()).toMatchObject({ state: 'ok' });
    fill({ warn: 1.01, stop: 0 });
    expect(await disk()).toMatchObject({ state: 'warning' });
    fill({ warn: 1.01, stop: 1.01 });
    expect(await disk()).toMatchObject({ state: 'failed', detail: expect.stringMatching(/^\d+ % free, so/) });
  });

  it('a write that the system or the database refuses for lack of space has the same error', async () => {
    const full = await open()
      .app.db.executeSql("do $$ begin raise exception using errcode = '53100'; end $$")
      .catch((error: unknown) => error);
    expect(asAppError(full)).toMatchObject({ code: 'disk_full', status: 507 });
    expect(asAppError(await writeTo('/dev/full').catch((error: unknown) => error)).code).toBe('disk_full');
  });
});

async function writeTo(path: string): Promise<void> {
  const handle = await open(path, 'w');
  await handle.write('x').finally(() => handle.close());
}
