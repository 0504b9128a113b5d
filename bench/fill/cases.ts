import { run, systemPrincipal, type App } from '../../src/platform/operation.ts';
import { file } from '../../src/record/filing/file.ts';
import type { FilingInput } from '../../src/record/filing/schema.ts';
import { caseStatuses } from '../../src/record/vocabulary/lists.ts';
import { termsOf } from '../../src/record/vocabulary/terms.ts';
import { random, writer, zipf, type Language } from './words.ts';

export const countries =
  'RU TR BY KZ AZ UA RS HU PL US GB DE FR IT ES GR RO BG MD GE AM UZ KG TJ TM CZ SK SI HR BA ME MK AL XK BE NL AT CH SE NO'.split(
    ' ',
  );
export const statuses: readonly string[] = caseStatuses.map((status) => status.key);
export const types = termsOf('incident-type').map((term) => term.key);
export const outlets = 300;
const people = 1_000;
const laws = Array.from({ length: 60 }, (_, index) => `Article ${100 + index * 3} of the Criminal Code`);

export type GeneratedCase = {
  language: Language;
  title: string;
  summary: string;
  claims: string[];
  country: string;
  state: string | null;
  home: string | null;
  type: string;
  status: string;
  day: string;
  outlet: number;
  person: number;
  law: string | null;
  slapp: boolean;
};

/**
 * Generates cases like those of a record of several years. Few values are frequent and most are rare (Zipf's law). Most
 * cases are in the newest years.
 */
export function generateCases(seed: number): () => GeneratedCase {
  const next = random(seed);
  const words = writer(seed + 1);
  const [country, type, outlet, person, law, status] = [
    countries.length,
    types.length,
    outlets,
    people,
    laws.length,
    statuses.length,
  ].map((size) => zipf(size, next));
  return () => {
    const language = words.language();
    const year = 2026 - Math.floor(24 * next() ** 1.6);
    const two = (most: number): string => String(1 + Math.floor(next() * most)).padStart(2, '0');
    const at = countries[country!()]!;
    return {
      language,
      title: words.text(language, 4 + Math.floor(next() * 6)).slice(0, -1),
      summary: words.text(language, 20),
      claims: Array.from({ length: 5 }, () => words.text(language, 14)),
      country: at,
      state: next() < 0.5 ? at : null,
      home: next() < 0.4 ? countries[country!()]! : null,
      type: types[type!()]!,
      status: statuses[status!()]!,
      day: `${year}-${two(12)}-${two(28)}`,
      outlet: outlet!(),
      person: person!(),
      law: next() < 0.3 ? laws[law!()]! : null,
      slapp: next() < 0.05,
    };
  };
}

const names = writer(99);
const actors = (): NonNullable<FilingInput['actors']> => [
  ...Array.from({ length: outlets }, (_, index) => ({
    key: `o${index}`,
    kind: 'outlet' as const,
    names: [{ text: `${names.word('en', 5_000 + index)} ${index % 2 ? 'Times' : 'News'}` }],
    visibility: 'public' as const,
  })),
  ...Array.from({ length: people }, (_, index) => ({
    key: `p${index}`,
    kind: 'person' as const,
    names: [
      {
        text: `${names.word('en', 7_000 + index)} ${names.word('en', 9_000 + index)}`.replace(/\b\w/g, (letter) =>
          letter.toUpperCase(),
        ),
      },
    ],
    visibility: 'public' as const,
  })),
];
const sources = (): NonNullable<FilingInput['sources']> =>
  Array.from({ length: 500 }, (_, index) => ({
    key: `s${index}`,
    kind: 'article',
    title: names.text('en', 8),
    publisher: `#o${index % outlets}`,
    published: `20${10 + (index % 16)}-04-06`,
    language: (['en', 'ru', 'kk'] as const)[index % 10 < 8 ? 0 : 1 + (index % 2)]!,
    visibility: 'public' as const,
  }));

/** The refs of the actors (first the outlets, then the people) and of the sources that the cases name. */
export type Base = { actors: string[]; sources: string[] };
export type Progress = (done: number) => void;

export const fileBase = (app: App): Promise<Base> =>
  run(app, file, systemPrincipal, { actors: actors(), sources: sources() });

const setSize = 2_000;

/**
 * Files the cases `from` to `to` with five claims each, as a desk would, with all listeners. The cases are the same in
 * every run, so filling can be continued after an interruption.
 */
export async function fileCases(
  app: App,
  base: Base,
  { from: first = 0, to: cases }: { from?: number; to: number },
  progress: Progress = () => {},
): Promise<void> {
  const next = generateCases(1);
  for (let skipped = 0; skipped < first; skipped++) next();
  for (let from = first; from < cases; from += setSize) {
    const input: Required<Pick<FilingInput, 'cases' | 'events' | 'claims'>> = { cases: [], events: [], claims: [] };
    for (let index = 0; index < Math.min(setSize, cases - from); index++) {
      const one = next();
      const [theCase, event] = [`#c${index}`, `#e${index}`];
      const [outlet, person] = [base.actors[one.outlet]!, base.actors[outlets + one.person]!];
      input.cases.push({ key: `c${index}`, title: one.title, summary: one.summary, visibility: 'public' });
      input.events.push({
        key: `e${index}`,
        case: theCase,
        title: one.title.split(' ').slice(0, 4).join(' '),
        visibility: 'public',
      });
      const of = (property: string, value: unknown) => ({ subject: theCase, property, value });
      const statements = [
        [
          of('place', { country: one.country }),
          ...(one.state ? [of('state-behind', one.state)] : []),
          ...(one.home ? [of('outlet-home', one.home)] : []),
        ],
        [of('incident-type', one.type), of('case-status', one.status)],
        [{ subject: event, property: 'date', value: one.day }],
        [of('target', outlet), { subject: event, property: 'involvement', value: { actor: person, role: 'target' } }],
        [
          ...(one.law ? [of('legal-basis', { text: one.law, language: 'en' })] : []),
          ...(one.slapp ? [of('slapp', true)] : []),
        ],
      ];
      for (const [place, wording] of one.claims.entries())
        input.claims.push({
          case: theCase,
          wording,
          kind: 'paraphrase',
          mode: 'stated',
          language: one.language,
          checked: true,
          visibility: 'public',
          chain: [{ actor: place % 2 ? person : outlet, verb: 'said' }],
          support: { kind: 'reference', source: base.sources[(from + index + place) % base.sources.length]! },
          statements: statements[place]!,
        });
    }
    await run(app, file, systemPrincipal, input);
    progress(Math.min(cases, from + setSize));
  }
}
