import { sql } from 'kysely';
import { z } from 'zod';
import { defineJob, sendJob } from '../../platform/jobs.ts';
import type { Follower } from '../../platform/operation.ts';

/** Erases the bytes of prints that are no print's any more. */
export const erasePrints = defineJob({
  name: 'publishing.erasePrints',
  input: z.object({ blobs: z.array(z.string()).max(10_000) }),
  async handler({ input, house }) {
    const { rows } = await sql<{ sha256: string }>`select sha256 from print where sha256 = any(${input.blobs}::text[])`.execute(house.db.read as never);
    const used = new Set(rows.map((row) => row.sha256));
    for (const blob of input.blobs) if (!used.has(blob)) await house.blobs.erase(blob);
  },
});

/**
 * A print holds words in the clear. When something is sealed or a person erased, all of them go, whichever they name:
 * both are rare, and a print is made again when it is asked for.
 */
export const forgetPrints: Follower = {
  name: 'publishing.forgetPrints',
  async follow(tx, set) {
    if (!set.changes.some(({ action }) => action === 'sealed' || action === 'redacted')) return;
    const gone = await tx.deleteFrom('print').returning('sha256').execute();
    if (gone.length) await sendJob(tx, erasePrints, { blobs: gone.map((row) => row.sha256) });
  },
};
