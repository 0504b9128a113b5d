import { ownValue } from '../../platform/text/own-value.ts';
import { isCountry } from '../../record/vocabulary/countries.ts';
import { findTerm } from '../../record/vocabulary/terms.ts';
import type { Authority, LawDate, LawHead } from '../views/head.ts';
import type { LawDocument } from './document.ts';
import { allOf, childOf, elementsOf, type Element } from './parse-xml.ts';
import { wordsOf, type Lost } from './words.ts';

const twoLetters: Readonly<Record<string, string>> = {
  eng: 'en',
  rus: 'ru',
  kaz: 'kk',
  ces: 'cs',
  cze: 'cs',
  uzb: 'uz',
  kir: 'ky',
  tgk: 'tg',
  fra: 'fr',
  fre: 'fr',
  deu: 'de',
  ger: 'de',
  spa: 'es',
  ukr: 'uk',
  bel: 'be',
  pol: 'pl',
  tur: 'tr',
  aze: 'az',
  hye: 'hy',
  kat: 'ka',
  ron: 'ro',
  hun: 'hu',
  srp: 'sr',
  bul: 'bg',
  por: 'pt',
  ita: 'it',
  ara: 'ar',
  slk: 'sk',
};

export const languageOf = (written: string): string => ownValue(twoLetters, written.toLowerCase()) ?? written;
export const target = (href: string | undefined): string => href?.replace(/^#/, '') ?? '';
export const isEmptyDay = (day: string): boolean => day.startsWith('9999') || day.startsWith('0001');
export const dayIn = (date: string | undefined): string | undefined =>
  date && /^\d{4}-\d{2}-\d{2}/.test(date) && !isEmptyDay(date) ? date.slice(0, 10) : undefined;

/** The names of a law's dates in documents of any publisher; files by Kronika have the first of each. */
const dateNames: Readonly<Record<LawDate, RegExp>> = {
  adopted: /^adopt(?:ed|ion)$/i,
  signed: /^(?:signed|signature|signing|assent)$/i,
  'in-force': /^(?:in-?force|entry-?into-?force|entered-?into-?force|commencement)$/i,
  'struck-down': /^struck-?down$/i,
  repealed: /^repeal(?:ed)?$/i,
};

/** What a document says about its law besides the text. */
export function readHead(act: Element, meta: Element, isOurs: boolean, lost: Lost): Omit<LawDocument, 'changes'> {
  const work = childOf(meta, 'identification', 'FRBRWork');
  const of = (name: string): Element[] => (work ? elementsOf(work, name) : []);
  const value = (element: Element | undefined): string | null => element?.attributes.value?.trim() || null;
  const values = (elements: readonly Element[]): string[] => [...new Set(elements.flatMap((one) => value(one) ?? []))];
  const called = (kind: RegExp): Element[] => of('FRBRalias').filter((one) => kind.test(one.attributes.name ?? ''));
  const written = childOf(meta, 'identification', 'FRBRExpression', 'FRBRlanguage')?.attributes;
  const language = written?.['k:language'] ?? languageOf((written?.language ?? 'und').toLowerCase());

  const titles = allOf(act, 'docTitle');
  const isOther = (one: Element): boolean =>
    one.attributes.lang !== undefined && languageOf(one.attributes.lang) !== language;
  const own = titles.find((one) => !isOther(one));
  const aliases = called(/^title$/i);
  const title =
    wordsOf(own, lost) ||
    value(aliases.find((one) => !isOther(one))) ||
    value(of('FRBRalias').find((one) => !/^e(?:c?)li$/i.test(one.attributes.name ?? ''))) ||
    wordsOf(allOf(act, 'longTitle')[0], lost) ||
    value(of('FRBRuri')[0]) ||
    '';
  const inLanguages = [
    ...[...aliases, ...of('FRBRname')].map((one) => ({ text: value(one) ?? '', one })),
    ...titles.filter(isOther).map((one) => ({ text: wordsOf(one, lost), one })),
  ];
  const names = inLanguages.flatMap(({ text, one }) =>
    text && one.attributes.lang ? [{ text, language: languageOf(one.attributes.lang) }] : [],
  );

  const countries = of('FRBRcountry')
    .flatMap((one) => [value(one) ?? '', ...(one.attributes['k:also'] ?? '').split(' ')])
    .map((code) => code.toUpperCase());
  const kind = value(of('FRBRsubtype')[0]) ?? (isOurs ? null : (act.attributes.name ?? null));
  return {
    title,
    language,
    names: names.filter(
      (name, index) =>
        names.findIndex((other) => other.text === name.text && other.language === name.language) === index,
    ),
    titled: own?.attributes['k:given'] === undefined,
    kind: kind && findTerm('law-kind', kind) ? kind : null,
    countries: [...new Set(countries.filter(isCountry))],
    numbers: values(of('FRBRnumber')),
    // Many publishers write a law's ELI as the URI of the work.
    elis: values([
      ...called(/^eli$/i),
      ...(isOurs ? [] : of('FRBRuri')).filter((one) => /\/eli\//i.test(one.attributes.value ?? '')),
    ]),
    eclis: values(called(/^ecli$/i)),
    authorities: [
      ...new Map(
        of('FRBRauthor')
          .flatMap((one) => authorityOf(one, meta) ?? [])
          .map((one) => [one.name, one]),
      ).values(),
    ],
    dates: datesOf(of('FRBRdate')),
  };
}

/** The author of the law itself, not its editor or publisher. */
function authorityOf({ attributes }: Element, meta: Element): Authority | null {
  if (/editor|publisher/i.test(attributes.as ?? '')) return null;
  const known = elementsOf(childOf(meta, 'references') ?? meta).find(
    (one) => one.attributes.eId === target(attributes.href) && /^TLC(?:Organization|Role|Person)$/.test(one.name),
  );
  const name = known?.attributes.showAs?.replace(/\s+/g, ' ').trim();
  return known && name ? { name, person: known.name === 'TLCPerson' } : null;
}

function datesOf(elements: readonly Element[]): LawHead['dates'] {
  const found = (Object.entries(dateNames) as [LawDate, RegExp][]).flatMap(([property, name]): [LawDate, string][] => {
    const one = elements.find(({ attributes }) => name.test(attributes.name ?? ''));
    const date = one && (one.attributes['k:date'] ?? dayIn(one.attributes.date));
    return date ? [[property, date]] : [];
  });
  return Object.fromEntries(found);
}
