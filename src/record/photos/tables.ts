import type { Generated } from 'kysely';
import type { PhotoShape } from './crops.ts';

/**
 * Formats for browsers, the best first. In the table `photo_file`, one file of each photo has the format `master`
 * instead: all other sizes are created from this file, and it is never sent to browsers.
 */
export const photoFormats = ['avif', 'webp', 'jpeg'] as const;
export type PhotoFormat = (typeof photoFormats)[number];

/**
 * Whether the people in a photo agreed to its publication. `withdrawn`: someone has withdrawn their consent, so readers
 * no longer see the photo.
 */
export const photoConsents = ['given', 'not-needed', 'withdrawn'] as const;
export type PhotoConsent = (typeof photoConsents)[number];

/** The kind of a picture, which is shown with its credit, such as “Illustration: Ada”. */
export const pictureKinds = ['photo', 'illustration', 'drawing', 'screenshot', 'document'] as const;
export type PictureKind = (typeof pictureKinds)[number];

declare module '../../platform/database/tables.ts' {
  interface Tables {
    photo: {
      id: number;
      kind: Generated<PictureKind>;
      credit: string;
      licence: string | null;
      alt: string;
      note: string | null;
      width: number;
      height: number;
      added_by: number | null;
      /** The focal point, in percent from the left and from the top. Every crop contains it. */
      focus_x: Generated<number>;
      focus_y: Generated<number>;
      /** The focal point of the crops that exist (`croppedFor`). */
      cropped_at: Generated<string | null>;
      consent: Generated<PhotoConsent | null>;
      /** How they agreed, or why no consent is needed. */
      consent_note: Generated<string | null>;
      consent_by: Generated<number | null>;
      consent_at: Generated<Date | null>;
    };
    photo_file: {
      photo_id: number;
      shape: Generated<PhotoShape | 'whole'>;
      format: PhotoFormat | 'master';
      width: number;
      height: number;
      sha256: string;
      size: number;
    };
    photo_actor: { photo_id: number; position: number; actor_id: number };
  }
}
