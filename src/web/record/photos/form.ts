import { z } from 'zod';
import type { PhotoInput } from '../../../record/photos/schema.ts';
import { defineForm, toTree, type Fields } from '../../kit/forms/form.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { pickTexts, type Picks } from '../forms/pick.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { PhotoView } from '../../../record/photos/view.ts';

const text = (limit: number) => z.string().max(limit, 'error.text.long').optional();

const schema = z.object({
  alt: z.string('error.photo.alt').max(1000, 'error.text.long'),
  credit: z.string('error.photo.credit').max(300, 'error.text.long'),
  licence: text(300),
  pictured: z.array(z.object({ actor: z.string().optional() })).default([]),
  note: text(2000),
});
export type PhotoValues = z.output<typeof schema>;

const fields = {
  alt: { kind: 'textarea', label: 'photos.alt', hint: 'photos.alt_hint', rows: 2 },
  credit: { kind: 'text', label: 'photos.credit', hint: 'photos.credit_hint', width: 'half' },
  licence: { kind: 'text', label: 'photos.licence', hint: 'photos.licence_hint', optional: true, width: 'half' },
  pictured: {
    kind: 'rows',
    label: 'photos.pictured',
    hint: 'photos.pictured_hint',
    optional: true,
    addLabel: 'photos.add_pictured',
    max: 30,
    fields: { actor: { kind: 'pick', label: 'photos.pictured_one' } },
  },
  note: { kind: 'textarea', label: 'photos.note', hint: 'photos.note_hint', optional: true, rows: 2 },
} as const satisfies Fields;

/** What is said of a photo that is here. */
export const photoForm = defineForm({ name: 'photo', schema, fields });

/** Bringing one in. The file comes last: what was typed is known when it comes. */
export const uploadForm = defineForm({
  name: 'upload',
  schema,
  fields: {
    ...fields,
    file: {
      kind: 'file',
      label: 'photos.file',
      hint: 'photos.file_hint',
      accept:
        'image/jpeg,image/png,image/webp,image/avif,image/tiff,image/gif,.jpg,.jpeg,.png,.webp,.avif,.tif,.tiff,.gif,.heic',
    },
  },
});

/** What the operations take. @throws AppError `invalid_input` where a name is not clear */
export async function toPhoto({ pictured, ...said }: PhotoValues, picks: Picks): Promise<PhotoInput> {
  const refs: string[] = [];
  for (const [index, { actor }] of pictured.entries()) {
    const ref = await picks.read(`pictured[${index}].actor`, actor, { kinds: ['actor'] });
    if (ref) refs.push(ref);
  }
  picks.throwIfUnclear();
  return { ...said, pictured: refs };
}

export async function photoValues(db: Reader, photo: PhotoView): Promise<Tree> {
  const refs = photo.pictured.map((actor) => `actor/${actor.number}`);
  const texts = await pickTexts(db, refs);
  return toTree({
    alt: photo.alt,
    credit: photo.credit,
    licence: photo.licence,
    note: photo.note,
    pictured: refs.map((ref) => ({ actor: texts.get(ref) ?? ref })),
  }) as Tree;
}
