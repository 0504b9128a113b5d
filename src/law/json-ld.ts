import { lawAsOf, statusOn, type ProvisionAsOf } from './views/as-of.ts';
import { dateOf, headOf, type LawDate } from './views/head.ts';
import type { Brief } from '../record/views/briefs.ts';
import type { LawView } from './views/law.ts';

/**
 * schema.org's name for each status. schema.org has no name for a law of which the record does not say whether it is in
 * force.
 */
const forces = {
  'in-force': 'InForce',
  'struck-down': 'NotInForce',
  repealed: 'NotInForce',
  'not-yet': 'NotInForce',
  bill: 'NotInForce',
  adopted: null,
  signed: null,
  uncertain: null,
  unknown: null,
} as const;

/** Functions that give the full URLs of laws and provisions. */
export type LawAddresses = { law(law: Brief): string; provision(provision: Brief): string };

/** The values as JSON-LD: undefined if there are none, a single value as itself, several as an array. */
const one = <T>(values: readonly T[]): T | T[] | undefined => (values.length > 1 ? [...values] : values[0]);
const given = (property: string, value: unknown): object => (value === undefined ? {} : { [property]: value });
/** A status as two properties: schema.org's legal force, and our own status, which can also be `uncertain`. */
const standingIn = (standing: keyof typeof forces): object => ({
  ...(forces[standing] && { legislationLegalForce: `https://schema.org/${forces[standing]}` }),
  creativeWorkStatus: standing,
});

/**
 * A law as schema.org's Legislation, which follows ELI (European Legislation Identifier). Disputed facts are left out,
 * because the vocabulary cannot say who claims something. Only dates of a day, a month or a year are included.
 * @param on the day whose status is given
 */
export function lawNode(law: LawView, on: string, addresses: LawAddresses): object {
  const { names, countries, numbers, kind, elis, eclis, authorities } = headOf(law);
  const date = (property: LawDate): string | undefined => {
    const value = dateOf(law, property);
    return value && /^\d{4}(-\d{2}(-\d{2})?)?$/.test(value) ? value : undefined;
  };
  const address = addresses.law(law.brief);
  return {
    '@type': 'Legislation',
    '@id': address,
    url: address,
    identifier: `law/${law.brief.number}`,
    name: law.brief.title,
    ...(names.length && {
      alternateName: names.map((name) => ({
        '@value': name.text,
        ...(name.language !== 'und' && { '@language': name.language }),
      })),
    }),
    inLanguage: law.languages.length ? law.languages : [law.language],
    ...given('legislationIdentifier', one([...new Set([...numbers, ...elis, ...eclis])])),
    ...given('sameAs', one([...elis, ...eclis].filter((id) => /^https?:/i.test(id) && URL.canParse(id)))),
    ...given('legislationType', kind ?? undefined),
    ...given('legislationJurisdiction', one(countries)),
    ...(authorities.length && {
      legislationPassedBy: authorities.map(({ name, person }) => ({
        '@type': person ? 'Person' : 'Organization',
        name,
      })),
    }),
    ...given('legislationDate', date('adopted')),
    ...given('dateCreated', date('signed')),
    ...standingIn(statusOn(law, on).standing),
    ...(law.amends.length && {
      legislationChanges: law.amends.map((change) => ({
        '@type': 'Legislation',
        url: addresses.law(change.law),
        name: change.law.title,
      })),
    }),
  };
}

/** A provision on a day, as part of its law or of its parent. */
export const provisionNode = (
  { provision: { brief, eid, label }, standing }: ProvisionAsOf,
  addresses: LawAddresses,
): object => ({
  '@type': 'Legislation',
  '@id': addresses.provision(brief),
  url: addresses.provision(brief),
  identifier: `provision/${brief.number}`,
  legislationIdentifier: eid,
  name: label,
  ...standingIn(standing),
});

const withParts = (part: ProvisionAsOf, addresses: LawAddresses): object => ({
  ...provisionNode(part, addresses),
  ...(part.children.length && { hasPart: part.children.map((child) => withParts(child, addresses)) }),
});

/** A law with its provisions, as a complete JSON-LD document. */
export const lawJsonLd = (law: LawView, on: string, addresses: LawAddresses): object => ({
  '@context': 'https://schema.org',
  ...lawNode(law, on, addresses),
  ...(law.provisions.length && { hasPart: lawAsOf(law, on).map((part) => withParts(part, addresses)) }),
});
