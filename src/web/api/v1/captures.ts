import { z } from 'zod';
import { openPackage, reportPackage } from '../../../evidence/package/kept-package.ts';
import { findPackage } from '../../../record/kept-files/packages.ts';
import { packageAnswer } from '../../pages/desk/record/capture-package.tsx';
import { deskPart, defineReading } from './endpoint.ts';
import { single } from './singles.ts';

const outcome = z.enum(['good', 'bad', 'absent', 'unknown']);

const captureJson = z.strictObject({
  schema: z.literal('kronika.capture.v1'),
  number: z.number(),
  source: z.string().describe('Its ref'),
  method: z.string(),
  requestedUrl: z.string().nullable(),
  url: z.string().nullable(),
  at: z.iso.datetime(),
  status: z.number().nullable(),
  mediaType: z.string(),
  sha256: z.string(),
  size: z.number().describe('0: the bytes were erased'),
  textSha256: z.string(),
  package: z
    .strictObject({
      sha256: z.string(),
      size: z.number().describe('0: it was erased'),
      keptAt: z.iso.datetime(),
      verdict: z.strictObject({ exit: z.union([z.literal(0), z.literal(1), z.literal(3)]), file: outcome, list: outcome, records: outcome, index: outcome, seal: outcome, signature: outcome, timestamp: outcome }).nullable(),
      failure: z.enum(['blob_damaged', 'blob_missing']).nullable().describe('Why there is no verdict: the bytes are no longer those of the hash, or gone'),
    })
    .nullable(),
});

/** For the desk: what is held of a page is not for everybody. */
export const getCapture = defineReading({
  id: 'getCapture',
  name: 'Capture',
  path: '/captures/{number}',
  query: z.object({}),
  answer: captureJson.extend(deskPart),
  scope: 'read:desk',
  read: (asked) =>
    single({ ...asked, audience: 'desk' }, 'capture', async (thing) => {
      const row = await asked.db.selectFrom('capture').innerJoin('thing', 'thing.id', 'capture.source_id').selectAll('capture').select('thing.number as source').where('capture.id', '=', thing.id).executeTakeFirstOrThrow();
      const kept = await findPackage(asked.db, thing.id);
      const { house } = asked.c.get('deps');
      const { report, lost } = kept?.size ? await reportPackage(house, thing.id) : { report: null, lost: null };
      return captureJson.parse({
        schema: 'kronika.capture.v1', number: thing.number, source: `source/${row.source}`, method: row.method, requestedUrl: row.requested_url, url: row.final_url, at: row.captured_at.toISOString(), status: row.status,
        mediaType: row.media_type, sha256: row.bytes_sha256, size: Number(row.bytes_size), textSha256: row.text_sha256,
        package: kept && {
          sha256: kept.sha256, size: kept.size, keptAt: kept.keptAt.toISOString(),
          verdict: report && { exit: report.exit, file: report.file, list: report.list, records: report.records, index: report.index, seal: report.seal, signature: report.signature, timestamp: report.timestamp },
          failure: (lost?.code ?? null) as 'blob_damaged' | 'blob_missing' | null,
        },
      } satisfies z.output<typeof captureJson>);
    }),
});

export const getCapturePackage = defineReading({
  id: 'getCapturePackage',
  name: 'CapturePackage',
  path: '/captures/{number}/package',
  query: z.object({}),
  answer: z.string(),
  media: 'application/wacz',
  scope: 'read:desk',
  async read(asked) {
    let bytes: Uint8Array | undefined;
    const answered = await single({ ...asked, audience: 'desk' }, 'capture', async (thing) => {
      bytes = (await openPackage(asked.c.get('deps').house, thing.id)).bytes;
      return {};
    });
    return bytes ? packageAnswer(bytes, `capture-${asked.number}.wacz`) : answered;
  },
});
