import { MIMEType } from 'node:util';
import { matchedRoutes } from 'hono/route';
import { AppError } from '../../../platform/errors.ts';
import type { Ctx } from '../context.ts';
import { recheckSession } from '../desk/recheck-session.ts';
import { tokenField } from '../middleware/same-site.ts';
import { readPieces } from '../read-pieces.ts';
import { declaredFields } from './declared.ts';
import type { Fields, Form } from './form.ts';
import { nest, parsePath, type Tree } from './tree.ts';
import { xml as escaped } from '../../../platform/text/xml.ts';

const megabyte = 1_048_576;
/** The most controls in a form. A form can declare another number. */
const maxFields = 2000;
/** If a form was refused before it was read, an error page returns at most this many bytes of its input. */
const maxReturned = megabyte / 2;
/** The longest input, in characters of HTML, that an error page returns to someone who is not signed in. */
const maxToStrangers = 100_000;

/**
 * Reads the body of a form: at most `limit` bytes with at most `most` controls. Both limits are checked before the body
 * is parsed. The input, without passwords, is stored in the context, so that an error page can return it.
 * @throws AppError `too_large`, `too_many_pieces`, `too_many_fields`, `bad_form`, `not_signed_in`
 */
export async function readBody(
  c: Ctx,
  { limit = megabyte, most = maxFields, fields = {} }: Partial<Pick<Form, 'limit' | 'most' | 'fields'>> = {},
): Promise<Tree> {
  const type = c.req.header('content-type') ?? '';
  const separator = separatorOf(type);
  const body = await readPieces(c.req.raw.body, limit, Number(c.req.header('content-length') ?? 0));
  if (count(body, separator, most) > most) throw new AppError('too_many_fields', { details: { most } });
  let data: FormData;
  try {
    data = await new Response(body, { headers: { 'Content-Type': type } }).formData();
  } catch (cause) {
    throw new AppError('bad_form', { cause });
  }
  // The database cannot store U+0000. Text copied from some PDFs contains it.
  const entries = ([...data.entries()] as [string, string | File][])
    .filter(([name]) => parsePath(name))
    .map(([name, value]) => [name, withoutNul(value)] as const);
  c.set('sentFields', fields);
  c.set(
    'input',
    entries.filter(
      (one): one is readonly [string, string] =>
        typeof one[1] === 'string' && one[0] !== tokenField && !isPassword(fields, one[0]),
    ),
  );
  const token = entries.findLast(([name]) => name === tokenField)?.[1];
  if (typeof token === 'string') c.set('sentToken', token);
  c.set(
    'sentFiles',
    entries.some(([, value]) => value instanceof File && value.size > 0),
  );
  await recheckSession(c);
  return nest(entries);
}

function withoutNul(value: string | File): string | File {
  if (typeof value === 'string') return value.replaceAll('\0', '');
  return value.name.includes('\0') ? new File([value], value.name.replaceAll('\0', ''), value) : value;
}

/**
 * The input of a form, for an error page. If the form was refused before its body was read, for example because the
 * session has expired, the body is read now. Empty if the address accepts no forms. Null if the input cannot be
 * returned, for example because it is too large.
 */
export async function submittedInput(c: Ctx): Promise<readonly (readonly [string, string])[] | null> {
  const input = c.get('input');
  if (input !== undefined) return input;
  const hasForm = matchedRoutes(c).some(({ method }) => method === 'POST');
  if (!hasForm || c.req.method !== 'POST' || !c.req.raw.body || c.req.raw.bodyUsed) return [];
  try {
    await readBody(c, { limit: maxReturned, fields: declaredFields(c) });
  } catch (error) {
    // A body that is not a form cannot be returned, so the page shows only the original error.
    const isForm = !(error instanceof AppError && error.code === 'bad_form');
    if (isForm) c.set('input', null);
    return isForm ? null : [];
  }
  return c.get('input') ?? [];
}

/** The result of `submittedInput`. Also null if the input is too long for someone who is not signed in. */
export async function returnableInput(c: Ctx): Promise<readonly (readonly [string, string])[] | null> {
  const input = await submittedInput(c);
  if (!input || c.get('session')) return input;
  const size = (text: (input: string) => string): number =>
    input.reduce((sum, [name, value]) => sum + text(name).length + text(value).length, 0);
  // The unescaped length is compared first, because escaping a long text takes long.
  return size((text) => text) > maxToStrangers || size(escaped) > maxToStrangers ? null : input;
}

/**
 * The text that separates the controls in a body of the media type `type`.
 * @throws AppError `bad_form`
 */
function separatorOf(type: string): string {
  let mime: MIMEType;
  try {
    mime = new MIMEType(type);
  } catch (cause) {
    throw new AppError('bad_form', { cause });
  }
  if (mime.essence === 'application/x-www-form-urlencoded') return '&';
  const boundary = mime.params.get('boundary');
  if (mime.essence !== 'multipart/form-data' || !boundary) throw new AppError('bad_form');
  return `--${boundary}`;
}

/** How many times a text occurs in a body. Counting stops after `most`. */
function count(body: Buffer, text: string, most: number): number {
  let found = 0;
  for (let at = body.indexOf(text); at >= 0 && found <= most; at = body.indexOf(text, at + text.length)) found++;
  return found;
}

const passwordNames: ReadonlySet<string> = new Set(['password', '_password', 'current', 'again']);

/**
 * Whether a control has a password or a proof, which is never stored or returned. This depends on the definition of its
 * field or, if that is not known, on the control's name.
 */
function isPassword(fields: Fields, name: string): boolean {
  if (name.startsWith('_proof')) return true;
  let among = fields;
  let last = name;
  for (const step of parsePath(name) ?? [name]) {
    if (typeof step === 'number') continue;
    last = step;
    const field = among[step];
    if (field?.kind === 'section' || field?.kind === 'rows') among = field.fields;
    else if (field) return field.kind === 'password';
  }
  return passwordNames.has(last.toLowerCase());
}
