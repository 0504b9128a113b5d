import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { refSchema } from '../refs.ts';
import { takeForChange } from '../things.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import { consentRow, writePictured } from './add-photo.ts';
import { photoSizesJob } from './make-sizes.ts';
import { newPhotoInput, type PhotoInput } from './schema.ts';

/**
 * Replaces the data of a photo: credit, licence, alternative text, people in it, focal point, consent. Every page with
 * the photo shows the new data at once; the picture itself never changes. A job creates the crops around a new focal
 * point. Credit and alternative text can be changed, but not emptied. If the consent is withdrawn, readers no longer
 * see the photo.
 * @throws AppError `conflict`; `invalid_input` by field
 */
export const changePhoto = defineOperation({
  name: 'record.changePhoto',
  permission: filing,
  input: newPhotoInput.extend({ photo: refSchema, version: z.coerce.number().int().positive() }),
  async write({ tx, input, principal, at, change }): Promise<{ version: number }> {
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
      .set(input.kind ? { kind: input.kind } : {})
      .set(input.focus ? { focus_x: input.focus.x, focus_y: input.focus.y } : {})
      .set(isSameConsent(before, input.consent) ? {} : consentRow(input.consent, principal.accountId, at))
      .where('id', '=', thing.id)
      .execute();
    await writePictured(tx, thing.id, input.pictured);
    const after = await saidOf(tx, thing.id);
    if (after.focus_x !== before.focus_x || after.focus_y !== before.focus_y)
      await sendJob(tx, photoSizesJob, { photo: thing.id });
    change({ kind: 'photo', thingId: thing.id, action: 'changed', before, after });
    return { version: thing.version + 1 };
  },
});

/** Whether the input does not change the consent. Then the stored person and time of the consent are not replaced. */
const isSameConsent = (before: Awaited<ReturnType<typeof saidOf>>, consent: PhotoInput['consent']): boolean =>
  consent === undefined ||
  (before.consent === (consent?.state ?? null) && before.consent_note === (consent?.note ?? null));

async function saidOf(db: Reader, id: number) {
  const said = await db
    .selectFrom('photo')
    .select(['kind', 'credit', 'licence', 'alt', 'note', 'focus_x', 'focus_y', 'consent', 'consent_note'])
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
