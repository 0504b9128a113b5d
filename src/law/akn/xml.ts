import { ownValue } from '../../platform/text/own-value.ts';
import { xml } from '../../platform/text/xml.ts';
import { parseEdtf } from '../../record/values/edtf/edtf.ts';

export const aknNamespace = 'http://docs.oasis-open.org/legaldocml/ns/akn/3.0';
/** The namespace for what Akoma Ntoso cannot express: dates that are not one day, labels, names of amendments. */
export const ownNamespace = 'urn:kronika:law:1';

/** Writes `<name a="…">children</name>`. Attributes that are undefined or null are left out. */
export function tag(
  name: string,
  attributes: Readonly<Record<string, string | null | undefined>> = {},
  children: string = '',
): string {
  const said = Object.entries(attributes)
    .flatMap(([key, value]) => (value === undefined || value === null ? [] : [` ${key}="${xml(value)}"`]))
    .join('');
  return children ? `<${name}${said}>${children}</${name}>` : `<${name}${said}/>`;
}

/** A placeholder for an unknown day, because Akoma Ntoso requires a date everywhere. */
export const noDay = '9999-12-31';
/** The latest day that a date (EDTF) can mean; null if it is unknown. */
export const certainDay = (edtf: string | null): string | null =>
  edtf === null ? null : (parseEdtf(edtf)?.latest ?? null);
export const dayOf = (...edtfs: readonly (string | null | undefined)[]): string =>
  edtfs.map((one) => certainDay(one ?? null)).find((day) => day !== null) ?? noDay;
export const isDay = (edtf: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(edtf);

/** The codes of ISO 639-2, which Akoma Ntoso requires, by their codes of BCP 47. */
const threeLetters: Readonly<Record<string, string>> = {
  en: 'eng',
  ru: 'rus',
  kk: 'kaz',
  cs: 'ces',
  uz: 'uzb',
  ky: 'kir',
  tg: 'tgk',
  fr: 'fra',
  de: 'deu',
  es: 'spa',
  uk: 'ukr',
  be: 'bel',
  pl: 'pol',
  tr: 'tur',
  az: 'aze',
  hy: 'hye',
  ka: 'kat',
  ro: 'ron',
  hu: 'hun',
  sr: 'srp',
  bg: 'bul',
  pt: 'por',
  it: 'ita',
  ar: 'ara',
  sk: 'slk',
};
export const writtenLanguage = (tagged: string): string => ownValue(threeLetters, tagged.split('-')[0]!) ?? tagged;
