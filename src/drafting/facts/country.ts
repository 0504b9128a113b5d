import type { Span } from '../reading/sentences.ts';

/** The words for a country and its people, by code (ISO 3166-1). */
const countries: [string, RegExp][] = [
  ['AR', /Argentin(?:a|e|ian)/],
  ['AU', /Australian?/],
  ['AE', /Emirati|United Arab Emirates/],
  ['BD', /Bangladesh/],
  ['BH', /Bahrain/],
  ['BI', /Burundi/],
  ['BM', /Myanmar|Burmese/],
  ['BO', /Bolivian?/],
  ['CA', /Canad(?:a|ian)/],
  ['CD', /Congo(?:lese)?|Kinshasa/],
  ['CL', /Chile(?:an)?/],
  ['CO', /Colombian?|Bogot[aá]/],
  ['CU', /Cuban?\b/],
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
  ['KW', /Kuwaiti?/],
  ['LB', /Leban(?:on|ese)|Beirut/],
  ['LK', /Sri Lankan?/],
  ['LR', /Liberian?/],
  ['LY', /Libyan?|Tripoli/],
  ['MA', /Morocc(?:o|an)|Rabat/],
  ['MD', /Moldovan?/],
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
  ['RW', /Rwandan?|Kigali/],
  ['SA', /Saudi/],
  ['SD', /Sudan(?:ese)?|Khartoum/],
  ['SG', /Singapore/],
  ['SO', /Somali(?:a|land)?/],
  ['SY', /Syrian?|Damascus/],
  ['TN', /Tunisian?|\bTunis\b/],
  ['TR', /Turk(?:ey|ish)|Istanbul|Ankara/],
  ['TW', /Taiwan(?:ese)?/],
  ['TZ', /Tanzanian?/],
  ['UG', /Ugandan?|Kampala/],
  ['UY', /Uruguay(?:an)?/],
  ['YE', /Yemeni?/],
  ['ZM', /Zambian?|Lusaka/],
  ['GB', /Brit(?:ain|ish)|England|Scotland|London/],
  ['US', /United States|\bU\.S\.|American/],
];

const named = (sign: RegExp): RegExp => new RegExp(`\\b(?:${sign.source})`, 'gu');

/** Where a text first names a country or its people; null if it does not. */
export function placeOfCountry(text: string, code: string): Span | null {
  const sign = countries.find(([country]) => country === code)?.[1];
  const match = sign && named(sign).exec(text);
  return match ? { start: match.index, end: match.index + match[0].length } : null;
}

/**
 * The country that a page is mainly about, for currencies that several countries have ("20,000 dinars", "K62 million").
 * Counts names of countries and of their people. Null if it mentions none, or two equally often.
 */
export function countryOf(text: string): string | null {
  const counted = countries
    .map(([code, sign]): [string, number] => [code, text.match(named(sign))?.length ?? 0])
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1]);
  const [first, second] = counted;
  return first && (!second || second[1] < first[1]) ? first[0] : null;
}

/**
 * Currency units that several countries share, by country. If a page mentions none of these countries, the usual
 * currency applies.
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
  K: { ZM: 'ZMW', MW: 'MWK', PG: 'PGK', BM: 'MMK' },
};
