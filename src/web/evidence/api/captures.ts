import { z } from 'zod';
import { listOrders, type OrderView } from '../../../drafting/orders/load.ts';
import { findIntactPackage, reportPackage } from '../../../evidence/package/stored-package.ts';
import { exitOf, verdicts, type Outcome } from '../../../evidence/package/check-package.ts';
import { AppError } from '../../../platform/errors.ts';
import { findPackage, type StoredPackage } from '../../../record/files/packages.ts';
import { archiveForms, loadOrigin, type ArchiveOrigin } from '../../../record/sources/archive-origin.ts';
import { packageAnswer } from '../captures/package-answer.ts';
import { defineReading, withDesk } from '../../kit/api/endpoint.ts';
import { waiting } from '../../requests/api/requests.ts';
import { single } from '../../record/api/item-endpoints.ts';

export const outcome = z.enum(['good', 'bad', 'absent', 'unknown']);

/** Who recorded and signed a web archive. */
export const recorderFields = {
  software: z.string().describe('As the file says; empty if it does not'),
  operator: z.string().describe('As the file says; empty if it does not'),
  signer: z.string().nullable().describe('As verified: a domain or a key'),
  signedAt: z.iso.datetime().nullable(),
};

const captureJson = z.strictObject({
  schema: z.literal('kronika.capture.v1'),
  number: z.number(),
  source: z.string().describe('Ref of the source'),
  method: z.string(),
  requestedUrl: z.string().nullable(),
  url: z.string().nullable(),
  at: z.iso.datetime(),
  status: z.number().nullable(),
  mediaType: z.string(),
  sha256: z.string(),
  size: z.number().describe('In bytes; 0 if the file was erased'),
  textSha256: z.string(),
  archive: z
    .strictObject({
      importedAt: z.iso.datetime(),
      name: z.string(),
      sha256: z.string().describe('SHA-256 of the imported file, which is not stored. Empty if unknown'),
      size: z.number().nullable().describe('In bytes'),
      form: z.enum(archiveForms).nullable(),
      page: z.number().nullable().describe('The place of the page in the list of the file’s pages'),
      ...recorderFields,
      verdict: z.enum(verdicts),
      checks: z.record(z.string(), outcome),
      contentAt: z.iso
        .datetime()
        .nullable()
        .describe('If the archive says that the page was the same as one recorded earlier: when that was'),
      settingCookies: z
        .array(z.string())
        .describe('The addresses of responses in the package that set cookies, which can identify who recorded them'),
      missing: z.array(z.string()).describe('The addresses of parts that the package lacks'),
    })
    .nullable()
    .describe(
      'The web archive from which the page was imported. Then `at` is when the page was recorded, as the archive says',
    ),
  package: z
    .strictObject({
      sha256: z.string(),
      size: z.number().describe('In bytes; 0 if the package was erased'),
      keptAt: z.iso.datetime(),
      verdict: z
        .strictObject({
          verdict: z.enum(verdicts),
          exit: z.union([z.literal(0), z.literal(1), z.literal(3)]),
          file: outcome,
          list: outcome,
          records: outcome,
          index: outcome,
          seal: outcome,
          signature: outcome,
          timestamp: outcome,
        })
        .nullable(),
      failure: z
        .enum(['blob_damaged', 'blob_missing'])
        .nullable()
        .describe('Why there is no `verdict`: the bytes no longer match the hash, or are missing'),
    })
    .nullable(),
});

const archiveOf = (origin: ArchiveOrigin, importedAt: Date): z.output<typeof captureJson>['archive'] => ({
  importedAt: importedAt.toISOString(),
  name: origin.name,
  sha256: origin.archive_sha256,
  size: origin.size,
  form: origin.form,
  page: origin.page,
  software: origin.software,
  operator: origin.operator,
  signer: origin.signer,
  signedAt: origin.signed_at?.toISOString() ?? null,
  verdict: origin.verdict,
  checks: origin.checks as Record<string, Outcome>,
  contentAt: origin.content_at?.toISOString() ?? null,
  settingCookies: origin.setting_cookies,
  missing: origin.missing,
});

/** One capture. Only the desk can read it, because captures are not public. */
export const getCapture = defineReading({
  id: 'getCapture',
  name: 'Capture',
  path: '/captures/{number}',
  query: z.object({}),
  answer: withDesk(captureJson),
  scope: 'read:desk',
  read: (request) =>
    single({ ...request, audience: 'desk' }, 'capture', async (thing) => {
      const row = await request.db
        .selectFrom('capture')
        .innerJoin('thing', 'thing.id', 'capture.source_id')
        .selectAll('capture')
        .select('thing.number as source')
        .where('capture.id', '=', thing.id)
        .executeTakeFirstOrThrow();
      const kept = await findPackage(request.db, thing.id);
      const origin = await loadOrigin(request.db, thing.id);
      const { app } = request.c.get('deps');
      const { report, lost } = kept?.size ? await reportPackage(app, thing.id) : { report: null, lost: null };
      return captureJson.parse({
        schema: 'kronika.capture.v1',
        number: thing.number,
        source: `source/${row.source}`,
        method: row.method,
        requestedUrl: row.requested_url,
        url: row.final_url,
        at: row.captured_at.toISOString(),
        status: row.status,
        mediaType: row.media_type,
        sha256: row.bytes_sha256,
        size: Number(row.bytes_size),
        textSha256: row.text_sha256,
        archive: origin && archiveOf(origin, thing.created_at),
        package: kept && {
          sha256: kept.sha256,
          size: kept.size,
          keptAt: kept.keptAt.toISOString(),
          verdict: report && {
            verdict: report.verdict,
            exit: exitOf(report.verdict),
            file: report.file,
            list: report.list,
            records: report.records,
            index: report.index,
            seal: report.seal,
            signature: report.signature,
            timestamp: report.timestamp,
          },
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
  async read(request) {
    let kept: StoredPackage | undefined;
    const answered = await single({ ...request, audience: 'desk' }, 'capture', async (thing) => {
      kept = await findIntactPackage(request.c.get('deps').app, thing.id);
      return {};
    });
    return kept ? packageAnswer(request.c, kept, `capture-${request.number}.wacz`) : answered;
  },
});

const orderJson = z.strictObject({
  schema: z.literal('kronika.capture-order.v1'),
  order: z.number().int(),
  url: z.string(),
  why: z.string(),
  askedBy: z.string().nullable(),
  askedAt: z.iso.datetime(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  phase: z.string().nullable().describe('The current step, while the capture runs'),
  requests: z.number().int().describe('How many requests the page has made so far'),
  endedAt: z.iso.datetime().nullable(),
  capture: z.string().nullable().describe('Ref of the capture; null if there is none'),
  source: z.string().nullable(),
  preserved: z
    .boolean()
    .describe(
      'Whether the capture is complete: nothing is missing, and played back without access to the original website it looked the same',
    ),
  incomplete: z.array(z.string()).describe('What the capture lacks, as codes; empty if it is complete'),
  missing: z
    .strictObject({
      words: z.array(z.string()),
      parts: z.array(
        z.strictObject({
          kind: z.enum(['picture', 'style', 'media', 'other', 'request']),
          url: z.string(),
          why: z.enum(['not_captured', 'unfinished', 'too_large', 'not_stored', 'error', 'not_shown']),
        }),
      ),
    })
    .describe('What is missing when ReplayWeb.page shows the capture: words, and other parts with the reason'),
  robots: z
    .string()
    .nullable()
    .describe(
      'What the website’s robots.txt says about this page: `allowed`, `disallowed`, `none` (there is no robots.txt) or `unread`',
    ),
  error: z.string().nullable().describe('The error code if there is no capture'),
});

const orderOf = (one: OrderView): z.output<typeof orderJson> => ({
  schema: 'kronika.capture-order.v1',
  order: one.id,
  url: one.url,
  why: one.why,
  askedBy: one.by,
  askedAt: one.askedAt.toISOString(),
  state: one.state,
  phase: one.phase,
  requests: one.requests,
  endedAt: one.endedAt?.toISOString() ?? null,
  capture: one.capture && `capture/${one.capture.number}`,
  source: one.capture && `source/${one.capture.source}`,
  preserved: one.state === 'done' && one.incomplete.length === 0,
  incomplete: one.incomplete,
  missing: one.missing,
  robots: one.robots,
  error: one.error,
});

const maxOrders = 1000;

export const listCaptureOrders = defineReading({
  id: 'listCaptureOrders',
  name: 'CaptureOrderList',
  path: '/capture-orders',
  query: z.object({ waiting }),
  answer: z.strictObject({ items: z.array(orderJson).max(maxOrders) }),
  scope: 'read:desk',
  read: async ({ db, query }) => ({
    body: { items: (await listOrders(db, { open: query.waiting === 'true', limit: maxOrders })).map(orderOf) },
  }),
});

export const getCaptureOrder = defineReading({
  id: 'getCaptureOrder',
  name: 'CaptureOrder',
  path: '/capture-orders/{number}',
  query: z.object({}),
  answer: orderJson,
  scope: 'read:desk',
  async read({ db, number }) {
    const [order] = await listOrders(db, { id: number });
    if (!order) throw new AppError('not_found');
    return { body: orderOf(order) };
  },
});
