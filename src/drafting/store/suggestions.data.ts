import { incidentTypeOfEvent } from '../../record/vocabulary/event-types.data.ts';
import type { TermKey } from '../../record/vocabulary/terms.ts';
import type { PropertyKey } from '../../record/vocabulary/properties.ts';
import type { EventType, orderChoices } from '../schema.ts';

/** A draft's acts as event types of the record. Null: the record has an order for the act, or nothing. */
export const eventOfAct: Record<EventType, TermKey<'event-type'> | null> = {
  complaint: 'complaint',
  lawsuit: 'suit-filed',
  investigation: 'investigation-opened',
  search: 'search',
  seizure: 'seizure',
  'account-frozen': 'account-frozen',
  questioning: 'questioning',
  summons: 'summons',
  detention: 'detention',
  arrest: 'arrest',
  'house-arrest': 'house-arrest',
  charge: 'charge-brought',
  hearing: 'hearing',
  ruling: 'ruling',
  conviction: 'conviction',
  sentence: 'sentence',
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
  'law-in-force': 'law-in-force',
  'law-proposed': 'bill-introduced',
  'letter-sent': 'letter-sent',
  statement: 'statement',
  reply: 'reply',
  'denial-of-access': 'denial-of-access',
  deportation: 'expulsion',
  closure: 'closure',
  suspension: 'suspension',
  'licence-revoked': 'registration-revoked',
  other: null,
};

/** Whether an act is an act of pressure, not a step of a proceeding or something that was said. */
export const isPressure = (act: EventType): boolean => {
  const type = eventOfAct[act];
  return type !== null && type in incidentTypeOfEvent;
};

/** The kind of proceeding that an act shows. All other acts are part of the proceeding mentioned last, if any. */
export const proceedingOfAct: Partial<Record<EventType, TermKey<'proceeding-kind'>>> = {
  lawsuit: 'civil-suit',
  investigation: 'criminal-investigation',
  charge: 'criminal-investigation',
};
/** Acts that are steps of a proceeding. */
export const steps: ReadonlySet<EventType> = new Set([
  'charge',
  'hearing',
  'ruling',
  'conviction',
  'sentence',
  'acquittal',
]);
/** Acts to which a date in the same sentence rarely belongs. */
export const undated: ReadonlySet<EventType> = new Set(['statement', 'reply', 'hearing']);
/** Acts whose date is also the date on which the proceeding was filed or opened. */
export const datedBy: Partial<Record<EventType, 'filed' | 'opened'>> = { lawsuit: 'filed', investigation: 'opened' };
export const lawActs: ReadonlySet<EventType> = new Set(['law-signed', 'law-in-force', 'law-proposed']);

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

/** The incident types of orders. That an order was carried out is another claim. */
export const incidentOfOrder: Partial<Record<TermKey<'order-kind'>, TermKey<'incident-type'>>> = {
  removal: 'removal-order',
  blocking: 'blocking-order',
};

/** A draft's properties of a proceeding, as properties of the record. */
export const ofProceeding: Record<string, PropertyKey> = {
  filed: 'filed',
  opened: 'opened',
  ended: 'closed',
  hearings: 'hearings',
  ground: 'ground',
  provision: 'provision',
};

/** For each part that an actor plays in a draft: the subject of the statement (`on`), and the role or property. */
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
