import { ownValue } from '../../../platform/text/own-value.ts';
import type { Clause } from '../../attribution/clause.ts';
import { places, placesOfWords } from '../../gazetteer/gazetteer.ts';
import type { Item, Phrase } from '../../reading/phrases.ts';
import type { Span } from '../../reading/sentences.ts';
import { nouns } from '../../reading/words.ts';
import type { Stated, Target } from '../incident.ts';
import type { TriggerTarget } from './trigger.ts';
import { isOutletNoun, mediaRole, type MediaRole, type Party, type People } from './people.ts';
import type { ReadSentence } from './read.ts';
import { isVerbAfter } from './verbs.ts';

/**
 * The targets that a phrase names. `elsewhere`: the phrase names something else, or someone who is not a target, such
 * as an officer. `someone`: the phrase certainly names a person who is not a target.
 */
export type Resolved = { targets: Stated<Target>[]; unnamed: Span[]; elsewhere: boolean; someone?: boolean };
export const noTarget: Resolved = { targets: [], unnamed: [], elsewhere: false };
export const others: Resolved = { targets: [], unnamed: [], elsewhere: true };
const someoneElse: Resolved = { ...others, someone: true };
export const isSome = ({ targets, unnamed }: Resolved): boolean => targets.length > 0 || unnamed.length > 0;

export const isPlace = (name: string): boolean => places.has(name) || placesOfWords.has(name);
export const wordBefore = (items: readonly Item[], at: number): string => items[at - 1]?.lower ?? '';

/** Finds whom the phrases of a page's sentences mean. */
export class Resolver {
  /** For each party, the indexes of the sentences that name it. */
  private readonly seen = new Map<string, number[]>();
  /** The index, among the sentence's items, of the verb whose act is being read. */
  verb = 0;
  /** The people to whom one act was last done together, and the index of that sentence. */
  private group: { targets: readonly Stated<Target>[]; index: number } | null = null;

  constructor(
    private readonly people: People,
    private readonly site: string | null,
    private readonly sentences: readonly ReadSentence[],
  ) {
    for (const [index, { clause }] of sentences.entries())
      for (const { name } of clause.mentions) this.seen.set(name, [...(this.seen.get(name) ?? []), index]);
  }

  /** Remembers several people who were the targets of one act. */
  note({ targets }: Resolved, index: number): void {
    const people = targets.filter(({ value: { kind } }) => kind === 'person');
    if (people.length > 1) this.group = { targets: people, index };
  }

  /**
   * The people and outlets that a phrase names. If it names none, the result is its possessor (“its reporter's drive”)
   * or the people in attached words (“the accounts of X”).
   */
  resolveWithin(clause: Clause, phrase: Phrase, index: number, onto: TriggerTarget): Resolved {
    const own = this.resolve(clause, phrase, index);
    if (isSome(own) || (own.elsewhere && onto === 'person')) return this.withJoined(clause, phrase, own, index);
    const possessor = onto === 'person' ? noTarget : this.possessor(clause, phrase, index);
    if (isSome(possessor)) return possessor;
    if (onto === 'person') return own;
    const { items, phrases } = clause;
    // Follows attached words to the owner: "the accounts of X", "a hard drive that belonged to its reporter, X".
    for (let at = phrase; ;) {
      const link = items[at.to]?.lower ?? '';
      const next = /^(?:of|at|belonging|from)$/.test(link)
        ? phrases.find(({ from }) => from > at.to && from <= at.to + 2)
        : undefined;
      if (!next) return own;
      const found = this.resolve(clause, next, index);
      if (isSome(found)) return this.withJoined(clause, next, found, index);
      const holder = this.possessor(clause, next, index);
      if (isSome(holder)) return holder;
      at = next;
    }
  }

  inRegion(clause: Clause, from: number, until: number, index: number, onto: TriggerTarget): Resolved {
    let elsewhere = false;
    for (const phrase of clause.phrases) {
      if (phrase.to <= from || phrase.from >= until) continue;
      const link = clause.items[phrase.from - 1]?.lower ?? '';
      if (/^(?:by|before|during|over|about)$/.test(link)) continue;
      const found = this.resolve(clause, phrase, index);
      if (isSome(found)) return this.withJoined(clause, phrase, found, index);
      const holder = this.possessor(clause, phrase, index);
      if (isSome(holder)) return holder;
      if (found.elsewhere && (onto === 'person' || onto === 'any')) elsewhere = true;
    }
    return elsewhere ? others : noTarget;
  }

  resolve(clause: Clause, phrase: Phrase, index: number): Resolved {
    const { items } = clause;
    const all: Resolved[] = [];
    // Includes every name in "X and Y".
    if (phrase.joined || items.slice(phrase.from, phrase.to).some(({ lower }) => lower === 'and'))
      for (let at = phrase.from; at < phrase.to; at += 1)
        if (items[at]!.mention && items[at + 1]?.lower !== "'s") all.push(this.resolveItem(clause, at, phrase, index));
    const some = all.filter(isSome);
    if (some.length > 0)
      return {
        targets: some.flatMap(({ targets }) => targets),
        unnamed: some.flatMap(({ unnamed }) => unnamed),
        elsewhere: false,
      };
    return this.resolveItem(clause, phrase.head, phrase, index);
  }

  /** The owner of something: "the station's account", "his camera", "Y's van". */
  possessor(clause: Clause, phrase: Phrase, index: number): Resolved {
    const { items } = clause;
    for (let at = phrase.from; at < phrase.to; at += 1) {
      const item = items[at]!;
      const possessive = items[at + 1] && /^(?:'s|'|’|’s)$/.test(items[at + 1]!.lower);
      if (item.mention && possessive) {
        const found = this.resolveItem(clause, at, { ...phrase, head: at }, index);
        if (isSome(found)) return found;
      } else if (possessive && item.type === 'word') {
        const found = this.resolveItem(clause, at, { from: phrase.from, to: at + 1, head: at, joined: false }, index);
        if (isSome(found)) return found;
      } else if (/^(?:his|her|their|its)$/.test(item.lower) && item.type === 'word') {
        const found = this.pronoun(item, index, item.lower);
        if (isSome(found)) return found;
      } else if (item.lower === 'our' && this.site) {
        const site = this.people.of(this.site);
        if (site) return this.target(site, item);
      }
    }
    return noTarget;
  }

  /** Adds the person before "and", as in "X and Y, who were …". */
  withOneBefore(clause: Clause, phrase: Phrase, found: Resolved, index: number): Resolved {
    const { items, phrases } = clause;
    // In "X of Y and Z" the phrase may be "Y and Z".
    const first =
      items.slice(phrase.from, phrase.to).some(({ lower }) => lower === 'and') &&
      /^(?:of|for|at|from|with)$/.test(items[phrase.from - 1]?.lower ?? '')
        ? phrases.find(({ to }) => to === phrase.from - 1)
        : undefined;
    if (first && items[first.head]!.mention) {
      const people = found.targets.filter(({ value: { kind } }) => kind !== 'outlet');
      return { ...found, targets: [...this.resolve(clause, first, index).targets, ...people] };
    }
    let before = items[phrase.from - 1]?.lower === 'and' ? phrases.findLast(({ to }) => to < phrase.from) : undefined;
    // In "X of Y and Z of W were …" the person before "and" is X, not Y.
    const holder =
      before && /^(?:of|for|at|from|with)$/.test(items[before.from - 1]?.lower ?? '')
        ? phrases.find(({ to }) => to === before!.from - 1)
        : undefined;
    if (holder && items[holder.head]!.mention) before = holder;
    const more = before ? this.resolve(clause, before, index) : noTarget;
    return {
      ...found,
      targets: [
        ...more.targets.filter(({ value }) => !found.targets.some((other) => other.value.name === value.name)),
        ...found.targets,
      ],
    };
  }

  /** The people and outlets that the previous line names, if that line is a heading or an entry of a list. */
  listed(index: number): Resolved {
    const { clause } = this.sentences[index - 1]!;
    const named = clause.mentions.filter(({ name }) =>
      this.people.media.some((party) => party.name === this.people.of(name)?.name),
    );
    const party = named.length === 1 && clause.items[0]?.mention ? this.people.of(named[0]!.name) : undefined;
    return party ? this.target(party, named[0]!) : noTarget;
  }

  /** Adds the people who are joined to a phrase: for "X and Y", both. */
  private withJoined(clause: Clause, phrase: Phrase, found: Resolved, index: number): Resolved {
    const { items, phrases } = clause;
    const all: Resolved = { ...found, targets: [...found.targets], unnamed: [...found.unnamed] };
    // In "A, B and C", only the "and" shows that B is in the list. Until the "and" is read, B is stored here.
    const listed: Stated<Target>[] = [];
    let at = phrase;
    for (let step = 0; step < 6; step += 1) {
      let to = at.to;
      if (items[to]?.lower === ',') to += 1;
      const and = items[to]?.lower === 'and';
      if (and) to += 1;
      if (and && /^(?:of|at|for)$/.test(items[to]?.lower ?? '')) to += 1;
      // An apposition between: ", a reporter for Y,"
      const next = phrases.find(
        ({ from }) => from === to || (/^(?:of|for|at|with|from)$/.test(items[to]?.lower ?? '') && from === to + 1),
      );
      if (!next || (next.from > this.verb && isVerbAfter(items, next))) break;
      const more = this.resolve(clause, next, index);
      if (and && isSome(more)) {
        for (const target of [...listed, ...more.targets])
          if (!all.targets.some(({ value }) => value.name === target.value.name)) all.targets.push(target);
        all.unnamed.push(...more.unnamed);
      } else if (!and && items[next.head]!.mention && next.from === at.to + 1)
        listed.push(...more.targets.filter(({ value: { kind } }) => kind === 'person'));
      else if (!and && !isSome(more) && !mediaRole(items[next.head]!.lower) && !items[next.head]!.mention) break;
      at = next;
    }
    return all;
  }

  private targets(parties: readonly Party[], whole: Span): Resolved {
    return { ...noTarget, targets: parties.flatMap((party) => this.target(party, whole).targets) };
  }

  target({ name, kind, role, outlet }: Target, { start, end }: Span): Resolved {
    return { targets: [{ value: { name, kind, role, outlet }, start, end }], unnamed: [], elsewhere: false };
  }

  private resolveItem(clause: Clause, at: number, phrase: Phrase, index: number): Resolved {
    const { items, phrases } = clause;
    const item = items[at]!;
    const { mention } = item;
    if (mention) {
      const party = this.people.of(mention.name);
      if (!party) return noTarget;
      if (mention.name.length < 2 || isMedium(mention.name)) return noTarget;
      if (party.kind === 'outlet') return this.target(party, mention);
      if (party.kind === 'person')
        return party.other && party.role === null ? someoneElse : this.target(party, mention);
      if (party.kind === null)
        return mention.guess && mention.kind === 'person' && !party.other && /\s/.test(mention.name)
          ? this.target(party, mention)
          : noTarget;
      return others;
    }
    const whole = { start: items[phrase.from]!.start, end: item.end };
    const determiner = items[phrase.from]!.lower;
    if (item.type === 'word' && /^(?:he|she|him|her|they|them|it|himself|herself)$/.test(item.lower))
      return this.pronoun(item, index, item.lower);
    const role =
      mediaRole(item.lower, wordBefore(items, at)) ?? (/^(?:crew|team|staff)$/.test(item.lower) ? 'journalist' : null);
    if (role) {
      // In "a reporter of Y, X", the name follows.
      let next = phrase.to;
      let outlet: Party | null = null;
      const attached = /^(?:of|for|at|with|from)$/.test(items[next]?.lower ?? '')
        ? phrases.find(({ from }) => from === next + 1)
        : undefined;
      if (attached) {
        outlet = this.outletIn(clause, attached, index);
        next = attached.to;
      }
      outlet ??= this.outletIn(clause, { ...phrase, head: -1 }, index, true);
      if (items[next]?.lower === ',') next += 1;
      const named = items[next]?.mention && this.people.of(items[next]!.mention!.name);
      if (named && named.role !== null && (items[next - 1]?.lower === ',' || next === phrase.to))
        return this.target(named, items[next]!.mention!);
      if (isStatistic(items, phrase, item.lower)) return others;
      const plural = /s$|men$|women$/.test(item.lower) && !item.lower.endsWith('ss');
      if (!plural && (/^(?:the|its|their|our|his|her|this)$/.test(determiner) || items[phrase.from]!.mention)) {
        const known = this.byRole(role, outlet, index) ?? this.onlyPerson(index);
        if (known) return this.target(known, whole);
      }
      if (!plural) {
        const later = this.namedLater(role, outlet, index);
        if (later) return this.target(later, whole);
      } else {
        const all = this.together(role, outlet, phrase, items, index);
        if (all.length > 0) return this.targets(all, whole);
      }
      if (outlet) return { ...this.target(outlet, whole), unnamed: [whole] };
      if (determiner === 'our' && this.site && this.sentences[index]!.part !== 'title') {
        const site = this.people.of(this.site) ?? { name: this.site, kind: 'outlet', role: null, outlet: null };
        return { ...this.target(site, whole), unnamed: [whole] };
      }
      return { targets: [], unnamed: [whole], elsewhere: false };
    }
    if (
      isOutletNoun(item.lower) &&
      item.pos !== 'VERB' &&
      !/^(?:a|an|another|any|no|every|each)$/.test(determiner) &&
      !item.lower.replace(/news$/, '').endsWith('s')
    ) {
      const ours = /^(?:this|our)$/.test(determiner) && this.site ? this.people.of(this.site) : undefined;
      if (ours) return this.target(ours, whole);
      const next = items[phrase.to];
      if (next?.mention && this.people.of(next.mention.name)?.kind === 'outlet')
        return this.target(this.people.of(next.mention.name)!, next.mention);
      const outlet = this.recentOutlet(index, item.start);
      return outlet ? this.target(outlet, whole) : { targets: [], unnamed: [whole], elsewhere: false };
    }
    if (/^(?:the|its|their)$/.test(determiner)) {
      const called = this.people.media.filter(({ nouns: own }) => own.has(item.lower));
      if (called.length === 1) return this.target(called[0]!, whole);
    }
    const leader = leads.test(item.lower) ? this.leader(clause, phrase, item.lower, index) : null;
    if (leader) return { ...this.target(leader, whole), unnamed: leader.kind === 'outlet' ? [whole] : [] };
    const many = ownValue(numbers, item.lower);
    if (many) {
      const group = this.lastGroup(index);
      if (group?.length === many)
        return { targets: group.map((one) => ({ ...one, ...whole })), unnamed: [], elsewhere: false };
      if (many === 2 && this.people.media.length === 2) return this.targets(this.people.media, whole);
    }
    if (
      /^(?:victim|man|woman|detainee|accused|defendant)$/.test(item.lower) &&
      determiner === 'the' &&
      this.people.media.length === 1
    )
      return this.target(this.people.media[0]!, whole);
    if (
      nouns.person.has(item.lower) ||
      /^(?:men|women|people|suspects?|persons|teenagers?|brothers?)$/.test(item.lower)
    )
      return someoneElse;
    if (nouns.group.has(item.lower) || nouns.authority.has(item.lower) || nouns.court.has(item.lower)) return others;
    return item.type === 'word' && item.pos === 'NOUN' ? others : noTarget;
  }

  /**
   * For "the portal's founder" and "the director of Y": the person to whom the page gives this role, otherwise the outlet.
   */
  private leader(clause: Clause, phrase: Phrase, noun: string, index: number): Party | null {
    const { items, phrases } = clause;
    const behind = /^(?:of|at|for)$/.test(items[phrase.to]?.lower ?? '')
      ? phrases.find(({ from }) => from === phrase.to + 1)
      : undefined;
    const possessor = this.possessor(clause, phrase, index).targets[0]?.value;
    const outlet =
      possessor?.kind === 'outlet' ? this.people.of(possessor.name) : behind && this.outletIn(clause, behind, index);
    if (outlet?.kind !== 'outlet') return null;
    const called = this.people.media.filter((party) => party.nouns.has(noun) && party.outlet === outlet.name);
    return called.length === 1 ? called[0]! : outlet;
  }

  private outletIn(clause: Clause, phrase: Phrase, index: number, within = false): Party | null {
    const { items } = clause;
    for (let at = phrase.from; at < phrase.to; at += 1) {
      const { mention, lower } = items[at]!;
      const party = mention && !isMedium(mention.name) ? this.people.of(mention.name) : undefined;
      if (
        mention &&
        party &&
        (party.kind === 'outlet' || (!within && party.kind === null && !mention.guess && !isPlace(mention.name)))
      )
        return party.kind === 'outlet' ? party : null;
      if (
        !within &&
        at === phrase.head &&
        isOutletNoun(lower) &&
        /^(?:the|this|our|its)$/.test(items[phrase.from]!.lower)
      ) {
        const next = items[phrase.to]?.mention;
        const named = next && this.people.of(next.name);
        if (named?.kind === 'outlet') return named;
        if (items[phrase.from]!.lower === 'this' || items[phrase.from]!.lower === 'our')
          return (this.site && this.people.of(this.site)) || null;
        return this.recentOutlet(index, items[at]!.start);
      }
    }
    return null;
  }

  /** The people who were together the targets of an act in the last sentences. */
  private lastGroup(index: number): readonly Stated<Target>[] | null {
    return this.group && index - this.group.index <= 3 ? this.group.targets : null;
  }

  private named(party: Party): readonly number[] {
    return this.seen.get(party.name) ?? [];
  }

  /** For "the presenter": the only person in the previous sentence, if the page says nothing else about that person. */
  private onlyPerson(index: number): Party | null {
    if (this.people.media.length > 0) return null;
    const known = this.people.persons.filter(({ other, role }) => !other && role === null);
    return known.length === 1 && this.named(known[0]!).some((at) => at >= index - 2 && at <= index) ? known[0]! : null;
  }

  /**
   * The person whom the page first describes and then names: "A reporter of Y was beaten. X, 38, …". Only if no one
   * else on the page has that role.
   */
  private namedLater(role: MediaRole, outlet: Party | null, index: number): Party | null {
    const fits = this.people.media.filter(
      (party) => party.role === role && (!outlet || !party.outlet || party.outlet === outlet.name),
    );
    const [only] = fits;
    if (!only || fits.length > 1) return null;
    const body = this.named(only).filter((at) => this.sentences[at]!.part === 'body');
    if (this.sentences[index]!.part !== 'body') return body.length > 0 && body[0]! - index <= 6 ? only : null;
    return body[0] !== undefined && body[0] >= index && body[0] - index <= 2 ? only : null;
  }

  /** The people meant by "two reporters of Y", if the page names exactly two reporters of Y near this sentence. */
  private together(
    role: MediaRole,
    outlet: Party | null,
    phrase: Phrase,
    items: readonly Item[],
    index: number,
  ): readonly Party[] {
    const many = items.slice(phrase.from, phrase.to).flatMap(({ lower }) => ownValue(numbers, lower) ?? [])[0];
    if (!many || !outlet) return [];
    const fits = this.people.media.filter(
      (party) =>
        (role === 'journalist' || role === 'media-worker' || party.role === role || party.role === null) &&
        (!party.outlet || party.outlet === outlet.name) &&
        this.named(party).some((at) => Math.abs(at - index) <= 2),
    );
    return fits.length === many ? fits : [];
  }

  /** The person with this role who was named before the sentence; if there are several, the one who was named last. */
  private byRole(role: string, outlet: Party | null, index: number): Party | null {
    const fits = ({ role: own, outlet: at }: Party): boolean =>
      (role === 'journalist'
        ? own !== null && own !== 'lawyer'
        : own === role ||
          (role === 'photographer' && own === 'camera-operator') ||
          (role === 'camera-operator' && own === 'photographer')) &&
      (!outlet || !at || at === outlet.name);
    const known = this.people.media.filter((party) => fits(party));
    const exact = known.filter(({ role: own }) => own === role);
    if (known.length === 0) {
      const without = this.people.media.filter(({ role: own }) => own === null);
      return without.length === 1 ? without[0]! : null;
    }
    if (known.length === 1) return known[0]!;
    if (exact.length === 1) return exact[0]!;
    const near = known
      .map((party) => ({ party, last: (this.seen.get(party.name) ?? []).findLast((at) => at <= index) ?? -1 }))
      .filter(({ last }) => last >= 0 && index - last <= 8)
      .sort((a, b) => b.last - a.last);
    return near.length > 0 && near[0]!.last !== near[1]?.last ? near[0]!.party : null;
  }

  private recentOutlet(index: number, before: number): Party | null {
    const { outlets } = this.people;
    const own = outlets.filter(({ name }) => name !== this.site);
    if (own.length === 1) return own[0]!;
    for (let at = index; at >= Math.max(0, index - 4); at -= 1) {
      const named = this.sentences[at]!.clause.mentions.filter(
        (mention) => mention.start < before && own.some(({ name }) => name === mention.name),
      );
      if (named.length > 0) return own.find(({ name }) => name === named.at(-1)!.name)!;
    }
    return null;
  }

  /**
   * The journalist whom a pronoun means: the journalist named last, if no one else whom the pronoun fits was named
   * later.
   */
  private pronoun(item: Item, index: number, lower: string): Resolved {
    const gender = /^(?:he|him|his|himself)$/.test(lower) ? 'm' : /^(?:she|her|herself)$/.test(lower) ? 'f' : null;
    if (lower === 'it' || lower === 'its') {
      const outlet = this.recentOutlet(index, item.start);
      return outlet ? this.target(outlet, item) : noTarget;
    }
    if (/^(?:they|them|their)$/.test(lower)) {
      const group = this.lastGroup(index);
      return group
        ? { ...noTarget, targets: group.map((one) => ({ ...one, start: item.start, end: item.end })) }
        : noTarget;
    }
    if (gender === null) return noTarget;
    const fits = (party: Party | undefined): boolean =>
      party?.kind === 'person' && (party.gender === null || party.gender === gender);
    for (let at = index; at >= Math.max(0, index - 4); at -= 1) {
      const { clause } = this.sentences[at]!;
      const named = clause.mentions.filter(
        (mention) =>
          (at < index || mention.start < item.start) &&
          fits(this.people.of(mention.name)) &&
          !clause.quotes.some(({ start, end }) => mention.start > start && mention.end < end && end - start > 60),
      );
      if (named.length === 0) continue;
      const parties = [...new Map(named.map(({ name }) => [name, this.people.of(name)!])).values()];
      const media = parties.filter(({ role }) => role !== null && role !== 'lawyer');
      // If other people are also named, the pronoun means the journalist in only two cases: the others have roles
      // outside the media, or the journalist began an earlier sentence.
      if (
        media.length === 1 &&
        (parties.length === 1 ||
          (at < index && named[0]!.start === clause.items[0]?.start && this.people.of(named[0]!.name) === media[0]) ||
          parties.every((party) => party === media[0] || party.other || party.role === 'lawyer'))
      )
        return this.target(media[0]!, item);
      if (media.length === 0 && at > index - 3) {
        const known = this.people.media.filter((party) => fits(party));
        if (known.length === 1 && parties.every(({ other, role }) => other || role === 'lawyer'))
          return this.target(known[0]!, item);
        continue;
      }
      return noTarget;
    }
    return noTarget;
  }
}

const numbers: Readonly<Record<string, number>> = {
  two: 2,
  both: 2,
  pair: 2,
  duo: 2,
  couple: 2,
  three: 3,
  trio: 3,
  four: 4,
  five: 5,
  six: 6,
};

/** Matches nouns for people who represent an outlet, although their role is not a media role. */
const leads = /^(?:founder|co-founder|owner|co-owner|director|head|chief|manager|boss)$/;

/** Whether a name is only a kind of medium, as in "a TV journalist". */
export const isMedium = (name: string): boolean =>
  /^(?:TV|Radio|FM|Press|Media|News|Online|YouTube|Internet|Web)$/i.test(name);

/** Whether a phrase only counts people: "At least 17 reporters were fined". */
const isStatistic = (items: readonly Item[], phrase: Phrase, noun: string): boolean => {
  if (!/s$|men$/.test(noun)) return false;
  const before = items
    .slice(Math.max(0, phrase.from - 3), phrase.from)
    .map(({ lower }) => lower)
    .join(' ');
  if (/\b(?:least|most|than|about|around|roughly|some|up to|over|of)$/.test(before)) return true;
  const own = items.slice(phrase.from, phrase.to);
  return !own.some(
    ({ lower, mention }) =>
      mention || /^(?:the|our|its|their|these|those|two|three|four|five|six|both|[2-6])$/.test(lower),
  );
};
