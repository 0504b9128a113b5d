import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { databaseCopy } from '../../../cli/calls/copy-database.ts';
import { systemPrincipal } from '../../operation.ts';
import { testDatabase } from '../../testing/databases.ts';
import { tempDir } from '../../testing/temp-dir.ts';
import { testApp } from '../../testing/test-app.ts';
import { copyFor, clearCopiesRegularly } from './copies.ts';

/** No process has this id: Linux has at most 2^22. */
const ended = 2 ** 22 + 1;

it('removes copies of ended processes at once and later, and nothing that Kronika did not make', async () => {
  const dataDir = tempDir();
  const kept = ['db', 'db-copy-before-upgrade', `db-copy-${process.pid}`, 'db-copy-'];
  for (const name of [...kept, `db-copy-${ended}`]) mkdirSync(join(dataDir, name));
  onTestFinished(clearCopiesRegularly(dataDir, 5));
  expect(readdirSync(dataDir).sort()).toEqual(kept.sort());
  mkdirSync(copyFor(dataDir, ended));
  await expect.poll(() => readdirSync(dataDir).sort()).toEqual(kept.sort());
});

it('leaves no copy if copying is cancelled or fails', async () => {
  const { db, drop } = await testDatabase('embedded');
  onTestFinished(drop);
  const app = testApp(db);
  const { dataDir } = app.config;
  mkdirSync(dataDir, { recursive: true });
  const copy = (signal: AbortSignal) =>
    databaseCopy.run({ app, whole: app, principal: systemPrincipal, input: { pid: process.pid }, signal } as never);
  await expect(copy(AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled');
  expect(readdirSync(dataDir).filter((name) => name.startsWith('db-copy'))).toEqual([]);
  expect((await copy(new AbortController().signal)).path).toBe(copyFor(dataDir, process.pid));
});
