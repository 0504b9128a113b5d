import { sql } from 'kysely';
import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { defineOperation } from '../../platform/operation.ts';
import { actorNameRows } from './names.ts';
import { actorChange, nameLimits } from '../filing/schema.ts';
import type { NameState } from '../history/states.ts';
import { refSchema } from '../refs.ts';
import { requireEditorForNamed } from '../permissions.ts';
import { snapshotActor } from '../projection/snapshots.ts';
import { takeForChange } from '../things.ts';

/**
 * Replaces an actor's kind and names. Positions and memberships are not changed here, because they are statements of
 * claims. If an actor already has more or longer names than `nameLimits` allows, it may keep these names.
 * @throws AppError `editor_needed` if the kind changes and a public item names the actor, unless an editor changes it;
 * `conflict` if someone has saved the actor since `version`
 */
export const changeActor = defineOperation({
  name: 'record.changeActor',
  permission: legal,
  input: z.object({ actor: refSchema, version: z.coerce.number().int().positive(), to: actorChange }),
  async write({ tx, input, principal, at, change }) {
    const thing = await takeForChange(tx, input.actor, at, { version: input.version, kinds: ['actor'] });
    if (thing.visibility === 'sealed') throw new AppError('sealed');
    const before = await snapshotActor(tx, thing.id);
    await requireNameLimits(tx, thing.id, before.names as NameState[], input.to.names);
    if (before.kind !== input.to.kind) await requireEditorForNamed(tx, principal, [thing.id]);
    await tx.updateTable('actor').set({ kind: input.to.kind }).where('id', '=', thing.id).execute();
    await tx.deleteFrom('actor_name').where('actor_id', '=', thing.id).execute();
    const names = actorNameRows(thing.id, input.to.names);
    await insertRows(tx, 'actor_name', names);
    await tx.updateTable('thing').set({ visibility: input.to.visibility }).where('id', '=', thing.id).execute();
    change({
      kind: 'actor',
      thingId: thing.id,
      action: 'changed',
      before,
      after: {
        kind: input.to.kind,
        names: names.map(({ text, kind, language }) => ({ text, kind, language })),
        visibility: input.to.visibility,
      },
    });
    return { version: thing.version + 1 };
  },
});

type Name = Pick<NameState, 'text'>;

/**
 * Refuses more or longer names than `nameLimits` allows. The actor's present and former names are accepted, so that an
 * earlier version can be restored.
 * @throws AppError `invalid_input`
 */
async function requireNameLimits(tx: Tx, id: number, present: readonly Name[], names: readonly Name[]): Promise<void> {
  const isLong = ({ text }: Name): boolean => text.length > nameLimits.letters;
  if (names.length <= nameLimits.names && !names.some(isLong)) return;
  const { rows } = await sql<{ names: Name[] | null }>`
    select state->'names' as names from change, unnest(array[before, after]) state
    where thing_id = ${id} and kind = 'actor' and action in ('created', 'changed')`.execute(tx);
  const versions = [present, ...rows.map((row) => row.names ?? [])];
  const had = new Set(versions.flat().map(({ text }) => text));
  const fields = names.flatMap((name, index) =>
    isLong(name) && !had.has(name.text)
      ? [{ path: `to.names.${index}.text`, message: 'errors.field.actorName.long' }]
      : [],
  );
  if (names.length > Math.max(nameLimits.names, ...versions.map((version) => version.length)))
    fields.push({ path: 'to.names', message: 'errors.field.actorNames.many' });
  if (fields.length) throw new AppError('invalid_input', { fields });
}
