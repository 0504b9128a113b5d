import { sieveOf } from '../../platform/text/sieve.ts';
import { agencies, type Agency } from './agencies.ts';
import type { PageParts, Part } from './reading.ts';
import type { Span } from './similarity/words.ts';
import { dropEnd } from '../../platform/text/drop-end.ts';

/** How a page credits an agency. `based-on`: the page's text is based on the agency's, but not the same. */
export const creditForms = ['source-line', 'dateline', 'closing', 'byline', 'copyright', 'based-on'] as const;
export type CreditForm = (typeof creditForms)[number];

/**
 * An agency that a page credits. `at`: the position of the credit in the text; null if only the page's metadata has the
 * credit.
 */
export type Credit = { agency: string; how: CreditForm; at: Span | null };

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');

// The agencies by name. A name of one word counts only in its own spelling or in capitals ("AP", "Report"; not "ap",
// "report"). A name of several words counts in any case.
const byName = new Map<string, Agency>();
const single = (name: string): boolean => !/[\s-]/.test(name);
for (const agency of agencies)
  for (const name of agency.names) {
    byName.set(name, agency);
    byName.set(single(name) ? name.toUpperCase() : name.toLowerCase(), agency);
  }
const findAgency = (name: string): Agency | undefined => {
  const clean = dropEnd(name.replace(/\s+/g, ' ').replace(/^[«"“„'(/]+/u, ''), /[»"”“')/.,;:]/u).trim();
  return byName.get(clean) ?? (single(clean) ? undefined : byName.get(clean.toLowerCase()));
};

const names = agencies
  .flatMap((agency) => agency.names)
  .toSorted((a, b) => b.length - a.length)
  .map(escape)
  .join('|');
const possible = sieveOf([new RegExp(names, 'i')]);
const edge = '(?![\\p{L}\\p{N}])';
/** A pattern for the name of an agency. There may be a word like "agency" before it, and punctuation around it. */
const agency = `(?:(?:the|агентств[аоу]?|информагентств[ао]|ИА|МИА|agentura|agencja|agencija|agenția|agence|agencia|agenzia|агенција|news agency)\\s+)?[«"“„(/]?\\s*(${names})${edge}[»"”“)/]?`;
/** Several agencies in a row: "AFP, Reuters and AP". */
const list = `${agency}(?:\\s*(?:,|;|/|\\+|&|and|und|y|et|e|a|i|и|и|та|және|with)\\s*${agency})*`;

/** Words for "source" before a credit, in many languages. */
const sourceWords =
  'sources?|via|credit|from|источники?|джерел[оа]|крыніца|дереккөз[і]?|ақпарат көзі|булак|manba|mənbə|мәнбә|quellen?|fuentes?|font[ei]s?|fonti|źródł[oa]|zdroj[e]?|zdroje|izvori?|извори?|източници?|sursă|sursa|surse|forrás(?:ok)?|burimi|kaynak|πηγή|bron|kilde|källa|lähde|allikas|avots|šaltinis|المصدر|منبع|წყარო|աղբյուր';

type Rule = { how: CreditForm; pattern: RegExp; in: readonly Part[]; where: 'any' | 'start' | 'end' };
const everywhere: readonly Part[] = ['body', 'byline', 'furniture', 'head'];
const rules: readonly Rule[] = [
  {
    how: 'source-line',
    pattern: new RegExp(`^\\W*(?:${sourceWords})\\s*[:：–—-]\\s*(?<credit>${list})(?:[\\s,.|·–—-].{0,40})?$`, 'iu'),
    in: everywhere,
    where: 'any',
  },
  {
    how: 'based-on',
    pattern: new RegExp(
      `^\\W*(?<credit>(?:по\\s+материалам|по\\s+информации|за\\s+матеріалами|на\\s+основе\\s+материалов|with\\s+(?:additional\\s+)?(?:reporting|material|files|information|inputs?)\\s+(?:by|from)|(?:based|drawn)\\s+on\\s+(?:reports?|reporting|material)\\s+(?:by|from|of)|compiled\\s+from|mit\\s+(?:material|informationen)\\s+(?:von|der)|con\\s+información\\s+de|avec|(?:s|z)\\s+využitím)\\s+${list}).{0,80}$`,
      'iu',
    ),
    in: everywhere,
    where: 'any',
  },
  // ALMATY, April 2 (Reuters) — …   АЛМАТЫ, 2 апреля, Интерфакс — …   МОСКВА, 5 фев — РИА Новости. …
  {
    how: 'dateline',
    pattern: new RegExp(
      `^[\\p{Lu}][\\p{L}.’' /-]{1,40}(?:,\\s*[\\p{L}\\d .]{2,30})?\\s*\\(\\s*(?<credit>${agency})\\s*\\)\\s*(?:[-–—:]|$)`,
      'u',
    ),
    in: ['body', 'byline', 'furniture'],
    where: 'start',
  },
  {
    how: 'dateline',
    pattern: new RegExp(
      `^[\\p{Lu}][\\p{L}.’' -]{1,40}[.,]\\s*\\d{1,2}\\.?\\s+\\p{L}{3,12}\\.?(?:\\s+\\d{4}(?:\\s*г\\.?)?)?\\s*[.,–—/-]+\\s*(?<credit>${agency})\\s*[/.,:–—-]`,
      'u',
    ),
    in: ['body', 'byline', 'furniture'],
    where: 'start',
  },
  {
    how: 'byline',
    pattern: new RegExp(
      `^(?:(?:by|von|par|por|di|автор|текст)\\s*:?\\s+)?(?<credit>${agency})(?:\\s+(?:in|в)\\s+[\\p{Lu}][\\p{L} -]{1,30})?$`,
      'iu',
    ),
    in: ['byline', 'furniture', 'head'],
    where: 'any',
  },
  {
    how: 'byline',
    pattern: new RegExp(`^[Bb][Yy]\\s+[\\p{Lu}][\\p{L}.’' -]{2,60}[,|]\\s*(?<credit>${agency})$`, 'u'),
    in: ['byline', 'furniture', 'head', 'body'],
    where: 'any',
  },
  {
    how: 'copyright',
    pattern: new RegExp(
      `^(?:©|\\(c\\)|copyright)\\s*(?:copyright\\s*)?(?:\\d{4}\\s*)?(?<credit>${agency})(?:\\s*\\d{4})?(?:[.\\s].{0,120})?$`,
      'iu',
    ),
    in: everywhere,
    where: 'any',
  },
  // … reporters. — AP    … журналистов. /ТАСС/    … statement. (AFP)    — Reuters
  {
    how: 'closing',
    pattern: new RegExp(
      `(?:^|[.!?…»”"]\\s*)(?:[—–-]{1,2}\\s*(?<credit>${agency})|[(/\\[]\\s*(?<credit2>${agency})\\s*[)/\\]])\\s*[.]?$`,
      'u',
    ),
    in: ['body', 'byline', 'furniture'],
    where: 'end',
  },
];

/** Matches a line that credits only a photo. An outlet's own story may have a photo from an agency. */
const photo =
  /\b(?:photo|image|picture|foto|pic|video|getty|file)\b|фото|сурет|снимок|иллюстрац|\/(?:AFP|AP|REUTERS)$/iu;

/**
 * The maximum length, in characters, of a line that is searched as a whole. In a longer paragraph, only the beginning
 * and the end are searched.
 */
const maxLineLength = 160;

/**
 * The agencies that a page credits with its text. Each agency occurs once, with its most certain form of credit. Empty
 * for a page of an agency itself.
 */
export function creditsOf(text: string, reading: Pick<PageParts, 'blocks' | 'byline'>, url: string | null): Credit[] {
  const host = url && URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : '';
  const own = agencies.find((one) => one.hosts.some((name) => host === name || host.endsWith(`.${name}`)));
  if (own) return [];
  const body = reading.blocks.filter((block) => block.part === 'body');
  const [first, last] = [body[0], body.at(-1)];
  const found = new Map<string, Credit>();
  const add = (name: string, how: CreditForm, at: Span | null): void => {
    const known = findAgency(name);
    if (!known) return;
    const before = found.get(known.key);
    if (!before || creditForms.indexOf(how) < creditForms.indexOf(before.how))
      found.set(known.key, { agency: known.key, how, at });
  };
  for (const block of reading.blocks) {
    if (block.part === 'photo') continue;
    const whole = text.slice(block.start, block.end);
    if (possible(whole)[0] === 0) continue;
    const head = whole.slice(0, maxLineLength);
    const tailAt = Math.max(0, whole.length - maxLineLength);
    if (photo.test(whole.length <= maxLineLength ? whole : '')) continue;
    for (const rule of rules) {
      if (!rule.in.includes(block.part)) continue;
      if (rule.where === 'any' && whole.length > maxLineLength) continue;
      if (rule.where === 'start' && block.part === 'body' && block !== first) continue;
      if (rule.where === 'end' && block.part === 'body' && block !== last) continue;
      const [part, from] =
        rule.where === 'end' ? [whole.slice(tailAt), tailAt] : [rule.where === 'start' ? head : whole, 0];
      const match = rule.pattern.exec(part);
      const credit = match?.groups?.credit ?? match?.groups?.credit2;
      if (!match || credit === undefined) continue;
      const start = block.start + from + match.index;
      const at = { start, end: start + match[0].length };
      for (const [name] of credit.matchAll(new RegExp(`(?:${names})${edge}`, 'giu'))) add(name, rule.how, at);
    }
  }
  for (const name of reading.byline) if (findAgency(name)) add(name, 'byline', null);
  return [...found.values()];
}
