import { parseEdtf } from '../../record/values/edtf/edtf.ts';
import type { FactView, PropertyView } from '../../record/views/facts.ts';
import type { LawView, ProvisionView } from './law.ts';

/** The dates of a whole law that claims can give, in the order in which they happen. */
export const lawDates = ['adopted', 'signed', 'in-force', 'struck-down', 'repealed'] as const;
export type LawDate = (typeof lawDates)[number];

export type LawName = { text: string; language: string };
/** An authority that enacted a law. */
export type Authority = { name: string; person: boolean };

/**
 * The facts about a law as a whole. Alleged facts are left out. So are facts on which sources disagree, if only one
 * value can be true.
 */
export type LawHead = {
  names: LawName[];
  kind: string | null;
  countries: string[];
  numbers: string[];
  elis: string[];
  eclis: string[];
  authorities: Authority[];
  dates: Partial<Record<LawDate, string>>;
};

type Stated = Pick<LawView, 'facts'>;

/** Values of a property that may be shown without attribution. */
export const plain = (facts: readonly PropertyView[], property: string): FactView[] =>
  (facts.find((one) => one.property === property)?.values ?? []).filter((value) => !value.attributed);

const single = (law: Stated, property: string): FactView[] =>
  law.facts.find((one) => one.property === property)?.disagrees ? [] : plain(law.facts, property);
const texts = (values: readonly FactView[]): string[] =>
  values.flatMap(({ value }) => (typeof value === 'string' ? [value] : []));

/** The most precise of the dates (EDTF) that claims give; null if there is none or they contradict each other. */
export function dateOf(law: Stated, property: LawDate): string | null {
  const width = (edtf: string): number => {
    const read = parseEdtf(edtf);
    return read?.earliest && read.latest ? Date.parse(read.latest) - Date.parse(read.earliest) : Infinity;
  };
  return texts(single(law, property)).toSorted((a, b) => width(a) - width(b))[0] ?? null;
}

/**
 * The earliest of the dates that claims give for `properties`. Dates are compared by the last day that they can mean.
 * `statusOn` decides a law's status by the same date.
 */
export function firstDate(law: Stated, ...properties: readonly LawDate[]): string | null {
  const dates = properties.flatMap((property) => plain(law.facts, property).filter((value) => value.to !== null));
  return dates.length ? String(dates.toSorted((a, b) => (a.to! < b.to! ? -1 : 1))[0]!.value) : null;
}

/** How a change of the law was made; `other` if the sources do not say. */
export type Signing = 'ruling' | 'signed' | 'adopted' | 'other';

/** Whether a law was signed or adopted on a date (EDTF). */
export const signingOf = (law: Stated, date: string | null): Signing =>
  (['signed', 'adopted'] as const).find((one) => plain(law.facts, one).some(({ value }) => value === date)) ?? 'other';

export function headOf(law: Pick<LawView, 'facts' | 'amendments'>): LawHead {
  const all = (property: string): string[] => [...new Set(texts(plain(law.facts, property)))];
  const enacted = law.amendments.find((one) => one.sort === 'enactment')?.commences ?? null;
  const dates = lawDates.flatMap((property): [LawDate, string][] => {
    const date = dateOf(law, property) ?? (property === 'in-force' ? enacted : null);
    return date === null ? [] : [[property, date]];
  });
  return {
    names: plain(law.facts, 'law-name')
      .map(({ value }) => value as LawName)
      .map(({ text, language }) => ({ text, language })),
    kind: texts(single(law, 'law-kind'))[0] ?? null,
    countries: all('jurisdiction'),
    numbers: all('law-number'),
    elis: all('eli'),
    eclis: all('ecli'),
    authorities: plain(law.facts, 'enacted-by')
      .flatMap(({ thing }) =>
        thing && !thing.hidden && !thing.withdrawn ? [{ name: thing.title, person: thing.sort === 'person' }] : [],
      )
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    dates: Object.fromEntries(dates),
  };
}

/** Provisions with all their parts, in the order of the text. */
export const allProvisions = (provisions: readonly ProvisionView[]): ProvisionView[] =>
  provisions.flatMap((one) => [one, ...allProvisions(one.children)]);
