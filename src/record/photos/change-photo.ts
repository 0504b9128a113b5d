import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { refSchema } from '../refs.ts';
import { takeForChange } from '../things.ts';
import { writePictured } from './add-photo.ts';
import { newPhotoInput } from './schema.ts';

/**
 * Replaces the data of a photo: credit, licence, alternative text, people in it. Every page that uses the photo shows
 * the new data at once; the picture itself never changes. Credit and alternative text can be changed, but not emptied.
 * @throws AppError `conflict`; `invalid_input` by field
 */
export const changePhoto = defineOperation({
  name: 'record.changePhoto',
  permission: filing,
  input: newPhotoInput.extend({ photo: refSchema, version: z.coerce.number().int().positive() }),
  async write({ tx, input, at, change }): Promise<{ version: number }> {
    const thing = await takeForChange(tx, input.photo, at, { version: input.version, kinds: ['photo'] });
    const before = await saidOf(tx, thing.id);
    const lost = (['credit', 'alt'] as const).filter((field) => before[field] && !input[field]);
    if (lost.length)
      throw new AppError('invalid_input', {
        fields: lost.map((path) => ({ path, message: `errors.field.photo.${path}` })),
      });
    await tx
      .updateTable('photo')
      .set({ credit: input.credit, licence: input.licence || null, alt: input.alt, note: input.note || null })
      .where('id', '=', thing.id)
      .execute();
    await writePictured(tx, thing.id, input.pictured);
    change({ kind: 'photo', thingId: thing.id, action: 'changed', before, after: await saidOf(tx, thing.id) });
    return { version: thing.version + 1 };
  },
});

async function saidOf(db: Reader, id: number) {
  const said = await db
    .selectFrom('photo')
    .select(['credit', 'licence', 'alt', 'note'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const pictured = await db
    .selectFrom('photo_actor')
    .innerJoin('thing', 'thing.id', 'photo_actor.actor_id')
    .select('thing.number')
    .where('photo_id', '=', id)
    .orderBy('position')
    .execute();
  return { ...said, pictured: pictured.map((row) => `actor/${row.number}`) };
}
