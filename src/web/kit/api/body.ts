import { AppError, type FieldError } from '../../../platform/errors.ts';
import type { Ctx } from '../context.ts';

const largest = 10 * 1024 * 1024;

/**
 * The JSON body, at most 10 MB.
 * @throws AppError `not_json`, `bad_json`, `too_large`
 */
export async function readBody(c: Ctx): Promise<Record<string, unknown>> {
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) throw new AppError('not_json');
  const text = await readText(c.req.raw.body);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new AppError('bad_json', { details: { reason: error instanceof Error ? error.message : '' } });
  }
  if (!body || typeof body !== 'object' || Array.isArray(body))
    throw new AppError('invalid_input', { fields: [{ path: '', message: 'api.error.object' }] });
  return body as Record<string, unknown>;
}

async function readText(stream: ReadableStream<Uint8Array> | null): Promise<string> {
  const bytes = await readPieces(stream, largest);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AppError('bad_json', { details: { reason: 'UTF-8' } });
  }
}

/** The bytes of a body of any kind, at most `limit`. @throws AppError `too_large` */
export const readBytes = (c: Ctx, limit: number): Promise<Buffer<ArrayBuffer>> => readPieces(c.req.raw.body, limit);

async function readPieces(stream: ReadableStream<Uint8Array> | null, limit: number): Promise<Buffer<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  if (stream)
    for await (const piece of stream as unknown as AsyncIterable<Uint8Array>) {
      size += piece.byteLength;
      if (size > limit) throw new AppError('too_large', { details: { limit: `${limit / 1024 / 1024} MB` } });
      pieces.push(piece);
    }
  return Buffer.concat(pieces);
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
 * Names in a body that its schema does not know, at any depth. An operation would ignore them silently, and a misspelt
 * `visibility` would make public what should be hidden.
 * @param find resolves a `$ref`
 */
export function unknownNames(schema: Schema, value: unknown, find: (ref: string) => Schema, path = ''): FieldError[] {
  const known = schema.$ref ? find(schema.$ref) : schema;
  const branches = known.oneOf ?? known.anyOf;
  if (branches) {
    const branch = branchFor(
      branches.map((one) => (one.$ref ? find(one.$ref) : one)),
      value,
    );
    return branch ? unknownNames(branch, value, find, path) : [];
  }
  const at = (name: string | number): string => (path ? `${path}.${name}` : String(name));
  if (Array.isArray(value))
    return known.items ? value.flatMap((one, index) => unknownNames(known.items!, one, find, at(index))) : [];
  if (!value || typeof value !== 'object' || !known.properties) return [];
  const own = known.properties;
  return Object.entries(value).flatMap(([name, one]) =>
    Object.hasOwn(own, name)
      ? unknownNames(own[name]!, one, find, at(name))
      : [{ path: at(name), message: 'api.error.unknown_name' }],
  );
}

/** The matching one of several schemas: the one whose constants the value has, or the only object. */
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
