import { countries as codes, countryName } from '../../record/vocabulary/countries.ts';
import { sifted } from '../../platform/text/sieve.ts';
import type { Span } from '../reading/sentences.ts';

/** Words for a country and its people, by code (ISO 3166-1), for countries whose English name alone is not enough. */
const patterns: [string, RegExp][] = [
  ['AR', /Argentin(?:a|e|ian)/],
  ['AU', /Australian?/],
  ['AZ', /Azerbaijan|Baku/],
  ['AE', /Emirati|United Arab Emirates/],
  ['BD', /Bangladesh/],
  ['BH', /Bahrain/],
  ['BI', /Burundi/],
  ['BA', /Bosnia|Herzegovina/],
  ['BO', /Bolivian?/],
  ['BY', /Belarus/],
  ['BR', /Brazil/],
  ['CN', /Chin(?:a|ese)|Beijing/],
  ['CM', /Cameroon/],
  ['CA', /Canad(?:a|ian)/],
  ['CD', /Congo(?:lese)?|Kinshasa/],
  ['CL', /Chile(?:an)?/],
  ['CO', /Colombian?|Bogot[aá]/],
  ['CI', /Ivory Coast|Ivorian|Côte d[’']Ivoire/],
  ['CU', /Cuban?\b/],
  ['CZ', /Czech/],
  ['DO', /Dominican/],
  ['DZ', /Algeri(?:a|an)|Algiers/],
  ['EG', /Egypt(?:ian)?|Cairo/],
  ['GH', /Ghana(?:ian)?|Accra/],
  ['GM', /Gambian?/],
  ['GT', /Guatemalan?/],
  ['GN', /Guinea(?:n)?\b/],
  ['HK', /Hong Kong/],
  ['IN', /Indian?\b|Delhi|Mumbai|Kerala/],
  ['IQ', /Iraqi?\b|Baghdad/],
  ['IR', /Iran(?:ian)?|Tehran/],
  ['JO', /Jordan(?:ian)?|Amman/],
  ['KE', /Kenyan?|Nairobi/],
  ['KG', /Kyrgyz/],
  ['KZ', /Kazakh/],
  ['KW', /Kuwaiti?/],
  ['LB', /Leban(?:on|ese)|Beirut/],
  ['LK', /Sri Lankan?/],
  ['LR', /Liberian?/],
  ['LY', /Libyan?|Tripoli/],
  ['MA', /Morocc(?:o|an)|Rabat/],
  ['MD', /Moldovan?/],
  ['MM', /Myanmar|Burm(?:a|ese)/],
  ['MU', /Mauriti(?:us|an)/],
  ['MW', /Malawi(?:an)?|Lilongwe|Blantyre/],
  ['MX', /Mexic(?:o|an)/],
  ['NG', /Nigerian?|Abuja|Lagos/],
  ['NP', /Nepal(?:i|ese)?|Kathmandu/],
  ['NZ', /New Zealand/],
  ['OM', /Oman(?:i)?\b/],
  ['PG', /Papua New Guinea/],
  ['PH', /Philippines?|Filipin[oa]|Manila/],
  ['PK', /Pakistan(?:i)?|Karachi|Lahore|Islamabad/],
  ['QA', /Qatari?/],
  ['RO', /Romanian?|Bucharest/],
  ['RS', /Serbian?|Belgrade/],
  ['RU', /Russian?\b|Moscow/],
  ['RW', /Rwandan?|Kigali/],
  ['SA', /Saudi/],
  ['SD', /Sudan(?:ese)?|Khartoum/],
  ['SG', /Singapore/],
  ['SO', /Somali(?:a|land)?/],
  ['SY', /Syrian?|Damascus/],
  ['TJ', /Tajik/],
  ['TM', /Turkmen/],
  ['TN', /Tunisian?|\bTunis\b/],
  ['TR', /Turk(?:ey|ish)\b|Türkiye|Istanbul|Ankara/],
  ['TW', /Taiwan(?:ese)?/],
  ['TZ', /Tanzanian?/],
  ['UG', /Ugandan?|Kampala/],
  ['UA', /Ukrain(?:e|ian)|Kyiv/],
  ['UY', /Uruguay(?:an)?/],
  ['UZ', /Uzbek/],
  ['VE', /Venezuelan?/],
  ['VN', /Vietnam/],
  ['YE', /Yemeni?/],
  ['ZM', /Zambian?|Lusaka/],
  ['LC', /(?:Saint|St\.?) Lucian?/],
  ['TT', /Trinidad|Tobago/],
  ['GB', /Brit(?:ain|ish)|England|Scotland|London/],
  ['US', /United States|\bU\.S\.|American/],
];

/** Countries and territories whose English name is also another name, such as Jersey and Chad. */
const ambiguous = new Set(['JE', 'TD', 'TK', 'VA', 'AX', 'BQ', 'UM', 'IO']);
const known = new Set(patterns.map(([code]) => code));
const countries: [string, RegExp][] = [
  ...patterns,
  ...codes.flatMap((code): [string, RegExp][] =>
    known.has(code) || ambiguous.has(code)
      ? []
      : [[code, new RegExp(countryName(code, 'en').replace(/[.()]/g, '\\$&').replace(' & ', ' (?:&|and) '))]],
  ),
];
const named = countries.map(([code, { source }]) => ({
  code,
  // The name is matched first, and the character before it is checked only where the name matches. This is faster.
  pattern: new RegExp(`(?=${source})(?<![\\p{L}\\d-])(?:${source})`, 'gu'),
}));
const possible = sifted(named, ({ pattern }) => pattern);

export type NamedCountry = Span & { code: string };

/** Where a text names countries or their people. If two names match at one place, the first in `countries` is used. */
export function countriesAt(text: string): NamedCountry[] {
  const found = possible(text).flatMap(({ code, pattern }) =>
    Array.from(text.matchAll(pattern), ({ 0: words, index: start }) => ({ code, start, end: start + words.length })),
  );
  let last = 0;
  return found
    .sort((a, b) => a.start - b.start)
    .filter(({ start, end }) => {
      if (start < last) return false;
      last = end;
      return true;
    });
}

/**
 * The country that a page is mainly about, for currencies that several countries have ("20,000 dinars", "K62 million").
 * Counts names of countries and of their people. Null if the page mentions no country, or two equally often.
 */
export function countryOf(text: string): string | null {
  const counted = new Map<string, number>();
  for (const { code } of countriesAt(text)) counted.set(code, (counted.get(code) ?? 0) + 1);
  const [first, second] = [...counted].sort((a, b) => b[1] - a[1]);
  return first && (!second || second[1] < first[1]) ? first[0] : null;
}

/**
 * Currency units that several countries share, by country. If a page mentions none of these countries, the most usual
 * currency of this name is used.
 */
export const localUnits: Record<string, Record<string, string>> = {
  dinar: { DZ: 'DZD', TN: 'TND', KW: 'KWD', IQ: 'IQD', JO: 'JOD', RS: 'RSD', BH: 'BHD', LY: 'LYD' },
  peso: { PH: 'PHP', MX: 'MXN', AR: 'ARS', CO: 'COP', CL: 'CLP', UY: 'UYU', DO: 'DOP', CU: 'CUP' },
  dollar: { CA: 'CAD', AU: 'AUD', HK: 'HKD', SG: 'SGD', NZ: 'NZD', TW: 'TWD', LR: 'LRD' },
  pound: { EG: 'EGP', LB: 'LBP', SD: 'SDG', SY: 'SYP' },
  lira: { TR: 'TRY', LB: 'LBP', SY: 'SYP' },
  rupee: { IN: 'INR', PK: 'PKR', LK: 'LKR', NP: 'NPR', MU: 'MUR' },
  shilling: { KE: 'KES', UG: 'UGX', TZ: 'TZS', SO: 'SOS' },
  franc: { CD: 'CDF', BI: 'BIF', RW: 'RWF', GN: 'GNF' },
  kwacha: { ZM: 'ZMW', MW: 'MWK' },
  rial: { IR: 'IRR', OM: 'OMR', YE: 'YER' },
  riyal: { SA: 'SAR', QA: 'QAR' },
  dirham: { MA: 'MAD', AE: 'AED' },
  leu: { RO: 'RON', MD: 'MDL' },
  lei: { RO: 'RON', MD: 'MDL' },
  K: { ZM: 'ZMW', MW: 'MWK', PG: 'PGK', MM: 'MMK' },
};
