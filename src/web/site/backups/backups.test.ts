import { beforeAll, expect, it } from 'vitest';
import { noteBackup } from '../../../platform/backup/last-backup.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { openMailServer } from '../../../platform/testing/mail-server.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { backupAgeJob } from './mail-late.ts';

const hour = 3_600_000;

onEitherDatabase('what administrators are told about backups', (db) => {
  let now = Date.UTC(2031, 11, 1, 8);
  let desk: ReturnType<typeof deskOn>;
  let mails: Awaited<ReturnType<typeof openMailServer>>;
  let people: Awaited<ReturnType<typeof desk.join>>[];
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, fatal: () => {} };
  /** The subjects and recipients of the emails that the job sends. */
  async function job(app = desk.app): Promise<string[]> {
    mails.received.length = 0;
    await backupAgeJob.handler({ input: {}, app, log, signal: new AbortController().signal, last: true });
    return mails.received.map(({ to, message }) => `${to.join()} ${/^Subject: (.*?)\r?$/m.exec(message)![1]}`);
  }
  const backUp = (lost = 0) =>
    noteBackup(db(), { made: { name: `backup-${now}`, at: new Date(now).toISOString(), place: '/mnt/backups', lost } });
  const pages = () =>
    Promise.all(people.map(async (one) => (await one.text(routes.desk.home())).replaceAll(/\s+/g, ' ')));

  beforeAll(async () => {
    mails = await openMailServer();
    desk = deskOn(db(), {
      now: () => new Date(now),
      config: { backups: { place: '/mnt/backups', key: 'unencrypted', keep: 3 } },
    });
    people = [await desk.join('administrator'), await desk.join('editor')];
    desk.app.config.mail = { url: mails.url, from: 'desk@example.org' };
    return () => mails.close();
  });

  it('one email is sent when no backup is recent, not one each hour', async () => {
    const admin = people[0]!.email;
    const told = [`${admin} Kronika: no recent backup`];
    // Where the server makes none, and no one has made one, no one expects backups.
    expect(await job({ ...desk.app, config: { ...desk.app.config, backups: null } })).toEqual([]);
    // The first one may still be running.
    expect(await job()).toEqual([]);
    now += 49 * hour;
    expect(await job()).toEqual(told);
    now += hour;
    expect(await job()).toEqual([]);
    await backUp();
    now += 48 * hour;
    expect(await job()).toEqual([]);
    now += hour;
    // If the mail server is away, the next hour tries again.
    const away = { ...desk.app, config: { ...desk.app.config, mail: { url: 'smtp://127.0.0.1:1', from: 'a@b.c' } } };
    expect(await job(away)).toEqual([]);
    expect(await job()).toEqual(told);
    expect(await job()).toEqual([]);
  });

  it('the desk says when the last backup was made and verified, to administrators only', async () => {
    expect((await pages()).map((page) => page.includes('There is no recent, complete backup'))).toEqual([true, false]);
    await backUp();
    now += 3 * hour;
    await noteBackup(db(), { verified: { name: 'x', at: new Date(now).toISOString() } });
    now += hour;
    const [admin, editor] = await pages();
    expect(admin).toContain('Last backup: 4 hours ago, in /mnt/backups. Last verified: 1 hour ago.');
    expect(admin).not.toContain('There is no recent, complete backup');
    expect(editor).not.toContain('Last backup');
    await backUp(2);
    expect((await pages())[0]).toContain('It lacks 2 files of the record that the store has lost.');
  });
});
