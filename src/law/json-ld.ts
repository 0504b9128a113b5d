import { standingOn } from './views/as-of.ts';
import { headOf } from './akn/document.ts';
import { parseEdtf } from '../record/values/edtf.ts';
import type { Brief } from '../record/views/briefs.ts';
import type { LawView, ProvisionView } from './views/law.ts';

const forces = { 'in-force': 'InForce', 'struck-down': 'NotInForce', repealed: 'NotInForce', 'not-yet': 'NotInForce', bill: 'NotInForce', adopted: null, signed: null, unknown: null } as const;

/** Addresses of what is named, in full. */
export type LawAddresses = { law(law: Brief): string; provision(provision: Brief): string };

/**
 * A law as schema.org's Legislation, which follows ELI (European Legislation Identifier). Only what is stated, and dates
 * that are one day, a month or a year: the vocabulary has no place for who says so.
 * @param on the day by which its force is told
 */
export function lawNode(law: LawView, on: string, addresses: LawAddresses): object {
  const { country, number, kind, eli } = headOf(law);
  const date = (property: string): string | undefined => {
    const value = law.facts.find((one) => one.property === property && !one.disagrees)?.values.find((one) => !one.attributed)?.value;
    return typeof value === 'string' && parseEdtf(value) && /^\d{4}(-\d{2}(-\d{2})?)?$/.test(value) ? value : undefined;
  };
  const { standing } = standingOn(law, on);
  const force = forces[standing];
  const names = (law.facts.find((one) => one.property === 'law-name')?.values ?? []).filter((one) => !one.attributed).map((one) => one.value as { text: string; language: string });
  const passedBy = (law.facts.find((one) => one.property === 'enacted-by')?.values ?? []).flatMap((one) => (one.attributed || !one.thing || one.thing.hidden ? [] : [{ '@type': 'Organization', name: one.thing.title }]));
  const address = addresses.law(law.brief);
  return {
    '@type': 'Legislation',
    '@id': address,
    url: address,
    identifier: `law/${law.brief.number}`,
    name: law.brief.title,
    ...(names.length && { alternateName: names.map((name) => ({ '@value': name.text, ...(name.language !== 'und' && { '@language': name.language }) })) }),
    inLanguage: law.languages.length ? law.languages : [law.language],
    ...((number ?? eli) && { legislationIdentifier: number ?? eli }),
    ...(eli && URL.canParse(eli) && { sameAs: eli }),
    ...(kind && { legislationType: kind }),
    ...(country && { legislationJurisdiction: country }),
    ...(passedBy.length && { legislationPassedBy: passedBy }),
    ...(date('adopted') && { legislationDate: date('adopted') }),
    ...(date('signed') && { dateCreated: date('signed') }),
    ...(force && { legislationLegalForce: `https://schema.org/${force}` }),
    ...(law.amends.length && { legislationChanges: law.amends.map((one) => ({ '@type': 'Legislation', url: addresses.law(one.law), name: one.law.title })) }),
  };
}

/** A provision, as part of its law or of what it stands under. */
export const provisionNode = ({ brief, eid, label }: ProvisionView, addresses: LawAddresses): object => ({ '@type': 'Legislation', '@id': addresses.provision(brief), url: addresses.provision(brief), identifier: `provision/${brief.number}`, legislationIdentifier: eid, name: label });

const withParts = (one: ProvisionView, addresses: LawAddresses): object => ({ ...provisionNode(one, addresses), ...(one.children.length && { hasPart: one.children.map((child) => withParts(child, addresses)) }) });

/** A law with its provisions, as a document of its own. */
export const lawJsonLd = (law: LawView, on: string, addresses: LawAddresses): object => ({ '@context': 'https://schema.org', ...lawNode(law, on, addresses), ...(law.provisions.length && { hasPart: law.provisions.map((one) => withParts(one, addresses)) }) });
