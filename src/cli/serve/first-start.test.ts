import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Database } from '../../platform/database/database.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { referred } from '../../platform/storage/holders.ts';
import { exampleFailure } from '../../exchange/example/setting.ts';
import { file } from '../../record/filing/file.ts';
import { photoSizesJob } from '../../record/photos/make-sizes.ts';
import { deskOn } from '../../web/testing/desk.ts';
import { routes } from '../../web/routes.ts';
import { loadExample } from '../compose.ts';
import { firstStart } from './first-start.ts';

const withSample = (app: App): App => ({ ...app, config: { ...app.config, example: true } });
/** A data folder that cannot be written, so the signing key for packages cannot be made. */
const broken = (app: App): App =>
  withSample({ ...app, config: { ...app.config, dataDir: join(import.meta.filename, 'nowhere') } });
const unexpected = (error: unknown): never => expect.fail(String(error));
const countCases = async (db: Database): Promise<number> =>
  (await sql<{ count: number }>`select count(*)::int as count from thing where kind = 'case'`.execute(db.read)).rows[0]!
    .count;
/** The number of rows of a table by the database's statistics. -1 if it has none. */
const rowsByStatistics = async (db: Database, table: string): Promise<number> =>
  (await sql<{ count: number }>`select reltuples::int as count from pg_class where relname = ${table}`.execute(db.read))
    .rows[0]!.count;

onBothDatabases('the first start', (db) => {
  it('goes on if the sample data cannot be loaded, says so at the desk, and the next start tries again', async () => {
    await prepareJobs(db(), [photoSizesJob]);
    const desk = deskOn(db());
    const [administrator, monitor] = [await desk.join('administrator'), await desk.join('monitor')];
    const errors: unknown[] = [];
    expect(await firstStart(broken(desk.app), loadExample, (error) => errors.push(error))).toBe(false);
    expect(errors).toHaveLength(1);
    const notice = 'The sample data could not be loaded';
    expect(await administrator.text(routes.desk.home())).toContain(notice);
    expect(await monitor.text(routes.desk.home())).not.toContain(notice);
    expect(await firstStart(withSample(desk.app), loadExample, unexpected)).toBe(true);
    expect(await administrator.text(routes.desk.home())).not.toContain(notice);
    expect(await rowsByStatistics(db(), 'case')).toBe(await countCases(db()));
    expect(await firstStart(withSample(desk.app), loadExample, unexpected)).toBe(false);
  });
});

onBothDatabases('the first start after work has begun', (db) => {
  it('adds no sample data, and no longer says that it could not be loaded', async () => {
    await prepareJobs(db(), [photoSizesJob]);
    const app = testApp(db());
    await firstStart(broken(app), loadExample, () => {});
    expect(await exampleFailure(app.db.read)).not.toBeNull();
    await run(app, file, editor, { actors: [{ kind: 'person', names: [{ text: 'Our own' }] }] });
    const before = await countCases(db());
    expect(await firstStart(withSample(app), loadExample, unexpected)).toBe(false);
    expect([await countCases(db()), await exampleFailure(app.db.read)]).toEqual([before, null]);
  });
});

onBothDatabases('two first starts at the same time', (db) => {
  it('load the sample data once, and leave no bytes behind', async () => {
    await prepareJobs(db(), [photoSizesJob]);
    const app = withSample(testApp(db()));
    await Promise.all([app, { ...app }].map((one) => firstStart(one, loadExample, unexpected)));
    const once = await countCases(db());
    const { rows } = await sql<{
      key: string;
    }>`select name as key from setting where name like '%example%' order by 1`.execute(db().read);
    expect([once, rows.map((row) => row.key)]).toEqual([6, ['example', 'invented-example']]);
    const stored: string[] = [];
    for await (const { sha256 } of app.blobs.list()) stored.push(sha256 ?? '');
    const wanted: string[] = [];
    for await (const sha256 of referred(app.db.read)) wanted.push(sha256);
    expect(stored.length).toBeGreaterThan(10);
    expect(stored.toSorted()).toEqual(wanted.toSorted());
  });
});
