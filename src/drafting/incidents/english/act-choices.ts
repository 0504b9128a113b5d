import type { Span } from '../../reading/sentences.ts';
import type { Act } from '../incident.ts';
import { isMedia, roleNouns, type Party, type People } from './people.ts';
import { isMedium, isPlace, isSome, type Resolved } from './resolve.ts';
import type { ReadSentence } from './read.ts';
import { boundary, startOf, type Hit } from './verbs.ts';

/** Someone to whom an act may be done: a person or outlet of the page, or someone without a name (`party` is null). */
export type ActCandidate = {
  party: Party | null;
  place: Span;
  /** The rules say that the act was done to this candidate. */ ruled: boolean;
  features: number[];
};
/**
 * Words that may report an act, with the candidates to whom it may be done. `none`: numbers by which the model decides
 * whether the words report no act.
 */
export type ActChoice = Span & { act: Act; candidates: ActCandidate[]; none: number[] };

/**
 * Calculates for each candidate the chance that the act was done to them. 1 minus the sum is the chance that the words
 * report no act.
 */
export type RankTargets = (choice: ActChoice) => number[];
/**
 * The minimum chances with which acts and targets are accepted. `hint`: for an act whose words are a hint, so that they
 * may mean something else; `ruledHint`: the same, if the rules find that it is done to a journalist. `ruled` and `act`:
 * for another act, with and without a target found by the rules. `target`: for a target that the rules do not find, if
 * the act is certain.
 */
export type TargetThresholds = { ruled: number; act: number; hint: number; ruledHint: number; target: number };
/** The trained model that chooses the people and outlets to whom acts are done. */
export type TargetRanker = { rank: RankTargets; least: TargetThresholds };

const is = (holds: boolean): number => (holds ? 1 : 0);
const ruleFeatures = 5;
const noneFeatures = 43;

/** Removes the features that come from the rules. They are the last ones of each list. */
export const withoutRules = (choice: ActChoice): ActChoice => ({
  ...choice,
  candidates: choice.candidates.map((one) => ({ ...one, features: one.features.slice(0, -ruleFeatures) })),
  none: choice.none.slice(0, -ruleFeatures),
});

/**
 * Groups of acts whose words often mean something else. The model has a separate weight for each group when it decides
 * whether words report no act.
 */
const groups: readonly ReadonlySet<Act>[] = [
  new Set<Act>(['arrest', 'detention', 'house-arrest', 'imprisonment', 'release', 'abduction']),
  new Set<Act>(['attack', 'killing', 'attempted-killing', 'death', 'torture', 'sexual-violence', 'property-damage']),
  new Set<Act>(['threat', 'death-threat', 'harassment', 'online-harassment', 'smear', 'surveillance', 'doxing']),
  new Set<Act>(['hearing', 'closed-hearing', 'summons', 'questioning', 'subpoena', 'investigation-opened']),
  new Set<Act>([
    'sentence',
    'conviction',
    'acquittal',
    'judgment',
    'ruling',
    'appeal-decided',
    'injunction',
    'charge-brought',
  ]),
  new Set<Act>([
    'suit-filed',
    'suit-withdrawn',
    'criminal-complaint',
    'pre-action-letter',
    'appeal-filed',
    'settlement',
  ]),
  new Set<Act>(['internet-shutdown', 'law-adopted', 'bill-introduced']),
  new Set<Act>(['letter-sent', 'other', 'takedown-request', 'chilling-statement']),
  new Set<Act>(['dismissal']),
  new Set<Act>(['blocking', 'closure', 'takeover', 'suspension', 'cyberattack', 'registration-revoked']),
  new Set<Act>(['removal', 'edition-confiscated', 'seizure', 'search', 'account-frozen', 'inspection']),
  new Set<Act>(['denial-of-access', 'accreditation-refused', 'expulsion', 'border-stop']),
];

const mediaNoun = new RegExp(`\\b(?:${roleNouns})s?\\b`, 'i');
const general = /^(?:such|any|all|these|those|no|further|more|many|some|similar|other|every|of)$/;

type Named = Span & { index: number };
/** A person or outlet, with the nearest mentions before the act, and after the act in the same sentence. */
type Known = { party: Party; places: readonly Named[]; last?: Named; next?: Named; distance: number };
/** What the sentence says about an act, besides the words that report it. */
type Around = {
  hit: Hit;
  whom: Resolved;
  index: number;
  passive: boolean;
  /**
   * The speaker of the words, if they are a claim. `first`: the sentence has "I", "me" or "my"; `our`: "we", "us" or
   * "our".
   */
  speaker: Party | undefined;
  first: boolean;
  our: boolean;
  he: boolean;
  she: boolean;
};
/** The people and outlets of a page that are named nearest to an act. */
type Nearest = {
  person: Party | undefined;
  next: Party | undefined;
  media: Party | undefined;
  /** How often the most frequent name of a journalist near the act occurs. */
  most: number;
};

/** Finds the candidates to whom each act of a page may be done, with the features for each. */
export class ActChoices {
  private readonly named = new Map<Party, Named[]>();
  private readonly spoke = new Map<Party, number>();
  private readonly media: readonly Party[];
  private readonly lead: number;
  /** The targets that were found so far, the last one at the end. */
  private readonly done: Party[] = [];

  constructor(
    private readonly people: People,
    private readonly site: string | null,
    private readonly sentences: readonly ReadSentence[],
  ) {
    this.media = people.media;
    this.lead = sentences.findIndex(({ part }) => part === 'body');
    for (const [index, { clause, claims }] of sentences.entries()) {
      for (const { name, start, end, kind, guess } of clause.mentions) {
        const party = people.of(name);
        if (!party || isMedium(name)) continue;
        const person =
          party.kind === 'person' ||
          (party.kind === null && guess === true && kind === 'person' && /\s/.test(party.name) && !isPlace(party.name));
        if (!person && party.kind !== 'outlet') continue;
        // In "in Y", a name of an unknown kind is a place.
        if (
          party.kind === null &&
          /\b(?:in|near|outside|around)\s+$/i.test(clause.flat.slice(Math.max(0, start - 9), start))
        )
          continue;
        const places = this.named.get(party);
        if (places) places.push({ index, start, end });
        else this.named.set(party, [{ index, start, end }]);
      }
      for (const { chain } of claims) {
        const party = chain[0]?.actor ? people.of(chain[0].actor) : undefined;
        if (party) this.spoke.set(party, (this.spoke.get(party) ?? 0) + 1);
      }
    }
  }

  /** Remembers to whom an act was done. */
  note({ targets }: Resolved): void {
    for (const { value } of targets) {
      const party = this.people.of(value.name);
      if (party) this.done.push(party);
    }
  }

  /**
   * @param whom to whom the act is done according to the rules
   * @param dated the sentence gives a date
   */
  of(hit: Hit, whom: Resolved, index: number, passive: boolean, dated: boolean): ActChoice {
    const { clause, part, claims } = this.sentences[index]!;
    const { items, sentence, flat } = clause;
    const text = flat.slice(sentence.start, sentence.end);
    const said = claims.find(({ content }) => content.some(({ start, end }) => hit.start >= start && hit.end <= end));
    const around: Around = {
      hit,
      whom,
      index,
      passive,
      speaker: said?.chain[0]?.actor ? this.people.of(said.chain[0].actor) : undefined,
      first: said !== undefined && /\b(?:I|my|me|myself)\b/.test(text),
      our: said !== undefined && /\b(?:we|our|us)\b/i.test(text),
      he: /\b(?:he|him|his)\b/i.test(text),
      she: /\b(?:she|her)\b/i.test(text),
    };
    const known = this.knownAt(hit, whom, index);
    const persons = known.filter(({ party }) => party.kind !== 'outlet');
    const media = persons.filter(({ party }) => isMedia(party));
    const nearest: Nearest = {
      person: latest(persons.filter(({ last }) => last?.index === index)),
      next: persons.reduce<Known | undefined>(
        (best, one) => (one.next && one.next.start < (best?.next?.start ?? Infinity) ? one : best),
        undefined,
      )?.party,
      media: latest(media),
      most: Math.max(0, ...media.map(({ places }) => places.length)),
    };
    const candidates = known.map((one): ActCandidate => {
      const { party, places, last, next, distance } = one;
      return {
        party,
        place: distance === 0 ? last! : (next ?? last ?? places[0]!),
        ruled: whom.targets.some(({ value }) => value.name === party.name),
        features: this.featuresOf(one, around, nearest),
      };
    });
    const some = isSome(whom);
    const unnamed = whom.unnamed.length > 0 && whom.targets.length === 0;
    candidates.push({
      party: null,
      place: whom.unnamed[0] ?? hit,
      ruled: unnamed,
      features: [
        ...Array.from({ length: noneFeatures }, () => 0),
        1,
        is(mediaNoun.test(text)),
        0,
        0,
        0,
        is(unnamed),
        is(whom.targets.length > 0),
      ],
    });
    return {
      start: hit.start,
      end: hit.end,
      act: hit.act,
      candidates,
      none: [
        1,
        is(hit.voice === 'noun'),
        is(hit.voice === 'subject'),
        is(hit.voice === 'law'),
        is(hit.onto === 'outlet'),
        is(hit.onto === 'thing'),
        is(passive),
        is(part === 'title'),
        is(general.test(items[hit.from - 1]?.lower ?? '')),
        is(dated),
        is(!known.some(({ next, distance }) => next !== undefined || distance === 0)),
        is(media.length === 0),
        is(this.media.length === 0),
        is(this.done.length === 0),
        is(said !== undefined),
        is(around.first),
        is(around.he || around.she),
        is(mediaNoun.test(text)),
        is(index === this.lead),
        is(hit.voice === 'noun' && flat[hit.end - 1] === 's'),
        is(hit.end - hit.start > 12),
        is(hit.hint),
        is(hit.hint && passive),
        is(hit.hint && hit.voice === 'noun'),
        is(hit.hint && !media.some(({ distance }) => distance === 0)),
        ...groups.flatMap((group) => [is(group.has(hit.act)), is(hit.hint && group.has(hit.act))]),
        is(!some && !whom.elsewhere),
        is(!some && whom.elsewhere),
        is(!some && hit.voice === 'noun'),
        is(!some && hit.hint),
        is(whom.someone === true),
      ],
    };
  }

  /**
   * The people and outlets that may be targets: those named near an act, in the headline or in the first sentence of
   * the body, and those that the rules find.
   */
  private knownAt(hit: Hit, whom: Resolved, index: number): Known[] {
    const known = [...this.named].flatMap(([party, places]): Known[] => {
      const last = places.findLast((one) => one.index < index || (one.index === index && one.start < hit.start));
      const next = places.find((one) => one.index === index && one.start >= hit.end);
      const distance = last ? index - last.index : 9;
      const near = distance <= 6 || next || places.some((one) => one.index > index && one.index - index <= 3);
      return near ||
        places.some((one) => this.isHead(one)) ||
        whom.targets.some(({ value }) => value.name === party.name)
        ? [{ party, places, distance, ...(last && { last }), ...(next && { next }) }]
        : [];
    });
    return known.length <= 16 ? known : known.sort((a, b) => a.distance - b.distance).slice(0, 16);
  }

  private isHead({ index }: Named): boolean {
    return index === this.lead || this.sentences[index]!.part === 'title';
  }

  private featuresOf({ party, places, last, next, distance }: Known, around: Around, nearest: Nearest): number[] {
    const { hit, whom, index, passive, speaker, first, our, he, she } = around;
    const { items } = this.sentences[index]!.clause;
    const outlet = party.kind === 'outlet';
    const media = isMedia(party) && !outlet;
    const here = distance === 0;
    const itemOf = (place: Named): number =>
      items.findIndex(({ start, end }) => start <= place.start && end > place.start);
    const own = here ? itemOf(last!) : -1;
    const same = own >= 0 && !items.slice(own + 1, startOf(items, hit.from)).some(({ lower }) => boundary.test(lower));
    const behind = next ? itemOf(next) : -1;
    const link = items[behind - 1]?.lower ?? '';
    const agrees = (he && party.gender !== 'f') || (she && party.gender !== 'm');
    const ruled = whom.targets.some(({ value }) => value.name === party.name);
    return [
      is(here),
      is(same),
      is(same && passive),
      is(here && own === 0),
      is(here && nearest.person === party),
      is(next !== undefined),
      is(next !== undefined && !here && nearest.next === party),
      is(next !== undefined && behind <= hit.to + 4),
      is(/^(?:of|against|on|at|from|to)$/.test(link)),
      is(link === 'by'),
      is(distance === 1),
      is(distance === 2 || distance === 3),
      is(!here && distance > 3 && last !== undefined),
      is(!next && last === undefined),
      is(places.some((one) => this.sentences[one.index]!.part === 'title')),
      is(places.some((one) => one.index === this.lead)),
      Math.log(places.length),
      is(media),
      is(media && places.length === nearest.most),
      is(media && this.media.length === 1),
      is(party.role !== null && party.role !== 'lawyer' && party.outlet !== null),
      is(party.role === 'lawyer'),
      is(party.other && party.role === null),
      is(outlet),
      is(outlet && (hit.onto === 'outlet' || hit.onto === 'thing' || hit.onto === 'any')),
      is(outlet && hit.onto === 'person'),
      is(!outlet && hit.onto === 'outlet'),
      is(party.name === this.site),
      is(nearest.media === party),
      is(nearest.media === party && distance <= 1),
      is(nearest.media === party && agrees),
      is(!outlet && !agrees && (he || she) && party.gender !== null),
      is(this.done.includes(party)),
      is(this.done.at(-1) === party),
      is(speaker === party),
      is(speaker === party && first),
      is(our && outlet && (speaker?.outlet === party.name || party.name === this.site)),
      Math.log(1 + (this.spoke.get(party) ?? 0)),
      is(hit.hint && same),
      is(hit.hint && media),
      is(hit.hint && outlet),
      is(hit.hint && this.done.includes(party)),
      is(hit.hint && nearest.media === party),
      0,
      0,
      is(ruled),
      is(whom.targets[0]?.value.name === party.name),
      is(hit.hint && ruled),
      0,
      0,
    ];
  }
}

/** Of these people and outlets, the one that is named last before the act. */
const latest = (known: readonly Known[]): Party | undefined =>
  known.reduce<Known | undefined>(
    (best, one) => (one.last && one.last.start > (best?.last?.start ?? -1) ? one : best),
    undefined,
  )?.party;
