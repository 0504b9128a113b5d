import { rmSync } from 'node:fs';
import { z } from 'zod';
import { clearCopies, copyFor } from '../../platform/database/embedded/copies.ts';
import { EmbeddedDatabase } from '../../platform/database/embedded/embedded-database.ts';
import { defineCall } from './call.ts';

/** Copies the embedded database, as it is now, for the process `pid`, which removes the copy. */
export const databaseCopy = defineCall({
  asSystem: true,
  input: z.object({ pid: z.number().int().positive() }),
  async run({ whole: { db, config }, input: { pid }, signal }) {
    if (!(db instanceof EmbeddedDatabase)) throw new TypeError('Only the embedded database is copied.');
    clearCopies(config.dataDir);
    const path = copyFor(config.dataDir, pid);
    rmSync(path, { recursive: true, force: true });
    const began = performance.now();
    try {
      await db.copyFiles(path, signal);
    } catch (error) {
      rmSync(path, { recursive: true, force: true });
      throw error;
    }
    return { path, ms: Math.round(performance.now() - began) };
  },
});
