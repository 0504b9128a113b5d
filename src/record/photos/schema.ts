import { z } from 'zod';
import { refSchema } from '../refs.ts';
import { photoConsents, pictureKinds } from './tables.ts';

/** The largest photo that is accepted: `bytes` of its file, and `pixels` when it is decoded. */
export const maxPhoto = { bytes: 30 * 1024 * 1024, pixels: 120_000_000 };

const words = (limit: number) => z.string().trim().max(limit, 'errors.field.text.long');

/** A part of the width or height of a photo, in percent. */
export const percent = z.coerce
  .number('errors.field.photo.focus')
  .int('errors.field.photo.focus')
  .min(0, 'errors.field.photo.focus')
  .max(100, 'errors.field.photo.focus');

/** The data of a photo, without the picture. */
export const photoInput = z.object({
  /**
   * Shown to readers with the credit. If it is left out, a new picture is a photo, and an existing picture keeps its
   * kind.
   */
  kind: z.enum(pictureKinds, 'errors.field.photo.kind').optional(),
  /** The photographer, shown to readers. */
  credit: words(300).min(2, 'errors.field.photo.credit'),
  /** The licence or permission under which the photo is published; shown to readers. */
  licence: words(300).optional(),
  /** Alternative text for people who cannot see the photo. */
  alt: words(1000).min(5, 'errors.field.photo.alt'),
  /** Desk only: where the photo came from, and what was agreed. */
  note: words(2000).optional(),
  pictured: z.array(refSchema).max(30).default([]),
  /** The point that every crop contains, in percent from the left and from the top. If left out, it is unchanged. */
  focus: z.object({ x: percent, y: percent }).optional(),
  /**
   * Desk only: whether the people in the photo agreed, and how, or why no consent is needed. Null removes it. If left
   * out, it is unchanged.
   */
  consent: z
    .object({
      state: z.enum(photoConsents, 'errors.field.photo.consent'),
      note: words(2000).min(5, 'errors.field.photo.consent_note'),
    })
    .nullish(),
});
export type PhotoInput = z.output<typeof photoInput>;

const later = (field: z.ZodString, least: number, message: string) =>
  field.refine((said) => said === '' || said.length >= least, message).default('');

/**
 * The data of a new photo. Someone who adds it while writing an article can add credit and alternative text later,
 * before publication.
 */
export const newPhotoInput = photoInput.extend({
  credit: later(words(300), 2, 'errors.field.photo.credit'),
  alt: later(words(1000), 5, 'errors.field.photo.alt'),
});
