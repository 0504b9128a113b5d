import { sql } from 'kysely';
import { insertRows } from '../../src/platform/database/insert-rows.ts';
import type { Database } from '../../src/platform/database/database.ts';
import type { Tx } from '../../src/platform/database/tx.ts';
import { run, systemPrincipal, type App } from '../../src/platform/operation.ts';
import { file } from '../../src/record/filing/file.ts';
import type { FilingInput } from '../../src/record/filing/schema.ts';
import { caseStatuses } from '../../src/record/vocabulary/lists.ts';
import { lineOf, termsOf } from '../../src/record/vocabulary/terms.ts';
import { Facets, insertEntries, type Sight } from '../../src/search/index/entry.ts';
import { insertKeys, sumUp } from '../../src/search/index/tally.ts';
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

export type Dossier = {
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
export function dossiers(seed: number): () => Dossier {
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

export type Progress = (done: number) => void;

/** Files cases with five claims each as a desk would, with all listeners. */
export async function fillRecord(app: App, cases: number, progress: Progress): Promise<void> {
  const ground = await run(app, file, systemPrincipal, { actors: actors(), sources: sources() });
  const next = dossiers(1);
  const setSize = 2_000;
  for (let from = 0; from < cases; from += setSize) {
    const input: Required<Pick<FilingInput, 'cases' | 'events' | 'claims'>> = { cases: [], events: [], claims: [] };
    for (let index = 0; index < Math.min(setSize, cases - from); index++) {
      const one = next();
      const [theCase, event] = [`#c${index}`, `#e${index}`];
      const [outlet, person] = [ground.actors[one.outlet]!, ground.actors[outlets + one.person]!];
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
          support: { kind: 'reference', source: ground.sources[(from + index + place) % ground.sources.length]! },
          statements: statements[place]!,
        });
    }
    await run(app, file, systemPrincipal, input);
    progress(Math.min(cases, from + setSize));
  }
}

/**
 * Writes search entries directly, so that a million cases can be searched without creating all their parts. There are
 * cases, but no claims; each entry has as many words as five claims.
 * @param alike whether every case has the word "place" and no case has a day, as after the import of one table without
 * dates
 */
export async function fillIndex(
  app: App,
  cases: number,
  progress: Progress,
  { alike = false, after = 0 } = {},
): Promise<void> {
  const { db } = app;
  const ground = await run(app, file, systemPrincipal, { actors: actors(), sources: sources() });
  const { rows } = await sql<{ number: number; id: number }>`select number, id from thing where kind = 'actor'`.execute(
    db.read,
  );
  const ids = new Map(rows.map((row) => [`actor/${row.number}`, Number(row.id)]));
  const next = dossiers(1);
  const setSize = 10_000;
  const at = new Date('2026-11-01T00:00:00Z');
  await db.executeSql('drop index search_key_found');
  for (let from = 0; from < cases; from += setSize) {
    const some = Array.from({ length: Math.min(setSize, cases - from) }, () => {
      const one = next();
      return alike ? { ...one, title: `Place: ${one.title}`, day: null } : one;
    });
    await db.transaction((tx) =>
      writeIndex(tx, some, after + from, at, (one) => [
        ids.get(ground.actors[one.outlet]!)!,
        ids.get(ground.actors[outlets + one.person]!)!,
      ]),
    );
    progress(from + some.length);
  }
  await db.transaction(async (tx) => {
    // Removes the existing keys of actors and sources, because `insertKeys` writes all keys again.
    await sql`truncate search_key`.execute(tx);
    await sql`set local maintenance_work_mem = '512MB'`.execute(tx);
    await insertKeys(tx, 'all');
    await sql`create index search_key_found on search_key using gin (search_vector(thing_id, for_public), terms, actors)`.execute(
      tx,
    );
    await sumUp(tx, { id: 0, changes: [] });
  });
}

async function writeIndex(
  tx: Tx,
  some: readonly (Omit<Dossier, 'day'> & { day: string | null })[],
  from: number,
  at: Date,
  actorsOf: (one: Pick<Dossier, 'outlet' | 'person'>) => [number, number],
): Promise<void> {
  const first = 10_000_000 + from;
  await insertRows(
    tx,
    'thing',
    some.map((_, index) => ({
      id: first + index,
      kind: 'case' as const,
      number: from + index + 1,
      visibility: 'public' as const,
      created_at: at,
      changed_at: at,
    })),
  );
  await insertRows(
    tx,
    'case',
    some.map((one, index) => ({ id: first + index, title: one.title, summary: one.summary })),
  );
  await insertEntries(
    tx,
    'case',
    some.map((one, index) => {
      const [outlet, person] = actorsOf(one);
      const facets = new Facets()
        .add('country', one.country)
        .add('status', one.status)
        .add('year', one.day?.slice(0, 4) ?? null)
        .add('outlet', outlet)
        .add('targeted', 'outlet')
        .add('targeted', 'person')
        .add('language', one.language);
      for (const type of lineOf('incident-type', one.type)) facets.add('type', type);
      facets
        .add('state', one.state)
        .add('home', one.home)
        .add('law', one.law)
        .add('slapp', one.slapp ? 'yes' : null);
      const sight: Sight = {
        title: one.title,
        words: [one.title, one.summary, one.title, one.claims.join('\n')],
        body: `${one.summary}\n${one.title}`,
        facets,
        actors: [outlet, person],
        on: one.day,
        changed: new Date(at.getTime() - ((first + index) % 100_000) * 60_000),
      };
      return { thingId: first + index, desk: sight, public: sight };
    }),
  );
}

/** Updates statistics and merges pending words into the index, as a server does after a while. */
export async function settle(db: Database): Promise<void> {
  await db.executeSql('vacuum analyze search_entry');
  await db.executeSql('vacuum analyze search_key');
  await db.executeSql('vacuum analyze search_tally');
  await db.executeSql('analyze');
}
