import { parseEdtf } from '../../../record/values/edtf/edtf.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import type { FactView, PropertyView } from '../../../record/views/facts.ts';
import { findTerm, lineOf, type VocabularyKey } from '../../../record/vocabulary/terms.ts';

/** The HURIDOCS code of a term in a list: its own code, or that of the nearest broader term. */
export function codeOf(vocabulary: VocabularyKey, key: string, list: number): string | undefined {
  for (const one of lineOf(vocabulary, key)) {
    const esf = findTerm(vocabulary, one)?.esf;
    if (esf && esf[0] === list) return esf[1];
  }
  return undefined;
}

/**
 * Codes of HURIDOCS list 48, the precision of a date: it is an estimate, the day is unknown, or the month and the day
 * are unknown.
 */
const dateTypes = { estimate: '010000000000', day: '020000000000', monthAndDay: '030000000000' } as const;

/**
 * A date in ESF: a day, and the code of its precision. If the EDTF value covers several days, takes the first or the
 * last.
 */
export function esfDate(
  edtf: string | null | undefined,
  end: 'earliest' | 'latest' = 'earliest',
): { date: string; type: string } {
  if (!edtf) return { date: '', type: '' };
  const parsed = parseEdtf(edtf);
  const day = parsed?.[end] ?? parsed?.[end === 'earliest' ? 'latest' : 'earliest'];
  if (!day) return { date: '', type: '' };
  if (/^\d{4}-\d{2}-\d{2}$/.test(edtf)) return { date: day, type: '' };
  if (/^\d{4}-\d{2}$/.test(edtf)) return { date: day, type: dateTypes.day };
  if (/^\d{4}$/.test(edtf)) return { date: day, type: dateTypes.monthAndDay };
  return { date: day, type: dateTypes.estimate };
}

/** HURIDOCS list 43: the monitoring status. */
export const monitoringOf = (status: string | undefined): string =>
  status === undefined || status === 'unknown'
    ? ''
    : status === 'ongoing'
      ? '010000000000'
      : status === 'dormant'
        ? '020000000000'
        : '030000000000';

/**
 * The values of some properties that may be shown without attribution. Values that are only alleged are exported only
 * in the table Information, with their attribution.
 */
export const plain = (facts: readonly PropertyView[], ...names: string[]): FactView[] =>
  facts
    .filter((fact) => names.includes(fact.property))
    .flatMap((fact) => fact.values.filter((value) => !value.attributed));
export const keys = (facts: readonly PropertyView[], ...names: string[]): string[] =>
  plain(facts, ...names).flatMap((value) => (typeof value.value === 'string' ? [value.value] : []));
export const phrases = (facts: readonly PropertyView[], ...names: string[]): string[] =>
  plain(facts, ...names).flatMap(({ value }) =>
    typeof value === 'string' ? [value] : ((value as { text?: string } | null)?.text ?? []),
  );

export const recordOf = (brief: Brief | null): string =>
  brief && !brief.hidden ? `${brief.kind}/${brief.number}` : '';

const victimRoles = new Set(['target', 'victim', 'defendant', 'suspect']);
export const isVictim = (role: string): boolean => lineOf('involvement-role', role).some((one) => victimRoles.has(one));

/** The roles of actors who exert pressure. ESF calls all of them "perpetrator", without implying guilt. */
const actingRoles = new Set([
  'perpetrator',
  'suspected-perpetrator',
  'source-of-threat',
  'plaintiff',
  'complainant',
  'prosecutor',
  'investigating-authority',
  'executing-authority',
  'court',
  'judge',
  'regulator',
  'legislator',
]);
export const isActing = (role: string): boolean => lineOf('involvement-role', role).some((one) => actingRoles.has(one));
