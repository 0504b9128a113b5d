import { pictureKinds } from '../../../record/photos/tables.ts';
import { involvementQualifiers, qualifiersOf, type QualifierName } from '../../../record/values/composite-types.ts';
import { identifierParts } from '../../../record/values/identifier-schemes.ts';
import { z } from 'zod';
import type { Brief } from '../../../record/views/briefs.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { photoFormats } from '../../../record/photos/tables.ts';
import type { PhotoSize, PhotoView } from '../../../record/photos/view.ts';
import type { PropertyView } from '../../../record/views/facts.ts';
import { pageParts } from '../../../record/sources/pdf-layout.ts';
import type { SourceBrief } from '../../../record/views/sources.ts';
import type { ValueView } from '../../../record/views/values.ts';
import { momentOf, type DateTime } from '../../../record/values/date-time.ts';
import { findProperty } from '../../../record/vocabulary/properties.ts';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import { addressOf } from '../components/of-record.ts';
import { routes } from '../../routes.ts';

/* The public JSON, field by field. The strict schemas reject every field that they do not list, so that a new field of a
   view is not published by accident. Items have their permanent numbers, and never internal ids. */

/** A reference to an item. `number`, `name` and `url` are null if the item is not public. */
export const thingJson = z
  .strictObject({
    kind: z.string(),
    number: z.number().nullable(),
    name: z.string().nullable(),
    url: z
      .string()
      .nullable()
      .describe(
        'Path of the item’s public page; null if it has none of its own, as an event, which is on the page of its case.',
      ),
  })
  .describe('A reference to an item of the record: an actor, case, event, source …');
export type ThingJson = z.output<typeof thingJson>;

export const thingOf = (brief: Brief): ThingJson =>
  brief.hidden
    ? { kind: brief.kind, number: null, name: null, url: null }
    : { kind: brief.kind, number: brief.number, name: brief.title, url: addressOf(brief) ?? null };

const sizeJson = z.strictObject({
  shape: z
    .string()
    .describe('`whole`, or the shape of a crop: `lead` (3:2), `card` (16:9), `square` or `portrait` (4:5)'),
  format: z.enum(photoFormats),
  width: z.number(),
  height: z.number(),
  url: z.string().describe('Path of the file'),
});

/** The picture of a case or an actor. */
export const pictureJson = z
  .strictObject({
    number: z.number(),
    kind: z.enum(pictureKinds).describe('Say it with the credit'),
    alt: z.string(),
    credit: z.string().describe('Show it beside the picture'),
    licence: z.string().nullable(),
    pictured: z.array(z.strictObject({ number: z.number(), name: z.string() })),
    sizes: z.array(sizeJson),
  })
  .nullable()
  .describe('The picture, if it has one that readers may see');

export function pictureOf(photo: PhotoView | null): z.output<typeof pictureJson> {
  if (!photo) return null;
  const { number, kind, alt, credit, licence, pictured } = photo;
  const shapes: [string, readonly PhotoSize[]][] = [['whole', photo.sizes], ...Object.entries(photo.crops)];
  return {
    number,
    kind,
    alt,
    credit,
    licence,
    pictured: pictured.map((actor) => ({ number: actor.number, name: actor.title })),
    sizes: shapes.flatMap(([shape, sizes]) =>
      sizes.map(({ file, ...size }) => ({ shape, ...size, url: routes.photo({ number, file }) })),
    ),
  };
}

const text = z.strictObject({ text: z.string(), language: z.string().describe('A BCP 47 tag; `und` if unknown') });
const edtf = z.string().describe('EDTF (ISO 8601-2)');

const qualifierSchemas = Object.fromEntries(
  involvementQualifiers.map(({ name, list }) => [
    name,
    z.string().optional().describe(`A term of the vocabulary “${list}”`),
  ]),
) as Record<QualifierName, z.ZodOptional<z.ZodString>>;

/** A value. Its fields depend on the datatype of its property. */
export const valueJson = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('date'), date: edtf }),
  z.strictObject({
    type: z.literal('date-time'),
    at: z.string().describe('A day, or a day and the local time in `zone`'),
    zone: z.string().nullable().describe('IANA time zone; null for a day'),
    moment: z.iso.datetime().nullable().describe('The same moment in UTC; null for a day'),
  }),
  z.strictObject({
    type: z.literal('money'),
    amount: z.string().describe('A decimal number as text, such as `50200000`'),
    currency: z.string(),
    about: z.boolean(),
  }),
  z.strictObject({ type: z.literal('count'), count: z.number(), bound: z.enum(termKeys('count-bound')) }),
  z.strictObject({ type: z.literal('text'), ...text.shape }),
  z.strictObject({
    type: z.literal('identifier'),
    identifier: z.string(),
    url: z
      .string()
      .nullable()
      .describe('The page about it in the register that issues the identifier; null if there is none'),
  }),
  z.strictObject({ type: z.literal('duration'), duration: z.string().describe('ISO 8601') }),
  z.strictObject({ type: z.literal('yes-no'), yes: z.boolean() }),
  z.strictObject({ type: z.literal('url'), url: z.string() }),
  z.strictObject({ type: z.literal('language'), language: z.string() }),
  z.strictObject({ type: z.literal('country'), country: z.string() }),
  z.strictObject({ type: z.literal('place'), country: z.string(), locality: z.string().nullable() }),
  z.strictObject({ type: z.literal('choice'), list: z.string(), choice: z.string() }),
  z.strictObject({ type: z.literal('thing'), thing: thingJson.nullable() }),
  z.strictObject({
    type: z.literal('involvement'),
    thing: thingJson.nullable(),
    role: z.string(),
    ...qualifierSchemas,
  }),
  z.strictObject({ type: z.literal('kinship'), thing: thingJson.nullable(), relation: z.string() }),
  z.strictObject({ type: z.literal('tie'), thing: thingJson.nullable(), from: edtf.nullable(), to: edtf.nullable() }),
  z.strictObject({
    type: z.literal('position'),
    title: text,
    thing: thingJson.nullable(),
    from: edtf.nullable(),
    to: edtf.nullable(),
  }),
  z
    .strictObject({ type: z.literal('unknown'), value: z.unknown() })
    .describe('The value, as it is stored, of a field that this installation can no longer read. Only for the desk'),
]);
export type ValueJson = z.output<typeof valueJson>;

export function valueOf(view: ValueView): ValueJson {
  const property = findProperty(view.property);
  // This installation no longer has the property. Readers do not see its values (`isDeskOnly`).
  if (!property) return { type: 'unknown', value: view.value };
  const kind = property.value;
  const { value } = view;
  const thing = view.thing && thingOf(view.thing);
  const part = (name: string): string | null => (value as Readonly<Record<string, string | undefined>>)[name] ?? null;
  switch (kind.type) {
    case 'date':
      return { type: 'date', date: String(value) };
    case 'date-time': {
      const { at, zone } = value as DateTime;
      return { type: 'date-time', at, zone: zone ?? null, moment: momentOf({ at, zone })?.toISOString() ?? null };
    }
    case 'money': {
      const { amount, currency, about } = value as { amount: string; currency: string; about: boolean };
      return { type: 'money', amount, currency, about };
    }
    case 'count': {
      const { count, bound } = value as { count: number; bound: 'exact' };
      return { type: 'count', count, bound };
    }
    case 'text':
      return { type: 'text', text: part('text') ?? '', language: part('language') ?? 'und' };
    case 'identifier':
      return {
        type: 'identifier',
        identifier: String(value),
        url: identifierParts(kind.scheme, String(value)).url,
      };
    case 'duration':
      return { type: 'duration', duration: String(value) };
    case 'yes-no':
      return { type: 'yes-no', yes: value === true };
    case 'url':
      return { type: 'url', url: String(value) };
    case 'language':
      return { type: 'language', language: String(value) };
    case 'country':
      return { type: 'country', country: String(value) };
    case 'place':
      return { type: 'place', country: part('country') ?? '', locality: part('locality') };
    case 'choice':
      return { type: 'choice', list: kind.list, choice: String(value) };
    case 'thing':
      return { type: 'thing', thing };
    case 'involvement':
      return {
        type: 'involvement',
        thing,
        role: part('role') ?? '',
        ...Object.fromEntries(qualifiersOf(value).map(({ name, term }) => [name, term])),
      };
    case 'kinship':
      return { type: 'kinship', thing, relation: part('relation') ?? '' };
    case 'tie':
      return { type: 'tie', thing, from: part('from'), to: part('to') };
    case 'position': {
      const { title } = value as { title: { text: string; language: string } };
      return {
        type: 'position',
        title: { text: title.text, language: title.language },
        thing,
        from: part('from'),
        to: part('to'),
      };
    }
  }
}

/** A property of an item, with all its values. Each value has the numbers of its claims. */
export const factJson = z.strictObject({
  property: z.string(),
  disputed: z.boolean(),
  values: z.array(
    z.strictObject({
      value: valueJson,
      attributed: z
        .boolean()
        .describe(
          'Whether the value is based only on claims that allege, deny, estimate or leave it unclear. Do not show it without who says so.',
        ),
      preferred: z.boolean(),
      origins: z.number().describe('The number of independent sources; republished stories add none'),
      claims: z.array(z.number()),
    }),
  ),
});
export type FactJson = z.output<typeof factJson>;

export const factsOf = (facts: readonly PropertyView[], claims: ReadonlyMap<number, ClaimView>): FactJson[] =>
  facts.map((fact) => ({
    property: fact.property,
    disputed: fact.disagrees,
    values: fact.values.map((value) => ({
      value: valueOf(value),
      attributed: value.attributed,
      preferred: value.preferred,
      origins: value.origins,
      claims: value.claimIds.flatMap((id) => claims.get(id)?.number ?? []),
    })),
  }));

export const linkJson = z.strictObject({
  speaker: thingJson
    .nullable()
    .describe('Null if the source names no one, or if readers may not know who it is (then `hidden` is true).'),
  hidden: z.boolean(),
  asWritten: z.string().nullable(),
  verb: z.string().nullable(),
  source: thingJson.nullable(),
  carriedOver: z.boolean(),
  ownWords: z.boolean().describe('Whether the source says it in its own words, citing no one.'),
});

const inventedJson = z.boolean().describe('Whether it is invented, to show how Kronika works');

export const claimJson = z.strictObject({
  number: z.number(),
  url: z.string(),
  invented: inventedJson,
  wording: z.string(),
  kind: z.enum(termKeys('claim-kind')),
  language: z.string(),
  mode: z.enum(termKeys('mode')),
  certainty: z.string(),
  chain: z
    .array(linkJson)
    .describe('The attribution: who says so, from the first speaker to the one who passed it on last'),
  support: z.enum(termKeys('support')),
  source: thingJson.nullable(),
  withheld: z
    .enum(termKeys('withheld-reason'))
    .nullable()
    .describe('Why the source is withheld, if it is not public and the desk says why'),
  publisher: thingJson.nullable(),
  published: edtf.nullable(),
  addresses: z.array(z.string()),
  note: z.string().nullable(),
  passage: z
    .strictObject({
      quotation: z.string(),
      shortened: z.boolean(),
      page: z.number().nullable().describe('In a PDF, the number of the page on which it begins'),
      pagePart: z.enum(pageParts).nullable().describe('The third of this page in which it begins'),
    })
    .nullable(),
  case: thingJson.nullable(),
  statements: z.array(
    z.strictObject({ subject: thingJson, property: z.string(), value: valueJson, rank: z.enum(termKeys('rank')) }),
  ),
  checkedAt: z.iso.datetime().nullable(),
});
export type ClaimJson = z.output<typeof claimJson>;

export const claimOf = (claim: ClaimView): ClaimJson => ({
  number: claim.number,
  url: routes.claim({ number: claim.number }),
  invented: claim.invented,
  wording: claim.wording,
  kind: claim.kind,
  language: claim.language,
  mode: claim.mode,
  certainty: claim.certainty,
  chain: claim.chain.map((link) => ({
    speaker: link.speaker && thingOf(link.speaker),
    hidden: link.hidden,
    asWritten: link.asWritten,
    verb: link.verb,
    source: link.source && thingOf(link.source),
    carriedOver: link.carriedOver,
    ownWords: link.pagesOwn,
  })),
  support: claim.support,
  source: claim.source && thingOf(claim.source),
  withheld: claim.withheld,
  publisher: claim.publisher && thingOf(claim.publisher),
  published: claim.published,
  addresses: claim.addresses,
  note: claim.note,
  passage: claim.passage && {
    quotation: claim.passage.exact,
    shortened: claim.passage.shortened,
    page: claim.passage.page,
    pagePart: claim.passage.pagePart,
  },
  case: claim.case && thingOf(claim.case),
  statements: claim.statements.map((one) => ({
    subject: thingOf(one.subject),
    property: one.property,
    value: valueOf(one.value),
    rank: one.rank,
  })),
  checkedAt: claim.checkedAt && claim.checkedAt.toISOString(),
});

export const sourceLineJson = z.strictObject({
  source: thingJson,
  invented: inventedJson,
  kind: z.string().nullable(),
  publisher: thingJson.nullable(),
  published: edtf.nullable(),
  language: z.string().nullable(),
  addresses: z.array(z.string()),
  held: z.boolean(),
  derivedFrom: z.array(
    z.strictObject({ source: thingJson, kind: z.enum(termKeys('derivation')), basis: z.string().nullable() }),
  ),
});

export const sourceLineOf = (source: SourceBrief): z.output<typeof sourceLineJson> => ({
  source: thingOf(source.brief),
  invented: source.brief.invented === true,
  kind: source.brief.sort,
  publisher: source.publisher && thingOf(source.publisher),
  published: source.published,
  language: source.language,
  addresses: source.addresses,
  held: source.held,
  derivedFrom: source.derivedFrom.map((one) => ({ source: thingOf(one.source), kind: one.kind, basis: one.basis })),
});

/** The translations of texts that the desk wrote. */
export const translationsJson = z
  .array(
    z.strictObject({
      item: z.string().describe('Ref of the item, such as `event/3`'),
      field: z
        .string()
        .describe(
          'What is translated: `title`, `summary`, `wording`, `note`, `passage`, or a part such as `value.position`',
        ),
      language: z.string(),
      text: z.string(),
      outdated: z.boolean().describe('Whether the original has changed since. Readers do not see such translations'),
    }),
  )
  .describe('Translations by the publication: of what it wrote, and of quotations and values of sources');

/** The first fields of the JSON of every item. */
export const headJson = {
  schema: z.string().describe('The name and version of this JSON format'),
  number: z.number(),
  url: z.string(),
  example: z.boolean(),
  invented: inventedJson,
};
