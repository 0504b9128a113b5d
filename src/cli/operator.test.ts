import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyServerDatabase, onEitherDatabase } from '../platform/testing/databases.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { errorCode, kronika, kronikaDone, kronikaOk, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();

onEitherDatabase('an operator without a browser', (_db, kind) => {
  const env: Record<string, string> = {
    KRONIKA_DATA: join(tempDir(), 'data'),
    // No mail server listens there, so the job that sends an email fails.
    KRONIKA_SMTP: 'smtp://desk:hunter2@127.0.0.1:1',
    KRONIKA_MAIL_FROM: 'desk@example.org',
    KRONIKA_URL: 'http://desk.example.org',
  };
  let drop = async (): Promise<void> => {};
  beforeAll(async () => {
    if (kind === 'embedded') return;
    const server = await emptyServerDatabase();
    env['DATABASE_URL'] = server.url;
    drop = server.drop;
  });
  afterAll(() => drop());

  it('sees and changes accounts, settings and jobs beside a running server', async () => {
    const server = await kronikaServing({ ...env, KRONIKA_LOG: 'info', KRONIKA_CONNECTIONS: '300' });
    const account = (...args: string[]) => kronikaDone(['account', ...args], env);
    await kronikaOk(['account', 'add', 'aida@example.org', '--name', 'Aida', '--role', 'administrator'], env);
    await kronikaOk(['account', 'add', 'bek@example.org', '--name', 'Bek', '--role', 'monitor'], env);
    await kronikaOk(['account', 'add', 'eva@example.org', '--name', 'Eva', '--role', 'monitor', '--mail'], env);

    for (const last of [
      ['disable', 'aida@example.org'],
      ['role', 'aida@example.org', 'editor'],
    ]) {
      const refused = await account(...last);
      expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('This is the only administrator')]);
    }
    expect((await account('role', 'bek@example.org', 'boss')).status).toBe(2);
    expect((await account('role', 'bek@example.org', 'editor', 'lawyer')).stdout).toContain('editor, lawyer');
    expect((await account('disable', 'bek@example.org')).stdout).toContain('Closed: Bek (bek@example.org)');
    expect((await account('disable', 'bek@example.org')).stdout).toContain('was closed already');
    const list = await account('list', '--json');
    expect(JSON.parse(list.stdout)).toMatchObject([
      { email: 'aida@example.org', roles: ['administrator'], state: 'invited', secondStep: false },
      { email: 'bek@example.org', roles: ['editor', 'lawyer'], state: 'closed' },
      { email: 'eva@example.org', roles: ['monitor'], state: 'invited' },
    ]);
    expect((await account('disable', 'bek@example.org', '--reopen')).stdout).toContain('Reopened: Bek');
    expect((await account('list')).stdout).toContain('bek@example.org  Bek  editor, lawyer  invited, password only');
    const asOther = await account('list', '--as', 'bek@example.org', '--json');
    expect([asOther.status, errorCode(asOther)]).toEqual([1, 'not_permitted']);

    const config = await kronikaDone(['config', 'check', '--json'], env);
    const { of, settings, differ } = JSON.parse(config.stdout) as {
      of: string;
      settings: { name: string; value: string }[];
      differ: string[];
    };
    expect([config.status, of, differ]).toEqual([0, 'server', ['PORT', 'KRONIKA_LOG', 'KRONIKA_CONNECTIONS']]);
    expect(settings.find(({ name }) => name === 'KRONIKA_CONNECTIONS')?.value).toBe('300');
    const words = await kronikaDone(['config', 'check'], env);
    expect(words.stdout).toContain('KRONIKA_CONNECTIONS: 300 (environment)\n    Different in this command: 200');
    expect(config.stdout + words.stdout).not.toContain('hunter2');

    await server.logged(/"job":"accounts\.linkMail"[^\n]*"job failed"/);
    type Listed = { id: string; queue: string; state: string; tries: number };
    const mailJob = async (): Promise<Listed | undefined> => {
      const { jobs } = JSON.parse(await kronikaOk(['jobs', '--json'], env)) as { jobs: Listed[] };
      return jobs.find(({ queue }) => queue === 'accounts.linkMail');
    };
    // The server logs a failure before it stores it.
    const afterTry = (tries: number) =>
      expect.poll(mailJob, { timeout: 200_000 }).toMatchObject({ state: 'retry', tries });
    await afterTry(1);
    const failed = await mailJob();
    expect(await kronikaOk(['jobs'], env)).toMatch(
      new RegExp(`accounts\\.linkMail: 0 waiting,[^]*${failed!.id}  accounts\\.linkMail: try 1 failed`),
    );
    // Idle queues are listed only with `--all`.
    const idle = /^platform\.\w+: 0 waiting, 0 running, 0 to be tried again, 0 failed\. Last done: /m;
    expect(await kronikaOk(['jobs'], env)).not.toMatch(idle);
    expect(await kronikaOk(['jobs', '--all'], env)).toMatch(idle);
    expect(await kronikaOk(['jobs', '--queue', 'platform.endUpgradeCopy'], env)).toMatch(
      /^platform\.endUpgradeCopy: /m,
    );
    const failing = /"job":"accounts\.linkMail"[^\n]*"job failed"/g;
    const before = server.stderr().match(failing)!.length;
    expect(await kronikaOk(['jobs', 'retry', failed!.id], env)).toContain('runs again');
    await server.logged(new RegExp(`(?:${failing.source}[^]*){${before + 1}}`));
    await afterTry(2);
    expect(await kronikaOk(['jobs', 'drop', failed!.id], env)).toContain(`Dropped: ${failed!.id}`);
    expect(await mailJob()).toBeUndefined();
    const none = await kronikaDone(['jobs', 'list', '--queue', 'nothing'], env);
    expect([none.status, none.stderr]).toEqual([1, expect.stringContaining('no queue with this name')]);
    await server.stop();

    expect(await kronikaOk(['account', 'list'], env)).toContain('aida@example.org');
    const alone = kronika(['config', 'check', '--json'], { ...env, PORT: 'many' });
    expect([await alone.ended, JSON.parse(alone.stdout())]).toMatchObject([1, { of: 'command', differ: [] }]);
  });
});
