import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../platform/config/package-root.ts';
import { systemPrincipal, run, type App } from '../../../platform/operation.ts';
import { file } from '../../../record/filing/file.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';

/** The lists of corpus/search/record.json. Names of places and acts are in English, Russian, Kazakh and Czech. */
type Lists = {
  places: Record<string, [country: string, ru: string, kk: string, cs: string]>;
  people: Record<string, string[][]>;
  outlets: Record<string, [name: string, domain: string, other?: string][]>;
  laws: Record<string, [country: string, types: string[], en: string, other?: string]>;
  acts: Record<string, [en: string, en2: string, ru: string, kk: string, cs: string]>;
  notes: [en: string[], ru: string[], kk: string[], cs: string[]];
};

const languages = ['en', 'ru', 'kk', 'cs'] as const;

/** What is true of an invented case. Queries name their wanted results by these values. */
export type Facts = {
  country: string;
  city: string;
  type: string;
  day: string;
  person: string;
  outlet: string;
  law: string | null;
  language: (typeof languages)[number];
  title: string;
  /** Whether the act is done to the outlet; otherwise to the person. */
  ofOutlet: boolean;
};

export const readLists = (): Lists =>
  JSON.parse(readFileSync(join(packageRoot, 'corpus/search/record.json'), 'utf8')) as Lists;

/** Random numbers from 0 to 1 that are the same in every run. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const russianSpeaking = new Set(['RU', 'BY', 'UA', 'KZ', 'UZ', 'KG', 'TJ', 'TM', 'AM', 'AZ', 'GE', 'MD']);

/** The facts of invented cases, the same in every run. The first ones do not depend on `count`. */
export function inventCases(lists: Lists, count: number): Facts[] {
  const next = random(18);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)]!;
  // Countries where people read the languages of the interface are drawn more often than others.
  const near = new Set(['KZ', 'RU', 'BY', 'CZ', 'SK']);
  const cities = Object.entries(lists.places).flatMap(([city, [country]]) =>
    near.has(country) ? [city, city, city] : [city],
  );
  const otherNames = new Map(
    [
      ...Object.values(lists.people).flat(),
      ...Object.values(lists.outlets)
        .flat()
        .map(([name, , other]) => [name, other]),
    ]
      .filter(([, other]) => other && /\p{Script=Cyrillic}/u.test(other))
      .map(([name, other]) => [name!, other!]),
  );
  const types = Object.keys(lists.acts);
  return Array.from({ length: count }, () => {
    const city = pick(cities);
    const country = lists.places[city]![0];
    const laws = Object.entries(lists.laws).filter(([, [of]]) => of === country);
    const [law, [, fits] = []] = laws.length && next() < 0.35 ? pick(laws) : [];
    const type = pick(fits ?? types);
    const turn = next();
    const language =
      country === 'KZ' && turn < 0.3
        ? 'kk'
        : (country === 'CZ' || country === 'SK') && turn < 0.5
          ? 'cs'
          : russianSpeaking.has(country) && turn < 0.6
            ? 'ru'
            : 'en';
    const two = (most: number): string => String(1 + Math.floor(next() * most)).padStart(2, '0');
    const person = pick(lists.people[country]!)[0]!;
    const outlet = pick(lists.outlets[country]!)[0];
    const words = lists.acts[type]!;
    const called = (name: string): string =>
      language === 'ru' || language === 'kk' ? (otherNames.get(name) ?? name) : name;
    const title = { en: next() < 0.5 ? words[0] : words[1], ru: words[2], kk: words[3], cs: words[4] }[language]
      .replace('{who}', called(person))
      .replace('{outlet}', called(outlet))
      .replace('{city}', cityIn(lists, city, language))
      .replace('{n}', String(2 + Math.floor(next() * 3)));
    return {
      country,
      city,
      type,
      day: `${2012 + Math.floor(15 * Math.sqrt(next()))}-${two(12)}-${two(28)}`.replace(/^2026-1[12]/, '2026-10'),
      person,
      outlet,
      law: law ?? null,
      language,
      title: `${title[0]!.toUpperCase()}${title.slice(1)}`,
      ofOutlet: title.includes(called(outlet)),
    };
  });
}

const cityIn = (lists: Lists, city: string, language: Facts['language']): string =>
  language === 'en' ? city : lists.places[city]![languages.indexOf(language)]!;

/** The invented record after filing: the facts of its cases, and the refs of its items. */
export type Invented = {
  cases: (Facts & { ref: string; source: string })[];
  /** By name. */
  actors: ReadonlyMap<string, string>;
};

/** Files invented cases as a desk would: actors, sources, cases, an event each, and claims with their values. */
export async function fileInvented(app: App, count: number): Promise<Invented> {
  const lists = readLists();
  const facts = inventCases(lists, count);
  const people = Object.values(lists.people).flat();
  const outlets = Object.values(lists.outlets).flat();
  const cyrillic = /\p{Script=Cyrillic}/u;
  const input = {
    actors: [
      ...people.map(([name, other], index) => ({
        key: `p${index}`,
        kind: 'person' as const,
        names: [
          { text: name!, kind: 'preferred' as const },
          ...(other ? [{ text: other, kind: 'transliteration' as const }] : []),
        ],
        visibility: 'public' as const,
      })),
      ...outlets.map(([name, , other], index) => ({
        key: `o${index}`,
        kind: 'outlet' as const,
        names: [
          { text: name, kind: 'preferred' as const },
          ...(other
            ? [{ text: other, kind: cyrillic.test(other) ? ('transliteration' as const) : ('alias' as const) }]
            : []),
        ],
        visibility: 'public' as const,
      })),
    ],
    sources: [],
    cases: [],
    events: [],
    claims: [],
  } satisfies FilingInput as FilingInput &
    Required<Pick<FilingInput, 'actors' | 'sources' | 'cases' | 'events' | 'claims'>>;
  const personAt = new Map(people.map(([name], index) => [name!, `#p${index}`]));
  const outletAt = new Map(outlets.map(([name], index) => [name, { ref: `#o${index}`, domain: outlets[index]![1] }]));
  const next = random(19);
  for (const [index, one] of facts.entries()) {
    const notes = lists.notes[languages.indexOf(one.language)]!;
    const note = (): string => notes[Math.floor(next() * notes.length)]!;
    const outlet = outletAt.get(one.outlet)!;
    const person = personAt.get(one.person)!;
    const place = { country: one.country, locality: cityIn(lists, one.city, one.language) };
    const law = one.law === null ? undefined : lists.laws[one.law];
    const words = law && (one.language === 'en' ? law[2] : (law[3] ?? law[2]));
    const [theCase, event] = [`#c${index}`, `#e${index}`];
    input.sources.push({
      key: `s${index}`,
      kind: 'article',
      title: `${one.title}: ${note()}`,
      publisher: outlet.ref,
      published: one.day,
      language: one.language,
      addresses: [`https://www.${outlet.domain}/${one.day.replaceAll('-', '/')}/${index + 4000}`],
      visibility: 'public',
    });
    input.cases.push({ key: `c${index}`, title: one.title, summary: note(), visibility: 'public' });
    input.events.push({ key: `e${index}`, case: theCase, title: one.title, visibility: 'public' });
    const claim = {
      case: theCase,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      language: one.language,
      checked: true,
      visibility: 'public' as const,
      chain: [{ actor: outlet.ref, verb: 'reported' }],
      support: { kind: 'reference' as const, source: `#s${index}` },
    };
    const of = (property: string, value: unknown) => ({ subject: theCase, property, value });
    input.claims.push(
      {
        ...claim,
        wording: `${one.title}.`,
        statements: [
          of('place', place),
          of('incident-type', one.type),
          of('began', one.day),
          of('target', one.ofOutlet ? outlet.ref : person),
          { subject: event, property: 'date', value: one.day },
          { subject: event, property: 'event-place', value: place },
        ],
      },
      {
        ...claim,
        wording: note(),
        statements: words
          ? [of('legal-basis', { text: words, language: /\p{Script=Cyrillic}/u.test(words) ? 'ru' : 'en' })]
          : [],
      },
    );
  }
  const filed = await run(app, file, systemPrincipal, input);
  return {
    cases: facts.map((one, index) => ({ ...one, ref: filed.cases[index]!, source: filed.sources[index]! })),
    actors: new Map(
      [...people.map(([name]) => name!), ...outlets.map(([name]) => name)].map((name, index) => [
        name,
        filed.actors[index]!,
      ]),
    ),
  };
}
