import type { Mode } from '../../record/tables.ts';
import { speakingPage } from '../../record/views/claims.ts';
import type { CitedClaim } from '../claims/cited-claim.ts';
import { writings } from './words.ts';
import { isPlural as isPluralInRussian, writings as russianWritings } from './words-ru.ts';
import type { DraftLanguage, Voice } from './voices.ts';

/** A claim with what is needed to draft sentences from it. */
export type CompilableClaim = {
  ref: string;
  wording: string;
  kind: 'quotation' | 'paraphrase';
  mode: Mode;
  language: string;
  /** The speakers, the first one first; if no one is named, the page. */
  voices: Voice[];
  /** The publisher of the page on which the words were found; null if the publisher is one of `voices`. */
  page: Voice | null;
  /** The claim's statements: subject, property, value. */
  statements: { subject: number; property: string; value: unknown }[];
  caseNumber: number | null;
  /** The day on which the claim was said (YYYY-MM-DD), if known. */
  saidOn: string | null;
};

const personKnown = { en: 'a person known to the desk', ru: 'известный редакции человек' };
const somebody = { en: 'somebody', ru: 'неназванный источник' };
const pluralWords = /(?:s|people|police|media|journalists)$/iu;

/**
 * How the draft names a page if the claim is in the page's own words. Such a page is named by its kind, such as letter
 * or post: first "an open letter", later "the letter".
 */
const documentWords = (
  sort: string | null,
  asWritten: string | null,
  title: string,
  language: DraftLanguage,
): string => {
  // In Russian, a page is named by where the words are. Its title is left out: it would need another case or quotation
  // marks.
  if (language === 'ru')
    return sort === 'letter' ? 'в открытом письме' : sort === 'post' ? 'в публикации' : 'в материале';
  if (sort === 'letter') return 'an open letter';
  if (sort === 'post') return 'a post';
  return asWritten ?? title;
};

/** The name of an actor in a draft: if there is one, a name in the letters of the language. */
const nameFor = (names: readonly string[], title: string, language: DraftLanguage): string =>
  (language === 'ru' ? names.find((name) => /\p{Script=Cyrillic}/u.test(name)) : undefined) ?? names[0] ?? title;

export function toCompilable({ ref, desk, speakers }: CitedClaim, language: DraftLanguage = 'en'): CompilableClaim {
  const plural = language === 'ru' ? isPluralInRussian : isPlural;
  const voices = desk.chain.map((link, index): Voice => {
    const speaker = speakers[index]!;
    const page = speakingPage(desk, link);
    const actor = link.speaker ?? (link.pagesOwn ? desk.publisher : null);
    const common = {
      verb: link.verb,
      own: link.pagesOwn,
      writing: writingOf(link.source, link.speaker?.sort ?? null, language),
    };
    if (speaker.hidden)
      return {
        ...common,
        key: `hidden ${ref} ${index}`,
        name: personKnown[language],
        short: null,
        kind: null,
        plural: false,
        writing: null,
      };
    if (actor) {
      const name = nameFor(speaker.names, actor.title, language);
      return {
        ...common,
        key: actor.ref ?? `actor ${actor.id}`,
        name,
        short: speaker.names.find((one) => /^[A-Z][A-Z/.&-]{1,9}$/u.test(one)) ?? null,
        kind: actor.sort,
        plural: actor.sort !== 'person' && plural(name),
      };
    }
    if (page)
      return {
        ...common,
        key: page.ref ?? `source ${page.id}`,
        name: documentWords(page.sort, link.asWritten, page.title, language),
        short: null,
        kind: 'page',
        plural: false,
        writing: null,
      };
    const words = link.asWritten ?? somebody[language];
    return {
      ...common,
      key: `words ${words.toLowerCase()}`,
      name: words,
      short: null,
      kind: null,
      plural: plural(words),
    };
  });
  const publisher = desk.publisher && !desk.publisher.hidden ? desk.publisher : null;
  const page: Voice | null =
    publisher && !voices.some((voice) => voice.key === publisher.ref)
      ? {
          key: publisher.ref ?? `actor ${publisher.id}`,
          name: publisher.title,
          short: null,
          kind: publisher.sort,
          plural: false,
          verb: null,
          writing: null,
          own: true,
        }
      : null;
  return {
    ref,
    wording: desk.wording,
    kind: desk.kind,
    mode: desk.mode,
    language: desk.language,
    voices: voices.length ? voices : page ? [page] : [],
    page: voices.length ? page : null,
    statements: desk.statements.map((one) => ({
      subject: one.subject.id,
      property: one.property,
      value: one.value.value,
    })),
    caseNumber: desk.case?.number ?? null,
    saidOn: desk.published && /^\d{4}-\d{2}-\d{2}$/.test(desk.published) ? desk.published : null,
  };
}

const isPlural = (words: string): boolean =>
  pluralWords.test(words) && !/ (?:Press|Soz|Times|News)$/u.test(words) && /^\p{Ll}|police$/iu.test(words);

/** The words for a document: "a Facebook post" if the source's title says so, otherwise its kind. */
function writingOf(
  source: { title: string; sort: string | null } | null,
  speaker: string | null,
  language: DraftLanguage,
): Voice['writing'] {
  const kind = source?.sort ?? '';
  const word = (language === 'ru' ? russianWritings : writings)[kind];
  if (!source || !word || (kind !== 'post' && speaker !== 'person')) return null;
  const platform = /\b(?:Facebook|Telegram|Twitter|Instagram|VKontakte|LinkedIn|YouTube|TikTok)\b/u.exec(
    source.title,
  )?.[0];
  if (language === 'ru') return { kind, words: platform ? `${word} в ${platform}` : word };
  const words = platform ? `${platform} ${word}` : word;
  return { kind, words: `${/^[aeio]/iu.test(words) ? 'an' : 'a'} ${words}` };
}
