import { genderOfEnding } from '../reading/genders.ts';
import type { Referent } from './pronouns.ts';

/**
 * Someone whom a pronoun may mean. `last`: the last mention; `distance`: how many sentences ago it was; `features`:
 * numbers for or against this candidate, for the model.
 */
export type Candidate = {
  last: Referent;
  distance: number;
  /** `Memory.byRules` chooses this candidate. */ ruled: boolean;
  features: number[];
};
/** A pronoun, and the people whom it may mean. `none`: the features of the answer that it means none of them. */
export type PronounChoice = { start: number; candidates: Candidate[]; none: number[] };

export type Where = {
  sentence: number;
  start: number;
  /** The pronoun is the first word of its sentence. */ opens: boolean;
  /** The sentence begins like "He also …". So the last speaker probably continues. */ also: boolean;
  /** The number of the first sentence of the paragraph. */ paragraph: number;
  /** The person whom `Memory.byRules` chooses. */ ruled: Referent | null;
};

export const keyOf = ({ name, asWritten }: Referent): string => name ?? `'${asWritten}`;

/** Groups the mentions of each person into a candidate, and gives each candidate its features. */
export function pronounChoiceOf(pronoun: string, known: readonly Referent[], where: Where): PronounChoice {
  const groups = new Map<string, Referent[]>();
  for (const referent of known) {
    const key = keyOf(referent);
    groups.set(key, [...(groups.get(key) ?? []), referent]);
  }
  const spoke = known.findLast(({ speaks, sentence }) => speaks && sentence < where.sentence);
  const pronounBefore = known.findLast((referent) => referent.pronoun);
  const all = [...groups.values()].map((mentions) => ({
    mentions,
    last: mentions.at(-1)!,
    distance: where.sentence - mentions.at(-1)!.sentence,
  }));
  const is = (holds: boolean): number => (holds ? 1 : 0);
  const gender = /^(?:she|her)$/.test(pronoun) ? 'f' : 'm';
  const nearest = Math.min(9, ...all.map(({ distance }) => distance));
  const candidates = all.map(({ mentions, last, distance }): Candidate => {
    const key = keyOf(last);
    const others = all.filter((other) => other.last !== last);
    const closer = others.filter((other) => other.distance < distance).length;
    const beside = others.filter((other) => other.distance === distance);
    const near = mentions.filter(({ sentence }) => where.sentence - sentence <= 1);
    const subject = near.some((mention) => mention.subject);
    const agrees = mentions.some(({ gender }) => gender !== null);
    const others1 = others.filter((other) => other.distance <= 1);
    const rivalSubject = others1.some((other) =>
      other.mentions.some((mention) => mention.subject && where.sentence - mention.sentence <= 1),
    );
    const ending = last.name !== null && /\s/.test(last.name) ? genderOfEnding(last.name.split(/\s/)[0]!) : null;
    const first = !beside.some((other) => (other.last.start ?? 0) < (last.start ?? 0));
    const ruled = where.ruled !== null && keyOf(where.ruled) === key;
    return {
      last,
      distance,
      ruled,
      features: [
        is(distance === 0),
        is(distance === 1),
        is(distance === 2),
        is(distance > 3),
        is(last.sentence >= where.paragraph),
        is(subject),
        is(subject && !rivalSubject),
        is(distance === 1 && last.subject && where.opens),
        is(distance === 0 && last.subject),
        is(distance === 1 && !last.subject),
        is(closer === 0),
        is(closer > 1),
        is(beside.length === 0),
        is(first && beside.length > 0),
        is(agrees),
        is(agrees && others.every((other) => other.mentions.every(({ gender }) => gender === null))),
        is(others.length === 0),
        is(others1.length === 0),
        is(spoke !== undefined && keyOf(spoke) === key),
        is(spoke !== undefined && keyOf(spoke) === key && spoke.sentence === where.sentence - 1),
        is(pronounBefore !== undefined && keyOf(pronounBefore) === key),
        is(pronounBefore !== undefined && keyOf(pronounBefore) === key && where.sentence - pronounBefore.sentence <= 1),
        Math.log(mentions.length),
        is(last.name === null),
        is(last.sure === false),
        is(mentions.every(({ guess }) => guess === true)),
        is(mentions.every(({ describes }) => describes === true)),
        is(last.describes === true),
        is(!agrees && ending !== null && ending === gender),
        is(!agrees && ending !== null && ending !== gender),
        is(/\s/.test(last.name ?? '')),
        is(where.also && spoke !== undefined && keyOf(spoke) === key),
        is(ruled),
        is(where.ruled === null && distance <= 1),
      ],
    };
  });
  const two = all.filter(({ distance }) => distance === nearest).length > 1 && nearest <= 1;
  const named = all.filter(({ last }) => last.name !== null).length;
  return {
    start: where.start,
    candidates,
    none: [
      1,
      is(all.length === 0),
      is(all.length === 1),
      is(all.length > 2),
      is(named < all.length),
      is(nearest > 1),
      is(nearest > 3),
      is(pronoun === 'she'),
      is(where.paragraph === where.sentence),
      is(two),
      is(where.ruled === null),
    ],
  };
}

/** Removes the features that come from the rules. They are the last ones of each list. */
export const withoutRules = ({ start, candidates, none }: PronounChoice): PronounChoice => ({
  start,
  candidates: candidates.map((candidate) => ({ ...candidate, features: candidate.features.slice(0, -2) })),
  none: none.slice(0, -1),
});
