import { mayBeOneDate } from '../../record/values/edtf/edtf-compare.ts';
import { incidentTypeOfEvent } from '../../record/vocabulary/event-types.data.ts';
import { termLabel, type TermKey } from '../../record/vocabulary/terms.ts';
import type { DraftClaim, EventType } from '../schema.ts';
import { partLetters, type StoredStatement, type Part, type PartKind } from './schema.ts';
import { bySaying } from '../facts/acts.ts';
import {
  datedBy,
  eventOfAct,
  incidentOfOrder,
  lawActs,
  ofProceeding,
  orderOfChoice,
  partOfActor,
  proceedingOfAct,
  steps,
  undated,
} from './suggestions.data.ts';

type Suggested = { parts: Part[]; /** For each claim, in order, its statements. */ statements: StoredStatement[][] };
export type Helpers = {
  /** The key, such as `#a1`, of the actor with this name on the page. */
  actor(name: string): string;
  /** The text of the message with this key, for the titles of new parts. */
  words(key: string): string;
  language: string;
};
type Value = DraftClaim['statements'][number]['value'];
type Event = { part: Part; act: EventType; date: string | null };
type Proceeding = { part: Part; kind: string | null; dates: Map<string, string> };

const isName = (value: Value): value is { name: string } => typeof value === 'object' && 'name' in value;
const isMoney = (value: Value): value is { amount: number; currency: string; about: boolean } =>
  typeof value === 'object' && 'amount' in value;

/**
 * Turns what the rules read in a page's claims into statements of the record's catalogue, with the events, proceedings
 * and orders they mention. Mentions with the same type and compatible dates are one event. Everything is only a
 * suggestion: people at the desk can change it before filing.
 */
export function suggestStatements(claims: readonly DraftClaim[], helpers: Helpers): Suggested {
  const maker = new Maker(helpers);
  return { statements: claims.map((claim) => maker.read(claim)), parts: maker.parts };
}

class Maker {
  readonly parts: Part[] = [];
  private readonly events: Event[] = [];
  private readonly proceedings: Proceeding[] = [];
  private readonly orders: { part: Part; kind: string }[] = [];
  /** Hearings, by day. */
  private readonly hearings = new Map<string, Part>();
  /** The proceeding that was mentioned last, to which later claims refer. */
  private proceeding: Proceeding | null = null;
  /** The law that was mentioned last, to which later claims refer. */
  private law: Event | null = null;

  constructor(private readonly helpers: Helpers) {}

  read(claim: DraftClaim): StoredStatement[] {
    if (claim.mode === 'left-unclear') return [];
    const said: StoredStatement[] = [];
    const say = (part: Part | '#case', property: string, value: unknown): void => {
      const subject = part === '#case' ? part : `#${part.key}`;
      if (
        !said.some(
          (one) =>
            one.subject === subject && one.property === property && JSON.stringify(one.value) === JSON.stringify(value),
        )
      )
        said.push({ subject, property, value, rank: 'normal' });
    };
    const valuesOf = (property: string): Value[] =>
      claim.statements.flatMap((one) => (one.property === property ? [one.value] : []));
    const dateOf = (property: string): string | null =>
      (valuesOf(property).find((value) => typeof value === 'string') as string | undefined) ?? null;
    const day = dateOf('hearing');
    const acts = valuesOf('event').filter(
      (value): value is EventType =>
        typeof value === 'string' && value in eventOfAct && !(day !== null && value === 'hearing'),
    );

    // The day on which something was said is not part of a quotation. So an event "statement" with this day is added.
    if (claim.kind === 'quotation' && dateOf('said') && !acts.some((act) => bySaying.has(act))) acts.push('statement');

    const proceeding = this.proceedingOf(claim, acts, dateOf);
    const kind = this.kindIn(claim, acts);
    if (proceeding && kind) say(proceeding.part, 'proceeding-kind', kind);
    const events = acts.flatMap((act) => this.eventOf(claim, act, acts, dateOf) ?? []);
    for (const { part, act } of events) {
      const type = eventOfAct[act]!;
      say(part, 'event-type', type);
      const date = this.dateOf(act, acts, dateOf);
      if (date) say(part, 'date', date);
      if (steps.has(act) && this.proceeding) say(part, 'part-of', `#${this.proceeding.part.key}`);
      const incident = incidentTypeOfEvent[type];
      const onlyOrdered = claim.mode === 'ordered' && type in incidentOfOrder;
      if (incident && !lawActs.has(act) && !onlyOrdered) say('#case', 'incident-type', incident);
    }
    const hearing = day === null ? null : this.hearingOn(day);
    if (hearing) say(hearing, 'hearing-time', { at: day });
    const main = events.find(({ act }) => !undated.has(act)) ?? events[0];

    for (const { property, value } of claim.statements) {
      const own = ofProceeding[property];
      if (own && typeof value === 'string') {
        if (proceeding) say(proceeding.part, own, own === 'ground' || own === 'provision' ? this.text(value) : value);
        else if (property === 'ended' && main) say(main.part, 'end-date', value);
        else if (property === 'provision' && main) say(main.part, 'legal-basis', this.text(value));
        else if (property === 'ground' && main) say(main.part, 'stated-reason', this.text(value));
        continue;
      }
      const part = partOfActor[property];
      if (part && isName(value)) {
        const actor = this.helpers.actor(value.name);
        const on =
          property === 'court' && hearing
            ? hearing
            : part.on === 'proceeding'
              ? (proceeding?.part ?? main?.part)
              : (main?.part ?? proceeding?.part);
        if (!on) continue;
        // Only proceedings and hearings are "heard by" a court, and only events have an addressee. For other parts, the
        // actor is recorded as involved.
        if (
          'property' in part &&
          (part.property !== 'heard-by' || on.kind === 'proceeding' || on.kind === 'hearing') &&
          (part.property !== 'addressee' || on.kind === 'event')
        )
          say(on, part.property, actor);
        else
          say(on, 'involvement', {
            actor,
            role:
              'role' in part
                ? property === 'authority' && on.kind === 'proceeding'
                  ? 'investigating-authority'
                  : part.role
                : 'court',
          });
      }
    }
    this.orderStatements(claim, valuesOf, say);
    const letter = events.find(({ act }) => act === 'letter-sent');
    if (letter)
      this.letterStatements(
        claim,
        letter,
        { date: this.dateOf('letter-sent', acts, dateOf), counts: valuesOf('signatories') },
        say,
      );
    this.lawStatements(claim, valuesOf('retention'), say);
    return said;
  }

  /** The kind of proceeding that a claim mentions. */
  private kindIn(claim: DraftClaim, acts: readonly EventType[]): TermKey<'proceeding-kind'> | null {
    const has = (...properties: string[]): boolean => claim.statements.some((one) => properties.includes(one.property));
    return (
      acts.map((act) => proceedingOfAct[act]).find(Boolean) ??
      (has('filed', 'plaintiff', 'defendant')
        ? 'civil-suit'
        : has('opened', 'suspect')
          ? 'criminal-investigation'
          : null)
    );
  }

  /** The proceeding that a claim refers to: the proceeding that its acts show, or the one mentioned last. */
  private proceedingOf(
    claim: DraftClaim,
    acts: readonly EventType[],
    dateOf: (property: string) => string | null,
  ): Proceeding | null {
    const has = (...properties: string[]): boolean => claim.statements.some((one) => properties.includes(one.property));
    const kind = this.kindIn(claim, acts);
    const needed =
      kind !== null ||
      has('orders', 'damages', 'hearing', 'hearings', 'court') ||
      acts.some((act) => steps.has(act)) ||
      (has('ground', 'provision', 'complainant') && this.proceeding !== null);
    if (!needed) return null;
    const dates = new Map(
      ['filed', 'opened', 'ended'].flatMap((property) =>
        dateOf(property) ? [[property, dateOf(property)!] as const] : [],
      ),
    );
    const known = kind
      ? this.proceedings
          .toReversed()
          .find(
            (one) =>
              (one.kind === kind || one.kind === null) &&
              [...dates].every(([property, date]) => mayBeOneDate(one.dates.get(property), date)),
          )
      : this.proceeding;
    const found = known ?? this.addProceeding(kind);
    found.kind ??= kind;
    for (const [property, date] of dates) found.dates.set(property, date);
    this.proceeding = found;
    return found;
  }

  private addProceeding(kind: TermKey<'proceeding-kind'> | null): Proceeding {
    const made: Proceeding = {
      part: this.add(
        'proceeding',
        this.helpers.words(kind ? termLabel('proceeding-kind', kind) : 'drafting.part.proceeding'),
        null,
      ),
      kind,
      dates: new Map(),
    };
    this.proceedings.push(made);
    return made;
  }

  private eventOf(
    claim: DraftClaim,
    act: EventType,
    acts: readonly EventType[],
    dateOf: (property: string) => string | null,
  ): Event | null {
    const type = eventOfAct[act];
    if (!type) return null;
    const date = this.dateOf(act, acts, dateOf);
    const known = this.events.toReversed().find((one) => one.act === act && mayBeOneDate(one.date, date));
    const event = known ?? {
      part: this.add('event', this.helpers.words(termLabel('event-type', type)), null),
      act,
      date,
    };
    if (!known) this.events.push(event);
    event.date ??= date;
    if (lawActs.has(act)) this.law = event;
    return event;
  }

  private dateOf(
    act: EventType,
    acts: readonly EventType[],
    dateOf: (property: string) => string | null,
  ): string | null {
    const own = bySaying.has(act) && dateOf('said') ? 'said' : datedBy[act];
    if (own && dateOf(own)) return dateOf(own);
    return undated.has(act) && acts.some((one) => !undated.has(one)) ? null : dateOf('happened');
  }

  private orderStatements(
    claim: DraftClaim,
    valuesOf: (property: string) => Value[],
    say: (part: Part | '#case', property: string, value: unknown) => void,
  ): void {
    const kinds = valuesOf('orders').flatMap((choice) =>
      typeof choice === 'string' && choice in orderOfChoice
        ? [orderOfChoice[choice as keyof typeof orderOfChoice]]
        : [],
    );
    const [damages] = valuesOf('damages').filter(isMoney);
    if (damages && !kinds.some((kind) => kind === 'damages' || kind === 'fine')) kinds.unshift('damages');
    for (const kind of kinds) {
      const part = this.orderOf(kind);
      say(part, 'order-kind', kind);
      const incident = incidentOfOrder[kind];
      if (incident) say('#case', 'incident-type', incident);
      if (damages && (kind === 'damages' || (kind === 'fine' && !kinds.includes('damages'))))
        say(part, 'amount', { amount: decimal(damages.amount), currency: damages.currency, about: damages.about });
      for (const court of valuesOf('court').filter(isName)) say(part, 'ordered-by', this.helpers.actor(court.name));
    }
  }

  /** The proceeding mentioned last, or a new one. */
  private get parent(): Part {
    return (this.proceeding ??= this.addProceeding(null)).part;
  }

  private hearingOn(day: string): Part {
    const part =
      this.hearings.get(day) ??
      this.add('hearing', this.helpers.words('record.desk.kind.hearing'), `#${this.parent.key}`);
    this.hearings.set(day, part);
    return part;
  }

  private orderOf(kind: TermKey<'order-kind'>): Part {
    const { parent } = this;
    const known = this.orders.find((one) => one.kind === kind && one.part.parent === `#${parent.key}`);
    if (known) return known.part;
    const part = this.add('order', this.helpers.words(termLabel('order-kind', kind)), `#${parent.key}`);
    this.orders.push({ part, kind });
    return part;
  }

  private letterStatements(
    claim: DraftClaim,
    letter: Event,
    { date, counts }: { date: string | null; counts: readonly Value[] },
    say: (part: Part, property: string, value: unknown) => void,
  ): void {
    if (date) say(letter.part, 'sent', date);
    for (const count of counts) {
      if (typeof count !== 'number' || !Number.isSafeInteger(count)) continue;
      say(letter.part, 'signatories', { count, bound: 'exact' });
      const named = /\b(?:including|among them|such as)\b/i.test(claim.wording) ? claim.actors : [];
      for (const { name, kind } of named)
        if (kind === 'organisation' || kind === 'network' || kind === 'outlet')
          say(letter.part, 'signatory', this.helpers.actor(name));
    }
  }

  private lawStatements(
    claim: DraftClaim,
    periods: readonly Value[],
    say: (part: Part, property: string, value: unknown) => void,
  ): void {
    const obliges =
      /\b(?:law|amendments?|act|bill|code)\b.{0,40}\b(?:requires?|obliges?|obligates?|compels?|forces?)\b/i.test(
        claim.wording,
      );
    if (!this.law || !(obliges || periods.length)) return;
    if (obliges) say(this.law.part, 'duty', this.text(claim.wording));
    for (const period of periods) if (typeof period === 'string') say(this.law.part, 'retention-period', period);
  }

  private add(kind: PartKind, title: string, parent: string | null): Part {
    const part: Part = {
      key: `${partLetters[kind]}${this.parts.filter((one) => one.kind === kind).length + 1}`,
      kind,
      title,
      parent,
      use: 'new',
    };
    this.parts.push(part);
    return part;
  }

  private readonly text = (text: string): { text: string; language: string } => ({
    text,
    language: this.helpers.language,
  });
}

/** A number as a plain decimal, never "1.6e+21". */
const decimal = (amount: number): string => (Number.isInteger(amount) ? BigInt(amount).toString() : amount.toFixed(2));
