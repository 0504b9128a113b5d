import type { AppError, FieldError } from '../../../platform/errors.ts';
import { asAppError } from '../../../platform/errors.ts';
import type { Ctx } from '../context.ts';
import { maxErrors, problemOf } from '../problem.tsx';

/**
 * One field error. `pointer` is a place in the body (JSON pointer, RFC 6901), and `parameter` is a query parameter.
 * `at` is a place that is not in the body, such as the id of a sentence.
 */
type Complaint =
  | { pointer: string; message: string }
  | { parameter: string; message: string }
  | { at: string; message: string };

/** The path of an error in a query parameter, such as `?limit`. */
export const parameterPath = (name: string): string => `?${name}`;

/** The response to any failure, as RFC 9457 defines it, with up to `maxErrors` field errors. */
export function apiProblem(c: Ctx, thrown: unknown): Response {
  const error = asAppError(thrown);
  const sent = c.get('sentJson');
  const body = {
    ...problemOf(c, error),
    ...(error.fields.length
      ? { errors: error.fields.slice(0, maxErrors).map((field) => complaintOf(c, field, sent)) }
      : {}),
  };
  const headers = new Headers({ 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' });
  const { seconds } = error.details;
  if (typeof seconds === 'number') headers.set('Retry-After', String(seconds));
  if (error.status === 401) headers.set('WWW-Authenticate', challengeOf(error));
  return new Response(JSON.stringify(body), { status: error.status, headers });
}

/** The `WWW-Authenticate` header of RFC 6750. */
const challengeOf = (error: AppError): string =>
  `Bearer realm="kronika"${error.code === 'token_invalid' ? ', error="invalid_token"' : ''}`;

function complaintOf(c: Ctx, { path, message: key, params }: FieldError, sent: unknown): Complaint {
  const t = c.get('t');
  const known = [key, `errors.${key}`].find((one) => t.has(one));
  // A key without a text is the schema's own message. It is shown in English, because only programmers read this
  // response.
  const message = known ? t(known, params) : key;
  if (path.startsWith('?')) return { parameter: path.slice(1), message };
  const steps = path === '' ? [] : path.split('.');
  const first = steps[0];
  if (first !== undefined && !(sent && typeof sent === 'object' && first in sent) && !/^[a-z][A-Za-z]*$/.test(first))
    return { at: path, message };
  return { pointer: steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''), message };
}
