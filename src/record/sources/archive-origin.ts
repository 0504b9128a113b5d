import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../platform/database/tables.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { shorten } from '../../platform/text/shorten.ts';
import { storable } from '../../platform/text/storable.ts';

export const archiveForms = ['wacz', 'warc'] as const;
export type ArchiveForm = (typeof archiveForms)[number];

/** The verdicts of the check of a web archive. */
export const archiveVerdicts = [
  'sealed',
  'sealed_unknown',
  'consistent',
  'no_digests',
  'altered',
  'unreadable',
] as const;
export type ArchiveVerdict = (typeof archiveVerdicts)[number];

/** The results of the checks of a web archive, by the part that was checked, such as `records`. */
export type ArchiveChecks = Record<string, string>;

type Params = Record<string, string | number>;
/** The words around the results: the parameters of the messages, and the problems that were found. */
export type ArchiveReport = {
  verdict: Params;
  checks: Record<string, Params>;
  redactions: Params[];
  problems: { path: string; problem: string; reason?: string | undefined }[];
  problemCount: number;
};

export const maxProblems = 20;
export const maxMissing = 500;
const maxText = 300;
const maxUrl = 2_000;
const hash = z.string().regex(/^[\da-f]{64}$/);

/** What an export says of the web archive from which a page was imported. Readers get only the verdict and the time of the content. */
export const archiveRecord = z.strictObject({
  software: z.string().max(maxText).optional().describe('With which software it was recorded, as the archive says'),
  verdict: z.enum(archiveVerdicts).describe('What the check of the file found'),
  name: z.string().max(maxText).optional(),
  sha256: hash.optional(),
  size: z.number().int().positive().optional(),
  form: z.enum(archiveForms).optional(),
  page: z.number().int().positive().optional(),
  operator: z.string().max(maxText).optional(),
  signer: z.string().max(maxText).optional(),
  signedAt: z.iso.datetime().optional(),
  contentAt: z.iso
    .datetime()
    .optional()
    .describe('If the archive says that the page was the same as one recorded earlier: when that was'),
  missing: z.array(z.string().max(maxUrl)).max(maxMissing).optional(),
});
export type ArchiveRecord = z.output<typeof archiveRecord>;

/** Without line breaks, and without characters that could change the direction of the text around them. */
const plain = (limit: number) =>
  z.string().transform((text) =>
    // `shorten` adds a space and an ellipsis.
    shorten(
      storable(text)
        .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
        .trim(),
      limit - 2,
    ),
  );

const params = z.record(z.string().max(40), z.union([z.number(), plain(maxText)]));

/** What is known of the web archive from which a page comes, and of the page in it. */
export const archiveOriginInput = z.object({
  name: plain(maxText),
  sha256: hash,
  size: z.number().int().positive(),
  form: z.enum(archiveForms),
  software: plain(maxText),
  operator: plain(maxText),
  signer: z.object({ name: plain(maxText), at: z.date() }).nullable(),
  verdict: z.enum(archiveVerdicts),
  checks: z.record(z.string().max(40), z.string().max(40)),
  report: z.object({
    verdict: params,
    checks: z.record(z.string().max(40), params),
    redactions: z.array(params).transform((all) => all.slice(0, maxProblems)),
    problems: z
      .array(z.object({ path: plain(maxText), problem: z.string().max(40), reason: plain(maxText).optional() }))
      .transform((all) => all.slice(0, maxProblems)),
    problemCount: z.number().int(),
  }),
  /** The place and the time of the page in the list of the file's pages. */
  page: z.number().int().positive(),
  listedAt: z.date(),
  /** When the response was recorded. */
  recordedAt: z.date(),
  /** When the content was recorded, if the archive says that the page was the same as one recorded earlier. */
  contentAt: z.date().nullable(),
  missing: z.array(plain(maxUrl)).transform((all) => all.slice(0, maxMissing)),
  settingCookies: z.array(plain(maxUrl)).transform((all) => all.slice(0, maxMissing)),
});
export type ArchiveOriginInput = z.output<typeof archiveOriginInput>;

export async function addOrigin(tx: Tx, captureId: number, origin: ArchiveOriginInput): Promise<void> {
  const { sha256, signer, listedAt, recordedAt: _, contentAt, settingCookies, checks, report, ...columns } = origin;
  await tx
    .insertInto('archive_origin')
    .values({
      capture_id: captureId,
      ...columns,
      archive_sha256: sha256,
      signer: signer?.name ?? null,
      signed_at: signer?.at ?? null,
      listed_at: listedAt,
      content_at: contentAt,
      setting_cookies: settingCookies,
      checks: JSON.stringify(checks) as unknown as ArchiveChecks,
      report: JSON.stringify(report) as unknown as ArchiveReport,
    })
    .execute();
}

/** Stores what another record says of the web archive of a page. */
export async function addOriginOf(tx: Tx, captureId: number, about: ArchiveRecord): Promise<void> {
  const { sha256, signedAt, contentAt, name, software, operator, signer, size, form, page, missing, verdict } = about;
  const report: ArchiveReport = { verdict: {}, checks: {}, redactions: [], problems: [], problemCount: 0 };
  await tx
    .insertInto('archive_origin')
    .values({
      capture_id: captureId,
      name: name ?? '',
      archive_sha256: sha256 ?? '',
      size: size ?? null,
      form: form ?? null,
      software: software ?? '',
      operator: operator ?? '',
      signer: signer ?? null,
      signed_at: signedAt === undefined ? null : new Date(signedAt),
      verdict,
      checks: '{}' as unknown as ArchiveChecks,
      report: JSON.stringify(report) as unknown as ArchiveReport,
      page: page ?? null,
      listed_at: null,
      content_at: contentAt === undefined ? null : new Date(contentAt),
      setting_cookies: [],
      missing: missing ?? [],
    })
    .execute();
}

export type ArchiveOrigin = Selectable<Tables['archive_origin']>;

/** Null if the capture does not come from a web archive. */
export async function loadOrigin(db: Reader, captureId: number): Promise<ArchiveOrigin | null> {
  const row = await db.selectFrom('archive_origin').selectAll().where('capture_id', '=', captureId).executeTakeFirst();
  return row ?? null;
}

/**
 * A page of a web archive: the SHA-256 of the file, and the address and time of the page in its list. `team`: the only team
 * that may see it.
 */
export type PageInArchive = { sha256: string; url: string; at: Date; team?: number | undefined };

/** The capture of a page that was imported before. Null if there is none whose bytes are stored. */
export async function findImported(
  db: Reader,
  { sha256, url, at, team }: PageInArchive,
): Promise<{ capture: string; source: string; missing: string[]; settingCookies: string[] } | null> {
  const row = await db
    .selectFrom('archive_origin')
    .innerJoin('capture', 'capture.id', 'archive_origin.capture_id')
    .innerJoin('thing', 'thing.id', 'capture.id')
    .innerJoin('thing as named', 'named.id', 'capture.source_id')
    .innerJoin('thing as source', (join) => join.onRef('source.id', '=', 'named.canonical_id'))
    .select(['thing.number', 'source.number as source', 'archive_origin.missing', 'archive_origin.setting_cookies'])
    .where('archive_origin.archive_sha256', '=', sha256)
    .where('capture.requested_url', '=', url)
    .where('archive_origin.listed_at', '=', at)
    .where('capture.bytes_size', '>', 0)
    .where('thing.redacted_at', 'is', null)
    .$if(team !== undefined, (all) =>
      all.where('source.id', 'in', (where) =>
        where.selectFrom('thing_team').select('thing_id').where('team_id', '=', team!),
      ),
    )
    .orderBy('capture.id')
    .executeTakeFirst();
  if (!row) return null;
  const { number, source, missing, setting_cookies: settingCookies } = row;
  return { capture: `capture/${number}`, source: `source/${source}`, missing, settingCookies };
}
