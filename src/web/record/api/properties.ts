import { z } from 'zod';
import { kindsThat } from '../../../record/kinds/registry.ts';
import { properties } from '../../../record/vocabulary/properties.ts';
import { defineReading } from '../../kit/api/endpoint.ts';

const kindNames = kindsThat(() => true);

const propertyJson = z.strictObject({
  property: z.string(),
  name: z.string(),
  on: z.array(z.enum(kindNames)).describe('The kinds of item that have the property'),
  many: z.boolean().describe('Whether several values can be true at once'),
  value: z
    .record(z.string(), z.unknown())
    .describe('The JSON Schema of `value` in a statement that is sent to the operation `file`'),
});

let schemas: Map<string, Record<string, unknown>> | undefined;

/** The JSON Schema of each property's values. It is derived from the schema that parses these values. */
function valueSchemas(): Map<string, Record<string, unknown>> {
  schemas ??= new Map(
    properties.map(({ key, datatype }) => {
      const { $schema: _, ...schema } = z.toJSONSchema(datatype.schema, { io: 'input', unrepresentable: 'any' });
      return [key, schema as Record<string, unknown>];
    }),
  );
  return schemas;
}

/** The properties of each kind of item, for programs that add items to the record. */
export const listProperties = defineReading({
  id: 'listProperties',
  name: 'PropertyList',
  path: '/properties',
  query: z.object({
    on: z.enum(kindNames, 'api.error.choice').optional().describe('Only properties of this kind of item.'),
  }),
  answer: z.strictObject({ items: z.array(propertyJson) }),
  read: async ({ c, query }) => {
    const t = c.get('t');
    const found = properties.filter((one) => !query.on || one.on.includes(query.on));
    return {
      body: {
        items: found.map((one) => ({
          property: one.key,
          name: t(one.label),
          on: [...one.on],
          many: one.many,
          value: valueSchemas().get(one.key)!,
        })),
      },
    };
  },
});
