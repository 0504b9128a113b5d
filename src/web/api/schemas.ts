import { z } from 'zod';
import {
  actorInput,
  claimInput,
  derivationInput,
  linkInput,
  nameInput,
  sourceInput,
  statementInput,
  supportInput,
} from '../../record/filing/schema.ts';
import { articleForm, blockForm, sentenceForm } from '../../documents/model/form.ts';
import { publicClaim } from '../../publishing/public/public-claim.ts';
import { publicNote, publicSentence } from '../../publishing/public/public-article.ts';
import { disagreementJson } from '../record/api/disagreements.ts';
import { articleLineJson, caseLineJson, hitJson } from '../record/api/lists.ts';
import { claimJson, factJson, linkJson, sourceLineJson, thingJson, valueJson } from '../record/api/parts.ts';
import { acts, type Act } from './acts.ts';
import { calculations } from './calculations.ts';
import { deskJson } from '../kit/api/endpoint.ts';
import { actorLineJson } from '../record/api/list-endpoints.ts';
import { readings } from './readings.ts';

export type JsonSchema = {
  [key: string]: unknown;
  $ref?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
};

const place = '#/components/schemas/';

/** Schemas that have a name in the API's description. Other schemas refer to them by `$ref`. */
const parts = {
  Thing: thingJson,
  Value: valueJson,
  Fact: factJson,
  ChainLink: linkJson,
  Claim: claimJson,
  SourceLine: sourceLineJson,
  Disagreement: disagreementJson,
  CaseLine: caseLineJson,
  ActorLine: actorLineJson,
  ArticleLine: articleLineJson,
  Hit: hitJson,
  Sentence: publicSentence,
  Note: publicNote,
  PublishedClaim: publicClaim,
  Desk: deskJson,
};
const inputParts = {
  NameInput: nameInput,
  ActorInput: actorInput,
  SourceInput: sourceInput,
  DerivationInput: derivationInput,
  ClaimInput: claimInput,
  ChainLinkInput: linkInput,
  SupportInput: supportInput,
  StatementInput: statementInput,
  ArticleForm: articleForm,
  BlockForm: blockForm,
  SentenceForm: sentenceForm,
};

const pascal = (name: string): string =>
  name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
export const inputName = ({ name }: { name: string }): string => `${pascal(name)}Input`;
export const answerName = (act: Act): string => `${pascal(act.name)}Answer`;

function toSchemas(named: Record<string, z.core.$ZodType>, io: 'input' | 'output'): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) if (!registry.has(schema)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io,
    unrepresentable: 'any',
    uri: (id) => place + id,
    override: ({ zodSchema, jsonSchema }) => dropAbsent(zodSchema, jsonSchema),
  });
  const made = Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema as JsonSchema]),
  );
  // If two responses have the same schema, the second name refers to the first.
  return Object.fromEntries(
    Object.entries(named).map(([id, schema]) => [id, made[id] ?? refTo(registry.get(schema)!.id)]),
  );
}

/** Removes fields that can be undefined from `required`, because JSON has no `undefined`. */
function dropAbsent(schema: z.core.$ZodTypes, json: z.core.JSONSchema.BaseSchema): void {
  if (!(schema instanceof z.ZodObject) || !json.required) return;
  json.required = json.required.filter((name) => {
    const read = z.safeParse(schema.shape[name] as z.ZodType, undefined);
    return !read.success || read.data !== undefined;
  });
  if (json.required.length === 0) delete json.required;
}

let made: { schemas: Record<string, JsonSchema>; inputs: Record<string, JsonSchema> } | undefined;

/** Every schema of the API, generated from the Zod schemas that parse requests and write responses. */
export function allSchemas(): { schemas: Record<string, JsonSchema>; inputs: Record<string, JsonSchema> } {
  if (made) return made;
  const answers = {
    ...parts,
    ...Object.fromEntries(readings.flatMap((one) => (one.media ? [] : [[one.name, one.answer]]))),
    ...Object.fromEntries(acts.flatMap((one) => (one.answer ? [[answerName(one), one.answer]] : []))),
    ...Object.fromEntries(calculations.map((one) => [one.name, one.answer])),
  };
  const inputs = toSchemas(
    {
      ...inputParts,
      ...Object.fromEntries(acts.map((one) => [inputName(one), one.input])),
      ...Object.fromEntries(calculations.map((one) => [inputName(one), one.input])),
    },
    'input',
  );
  // Bodies with unknown names are refused (body.ts), so the description says the same.
  for (const schema of Object.values(inputs)) close(schema);
  made = { schemas: { ...toSchemas(answers, 'output'), ...inputs }, inputs };
  return made;
}

function close(schema: JsonSchema): void {
  if (schema.properties && schema['additionalProperties'] === undefined) schema['additionalProperties'] = false;
  for (const value of Object.values(schema))
    for (const one of Array.isArray(value) ? value : [value])
      if (one && typeof one === 'object') close(one as JsonSchema);
}

/** The schemas of operation bodies, and a function that resolves their `$ref`s. */
export const inputSchemas = () => {
  const { inputs } = allSchemas();
  return {
    schema: (one: { name: string }): JsonSchema => inputs[inputName(one)]!,
    find: (ref: string): JsonSchema => inputs[ref.slice(place.length)] ?? {},
  };
};

export const refTo = (name: string): JsonSchema => ({ $ref: place + name });
export const parametersOf = (
  query: z.ZodObject,
): { properties: Record<string, JsonSchema>; required: readonly string[] } => {
  const { properties = {}, required = [] } = z.toJSONSchema(query, {
    io: 'input',
    unrepresentable: 'any',
  }) as JsonSchema;
  return { properties, required };
};
