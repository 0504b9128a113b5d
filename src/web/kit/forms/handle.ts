import { errorText } from '../../../accounts/error-text.ts';
import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { asAppError } from '../../../platform/errors.ts';
import { ProposableError } from '../../../record/proposals/propose-instead.ts';
import type { Ctx } from '../context.ts';
import { checkToken, tokenField } from '../middleware/same-site.ts';
import { retryAfter } from '../retry-after.ts';
import { takeProposal } from '../desk/take-proposal.ts';
import { takeProof } from '../desk/take-proof.ts';
import { page, todayOf } from '../view.tsx';
import { readBody } from './body.ts';
import { readDates } from './dates.ts';
import { fieldsOfRow, fresh, toInput, withoutBlankRows, type Fields, type Form, type FormState } from './form.ts';
import { fieldErrors } from './issues.ts';
import { formatPath, getAt, isTree, parsePath, samePath, type Tree, type TreeValue } from './tree.ts';

/** The names of the controls that a form can have besides its fields. */
export const control = {
  token: tokenField,
  version: '_version',
  /** The versions of the items that the page showed. */
  shown: '_shown',
  /** The address of that page, which is opened again if one of the items has changed. */
  page: '_page',
  intent: '_intent',
  add: '_add',
  remove: '_remove',
  up: '_up',
  down: '_down',
  again: '_again',
} as const;

/** What a form sends besides its fields. */
export type Sent = {
  version: string | undefined;
  /** The `intent` of the pressed button. */
  intent: string | undefined;
  values: Tree;
};

/** Errors with these codes do not show the form again. The error page shows them, together with the input. */
const onErrorPage = new Set(['internal', 'not_signed_in', 'proof_needed', 'proposed']);

type Handling<S extends z.core.$ZodType> = {
  /** The state of the form when it is opened. */
  initial?: () => FormState | Promise<FormState>;
  /** Parts of the state, such as options, that a form needs when it is shown again. */
  again?: () => Partial<FormState> | Promise<Partial<FormState>>;
  /** The whole page with the form. */
  render(state: FormState): Child | Promise<Child>;
  /**
   * Runs the operation. Returns the address for the redirect (303), or a response. After most AppErrors, the form is
   * shown again.
   */
  submit(data: z.output<S>, sent: Sent): Promise<string | Response>;
  /**
   * Whether the form has no token, because its page is the same for everyone. The middleware same-site.ts refuses
   * requests that other sites cause.
   */
  open?: boolean;
  /** Loads the current values after `submit` threw `conflict`. */
  current?: () => Promise<{ values: Tree; version: string }>;
};

/**
 * Handles a form. GET shows it. The buttons that add and remove rows show the changed form again. Invalid input shows
 * the form with all its values and the status 400, or the error's status. Valid input is processed, and the response is
 * a redirect (303).
 */
export async function handleForm<S extends z.core.$ZodType>(
  c: Ctx,
  form: Form<S>,
  handling: Handling<S>,
): Promise<Response> {
  if (c.req.method === 'GET' || c.req.method === 'HEAD')
    return page(c, await handling.render((await handling.initial?.()) ?? fresh()));

  const values = await readBody(c, form);
  const version = text(values[control.version]);
  const files = hasFiles(values);
  const showAgain = async (state: Partial<FormState> & { values: Tree }, status: number): Promise<Response> => {
    const more = (await handling.again?.()) ?? {};
    return page(c, await handling.render({ errors: [], version, filesLost: files, ...more, ...state }), status);
  };

  const moved = moveRows(form.fields, values);
  if (moved) return showAgain(moved, 200);
  // The person selected an option that has other fields. The form is shown again with these fields, without validation.
  if (values[control.again] !== undefined)
    return showAgain({ values, focus: text(values[control.again]) || undefined }, 200);

  const kept = withoutBlankRows(form.fields, values);
  try {
    if (!handling.open) await checkToken(c, text(values[control.token]));
  } catch (thrown) {
    const error = asAppError(thrown);
    return showAgain({ values: kept, problem: c.get('t')(`errors.${error.code}`) }, error.status);
  }
  const pageToOpen = handling.open ? null : await takeProof(c, values);
  if (pageToOpen !== null) return c.redirect(pageToOpen, 303);
  if (!handling.open) await takeProposal(c, values);
  const dated = readDates(c.get('t'), form, kept, todayOf(c));
  const parsed = await z.safeParseAsync(form.schema, toInput(form.fields, dated.values), { reportInput: true });
  if (dated.errors.length || !parsed.success) {
    const unread = new Set(dated.errors.map((error) => error.path));
    const others = parsed.success ? [] : fieldErrors(parsed.error).filter((error) => !unread.has(error.path));
    return showAgain({ values: kept, errors: [...others, ...dated.errors] }, 400);
  }

  try {
    const done = await handling.submit(parsed.data, { version, intent: text(values[control.intent]), values: kept });
    return typeof done === 'string' ? c.redirect(done, 303) : done;
  } catch (thrown) {
    const error = asAppError(thrown);
    if (onErrorPage.has(error.code) || error instanceof ProposableError) throw thrown;
    retryAfter(c, error);
    const state: Partial<FormState> & { values: Tree } = {
      values: kept,
      errors: error.fields.map((one) => ({ ...one, path: samePath(one.path) })),
    };
    if (!error.fields.length || error.code !== 'invalid_input')
      state.problem = errorText(c.get('t'), error, { id: c.get('requestId') });
    if (error.code === 'conflict' && handling.current) {
      const now = await handling.current();
      state.theirs = now.values;
      state.version = now.version;
    }
    return showAgain(state, error.status);
  }
}

/**
 * Handles a button that has one action and no fields, such as signing out. It compares the form's CSRF token with the
 * session's, calls `act`, and redirects to the address that `act` returns. If `act` returns a response, this is sent
 * instead.
 */
export async function handleAction(c: Ctx, act: (sent: Sent) => Promise<string | Response>): Promise<Response> {
  const values = await readBody(c);
  await checkToken(c, text(values[control.token]));
  await takeProof(c, values);
  await takeProposal(c, values);
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

/** The state of the form after its button has added, removed or moved a row. Null if another button was pressed. */
function moveRows(fields: Fields, values: Tree): (Partial<FormState> & { values: Tree }) | null {
  const add = text(values[control.add]);
  const remove = text(values[control.remove]) ?? '';
  const up = text(values[control.up]) ?? '';
  const down = text(values[control.down]) ?? '';
  if (add === undefined && !remove && !up && !down) return null;
  const copy = structuredCloneTree(values);
  if (add !== undefined) {
    const rows = listAt(fields, copy, add);
    if (!rows) return null;
    rows.push({});
    return { values: copy, focus: `${add}[${rows.length - 1}]` };
  }
  const steps = parsePath(remove || up || down) ?? [];
  const index = steps.at(-1);
  const list = formatPath(steps.slice(0, -1));
  const rows = listAt(fields, copy, list);
  if (!rows || typeof index !== 'number' || index >= rows.length) return null;
  if (remove) {
    rows.splice(index, 1);
    return { values: copy, focus: rows.length ? `${list}[${Math.min(index, rows.length - 1)}]` : list };
  }
  const to = Math.min(Math.max(index + (up ? -1 : 1), 0), rows.length - 1);
  rows.splice(to, 0, ...rows.splice(index, 1));
  return { values: copy, focus: `${list}[${to}]` };
}

/** The list at a path. A missing list is created. Null if the form has no rows at this path. */
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
