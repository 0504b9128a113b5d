import { smallNumbers } from './number-words.ts';
import { sieveOf } from '../../platform/text/sieve.ts';
import { localUnits } from './country.ts';
import type { Money } from '../schema.ts';

/** Currency symbols with their ISO 4217 codes. */
const symbols: Record<string, string> = {
  $: 'USD',
  US$: 'USD',
  'U.S.$': 'USD',
  C$: 'CAD',
  CA$: 'CAD',
  A$: 'AUD',
  AU$: 'AUD',
  HK$: 'HKD',
  NZ$: 'NZD',
  R$: 'BRL',
  NT$: 'TWD',
  S$: 'SGD',
  MX$: 'MXN',
  '€': 'EUR',
  '£': 'GBP',
  '₽': 'RUB',
  '₴': 'UAH',
  '₸': 'KZT',
  '₺': 'TRY',
  '₼': 'AZN',
  '₾': 'GEL',
  '֏': 'AMD',
  '¥': 'JPY',
  '₩': 'KRW',
  '₹': 'INR',
  '₦': 'NGN',
  '₱': 'PHP',
  '₫': 'VND',
  '฿': 'THB',
  '₪': 'ILS',
  '₵': 'GHS',
  'GH₵': 'GHS',
  'GH¢': 'GHS',
  GHC: 'GHS',
  Rp: 'IDR',
  RM: 'MYR',
  'S/': 'PEN',
  TSh: 'TZS',
  USh: 'UGX',
  N$: 'NAD',
  Z$: 'ZWL',
  J$: 'JMD',
  TT$: 'TTD',
  'B/.': 'PAB',
  Br: 'ETB',
  Le: 'SLE',
  CFA: 'XOF',
  FCFA: 'XOF',
  Tk: 'BDT',
  '৳': 'BDT',
  '₲': 'PYG',
  '₡': 'CRC',
  '៛': 'KHR',
  '₭': 'LAK',
  '₮': 'MNT',
  Q: 'GTQ',
  zł: 'PLN',
  Kč: 'CZK',
  CHF: 'CHF',
  Rs: 'INR',
  'Rs.': 'INR',
  KSh: 'KES',
  KShs: 'KES',
  TShs: 'TZS',
  UShs: 'UGX',
  Bds$: 'BBD',
  G$: 'GYD',
  EC$: 'XCD',
  NLe: 'SLE',
  Ksh: 'KES',
  KES: 'KES',
};
const names: [RegExp, string][] = [
  [/^(?:us |u\.s\. |american )?dollars?$/i, 'USD'],
  [/^canadian dollars?$/i, 'CAD'],
  [/^australian dollars?$/i, 'AUD'],
  [/^hong kong dollars?$/i, 'HKD'],
  [/^singapore dollars?$/i, 'SGD'],
  [/^euros?$/i, 'EUR'],
  [/^(?:british )?pounds?(?: sterling)?$/i, 'GBP'],
  [/^(?:kazakh(?:stani)? )?tenges?$/i, 'KZT'],
  [/^belarus(?:i)?an ro?ubles?$/i, 'BYN'],
  [/^(?:russian )?ro?ubles?$/i, 'RUB'],
  [/^(?:ukrainian )?hryvn(?:ia|ias|yas?|i)$/i, 'UAH'],
  [/^(?:azerbaijani )?manats?$/i, 'AZN'],
  [/^turkmen manats?$/i, 'TMT'],
  [/^(?:georgian )?laris?$/i, 'GEL'],
  [/^(?:armenian )?drams?$/i, 'AMD'],
  [/^(?:turkish )?liras?$/i, 'TRY'],
  [/^lebanese (?:pounds?|liras?)$/i, 'LBP'],
  [/^egyptian pounds?$/i, 'EGP'],
  [/^sudanese pounds?$/i, 'SDG'],
  [/^(?:kyrgyz(?:stani)? )?soms?$/i, 'KGS'],
  [/^(?:uzbek(?:istani)? )?(?:soums?|so['’‘]?ms?|sums?)$/i, 'UZS'],
  [/^(?:tajik(?:istani)? )?somonis?$/i, 'TJS'],
  [/^(?:polish )?(?:zlot(?:y|ys|ies)|złot(?:y|ych|e))$/i, 'PLN'],
  [/^(?:hungarian )?forints?$/i, 'HUF'],
  [/^(?:czech )?(?:crowns?|korunas?|koruny?)$/i, 'CZK'],
  [/^(?:romanian )?(?:lei|leu)$/i, 'RON'],
  [/^moldovan (?:lei|leu)$/i, 'MDL'],
  [/^(?:bulgarian )?(?:levs?|leva)$/i, 'BGN'],
  [/^(?:serbian )?dinars?$/i, 'RSD'],
  [/^algerian dinars?$/i, 'DZD'],
  [/^tunisian dinars?$/i, 'TND'],
  [/^kuwaiti dinars?$/i, 'KWD'],
  [/^iraqi dinars?$/i, 'IQD'],
  [/^jordanian dinars?$/i, 'JOD'],
  [/^(?:macedonian )?den(?:ars?|ari)$/i, 'MKD'],
  [/^(?:albanian )?leks?$/i, 'ALL'],
  [/^(?:bosnian )?(?:convertible )?marks?$/i, 'BAM'],
  [/^(?:croatian )?kunas?$/i, 'HRK'],
  [/^swiss francs?$/i, 'CHF'],
  [/^cfa francs?$/i, 'XOF'],
  [/^(?:japanese )?yen$/i, 'JPY'],
  [/^(?:chinese )?(?:yuan|renminbi)$/i, 'CNY'],
  [/^(?:south korean )?won$/i, 'KRW'],
  [/^(?:indian )?rupees?$/i, 'INR'],
  [/^pakistani rupees?$/i, 'PKR'],
  [/^sri lankan rupees?$/i, 'LKR'],
  [/^nepali rupees?$/i, 'NPR'],
  [/^(?:indonesian )?rupiahs?$/i, 'IDR'],
  [/^(?:malaysian )?ringgits?$/i, 'MYR'],
  [/^(?:philippine )?pesos?$/i, 'PHP'],
  [/^mexican pesos?$/i, 'MXN'],
  [/^argentine pesos?$/i, 'ARS'],
  [/^colombian pesos?$/i, 'COP'],
  [/^chilean pesos?$/i, 'CLP'],
  [/^(?:thai )?bahts?$/i, 'THB'],
  [/^(?:vietnamese )?dongs?$/i, 'VND'],
  [/^(?:bangladeshi )?takas?$/i, 'BDT'],
  [/^(?:myanmar )?kyats?$/i, 'MMK'],
  [/^(?:cambodian )?riels?$/i, 'KHR'],
  [/^(?:nigerian )?nairas?$/i, 'NGN'],
  [/^kenyan shillings?$/i, 'KES'],
  [/^ugandan shillings?$/i, 'UGX'],
  [/^tanzanian shillings?$/i, 'TZS'],
  [/^shillings?$/i, 'KES'],
  [/^(?:ethiopian )?birrs?$/i, 'ETB'],
  [/^(?:ghanaian )?cedis?$/i, 'GHS'],
  [/^(?:south african )?rands?$/i, 'ZAR'],
  [/^(?:zambian )?kwachas?$/i, 'ZMW'],
  [/^(?:moroccan )?dirhams?$/i, 'MAD'],
  [/^(?:emirati|uae) dirhams?$/i, 'AED'],
  [/^(?:brazilian )?(?:reais|real)$/i, 'BRL'],
  [/^(?:peruvian )?soles$/i, 'PEN'],
  [/^quetzal(?:es|s)?$/i, 'GTQ'],
  [/^c[oó]rdobas?$/i, 'NIO'],
  [/^lempiras?$/i, 'HNL'],
  [/^(?:venezuelan )?bol[ií]var(?:es|s)?$/i, 'VES'],
  [/^(?:israeli )?(?:new )?shekels?$/i, 'ILS'],
  [/^(?:iranian )?rials?$/i, 'IRR'],
  [/^(?:saudi )?riyals?$/i, 'SAR'],
  [/^(?:swedish )?kron(?:or|a)$/i, 'SEK'],
  [/^norwegian kron(?:er|e)$/i, 'NOK'],
  [/^danish kron(?:er|e)$/i, 'DKK'],
  [/^(?:mongolian )?(?:tugriks?|tögrögs?)$/i, 'MNT'],
  [/^afghanis?$/i, 'AFN'],
];
const iso = new Set(
  'USD EUR GBP RUB UAH KZT TRY AZN GEL AMD BYN KGS UZS TJS TMT PLN HUF CZK RON MDL BGN RSD MKD ALL BAM CHF JPY CNY KRW INR PKR LKR BDT IDR MYR PHP THB VND NGN KES UGX TZS ETB GHS ZAR MAD EGP ILS IRR SAR AED MXN BRL ARS COP CLP PEN CAD AUD NZD HKD SGD SEK NOK DKK XOF XAF TND DZD MWK ZMW NAD PGK BHD LYD UYU PYG BOB CRC DOP JMD TTD NPR MDL GTQ HNL NIO MMK IQD KWD JOD LBP QAR OMR SYP YER RWF BIF CDF GNF SLE GMD LRD SOS AFN MNT XPF'.split(
    ' ',
  ),
);
const scales: Record<string, number> = {
  hundred: 100,
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  m: 1e6,
  mn: 1e6,
  mln: 1e6,
  mio: 1e6,
  billion: 1e9,
  b: 1e9,
  bn: 1e9,
  bln: 1e9,
  trillion: 1e12,
  tn: 1e12,
  lakh: 1e5,
  crore: 1e7,
};
const words: Record<string, number> = {
  a: 1,
  an: 1,
  ...smallNumbers,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  hundred: 100,
  half: 0.5,
};

const number = "\\d{1,3}(?:[ ,.\\u00a0\\u202f’']\\d{3})+(?:\\.\\d+)?|\\d+(?:[.,]\\d+)?";
const scale = '(?:hundred|thousand|million|billion|trillion|lakh|crore|mln|mio|bln|mn|bn|tn|[kmb])';
const symbol =
  '(?:GH[₵¢]|GHC|FCFA|CFA|S/\\.?|B/\\.|[TUK]Shs?\\.?|Shs?\\.?|Rp|RM|Tk\\.?|NLe)|(?:Bds|EC|G|TT|J|Z|N|US|U\\.S\\.|CA|C|AU|A|HK|NZ|R|NT|S|MX)?\\$|[€£₽₴₸₺₼₾֏¥₩₹₦₱₫฿₪₵৳₲₡៛₭₮]|CHF|Rs\\.?|K[Ss]h|zł';
const before = new RegExp(
  `(?<![\\p{L}\\d])(?:(${symbol})|([A-Z]{3}|[KQ](?=\\d)))\\s?(${number})(?:[\\s-]?(${scale})\\b)?`,
  'gu',
);
const spelled = Object.keys(words)
  .filter((word) => word.length > 2)
  .join('|');
const after = new RegExp(
  `(?<![\\p{L}\\d.,])(${number}|(?:a|one)(?= (?:hundred|thousand|million|billion))|(?:half a(?= million))|${spelled})(?:[\\s-]?(${scale})\\b)?[\\s-]?(?:(€|£|₽|₴|₸|₺|zł|Kč)|\\s?([A-Z]{3})\\b|\\s?((?:(?:US|U\\.S\\.|American|Canadian|Australian|Hong Kong|Singapore|British|Kazakh(?:stani)?|Russian|Belarusian|Belarusan|Ukrainian|Azerbaijani|Turkmen|Georgian|Armenian|Turkish|Lebanese|Egyptian|Sudanese|Kyrgyz(?:stani)?|Uzbek|Tajik|Polish|Hungarian|Czech|Romanian|Moldovan|Bulgarian|Serbian|Algerian|Tunisian|Kuwaiti|Iraqi|Jordanian|Macedonian|Albanian|Bosnian|convertible|Croatian|Swiss|CFA|Japanese|Chinese|South Korean|Indian|Pakistani|Sri Lankan|Nepali|Indonesian|Malaysian|Philippine|Mexican|Argentine|Colombian|Chilean|Thai|Vietnamese|Nigerian|Kenyan|Ugandan|Tanzanian|Ethiopian|Ghanaian|South African|Moroccan|Emirati|Brazilian|Peruvian|Israeli|Iranian|Saudi|Swedish|Norwegian|Danish)\\s+)?[\\p{L}óíúłö‘’']+))`,
  'giu',
);
const possible = sieveOf([before, after]);
const approximate =
  /\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|some|over|more than|less than|at least|up to|an estimated|circa|close to|just under|just over|under|as much as)\s+(?:the equivalent of\s+)?$/i;

function amountOf(text: string): number {
  const lower = text.toLowerCase();
  if (lower in words) return words[lower]!;
  if (lower.startsWith('half a')) return 0.5;
  const compact = text.replace(/[\s\u00a0\u202f’']/g, '');
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(compact)) return Number(compact.replaceAll(',', ''));
  if (/^\d{1,3}(?:\.\d{3})+$/.test(compact)) return Number(compact.replaceAll('.', ''));
  return Number(compact.replace(',', '.'));
}

/** The currency of a unit that several countries have, by the country that the page is about. */
const local = (unit: string, country: string | null): string | undefined =>
  country ? localUnits[unit === 'K' ? unit : unit.toLowerCase().replace(/(?<!lei|leu)s$/, '')]?.[country] : undefined;

const known = new Map<string, string | undefined>();
/**
 * The currency that a word after a number means; undefined if it means none. The result is cached, because the same
 * words occur again.
 */
function unitOf(name: string): string | undefined {
  if (known.has(name)) return known.get(name);
  const code = names.find(([pattern]) => pattern.test(name))?.[1];
  if (known.size < 10_000) known.set(name, code);
  return code;
}

/** Amounts of money between `start` and `end`; `text` includes "around" and similar words of the source. */
export function findMoney(
  flat: string,
  start: number,
  end: number,
  country: string | null = null,
): (Money & { start: number; end: number })[] {
  const part = flat.slice(start, end);
  const found: (Money & { start: number; end: number })[] = [];
  const add = (at: number, length: number, amount: number, currency: string): void => {
    if (!Number.isFinite(amount) || found.some((other) => at < other.end - start && at + length > other.start - start))
      return;
    const lead = approximate.exec(part.slice(Math.max(0, at - 40), at));
    const from = lead ? at - lead[0].length : at;
    found.push({
      text: part.slice(from, at + length).trim(),
      amount,
      currency,
      about: lead !== null,
      start: start + from,
      end: start + at + length,
    });
  };
  const maybe = possible(part);
  for (const match of maybe[0] ? part.matchAll(before) : []) {
    const code = match[1]
      ? match[1].startsWith('Sh')
        ? local('shilling', country)
        : (symbols[match[1]] ?? symbols[match[1].replace('U.S.', 'US').replace('AU$', 'A$').replace(/\.$/, '')])
      : match[2] === 'K'
        ? local('K', country)
        : match[2] === 'Q'
          ? country === 'GT'
            ? 'GTQ'
            : undefined
          : match[2] && iso.has(match[2])
            ? match[2]
            : undefined;
    if (!code) continue;
    const unit = match[4] ? scales[match[4].toLowerCase()]! : 1;
    add(match.index, match[0].length, round(amountOf(match[3]!) * unit), code);
  }
  for (const match of maybe[1] ? part.matchAll(after) : []) {
    const unit = match[2] ? scales[match[2].toLowerCase()]! : 1;
    const name = match[5]?.trim();
    const code = match[3]
      ? symbols[match[3]]
      : match[4]
        ? iso.has(match[4])
          ? match[4]
          : undefined
        : name
          ? (local(name, country) ?? unitOf(name))
          : undefined;
    if (!code) continue;
    add(match.index, match[0].length, round(amountOf(match[1]!) * unit), code);
  }
  return found.sort((a, b) => a.start - b.start);
}

const round = (value: number): number => Math.round(value * 100) / 100;
