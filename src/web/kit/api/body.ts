import type { z } from 'zod';
import { AppError, type FieldError } from '../../../platform/errors.ts';
import type { Ctx } from '../context.ts';
import { recheckSession } from '../desk/recheck-session.ts';
import { readPieces } from '../read-pieces.ts';

const maxBytes = 10 * 1024 * 1024;
const maxDepth = 64;
const maxValues = 100_000;
/** The maximum number of values in one list. */
const maxItems = 5_000;
/** The maximum number of property names in one object. */
const maxNames = 10_000;
/** The maximum number of unknown names that an error lists. */
const maxNamed = 100;

/**
 * Reads the JSON body. It may have at most 10 MB, 64 levels of nesting, 100,000 values, 5,000 values in one list, and
 * 10,000 property names in one object.
 * @throws AppError `not_json`, `bad_json`, `too_large`, `too_many_pieces`, `json_too_complex`, `not_signed_in`;
 * `invalid_input` if it is not an object
 */
export async function readBody(c: Ctx): Promise<Record<string, unknown>> {
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) throw new AppError('not_json');
  const bytes = await readPieces(c.req.raw.body, maxBytes);
  await recheckSession(c);
  if (!isSimple(bytes))
    throw new AppError('json_too_complex', {
      details: { depth: maxDepth, values: maxValues, items: maxItems, names: maxNames },
    });
  const text = decode(bytes);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new AppError('bad_json', { details: { reason: error instanceof Error ? error.message : '' } });
  }
  const unstored = /\\u(0000|d[89a-f])/i.test(text) && unstorable.exec(JSON.stringify(body))?.[1];
  if (unstored) throw new AppError('bad_json', { details: { reason: unstored } });
  if (!body || typeof body !== 'object' || Array.isArray(body))
    throw new AppError('invalid_input', { fields: [{ path: '', message: 'api.error.object' }] });
  return body as Record<string, unknown>;
}

/**
 * Matches what the database cannot store: U+0000 and lone halves of surrogate pairs. `JSON.stringify` writes them as
 * escapes such as `\u0000`. The start of the expression skips `\\u0000`, which is an escaped backslash followed by
 * ordinary letters.
 */
const unstorable = /(?<!\\)(?:\\\\)*(\\u(?:0000|d[89a-f][0-9a-f]{2}))/;

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AppError('bad_json', { details: { reason: 'UTF-8' } });
  }
}

const [quote, backslash, comma, openArray, closeArray, openObject, closeObject] = [
  0x22, 0x5c, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d,
];

/**
 * Whether a JSON text stays within the limits. The text is not parsed: only brackets and commas outside strings are
 * counted.
 */
function isSimple(json: Buffer): boolean {
  /** For each open bracket, how many more names or values it can contain. */
  const remaining: number[] = [];
  let values = 1;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!;
    if (byte === quote) inString = !inString;
    else if (inString) at += byte === backslash ? 1 : 0;
    else if (byte === openArray || byte === openObject) remaining.push(byte === openObject ? maxNames : maxItems);
    else if (byte === closeArray || byte === closeObject) remaining.pop();
    else if (byte === comma) {
      remaining[remaining.length - 1]!--;
      values++;
    }
    if (remaining.length > maxDepth || values > maxValues || remaining.at(-1)! <= 0) return false;
  }
  return true;
}

/** About how many items of the long lists are checked first, as a sample. */
const sampled = 200;
/** If the sample has at least this many errors, the body is refused without a check of the rest. */
const manyErrors = 100;

/**
 * Refuses long lists in which a sample has many errors, because finding every error of a list costs much more than
 * reading a valid list.
 * @throws AppError `invalid_input` with the errors of the sample
 */
export function refuseMostlyWrong(schema: z.ZodObject, body: Readonly<Record<string, unknown>>): void {
  const steps = new Map<string, number>();
  const sample = Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (!Array.isArray(value) || value.length <= sampled) return [name, value];
      const step = Math.ceil(value.length / sampled);
      steps.set(name, step);
      return [name, value.filter((_, index) => index % step === 0)];
    }),
  );
  if (steps.size === 0) return;
  const issues = schema.safeParse(sample).error?.issues ?? [];
  if (issues.length < manyErrors) return;
  throw new AppError('invalid_input', {
    fields: issues.slice(0, manyErrors).map(({ path: [name, index, ...rest], message }) => ({
      path: [name, typeof index === 'number' ? index * (steps.get(String(name)) ?? 1) : index, ...rest]
        .filter((part) => part !== undefined)
        .join('.'),
      message,
    })),
  });
}

/**
 * Reads the bytes of a body of any kind, at most `limit`.
 * @throws AppError `too_large`, `too_many_pieces`, `not_signed_in`
 */
export async function readBytes(c: Ctx, limit: number): Promise<Buffer<ArrayBuffer>> {
  const bytes = await readPieces(c.req.raw.body, limit);
  await recheckSession(c);
  return bytes;
}

type Schema = {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  const?: unknown;
};

/**
 * The first 100 property names in a body, at any depth, that its schema does not define. The API refuses such a body,
 * because an operation would silently ignore the names. A misspelt `visibility` would then make a hidden item public.
 * @param find resolves a `$ref`
 */
export function unknownNames(schema: Schema, value: unknown, find: (ref: string) => Schema): FieldError[] {
  const found: FieldError[] = [];
  const visit = (given: Schema, one: unknown, path: string): void => {
    if (found.length >= maxNamed || !one || typeof one !== 'object') return;
    const known = given.$ref ? find(given.$ref) : given;
    const branches = known.oneOf ?? known.anyOf;
    if (branches) {
      const branch = branchFor(
        branches.map((each) => (each.$ref ? find(each.$ref) : each)),
        one,
      );
      if (branch) visit(branch, one, path);
      return;
    }
    const at = (name: string | number): string => (path ? `${path}.${name}` : String(name));
    if (Array.isArray(one)) {
      if (known.items) for (const [index, each] of one.entries()) visit(known.items, each, at(index));
      return;
    }
    const own = known.properties;
    if (!own) return;
    for (const [name, each] of Object.entries(one)) {
      if (Object.hasOwn(own, name)) visit(own[name]!, each, at(name));
      else if (found.length < maxNamed) found.push({ path: at(name), message: 'api.error.unknown_name' });
    }
  };
  visit(schema, value, '');
  return found;
}

/**
 * The schema in an `anyOf` or `oneOf` that applies to a value. For a list, it is the array schema. For an object, it is
 * the only object schema, or the one whose constant fields (such as `kind`) match the object.
 */
function branchFor(branches: readonly Schema[], value: unknown): Schema | undefined {
  if (!value || typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return branches.find((one) => one.type === 'array');
  const objects = branches.filter((one) => one.properties);
  const constants = (one: Schema) => Object.entries(one.properties!).filter(([, each]) => each.const !== undefined);
  return (
    objects.find(
      (one) =>
        constants(one).length > 0 &&
        constants(one).every(([name, each]) => (value as Record<string, unknown>)[name] === each.const),
    ) ?? (objects.length === 1 ? objects[0] : undefined)
  );
}
