import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../platform/database/open-database.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronikaOk, useKronika } from './testing/kronika.ts';

useKronika();

it('kronika erased lists what is erased from the files and what is not yet, why, and where it remains', async () => {
  const env = { KRONIKA_DATA: join(tempDir(), 'data'), KRONIKA_LOG: 'silent' };
  const out = (...more: string[]): Promise<string> => kronikaOk(['erased', ...more], env);
  await (await openDatabase({ dataDir: env.KRONIKA_DATA })).close();
  expect(await out()).toMatch(/^Nothing was sealed or erased yet\.\n\nBackups from before/);
  const db = await openDatabase({ dataDir: env.KRONIKA_DATA });
  await db.executeSql(`insert into file_erasure (at, act, tables, finished_at, obstacle, remains) values
    ('2031-04-06T10:00Z', 'redact', '{}', '2031-04-06T10:01Z', null, '{replica}'),
    ('2031-04-06T11:00Z', 'seal', '{}', null, 'recycled', '{}'),
    ('2031-04-06T12:00Z', 'end', '{question}', null, null, '{}')`);
  await db.close();
  const lines = (await out()).split('\n');
  expect(lines.slice(0, 3)).toEqual([
    '2031-04-06 12:00 UTC  Deleted at the end of its time: Being erased',
    expect.stringMatching(/^2031-04-06 11:00 UTC  Sealed: .*wal_recycle = off/) as string,
    '2031-04-06 10:00 UTC  Person redacted: erased from the files of the database, 2031-04-06 10:01 UTC',
  ]);
  expect(lines.join('\n')).toContain('The database server has replicas.');
  // The embedded database has no obstacle, so one more try finishes everything.
  const { erasures } = JSON.parse(await out('--now', '--json')) as { erasures: { finished: string | null }[] };
  expect(erasures.map(({ finished }) => finished !== null)).toEqual([true, true, true]);
});
