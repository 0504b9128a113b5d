import { z } from 'zod';
import { refSchema } from '../refs.ts';

const words = (limit: number) => z.string().trim().max(limit, 'errors.field.text.long');

/** What is said of a photo. */
export const photoInput = z.object({
  /** Who made it, as readers will see it. */
  credit: words(300).min(2, 'errors.field.photo.credit'),
  /** Under which licence, or by whose leave, it is shown; readers see it. */
  licence: words(300).optional(),
  /** What it shows, for those who don't see it. */
  alt: words(1000).min(5, 'errors.field.photo.alt'),
  /** For the desk alone: where it came from, what was agreed. */
  note: words(2000).optional(),
  /** Actors who are in the picture. */
  pictured: z.array(refSchema).max(30).default([]),
});
export type PhotoInput = z.output<typeof photoInput>;

const later = (field: z.ZodString, least: number, message: string) =>
  field.refine((said) => said === '' || said.length >= least, message).default('');

/** The same of a photo that is brought in while somebody writes: credit and words may follow, and have to before it is published. */
export const newPhotoInput = photoInput.extend({
  credit: later(words(300), 2, 'errors.field.photo.credit'),
  alt: later(words(1000), 5, 'errors.field.photo.alt'),
});
