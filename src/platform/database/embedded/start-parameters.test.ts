import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../testing/temp-dir.ts';
import { openDatabase } from '../open-database.ts';
import { sharedBuffers, startParameters } from './start-parameters.ts';

describe('the memory of the embedded database', () => {
  it('is as large as its tables and indexes, within limits', () => {
    const root = tempDir();
    /** A folder of files with one database of so many mebibytes, beside a template. */
    const withDatabase = (mebibytes: number): string => {
      const directory = join(root, String(mebibytes));
      for (const [name, size] of [
        ['1', 8],
        ['5', mebibytes],
      ] as const) {
        const file = join(directory, 'base', name, '16384');
        mkdirSync(join(file, '..'), { recursive: true });
        writeFileSync(file, '');
        truncateSync(file, size * 1024 * 1024);
      }
      return directory;
    };
    expect(sharedBuffers(join(root, 'none'))).toBe(32);
    expect([1, 32, 33, 100, 1000].map((size) => sharedBuffers(withDatabase(size)))).toEqual([32, 32, 48, 112, 256]);
  });

  it('is small for a new record', async () => {
    const db = await openDatabase({ dataDir: tempDir() });
    const { rows } = await db.executeSql("select current_setting('shared_buffers') as size");
    await db.close();
    expect(rows).toEqual([{ size: '32MB' }]);
  });
});

describe('the files of the embedded database', () => {
  it('are synced to disk, unless they are a copy that is deleted after use', () => {
    const directory = tempDir();
    expect(startParameters({ directory })).toContain('fsync=on');
    const ofCopy = startParameters({ directory, scratch: true });
    expect(ofCopy).toContain('fsync=off');
    expect(ofCopy).toContain('shared_buffers=32MB');
  });
});
