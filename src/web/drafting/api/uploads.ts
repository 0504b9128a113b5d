import { z } from 'zod';
import { listUploads, type UploadView } from '../../../drafting/uploads/load-uploads.ts';
import { uploadStates } from '../../../drafting/uploads/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineReading } from '../../kit/api/endpoint.ts';
import type { Transfer } from '../../kit/api/transfer.ts';
import { routes } from '../../routes.ts';
import { answerCreation, answerOffset, answerPieces, answerTermination } from '../uploads/tus.ts';

const uploadJson = z.strictObject({
  schema: z.literal('kronika.upload.v1'),
  upload: z.number().int(),
  name: z.string(),
  size: z.number().int().describe('In bytes'),
  received: z.number().int().describe('How many bytes have arrived'),
  state: z.enum(uploadStates),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().describe('When the upload is deleted'),
});

const jsonOf = (one: UploadView): z.output<typeof uploadJson> => ({
  schema: 'kronika.upload.v1',
  upload: one.id,
  name: one.name,
  size: one.size,
  received: one.received,
  state: one.state,
  createdAt: one.createdAt.toISOString(),
  expiresAt: one.expiresAt.toISOString(),
});

/** The uploads of the owner of the token. */
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
    return { body: { items: uploads.map(jsonOf) } };
  },
});

export const getUpload = defineReading({
  id: 'getUpload',
  name: 'Upload',
  path: '/uploads/{number}',
  query: z.object({}),
  answer: uploadJson,
  scope: 'write:record',
  unstored: true,
  async read({ c, db, number, holder }) {
    const { app } = c.get('deps');
    const { principal } = holder!;
    if (c.req.method === 'HEAD') return answerOffset({ c, app, principal, upload: number });
    const [upload] = await listUploads(db, { account: principal.accountId, at: app.now(), id: number });
    if (!upload) throw new AppError('not_found');
    return { body: jsonOf(upload) };
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
