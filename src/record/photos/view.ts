import { sql } from 'kysely';
import { gather } from '../../platform/database/gather.ts';
import { noteGiven } from '../../platform/database/viewer.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { Translations } from '../translations/load.ts';
import { currentReading, isRead, type Reading } from '../translations/reading.ts';
import { loadBriefs, type Audience, type Brief } from '../views/briefs.ts';
import { croppedFor, shapeNames, type FocalPoint, type PhotoShape } from './crops.ts';
import { photoFormats, type PhotoConsent, type PhotoFormat, type PictureKind } from './tables.ts';

/**
 * One size for browsers. `file` is its name in the URL, which is derived from a hash of the bytes and changes with
 * them.
 */
export type PhotoSize = { format: PhotoFormat; width: number; height: number; file: string };

/** The sizes of a photo's crops, by shape. Empty for a shape whose crops have not been created yet. */
export type PhotoCrops = Record<PhotoShape, PhotoSize[]>;

export type PhotoView = {
  id: number;
  number: number;
  ref: string;
  version: number;
  /**
   * `closed`: the photo shows a person whom this audience must not see. `withdrawn`: the desk has withdrawn the photo
   * or, for readers, someone in it has withdrawn their consent. `erased`: the photo was redacted. Sizes and texts are
   * filled in only for `shown` photos and, for the desk, for withdrawn photos.
   */
  status: 'shown' | 'withdrawn' | 'closed' | 'erased';
  kind: PictureKind;
  alt: string;
  /** The language of `alt`, if it is not the reader's. */
  altLanguage?: string;
  credit: string;
  licence: string | null;
  /** For the desk only. */
  note: string | null;
  width: number;
  height: number;
  /** Sorted by format (best first), then by width. */
  sizes: PhotoSize[];
  crops: PhotoCrops;
  focus: FocalPoint;
  /** Whether the crops for this focal point have been created. */
  cropped: boolean;
  /** For the desk only. */
  consent: { state: PhotoConsent; note: string; by: string | null; at: Date } | null;
  pictured: Brief[];
  addedAt: Date;
  addedBy: string | null;
  withdrawnReason: string | null;
};

/** The name of a size in its URL. It is derived from the bytes, so that browsers can cache the file for ever. */
export const photoFileName = (file: { sha256: string; width: number; format: PhotoFormat }): string =>
  `${file.sha256.slice(0, 20)}-${file.width}.${file.format}`;

/** Photos by id, in the given order. */
export async function loadPhotos(db: Reader, ids: readonly number[], audience: Audience): Promise<PhotoView[]> {
  if (ids.length === 0) return [];
  const reading = audience === 'public' ? currentReading() : undefined;
  const photos = await gather(db, `photos ${audience} ${reading?.language ?? ''}`, ids, (all) =>
    askPhotos(db, all, audience, reading),
  );
  return ids.flatMap((id) => photos.get(id) ?? []);
}

async function askPhotos(
  db: Reader,
  ids: readonly number[],
  audience: Audience,
  reading: Reading | undefined,
): Promise<Map<number, PhotoView>> {
  const among = (column: string) => sql<boolean>`${sql.ref(column)} = any(${[...ids]}::bigint[])`;
  const found = db
    .selectFrom('photo')
    .innerJoin('thing', 'thing.id', 'photo.id')
    .leftJoin('account', 'account.id', 'photo.added_by')
    .leftJoin('account as recorder', 'recorder.id', 'photo.consent_by')
    .select([
      'photo.id',
      'thing.number',
      'thing.version',
      'thing.withdrawn_at',
      'thing.withdrawn_reason',
      'thing.redacted_at',
      'thing.created_at',
      'account.name as added_by',
    ])
    .select(['photo.kind', 'photo.alt', 'photo.credit', 'photo.licence', 'photo.note', 'photo.width', 'photo.height'])
    .select(['photo.focus_x', 'photo.focus_y', 'photo.cropped_at', 'recorder.name as recorder'])
    .select(['photo.consent', 'photo.consent_note', 'photo.consent_at'])
    .where(among('photo.id'));
  const [rows, files, actors, translations] = await Promise.all([
    found.execute(),
    db.selectFrom('photo_file').selectAll().where(among('photo_id')).where('format', '!=', 'master').execute(),
    db
      .selectFrom('photo_actor')
      .select(['photo_id', 'actor_id'])
      .where(among('photo_id'))
      .orderBy('position')
      .execute(),
    reading ? Translations.load(db, ids) : null,
  ]);
  if (audience === 'desk') noteGiven(rows.map((row) => row.id));
  const briefs = await loadBriefs(
    db,
    actors.map((row) => row.actor_id),
    audience,
  );
  const filesOf = group(files.map((file) => [file.photo_id, file] as const));
  const actorsOf = group(actors.map((row) => [row.photo_id, row.actor_id] as const));
  const views = new Map<number, PhotoView>();
  for (const row of rows) {
    const pictured = (actorsOf.get(row.id) ?? []).flatMap((id) => briefs.get(id) ?? []);
    const status = row.redacted_at
      ? 'erased'
      : audience === 'public' && pictured.some((one) => one.hidden)
        ? 'closed'
        : row.withdrawn_at || (audience === 'public' && row.consent === 'withdrawn')
          ? 'withdrawn'
          : 'shown';
    const open = status === 'shown' || (audience === 'desk' && status === 'withdrawn');
    const own = open ? (filesOf.get(row.id) ?? []) : [];
    const shaped = (shape: PhotoShape | 'whole'): PhotoSize[] => sizesIn(own.filter((file) => file.shape === shape));
    const focus = { x: row.focus_x, y: row.focus_y };
    const alt = translations?.of(row.id, 'alt', row.alt);
    const foreign = alt === undefined && reading && !isRead(reading, reading.own);
    views.set(row.id, {
      id: row.id,
      number: row.number,
      ref: `photo/${row.number}`,
      version: row.version,
      status,
      kind: row.kind,
      alt: open ? (alt ?? row.alt) : '',
      ...(foreign && open && { altLanguage: reading.own }),
      credit: open ? row.credit : '',
      licence: open ? row.licence : null,
      note: audience === 'desk' ? row.note : null,
      width: row.width,
      height: row.height,
      sizes: shaped('whole'),
      crops: Object.fromEntries(shapeNames.map((shape) => [shape, shaped(shape)])) as PhotoCrops,
      focus,
      cropped: row.cropped_at === croppedFor(focus),
      consent:
        audience === 'desk' && row.consent
          ? { state: row.consent, note: row.consent_note ?? '', by: row.recorder, at: row.consent_at! }
          : null,
      pictured: open ? pictured : [],
      addedAt: row.created_at,
      addedBy: audience === 'desk' ? row.added_by : null,
      withdrawnReason: row.withdrawn_reason,
    });
  }
  return views;
}

const sizesIn = (
  files: readonly { format: PhotoFormat | 'master'; width: number; height: number; sha256: string }[],
): PhotoSize[] =>
  photoFormats.flatMap((format) =>
    files
      .filter((file) => file.format === format)
      .toSorted((a, b) => a.width - b.width)
      .map(({ width, height, sha256 }) => ({ format, width, height, file: photoFileName({ sha256, width, format }) })),
  );

/** The blob of the size with this file name; null if the photo has no such size. */
export async function findPhotoFile(
  db: Reader,
  photoId: number,
  file: string,
): Promise<{ sha256: string; size: number; format: PhotoFormat } | null> {
  const match = /^([0-9a-f]{20})-(\d{1,5})\.(avif|webp|jpeg)$/.exec(file);
  if (!match) return null;
  const format = match[3] as PhotoFormat;
  const found = await db
    .selectFrom('photo_file')
    .select(['sha256', 'size'])
    .where('photo_id', '=', photoId)
    .where('format', '=', format)
    .where('width', '=', Number(match[2]))
    .where('sha256', 'like', `${match[1]!}%`)
    .executeTakeFirst();
  return found ? { ...found, format } : null;
}
