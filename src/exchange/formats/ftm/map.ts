import { createHash } from 'node:crypto';
import { group } from '../../../platform/text/group.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import type { FactView, PropertyView } from '../../../record/views/facts.ts';
import type { DateTime } from '../../../record/values/date-time.ts';
import { parseEdtf } from '../../../record/values/edtf/edtf.ts';
import type { About } from '../../export/about.ts';
import type { ActorRecord, CaseRecord, PartRecord, SourceRecord } from '../../export/records.ts';
import { urlOf, type Row } from '../tables/things.ts';
import { chainText, identifiersOf, valueText, withheldText } from '../words.ts';
import { threeLetters } from './languages.data.ts';

/** An entity of FollowTheMoney. docs/formats/ftm.md maps our kinds to its schemata. */
export type Entity = {
  id: string;
  schema: string;
  properties: Record<string, string[]>;
  /** The languages of values, by value; for the table of statements. */ languages?: Record<string, string>;
};

export const idOf = (brief: Brief): string => `kronika-${brief.kind}-${brief.number}`;
const linkId = (...parts: readonly string[]): string =>
  `kronika-link-${createHash('sha1').update(parts.join('\u0000')).digest('hex').slice(0, 20)}`;

/** Removes properties without a value, and repeated values of a property. */
function properties(all: Record<string, readonly (string | null | undefined)[]>): Record<string, string[]> {
  const kept: Record<string, string[]> = {};
  for (const [name, values] of Object.entries(all)) {
    const some = [...new Set(values.filter((value): value is string => Boolean(value)))];
    if (some.length) kept[name] = some;
  }
  return kept;
}

/**
 * The values of some properties that may be shown without attribution. Values that are only alleged are exported only
 * in the notes for claims, with their attribution.
 */
const plain = (facts: readonly PropertyView[], ...names: string[]): FactView[] =>
  facts
    .filter((fact) => names.includes(fact.property))
    .flatMap((fact) => fact.values.filter((value) => !value.attributed));
const texts = (about: About, facts: readonly PropertyView[], ...names: string[]): string[] =>
  plain(facts, ...names).map((value) => valueText(about.t, value));
/** The values of some properties that are strings, such as terms and codes. */
const keys = (facts: readonly PropertyView[], ...names: string[]): string[] =>
  plain(facts, ...names).flatMap((value) => (typeof value.value === 'string' ? [value.value] : []));
const known = (value: FactView): Brief | null =>
  value.thing && !value.thing.hidden && !value.thing.withdrawn ? value.thing : null;

/**
 * Converts EDTF dates to a form that FollowTheMoney can read. Years, months and days stay unchanged. Other dates become
 * their first or last day.
 */
const dates = (edtf: readonly (string | null)[], end: 'earliest' | 'latest'): string[] =>
  edtf.flatMap((text) => {
    if (!text) return [];
    if (/^\d{4}(-\d{2}(-\d{2})?)?$/.test(text)) return [text];
    return parseEdtf(text)?.[end] ?? [];
  });

/** Identifiers for which FollowTheMoney has a property. */
const ftmIdentifiers = (facts: readonly PropertyView[]): Record<string, string[]> =>
  Object.fromEntries(
    group(identifiersOf(facts).flatMap(({ property, bare }) => (property.ftm ? [[property.ftm, bare] as const] : []))),
  );

const countries = (facts: readonly PropertyView[], ...names: string[]): string[] =>
  plain(facts, ...names).flatMap(({ value }) => {
    const code = typeof value === 'string' ? value : (value as { country?: string } | null)?.country;
    return code ? [code.toLowerCase()] : [];
  });
const localities = (facts: readonly PropertyView[], name: string): string[] =>
  plain(facts, name).flatMap(({ value }) => (value as { locality?: string }).locality ?? []);
const language = (tag: string | null): string | undefined => (tag ? threeLetters[tag.split('-')[0]!] : undefined);

const schemaOfActor = (kind: string): string =>
  ({ person: 'Person', company: 'Company', authority: 'PublicBody', court: 'PublicBody' })[kind] ?? 'Organization';
const schemaOf = (brief: Brief): string => (brief.kind === 'actor' ? schemaOfActor(brief.sort ?? '') : 'Thing');

export function actorEntities({ record, facts, about }: Row<ActorRecord>): Entity[] {
  const [first, ...others] = record.names;
  const isPerson = record.kind === 'person';
  const entity: Entity = {
    id: idOf(record.brief),
    schema: schemaOfActor(record.kind),
    properties: properties({
      name: [first!.text],
      alias: others.filter((name) => name.kind !== 'acronym').map((name) => name.text),
      weakAlias: others.filter((name) => name.kind === 'acronym').map((name) => name.text),
      country: countries(facts, 'home-country', 'seat'),
      website: keys(facts, 'website'),
      ...ftmIdentifiers(facts),
      sourceUrl: [urlOf(about, record.brief)],
      ...(isPerson
        ? {
            birthDate: dates(keys(facts, 'born'), 'earliest'),
            deathDate: dates(keys(facts, 'died'), 'earliest'),
            position: [...texts(about, facts, 'position'), ...keys(facts, 'organisation-kind')],
          }
        : {
            classification: [record.kind, ...keys(facts, 'organisation-kind')],
            incorporationDate: dates(keys(facts, 'founded'), 'earliest'),
            dissolutionDate: dates(keys(facts, 'dissolved'), 'earliest'),
          }),
    }),
    languages: Object.fromEntries(
      record.names.flatMap((name) => (language(name.language) ? [[name.text, language(name.language)!]] : [])),
    ),
  };
  return [
    entity,
    ...plain(facts, 'kinship', 'member-of', 'owner-of', 'works-for', 'part-of-organisation', 'position').flatMap(
      (value) => connectionEntities(record, value, about),
    ),
  ];
}

/**
 * A connection between two actors as an entity, with a schema that fits both actors. If there is none, it is an
 * UnknownLink with the role.
 */
function connectionEntities({ brief, kind }: ActorRecord, value: FactView, about: About): Entity[] {
  const other = known(value);
  if (!other) return [];
  const [mine, theirs] = [idOf(brief), idOf(other)];
  const otherSchema = schemaOf(other);
  const period = value.value as { from?: string; to?: string; relation?: string; title?: { text: string } };
  const when = { startDate: dates([period.from ?? null], 'earliest'), endDate: dates([period.to ?? null], 'latest') };
  const made = (schema: string, own: Record<string, (string | null | undefined)[]>): Entity[] => [
    {
      id: linkId(mine, value.property, theirs, JSON.stringify(value.value)),
      schema,
      properties: properties({ ...own, ...when, sourceUrl: [urlOf(about, brief)] }),
    },
  ];
  const isOrganization = ['Organization', 'Company', 'PublicBody'].includes(otherSchema);
  const role = value.property === 'position' ? period.title?.text : value.property;
  if (value.property === 'kinship' && kind === 'person' && otherSchema === 'Person')
    return made('Family', { person: [mine], relative: [theirs], relationship: [period.relation] });
  if (value.property === 'owner-of' && otherSchema === 'Company')
    return made('Ownership', { owner: [mine], asset: [theirs] });
  if (['works-for', 'position'].includes(value.property) && kind === 'person' && isOrganization)
    return made('Employment', {
      employee: [mine],
      employer: [theirs],
      role: [value.property === 'position' ? role : null],
    });
  if (['member-of', 'part-of-organisation'].includes(value.property) && isOrganization)
    return made('Membership', { member: [mine], organization: [theirs] });
  return made('UnknownLink', { subject: [mine], object: [theirs], role: [period.relation ?? role] });
}

export function sourceEntities({ record, about }: Row<SourceRecord>): Entity[] {
  const { brief } = record;
  const own: Entity = {
    id: idOf(brief),
    schema: ['article', 'agency-wire', 'interview'].includes(brief.sort ?? '') ? 'Article' : 'Document',
    properties: properties({
      name: [brief.title],
      title: [brief.title],
      publisher: [record.publisher?.title],
      publishedAt: dates([record.published], 'earliest'),
      language: [language(record.language)],
      sourceUrl: record.addresses,
      keywords: [brief.sort],
      notes: [record.note],
      alephUrl: [urlOf(about, brief)],
    }),
  };
  return [
    own,
    ...record.derivedFrom.map(({ source, kind, basis }): Entity => ({
      id: linkId(own.id, kind, idOf(source)),
      schema: 'UnknownLink',
      properties: properties({ subject: [own.id], object: [idOf(source)], role: [kind], summary: [basis] }),
    })),
  ];
}

export function caseEntities({ record, facts, about }: Row<CaseRecord>): Entity[] {
  const { brief } = record;
  const own: Entity = {
    id: idOf(brief),
    schema: 'Event',
    properties: properties({
      name: [brief.title],
      summary: [record.summary],
      ...ftmIdentifiers(facts),
      startDate: dates(keys(facts, 'began'), 'earliest'),
      endDate: dates(keys(facts, 'ended'), 'latest'),
      country: countries(facts, 'place', 'state-behind'),
      location: localities(facts, 'place'),
      keywords: [...keys(facts, 'incident-type'), ...keys(facts, 'case-status')],
      involved: plain(facts, 'target').flatMap((value) => (known(value) ? [idOf(known(value)!)] : [])),
      sourceUrl: [urlOf(about, brief)],
      modifiedAt: [record.changedAt.toISOString().slice(0, 10)],
    }),
  };
  return [own, ...links(own.id, facts, about)];
}

export function eventEntities({ record, facts, about }: Row<PartRecord>): Entity[] {
  const dated = keys(facts, 'date');
  const own: Entity = {
    id: idOf(record.brief),
    schema: 'Event',
    properties: properties({
      name: [record.brief.title],
      startDate: dates(dated, 'earliest'),
      endDate: dates([...dated, ...keys(facts, 'end-date')], 'latest'),
      country: countries(facts, 'event-place'),
      location: localities(facts, 'event-place'),
      keywords: keys(facts, 'event-type', 'event-outcome'),
      involved: plain(facts, 'involvement', 'target', 'signatory').flatMap((value) =>
        known(value) ? [idOf(known(value)!)] : [],
      ),
      sourceUrl: [partUrl(about, record)],
    }),
  };
  return [own, partOf(own.id, record), ...links(own.id, facts, about)];
}

/**
 * A hearing as an entity. The entity's date is the day of the hearing; the time and time zone are in its description.
 */
export function hearingEntities({ record, facts, about }: Row<PartRecord>): Entity[] {
  const courts = plain(facts, 'heard-by').flatMap((value) => known(value) ?? []);
  const own: Entity = {
    id: idOf(record.brief),
    schema: 'Event',
    properties: properties({
      name: [record.brief.title],
      startDate: plain(facts, 'hearing-time').map(({ value }) => (value as DateTime).at.slice(0, 10)),
      description: texts(about, facts, 'hearing-time'),
      location: [...courts.map((court) => court.title), ...keys(facts, 'room')],
      keywords: ['hearing', ...keys(facts, 'hearing-access', 'hearing-outcome')],
      involved: courts.map(idOf),
      sourceUrl: [partUrl(about, record)],
    }),
  };
  return [own, partOf(own.id, record)];
}

export function proceedingEntities({ record, facts, about }: Row<PartRecord>): Entity[] {
  const own: Entity = {
    id: idOf(record.brief),
    schema: 'CourtCase',
    properties: properties({
      name: [record.brief.title],
      caseNumber: keys(facts, 'case-number', 'ecli'),
      category: keys(facts, 'proceeding-kind'),
      type: keys(facts, 'instance'),
      status: keys(facts, 'proceeding-status', 'proceeding-outcome'),
      summary: texts(about, facts, 'ground', 'provision', 'stated-reason'),
      court: plain(facts, 'heard-by').flatMap((value) => known(value)?.title ?? []),
      fileDate: dates(keys(facts, 'filed', 'opened'), 'earliest'),
      closeDate: dates(keys(facts, 'closed'), 'latest'),
      sourceUrl: [partUrl(about, record)],
    }),
  };
  const parties = plain(facts, 'involvement', 'opened-on-complaint-of', 'target', 'heard-by').flatMap((value) => {
    const party = known(value);
    const role = value.property === 'involvement' ? (value.value as { role: string }).role : value.property;
    return party
      ? [
          {
            id: linkId(own.id, role, idOf(party)),
            schema: 'CourtCaseParty',
            properties: properties({ case: [own.id], party: [idOf(party)], role: [role] }),
          },
        ]
      : [];
  });
  return [own, partOf(own.id, record), ...parties];
}

/** A charge as entities: one for each accused person or organisation, with the charge's status. */
export function chargeEntities({ record, facts, about }: Row<PartRecord>): Entity[] {
  return plain(facts, 'charged').flatMap((value) => {
    const party = known(value);
    if (!party || !record.proceeding) return [];
    return [
      {
        id: linkId(idOf(record.brief), idOf(party)),
        schema: 'CourtCaseParty',
        properties: properties({
          case: [idOf(record.proceeding)],
          party: [idOf(party)],
          role: ['charged'],
          status: keys(facts, 'charge-status'),
          date: dates(keys(facts, 'date'), 'earliest'),
          description: [record.brief.title, ...texts(about, facts, 'provision', 'ground')],
          sourceUrl: [partUrl(about, record)],
        }),
      },
    ];
  });
}

/** An order as a note on its proceeding, because FollowTheMoney has no schema for orders. */
export function orderEntities({ record, facts, about }: Row<PartRecord>): Entity[] {
  const on = plain(facts, 'ordered-on').flatMap((value) => (known(value) ? [idOf(known(value)!)] : []));
  return [
    {
      id: idOf(record.brief),
      schema: 'Note',
      properties: properties({
        name: [record.brief.title],
        entity: [record.proceeding && idOf(record.proceeding), ...on],
        keywords: keys(facts, 'order-kind', 'complied'),
        description: [texts(about, facts, 'order-kind', 'amount', 'date', 'taken-items', 'duration').join('; ')],
        sourceUrl: [partUrl(about, record)],
      }),
    },
  ];
}

/** A claim as a note on its subject, with the claim's wording, attribution and document. */
export function claimEntities(claim: ClaimView, about: About): Entity[] {
  const subjects = claim.statements
    .map((statement) => statement.subject)
    .filter((subject) => !subject.hidden && hasEntity.has(subject.kind));
  const entities = [...(claim.case && !claim.case.hidden ? [claim.case] : []), ...subjects].map(idOf);
  return [
    {
      id: `kronika-claim-${claim.number}`,
      schema: 'Note',
      properties: properties({
        entity: entities,
        description: [claim.wording],
        publisher: [chainText(about.t, claim)],
        proof: [claim.source && !claim.source.hidden ? idOf(claim.source) : null],
        keywords: [claim.mode, claim.certainty === 'unknown' ? null : claim.certainty],
        notes: [claim.passage?.exact, withheldText(about.t, claim)],
        sourceUrl: [about.address + (about.links({ kind: 'claim', number: claim.number, title: '' }) ?? '')],
      }),
      languages: language(claim.language) ? { [claim.wording]: language(claim.language)! } : {},
    },
  ];
}

/** The kinds of items that become an entity to which notes and links can refer. */
const hasEntity: ReadonlySet<string> = new Set(['actor', 'case', 'event', 'proceeding', 'hearing', 'source']);

const partUrl = (about: About, record: PartRecord): string =>
  `${urlOf(about, record.case)}#${record.brief.kind}-${record.brief.number}`;
/** The link from a part of a case to its proceeding, or to the case if it belongs to no proceeding. */
const partOf = (id: string, record: PartRecord): Entity => {
  const whole = idOf(record.proceeding ?? record.case!);
  return {
    id: linkId(id, 'part-of', whole),
    schema: 'UnknownLink',
    properties: properties({ subject: [id], object: [whole], role: ['part of'] }),
  };
};

/** Entities for the roles of actors in a case or event, and for relations to other cases. */
function links(id: string, facts: readonly PropertyView[], about: About): Entity[] {
  return plain(
    facts,
    'involvement',
    'target',
    'signatory',
    'addressee',
    'follows',
    'same-dispute',
    'retaliation-for',
    'related-to',
    'part-of',
    'contested-work',
  ).flatMap((value) => {
    const other = known(value);
    if (!other || !hasEntity.has(other.kind)) return [];
    const role = value.property === 'involvement' ? (value.value as { role: string }).role : value.property;
    const [subject, object] = other.kind === 'actor' ? [idOf(other), id] : [id, idOf(other)];
    return [
      {
        id: linkId(subject, role, object),
        schema: 'UnknownLink',
        properties: properties({ subject: [subject], object: [object], role: [role], publisher: [about.paper] }),
      },
    ];
  });
}
