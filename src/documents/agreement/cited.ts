import { createHash } from 'node:crypto';
import { madeOnce } from '../../platform/made-once.ts';
import { countryName } from '../../record/vocabulary/countries.ts';
import { findProperty } from '../../record/vocabulary/properties.ts';
import { speakingPage, type StatementView } from '../../record/views/claims.ts';
import { unfit, type CitedClaim, type CitedClaims } from '../claims/cited-claim.ts';
import type { Placed } from '../model/sentences.ts';
import { maxLengths, maxRead, type ComparedClaim, type ComparedSentence } from './agreement.ts';

/**
 * Why a sentence was not compared with its claims. `language`: the sentence or a claim is in a language without rules.
 * `limit`: the sentence is too long, it has too many claims, or the article has too many sentences. `claims`: a claim
 * is unknown, redacted or sealed. `slow`: the comparison takes too long. `time`: there was no time for it yet.
 * `changed`: the sentence or a claim has changed since it was compared.
 */
export const notComparedReasons = ['language', 'limit', 'claims', 'slow', 'time', 'changed'] as const;
export type NotCompared = (typeof notComparedReasons)[number];

/** A sentence with its claims, and a hash of everything that is compared. */
export type CitedSentence = { key: string; sentence: ComparedSentence; claims: readonly ComparedClaim[] };

/** Whether a language has rules, so that every kind of point can be compared: only English and Russian have. */
const hasRules = (language: string): boolean => /^(?:en|ru)\b/i.test(language);

/**
 * Whether a sentence is compared with its claims. Block quotations are not: they are compared word for word
 * (`checkQuotations`).
 */
export const citesClaims = (one: Placed): boolean =>
  (one.kind === 'cited' || one.kind === 'demand' || one.kind === 'appeal') &&
  one.citations.length > 0 &&
  one.text !== '' &&
  one.where !== 'quotation';

/** A sentence that cites claims, as it is given to the comparison; or the reason why it cannot be compared. */
export function toCompare(one: Placed, claims: CitedClaims, language: string): CitedSentence | NotCompared {
  if (!hasRules(language)) return 'language';
  if (one.text.length > maxLengths.sentence || one.citations.length > maxRead.claims) return 'limit';
  const cited = one.citations.map(({ claim }) => claims.get(claim));
  const read = cited.filter((claim) => claim !== undefined && !claim.redacted && claim.desk.visibility !== 'sealed');
  if (read.length < cited.length) return 'claims';
  const all = read as CitedClaim[];
  const fit = all.filter((claim) => unfit(claim) === null);
  // If none of its claims may support it, `checkSupport` reports that; the sentence is then compared with all of them.
  const found = (fit.length ? fit : all).map(comparedClaim);
  const reason = found.find((claim) => typeof claim === 'string');
  if (reason) return reason;
  const compared = found as Exclude<(typeof found)[number], string>[];
  return {
    key: hashOf([one.text, language, ...compared.map(({ key }) => key)]),
    sentence: { text: one.text, language },
    claims: compared.map(({ claim }) => claim),
  };
}

/** A claim as it is given to the comparison, with a hash of it; or the reason why it cannot be compared. */
const comparedClaim = madeOnce((cited: CitedClaim): { key: string; claim: ComparedClaim } | NotCompared => {
  const { desk } = cited;
  if (desk.language !== 'und' && !hasRules(desk.language)) return 'language';
  const texts = [...new Set([desk.wording, ...(desk.passage ? [desk.passage.exact] : [])])];
  const speakers = eachOnce([
    ...cited.speakers.map(({ names, asWritten }) => [...new Set([...names, ...(asWritten ? [asWritten] : [])])]),
    ...desk.chain.map((link) => [speakingPage(desk, link)?.title ?? '']),
    [desk.publisher?.title ?? ''],
  ]);
  const named = cited.named.filter((names) => names.length > 0);
  const long =
    texts.some((text) => text.length > maxLengths.claim) ||
    speakers.length > maxRead.speakers ||
    [...speakers, ...named].some(
      (names) => names.length > maxRead.names || names.some((name) => name.length > maxLengths.speaker),
    );
  if (long) return 'limit';
  const statements = desk.statements.filter(({ rank }) => rank !== 'deprecated');
  const values = statements.map(valuesOf);
  const claim: ComparedClaim = {
    texts,
    speakers,
    mode: desk.mode,
    dates: values.flatMap(({ dates }) => dates ?? []),
    numbers: values.flatMap(({ numbers }) => numbers ?? []),
    money: values.flatMap(({ money }) => money ?? []),
    names: [...named, ...values.flatMap(({ names }) => names ?? [])],
    language: desk.language === 'und' ? null : desk.language,
    day: desk.published,
  };
  return { key: hashOf(claim), claim };
});

/** Removes speakers whose names all belong to an earlier speaker, because an attribution can name someone twice. */
const eachOnce = (speakers: readonly string[][]): string[][] =>
  speakers
    .map((names) => names.filter(Boolean))
    .filter(
      (names, at, all) =>
        names.length > 0 &&
        !all.some(
          (other, place) =>
            place !== at &&
            names.every((name) => other.includes(name)) &&
            (place < at || !other.every((name) => names.includes(name))),
        ),
    );

/**
 * A hash of what a sentence cites: the claims, and their words, speakers, mode and values. If this content changes, an
 * exception of the sentence no longer covers a contradiction.
 */
export const hashOfCited = ({ citations }: Placed, claims: CitedClaims): string =>
  hashOf(
    citations.map(({ claim }) => {
      const desk = claims.get(claim)?.desk;
      return desk
        ? [
            claim,
            desk.wording,
            desk.passage?.exact,
            desk.mode,
            desk.language,
            desk.published,
            desk.chain.map(({ speaker, asWritten, verb }) => [speaker?.id, asWritten, verb]),
            desk.statements
              .filter(({ rank }) => rank !== 'deprecated')
              .map(({ subject, property, value }) => [subject.id, property, value.value])
              .map((one) => JSON.stringify(one))
              .sort(),
          ]
        : claim;
    }),
  );

type Values = Partial<Record<'dates', string[]>> & {
  numbers?: number[];
  money?: { amount: number; currency: string }[];
  names?: string[][];
};

/** The date, number or sum in a statement of a claim. The names of items in it are already in `CitedClaim.named`. */
function valuesOf({ property, value: { value } }: StatementView): Values {
  const parts = Object(value) as Record<string, unknown>;
  const type = findProperty(property)?.value.type;
  switch (type) {
    case 'date':
      return { dates: [String(value)] };
    case 'date-time':
      return { dates: [String(parts.at).slice(0, 10)] };
    case 'tie':
    case 'position':
      return { dates: [parts.from, parts.to].filter((date) => typeof date === 'string') };
    case 'count':
      return { numbers: [Number(parts.count)] };
    case 'money':
      return { money: [{ amount: Number(parts.amount), currency: String(parts.currency) }] };
    case 'country':
      return { names: [countryNames(String(value))] };
    case 'place':
      return {
        names: [countryNames(String(parts.country)), ...(typeof parts.locality === 'string' ? [[parts.locality]] : [])],
      };
    case 'identifier':
      return { names: [[String(value)]] };
    default:
      return {};
  }
}

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
const countryNames = (code: string): string[] => ['en', 'ru'].map((language) => countryName(code, language));
