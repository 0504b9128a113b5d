import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { percent, type PhotoInput } from '../../../record/photos/schema.ts';
import { photoConsents, pictureKinds } from '../../../record/photos/tables.ts';
import { defineForm, toTree, type Fields } from '../../kit/forms/form.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { pickTexts, type Picks } from '../../kit/forms/pick.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { PhotoView } from '../../../record/photos/view.ts';

const text = (limit: number) => z.string().max(limit, 'errors.field.text.long').optional();

const schema = z.object({
  kind: z.enum(pictureKinds, 'errors.field.photo.kind').default('photo'),
  alt: z.string('errors.field.photo.alt').max(1000, 'errors.field.text.long'),
  credit: z.string('errors.field.photo.credit').max(300, 'errors.field.text.long'),
  licence: text(300),
  pictured: z.array(z.object({ actor: z.string().optional() })).default([]),
  focus: z.object({ x: percent.optional(), y: percent.optional() }).default({}),
  consent: z.enum(photoConsents, 'errors.field.photo.consent').optional(),
  consent_note: text(2000),
  note: text(2000),
});
export type PhotoValues = z.output<typeof schema>;

const fields = {
  kind: {
    kind: 'select',
    label: 'record.photos.kind',
    hint: 'record.photos.kind_hint',
    width: 'half',
    options: pictureKinds.map((value) => ({ value, label: `record.photos.kind.${value}` })),
  },
  alt: { kind: 'textarea', label: 'record.photos.alt', hint: 'record.photos.alt_hint', rows: 2 },
  credit: { kind: 'text', label: 'record.photos.credit', hint: 'record.photos.credit_hint', width: 'half' },
  licence: {
    kind: 'text',
    label: 'record.photos.licence',
    hint: 'record.photos.licence_hint',
    optional: true,
    width: 'half',
  },
  pictured: {
    kind: 'rows',
    label: 'record.photos.pictured',
    hint: 'record.photos.pictured_hint',
    optional: true,
    addLabel: 'record.photos.add_pictured',
    max: 30,
    fields: { actor: { kind: 'pick', label: 'record.photos.pictured_one' } },
  },
  consent: {
    kind: 'select',
    label: 'record.photos.consent',
    hint: 'record.photos.consent_hint',
    optional: true,
    empty: 'record.photos.consent.none',
    options: photoConsents.map((value) => ({ value, label: `record.photos.consent.${value}` })),
  },
  consent_note: {
    kind: 'textarea',
    label: 'record.photos.consent_note',
    hint: 'record.photos.consent_note_hint',
    optional: true,
    rows: 2,
  },
  note: { kind: 'textarea', label: 'record.photos.note', hint: 'record.photos.note_hint', optional: true, rows: 2 },
} as const satisfies Fields;

/** The form that edits the data of a photo. */
export const photoForm = defineForm({
  name: 'photo',
  schema,
  fields: {
    focus: {
      kind: 'section',
      label: 'record.photos.focus',
      hint: 'record.photos.focus_hint',
      fields: {
        x: { kind: 'number', label: 'record.photos.focus_x', width: 'third' },
        y: { kind: 'number', label: 'record.photos.focus_y', width: 'third' },
      },
    },
    ...fields,
  },
});

/**
 * The form that uploads a photo. The file is the last field, so that the server reads all other values before the file.
 */
export const uploadForm = defineForm({
  name: 'upload',
  schema,
  fields: {
    ...fields,
    file: {
      kind: 'file',
      label: 'record.photos.file',
      hint: 'record.photos.file_hint',
      accept:
        'image/jpeg,image/png,image/webp,image/avif,image/tiff,image/gif,.jpg,.jpeg,.png,.webp,.avif,.tif,.tiff,.gif,.heic',
    },
  },
});

/**
 * Converts the values of the form to input of the operations.
 * @throws AppError `invalid_input` for a name that does not match exactly one item, and for incomplete values
 */
export async function toPhoto(
  { pictured, consent, consent_note: note, focus: { x, y }, ...said }: PhotoValues,
  picks: Picks,
): Promise<PhotoInput> {
  const refs: string[] = [];
  for (const [index, { actor }] of pictured.entries()) {
    const ref = await picks.read(`pictured[${index}].actor`, actor, { kinds: ['actor'] });
    if (ref) refs.push(ref);
  }
  picks.throwIfUnclear();
  if ((x === undefined) !== (y === undefined))
    throw new AppError('invalid_input', {
      fields: [{ path: x === undefined ? 'focus.x' : 'focus.y', message: 'errors.field.photo.focus' }],
    });
  if ((consent !== undefined) !== (note !== undefined))
    throw new AppError('invalid_input', {
      fields: [
        consent
          ? { path: 'consent_note', message: 'errors.field.photo.consent_note' }
          : { path: 'consent', message: 'errors.field.photo.consent' },
      ],
    });
  return {
    ...said,
    pictured: refs,
    ...(x !== undefined && y !== undefined ? { focus: { x, y } } : {}),
    consent: consent && note ? { state: consent, note } : null,
  };
}

export async function photoValues(db: Reader, photo: PhotoView): Promise<Tree> {
  const refs = photo.pictured.map((actor) => `actor/${actor.number}`);
  const texts = await pickTexts(db, refs);
  return toTree({
    kind: photo.kind,
    alt: photo.alt,
    credit: photo.credit,
    licence: photo.licence,
    note: photo.note,
    focus: photo.focus,
    consent: photo.consent?.state,
    consent_note: photo.consent?.note,
    pictured: refs.map((ref) => ({ actor: texts.get(ref) ?? ref })),
  }) as Tree;
}
