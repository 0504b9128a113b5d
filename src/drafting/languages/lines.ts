import { sifted } from '../../platform/text/sieve.ts';
import type { BoilerplateReason } from '../schema.ts';
import type { FoundDate } from '../facts/dates.ts';
import { findDates as kazakhDates } from './kk/facts.ts';
import { findDates as russianDates } from './ru/dates.ts';
import { firstPublished, isDay, without, type LineDate } from './line-date.ts';
import { isGiven, looksSurname } from './ru/names.ts';
import { fold } from './tokens.ts';

/** The dates in a line: by the Russian rules, or, if these find no full date, by the Kazakh rules. */
const findDates = (line: string): FoundDate[] => {
  const found = russianDates(line, 0, line.length, null, null);
  const full = (date: FoundDate): boolean => /^\d{4}-\d{2}-\d{2}$/.test(date.edtf);
  if (found.some(full)) return found;
  const kazakh = kazakhDates(line, 0, line.length, null);
  return found.some(({ edtf }) => isDay.test(edtf)) && !kazakh.some(full) ? found : kazakh;
};
const cyrillic = /[\u0400-\u04ff]/;

const aroundDate =
  /(?<![\p{L}])(?:опубликовано|обновлено|изменено|дата(?: публикации)?|публикация|размещено|добавлено|создано|время|новости?|статья|просмотров|просмотры|прочитали|раза?|обн|өзг|прочтений|комментари\p{L}*|алматы|астан[аы]|мск|утс|жарияланды|жарияланған|жаңартылды|күні|қаралды|қаралым|оқылды|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|жексенбі|года?|г|в|от|на|и|жылғы|жыл|ж|сағат|рубрика|время чтения|мин|чтения)(?![\p{L}])/giu;

/** The first full date of a text in Russian or Kazakh. */
export const cyrillicDate = (text: string): string | null =>
  cyrillic.test(text)
    ? (findDates(text.slice(0, 200)).find(({ edtf }) => /^\d{4}-\d{2}-\d{2}$/.test(edtf))?.edtf ?? null)
    : null;

/** The date of a line with only a date, and perhaps a time, a place or a number of views; else null. */
export function cyrillicLineDate(line: string): LineDate | null {
  if (line.length > 90 || !/\d/.test(line)) return null;
  if (!cyrillic.test(line) && !/^[\d\s.:,/|•·–—-]+$/.test(line)) return null;
  const found = findDates(line).filter(({ edtf }) => isDay.test(edtf));
  const date = firstPublished(line, found);
  if (!date) return null;
  const rest = without(line, found)
    .replace(/[«“"„][^»”"“]{2,40}[»”"“]|\([^()]*\)/gu, ' ')
    .replace(/\d{1,2}[:.]\d{2}(?::\d{2})?/g, ' ')
    .replace(/(?:автор|текст|записала?|мәтін|жазған)\s*:?\s+\p{Lu}[\p{L}-]*(?:\s+\p{Lu}[\p{L}-]*){0,2}/giu, ' ')
    .replace(aroundDate, ' ')
    .replace(/[\s\d,.:;|·•/()\-–—+№#]+/g, ' ')
    .trim();
  return rest.split(' ').length <= 3 && (rest === '' || /^\p{Lu}/u.test(rest)) ? date : null;
}

const role =
  /^(?:(?:автор(?:ы|ка)?(?: (?:статьи|текста|материала|фото|колонки))?|текст(?: и фото)?|материал(?: подготовил[аи]?)?|подготовил[аи]?|записал[аи]?|беседовал[аи]?|корреспондент(?:ка)?|специально для [^:—–-]{2,40}|мәтін(?:і)?|мәтінді жазған|авторы|дайындаған|жазған|әңгімелескен|тілші)(?!\p{L})\s*[:—–-]?\s*)/iu;
const word = "\\p{Lu}[\\p{L}\\p{M}'’.-]*";
const name = new RegExp(`^(?:${word})(?:\\s+(?:${word}|уулу|улы|ұлы|қызы|кызы|оглы)){1,3}$`, 'u');
const isPerson = (text: string): boolean => {
  if (!name.test(text)) return false;
  const words = text.split(/\s+/).map(fold);
  return words.some((each) => isGiven(each) || looksSurname(each)) || /^\p{Lu}\.\s?\p{Lu}/u.test(text);
};
const noName =
  /^(?:админ|admin|фото|сурет|видео|редакц\p{L}*|пресс-служб\p{L}*|редактор\p{L}*|корр\.?|соб\.?\s*инф\.?|агентств\p{L}*|баспасөз\p{L}*|новост\p{L}*|лент\p{L}*)/iu;

/** Whether a text names an office or agency, or labels a photo or video. */
export const isNotPerson = (text: string): boolean => noName.test(text);

/** Turns "Асель НУРПЕИСОВА" into "Асель Нурпеисова". */
export const titled = (text: string): string =>
  text.replace(
    /(?<![\p{L}])(\p{Lu})(\p{Lu}{2,})(?![\p{L}])/gu,
    (_, first: string, rest: string) => first + rest.toLowerCase(),
  );

const fullName = `${word}(?:\\s+${word}){1,2}`;
const within = new RegExp(
  `(?:[\\s(·|]|^)(?:[Аа]втор|[Тт]екст|[Зз]аписала?|[Пп]одготовила?|[Мм]әтін|[Жж]азған|[Дд]айындаған)\\s*:?\\s+(${fullName})(?=\\s|[).,;]|$)`,
  'u',
);
const before = new RegExp(`^(${fullName})\\s*\\((?:текст|автор|мәтін)[^)]{0,40}\\)$`, 'u');
const isNameLike = (text: string): boolean => name.test(text) && !noName.test(text);

/**
 * The names in a byline: "Автор: …" (author), "Текст: …" (text), or a name beside a date; empty if the line is not a
 * byline.
 */
export function cyrillicByline(whole: string): { role: string; name: string }[] {
  if (!cyrillic.test(whole)) return [];
  const line = whole.replace(
    /\s+(?:прочитал\p{L}*|просмотр\p{L}*|қарал\p{L}*|оқыл\p{L}*)\s*:?[\s\d]+(?:раза?|рет)?\s*$/iu,
    '',
  );
  if (!cyrillic.test(line) || line.length > 120) return [];
  const marked = role.exec(line);
  const rest = (marked ? line.slice(marked[0].length) : line).trim();
  if (marked && rest) {
    const names = titled(rest.replace(/^\(|\)$/g, ''))
      .replace(/[.,;|·•]\s*(?:фото|сурет|видео)\b.*$/iu, '')
      .replace(/,\s*(?:«[^»]*»|\p{Ll}[^,]*)$/u, '')
      .split(/\s*(?:,|;|\sи\s|\sжәне\s|&)\s*/u)
      .map((each) => each.replace(/[.\s]+$/, (end) => (/\p{Lu}\.$/u.test(each) ? end.trim() : '')).trim())
      .filter(Boolean);
    if (names.length && names.length <= 4 && names.every((each) => name.test(each) && !noName.test(each)))
      return names.map((each) => ({ role: 'by', name: each }));
    return [];
  }
  // An author in or before brackets: "9 апреля (записала Анна Ветрова)" (recorded by …), "Анна Ветрова (текст)" (text).
  const named = within.exec(line) ?? before.exec(line);
  if (named && line.length < 110 && isNameLike(titled(named[1]!))) return [{ role: 'by', name: titled(named[1]!) }];
  // One person beside a date: "21 апреля 2026, 14:05 · Просмотров: 1 318 · Асель НУРПЕИСОВА".
  if (line.length >= 90) return [];
  const parts = line
    .split(/\s*(?:[|·•,]|\s[–—-]\s|\d{1,2}[:.]\d{2}|\s{2,}|:\s[\d\s]+)\s*/u)
    .map((each) => titled(each.trim()));
  const people = parts.filter((each) => isPerson(each));
  const isDated = (): boolean =>
    /(?:час(?:а|ов)?|минут[аы]?|дн(?:я|ей)|день) назад|бұрын/iu.test(line) || findDates(line).length > 0;
  return people.length === 1 && isDated() ? [{ role: 'by', name: people[0]! }] : [];
}

/** The credit of a photo, "Фото: А. Б.", and where it begins in the line; null if the line has none. */
export function cyrillicCredit(line: string): { credit: string; at: number } | null {
  if (!cyrillic.test(line)) return null;
  const match =
    /(?:^|[\s(.|])(?:фото|сурет|сурет(?:ті)? түсірген|иллюстрация|видео|коллаж|снимок)(?:\s*\/\s*видео)?\s*[:©—–]\s*([^|\n]{2,80})$/iu.exec(
      line.trim(),
    );
  if (!match) return null;
  const credit = match[1]!.replace(/(?<!\p{Lu})[.\s)]+$/u, '').trim();
  return credit && credit.split(' ').length <= 9 ? { credit, at: match.index } : null;
}

const patterns: readonly (readonly [BoilerplateReason, RegExp])[] = [
  [
    'copyright',
    /^(?:©|\(c\)|\(с\))|все права защищены|барлық құқықтар? қорғалған|(?:использование|перепечатка|копирование|цитирование) (?:любых )?материалов|при (?:перепечатке|использовании|цитировании|копировании)[^.]{0,60}ссылк|любое использование|материалдарды (?:пайдалан|көшір)|сілтеме (?:міндетті|жаса)/iu,
  ],
  [
    'cookies',
    /(?:файлы|файлов|файлдарын?) cookie|cookie[ -]файл|(?:мы|сайт|біз) [^.]{0,30}(?:куки|cookie)|^(?:принять|согласен|хорошо|понятно|түсінікті|келісемін)[.!]?$/iu,
  ],
  [
    'newsletter',
    /^(?:подпи(?:шитесь|сывайтесь|саться|ска)(?!\p{L})|жазылыңыз|жазылу)[^.!?]{0,120}[.!]?$|подписывайтесь на (?:наш|нас)|(?:арнамызға|парақшамызға) жазыл/iu,
  ],
  [
    'appeal',
    /^(?:поддержите|поддержать|помочь|помогите|пожертвова|оформить пожертвование|қолдау көрсет|редакцияны қолда)[^.!?]{0,160}[.!]?$/iu,
  ],
  [
    'share',
    /^(?:поделиться|поделитесь|бөлісу|бөлісіңіз)(?!\p{L})[^.!?]{0,80}$|^(?:telegram|whatsapp|вк|вконтакте|одноклассники|ок|facebook|твиттер|инстаграм|телеграм)(?:[\s|·•,/]+(?:telegram|whatsapp|вк|вконтакте|одноклассники|ок|facebook|твиттер|инстаграм|телеграм|youtube))*$/iu,
  ],
  [
    'related',
    /^(?:читайте|читать|смотрите) (?:также|ещё|еще|далее|по теме)(?!\p{L}).{0,160}$|^(?:по теме|ранее|похожие (?:новости|материалы|записи)|другие новости|популярное|самое читаемое|ещё по теме|материалы по теме|свежие (?:новости|записи)|главное за день|(?:сондай-ақ|тағы да?) оқы\p{L}*|ұқсас жаңалықтар|тақырып бойынша|оқи отырыңыз|танымал)\s*(?::.{0,160})?$/iu,
  ],
  [
    'comments',
    /^(?:комментари(?:и|ев|й)|пікір(?:лер)?)(?!\p{L})[^.!?]{0,60}[.!]?$|^(?:оставить|написать|добавить) комментарий|комментарии (?:закрыты|отключены)|пікір қалдыру/iu,
  ],
  [
    'advertisement',
    /^(?:реклама|на правах рекламы|партн[её]рский материал|жарнама|продолжение (?:ниже|после рекламы).{0,40})$/iu,
  ],
  [
    'tags',
    /^(?:теги?|метки|рубрик[аи]|ключевые слова|темы|тегтер|белгілер|айдарлар?)\s*:\s*.{0,200}$|^(?:#[\p{L}\p{N}_-]+[\s,]*)+$/iu,
  ],
  [
    'navigation',
    /^(?:главная|новости|о нас|контакты|политика|экономика|общество|спорт|культура|басты бет|жаңалықтар|біз туралы|байланыс)(?:\s*[|/·•»>›—–-]|\s)[\p{L}\s|/·•»>›—–-]*$/iu,
  ],
  [
    'toolbar',
    /^(?:распечатать|версия для (?:печати|слабовидящих)|отправить (?:другу|по почте)|наверх|назад|меню|поиск|шрифт|закрыть|ещё|показать ещё|загрузить ещё|слушать|басып шығару|мәзір|іздеу|жоғары|жүктеу|просмотров|қаралды|қаралым)(?!\p{L})[^.!?]{0,40}$/iu,
  ],
  [
    'account',
    /^(?:войти|вход|регистрация|личный кабинет|кіру|тіркелу)[\s|/]*(?:войти|вход|регистрация|кіру|тіркелу)?$/iu,
  ],
  [
    'imprint',
    /^(?:учредитель|главный редактор|редактор сайта|издатель|адрес редакции|адрес|тел(?:ефон)?\.?|свидетельство о (?:постановке|регистрации)|св-во|регистрационн\p{L}+|пресс-служба|құрылтайшы|бас редактор|мекенжай|куәлік)\s*[:№].{0,220}$|^свидетельство о /iu,
  ],
  ['caption', /^(?:на (?:фото|снимке)|суретте)\s*[:—–].{0,200}$/iu],
  [
    'footer',
    /^ошибка в тексте\?|нашли (?:ошибку|опечатку)|выделите (?:её|ее|фрагмент)|мнение (?:автора|редакции) (?:может )?не совпада|редакция не несёт ответственности|сайт обновл/iu,
  ],
];

const possible = sifted(patterns, ([, pattern]) => pattern);

/** The reason why a line is not part of an article, by its Russian or Kazakh words; null if it may be part of one. */
export function cyrillicBoilerplate(line: string): BoilerplateReason | null {
  if (line.length > 300) return null;
  for (const [reason, pattern] of possible(line)) {
    if (!pattern.test(line)) continue;
    if (line.length > 160 && !['copyright', 'footer', 'imprint', 'cookies'].includes(reason)) continue;
    return reason;
  }
  return null;
}

/** Whether a line in Cyrillic letters is a sentence. */
export const cyrillicSentence = (line: string): boolean =>
  cyrillic.test(line) &&
  /[.!?…]["»”“’)]*$/.test(line) &&
  line.trim().split(/\s+/).length >= 4 &&
  /^[«„“"(—–-]?\s*[\p{Lu}\d]/u.test(line);
