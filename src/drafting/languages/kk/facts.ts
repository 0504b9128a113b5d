import { sifted } from '../../../platform/text/sieve.ts';
import type { Day, FoundDate } from '../../facts/dates.ts';
import type { Span } from '../../reading/sentences.ts';
import type { EventType } from '../../schema.ts';
import {
  ago,
  clean,
  iso,
  lastDay,
  monthsBack,
  pad,
  addDays,
  resolveYear,
  week,
  weekdayBefore,
  type Tense,
} from '../calendar.ts';
import type { MoneyWords } from '../money.ts';

const months = [
  'қаңтар',
  'ақпан',
  'наурыз',
  'сәуір',
  'мамыр',
  'маусым',
  'шілде',
  'тамыз',
  'қыркүйек',
  'қазан',
  'қараша',
  'желтоқсан',
];
const monthWord = `(${months.join('|')})`;
const suffix =
  '(?:да|де|та|те|дан|ден|тан|тен|нан|нен|ға|ге|қа|ке|на|не|ның|нің|дың|дің|тың|тің|дағы|дегі|тағы|тегі|ында|інде|ының|інің|ына|іне|ынан|інен|ы|і|сы|сі)?';
const monthOf = (word: string): number => months.indexOf(word.toLowerCase()) + 1;
const weekdays = ['жексенбі', 'дүйсенбі', 'сейсенбі', 'сәрсенбі', 'бейсенбі', 'жұма', 'сенбі'];
const numbers: Record<string, number> = {
  бір: 1,
  екі: 2,
  үш: 3,
  төрт: 4,
  бес: 5,
  алты: 6,
  жеті: 7,
  сегіз: 8,
  тоғыз: 9,
  он: 10,
  жиырма: 20,
  отыз: 30,
  қырық: 40,
  елу: 50,
  алпыс: 60,
  жетпіс: 70,
  сексен: 80,
  тоқсан: 90,
  жүз: 100,
  жарты: 0.5,
};
const year = '((?:19|20)\\d{2})\\s*(?:-\\s*)?(?:жылғы|жылдың|жылы|жыл|ж\\.)';
const edge = '(?<![\\p{L}\\d])';
const close = '(?![\\p{L}\\d])';
const future =
  /(?:болады|өтеді|басталады|дейін|қаралады|жоспарлан\p{Ll}*|белгілен\p{Ll}*|тағайындал\p{Ll}*|тиіс|келесі|күтіледі)(?![\p{L}])/iu;

type Context = { page: Day | null; tense: Tense };
type Rule = { pattern: RegExp; exact?: true; read: (m: RegExpMatchArray, context: Context) => string | null };
const dayIn = (day: number, month: number, given: number | null, { page, tense }: Context): string | null => {
  const value = given ?? resolveYear(month, day, page, tense);
  if (month < 1 || day < 1 || day > lastDay(value ?? 2000, month)) return null;
  return value === null ? `XXXX-${pad(month)}-${pad(day)}` : iso({ year: value, month, day });
};
const yearOf = (given: string | undefined, word: string | undefined, page: Day | null): number | null =>
  given ? Number(given) : word && page ? page.year - (/^(?:былтыр|өткен)/i.test(word) ? 1 : 0) : null;
const rule = (pattern: string, read: Rule['read'], exact?: true): Rule => ({
  pattern: new RegExp(edge + pattern + close, 'giu'),
  read,
  ...(exact ? { exact } : {}),
});

const rules: Rule[] = [
  rule('(\\d{4})[-.](\\d{2})[-.](\\d{2})', (m) => clean(Number(m[1]), Number(m[2]), Number(m[3]))),
  rule('(\\d{1,2})[./](\\d{1,2})[./]((?:19|20)\\d{2})', (m) => clean(Number(m[3]), Number(m[2]), Number(m[1]))),
  rule(`(?:${year}\\s+)?(\\d{1,2})\\s*[–—-]\\s*(\\d{1,2})\\s+${monthWord}${suffix}`, (m, c) => {
    const [from, to] = [2, 3].map((at) => dayIn(Number(m[at]), monthOf(m[4]!), m[1] ? Number(m[1]) : null, c));
    return from && to ? `${from}/${to}` : null;
  }),
  rule(`(\\d{1,2})(?:\\s+|-)${monthWord},?\\s+((?:19|20)\\d{2})`, (m, c) =>
    dayIn(Number(m[1]), monthOf(m[2]!), Number(m[3]), c),
  ),
  rule(
    `(?:${year}\\s+|(биыл|былтыр|биылғы|былтырғы)\\s+)?(\\d{1,2})(?:\\s+|-)${monthWord}${suffix}(?:,?\\s+${year})?`,
    (m, c) => dayIn(Number(m[3]), monthOf(m[4]!), yearOf(m[1] ?? m[5], m[2], c.page), c),
  ),
  rule(
    `(?:${year}\\s+|(биыл|былтыр|биылғы|былтырғы|өткен жылғы|өткен жылдың|өткен жылы)\\s+)${monthWord}${suffix}`,
    (m, c) => {
      const value = yearOf(m[1], m[2], c.page);
      return value ? `${value}-${pad(monthOf(m[3]!))}` : null;
    },
  ),
  rule(
    `${monthWord}(?:да|де|та|те|дан|ден|тан|тен|нан|нен|ға|ге|қа|ке|ның|нің|дың|дің|тың|тің| айында| айы| айынан| айының)`,
    (m, c) => `${resolveYear(monthOf(m[1]!), null, c.page, c.tense) ?? 'XXXX'}-${pad(monthOf(m[1]!))}`,
  ),
  rule(year, (m) => m[1]!),
  rule(
    '(былтыр|былтырғы|өткен жылы|өткен жылғы|биыл|биылғы|келесі жылы)',
    (m, { page }) =>
      page && String(page.year + (/^(?:был|өт)/i.test(m[1]!) ? -1 : m[1]!.toLowerCase().startsWith('кел') ? 1 : 0)),
  ),
  rule(
    '(бүгін|кеше|ертең|алдыңғы күні)',
    (m, { page }) => page && iso(addDays(page, { бүгін: 0, кеше: -1, ертең: 1 }[m[1]!.toLowerCase()] ?? -2)),
    true,
  ),
  rule(
    `(өткен|келесі|осы)?\\s*(${weekdays.join('|')})(?:де|да|нің|ның|ден|дан|ге|ға)?(?:\\s+күні)?`,
    (m, { page, tense }) => {
      const day = weekdays.indexOf(m[2]!.toLowerCase());
      return page && iso(weekdayBefore(day, page, m[1]?.toLowerCase() === 'келесі' || (!m[1] && tense === 'future')));
    },
    true,
  ),
  rule('(өткен|осы|келесі)\\s+апта(?:да|ның|дан)?', (m, { page }) =>
    page && !page.coarse
      ? week(page, m[1]!.toLowerCase().startsWith('өт') ? -1 : m[1]!.toLowerCase().startsWith('кел') ? 1 : 0)
      : null,
  ),
  rule(
    '(өткен|осы|келесі)\\s+ай(?:да|дың|дан)?',
    (m, { page }) =>
      page &&
      monthsBack(page, m[1]!.toLowerCase().startsWith('өт') ? 1 : m[1]!.toLowerCase().startsWith('кел') ? -1 : 0),
  ),
  rule(
    `(\\d{1,3}|${Object.keys(numbers).join('|')})\\s+(күн|апта|ай|жыл)\\s+бұрын`,
    (m, { page }) =>
      page &&
      ago(
        numbers[m[1]!.toLowerCase()] ?? Number(m[1]),
        ({ күн: 'day', апта: 'week', ай: 'month', жыл: 'year' } as const)[m[2]!.toLowerCase() as 'күн'],
        page,
      ),
    true,
  ),
];

const possibleDates = sifted(rules, ({ pattern }) => pattern);

/** Dates of a Kazakh text between `start` and `end`, as EDTF. */
export function findDates(flat: string, start: number, end: number, page: Day | null): FoundDate[] {
  const text = flat.slice(start, end);
  const found: FoundDate[] = [];
  for (const { pattern, read, exact } of possibleDates(text)) {
    if (exact && page?.coarse) continue;
    for (const match of text.matchAll(pattern)) {
      const lead = match[0].length - match[0].trimStart().length;
      const [from, to] = [start + match.index + lead, start + match.index + match[0].length];
      if (found.some((other) => from < other.end && to > other.start)) continue;
      const tense: Tense = future.test(text.slice(match.index, match.index + match[0].length + 40)) ? 'future' : 'past';
      const edtf = read(match, { page, tense });
      if (edtf) found.push({ text: flat.slice(from, to), edtf, start: from, end: to });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

const unit = (words: string): RegExp => new RegExp(`^\\s?(?:${words})(?:\\p{Ll}{0,6})?(?![\\p{L}])`, 'iu');
const scale = (words: string): RegExp => new RegExp(`^\\s?(?:${words})\\.?(?![\\p{L}])`, 'iu');
export const moneyWords: MoneyWords = {
  numbers,
  scales: [
    [scale('мың'), 1e3],
    [scale('миллион|млн'), 1e6],
    [scale('миллиард|млрд'), 1e9],
  ],
  units: [
    [unit('теңге|тенге|тг'), 'KZT'],
    [unit('сом'), 'KGS'],
    [unit('рубл|сомони'), 'RUB'],
    [unit('доллар'), 'USD'],
    [unit('еуро|евро'), 'EUR'],
    [unit('злот'), 'PLN'],
    [unit('лира'), 'TRY'],
    [unit('юань'), 'CNY'],
    [unit('тугрик|төгрөг'), 'MNT'],
    [unit('гривн'), 'UAH'],
    [unit('сум'), 'UZS'],
    [unit('фунт'), 'GBP'],
  ],
  about: /(?:^|[^\p{L}])(?:шамамен|кемінде|жуық|дейін|артық)\s+$/iu,
};

const word = (text: string): RegExp => new RegExp(`(?<![\\p{L}])(?:${text})`, 'iu');
const patterns: readonly (readonly [EventType, RegExp])[] = [
  ['killing', word('өлтір|атып кет|қаза тап')],
  ['search', word('тінт')],
  ['seizure', word('тәркіле|алып қой|тартып ал|алып кет|алып кетт|мөрле')],
  ['questioning', word('жауап(?:қа|ты)? ал|жауапқа шақыр|тергеуге шақыр|сұраққа ал')],
  ['arrest', word('қама(?:уға ал|ққа ал|лды|ды|у)|тұтқында|үйқамақ|тәулікке қама')],
  ['detention', word('ұста(?:лды|ды|п|ған|лған)|қолға түс|бөлімге (?:алып|жеткіз)|бөлімшеге (?:алып|жеткіз)')],
  ['conviction', word('кінәлі деп (?:тан|тап)|сотта(?:лды|ды|лған)|бас бостандығынан|үкім шығар|жазаға кес')],
  ['acquittal', word('ақта(?:лды|ды)')],
  ['fine', word('айыппұл')],
  ['blocking', word('бұғатта|қолжетімділікті? шекте')],
  [
    'removal-order',
    word(
      '(?:материал|мақала|жазба|бейне|пост)\\p{L}* (?:\\p{L}+ ){0,3}(?:жою|өшір)|жоюды (?:талап|бұйыр|міндет|ұйғар)',
    ),
  ],
  ['retraction-order', word('теріске шығаруды жариял|жоққа шығаруды жариял')],
  ['lawsuit', word('сотқа (?:бер|шағым|жүгін)|талап арыз|талап қою')],
  ['investigation', word('іс қозға|қылмыстық іс|тергеу (?:бастал|жүр)|сотқа дейінгі тергеп')],
  ['hearing', word('отырыс|сот мәжілісі')],
  ['attack', word('шабуыл|соққы|ұрып|сабап|соқты|итеріп|төмпеште')],
  ['threat', word('қорқыт|қоқан|сес көрсет|бұл тек бастамасы')],
  ['harassment', word('қысым|қудала')],
  ['surveillance', word('аңды|тыңда|бақылауға ал')],
  [
    'denial-of-access',
    word(
      'кіргіз(?:бе|лме)|жібер(?:ме|ілме)|аккредитац\\p{L}* (?:бер(?:ме|ілме)|айыр|тоқтат|бас тарт)|рұқсат бер(?:ме|ілме)',
    ),
  ],
  ['licence-revoked', word('лицензия\\p{L}* (?:айыр|тоқтат|қайтар)|лицензиясыз қал')],
  [
    'closure',
    word(
      '(?:газет|сайт|арна|радио|басылым|редакция)\\p{L}* (?:\\p{L}+ ){0,2}жаб(?:ыл|ты)|тіркеу\\p{L}* (?:жою|тоқтат)|шығуын тоқтат',
    ),
  ],
  ['deportation', word('елден шығар|депортац|кіруге тыйым')],
  ['law-signed', word('заң\\p{L}* (?:\\p{L}+ ){0,2}(?:қол қой|қабылда)')],
  ['law-proposed', word('заң жоба|жобасы')],
  ['letter-sent', word('ашық хат|хат жолда|үндеу жариял')],
  ['statement', word('мәлімдеме (?:жаса|тарат|жариял)|мәлімдемесінде')],
  ['ruling', word('сот (?:\\p{L}+ ){0,4}(?:шешім|қаулы)|қаулы шығар')],
];

const possibleActs = sifted(patterns, ([, pattern]) => pattern);

/** The acts that a text reports, with the words that say so. */
export const actsIn = (text: string): (Span & { act: EventType; passive: boolean })[] =>
  possibleActs(text).flatMap(([act, pattern]) => {
    const match = pattern.exec(text);
    if (!match) return [];
    const end =
      match.index + match[0].length + (/^\p{L}*/u.exec(text.slice(match.index + match[0].length))?.[0].length ?? 0);
    return [
      {
        act,
        start: match.index,
        end,
        passive: /(?:ыл|іл|ал|ел|лын|лін)(?:ды|ді|ған|ген|ып|іп)$/u.test(text.slice(match.index, end)),
      },
    ];
  });

/** Whether a sentence has more than three words and ends in a finite verb, which shows that it reports something. */
export const reportsEvent = (text: string): boolean =>
  (text.match(/\p{L}+/gu) ?? []).length > 3 &&
  /(?:ды|ді|ты|ті|ған|ген|қан|кен|отыр|тұр|жоқ|бар)[.!?…»"]*$/u.test(text.trim());
