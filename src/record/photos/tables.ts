import type { Generated } from 'kysely';
import type { PhotoShape } from './crops.ts';

/**
 * Formats for browsers, the best first. A file in the table below can also have the format `master`: all other sizes
 * are created from it. It is never sent to browsers.
 */
export const photoFormats = ['avif', 'webp', 'jpeg'] as const;
export type PhotoFormat = (typeof photoFormats)[number];

/**
 * Whether the people in a photo agreed that it is published. `withdrawn`: someone took the consent back, so readers no
 * longer see the photo.
 */
export const photoConsents = ['given', 'not-needed', 'withdrawn'] as const;
export type PhotoConsent = (typeof photoConsents)[number];

/** What a picture is. Its credit says so, such as “Illustration: Ada”. */
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
