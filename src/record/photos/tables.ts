/**
 * Formats for browsers, the best first. A file in the table below can also have the format `master`: all other sizes
 * are created from it. It is never sent to browsers.
 */
export const photoFormats = ['avif', 'webp', 'jpeg'] as const;
export type PhotoFormat = (typeof photoFormats)[number];

declare module '../../platform/database/tables.ts' {
  interface Tables {
    photo: {
      id: number;
      credit: string;
      licence: string | null;
      alt: string;
      note: string | null;
      width: number;
      height: number;
      added_by: number | null;
    };
    photo_file: {
      photo_id: number;
      format: PhotoFormat | 'master';
      width: number;
      height: number;
      sha256: string;
      size: number;
    };
    photo_actor: { photo_id: number; position: number; actor_id: number };
  }
}
