import { z } from 'zod';
import { archiveVerdicts } from '../../../record/sources/archive-origin.ts';
import type { SourceView } from '../../../record/views/sources.ts';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import { addressOf } from '../components/of-record.ts';
import { claimJson, claimOf, headJson, sourceLineJson, sourceLineOf, thingJson, thingOf } from './parts.ts';

/**
 * The response of `/sources/:number.json`. It has the hashes of preserved copies. Only the desk can get their bytes.
 */
export const publicSource = z.strictObject({
  ...headJson,
  ...sourceLineJson.shape,
  note: z.string().nullable(),
  copies: z.array(z.strictObject({ source: thingJson, kind: z.enum(termKeys('derivation')) })),
  captures: z.array(
    z.strictObject({
      number: z.number(),
      method: z.string(),
      url: z.string().nullable(),
      at: z.iso.datetime(),
      sha256: z.string(),
      size: z.number(),
      mediaType: z.string(),
      status: z.number().nullable(),
      archive: z
        .strictObject({
          verdict: z.enum(archiveVerdicts),
          contentAt: z.iso.datetime().nullable(),
        })
        .nullable()
        .describe(
          'If it comes from a web archive (`method` is `archive`, and `at` is what the archive says): what the check of the file found, and, if the archive says that the page was the same as one recorded earlier, when that was',
        ),
    }),
  ),
  claims: z.array(claimJson),
  claimCount: z.number(),
  next: z.string().nullable().describe('Path of the next page of claims; null on the last one'),
});
export type PublicSource = z.output<typeof publicSource>;

export function sourceJson(view: SourceView, next: string | null = null): PublicSource {
  return publicSource.parse({
    schema: 'kronika.source.v1',
    number: view.brief.number,
    url: addressOf(view.brief)!,
    example: view.example,
    ...sourceLineOf(view),
    note: view.note,
    copies: view.copies.map((one) => ({ source: thingOf(one.source), kind: one.kind })),
    captures: view.captures.map((one) => ({
      number: one.brief.number,
      method: one.method,
      url: one.url,
      at: one.at.toISOString(),
      sha256: one.bytesSha256,
      size: one.bytesSize,
      mediaType: one.mediaType,
      status: one.status,
      archive: one.archive && { ...one.archive, contentAt: one.archive.contentAt?.toISOString() ?? null },
    })),
    claims: view.claims.map(claimOf),
    claimCount: view.claimCount,
    next,
  } satisfies PublicSource);
}
