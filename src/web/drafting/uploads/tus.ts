import { createUpload } from '../../../drafting/uploads/create-upload.ts';
import { deleteUpload } from '../../../drafting/uploads/end-uploads.ts';
import { findOwn } from '../../../drafting/uploads/load-uploads.ts';
import { uploadLimits } from '../../../drafting/uploads/limits.ts';
import { receivePieces } from '../../../drafting/uploads/receive-pieces.ts';
import { AppError } from '../../../platform/errors.ts';
import { run, type App, type Principal } from '../../../platform/operation.ts';
import type { Ctx } from '../../kit/context.ts';

/*
 * The resumable upload protocol tus 1.0.0 (https://tus.io/protocols/resumable-upload), with its extensions creation,
 * expiration and termination. The API and the desk use it.
 */

const version = '1.0.0';
const mediaType = 'application/offset+octet-stream';
/** The longest header Upload-Metadata, in characters. */
const maxMetadata = 4000;

/** What the server supports, for OPTIONS. */
export const tusAbilities: Readonly<Record<string, string>> = {
  'Tus-Resumable': version,
  'Tus-Version': version,
  'Tus-Extension': 'creation,expiration,termination',
  'Tus-Max-Size': String(uploadLimits.maxSize),
};

type Asked = { c: Ctx; app: App; principal: Principal };
type OfUpload = Asked & { upload: number };

/** The headers that every response has, also one with an error. */
export function asTus(response: Response): Response {
  response.headers.set('Tus-Resumable', version);
  response.headers.set('Cache-Control', 'no-store');
  if (response.status === 412) response.headers.set('Tus-Version', version);
  return response;
}

/** Begins an upload. @param addressOf the address to which its bytes are sent */
export async function answerCreation(
  { c, app, principal }: Asked,
  addressOf: (upload: number) => string,
): Promise<Response> {
  requireVersion(c);
  const { filename, modified } = readMetadata(c.req.header('upload-metadata'));
  const { upload, expiresAt } = await run(app, createUpload, principal, {
    name: filename,
    size: wholeNumber(c, 'upload-length', 'errors.field.upload.length'),
    ...(modified && /^\d{1,15}$/.test(modified) && { modified: Number(modified) }),
  });
  return asTus(
    new Response(null, {
      status: 201,
      headers: { Location: addressOf(upload), 'Upload-Offset': '0', 'Upload-Expires': expiresAt.toUTCString() },
    }),
  );
}

/** How much of an upload has arrived. */
export async function answerOffset({ c, app, principal, upload }: OfUpload): Promise<Response> {
  if (c.req.header('tus-resumable') !== undefined) requireVersion(c);
  const { received, size, expiresAt } = await findOwn(app.db.read, upload, {
    account: principal.accountId,
    at: app.now(),
  });
  const headers = {
    'Upload-Offset': String(received),
    'Upload-Length': String(size),
    'Upload-Expires': expiresAt.toUTCString(),
  };
  return asTus(new Response(null, { status: 200, headers }));
}

/** Adds the bytes of the request to an upload. */
export async function answerPieces({ c, app, principal, upload }: OfUpload): Promise<Response> {
  requireVersion(c);
  if (c.req.header('content-type')?.trim().toLowerCase() !== mediaType) throw new AppError('upload_type');
  const declared = c.req.header('content-length');
  const { received, expiresAt } = await receivePieces(app, principal, {
    upload,
    offset: wholeNumber(c, 'upload-offset', 'errors.field.upload.offset'),
    body: c.req.raw.body,
    declared: declared === undefined ? undefined : Number(declared),
  });
  const headers = { 'Upload-Offset': String(received), 'Upload-Expires': expiresAt.toUTCString() };
  return asTus(new Response(null, { status: 204, headers }));
}

/** Deletes an upload. */
export async function answerTermination({ c, app, principal, upload }: OfUpload): Promise<Response> {
  requireVersion(c);
  await run(app, deleteUpload, principal, { upload });
  return asTus(new Response(null, { status: 204 }));
}

/** @throws AppError `upload_version` */
function requireVersion(c: Ctx): void {
  if (c.req.header('tus-resumable')?.trim() !== version) throw new AppError('upload_version', { details: { version } });
}

/** @throws AppError `invalid_input` */
function wholeNumber(c: Ctx, header: string, message: string): number {
  const given = c.req.header(header)?.trim() ?? '';
  if (!/^\d{1,15}$/.test(given)) throw new AppError('invalid_input', { fields: [{ path: header, message }] });
  return Number(given);
}

/** @throws AppError `invalid_input` */
function readMetadata(header = ''): { filename?: string; modified?: string } {
  const wrong = (): AppError =>
    new AppError('invalid_input', {
      fields: [{ path: 'upload-metadata', message: 'errors.field.upload.metadata' }],
    });
  if (header.length > maxMetadata) throw wrong();
  const found = new Map<string, string>();
  for (const pair of header.split(',').map((one) => one.trim())) {
    if (pair === '') continue;
    const [, name, value = ''] = /^([!-+\--~]+)(?: ([A-Za-z0-9+/]*={0,2}))?$/.exec(pair) ?? [];
    if (name === undefined || found.has(name)) throw wrong();
    found.set(name, Buffer.from(value, 'base64').toString('utf8'));
  }
  return { filename: found.get('filename'), modified: found.get('modified') };
}
