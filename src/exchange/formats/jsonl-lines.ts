import { z } from 'zod';
import { storedNameLimits } from '../../record/filing/schema.ts';
import { captureMethods } from '../../record/kinds/capture.ts';
import { caseParts, type CasePart } from '../../record/kinds/parts.ts';
import { archiveRecord } from '../../record/sources/archive-origin.ts';
import { tagNames } from '../../record/tags/tables.ts';
import { listRow, propertyRow } from '../../record/vocabulary/register-properties.ts';
import { termKeys } from '../../record/vocabulary/terms.ts';
import { licenceKeys } from '../../publishing/publication/licences.ts';

/*
 * The schemas of the lines of `record.jsonl`, which docs/formats/jsonl.md describes. They are strict: no other fields
 * are exported or imported.
 */

const ref = z
  .string()
  .regex(/^[a-z]+\/[1-9]\d{0,15}$/, 'exchange.exports.line.ref')
  .describe('kind/number, as `case/12`');
const language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  .max(35)
  .describe('Language (BCP 47)');
// The same maximum lengths as for input at the desk (`record/filing/schema.ts`).
const title = z.string().min(1).max(500);
const longText = z.string().max(20_000);
const address = z.url({ protocol: /^https?$/ });
const visibility = z.enum(['public', 'desk']).describe('Who may see it. In a public export always `public`');
const head = <Type extends string>(type: Type) => ({ type: z.literal(type), ref });
const foot = {
  visibility,
  example: z.literal(true).optional().describe('Sample data that comes with Kronika'),
  invented: z.literal(true).optional().describe('The item is invented, to show how Kronika works'),
};
const context = z
  .literal(true)
  .optional()
  .describe('The query did not find this item, but an item that it found refers to it');

export const headLine = z.strictObject({
  type: z.literal('kronika'),
  version: z.literal(1),
  record: z.string().describe('The id of the record that was exported'),
  paper: z.string(),
  address: z.string().describe('Web address of the publication. `case/12` has the page /cases/12 there'),
  licence: z.strictObject({ key: z.enum(licenceKeys), name: z.string(), url: z.string() }),
  at: z.iso.datetime().describe('When the export was made'),
  query: z.strictObject({ words: z.string(), url: z.string() }),
  audience: z.enum(['public', 'desk']),
  fields: z
    .strictObject({ lists: z.array(listRow), fields: z.array(propertyRow) })
    .optional()
    .describe('The fields and lists of the installation that the audience may know of, with their names'),
  schema: z.unknown().optional().describe('The data dictionary: a JSON Schema of the lines that follow'),
});

const tags = tagNames.optional().describe('Tags of the desk; in no public export');

export const actorLine = z.strictObject({
  ...head('actor'),
  kind: z.enum(termKeys('actor-kind')),
  names: z
    .array(
      z.strictObject({
        text: z.string().min(1).max(storedNameLimits.letters),
        kind: z.enum(termKeys('name-kind')),
        language: language.optional(),
      }),
    )
    .min(1)
    .max(storedNameLimits.names)
    .describe('The preferred name first'),
  tags,
  ...foot,
});

const withheld = z.enum(termKeys('withheld-reason')).optional();

const translations = z
  .array(
    z.strictObject({
      field: z
        .string()
        .regex(/^(?:title|summary|wording|note|passage|(?:value|as-written|basis)\.[a-z0-9.-]{1,80})$/)
        .describe('The translated text: a field of the line, or a part of the item, such as `value.position`'),
      language,
      text: longText.min(1),
      original: longText
        .min(1)
        .optional()
        .describe('What was translated, if the text is another one now (desk only) or is not a field of the line'),
    }),
  )
  .max(500)
  .optional()
  .describe('Translations of the desk’s own words, and its translations of quotations');

export const sourceLine = z.strictObject({
  ...head('source'),
  kind: z.enum(termKeys('source-kind')),
  title,
  publisher: ref.optional(),
  published: z.string().max(100).optional().describe('When it was published (EDTF)'),
  language: language.optional(),
  note: longText.optional(),
  addresses: z.array(address).max(50),
  withheld: withheld.describe('Why it is withheld from readers; desk only'),
  derivedFrom: z
    .array(z.strictObject({ source: ref, kind: z.enum(termKeys('derivation')), basis: longText.optional() }))
    .max(100),
  translations,
  tags,
  ...foot,
});

export const captureLine = z.strictObject({
  ...head('capture'),
  source: ref,
  method: z.enum(captureMethods),
  url: z.string().max(8192).optional(),
  at: z.iso.datetime(),
  mediaType: z.string().max(200),
  sha256: z
    .string()
    .regex(/^([\da-f]{64})?$/)
    .describe('SHA-256 of the preserved bytes. The bytes are not in the export'),
  language: language.optional(),
  text: z.string().optional().describe('The page’s text; desk only'),
  archive: archiveRecord
    .optional()
    .describe('The web archive from which the page was imported. Readers get only `verdict` and `contentAt`'),
  ...foot,
});

export const caseLine = z.strictObject({
  ...head('case'),
  title: title.describe('In the desk’s own words'),
  summary: longText.optional().describe('In the desk’s own words'),
  writtenIn: language
    .optional()
    .describe('The language of the desk’s own words; left out if it is that of the publication'),
  translations,
  tags,
  context,
  ...foot,
});
const partFields = {
  title: title.describe('In the desk’s own words'),
  translations,
  context,
  ...foot,
};
const partLine = <Part extends CasePart>({ name, parent }: Part) =>
  z.strictObject({ ...head(name), [parent]: ref, ...partFields } as { type: z.ZodLiteral<Part['name']> } & {
    [Name in Part['parent'] | 'ref']: typeof ref;
  } & typeof partFields);
type PartLine = { [Part in CasePart as Part['name']]: ReturnType<typeof partLine<Part>> }[CasePart['name']];

const deskOnly = z.literal('desk').optional().describe('Only the desk may see it, so it is in no public export');

export const linkLine = z
  .strictObject({
    actor: ref.optional(),
    hidden: z.literal(true).optional().describe('The desk knows the speaker, who is not public'),
    asWritten: z.string().max(300).optional(),
    verb: z.string().max(100).optional(),
    source: ref.optional(),
    carriedOver: z
      .literal(true)
      .optional()
      .describe('The speaker is carried over from an earlier sentence of the page'),
    pagesOwn: z.literal(true).optional().describe('The speaker is the page itself'),
    visibility: deskOnly,
  })
  .describe('One link of the attribution');

export const passageLine = z.strictObject({
  capture: ref.optional().describe('Left out if it is not public'),
  start: z.int().min(0).describe('Start of the passage in the capture’s text, in UTF-16 units'),
  end: z.int().min(1),
  exact: z.string().describe('The words of the passage; at most 300 characters in a public export'),
  prefix: z.string().max(200).optional(),
  suffix: z.string().max(200).optional(),
  page: z.int().min(1).max(1_000_000).optional().describe('In a PDF, the number of the page on which it begins'),
  visibility: deskOnly,
});

const hidden = z
  .strictObject({ kind: z.string().max(40), sort: z.string().max(40).optional() })
  .optional()
  .describe('If the value names an item that is not public, the kind of this item. The ref in `value` is then null');

export const claimLine = z.strictObject({
  ...head('claim'),
  case: ref.optional(),
  wording: longText.min(1),
  kind: z.enum(termKeys('claim-kind')),
  language,
  mode: z.enum(termKeys('mode')),
  certainty: z.enum(termKeys('certainty')),
  state: z
    .enum(['draft', 'imported'])
    .optional()
    .describe(
      'Left out if the claim is checked: a colleague has compared it with its source. imported: it comes from a table, and nobody has compared it yet',
    ),
  chain: z.array(linkLine).max(12).describe('Who says so, the first speaker first'),
  support: z.strictObject({
    kind: z.enum(termKeys('support')),
    source: ref.optional().describe('Left out if it is not public'),
    withheld: withheld.describe('Why the source is withheld, if it is not public and the desk says why'),
    note: longText.optional(),
    passage: passageLine.optional(),
  }),
  statements: z
    .array(
      z.strictObject({
        subject: ref,
        property: z.string().max(60),
        value: z.unknown().describe('The value, in the form of the property’s datatype'),
        rank: z.enum(['preferred', 'deprecated']).optional(),
        hidden,
      }),
    )
    .max(200),
  translations,
  ...foot,
});

export const questionLine = z.strictObject({
  ...head('question'),
  case: ref.optional(),
  wording: title,
  language,
  raisedBy: ref.optional(),
  answeredBy: ref.optional(),
  answered: z.literal(true).optional().describe('A claim that readers may not see answers the question'),
  translations,
  ...foot,
});

export const endLine = z.strictObject({
  type: z.literal('end'),
  lines: z.int().describe('Number of lines before this one. A file without this line is incomplete'),
});

export const recordLine = z.discriminatedUnion('type', [
  actorLine,
  sourceLine,
  captureLine,
  caseLine,
  ...(caseParts.map(partLine) as unknown as PartLine[]),
  claimLine,
  questionLine,
]);
export type RecordLine = z.output<typeof recordLine>;
export type LineOf<Type extends RecordLine['type']> = Extract<RecordLine, { type: Type }>;
export type HeadLine = z.output<typeof headLine>;

/** The data dictionary in the file: the schemas by which its lines are read. */
export const lineSchema = (): unknown => z.toJSONSchema(recordLine, { unrepresentable: 'any' });
