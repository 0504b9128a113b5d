import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { parameterPath } from './problem.ts';

export const maxPerPage = 200;

export const one = (about: string) =>
  z.string().trim().min(1, 'api.error.empty').max(400, 'errors.field.text.long').optional().describe(about);
export const many = (about: string) =>
  z
    .array(z.string().trim().min(1, 'api.error.empty').max(200, 'errors.field.text.long'))
    .max(50, 'api.error.many')
    .optional()
    .describe(`${about} May be repeated; an item matches if it has any of the values.`);
export const numberOf = (about: string) =>
  z.coerce
    .number('api.error.number')
    .int('api.error.number')
    .positive('api.error.number')
    .max(Number.MAX_SAFE_INTEGER, 'api.error.number')
    .optional()
    .describe(about);

export const audience = z
  .enum(['public', 'desk'], 'api.error.audience')
  .default('public')
  .describe(
    '`desk`: also returns what readers do not see, and the version of each item. Needs a token with the scope `read:desk`. Never use `desk` for data that you show to readers.',
  );

/** Parameters of every list. */
export const paging = {
  limit: z.coerce
    .number('api.error.limit')
    .int('api.error.limit')
    .min(1, 'api.error.limit')
    .max(maxPerPage, 'api.error.limit')
    .default(50)
    .describe(`The maximum number of items in one response; at most ${maxPerPage}.`),
  cursor: z
    .string()
    .max(400, 'errors.bad_cursor')
    .optional()
    .describe('Where the page begins: the `cursor` in `next` of the previous page, unchanged. Do not interpret it.'),
};

export const sorts = ['number', '-number', 'changed', '-changed'] as const;
export type Sort = (typeof sorts)[number];

/** More parameters of lists of items. */
export const ordering = {
  audience,
  sort: z
    .enum(sorts, 'api.error.sort')
    .default('number')
    .describe(
      'The order: by permanent number or by the time of the last change, ascending; with `-`, descending. To keep a copy up to date, use `changed` together with `changedSince`.',
    ),
  changedSince: z.iso
    .datetime({ offset: true, error: 'api.error.since' })
    .optional()
    .describe('Only items that were changed at this time or later (RFC 3339).'),
};

/**
 * The query parameters of an address, parsed by a schema. Unknown names are refused, because a misspelt filter must not
 * return everything.
 * @throws AppError `invalid_input`; the path of an error is `?` and the name of the parameter
 */
export function readParameters<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  url: URL,
): z.output<z.ZodObject<Shape>> {
  const given: Record<string, unknown> = {};
  const fields: { path: string; message: string }[] = [];
  const asked = new Map<string, string[]>();
  for (const [name, value] of url.searchParams) {
    const values = asked.get(name);
    if (values) values.push(value);
    else asked.set(name, [value]);
  }
  for (const [name, values] of asked) {
    if (!Object.hasOwn(schema.shape, name))
      fields.push({ path: parameterPath(name), message: 'api.error.unknown_parameter' });
    else if (isList(schema.shape[name])) given[name] = values;
    else if (values.length > 1) fields.push({ path: parameterPath(name), message: 'api.error.repeated' });
    else given[name] = values[0];
  }
  const read = schema.safeParse(given);
  if (!read.success)
    fields.push(
      ...read.error.issues.map((issue) => ({
        path: parameterPath(String(issue.path[0] ?? '')),
        message: issue.message,
      })),
    );
  if (fields.length || !read.success) throw new AppError('invalid_input', { fields });
  return read.data;
}

export const isList = (schema: unknown): boolean =>
  schema instanceof z.ZodOptional ? isList(schema.unwrap()) : schema instanceof z.ZodArray;

export function withCursor(url: URL, cursor: string): string {
  const parameters = new URLSearchParams(url.search);
  parameters.set('cursor', cursor);
  return `${url.pathname}?${parameters.toString()}`;
}
