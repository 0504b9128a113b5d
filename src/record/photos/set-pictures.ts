import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import type { Change } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { RefResolver, refSchema } from '../refs.ts';
import { takeForChange, type Thing } from '../things.ts';
import { isPictured, picturedKinds } from './pictured-kinds.ts';
import { loadPhotos } from './view.ts';

/**
 * Sets the pictures of cases and actors, or removes them (`photo` is null). A picture needs a credit and an alternative
 * text, because readers see it beside the item, without an article around it.
 * @throws AppError `conflict`, `sealed`; `invalid_input` by field
 */
export const setPictures = defineOperation({
  name: 'record.setPictures',
  permission: filing,
  input: z.object({
    items: z
      .array(
        z.object({
          item: refSchema,
          photo: refSchema.nullable(),
          /** The version of the item that the person saw. */
          version: z.coerce.number().int().positive().optional(),
        }),
      )
      .min(1)
      .max(1000),
  }),
  async write({ tx, input, at, change }): Promise<void> {
    const refs = new RefResolver();
    await refs.load(
      tx,
      input.items.flatMap((one) => one.photo ?? []),
    );
    const photos = input.items.map(({ photo }, index) =>
      photo === null ? null : (refs.find(photo, `items.${index}.photo`, ['photo'])?.id ?? null),
    );
    refs.throwIfWrong();
    await requireUsablePhotos(tx, photos);
    for (const [index, { item, version }] of input.items.entries()) {
      const thing = await takeForChange(tx, item, at, { version, kinds: picturedKinds });
      if (thing.visibility === 'sealed') throw new AppError('sealed');
      await setPicture(tx, thing, photos[index] ?? null, change);
    }
  },
});

/** @throws AppError `invalid_input` for a photo without credit or alternative text, or one that must not be shown */
async function requireUsablePhotos(tx: Tx, photos: readonly (number | null)[]): Promise<void> {
  const known = new Map(
    (
      await loadPhotos(
        tx,
        photos.flatMap((id) => id ?? []),
        'desk',
      )
    ).map((photo) => [photo.id, photo]),
  );
  const fields = photos.flatMap((id, index): FieldError[] => {
    const photo = id === null ? undefined : known.get(id);
    if (!photo) return [];
    const why =
      photo.status !== 'shown'
        ? 'gone'
        : photo.consent?.state === 'withdrawn'
          ? 'no_consent'
          : !photo.credit
            ? 'no_credit'
            : !photo.alt
              ? 'no_alt'
              : null;
    return why === null
      ? []
      : [
          {
            path: `items.${index}.photo`,
            message: `errors.field.picture.${why}`,
            params: { number: photo.number },
          },
        ];
  });
  if (fields.length) throw new AppError('invalid_input', { fields });
}

/** Sets the picture of a locked item. */
export async function setPicture(
  tx: Tx,
  thing: Pick<Thing, 'id' | 'kind'>,
  photo: number | null,
  change: (change: Change) => void,
): Promise<void> {
  if (!isPictured(thing.kind)) return;
  const before = await tx
    .selectFrom(thing.kind)
    .select('picture_id')
    .where('id', '=', thing.id)
    .executeTakeFirstOrThrow();
  if (before.picture_id === photo) return;
  await tx.updateTable(thing.kind).set({ picture_id: photo }).where('id', '=', thing.id).execute();
  change({ kind: thing.kind, thingId: thing.id, action: 'changed', before, after: { picture_id: photo } });
}
