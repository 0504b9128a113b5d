import { madeOnceForText } from '../../platform/made-once.ts';

/** All officially assigned codes of ISO 3166-1 alpha-2, and XK (user-assigned) for Kosovo. */
export const countries: readonly string[] = (
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ ' +
  'DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP ' +
  'KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM ' +
  'PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ ' +
  'UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW'
).split(' ');

/**
 * The country of the invented sample. Its code is one that ISO 3166 leaves to users and never assigns. No form offers
 * it, and no map shows it.
 */
export const inventedCountry = 'XV';

/** The name of this country says in each language that it does not exist. */
const inventedNames: Readonly<Record<string, string>> = {
  en: 'Velmoria (invented)',
  ru: 'Вельмория (вымышленная)',
  kk: 'Вельмория (ойдан шығарылған)',
  cs: 'Velmoria (vymyšlená)',
  es: 'Velmoria (inventado)',
};

const known = new Set([...countries, inventedCountry]);

export function isCountry(code: string): boolean {
  return known.has(code);
}

/** The names of countries in a locale. Cached, because a form shows the names of all countries. */
const namesIn = madeOnceForText((locale) => new Intl.DisplayNames(locale, { type: 'region' }));

/** The country's name in a locale; the code itself if there is none. */
export function countryName(code: string, locale: string): string {
  if (code === inventedCountry) return inventedNames[locale.split('-')[0]!] ?? inventedNames.en!;
  try {
    return namesIn(locale).of(code) ?? code;
  } catch {
    return code;
  }
}
