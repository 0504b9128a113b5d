import { onDate, changeDays, type OnDate } from './on-date.ts';
import { parseEdtf } from '../../record/values/edtf/edtf.ts';
import { allProvisions, plain } from './head.ts';
import { type LawView, type ProvisionView, type TextView, type VersionView } from './law.ts';

/** A provision on a day, with its parts. If its parent was repealed or struck down, so is the provision. */
export type ProvisionAsOf = OnDate<VersionView> & { provision: ProvisionView; children: ProvisionAsOf[] };

/**
 * The whole text on a day. Provisions that did not exist yet are included with the status `not-yet`, because a reader
 * who knows today's law looks for them.
 */
export const lawAsOf = (law: LawView, day: string): ProvisionAsOf[] =>
  law.provisions.map((one) => asOf(one, day, null));

function asOf(provision: ProvisionView, day: string, above: OnDate<VersionView> | null): ProvisionAsOf {
  const own = onDate(provision.versions, day);
  const ended = above && (above.standing === 'repealed' || above.standing === 'struck-down') ? above.standing : null;
  const here = ended ? { ...own, standing: ended, version: null } : own;
  return { ...here, provision, children: provision.children.map((child) => asOf(child, day, here)) };
}

/**
 * The status of a law on a day. `unknown`: the record has no date for the law, and does not say that it is a bill.
 * `since`: the date from which it has this status.
 */
export type LawStatus = {
  standing: 'unknown' | 'not-yet' | 'bill' | 'adopted' | 'signed' | 'in-force' | 'struck-down' | 'repealed';
  since: string | null;
};

/** The properties with the dates of a law, the last step first. Each has the name of the status that it begins. */
const steps = ['struck-down', 'repealed', 'in-force', 'signed', 'adopted'] as const;

/**
 * The status of a law on a day. It follows from the dates that claims give, and from the day from which the enactment
 * certainly applies.
 */
export function statusOn(law: LawView, day: string): LawStatus {
  let dated = false;
  for (const standing of steps) {
    const values = plain(law.facts, standing);
    const starts =
      standing === 'in-force'
        ? law.amendments
            .filter((one) => one.sort === 'enactment')
            .flatMap((one) => (one.since.certain ? [{ day: one.since.certain, edtf: one.commences! }] : []))
        : [];
    const days = [
      ...values.flatMap((value) => (value.to ? [{ day: value.to, edtf: String(value.value) }] : [])),
      ...starts,
    ].toSorted((a, b) => (a.day < b.day ? -1 : 1));
    if (days.length) dated = true;
    const first = days[0];
    if (first && first.day <= day) return { standing, since: first.edtf };
  }
  if (plain(law.facts, 'law-kind').some((value) => value.value === 'bill')) return { standing: 'bill', since: null };
  return { standing: dated ? 'not-yet' : 'unknown', since: null };
}

/**
 * The days on which the text of a law, its status or its duties may change. Readers can choose among these dates.
 */
export function turningDaysOf(law: LawView): string[] {
  const facts = steps.flatMap((property) => plain(law.facts, property).flatMap((value) => value.to ?? []));
  const duties = allProvisions(law.provisions).flatMap((one) =>
    one.duties.flatMap((duty) => [duty.since, duty.ended].flatMap((date) => turnsOf(date))),
  );
  return [
    ...new Set([...changeDays(allProvisions(law.provisions).flatMap((one) => one.versions)), ...facts, ...duties]),
  ].toSorted();
}

/** The earliest and the latest day that a date can mean. */
function turnsOf(edtf: string | null): string[] {
  const read = edtf === null ? null : parseEdtf(edtf);
  return read ? [read.earliest, read.latest].filter((day) => day !== null) : [];
}

/** The difference of one provision between two days. */
export type ProvisionDifference = { provision: ProvisionView; before: OnDate<VersionView>; after: OnDate<VersionView> };

/** The provisions that differ between `from` and `to`, in the order of the text. */
export function differencesBetween(law: LawView, from: string, to: string): ProvisionDifference[] {
  const [before, after] = [from, to].map(
    (day) => new Map(flat(lawAsOf(law, day)).map((one) => [one.provision.eid, one])),
  );
  return allProvisions(law.provisions).flatMap((provision) => {
    const [was, is] = [before!.get(provision.eid)!, after!.get(provision.eid)!];
    return was.version?.id === is.version?.id && was.standing === is.standing
      ? []
      : [{ provision, before: was, after: is }];
  });
}

export const flat = (tree: readonly ProvisionAsOf[]): ProvisionAsOf[] =>
  tree.flatMap((one) => [one, ...flat(one.children)]);

/** A text as lines: number and heading, then its paragraphs. */
export const linesOf = (text: TextView | null): string[] =>
  text
    ? [[text.num, text.heading].filter(Boolean).join(' '), ...text.body.split('\n'), ...text.tail.split('\n')].filter(
        Boolean,
      )
    : [];
