import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { AppError, asAppError } from '../../../platform/errors.ts';
import type { Ctx } from '../context.ts';
import { checkToken, tokenField } from '../middleware/same-site.ts';
import { page } from '../view.tsx';
import { fieldsOfRow, fresh, toInput, withoutBlankRows, type Fields, type Form, type FormState } from './form.ts';
import { fieldErrors } from './issues.ts';
import { formatPath, getAt, isTree, nest, parsePath, samePath, type Tree, type TreeValue } from './tree.ts';

/** Names of what the form sends besides its fields. */
export const control = {
  token: tokenField,
  version: '_version',
  intent: '_intent',
  add: '_add',
  remove: '_remove',
  up: '_up',
  again: '_again',
} as const;

const megabyte = 1_048_576;

/** What was sent with a form besides its data. */
export type Sent = {
  /** The version from which the form started. */
  version: string | undefined;
  /** The pressed button. */
  intent: string | undefined;
  values: Tree;
};

type Handling<S extends z.core.$ZodType> = {
  /** The state of the form when it is opened. */
  initial?: () => FormState | Promise<FormState>;
  /** Options and similar for a form that is shown again. */
  again?: () => Partial<FormState> | Promise<Partial<FormState>>;
  /** The whole page with the form. */
  render(state: FormState): Child | Promise<Child>;
  /** Runs the operation; returns where to redirect (303), or a response. An AppError shows the form again. */
  submit(data: z.output<S>, sent: Sent): Promise<string | Response>;
  /** On a page that is the same for everyone, without a token. `sameSite` blocks other sites. */
  open?: boolean;
  /** The current values, loaded when `submit` throws `conflict`. */
  current?: () => Promise<{ values: Tree; version: string }>;
};

/**
 * Handles a form. GET shows it. A row button shows it with that row added or removed. Invalid input shows it again with
 * all values (400, or the error's status). Valid input is processed and answered with 303.
 */
export async function handleForm<S extends z.core.$ZodType>(
  c: Ctx,
  form: Form<S>,
  handling: Handling<S>,
): Promise<Response> {
  if (c.req.method === 'GET' || c.req.method === 'HEAD')
    return page(c, await handling.render((await handling.initial?.()) ?? fresh()));

  const values = await readBody(c, form.limit, form.fields);
  const version = text(values[control.version]);
  const files = hasFiles(values);
  const showAgain = async (state: Partial<FormState> & { values: Tree }, status: number): Promise<Response> => {
    const more = (await handling.again?.()) ?? {};
    return page(c, await handling.render({ errors: [], version, filesLost: files, ...more, ...state }), status);
  };

  const moved = moveRows(form.fields, values);
  if (moved) return showAgain(moved, 200);
  // An option that brings other fields: shown again, nothing validated yet.
  if (values[control.again] !== undefined)
    return showAgain({ values, focus: text(values[control.again]) || undefined }, 200);

  const kept = withoutBlankRows(form.fields, values);
  try {
    if (!handling.open) await checkToken(c, text(values[control.token]));
  } catch (thrown) {
    const error = asAppError(thrown);
    return showAgain({ values: kept, problem: c.get('t')(`errors.${error.code}`) }, error.status);
  }
  const parsed = await z.safeParseAsync(form.schema, toInput(form.fields, kept), { reportInput: true });
  if (!parsed.success) return showAgain({ values: kept, errors: fieldErrors(parsed.error) }, 400);

  try {
    const done = await handling.submit(parsed.data, { version, intent: text(values[control.intent]), values: kept });
    return typeof done === 'string' ? c.redirect(done, 303) : done;
  } catch (thrown) {
    const error = asAppError(thrown);
    // Not an error of the form: the error page shows it, with the input.
    if (error.code === 'internal' || error.code === 'not_signed_in') throw thrown;
    const state: Partial<FormState> & { values: Tree } = {
      values: kept,
      errors: error.fields.map((one) => ({ ...one, path: samePath(one.path) })),
    };
    if (!error.fields.length || error.code !== 'invalid_input')
      state.problem = c.get('t')(`errors.${error.code}`, { ...error.details, id: c.get('requestId') });
    if (error.code === 'conflict' && handling.current) {
      const now = await handling.current();
      state.theirs = now.values;
      state.version = now.version;
    }
    return showAgain(state, error.status);
  }
}

/**
 * Buttons with one action and no form (sign out, check a claim): the token is compared, then `act` returns where to
 * redirect.
 */
export async function handleAction(c: Ctx, act: (sent: Sent) => Promise<string | Response>): Promise<Response> {
  const values = await readBody(c, megabyte);
  await checkToken(c, text(values[control.token]));
  const done = await act({ version: text(values[control.version]), intent: text(values[control.intent]), values });
  return typeof done === 'string' ? c.redirect(done, 303) : done;
}

const text = (value: TreeValue): string | undefined => (typeof value === 'string' ? value : undefined);

const hasFiles = (value: TreeValue): boolean =>
  value instanceof File
    ? value.size > 0
    : Array.isArray(value)
      ? value.some(hasFiles)
      : isTree(value)
        ? Object.values(value).some(hasFiles)
        : false;

/**
 * Reads a form's body, at most `limit` bytes. The input is stored on the context, so that an error page can return it;
 * passwords are not. @throws AppError `too_large`, `bad_form`
 */
export async function readBody(c: Ctx, limit: number = megabyte, fields: Fields = {}): Promise<Tree> {
  const type = c.req.header('content-type') ?? '';
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) throw new AppError('bad_form');
  const tooLarge = () => new AppError('too_large', { details: { limit: `${Math.round(limit / megabyte)} MB` } });
  if (Number(c.req.header('content-length') ?? 0) > limit) throw tooLarge();

  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = c.req.raw.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
  let data: FormData;
  try {
    data = await new Response(Buffer.concat(chunks), { headers: { 'Content-Type': type } }).formData();
  } catch (cause) {
    throw new AppError('bad_form', { cause });
  }
  const entries = [...data.entries()] as [string, string | File][];
  c.set(
    'typed',
    entries.filter(
      (one): one is [string, string] =>
        typeof one[1] === 'string' && one[0] !== control.token && !isPassword(fields, one[0]),
    ),
  );
  return nest(entries);
}

/**
 * The input, for an error page. If a form was refused before it was read (the session or the link has expired), it is
 * read now.
 */
export async function typedIn(c: Ctx): Promise<readonly (readonly [string, string])[]> {
  if (!c.get('typed') && c.req.method === 'POST' && c.req.raw.body && !c.req.raw.bodyUsed) {
    // If it is not a form or too large, it cannot be returned; the page shows the original error.
    await readBody(c, 4 * megabyte).catch(() => null);
  }
  return c.get('typed') ?? [];
}

const passwordNames: ReadonlySet<string> = new Set(['password', 'current', 'again']);

/** By the form's own fields; by the name if the form is not known. */
function isPassword(fields: Fields, name: string): boolean {
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

/** The state after a row button, or null if none was pressed. */
function moveRows(fields: Fields, values: Tree): (Partial<FormState> & { values: Tree }) | null {
  const add = text(values[control.add]);
  const remove = text(values[control.remove]) ?? '';
  const up = text(values[control.up]) ?? '';
  if (add === undefined && !remove && !up) return null;
  const copy = structuredCloneTree(values);
  if (add !== undefined) {
    const rows = listAt(fields, copy, add);
    if (!rows) return null;
    rows.push({});
    return { values: copy, focus: `${add}[${rows.length - 1}]` };
  }
  const steps = parsePath(remove || up) ?? [];
  const index = steps.at(-1);
  const list = formatPath(steps.slice(0, -1));
  const rows = listAt(fields, copy, list);
  if (!rows || typeof index !== 'number' || index >= rows.length) return null;
  if (remove) {
    rows.splice(index, 1);
    return { values: copy, focus: rows.length ? `${list}[${Math.min(index, rows.length - 1)}]` : list };
  }
  if (index > 0) rows.splice(index - 1, 2, rows[index], rows[index - 1]);
  return { values: copy, focus: `${list}[${Math.max(index - 1, 0)}]` };
}

/** The list at a path, created if missing; null if the form has no rows there. */
function listAt(fields: Fields, values: Tree, path: string): TreeValue[] | null {
  let among = fields;
  const steps = parsePath(path) ?? [];
  for (const [index, one] of steps.entries()) {
    if (typeof one === 'number') continue;
    const field = among[one];
    if (field?.kind !== 'rows' && field?.kind !== 'section') return null;
    among =
      field.kind === 'rows' ? fieldsOfRow(field, getAt(values, formatPath(steps.slice(0, index + 2)))) : field.fields;
    if (index === steps.length - 1 && field.kind !== 'rows') return null;
  }
  const there = getAt(values, path);
  if (Array.isArray(there)) return there;
  const parent = steps.length > 1 ? getAt(values, formatPath(steps.slice(0, -1))) : values;
  const name = steps.at(-1);
  if (!isTree(parent) || typeof name !== 'string') return null;
  const made: TreeValue[] = [];
  parent[name] = made;
  return made;
}

const structuredCloneTree = (value: Tree): Tree => {
  const copy = (one: TreeValue): TreeValue =>
    Array.isArray(one)
      ? one.map(copy)
      : isTree(one)
        ? Object.fromEntries(Object.entries(one).map(([name, each]) => [name, copy(each)]))
        : one;
  return copy(value) as Tree;
};
