import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, inject, it } from 'vitest';
import { onSnapshot, sumsOf, type DumpSums } from '../backup/dump.ts';
import type { ChangeSet } from '../changes.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { readMigrations } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { ServerDatabase } from '../database/server/server-database.ts';
import { connectionName } from '../one-data-directory.ts';
import type { Tx } from '../database/tx.ts';
import { sendJob } from '../jobs/jobs.ts';
import { prepareJobs } from '../jobs/queues.ts';
import type { App } from '../operation.ts';
import { refuseUnfinishedRollback, finishRollback, openInstallation, startRollback } from '../installation.ts';
import { job, jobs, quiet } from '../testing/backups.ts';
import { testDatabase } from '../testing/databases.ts';
import { tempDir } from '../testing/temp-dir.ts';
import { whole } from '../testing/whole.ts';
import { copyFolder, dropCopy, dropFiles, findCopy, scratchFolders, upgradeFolder, upgradeWithCopy } from './copy.ts';
import { endCopies } from './end-copies.ts';
import { endCopyListener } from './end-copy.ts';
import { requireAllWritten, writeLaterWrites } from './later-writes.ts';
import { rollBack, type RollbackPlan } from './rollback.ts';

/** The migrations of a release after this one, which has two more. */
const later = tempDir('kronika-later-');
for (const { name, sql: text } of readMigrations()) writeFileSync(join(later, name), text);
writeFileSync(
  join(later, '9998-later.sql'),
  `create table later (id bigint generated always as identity primary key, thing_id bigint references thing);
   alter table setting add column later int;
   create view later_view as select name, later from setting;
   create sequence later_number;
   create function later_trigger() returns trigger language plpgsql as $$ begin return null; end $$;
   create trigger later after insert on setting for each row execute function later_trigger();
   delete from setting where name = 'before';`,
);
const secondLater = join(later, '9999-later.sql');
writeFileSync(secondLater, 'alter table later add column more text;');

type Site = { dataDir: string; databaseUrl: string | undefined; drop(): Promise<void> };

async function newSite(kind: Database['kind']): Promise<Site> {
  const { db, where, drop } = await testDatabase(kind);
  await prepareJobs(db, jobs);
  await write(db, 'before', 'the words from before');
  await db.transaction((tx) => sendJob(tx, job, { id: 7 }));
  await db.close();
  const dataDir = 'dataDir' in where ? where.dataDir : tempDir('kronika-upgrade-');
  openInstallation(dataDir);
  return { dataDir, databaseUrl: 'url' in where ? where.url : undefined, drop };
}

/** Writes a setting and the change set about it, as an operation does. */
const write = (
  db: Database,
  name: string,
  value: string,
  change: { kind?: string; action?: string } = {},
): Promise<void> =>
  db.transaction(async (tx: Tx) => {
    await sql`insert into setting (name, value) values (${name}, ${JSON.stringify(value)}::jsonb)`.execute(tx);
    const { rows } = await sql<{ id: number }>`
      insert into change_set (at, via, operation, why) values (now(), 'web', 'test.write', ${`why ${name}`}) returning id`.execute(
      tx,
    );
    await sql`insert into change (change_set_id, ordinal, kind, thing_id, action, after)
      values (${rows[0]!.id}, 0, ${change.kind ?? 'setting'}, 0, ${change.action ?? 'changed'}, ${JSON.stringify({ [name]: value })}::jsonb)`.execute(
      tx,
    );
  });

const open = ({ dataDir, databaseUrl: url }: Site, upgrade = true): Promise<Database> =>
  openDatabase({
    dataDir,
    url,
    ...(upgrade ? { migrationsDir: later, upgrade: upgradeWithCopy(dataDir, () => {}) } : { migrate: false }),
  });

async function using<T>(site: Site, work: (db: Database) => Promise<T>, upgrade = true): Promise<T> {
  const db = await open(site, upgrade);
  return work(db).finally(() => db.close());
}

const sums = (site: Site): Promise<DumpSums> => using(site, (db) => onSnapshot(db, sumsOf), false);

/** Takes the later migrations back by hand. */
const undone = `drop view later_view; drop table later; alter table setting drop column later; drop sequence later_number;
  drop function later_trigger cascade; delete from migration where name like '999%'`;

const nothing = { jobs, ...quiet, loaded: async () => {}, erasing: async () => async () => 0 };

const rolledBack = (site: Site, plans: RollbackPlan[] = []) =>
  rollBack({ ...site, databaseDirectUrl: undefined }, { ...nothing, confirm: async (plan) => void plans.push(plan) });

const kinds = (['embedded', 'server'] as const).filter((kind) => kind === 'embedded' || inject('noServer') === null);

describe.each(kinds)('an upgrade (%s)', (kind) => {
  it('copies the database before, and a rollback returns to it, with later changes in a file', async () => {
    const site = await newSite(kind);
    const before = await sums(site);
    await using(site, (db) => write(db, 'after', 'the words from after'));
    const copy = await findCopy(site.dataDir);
    expect(copy!.backup.manifest.migrations).toHaveLength(readMigrations().length);
    expect(statSync(upgradeFolder(site.dataDir)).mode & 0o777).toBe(0o700);
    const plans: RollbackPlan[] = [];
    expect(await rolledBack(site, plans)).toMatchObject({ plan: { changes: 1 }, erased: 0 });
    expect(await sums(site)).toEqual(before);
    const lines = readFileSync(plans[0]!.file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { format: 'kronika-set-aside', changes: 1 },
      { why: 'why after', operation: 'test.write', items: [{ after: { after: 'the words from after' } }] },
      { table: 'setting', row: { name: 'after', value: 'the words from after' } },
    ]);
    expect(statSync(plans[0]!.file).mode & 0o777).toBe(0o600);
    // Nothing else of the upgrade is left, and a new start upgrades again.
    expect(readdirSync(upgradeFolder(site.dataDir)).toSorted()).toEqual(['copy', plans[0]!.file.split('/').at(-1)]);
    expect(await rolledBack(site)).toBeNull();
    await using(site, async () => {});
    expect(await findCopy(site.dataDir)).not.toBeNull();
    await site.drop();
  });

  it('is refused if the copy cannot be written, and says what to do', async () => {
    const site = await newSite(kind);
    const before = await sums(site);
    // A file is in the place of the folder, as a full disk would refuse to create it.
    writeFileSync(upgradeFolder(site.dataDir), '');
    await expect(open(site)).rejects.toMatchObject({
      code: 'upgrade_copy_failed',
      details: { path: upgradeFolder(site.dataDir), reason: expect.stringMatching(/^E[A-Z]+: /) },
    });
    expect(await sums(site)).toEqual(before);
    rmSync(upgradeFolder(site.dataDir));
    await site.drop();
  });

  it('keeps the copy that an interrupted upgrade has made, and replaces that of an earlier upgrade', async () => {
    const site = await newSite(kind);
    const copied = async (): Promise<string> => (await findCopy(site.dataDir))!.backup.name;
    const half = readFileSync(secondLater, 'utf8');
    writeFileSync(secondLater, 'select 1 / 0;');
    await expect(open(site)).rejects.toThrow(/division by zero/);
    const first = await copied();
    await expect(open(site)).rejects.toThrow(/division by zero/);
    expect(await copied()).toBe(first);
    writeFileSync(secondLater, half);
    await using(site, (db) => write(db, 'between', 'x'));
    expect(await copied()).toBe(first);
    await using(site, (db) => db.executeSql(undone), false);
    await using(site, async () => {});
    expect(await copied()).not.toBe(first);
    expect(readdirSync(join(copyFolder(site.dataDir), 'backups'))).toHaveLength(1);
    await site.drop();
  });

  it('can be undone although a repaired release with other migrations has continued it', async () => {
    const site = await newSite(kind);
    const before = await sums(site);
    const half = readFileSync(secondLater, 'utf8');
    const repaired = join(later, '9999-repaired.sql');
    writeFileSync(secondLater, 'create table of_failed (id int); select 1 / 0;');
    await expect(open(site)).rejects.toThrow(/division by zero/);
    rmSync(secondLater);
    writeFileSync(repaired, 'create table of_repaired (id int); create sequence number_of_repaired;');
    // The failed migration created nothing, so a table with this name belongs to another program.
    await using(site, (db) => db.executeSql('create table of_failed (id int)'));
    expect(await rolledBack(site)).not.toBeNull();
    expect(await sums(site)).toEqual(before);
    const isThere = (name: string): Promise<unknown> =>
      using(site, (db) => db.executeSql(`select to_regclass('${name}') is not null as found`), false);
    expect(await isThere('of_repaired')).toMatchObject({ rows: [{ found: false }] });
    // A rollback of the embedded database replaces all of it.
    expect(await isThere('of_failed')).toMatchObject({ rows: [{ found: kind === 'server' }] });
    await using(site, async () => {});
    rmSync(repaired);
    writeFileSync(secondLater, half);
    await site.drop();
  });

  // A rollback of the embedded database replaces all of it, so the server's is the one that could fail.
  it.runIf(whole || kind === kinds.at(-1))(
    'leaves tables of others alone that have names of migrations which were not applied',
    async () => {
      const site = await newSite(kind);
      const half = readFileSync(secondLater, 'utf8');
      writeFileSync(secondLater, 'create table of_others (id int)');
      await using(site, (db) => db.executeSql('create table of_others (id int)'), false);
      await expect(open(site)).rejects.toThrow(/"of_others" already exists/);
      expect(await rolledBack(site)).not.toBeNull();
      const found = "select to_regclass('of_others') is not null as found";
      expect(await using(site, (db) => db.executeSql(found), false)).toMatchObject({
        rows: [{ found: kind === 'server' }],
      });
      writeFileSync(secondLater, half);
      await site.drop();
    },
  );

  it('is undone with all rows that were written since in a file, except what migrations wrote, and secrets', async () => {
    const site = await newSite(kind);
    await using(
      site,
      async (db) => {
        for (const name of ['updated', 'same']) await write(db, name, 'before');
        await db.executeSql(
          "insert into account (email, name, roles, created_at, password_hash) values ('a@example.org', 'A', '{editor}', now(), 'a hash')",
        );
      },
      false,
    );
    const half = readFileSync(secondLater, 'utf8');
    writeFileSync(secondLater, `update setting set value = '"of a migration"' where name = 'same';`);
    await using(site, async (db) => {
      await db.executeSql(`update setting set value = '"updated without a change"' where name = 'updated'`);
      // Several queries read these.
      await db.executeSql("insert into setting (name, value) select 'added' || n, '1' from generate_series(1, 50) n");
      await db.executeSql("update account set name = 'B', password_hash = 'another hash'");
    });
    writeFileSync(secondLater, half);
    const plans: RollbackPlan[] = [];
    await rolledBack(site, plans);
    const text = readFileSync(plans[0]!.file, 'utf8');
    type Line = { table?: string; row?: Record<string, unknown> };
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    const rowsOf = (table: string) => lines.flatMap((line) => (line.table === table ? [line.row!] : []));
    const settings = rowsOf('setting').map(({ name, value }) => [name, value]);
    expect(settings.filter(([, value]) => value !== 1)).toEqual([['updated', 'updated without a change']]);
    expect(new Set(settings.map(([name]) => name)).size).toBe(51);
    expect(rowsOf('account')).toMatchObject([{ email: 'a@example.org', name: 'B' }]);
    expect(text).not.toContain('another hash');
    expect(plans[0]!.changes).toBe(0);
    await site.drop();
  });

  it('is void once someone is redacted or something is sealed, and ends after a week', async () => {
    const site = await newSite(kind);
    const config = { dataDir: site.dataDir } as Config;
    const later = (days: number) => () => new Date(Date.now() + days * 86_400_000);
    await using(site, async (db) => {
      expect(await endCopies({ db, config, now: later(6) })).toBe(0);
      await write(db, 'sealed', 'something', { kind: 'case', action: 'sealed' });
    });
    await expect(rolledBack(site)).rejects.toMatchObject({ code: 'rollback_void' });
    expect(await findCopy(site.dataDir)).toBeNull();
    await using(site, (db) => db.executeSql(undone), false);
    await using(site, async (db) => {
      expect(await endCopies({ db, config, now: later(6) })).toBe(0);
      expect(await endCopies({ db, config, now: later(8) })).toBe(1);
      expect(await findCopy(site.dataDir)).toBeNull();
      const after = {
        set: { changes: [{ kind: 'actor', action: 'redacted' }] } as unknown as ChangeSet,
        app: { config } as App,
      };
      await endCopyListener.afterCommit!(after.set, after.app);
    });
    await site.drop();
  });

  it('cannot be undone while the site runs or is closed, or on another database', async () => {
    const site = await newSite(kind);
    await using(site, (db) => write(db, 'lockdown', 'x'));
    await using(site, (db) =>
      db.executeSql(`update setting set value = '{"since":"2026-12-01T00:00:00Z"}' where name = 'lockdown'`),
    );
    await expect(rolledBack(site)).rejects.toMatchObject({ code: 'lockdown' });
    await using(site, (db) => db.executeSql(`delete from setting where name = 'lockdown'`));
    // A database with the same migrations, but other changes.
    const moved = (by: string): string => `update change_set set at = at ${by} interval '1 second'`;
    await using(site, (db) => db.executeSql(moved('+')));
    await expect(rolledBack(site)).rejects.toMatchObject({ code: 'rollback_differs' });
    await using(site, (db) => db.executeSql(moved('-')));
    const changed = "update migration set name = '0001-other.sql' where name like '0001-%'";
    await using(site, (db) => db.executeSql(changed));
    await expect(rolledBack(site)).rejects.toMatchObject({ code: 'rollback_differs' });
    await site.drop();
  });

  it('leaves real backups alone in a folder to which `upgrade` is a link', async () => {
    const site = await newSite(kind);
    const elsewhere = tempDir('kronika-elsewhere-');
    const backup = join(elsewhere, 'backups', '2026-01-01T00-00-00Z-abcdef');
    mkdirSync(backup, { recursive: true });
    writeFileSync(join(elsewhere, 'kronika-backup.json'), '{}');
    for (const name of ['SHA256SUMS', 'database.gz']) writeFileSync(join(backup, name), 'x');
    symlinkSync(elsewhere, upgradeFolder(site.dataDir));
    const config = { dataDir: site.dataDir } as Config;
    await using(site, async (db) => {
      expect(await findCopy(site.dataDir)).not.toBeNull();
      expect(await endCopies({ db, config, now: () => new Date(Date.now() + 8 * 86_400_000) })).toBe(1);
    });
    expect(readdirSync(backup).toSorted()).toEqual(['SHA256SUMS', 'database.gz']);
    await site.drop();
  });

  it('leaves no partial copy of a process that was killed', async () => {
    const site = await newSite(kind);
    await using(site, async (db) => {
      const half = join(copyFolder(site.dataDir), 'backups', '2026-01-01T00-00-00Z-abcdef');
      await dropFiles(site.dataDir);
      mkdirSync(half, { recursive: true });
      writeFileSync(join(half, 'database.gz'), 'words');
      await endCopies({ db, config: { dataDir: site.dataDir } as Config, now: () => new Date() });
      expect(existsSync(half)).toBe(false);
    });
    await site.drop();
  });

  it('is closed while a rollback is unfinished, and keeps what that needs', async () => {
    const site = await newSite(kind);
    await using(site, async (db) => {
      const [scratch] = scratchFolders(site.dataDir);
      mkdirSync(scratch);
      await startRollback(site.dataDir);
      await endCopies({ db, config: { dataDir: site.dataDir } as Config, now: () => new Date() });
      await dropCopy(site.dataDir);
      expect(existsSync(scratch)).toBe(true);
    });
    // This is what the embedded database asks once it has the lock.
    expect(() => refuseUnfinishedRollback(site.dataDir)).toThrow(
      expect.objectContaining({ code: 'rollback_unfinished' }),
    );
    await finishRollback(site.dataDir);
    await site.drop();
  });

  it('is not undone if something was written after the file of later changes', async () => {
    const site = await newSite(kind);
    await using(site, async (db) => {
      const { note } = (await findCopy(site.dataDir))!;
      const file = join(upgradeFolder(site.dataDir), 'set-aside-test.ndjson');
      const names = Object.values(note.names).flat();
      const write = () => writeLaterWrites(db, { ...note, names }, file, {});
      let written = await write();
      const demand = (erasures: number): Promise<void> =>
        db.transaction((tx) => requireAllWritten(tx, written, erasures));
      await demand(0);
      await expect(demand(1)).rejects.toMatchObject({ code: 'rollback_busy' });
      for (const change of [
        "insert into setting (name, value) values ('meanwhile', '1')",
        'update change_set set why = why',
      ]) {
        await db.executeSql(change);
        await expect(demand(0), change).rejects.toMatchObject({ code: 'rollback_busy' });
        written = await write();
        await demand(0);
      }
    });
    await site.drop();
  });

  it.skipIf(kind === 'server')('does not open for a server that waited while a rollback was killed', async () => {
    const site = await newSite(kind);
    await using(site, async () => {});
    await startRollback(site.dataDir);
    await expect(open(site)).rejects.toMatchObject({ code: 'rollback_unfinished' });
    await site.drop();
  });

  it.skipIf(kind === 'embedded')('is copied by one of several processes, while the others wait', async () => {
    const site = await newSite(kind);
    const copied = [0, 0];
    const opened = await Promise.all(
      copied.map((_, at) =>
        openDatabase({
          url: site.databaseUrl!,
          migrationsDir: later,
          upgrade: upgradeWithCopy(site.dataDir, () => void (copied[at] = 1)),
        }),
      ),
    );
    expect(copied[0]! + copied[1]!).toBe(1);
    for (const db of opened) await db.close();
    await site.drop();
  });

  it.skipIf(kind === 'embedded')('is not undone while a process runs, or if others need its tables', async () => {
    const site = await newSite(kind);
    await using(site, (db) => db.executeSql('create view of_others as select name from setting'));
    const before = await sums(site);
    await expect(rolledBack(site)).rejects.toMatchObject({
      code: 'rollback_blocked',
      details: { reason: expect.stringContaining('view of_others depends on table setting') },
    });
    expect(await sums(site)).toEqual(before);
    expect(openInstallation(site.dataDir)).toMatchObject({ path: site.dataDir });
    const name = connectionName({ mark: randomUUID(), pages: true });
    const running = new ServerDatabase(site.databaseUrl!, { name });
    const end = await running.listen('test', () => {});
    await expect(rolledBack(site)).rejects.toMatchObject({ code: 'rollback_busy' });
    await end();
    await running.close();
    await using(site, (db) => db.executeSql('drop view of_others'), false);
    expect(await rolledBack(site)).not.toBeNull();
    await site.drop();
  });
});
