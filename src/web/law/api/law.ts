import { z } from 'zod';
import { dutiesOn } from '../../../law/duties/load-duties.ts';
import { amendmentSorts, provisionKinds, versionActs } from '../../../law/tables.ts';
import { lawAsOf, statusOn, type ProvisionAsOf } from '../../../law/views/as-of.ts';
import type { LawLine } from '../../../law/views/list.ts';
import type { LawView, ProvisionView, VersionView } from '../../../law/views/law.ts';
import { plainValues } from '../../../record/views/lists.ts';
import { addressOf } from '../../record/components/of-record.ts';
import { dutyJson, dutyOf } from './duty.ts';
import {
  claimJson,
  claimOf,
  factJson,
  factsOf,
  headJson,
  sourceLineJson,
  sourceLineOf,
  thingJson,
  thingOf,
  translationsJson,
} from '../../record/api/parts.ts';

const edtf = z.string().nullable().describe('EDTF (ISO 8601-2); null if unknown');

const versionJson = z.strictObject({
  act: z.enum(versionActs),
  amendment: z.number().int().describe('The index in `amendments` of the amendment that made this version, from 0'),
  commences: edtf,
  texts: z.array(
    z.strictObject({
      language: z.string(),
      num: z.string(),
      heading: z.string(),
      body: z.string().describe('The text, one paragraph on each line'),
      tail: z.string().describe('The text that follows after the provision’s own parts'),
      claim: z.number(),
    }),
  ),
  summaries: z
    .array(z.number())
    .describe('Numbers of claims that summarise this version, if its text is not in the record'),
});

export const provisionJson = z.strictObject({
  number: z.number(),
  url: z.string(),
  eid: z
    .string()
    .describe('The id of the provision within the law, as the wId of Akoma Ntoso (a standard for legal texts)'),
  kind: z.enum(provisionKinds),
  label: z.string(),
  under: z.string().nullable().describe('The `eid` of the provision that contains this one; null at the top level'),
  facts: z.array(factJson),
  versions: z
    .array(versionJson)
    .describe('All versions of the provision’s text, in the order in which they were entered'),
  on: z
    .strictObject({
      standing: z.enum(['not-yet', 'uncertain', 'in-force', 'repealed', 'struck-down']),
      stands: z
        .number()
        .int()
        .nullable()
        .describe('The index in `versions` of the version that applies, from 0; null if none does'),
      perhaps: z
        .array(z.number().int())
        .describe('Indexes in `versions` of versions that may or may not have applied already'),
    })
    .describe('The status of the provision on the requested day'),
});

/**
 * The response of `/laws/:number.json`. It has all versions of a law; with `?on=`, it has the law's status on that day.
 */
export const publicLaw = z.strictObject({
  ...headJson,
  title: z.string().describe('The title that the desk gave the law'),
  translations: translationsJson,
  language: z.string().describe('The language of the authentic text'),
  languages: z.array(z.string()),
  changedAt: z.iso.datetime(),
  on: z.string().describe('The day for which each `standing` is given'),
  standing: z.enum(['unknown', 'not-yet', 'bill', 'adopted', 'signed', 'in-force', 'struck-down', 'repealed']),
  facts: z.array(factJson),
  amendments: z.array(
    z.strictObject({
      sort: z.enum(amendmentSorts),
      title: z.string(),
      by: thingJson.nullable(),
      uri: z.string().nullable(),
      made: edtf,
      commences: edtf,
      claim: z.number(),
    }),
  ),
  provisions: z.array(provisionJson).describe('All provisions, in the order of the text'),
  duties: z.array(dutyJson).describe('The legal duties from this law'),
  under: z
    .array(
      z.strictObject({
        thing: thingJson,
        case: thingJson.nullable(),
        provision: thingJson.nullable(),
        claims: z.array(z.number()),
      }),
    )
    .describe('The cases, proceedings, charges, orders and events to which the law was applied'),
  amends: z.array(
    z.strictObject({ law: thingJson, title: z.string(), made: edtf, commences: edtf, claim: z.number() }),
  ),
  sources: z.array(sourceLineJson),
  origins: z.number(),
  claims: z.array(claimJson),
});
export type PublicLaw = z.output<typeof publicLaw>;

export function lawJson(law: LawView, on: string): PublicLaw {
  const places = new Map(law.amendments.map((one, place) => [one.id, place]));
  const flatten = (tree: readonly ProvisionAsOf[], under: string | null): PublicLaw['provisions'] =>
    tree.flatMap((one) => [provisionOf(one, under, places, law), ...flatten(one.children, one.provision.eid)]);
  return publicLaw.parse({
    schema: 'kronika.law.v1',
    number: law.brief.number,
    url: addressOf(law.brief)!,
    example: law.example,
    invented: law.brief.invented === true,
    title: law.brief.title,
    translations: law.translations,
    language: law.language,
    languages: law.languages,
    changedAt: law.changedAt.toISOString(),
    on,
    standing: statusOn(law, on).standing,
    facts: factsOf(law.facts, law.claims),
    amendments: law.amendments.map((one) => ({
      sort: one.sort,
      title: one.title,
      by: one.by && thingOf(one.by),
      uri: one.uri,
      made: one.made,
      commences: one.commences,
      claim: one.claim.number,
    })),
    provisions: flatten(lawAsOf(law, on), null),
    duties: dutiesOn(law, on).map(dutyOf),
    under: law.under.map((one) => ({
      thing: thingOf(one.thing),
      case: one.case && thingOf(one.case),
      provision: one.provision && thingOf(one.provision),
      claims: one.claims.map((claim) => claim.number),
    })),
    amends: law.amends.map((one) => ({
      law: thingOf(one.law),
      title: one.title,
      made: one.made,
      commences: one.commences,
      claim: one.claim.number,
    })),
    sources: law.sources.map(sourceLineOf),
    origins: law.origins,
    claims: [...law.claims.values()].map(claimOf),
  } satisfies PublicLaw);
}

function provisionOf(
  { provision, standing, version, perhaps }: ProvisionAsOf,
  under: string | null,
  places: ReadonlyMap<number, number>,
  law: LawView,
): z.output<typeof provisionJson> {
  const at = (one: VersionView): number => provision.versions.findIndex((known) => known.id === one.id);
  return {
    number: provision.brief.number,
    url: addressOf(provision.brief)!,
    eid: provision.eid,
    kind: provision.kind,
    label: provision.label,
    under,
    facts: factsOf(provision.facts, law.claims),
    versions: provision.versions.map((one) => versionOf(one, places)),
    on: { standing, stands: version && at(version), perhaps: perhaps.map(at) },
  };
}

const versionOf = (version: VersionView, places: ReadonlyMap<number, number>): z.output<typeof versionJson> => ({
  act: version.act,
  amendment: places.get(version.amendment.id)!,
  commences: version.commences,
  texts: version.texts.map(({ claim, ...text }) => ({ ...text, claim: claim.number })),
  summaries: version.summaries.map((claim) => claim.number),
});

/** The response of `/provisions/:number.json`. */
export const publicProvision = z.strictObject({
  ...headJson,
  law: thingJson,
  language: z.string(),
  provision: provisionJson,
  amendments: publicLaw.shape.amendments,
  duties: publicLaw.shape.duties,
  under: publicLaw.shape.under,
  claims: z.array(claimJson),
});

export function provisionPageJson(
  law: LawView,
  asOf: ProvisionAsOf,
  above: ProvisionView | null,
  on: string,
): z.output<typeof publicProvision> {
  const whole = lawJson(law, on);
  const provision = whole.provisions.find((one) => one.eid === asOf.provision.eid)!;
  const under = whole.under.filter((one) => one.provision?.number === provision.number);
  const duties = whole.duties.filter((one) => one.provision === provision.number);
  const named = new Set([
    ...duties.flatMap((one) => [...one.says, ...one.criticism]),
    ...provision.versions.flatMap((one) => [...one.texts.map((text) => text.claim), ...one.summaries]),
    ...provision.facts.flatMap((fact) => fact.values.flatMap((value) => value.claims)),
    ...under.flatMap((one) => one.claims),
    ...whole.amendments.map((one) => one.claim),
  ]);
  return publicProvision.parse({
    schema: 'kronika.provision.v1',
    number: provision.number,
    url: provision.url,
    example: law.example,
    invented: law.brief.invented === true,
    law: thingOf(law.brief),
    language: law.language,
    provision: { ...provision, under: above?.eid ?? null },
    amendments: whole.amendments,
    duties,
    under,
    claims: whole.claims.filter((claim) => named.has(claim.number)),
  });
}

/** One law in a list, with undisputed facts only. */
export const lawLineJson = z.strictObject({
  number: z.number(),
  title: z.string().describe('The title that the desk gave the law'),
  url: z.string(),
  changedAt: z.iso.datetime(),
  kinds: z.array(z.string()),
  numbers: z.array(z.string()),
  elis: z.array(z.string()).describe('European Legislation Identifiers'),
  eclis: z.array(z.string()).describe('European Case Law Identifiers'),
  countries: z.array(z.string()),
});
export function lawLineOf(line: LawLine): z.output<typeof lawLineJson> {
  const plain = (property: string): string[] => plainValues(line, property).map((value) => String(value.value));
  return {
    number: line.law.number,
    title: line.law.title,
    url: addressOf(line.law)!,
    changedAt: line.changedAt.toISOString(),
    kinds: plain('law-kind'),
    numbers: plain('law-number'),
    elis: plain('eli'),
    eclis: plain('ecli'),
    countries: plain('jurisdiction'),
  };
}

/** The response of `/laws.json`. */
export const lawList = z.strictObject({
  schema: z.literal('kronika.laws.v1'),
  total: z.number(),
  laws: z.array(lawLineJson),
  next: z.string().nullable(),
});
