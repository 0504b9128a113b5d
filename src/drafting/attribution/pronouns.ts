import { keyOf, pronounChoiceOf, type PronounChoice } from './candidates.ts';
import type { Gender } from '../reading/names.ts';
import type { ActorKind } from '../schema.ts';

/** A person or organisation that the text mentioned, for later pronouns and short references. */
export type Referent = {
  name: string | null;
  asWritten: string;
  kind: ActorKind | 'document' | null;
  gender: Gender;
  plural: boolean;
  sentence: number;
  subject: boolean;
  /** False if the capitalised word is perhaps no name. */ sure?: boolean;
  /** The position of the mention in the text. */ start?: number;
  /** That the name is a person's is only assumed: nothing on the page shows it. */ guess?: boolean;
  /** The name only describes something else: "X's lawyer", "a rally for X". */ describes?: boolean;
  /** This mention is a pronoun. */ pronoun?: boolean;
  /** The actor is a speaker in this sentence. */ speaks?: boolean;
};

/**
 * Creates a referent with all keys in a fixed order. Code that reads objects with different keys is several times
 * slower.
 */
export const newReferent = (known: Partial<Referent>): Referent => ({
  name: known.name ?? null,
  asWritten: known.asWritten ?? '',
  kind: known.kind ?? null,
  gender: known.gender ?? null,
  plural: known.plural ?? false,
  sentence: known.sentence ?? 0,
  subject: known.subject ?? false,
  sure: known.sure,
  start: known.start,
  guess: known.guess,
  describes: known.describes,
  pronoun: known.pronoun,
  speaks: known.speaks,
});

/** The place of a pronoun. `before`: the actors that its sentence mentions before the pronoun. */
export type Place = {
  sentence: number;
  start: number;
  /** The pronoun is the first word of its sentence. */ opens: boolean;
  before: readonly Referent[];
  /** As in "X met Y. She …", where the pronoun can mean either. */ together: boolean;
  /** As in "X said … He also said", where the last speaker continues. */ also: boolean;
  /** As in "And she? She …", where the pronoun means someone whom the text has not mentioned for a while. */
  turned: boolean;
};

/**
 * The probability, for each candidate, that a pronoun means it. Their sum is less than 1; the rest is the probability
 * that it means none of them.
 */
export type Rank = (choice: PronounChoice) => number[];

/** Why a pronoun was given its actor. */
export type Ground = {
  /** How probable it is that the pronoun means this actor; null if only the rules chose the actor. */
  chance: number | null;
  /** The rules alone choose the same actor. */ ruled: boolean;
  /** The pronoun may also mean another person, who is a subject or a speaker earlier in the paragraph. */
  rival: boolean;
};

export type Resolved = { referent: Referent; sure: boolean; ground: Ground };

/** Actors mentioned so far, by their sentences, the latest last. */
export class Memory {
  private readonly seen = new Map<number, Referent[]>();
  private readonly genders = new Map<string, Gender>();
  private readonly window = 8;
  private paragraph = 0;
  private readonly rank: Rank | null;

  constructor(rank: Rank | null = null) {
    this.rank = rank;
  }

  /** Whether a trained ranker helps to decide whom pronouns mean. */
  get learned(): boolean {
    return this.rank !== null;
  }

  /** Notes that a paragraph begins with this sentence. */
  open(sentence: number): void {
    this.paragraph = sentence;
  }

  private readonly roles = new Map<string, Referent | null>();

  /** Learns the holder of a role: "its editor, X". A second holder on the page makes the role ambiguous. */
  learnRole(noun: string, holder: Referent): void {
    const known = this.roles.get(noun);
    if (known === undefined) this.roles.set(noun, holder);
    else if (known && known.name !== holder.name) this.roles.set(noun, null);
  }

  /** The actor called "the editor", if the text gave that role to exactly one name. */
  holderOf(noun: string): Referent | null {
    return this.roles.get(noun) ?? null;
  }

  isHolder(noun: string, name: string): boolean {
    return this.roles.get(noun)?.name === name;
  }

  private readonly dead = new Set<string>();

  /** Marks a person as dead, so that pronouns in later sentences do not refer to them. */
  markDead(name: string): void {
    this.dead.add(name);
  }

  add(referent: Referent): void {
    const before = this.seen.get(referent.sentence);
    if (before) before.push(referent);
    else this.seen.set(referent.sentence, [referent]);
    if (referent.name !== null && referent.gender) this.genders.set(referent.name, referent.gender);
    if (referent.name !== null && referent.kind !== 'person' && !referent.plural && this.institutions.size < 500)
      this.institutions.set(referent.name, referent);
  }

  /** The last mention of each institution that the page has named so far, at most 500. */
  private readonly institutions = new Map<string, Referent>();

  /** The only institution of the page so far that fits; null if none does, or several. */
  private onlyInstitution(fits: (institution: Referent) => boolean): Referent | null {
    let found: Referent | null = null;
    for (const institution of this.institutions.values()) {
      if (!fits(institution)) continue;
      if (found) return null;
      found = institution;
    }
    return found;
  }

  /** The gender of the person with this name, by the latest mention that shows it. Null if none does. */
  genderOf(name: string): Gender {
    return this.genders.get(name) ?? null;
  }

  private recent(sentence: number, fits: (referent: Referent) => boolean): Referent[] {
    const last = Array.from({ length: this.window + 1 }, (_, back) => this.seen.get(sentence - this.window + back));
    return last.flatMap((referents) => referents?.filter(fits) ?? []);
  }

  /** Finds whom a pronoun means, by the rules or, for "he" and "she", by the trained ranker. Null if that is open. */
  resolve(pronoun: string, place: Place): Resolved | null {
    if (place.turned) return null;
    const ruled = this.byRules(pronoun, place.sentence);
    const fits = this.fitting(pronoun);
    if (pronoun === 'it' && fits) {
      // In "The court meets in May; it has told the office …", the pronoun means the subject of its own sentence, if
      // that fits.
      const own = place.before.findLast((referent) => referent.subject && fits(referent));
      if (own) return { referent: own, sure: true, ground: { chance: null, ruled: true, rival: false } };
    }
    if (!this.rank || !fits || !/^(?:he|she|him|her|his)$/.test(pronoun)) return ruled;
    const known = [
      ...this.recent(place.sentence - 1, (referent) => fits(referent) && !this.dead.has(referent.name ?? '')),
      ...place.before.filter(fits),
    ];
    const choice = pronounChoiceOf(pronoun, known, {
      paragraph: this.paragraph,
      ruled: ruled?.referent ?? null,
      ...place,
    });
    // In "X met Y. She …", either can be meant.
    const people = choice.candidates.filter(
      ({ distance, last: { guess, name } }) => distance <= 2 && (guess !== true || /\s/.test(name ?? '')),
    );
    if (place.together && people.length > 1) return null;
    const chances = this.rank(choice);
    const best = chances.indexOf(Math.max(...chances));
    const candidate = choice.candidates[best];
    const chance = chances[best] ?? 0;
    if (!candidate || chance < 1 - chances.reduce((sum, each) => sum + each, 0)) return null;
    const { last } = candidate;
    const own = known.filter((referent) => keyOf(referent) === keyOf(last));
    if (own.every(({ describes }) => describes === true)) return null;
    // In "The prosecutor charged Petrov. He …" either can be meant.
    const unnamed = known.some(({ name, subject, sentence }) => name === null && subject && sentence === last.sentence);
    if (unnamed && last.name !== null && !last.subject) return null;
    const same = ruled !== null && keyOf(ruled.referent) === keyOf(last);
    const rival =
      !place.also &&
      choice.candidates.some(
        ({ last: other }) =>
          other !== last &&
          other.name !== null &&
          (other.subject || other.speaks === true) &&
          other.sentence >= this.paragraph,
      );
    return {
      referent: last,
      sure: chance >= 0.9,
      ground: { chance, ruled: same, rival },
    };
  }

  /**
   * The last actor before `sentence` that fits a pronoun by gender, number and kind. A subject is preferred to other
   * actors of the same sentence. The choice is `sure` if no other actor of the last sentences fits, or if the actor is
   * the only subject. Null if no actor fits or the choice is open.
   */
  private byRules(pronoun: string, sentence: number): Resolved | null {
    const fits = this.fitting(pronoun);
    if (!fits) return null;
    const candidates = this.recent(
      sentence - 1,
      (referent) =>
        fits(referent) &&
        !this.dead.has(referent.name ?? '') &&
        referent.describes !== true &&
        (referent.speaks === true || referent.pronoun !== true),
    );
    if (!candidates.length) return null;
    const certain = candidates.filter((candidate) => candidate.sure !== false);
    if (certain.length) candidates.splice(0, candidates.length, ...certain);
    const nearest = candidates.at(-1)!.sentence;
    const close = candidates.filter((candidate) => candidate.sentence === nearest);
    const subjects = close.filter((candidate) => candidate.subject);
    const subject = subjects.at(-1);
    // After "X and Y were beaten" it is open who "he" is.
    if (subjects.some((other) => other.name !== subject!.name && other.gender === subject!.gender)) return null;
    const earlierSubject = candidates.findLast((candidate) => candidate.subject && nearest - candidate.sentence <= 1);
    // In the previous sentence, an actor of the right known gender is preferred to one whose gender is unknown.
    const agreeing =
      pronoun === 'she' || pronoun === 'her'
        ? 'f'
        : pronoun === 'he' || pronoun === 'him' || pronoun === 'his'
          ? 'm'
          : null;
    const certainGender =
      nearest === sentence - 1 && agreeing !== null && subject?.gender !== agreeing
        ? close.findLast((candidate) => candidate.gender === agreeing)
        : undefined;
    // In "The prosecutor charged Petrov. He …" either can be meant.
    if (certainGender && subject && subject.name === null && subject.kind === 'person') return null;
    const chosen = certainGender ?? subject ?? earlierSubject ?? close.at(-1)!;
    const rivals = new Set(
      candidates
        .filter((candidate) => nearest - candidate.sentence <= 1)
        .map((candidate) => candidate.name ?? candidate.asWritten),
    );
    // If nothing shows the gender of the chosen actor, it must be the subject or the only candidate.
    if (
      agreeing !== null &&
      chosen.gender !== agreeing &&
      !chosen.subject &&
      close.some(({ name }) => name !== chosen.name)
    )
      return null;
    // "It" and "they" may refer to things, so only actors of the previous sentence are considered.
    if (/^(?:it|its|they|them|their)$/.test(pronoun) && chosen.sentence < sentence - 1) return null;
    return {
      referent: chosen,
      sure: rivals.size === 1 || subjects.length === 1,
      ground: { chance: null, ruled: true, rival: false },
    };
  }

  private fitting(pronoun: string): ((referent: Referent) => boolean) | null {
    const institution = (referent: Referent): boolean =>
      referent.kind !== null && referent.kind !== 'person' && !referent.plural;
    switch (pronoun) {
      case 'he':
      case 'him':
      case 'his':
        return (referent) => referent.kind === 'person' && !referent.plural && referent.gender !== 'f';
      case 'she':
      case 'her':
        return (referent) => referent.kind === 'person' && !referent.plural && referent.gender !== 'm';
      case 'it':
      case 'its':
        return institution;
      case 'they':
      case 'them':
      case 'their':
        return (referent) => referent.plural;
      default:
        return null;
    }
  }

  /**
   * For "the newspaper" or "the group": the only actor of these kinds in the last nine sentences. If there are several:
   * the only one in the last two sentences, where the first kind has priority. If there is none: the only one on the
   * page so far, unless `kinds` has organisations. Null if no actor is found in this way. Without `named`, actors
   * without a name also count, and only the last nine sentences are searched.
   */
  lastOfKind(kinds: readonly (ActorKind | 'document')[], sentence: number, named = true): Referent | null {
    const found = this.recent(
      sentence,
      (referent) =>
        referent.kind !== null &&
        kinds.includes(referent.kind) &&
        !referent.plural &&
        (!named || referent.name !== null),
    );
    if (new Set(found.map((referent) => referent.name)).size === 1) return found.at(-1)!;
    if (!named) return null;
    // "The group" can mean people whom the page does not name as a group.
    if (found.length === 0)
      return kinds.includes('organisation')
        ? null
        : this.onlyInstitution(({ kind }) => kind !== null && kinds.includes(kind));
    const recent = found.filter((referent) => referent.sentence >= sentence - 1);
    // "The agency" more often means an authority than an outlet.
    const first = recent.filter(({ kind }) => kind === kinds[0]);
    const near = first.length > 0 ? first : recent;
    return new Set(near.map((referent) => referent.name)).size === 1 ? near.at(-1)! : null;
  }

  /**
   * The last actor, not a person, whose name has the noun and all `modifiers` (the words before it): "the ministry"
   * after "the Interior Ministry", but not "appeals court" after "the District Court". If the last sentences have none:
   * the only such actor of the page so far.
   */
  lastNamed(noun: string, sentence: number, modifiers: readonly string[] = []): Referent | null {
    const word = noun.toLowerCase();
    const hasModifiers = (name: string): boolean =>
      modifiers.every((modifier) => name.toLowerCase().includes(modifier));
    const written = new RegExp(`\\b${word.replace(/[^\p{L}-]/gu, '')}\\b`, 'i');
    const fits = ({ name, kind }: Referent): boolean =>
      name !== null && kind !== 'person' && hasModifiers(name) && written.test(name);
    return this.recent(sentence, fits).at(-1) ?? this.onlyInstitution(fits);
  }
}
