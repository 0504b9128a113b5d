import { sifted } from '../../../platform/text/sieve.ts';
import type { Day, FoundDate } from '../../facts/dates.ts';
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

const months = [
  'январ',
  'феврал',
  'март',
  'апрел',
  'ма[йяею]',
  'июн',
  'июл',
  'август',
  'сентябр',
  'октябр',
  'ноябр',
  'декабр',
];
const monthWord =
  '(январ[ьяюе]|феврал[ьяюе]|март[аеу]?|апрел[ьяюе]|ма[йяею]|июн[ьяюе]|июл[ьяюе]|август[аеу]?|сентябр[ьяюе]|октябр[ьяюе]|ноябр[ьяюе]|декабр[ьяюе]|янв|фев|мар|апр|июн|июл|авг|сент?|окт|нояб?|дек)\\.?';
const monthOf = (word: string): number => {
  const lower = word.toLowerCase();
  const full = months.findIndex((stem) => new RegExp(`^${stem}`).test(lower));
  return (
    (full >= 0
      ? full
      : ['янв', 'фев', 'мар', 'апр', 'май', 'июн', 'июл', 'авг', 'сен', 'окт', 'ноя', 'дек'].findIndex((short) =>
          lower.startsWith(short),
        )) + 1
  );
};
const weekdays = ['воскресень', 'понедельник', 'вторник', 'сред', 'четверг', 'пятниц', 'суббот'];
const ordinals: Record<string, number> = {
  перв: 1,
  втор: 2,
  трет: 3,
  четверт: 4,
  пят: 5,
  шест: 6,
  седьм: 7,
  восьм: 8,
  девят: 9,
  десят: 10,
  одиннадцат: 11,
  двенадцат: 12,
  тринадцат: 13,
  четырнадцат: 14,
  пятнадцат: 15,
  шестнадцат: 16,
  семнадцат: 17,
  восемнадцат: 18,
  девятнадцат: 19,
  двадцат: 20,
  тридцат: 30,
};
const counts: Record<string, number> = {
  один: 1,
  одну: 1,
  два: 2,
  две: 2,
  три: 3,
  четыре: 4,
  пять: 5,
  шесть: 6,
  семь: 7,
  восемь: 8,
  девять: 9,
  десять: 10,
  двух: 2,
  трех: 3,
};
const year =
  '((?:19|20)\\d{2})(?:-(?:м|го|й|е|му|ом))?(?:\\s*(?:годами|года|году|годом|год|гг\\.|г\\.|г(?![\\p{L}])))?';
const yearWord = '(прошлого|этого|нынешнего|позапрошлого|следующего|текущего)\\s+года|т\\.\\s?г\\.';
const future =
  /(?:^|[^\p{L}])(?:будет|будут|состоится|состоятся|назначен\p{Ll}*|до|к|начнется|начнутся|пройдет|пройдут|вступит|вступают|истекает|планиру\p{Ll}*|заседание назначено|не позднее|ближайш\p{Ll}*|рассмотрят|рассмотрит|перенес\p{Ll}* на|отложен\p{Ll}* (?:на|до))(?![\p{L}])/iu;

const yearOf = (given: string | undefined, word: string | undefined, page: Day | null): number | null => {
  if (given) return Number(given);
  if (!word || !page) return null;
  const lower = word.toLowerCase();
  return (
    page.year -
    (lower.startsWith('позапрошл') ? 2 : lower.startsWith('прошл') ? 1 : lower.startsWith('следующ') ? -1 : 0)
  );
};

type Context = { page: Day | null; tense: Tense; anchor: Day | null };
type Rule = { pattern: RegExp; read: (m: RegExpMatchArray, context: Context) => string | null; exact?: true };

const dayIn = (day: number, month: number, given: number | null, { page, tense }: Context): string | null => {
  const value = given ?? resolveYear(month, day, page, tense);
  if (month < 1 || day < 1 || day > lastDay(value ?? 2000, month)) return null;
  return value === null ? `XXXX-${pad(month)}-${pad(day)}` : iso({ year: value, month, day });
};
const monthIn = (month: number, given: number | null, { page, tense }: Context): string => {
  const value = given ?? resolveYear(month, null, page, tense);
  return `${value ?? 'XXXX'}-${pad(month)}`;
};
const pair = (from: string | null, to: string | null): string | null => (from && to ? `${from}/${to}` : null);
/** Two days of one month: "с 3 по 5 мая" (from 3 to 5 May). */
const daysOfMonth: Rule['read'] = (m, c) =>
  pair(
    dayIn(Number(m[1]), monthOf(m[3]!), yearOf(m[4], m[5], c.page), c),
    dayIn(Number(m[2]), monthOf(m[3]!), yearOf(m[4], m[5], c.page), c),
  );
const flags = 'giu';
const edge = '(?<![\\p{L}\\d])';
const close = '(?![\\p{L}\\d])';

const rules: Rule[] = [
  {
    pattern: new RegExp(`${edge}(\\d{4})[-.](\\d{2})[-.](\\d{2})${close}`, flags),
    read: (m) => clean(Number(m[1]), Number(m[2]), Number(m[3])),
  },
  {
    pattern: new RegExp(`${edge}(\\d{1,2})[./](\\d{1,2})[./]((?:19|20)?\\d{2})${close}`, flags),
    read: (m) => clean(Number(m[3]!.length === 2 ? `20${m[3]}` : m[3]), Number(m[2]), Number(m[1])),
  },
  {
    pattern: new RegExp(
      `${edge}(?:с|со|между)\\s+(\\d{1,2})\\s+(?:по|до|и)\\s+(\\d{1,2})\\s+${monthWord}(?:\\s+(?:${year}|(${yearWord})))?${close}`,
      flags,
    ),
    read: daysOfMonth,
  },
  {
    pattern: new RegExp(
      `${edge}(\\d{1,2})\\s*[–—-]\\s*(\\d{1,2})\\s+${monthWord}(?:\\s+(?:${year}|(${yearWord})))?${close}`,
      flags,
    ),
    read: daysOfMonth,
  },
  {
    pattern: new RegExp(
      `${edge}(?:с|со)\\s+(\\d{1,2})\\s+${monthWord}\\s+по\\s+(\\d{1,2})\\s+${monthWord}(?:\\s+(?:${year}|(${yearWord})))?${close}`,
      flags,
    ),
    read: (m, c) =>
      pair(
        dayIn(Number(m[1]), monthOf(m[2]!), yearOf(m[5], m[6], c.page), c),
        dayIn(Number(m[3]), monthOf(m[4]!), yearOf(m[5], m[6], c.page), c),
      ),
  },
  {
    pattern: new RegExp(
      `${edge}(?:с|со)\\s+${monthWord}(?:\\s+${year})?\\s+по\\s+${monthWord}(?:\\s+(?:${year}|(${yearWord})))?${close}`,
      flags,
    ),
    read: (m, c) => {
      const to = yearOf(m[4], m[5], c.page) ?? resolveYear(monthOf(m[3]!), null, c.page, 'past');
      const from = m[2] ? Number(m[2]) : to;
      return to && from ? `${from}-${pad(monthOf(m[1]!))}/${to}-${pad(monthOf(m[3]!))}` : null;
    },
  },
  {
    pattern: new RegExp(
      `${edge}с\\s+((?:19|20)\\d{2})\\s+(?:года\\s+)?по\\s+((?:19|20)\\d{2})(?:\\s+год\\p{Ll}*)?${close}`,
      flags,
    ),
    read: (m) => `${m[1]}/${m[2]}`,
  },
  {
    pattern: new RegExp(
      `${edge}(\\d{1,2})(?:-го|-е)?\\s+${monthWord}(?:\\s+(?:${year}|(${yearWord})))?${close}`,
      flags,
    ),
    read: (m, c) => dayIn(Number(m[1]), monthOf(m[2]!), yearOf(m[3], m[4], c.page), c),
  },
  {
    pattern: new RegExp(
      `${edge}((?:двадцать\\s+|тридцать\\s+)?)(${Object.keys(ordinals).join('|')})(?:ым|ое|ого|ому|ье|ьего|ьим)\\s+${monthWord}(?:\\s+(?:${year}|(${yearWord})))?${close}`,
      flags,
    ),
    read: (m, c) =>
      dayIn(
        (m[1]!.toLowerCase().startsWith('двад') ? 20 : m[1]!.toLowerCase().startsWith('трид') ? 30 : 0) +
          ordinals[m[2]!.toLowerCase()]!,
        monthOf(m[3]!),
        yearOf(m[4], m[5], c.page),
        c,
      ),
  },
  {
    pattern: new RegExp(
      `${edge}(начал[еоау]|конц[еау]|конец|середин[еаыу])\\s+${monthWord}(?:\\s+(?:${year}|(${yearWord})))?${close}`,
      flags,
    ),
    read: (m, c) => {
      const month = monthOf(m[2]!);
      const value = yearOf(m[3], m[4], c.page) ?? resolveYear(month, null, c.page, c.tense);
      return value ? `${value}-${pad(month)}` : `XXXX-${pad(month)}`;
    },
  },
  {
    pattern: new RegExp(
      `${edge}(?:в|во|с|со|до|к|на|по|за|от|весь|после|конец|июле|март|летом)?\\s*${monthWord}(?:\\s+(?:${year}|(${yearWord}))|(?=\\s+\\d{4}-го))${close}`,
      flags,
    ),
    read: (m, c) => monthIn(monthOf(m[1]!), yearOf(m[2], m[3], c.page), c),
  },
  {
    pattern: new RegExp(`(?<=${edge}(?:в|с|со|до|к|на|по|за|от|ещ[её] в|уже в|после)\\s)${monthWord}${close}`, flags),
    read: (m, c) => monthIn(monthOf(m[1]!), null, c),
  },
  {
    pattern: new RegExp(
      `${edge}(весн|лет|осен|зим)(?:ой|ом|ью|а|ы|у|и|о|е|ь)\\s+(?:${year}|(${yearWord}))${close}`,
      flags,
    ),
    read: (m, c) => {
      const value = yearOf(m[2], m[3], c.page);
      return value ? `${value}-${{ весн: 21, лет: 22, осен: 23, зим: 24 }[m[1]!.toLowerCase()]}` : null;
    },
  },
  {
    pattern: new RegExp(`${edge}(?:около|примерно в|приблизительно в)\\s+${year}${close}`, flags),
    read: (m) => `${m[1]}~`,
  },
  {
    pattern: new RegExp(
      `(?<=${edge}(?:в|с|до|к|от|за|после|начала|конца|конце|начале|на)\\s)${year}${close}(?!\\s*(?:тенге|руб|сом|долл|евро|грн|тг|человек|экз))`,
      flags,
    ),
    read: (m) => m[1]!,
  },
  {
    pattern: new RegExp(
      `${edge}((?:19|20)\\d{2})(?:-(?:м|го|й|е))?\\s+(?:году|года|год|годом|г\\.)${close.replace('\\d', '')}`,
      flags,
    ),
    read: (m) => m[1]!,
  },
  {
    pattern: new RegExp(
      `${edge}(прошлый|прошлом|прошлого|этот|этом|этого|следующем|следующего|позапрошлом)\\s+(?:год|году|года)${close}`,
      flags,
    ),
    read: (m, c) => (c.page ? String(yearOf(undefined, m[1]!.toLowerCase().replace(/^эт.*/, 'этого'), c.page)) : null),
  },
  {
    exact: true,
    pattern: new RegExp(
      `${edge}(сегодня|вчера|позавчера|завтра|послезавтра|накануне)(?:\\s+(?:утром|дн[её]м|вечером|ночью))?${close}`,
      flags,
    ),
    read: (m, { page, anchor }) => {
      const move: Record<string, number> = {
        сегодня: 0,
        вчера: -1,
        позавчера: -2,
        завтра: 1,
        послезавтра: 2,
        накануне: -1,
      };
      const word = m[1]!.toLowerCase();
      const from = word === 'накануне' ? (page ?? anchor) : page;
      return from && iso(addDays(from, move[word]!));
    },
  },
  {
    exact: true,
    pattern: new RegExp(
      `${edge}(?:(прошл\\p{Ll}+|следующ\\p{Ll}+|ближайш\\p{Ll}+|минувш\\p{Ll}+)\\s+)?(воскресень[ея]|понедельник[ау]?|вторник[ау]?|сред[ауые]|четверг[ау]?|пятниц[ауые]|суббот[ауые])${close}`,
      flags,
    ),
    read: (m, { page, tense }) => {
      const day = weekdays.findIndex((stem) => m[2]!.toLowerCase().startsWith(stem));
      if (!page) return null;
      const ahead = /^(?:следующ|ближайш)/i.test(m[1] ?? '') || (!m[1] && tense === 'future');
      return iso(weekdayBefore(day, page, ahead));
    },
  },
  {
    pattern: new RegExp(`${edge}(прошлой|прошлую|минувшей|этой|следующей|нынешней)\\s+недел[еиюя]${close}`, flags),
    read: (m, { page }) =>
      page && !page.coarse
        ? week(page, /^(?:прош|мин)/i.test(m[1]!) ? -1 : m[1]!.toLowerCase().startsWith('след') ? 1 : 0)
        : null,
  },
  {
    pattern: new RegExp(`${edge}(прошлом|прошлого|минувшем|этом|этого|следующем)\\s+месяц[еау]${close}`, flags),
    read: (m, { page }) =>
      page && monthsBack(page, /^(?:прош|мин)/i.test(m[1]!) ? 1 : m[1]!.toLowerCase().startsWith('след') ? -1 : 0),
  },
  {
    exact: true,
    pattern: new RegExp(
      `${edge}(?:(\\d{1,3}|${Object.keys(counts).join('|')})\\s+)?(день|дня|дней|неделю|недели|недель|месяц|месяца|месяцев|год|года|лет)\\s+назад${close}`,
      flags,
    ),
    read: (m, { page }) =>
      page &&
      ago(
        m[1] ? (counts[m[1].toLowerCase()] ?? Number(m[1])) : 1,
        m[2]!.toLowerCase().startsWith('д')
          ? 'day'
          : m[2]!.toLowerCase().startsWith('нед')
            ? 'week'
            : m[2]!.toLowerCase().startsWith('мес')
              ? 'month'
              : 'year',
        page,
      ),
  },
  {
    pattern: new RegExp(`${edge}(?:до\\s+)?конца\\s+года${close}`, flags),
    read: (_, { page }) => page && `${page.year}-12-31`,
  },
  {
    exact: true,
    pattern: new RegExp(`${edge}(?:в тот же|в этот же|на следующий|на другой)\\s+день${close}`, flags),
    read: (m, { anchor }) => anchor && iso(addDays(anchor, /следующий|другой/i.test(m[0]) ? 1 : 0)),
  },
];

const possible = sifted(rules, ({ pattern }) => pattern);

/** Dates of a Russian text between `start` and `end`, as EDTF. */
export function findDates(flat: string, start: number, end: number, page: Day | null, anchor: Day | null): FoundDate[] {
  const text = flat.slice(start, end);
  const found: FoundDate[] = [];
  for (const { pattern, read, exact } of possible(text)) {
    if (exact && page?.coarse) continue;
    for (const match of text.matchAll(pattern)) {
      const lead = match[0].length - match[0].trimStart().length;
      const from = start + match.index + lead;
      const to = start + match.index + match[0].length;
      if (found.some((other) => from < other.end && to > other.start)) continue;
      const before = text.slice(Math.max(0, match.index - 60), match.index).replace(/^.*[.;!?]/s, '');
      const tense: Tense = future.test(`${before} ${/^(?:до|к)\s/i.test(match[0]) ? 'до' : ''}`) ? 'future' : 'past';
      const edtf = read(match, { page, tense, anchor });
      if (edtf) found.push({ text: flat.slice(from, to), edtf, start: from, end: to });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
