import { z } from 'zod';
import { messages } from '../../../platform/messages/messages.ts';
import { isCountry } from '../../../record/vocabulary/countries.ts';
import { isLanguageTag } from '../../../record/vocabulary/languages.ts';
import { findProperty, isPrivate } from '../../../record/vocabulary/properties.ts';
import type { DeclaredList, Filter } from '../../../work/lists/declare.ts';
import { isDay, pageSizes, parametersOf, stateNames } from '../../../work/lists/view.ts';
import { many, one } from '../../kit/api/parameters.ts';

const several = <Item extends z.ZodType>(item: Item, about: string) =>
  z
    .array(item)
    .max(50, 'api.error.many')
    .optional()
    .describe(`${about} May be repeated; an item matches if it has any of the values.`);
const oneOf = (values: readonly string[]) => z.enum(values as [string, ...string[]], 'api.error.choice');
const number = z.coerce.number('api.error.number').int('api.error.number').positive('api.error.number');

/** The parameter of a filter with fixed values. It lists the values, except countries and languages. */
function choices(values: readonly { value: string; of?: string }[], label: string) {
  const [first] = values;
  if (first?.of === 'country')
    return several(
      z.string().refine((code) => isCountry(code.toUpperCase()), 'api.error.choice'),
      `${label}: a two-letter code of ISO 3166-1, or XK (Kosovo).`,
    );
  if (first?.of === 'language')
    return several(
      z.string().max(35, 'api.error.choice').refine(isLanguageTag, 'api.error.choice'),
      `${label}: a BCP 47 tag such as \`kk\`.`,
    );
  return several(oneOf(values.map(({ value }) => value)), `${label}.`);
}

function parameterOf(filter: Filter, name: string): z.ZodType {
  const label = messages('en')(filter.label);
  switch (filter.type) {
    case 'choices':
      return choices(filter.choices(), label);
    case 'thing':
      return several(number.max(999_999_999, 'api.error.number'), `${label}: its number.`);
    case 'person':
      return z
        .string()
        .regex(/^(nobody|[1-9]\d{0,8})$/, 'api.error.person')
        .optional()
        .describe(`${label}: the id of an account, or \`nobody\`.`);
    case 'named':
      return many(
        filter.from === 'desk tags'
          ? `${label}: the name of a tag of the desk.`
          : `${label}: ${filter.from === 'tags' ? 'the last part of the address of its page' : 'the key'}.`,
      );
    case 'days':
      return z
        .string()
        .refine(isDay, 'api.error.day')
        .meta({ format: 'date' })
        .optional()
        .describe(`${label}: ${name.endsWith('-from') ? 'this day (`2026-01-31`) or later' : 'this day or earlier'}.`);
  }
}

/** Whether a filter or column may be named in public. */
const mayBeNamed = ({ name }: { name: string }): boolean => {
  const property = findProperty(name);
  return !property || !isPrivate(property);
};

/**
 * The query parameters of a declared list. The list's page has the same parameters, so `readView` reads both.
 * @param isPublic whether to leave out desk-only fields, because their names are not public
 */
export function listParameters(list: DeclaredList, isPublic = false) {
  const filters = isPublic ? list.filters.filter(mayBeNamed) : list.filters;
  const columns = isPublic ? list.columns.filter(mayBeNamed) : list.columns;
  return z.object({
    q: one('Words in the title, or the number of an item.'),
    state: several(
      oneOf(stateNames(list)),
      'The state, `withdrawn`, or who can see it. Without it, withdrawn and sealed items are left out.',
    ),
    ...(Object.fromEntries(
      filters.flatMap((filter) => parametersOf(filter).map((name) => [name, parameterOf(filter, name)])),
    ) as Record<string, z.ZodType>),
    column: several(oneOf(columns.map(({ name }) => name)), 'What `values` has. By default the usual columns.'),
    sort: z
      .enum(
        columns.flatMap(({ name, sort }) => (sort ? [name, `-${name}`] : [])) as [string, ...string[]],
        'api.error.sort',
      )
      .optional()
      .describe('The order: the name of a column, ascending; with `-`, descending. By default as on the page.'),
    size: z
      .enum(pageSizes.map(String) as [string, ...string[]], 'api.error.choice')
      .optional()
      .describe('How many items a page has; by default 50.'),
    page: number.max(1_000_000, 'api.error.number').default(1).describe('The number of the page.'),
  });
}
