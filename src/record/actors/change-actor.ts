import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { defineOperation } from '../../platform/operation.ts';
import { actorNameRows } from './names.ts';
import { actorInput } from '../filing/schema.ts';
import { refSchema } from '../refs.ts';
import { demandEditorOfNamed } from '../permissions.ts';
import { snapshotActor } from '../projection/snapshots.ts';
import { takeForChange } from '../things.ts';

/**
 * Replaces an actor's kind and names. Positions and memberships are statements of claims.
 * @throws AppError `editor_needed` if the kind changes and a public item names the actor, unless an editor changes it;
 * `conflict` if someone saved since `version`
 */
export const changeActor = defineOperation({
  name: 'record.changeActor',
  permission: legal,
  input: z.object({ actor: refSchema, version: z.coerce.number().int().positive(), to: actorInput }),
  async write({ tx, input, principal, at, change }) {
    const thing = await takeForChange(tx, input.actor, at, { version: input.version, kinds: ['actor'] });
    if (thing.visibility === 'sealed') throw new AppError('sealed');
    const before = await snapshotActor(tx, thing.id);
    if (before.kind !== input.to.kind) await demandEditorOfNamed(tx, principal, [thing.id]);
    await tx.updateTable('actor').set({ kind: input.to.kind }).where('id', '=', thing.id).execute();
    await tx.deleteFrom('actor_name').where('actor_id', '=', thing.id).execute();
    await insertRows(tx, 'actor_name', actorNameRows(thing.id, input.to.names));
    await tx.updateTable('thing').set({ visibility: input.to.visibility }).where('id', '=', thing.id).execute();
    change({
      kind: 'actor',
      thingId: thing.id,
      action: 'changed',
      before,
      after: { kind: input.to.kind, names: input.to.names, visibility: input.to.visibility },
    });
    return { version: thing.version + 1 };
  },
});
