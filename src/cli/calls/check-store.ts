import { z } from 'zod';
import { checkStore, type BadBlob } from '../../platform/storage/check-store.ts';
import { refOf } from '../../record/refs.ts';
import { defineCall } from './call.ts';

/** Checks all blobs, and lists the items to which missing or damaged ones belong. */
export const storeCheck = defineCall({
  asSystem: true,
  input: z.object({}),
  async run({ app, signal, progress }) {
    const report = await checkStore(app, { signal, progress });
    const ids = [...report.missing, ...report.damaged].flatMap(({ references }) =>
      references.flatMap(({ thing }) => thing ?? []),
    );
    const things =
      ids.length === 0
        ? []
        : await app.db.read
            .selectFrom('thing')
            .select(['id', 'kind', 'number'])
            .where('id', 'in', [...new Set(ids)])
            .execute();
    const refs = new Map(things.map((thing) => [thing.id, refOf(thing)]));
    const named = ({ sha256, references }: BadBlob) => ({
      sha256,
      of: [...new Set(references.map(({ table, thing }) => (thing !== null && refs.get(thing)) || table))],
    });
    return { ...report, missing: report.missing.map(named), damaged: report.damaged.map(named) };
  },
});
