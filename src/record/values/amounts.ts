import { canonicalDecimal } from './money.ts';

/**
 * Words that multiply a number, in the languages of most sources. The patterns also match inflected forms: "млн",
 * "миллионов" (Russian: of millions), "Millionen" (German).
 */
const scales: readonly (readonly [stem: RegExp, zeros: number])[] = [
  [/^(?:thousand|tausend|tsd|mille|tis[ií]c|tys|тыс|тисяч|мың|хиљад|hiljad|bin)\p{L}*\.?$|^k\.?$/u, 3],
  [/^(?:million|mln|mio|mil[ií]on|milj?un|млн|милл?ион|мільйон|милион|milyon)\p{L}*\.?$|^(?:m|mn|mil)\.?$/u, 6],
  [
    /^(?:billion|bln|bn|млрд|миллиард|мільярд|милијард|milliard|milliárd|miliard|miljard|mlrd|mrd|milyar)\p{L}*\.?$|^b\.?$/u,
    9,
  ],
  [/^(?:trillion|trln|трлн|триллион|трильйон|trilyon|tn)\p{L}*\.?$/u, 12],
];

type Marks = { decimal: string; group: string };
const known = new Map<string, Marks>();

/**
 * Parses an amount as people write it in a locale: "50,200,000" and "50.2 million" in English, "50 200 000" and "50,2
 * млн" in Russian. The last group of digits must have three digits, and the groups before it three or, as in India,
 * two. So "1.500" is one and a half in English but fifteen hundred in German, and "1,50,2" is invalid.
 *
 * @returns a plain decimal for `Money.amount`; null if the text is not an amount in that locale
 */
export function parseAmount(text: string, locale: string): string | null {
  if (text.length > 80) return null;
  const match = /^([\d.,'’\s   ٫٬]*\d)\s*(\p{L}[\p{L}.]*)?$/u.exec(text.trim());
  if (!match?.[1]) return null;
  const decimal = readNumber(match[1], marksOf(locale));
  if (decimal === null) return null;
  if (!match[2]) return canonicalDecimal(decimal);
  const word = match[2].toLowerCase();
  const scale = scales.find(([stem]) => stem.test(word));
  return scale ? canonicalDecimal(shift(decimal, scale[1])) : null;
}

function marksOf(locale: string): Marks {
  const seen = known.get(locale);
  if (seen) return seen;
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(1234567.5);
  const marks = {
    decimal: parts.find((part) => part.type === 'decimal')?.value ?? '.',
    group: parts.find((part) => part.type === 'group')?.value ?? '',
  };
  known.set(locale, marks);
  return marks;
}

function readNumber(text: string, { decimal, group }: Marks): string | null {
  const pieces = text.split(decimal);
  if (pieces.length > 2) return null;
  const [whole = '', fraction] = pieces;
  if (fraction !== undefined && !/^\d+$/.test(fraction)) return null;
  // Spaces and apostrophes can separate groups of digits in every locale, commas and points only in some locales.
  const grouped = whole.replaceAll(/[\s   '’]/g, '_').replaceAll(group.trim() || '_', '_');
  if (!/^(?:\d+|\d{1,3}(?:_\d{3})+|\d{1,2}(?:_\d{2})*_\d{3})$/.test(grouped)) return null;
  const digits = grouped.replaceAll('_', '');
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

/** A decimal times ten to the power of `zeros`. */
function shift(decimal: string, zeros: number): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  const padded = fraction.padEnd(zeros, '0');
  const rest = padded.slice(zeros);
  return rest ? `${whole}${padded.slice(0, zeros)}.${rest}` : `${whole}${padded.slice(0, zeros)}`;
}
