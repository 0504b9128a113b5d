import type { TermKey } from '../../record/vocabulary/terms.ts';
import type { PropertyKey } from '../../record/vocabulary/properties.ts';
import type { EventType, orderChoices } from '../schema.ts';

/** A draft's acts as the record's event types; null where an order or nothing stands for it. */
export const eventOfAct: Record<EventType, TermKey<'event-type'> | null> = {
  complaint: 'complaint',
  lawsuit: 'suit-filed',
  investigation: 'investigation-opened',
  search: 'search',
  seizure: 'seizure',
  questioning: 'questioning',
  detention: 'detention',
  arrest: 'arrest',
  hearing: 'hearing',
  ruling: 'ruling',
  conviction: 'conviction',
  acquittal: 'acquittal',
  fine: null,
  blocking: 'blocking',
  'removal-order': null,
  'retraction-order': null,
  attack: 'attack',
  threat: 'threat',
  harassment: 'harassment',
  surveillance: 'surveillance',
  killing: 'killing',
  'law-signed': 'law-signed',
  'law-proposed': 'bill-introduced',
  'letter-sent': 'letter-sent',
  statement: 'statement',
  reply: 'reply',
  'denial-of-access': 'denial-of-access',
  deportation: 'expulsion',
  closure: 'closure',
  'licence-revoked': 'registration-revoked',
  other: null,
};

/** The kind of proceeding that an act belongs to; the others belong to the one spoken of last, if any. */
export const proceedingOfAct: Partial<Record<EventType, TermKey<'proceeding-kind'>>> = {
  lawsuit: 'civil-suit',
  investigation: 'criminal-investigation',
};
/** Acts that are steps of a proceeding. */
export const steps: ReadonlySet<EventType> = new Set(['hearing', 'ruling', 'conviction', 'acquittal']);
/** Acts that a date in the same sentence is seldom that of. */
export const undated: ReadonlySet<EventType> = new Set(['statement', 'reply', 'hearing']);
/** Acts whose event has the date on which its proceeding was filed or opened. */
export const datedBy: Partial<Record<EventType, 'filed' | 'opened'>> = { lawsuit: 'filed', investigation: 'opened' };
export const lawActs: ReadonlySet<EventType> = new Set(['law-signed', 'law-proposed']);

export const orderOfChoice: Record<(typeof orderChoices)[number], TermKey<'order-kind'>> = {
  damages: 'damages',
  removal: 'removal',
  retraction: 'retraction',
  blocking: 'blocking',
  seizure: 'seizure',
  fine: 'fine',
  detention: 'custody',
  imprisonment: 'imprisonment',
  closure: 'closure',
  deportation: 'deportation',
  apology: 'apology',
  costs: 'costs',
};

/** What a draft says of a proceeding, under the record's names. */
export const ofProceeding: Record<string, PropertyKey> = {
  filed: 'filed',
  opened: 'opened',
  ended: 'closed',
  hearings: 'hearings',
  ground: 'ground',
  provision: 'provision',
};

/** A part that a draft gives an actor: on what it is said, and how. */
export const partOfActor: Record<
  string,
  | { on: 'proceeding' | 'event'; role: TermKey<'involvement-role'> }
  | { on: 'event' | 'proceeding'; property: PropertyKey }
> = {
  plaintiff: { on: 'proceeding', role: 'plaintiff' },
  defendant: { on: 'proceeding', role: 'defendant' },
  complainant: { on: 'proceeding', role: 'complainant' },
  suspect: { on: 'proceeding', role: 'suspect' },
  court: { on: 'proceeding', property: 'heard-by' },
  authority: { on: 'event', role: 'executing-authority' },
  target: { on: 'event', property: 'target' },
  signatory: { on: 'event', role: 'signatory' },
  addressee: { on: 'event', property: 'addressee' },
};
