import { parseEdtf } from '../../record/values/edtf/edtf.ts';
import { isOverAYearBefore, newestDay, newestOf } from '../../record/views/case-answers.ts';
import type { ClaimView } from '../../record/views/claims.ts';
import { valuesOf, type FactView } from '../../record/views/facts.ts';
import { dutiesOn, type DutyOnDay } from '../duties/load-duties.ts';
import { flat, lawAsOf, statusOn, turningDaysOf, type LawStatus, type ProvisionAsOf } from './as-of.ts';
import { firstDate, plain, type LawDate } from './head.ts';
import type { AmendmentView, LawView } from './law.ts';

/** A date of a law (EDTF) and the claims that give it. */
export type LawAnswerDate = { property: LawDate | 'other'; date: string; claimIds: number[] };

/** Answers to a reader's first questions about a law on a day. A list is empty if no source gives the answer. */
export type LawAnswers = {
  kind: readonly FactView[];
  countries: readonly FactView[];
  by: readonly FactView[];
  /** The duties that the law creates. */
  duties: DutyOnDay[];
  /** Its provisions without their parts, for a law without known duties. */
  provisions: ProvisionAsOf[];
  /** When it was adopted and signed, and from when it applies. Several dates of one property if sources disagree. */
  dates: LawAnswerDate[];
  status: LawStatusAnswer;
};

export type LawStatusAnswer = LawStatus & {
  /** The claims behind the status and its date. */
  claims: ClaimView[];
  /** The day on which the law was signed, adopted or enacted (EDTF), if known. */
  made: string | null;
  /** Whether the day is before `made`, or before all known dates of the law. */
  before: boolean;
  /** The date (EDTF) from which the law applies, if every date that is known for this is after the day. */
  later: string | null;
  /** The changes that certainly applied on the day, the last one last. */
  changes: AmendmentView[];
  /** How many changes may have applied on the day. */
  perhaps: number;
  /** The first change that applies after the day. */
  next: AmendmentView | null;
  /** How many provisions were repealed and struck down, although the law was not. */
  ended: { repealed: number; 'struck-down': number };
  /** When the newest source was published (EDTF). */
  asOf: string | null;
  /**
   * The latest of these dates (EDTF), if it is more than a year before the day: when the newest source was published,
   * when the status began, and when the last change began to apply. Null if it is not so old, if no source has a date,
   * or if the text, the status or a duty may still change after the day.
   */
  oldSince: string | null;
};

const dated = ['adopted', 'signed', 'in-force', 'struck-down', 'repealed'] as const;

export function lawAnswers(law: LawView, on: string): LawAnswers {
  const enactment = law.amendments.find((one) => one.sort === 'enactment');
  const tree = lawAsOf(law, on);
  const dates = dated.flatMap((property): LawAnswerDate[] => {
    const values = plain(law.facts, property);
    if (values.length) return values.map(({ value, claimIds }) => ({ property, date: String(value), claimIds }));
    if (!enactment) return [];
    const date =
      property === 'in-force'
        ? enactment.applies
        : property === enactment.signing && enactment.made
          ? enactment.made
          : null;
    return date === null ? [] : [{ property, date, claimIds: [enactment.claim.id] }];
  });
  if (enactment?.signed && !dates.some(({ property }) => property === 'adopted' || property === 'signed'))
    dates.unshift({ property: 'other', date: enactment.signed, claimIds: [enactment.claim.id] });
  const duties = dutiesOn(law, on).filter(({ standing }) => standing !== 'not-made' && standing !== 'ended');
  return {
    kind: valuesOf(law.facts, 'law-kind'),
    countries: valuesOf(law.facts, 'jurisdiction'),
    by: valuesOf(law.facts, 'enacted-by'),
    duties,
    provisions: duties.length ? [] : tree.filter((one) => one.version !== null || one.children.length > 0),
    dates,
    status: statusAnswer(law, on, tree, dates, enactment),
  };
}

function statusAnswer(
  law: LawView,
  on: string,
  tree: readonly ProvisionAsOf[],
  dates: readonly LawAnswerDate[],
  enactment: AmendmentView | undefined,
): LawStatusAnswer {
  const status = statusOn(law, on);
  const made = firstDate(law, 'signed', 'adopted') ?? enactment?.made ?? null;
  const earliest = made === null ? null : (parseEdtf(made)?.earliest ?? null);
  const behind =
    status.standing === 'bill'
      ? plain(law.facts, 'law-kind').flatMap((value) => (value.value === 'bill' ? value.claimIds : []))
      : dates.flatMap((one) => (one.property === status.standing && one.date === status.since ? one.claimIds : []));
  const starts = dates.flatMap(({ property, date }) =>
    property === 'in-force' ? [{ date, day: parseEdtf(date)?.earliest ?? '' }] : [],
  );
  const changes = law.amendments.filter((one) => one.sort !== 'enactment');
  const certain = changes
    .filter(({ since }) => since.certain !== null && since.certain <= on)
    .toSorted((a, b) => a.since.certain!.localeCompare(b.since.certain!));
  const coming = changes
    .filter(({ since }) => since.possible !== null && since.possible > on)
    .toSorted((a, b) => a.since.possible!.localeCompare(b.since.possible!));
  const ended = (standing: 'repealed' | 'struck-down'): number =>
    flat(tree).filter((one) => one.standing === standing && one.by?.act === endingActOf[standing]).length;
  const asOf = newestDay(law.claims.values());
  const newest = newestOf([asOf, status.since, certain.at(-1)?.since.certain ?? null]);
  const isOld = asOf !== null && isOverAYearBefore(on, newest ?? asOf) && !turningDaysOf(law).some((day) => day > on);
  return {
    ...status,
    claims: [...new Set(behind)].flatMap((id) => law.claims.get(id) ?? []),
    made,
    before: status.standing === 'not-yet' || (status.standing !== 'bill' && earliest !== null && on < earliest),
    later: starts.every(({ day }) => day > on)
      ? (starts.toSorted((a, b) => a.day.localeCompare(b.day))[0]?.date ?? null)
      : null,
    changes: certain,
    perhaps: changes.filter(
      ({ since }) =>
        since.possible !== null && since.possible <= on && !(since.certain !== null && since.certain <= on),
    ).length,
    next: coming[0] ?? null,
    ended: { repealed: ended('repealed'), 'struck-down': ended('struck-down') },
    asOf,
    oldSince: isOld ? newest : null,
  };
}

const endingActOf = { repealed: 'repeals', 'struck-down': 'strikes-down' } as const;

/** Who must fulfil a law's duties, each with the claims that say so. */
export function bearersOf(
  duties: readonly DutyOnDay[],
): { bearer: DutyOnDay['duty']['bearer']; claims: ClaimView[] }[] {
  const found = new Map<DutyOnDay['duty']['bearer'], ClaimView[]>();
  for (const { duty } of duties) found.set(duty.bearer, [...(found.get(duty.bearer) ?? []), ...dutyClaims(duty)]);
  return [...found].map(([bearer, claims]) => ({ bearer, claims: [...new Set(claims)] }));
}

/** The claims that state a duty: those that give the law's words, and those that say what it requires. */
export const dutyClaims = ({ quote, says }: DutyOnDay['duty']): ClaimView[] => [
  ...new Set([...(quote ? [quote.text.claim] : []), ...says]),
];
