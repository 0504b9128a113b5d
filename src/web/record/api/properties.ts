import { z } from 'zod';
import { kindsThat } from '../../../record/kinds/registry.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { isPrivate, properties, type Property } from '../../../record/vocabulary/properties.ts';
import { termLabel, termsOf } from '../../../record/vocabulary/terms.ts';
import { defineReading } from '../../kit/api/endpoint.ts';
import { audience } from '../../kit/api/parameters.ts';

const kindNames = kindsThat(() => true);

const propertyJson = z.strictObject({
  property: z.string(),
  name: z.string(),
  on: z.array(z.enum(kindNames)).describe('The kinds of item that have the property'),
  many: z.boolean().describe('Whether several values can be true at once'),
  value: z
    .record(z.string(), z.unknown())
    .describe('The JSON Schema of `value` in a statement that is sent to the operation `file`'),
  own: z.boolean().describe('Whether it is a field of this installation. Those of the desk need `audience=desk`'),
  visibility: z.enum(['public', 'desk']).describe('`desk`: claims that state it can’t be public'),
  retired: z.boolean().describe('Whether forms no longer offer it'),
  choices: z
    .array(z.strictObject({ key: z.string(), name: z.string(), retired: z.boolean() }))
    .optional()
    .describe('The choices of a field of this installation, in their order'),
});

const schemas = new WeakMap<Property, Record<string, unknown>>();

/** The JSON Schema of the values of a property, derived from the zod schema that parses them. */
function valueSchema(property: Property): Record<string, unknown> {
  const known = schemas.get(property);
  if (known) return known;
  const { $schema: _, ...schema } = z.toJSONSchema(property.datatype.schema, { io: 'input', unrepresentable: 'any' });
  schemas.set(property, schema);
  return schema;
}

/** The options of a field that this installation added. No other response of the API has their labels. */
const choicesOf = (t: Translate, { own, value }: Property) =>
  own && value.type === 'choice'
    ? termsOf(value.list).map(({ key, retired = false }) => ({
        key,
        name: t(termLabel(value.list, key)),
        retired,
      }))
    : undefined;

/** The properties of each kind of item, for programs that add items to the record. */
export const listProperties = defineReading({
  id: 'listProperties',
  name: 'PropertyList',
  path: '/properties',
  query: z.object({
    audience,
    on: z.enum(kindNames, 'api.error.choice').optional().describe('Only properties of this kind of item.'),
  }),
  answer: z.strictObject({ items: z.array(propertyJson) }),
  read: async ({ c, query, audience: of }) => {
    const t = c.get('t');
    const found = properties.filter(
      (one) => (!query.on || one.on.includes(query.on)) && (of === 'desk' || !isPrivate(one)),
    );
    return {
      body: {
        items: found.map((one) => ({
          property: one.key,
          name: t(one.label),
          on: [...one.on],
          many: one.many,
          value: valueSchema(one),
          own: one.own ?? false,
          visibility: one.visibility ?? 'public',
          retired: one.retired ?? false,
          choices: choicesOf(t, one),
        })),
      },
    };
  },
});
