import type { Block, Extracted } from '../../evidence/extract/extract.ts';
import type { ArticleReading } from '../article.ts';
import { dayOf, pageDay, type Day, type FoundDate } from '../facts/dates.ts';
import type { Role } from '../page/block-role.ts';
import { flatten } from '../reading/flatten.ts';
import type { Span } from '../reading/sentences.ts';
import type { DraftFields } from '../schema.ts';
import { cyrillicLanguage } from './language.ts';
import { claimsOf, type Language, type ReadSentence } from './claims.ts';
import { actsIn as kazakhActs, findDates as kazakhDates, moneyWords as kazakhMoney, reportsEvent } from './kk/facts.ts';
import { readKazakh } from './kk/read.ts';
import { actsIn, reportedActsIn } from './ru/acts.ts';
import { findDates } from './ru/dates.ts';
import { looksFinite } from './ru/lexicon.ts';
import { moneyWords } from './ru/money.ts';
import { countryAt } from './ru/names.ts';
import { readRussian } from './ru/read.ts';
import { findMoney } from './money.ts';
import { incidentsOf, type Traces } from './incidents.ts';

const russian: Language = {
  dates: findDates,
  money: (flat, start, end, country) => findMoney(flat, start, end, country, moneyWords),
  acts: actsIn,
  reportedActs: reportedActsIn,
  reportsEvent: (text) => {
    const words =
      text
        .toLowerCase()
        .replaceAll('ё', 'е')
        .match(/\p{L}+/gu) ?? [];
    return (
      (words.length > 3 && words.some((word) => looksFinite(word) || /(?:ан|ен|ят|ыт|ут)[аоы]?$/.test(word))) ||
      (words.length > 2 && reportedActsIn(text).length > 0)
    );
  },
};

const kazakh: Language = {
  dates: kazakhDates,
  money: (flat, start, end, country) => findMoney(flat, start, end, country, kazakhMoney),
  acts: kazakhActs,
  reportsEvent,
};

/** The maximum number of characters of the body that are read for claims. Articles are shorter. */
const readLimit = 200_000;

export type LanguageOfBlock = (block: Block, index: number) => 'ru' | 'kk' | null;

/** Reads the Russian and Kazakh paragraphs of a page, sentence by sentence. */
export function readInflected(
  page: Extracted,
  roles: readonly Role[],
  fields: DraftFields,
  languageOf: LanguageOfBlock | null,
): (ReadSentence & { language: Language })[] {
  const flat = flatten(page.text);
  const names: Span[] = page.blocks.filter((_, index) =>
    ['body', 'heading', 'title', 'standfirst'].includes(roles[index]!.kind),
  );
  const outlets = [fields.publisher, fields.agency].filter((name) => name !== null);
  const of = (language: string): Block[] => {
    let read = 0;
    return page.blocks.filter(
      (block, index) =>
        roles[index]!.kind === 'body' &&
        (read += block.end - block.start) <= readLimit &&
        (languageOf ? languageOf(block, index) : cyrillicLanguage(page.text.slice(block.start, block.end))) ===
          language,
    );
  };
  const [inRussian, inKazakh] = [of('ru'), of('kk')];
  return [
    ...(inRussian.length
      ? readRussian(flat, inRussian, names, outlets)
          .flat()
          .map((read) => ({ language: russian, ...read }))
      : []),
    ...(inKazakh.length
      ? readKazakh(flat, inKazakh, names, outlets).map((read) => ({ language: kazakh, ...read }))
      : []),
  ].sort((a, b) => a.span.start - b.span.start);
}

/** Words for journalists and outlets. */
const media =
  /(?<!\p{L})(?:журналист|репорт[её]р|редак|газет|издани|телеканал|радио|портал|сайт|сми(?!\p{L})|блогер|корреспондент|оператор|фотограф|ведущ|медиа|телеграм-канал|тілші|басылым|арна|баспа|бақ(?!\p{L}))/iu;

/** Reads the claims and incidents of a page's Russian and Kazakh paragraphs. */
export function readCyrillic(
  page: Extracted,
  roles: readonly Role[],
  fields: DraftFields,
  capturedAt: string | null,
  languageOf: LanguageOfBlock,
): Pick<ArticleReading, 'claims' | 'incidents'> {
  const day = pageDay(fields.published) ?? dayOf(capturedAt);
  const flat = flatten(page.text);
  const country = countryAt(flat);
  const traces: Traces[] = [];
  let anchor: Day | null = null;
  for (const sentence of readInflected(page, roles, fields, languageOf)) {
    const { language } = sentence;
    traces.push(
      ...claimsOf(sentence, { text: page.text, flat, day, anchor, country: country?.code ?? null, fields, language }),
    );
    const dates: FoundDate[] = language.dates(flat, sentence.span.start, sentence.span.end, day, anchor);
    anchor = dayOf(dates.findLast((date) => /^\d{4}-\d{2}-\d{2}$/.test(date.edtf))?.edtf) ?? anchor;
  }
  const claims = traces.map(({ claim }) => claim);
  // A page that does not mention the media has no incidents.
  const own = page.blocks.filter((_, index) => ['body', 'title', 'standfirst'].includes(roles[index]!.kind));
  const ofMedia = own.some(({ start, end }) => media.test(flat.slice(start, end)));
  return { claims, incidents: ofMedia ? incidentsOf(traces, country, fields.published) : [] };
}
