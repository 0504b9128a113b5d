import { z } from 'zod';
import {
  listUploadPages,
  listUploads,
  type UploadError,
  type UploadPageView,
  type UploadView,
} from '../../../drafting/uploads/load-uploads.ts';
import { uploadPageStates, uploadStates } from '../../../drafting/uploads/tables.ts';
import { archiveLimits } from '../../../evidence/archives/limits.ts';
import { verdicts, type Outcome } from '../../../evidence/package/check-package.ts';
import { reportWords } from '../../../evidence/package/report-lines.ts';
import { AppError } from '../../../platform/errors.ts';
import { archiveForms } from '../../../record/sources/archive-origin.ts';
import type { Ctx } from '../../kit/context.ts';
import { defineReading } from '../../kit/api/endpoint.ts';
import type { Transfer } from '../../kit/api/transfer.ts';
import { routes } from '../../routes.ts';
import { outcome, recorderFields } from '../../evidence/api/captures.ts';
import { storedErrorWords } from '../../kit/words/stored-error.ts';
import { answerCreation, answerOffset, answerPieces, answerTermination } from '../uploads/tus.ts';

const errorJson = z
  .strictObject({ code: z.string(), detail: z.string() })
  .nullable()
  .describe('Why the file or the page cannot be used, or why the last import ended early');

const uploadFields = {
  schema: z.literal('kronika.upload.v1'),
  upload: z.number().int(),
  name: z.string(),
  size: z.number().int().describe('In bytes'),
  received: z.number().int().describe('How many bytes have arrived'),
  state: z
    .enum(uploadStates)
    .describe(
      '`receiving`: bytes are missing; `checking`: the file is being checked; `ready`: pages can be imported; `importing`: chosen pages are being imported; `failed`: the file cannot be used',
    ),
  archive: z
    .strictObject({
      sha256: z.string(),
      form: z.enum(archiveForms),
      ...recorderFields,
      verdict: z.enum(verdicts).describe('Nothing is imported from a file that was `altered`'),
      checks: z.record(z.string(), outcome),
      pagesLeft: z.number().int().describe('How many more pages the archive has than are listed'),
    })
    .nullable()
    .describe('What the check of the file found'),
  error: errorJson,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().describe('When the upload is deleted'),
};
const uploadJson = z.strictObject(uploadFields);

const pageJson = z.strictObject({
  number: z.number().int(),
  url: z.string(),
  title: z.string(),
  at: z.string().describe('When it was recorded, as the archive says; empty if it does not'),
  status: z.number().int(),
  mediaType: z.string(),
  state: z
    .enum(uploadPageStates)
    .describe('`waiting`: chosen; `known`: it was imported from the same file before; `failed`: `error` says why'),
  error: errorJson,
  capture: z.string().nullable().describe('Ref of the capture'),
  source: z.string().nullable(),
  draft: z.number().int().nullable(),
  missing: z.number().int().describe('How many parts of the page the archive does not contain; the capture lists them'),
  settingCookies: z
    .number()
    .int()
    .describe('How many responses set cookies, which can identify who recorded them; the capture lists them'),
});

const saidError = (c: Ctx, error: UploadError | null): z.output<typeof errorJson> =>
  error && { code: error.code, detail: storedErrorWords(c.get('t'), error) };

const jsonOf = (c: Ctx, one: UploadView): z.output<typeof uploadJson> => ({
  schema: 'kronika.upload.v1',
  upload: one.id,
  name: one.name,
  size: one.size,
  received: one.received,
  state: one.state,
  archive: one.facts && {
    sha256: one.facts.sha256,
    form: one.facts.form,
    software: one.facts.software,
    operator: one.facts.operator,
    signer: one.facts.signer?.name ?? null,
    signedAt: one.facts.signer ? new Date(one.facts.signer.at).toISOString() : null,
    verdict: one.facts.report.verdict,
    checks: Object.fromEntries(
      reportWords(one.facts.report, one.facts.form).checks.map(({ check, outcome: found }) => [check, found]),
    ) as Record<string, Outcome>,
    pagesLeft: one.pagesLeft,
  },
  error: saidError(c, one.error),
  createdAt: one.createdAt.toISOString(),
  expiresAt: one.expiresAt.toISOString(),
});

const pageOf = (c: Ctx, page: UploadPageView): z.output<typeof pageJson> => ({
  number: page.number,
  url: page.url,
  title: page.title,
  at: page.at,
  status: page.status,
  mediaType: page.mediaType,
  state: page.state,
  error: saidError(c, page.error),
  capture: page.capture && `capture/${page.capture.number}`,
  source: page.capture && `source/${page.capture.source}`,
  draft: page.draft,
  missing: page.missing,
  settingCookies: page.settingCookies,
});

/** The uploads of the owner of the token, without their pages. */
export const listOwnUploads = defineReading({
  id: 'listUploads',
  name: 'UploadList',
  path: '/uploads',
  query: z.object({}),
  answer: z.strictObject({ items: z.array(uploadJson) }),
  scope: 'write:record',
  unstored: true,
  async read({ c, db, holder }) {
    const { app } = c.get('deps');
    const uploads = await listUploads(db, { account: holder!.principal.accountId, at: app.now() });
    return { body: { items: uploads.map((one) => jsonOf(c, one)) } };
  },
});

export const getUpload = defineReading({
  id: 'getUpload',
  name: 'Upload',
  path: '/uploads/{number}',
  query: z.object({}),
  answer: z.strictObject({ ...uploadFields, pages: z.array(pageJson).max(archiveLimits.maxPages) }),
  scope: 'write:record',
  unstored: true,
  async read({ c, db, number, holder }) {
    const { app } = c.get('deps');
    const { principal } = holder!;
    if (c.req.method === 'HEAD') return answerOffset({ c, app, principal, upload: number });
    const [upload] = await listUploads(db, { account: principal.accountId, at: app.now(), id: number });
    if (!upload) throw new AppError('not_found');
    const pages = await listUploadPages(db, upload.id);
    return { body: { ...jsonOf(c, upload), pages: pages.map((page) => pageOf(c, page)) } };
  },
});

const [offset, length, expires] = ['Upload-Offset', 'Upload-Length', 'Upload-Expires'];
const common = { tag: 'drafting', scope: 'write:record' } as const;
const one = { ...common, path: '/uploads/{number}' } as const;

/** The requests of the tus protocol. */
export const uploadTransfers: readonly Transfer[] = [
  {
    ...common,
    id: 'createUpload',
    method: 'post',
    path: '/uploads',
    sends: { 'Tus-Resumable': true, 'Upload-Length': true, 'Upload-Metadata': false },
    status: 201,
    returns: ['Location', offset, expires],
    failures: [400, 401, 403, 409, 412, 413, 503],
    answer: ({ c, principal }) =>
      answerCreation({ c, app: c.get('deps').app, principal }, (upload) => `${routes.api()}/uploads/${upload}`),
  },
  {
    ...one,
    id: 'getUploadOffset',
    method: 'head',
    sends: { 'Tus-Resumable': false },
    status: 200,
    returns: [offset, length, expires],
    failures: [401, 403, 404, 412],
  },
  {
    ...one,
    id: 'continueUpload',
    method: 'patch',
    sends: { 'Tus-Resumable': true, 'Upload-Offset': true },
    body: 'application/offset+octet-stream',
    status: 204,
    returns: [offset, expires],
    failures: [400, 401, 403, 404, 409, 412, 413, 415, 507],
    answer: ({ c, principal, number }) => answerPieces({ c, app: c.get('deps').app, principal, upload: number }),
  },
  {
    ...one,
    id: 'deleteUpload',
    method: 'delete',
    sends: { 'Tus-Resumable': true },
    status: 204,
    returns: [],
    failures: [401, 403, 404, 412],
    answer: ({ c, principal, number }) => answerTermination({ c, app: c.get('deps').app, principal, upload: number }),
  },
];
