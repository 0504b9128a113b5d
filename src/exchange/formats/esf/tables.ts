import { beganInFacts } from '../../../record/views/began.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import type { About } from '../../export/about.ts';
import type { CaseRecord, PartRecord, ActorRecord } from '../../export/records.ts';
import { several, type Column } from '../csv.ts';
import { urlOf, type Row } from '../tables/things.ts';
import { chainText, nameOf, valueText } from '../words.ts';
import { codeOf, esfDate, isActing, isVictim, keys, monitoringOf, phrases, plain, recordOf } from './codes.ts';

/**
 * The tables of HURIDOCS’ Events Standard Formats. The name of a column is the number and label of the field. `about`
 * says which of our data it contains; these texts are also in docs/formats/esf.md. Fields for which the record has no
 * data are left out.
 */
export type EsfTable<Record> = { name: string; about: string; columns: readonly Column<Record>[] };

const field = <Record>(name: string, about: string, of: Column<Record>['of']): Column<Record> => ({ name, about, of });
const url = (about: About, part: { case?: Brief | null; brief: Brief }): string =>
  part.case ? `${urlOf(about, part.case)}#${part.brief.kind}-${part.brief.number}` : urlOf(about, part.brief);
const names = (about: About, things: readonly (Brief | null)[]): string =>
  several(things.flatMap((thing) => (thing ? [nameOf(about.t, thing)] : [])));
const places = (facts: Row<unknown>['facts'], property: string): { country: string; locality?: string }[] =>
  plain(facts, property).map((value) => value.value as { country: string; locality?: string });

/** The kinds of steps of a case, each with the property that has its date. */
export const stepDates = { event: 'date', proceeding: 'opened', hearing: 'hearing-time' } as const;
export type Step = keyof typeof stepDates;
export type CaseRow = Row<CaseRecord> & { steps: readonly Row<PartRecord>[] };

/** All steps of a case in order, as text. Steps that do not become an Act in ESF are only in this text. */
function description({ record, steps }: CaseRow): string {
  const words = steps.map(({ record: { brief }, facts, about }) =>
    [
      plain(facts, stepDates[brief.kind as Step])
        .map((value) => valueText(about.t, value))
        .join(' / '),
      brief.title,
    ]
      .filter(Boolean)
      .join(': '),
  );
  return [record.summary ?? '', ...words.toSorted()].filter(Boolean).join('\n');
}

export const eventTable: EsfTable<CaseRow> = {
  name: 'event',
  about: 'Event: one line for each case.',
  columns: [
    field('0101 Event Record Number', 'The case’s permanent number: case/12.', ({ record }) => recordOf(record.brief)),
    field('0102 Event Title', 'Its title. Editorial.', ({ record }) => record.brief.title),
    field('0108 Confidentiality', 'N: public; Y: desk only.', ({ record }) =>
      record.brief.visibility === 'public' ? 'N' : 'Y',
    ),
    field('0111 Geographical Term', 'Countries, ISO 3166-1 alpha-2 (list 15 is not used).', ({ facts }) =>
      several([...new Set(places(facts, 'place').map((place) => place.country))]),
    ),
    field('0112 Local Geographical Area', 'Towns and regions.', ({ facts }) =>
      several(places(facts, 'place').flatMap((place) => place.locality ?? [])),
    ),
    field(
      '0113 Initial Date',
      'First possible day of its beginning.',
      ({ facts }) => esfDate(beganInFacts(facts).edtf).date,
    ),
    field('113_1 Initial Date Type', 'List 48.', ({ facts }) => esfDate(beganInFacts(facts).edtf).type),
    field(
      '0114 Final Date',
      'Last possible day of its end.',
      ({ facts }) => esfDate(keys(facts, 'ended')[0], 'latest').date,
    ),
    field('114_1 Final Date Type', 'List 48.', ({ facts }) => esfDate(keys(facts, 'ended')[0], 'latest').type),
    field(
      '0115 Event Description',
      'The summary, and the events that are not Acts: hearings, filings, rulings.',
      description,
    ),
    field('0116 Impact of Event', 'Property impact.', ({ facts }) => several(phrases(facts, 'impact'))),
    field('0155 Local Index', 'Incident types (vocabulary incident-type).', ({ facts }) =>
      several(keys(facts, 'incident-type')),
    ),
    field('0165 Comments', 'Properties on which sources disagree.', ({ disputed }) =>
      disputed.length ? `Sources differ on: ${disputed.join(', ')}.` : '',
    ),
    field('0170 Date Updated', 'When it was last changed.', ({ record }) =>
      record.changedAt.toISOString().slice(0, 10),
    ),
    field('0172 Monitoring Status', 'List 43: ongoing, dormant, or any other status.', ({ facts }) =>
      monitoringOf(keys(facts, 'case-status')[0]),
    ),
    field('0173 Location', 'Address of its page.', ({ record, about }) => urlOf(about, record.brief)),
  ],
};

/** An Act: one violation against one victim. It comes from an event, an order, or the case if no event covers it. */
export type ActRow = {
  record: string;
  victim: Brief | null;
  event: Brief;
  code: string;
  title: string;
  date?: string;
  ended?: string;
  place: string;
  reason: string;
  legislation: string;
  affected: string;
  url: string;
  open: boolean;
  about: About;
};

export const actTable: EsfTable<ActRow> = {
  name: 'act',
  about:
    'Act: a violation against one victim. One for each event or order whose type is in list 4, and for each incident type of a case that has no such event.',
  columns: [
    field('2101 Act Record Number', 'Event, order or incident type, with the victim.', (row) => row.record),
    field('2102 Victim', 'Actor under pressure: its record in person.csv.', (row) => recordOf(row.victim)),
    field('2103 Event', 'The case.', (row) => recordOf(row.event)),
    field('2108 Confidentiality', 'N or Y.', (row) => (row.open ? 'N' : 'Y')),
    field('2109 Type of Act', 'List 4.', (row) => row.code),
    field('2111 Initial Date', 'First possible day.', (row) => esfDate(row.date).date),
    field('2111_1 Initial Date Type', 'List 48.', (row) => esfDate(row.date).type),
    field('2112 Exact Location', 'Place of the event.', (row) => row.place),
    field('2113 Stated Reason', 'Property stated-reason.', (row) => row.reason),
    field('2121 Final Date', 'Last possible day.', (row) => esfDate(row.ended, 'latest').date),
    field('2121_1 Final Date Type', 'List 48.', (row) => esfDate(row.ended, 'latest').type),
    field('2150 Remarks', 'Title of the event or order. Editorial.', (row) => row.title),
    field(
      '2154 National Legislation',
      'Properties legal-basis and provision, in words (list 62 is not used).',
      (row) => row.legislation,
    ),
    field('2165 Comments', 'How many people it affected.', (row) => row.affected),
    field('2172 Location', 'Address of its place on the case’s page.', (row) => row.url),
  ],
};

type Acting = Row<PartRecord> & { codes: readonly string[] };

/** The Acts of an event or order: one for each victim, or, if there is none, one without a victim. */
export function actsOf({ record, facts, about, codes }: Acting): ActRow[] {
  const victims = plain(facts, 'involvement', 'target', 'ordered-on', 'charged').flatMap((value) => {
    const role = value.property === 'involvement' ? (value.value as { role: string }).role : 'target';
    return isVictim(role) && value.thing && !value.thing.hidden ? [value.thing] : [];
  });
  const distinct = [...new Map(victims.map((victim) => [victim.id, victim])).values()];
  return codes.slice(0, 1).flatMap((code) =>
    (distinct.length ? distinct : [null]).map((victim) => ({
      record: [recordOf(record.brief), recordOf(victim)].filter(Boolean).join('-'),
      victim,
      event: record.case!,
      code,
      title: record.brief.title,
      date: keys(facts, 'date')[0],
      ended: keys(facts, 'end-date')[0],
      place: several(
        places(facts, 'event-place').map(({ country, locality }) => (locality ? `${locality}, ${country}` : country)),
      ),
      reason: several(phrases(facts, 'stated-reason')),
      legislation: several(phrases(facts, 'legal-basis', 'provision')),
      affected: several(plain(facts, 'people-affected').map((value) => valueText(about.t, value))),
      url: url(about, record),
      open: record.brief.visibility === 'public',
      about,
    })),
  );
}

/** Codes of HURIDOCS list 4 for the types of an event. An order has the code of the event type with the same name. */
export const actCodes = (facts: Row<unknown>['facts']): string[] =>
  keys(facts, 'event-type', 'order-kind').flatMap((key) => codeOf('event-type', key, 4) ?? []);

/** The Acts of a case's own incident types. Acts that an event or order already produced (`exported`) are left out. */
export function actsOfCase({ record, facts, about }: CaseRow, exported: ReadonlySet<string>): ActRow[] {
  const victims = plain(facts, 'target').flatMap((value) => (value.thing && !value.thing.hidden ? [value.thing] : []));
  return keys(facts, 'incident-type').flatMap((type) => {
    const code = codeOf('incident-type', type, 4);
    if (!code || exported.has(code)) return [];
    return (victims.length ? victims : [null]).map((victim) => ({
      record: [recordOf(record.brief), type, recordOf(victim)].filter(Boolean).join('-'),
      victim,
      event: record.brief,
      code,
      title: record.brief.title,
      date: beganInFacts(facts).edtf ?? undefined,
      ended: keys(facts, 'ended')[0],
      place: several(
        places(facts, 'place').map(({ country, locality }) => (locality ? `${locality}, ${country}` : country)),
      ),
      reason: several(phrases(facts, 'stated-reason')),
      legislation: several(phrases(facts, 'legal-basis')),
      affected: '',
      url: urlOf(about, record.brief),
      open: record.brief.visibility === 'public',
      about,
    }));
  });
}

export type InvolvementRow = {
  of: string;
  actor: Brief;
  role: string;
  event: Brief;
  act: string;
  kinds: readonly string[];
  open: boolean;
};

export const involvementTable: EsfTable<InvolvementRow> = {
  name: 'involvement',
  about:
    'Involvement: who exerts the pressure: plaintiffs, complainants, authorities, perpetrators. To take legal action is not a sign of guilt.',
  columns: [
    field(
      '2401 Involvement Record Number',
      'The item with the role, the actor and the role.',
      (row) => `${row.of}-${recordOf(row.actor)}-${row.role}`,
    ),
    field('2402 Perpetrator', 'The actor: its record in person.csv.', (row) => recordOf(row.actor)),
    field('2403 Event', 'The case.', (row) => recordOf(row.event)),
    field('2404 Act', 'The event, proceeding or order in which it has the role.', (row) => row.act),
    field(
      '2409 Degree of involvement',
      'List 18, if it has a code for the role.',
      (row) => codeOf('involvement-role', row.role, 18) ?? '',
    ),
    field('2412 Type of Perpetrator', 'List 24, from the kind of organisation.', (row) =>
      several([...new Set(row.kinds.flatMap((kind) => codeOf('organisation-kind', kind, 24) ?? []))]),
    ),
    field('2450 Remarks', 'The role (vocabulary involvement-role).', (row) => row.role),
  ],
};

/** The roles of actors who acted in a case, event, proceeding or order. `kindsOf`: the kinds of an actor. */
export function involvementsOf(
  { record, facts }: Row<{ brief: Brief; case?: Brief | null }>,
  kindsOf: (actor: Brief) => readonly string[],
): InvolvementRow[] {
  const found = plain(facts, 'involvement', 'heard-by', 'opened-on-complaint-of', 'ordered-by').flatMap((value) => {
    const role =
      value.property === 'involvement'
        ? (value.value as { role: string }).role
        : value.property === 'opened-on-complaint-of'
          ? 'complainant'
          : 'court';
    const actor = value.thing;
    if (!isActing(role) || !actor || actor.hidden) return [];
    const event = record.case ?? record.brief;
    return [
      {
        of: recordOf(record.brief),
        actor,
        role,
        event,
        act: record.case ? recordOf(record.brief) : '',
        kinds: kindsOf(actor),
        open: record.brief.visibility === 'public',
      },
    ];
  });
  return [...new Map(found.map((row) => [`${row.actor.id} ${row.role}`, row])).values()];
}

export type ClaimRow = { claim: ClaimView; about: About };

/** HURIDOCS list 19: whether a source speaks for itself (reporter), or passes on what others said (third party). */
const connectionOf = (claim: ClaimView): string =>
  claim.support === 'direct-word' || claim.chain.some((link) => link.hidden)
    ? '990000000000'
    : claim.chain[0]?.pagesOwn
      ? '030100000000'
      : '030000000000';

export const informationTable: EsfTable<ClaimRow> = {
  name: 'information',
  about: 'Information: one line for each claim.',
  columns: [
    field('2501 Information record number', 'The claim’s permanent number.', ({ claim }) => claim.ref),
    field(
      '2502 Source',
      'The first speaker: its record in person.csv; empty if the speaker is not named or not public.',
      ({ claim }) => recordOf(claim.chain.find((link) => link.speaker)?.speaker ?? null),
    ),
    field('2503 Event', 'The case it is filed in.', ({ claim }) => recordOf(claim.case)),
    field('2504 Related Person', 'Actors that it is about.', ({ claim }) =>
      several([
        ...new Set(
          claim.statements
            .flatMap(({ subject, value }) => [subject, value.thing])
            .flatMap((thing) => (thing?.kind === 'actor' && !thing.hidden ? [recordOf(thing)] : [])),
        ),
      ]),
    ),
    field('2508 Confidentiality', 'N or Y.', ({ claim }) => (claim.visibility === 'public' ? 'N' : 'Y')),
    field(
      '2509 Source Connection to Information',
      'List 19: reporter if the page itself says it, third party if it reports what others said.',
      ({ claim }) => connectionOf(claim),
    ),
    field('2510 Language of Source Material', 'BCP 47 (list 14 is not used).', ({ claim }) => claim.language),
    field(
      '2511 Date of Source Material',
      'When the source was published.',
      ({ claim }) => esfDate(claim.published ?? undefined).date,
    ),
    field('2512 Type of Source Material', 'List 16, from the kind of source.', ({ claim }) =>
      claim.source?.sort ? (codeOf('source-kind', claim.source.sort, 16) ?? '') : '',
    ),
    field(
      '2550 Remarks',
      'Who says so, how, and what: the claim’s wording.',
      ({ claim, about }) =>
        `${chainText(about.t, claim)} (${claim.mode}): ${claim.kind === 'quotation' ? `“${claim.wording}”` : claim.wording}`,
    ),
    field(
      '2553 Reliability of Information',
      'List 42: the claim’s certainty.',
      ({ claim }) => codeOf('certainty', claim.certainty, 42) ?? '',
    ),
    field('2565 Comments', 'The words of the page, at most 300 characters.', ({ claim }) => claim.passage?.exact),
    field('2566 Supporting Documents', 'Title and addresses of the source.', ({ claim, about }) =>
      several([...(claim.source ? [nameOf(about.t, claim.source)] : []), ...claim.addresses]),
    ),
  ],
};

export const interventionTable: EsfTable<Row<PartRecord>> = {
  name: 'intervention',
  about: 'Intervention: letters and appeals.',
  columns: [
    field('2601 Intervention Record Number', 'The event’s permanent number.', ({ record }) => recordOf(record.brief)),
    field('2602 Intervening Party', 'Who signed or wrote it: their records in person.csv.', ({ facts }) =>
      several(roles(facts, ['signatory', 'author', 'sender'], 'signatory').map(recordOf)),
    ),
    field('2603 Event', 'The case.', ({ record }) => recordOf(record.case)),
    field('2609 Type of intervention', 'In words (list 20 is not used).', () => 'letter'),
    field(
      '2611 Date of intervention',
      'When it was sent.',
      ({ facts }) => esfDate(keys(facts, 'sent', 'date')[0]).date,
    ),
    field('2612 Parties Requested', 'The addressees, by name.', ({ facts, about }) =>
      names(about, roles(facts, ['addressee', 'recipient'], 'addressee')),
    ),
    field('2613 Response', 'List 27.', ({ facts }) =>
      several(keys(facts, 'letter-response').flatMap((key) => codeOf('letter-response', key, 27) ?? [])),
    ),
    field('2650 Remarks', 'Its title, and the number of signatories.', ({ record, facts, about }) =>
      [
        record.brief.title,
        ...plain(facts, 'signatories').map((value) => `signatories: ${valueText(about.t, value)}`),
      ].join('; '),
    ),
    field('2666 Supporting Documents', 'Where it was posted.', ({ facts }) => several(keys(facts, 'posted-at'))),
    field('2672 Location', 'Address of its place on the case’s page.', ({ record, about }) => url(about, record)),
  ],
};

const roles = (facts: Row<unknown>['facts'], wanted: readonly string[], property: string): Brief[] => {
  const found = plain(facts, 'involvement', property).flatMap((value) =>
    value.thing &&
    !value.thing.hidden &&
    (value.property === property || wanted.includes((value.value as { role: string }).role))
      ? [value.thing]
      : [],
  );
  return [...new Map(found.map((actor) => [actor.id, actor])).values()];
};

export const isIntervention = ({ facts }: Row<PartRecord>): boolean =>
  keys(facts, 'event-type').includes('letter-sent');

export type ChainRow = { from: Brief; to: Brief; relation: string };

export const chainTable: EsfTable<ChainRow> = {
  name: 'chain_of_events',
  about: 'Chain of Events: relations between cases.',
  columns: [
    field(
      '2201 Chain of Events Record Number',
      'The two cases and the relation.',
      (row) => `${recordOf(row.from)}-${row.relation}-${recordOf(row.to)}`,
    ),
    field('2202 Event', 'The case.', (row) => recordOf(row.from)),
    field('2203 Related Event', 'The other case.', (row) => recordOf(row.to)),
    field(
      '2209 Type of Chain of Events',
      'follows, same-dispute, retaliation-for or related-to (list 22 is not used).',
      (row) => row.relation,
    ),
  ],
};

export const chainsOf = ({ record, facts }: Row<CaseRecord>): ChainRow[] =>
  plain(facts, 'follows', 'same-dispute', 'retaliation-for', 'related-to').flatMap((value) =>
    value.thing?.kind === 'case' && !value.thing.hidden
      ? [{ from: record.brief, to: value.thing, relation: value.property }]
      : [],
  );

export const personTable: EsfTable<Row<ActorRecord>> = {
  name: 'person',
  about:
    'Person: people, outlets, organisations and authorities that the other tables name. The lists we have give numbers for only two of its fields; the others have names of ours.',
  columns: [
    field('Person Record Number', 'The actor’s permanent number.', ({ record }) => recordOf(record.brief)),
    field('Name', 'The preferred name.', ({ record }) => record.names[0]?.text),
    field('Other Names', 'Aliases, transliterations, acronyms.', ({ record }) =>
      several(record.names.slice(1).map((name) => name.text)),
    ),
    field('Kind', 'Vocabulary actor-kind.', ({ record }) => record.kind),
    field('Position', 'Positions, in the words of the sources.', ({ facts, about }) =>
      several(plain(facts, 'position').map((value) => valueText(about.t, value))),
    ),
    field('Country', 'ISO 3166-1 alpha-2.', ({ facts }) => several(keys(facts, 'home-country'))),
    field('Date of Birth', 'First possible day.', ({ facts }) => esfDate(keys(facts, 'born')[0]).date),
    field('911_1 Date of Birth Type', 'List 48.', ({ facts }) => esfDate(keys(facts, 'born')[0]).type),
    field('Date Deceased', 'First possible day.', ({ facts }) => esfDate(keys(facts, 'died')[0]).date),
    field('928_1 Date Deceased Type', 'List 48.', ({ facts }) => esfDate(keys(facts, 'died')[0]).type),
    field('Location', 'Address of its page.', ({ record, about }) => urlOf(about, record.brief)),
  ],
};

export const esfTables = [
  eventTable,
  actTable,
  involvementTable,
  informationTable,
  interventionTable,
  chainTable,
  personTable,
] as const;
