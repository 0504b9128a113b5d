import { z } from 'zod';
import { finishErasures } from '../../platform/erasing/finish-erasures.ts';
import { listErasures } from '../../platform/erasing/list-erasures.ts';
import { refOf } from '../../record/refs.ts';
import { defineCall } from './call.ts';

/** What was sealed or erased, and whether it is gone from the files of the database. With `now`, first tries again. */
export const erased = defineCall({
  asSystem: true,
  input: z.object({ now: z.boolean().optional() }),
  async run({ app, input: { now } }) {
    if (now) await finishErasures(app);
    const list = await listErasures(app.db.read);
    const ids = list.flatMap(({ thingId }) => thingId ?? []);
    const things = ids.length
      ? await app.db.read.selectFrom('thing').select(['id', 'kind', 'number']).where('id', 'in', ids).execute()
      : [];
    const refs = new Map(things.map((thing) => [Number(thing.id), refOf(thing)]));
    return list.map(({ at, act, thingId, finishedAt, obstacle, remains }) => ({
      at: at.toISOString(),
      act,
      item: thingId === null ? null : (refs.get(thingId) ?? null),
      finished: finishedAt?.toISOString() ?? null,
      obstacle,
      remains,
    }));
  },
});
