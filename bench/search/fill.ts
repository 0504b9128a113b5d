import { sql } from 'kysely';
import { insertRows } from '../../src/platform/database/insert-rows.ts';
import type { Database } from '../../src/platform/database/database.ts';
import type { Tx } from '../../src/platform/database/tx.ts';
import type { App } from '../../src/platform/operation.ts';
import { lineOf } from '../../src/record/vocabulary/terms.ts';
import { Facets, insertEntries, type EntryContent } from '../../src/search/index/entry.ts';
import { insertKeys, sumUp } from '../../src/search/index/tally.ts';
import { generateCases, fileBase, outlets, type GeneratedCase, type Progress } from '../fill/cases.ts';

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
  const base = await fileBase(app);
  const { rows } = await sql<{ number: number; id: number }>`select number, id from thing where kind = 'actor'`.execute(
    db.read,
  );
  const ids = new Map(rows.map((row) => [`actor/${row.number}`, Number(row.id)]));
  const next = generateCases(1);
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
        ids.get(base.actors[one.outlet]!)!,
        ids.get(base.actors[outlets + one.person]!)!,
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
  some: readonly (Omit<GeneratedCase, 'day'> & { day: string | null })[],
  from: number,
  at: Date,
  actorsOf: (one: Pick<GeneratedCase, 'outlet' | 'person'>) => [number, number],
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
      const content: EntryContent = {
        title: one.title,
        words: [one.title, one.summary, one.title, one.claims.join('\n')],
        body: `${one.summary}\n${one.title}`,
        facets,
        actors: [outlet, person],
        on: one.day,
        changed: new Date(at.getTime() - ((first + index) % 100_000) * 60_000),
      };
      return { thingId: first + index, desk: content, public: content };
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
