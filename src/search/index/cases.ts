import { sql } from 'kysely';
import { createdIds, type Change, type ChangeSet } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { eachClaimState } from '../../record/claims/claim-states.ts';
import { kindsInCases } from '../../record/kinds/within.ts';
import { caseEntry } from './case-entry.ts';
import { insertEntries, type Entry } from './entry.ts';
import { freshCases } from './fresh-cases.ts';
import { actorFacetProperties } from '../../record/vocabulary/facets.ts';
import type { Indexer } from './indexer.ts';
import { canonicalCases, idsAfter } from './lookups.ts';
import { readCases, type CaseContent, type Named } from './read-cases.ts';
import { actorsOf, insertActors, type CaseActor } from '../naming.ts';
import { insertPoints, pointsOf } from '../places/points.ts';
import type { CasePoint } from '../places/tables.ts';
import { beganOf, insertBegan } from '../statistics/began.ts';
import type { CaseBegan } from '../statistics/tables.ts';
import { tallyCases } from '../statistics/tallies.ts';

/**
 * Indexes cases with their parts, claims and questions (case-entry.ts). Also stores when and where each took place,
 * and which actors it names.
 */
export const caseIndexer: Indexer = {
  kind: 'case',
  touched: (tx, changes) => casesTouched(tx, changes),
  insert: insertCases,
  page: (tx, after, limit) => idsAfter(tx, 'case', after, limit),
};

async function insertCases(tx: Tx, ids: readonly number[], set?: ChangeSet): Promise<void> {
  const fresh = freshCases(set);
  const { cases, named } = await readCases(tx, ids, fresh);
  const known = ids.filter((id) => !fresh.has(id));
  if (known.length) await deleteOtherRows(tx, known);
  const besides: OtherRows = { began: [], points: [], actors: [] };
  await insertEntries(tx, 'case', entriesOf(cases, named, besides));
  await insertBegan(tx, besides.began);
  await insertPoints(tx, besides.points);
  await insertActors(tx, besides.actors);
  await tallyCases(tx, ids, 'add');
}

/** Deletes the rows of cases in the tables other than `search_entry`. */
export async function deleteOtherRows(tx: Tx, ids: readonly number[]): Promise<void> {
  for (const table of ['case_began', 'case_point', 'case_actor'])
    await sql`delete from ${sql.table(table)} where case_id = any(${[...ids]}::bigint[])`.execute(tx);
}

/** Rows that are stored in addition to the entries of cases. */
type OtherRows = { began: CaseBegan[]; points: CasePoint[]; actors: CaseActor[] };

/** Generates the entries of cases one by one, and adds the other rows of each case to `besides`. */
function* entriesOf(cases: readonly CaseContent[], named: Named, besides: OtherRows): Generator<Entry> {
  for (const content of cases) {
    besides.began.push(beganOf(content));
    besides.points.push(...pointsOf(content));
    besides.actors.push(...actorsOf(content));
    yield caseEntry(content, named);
  }
}

/** Changes of an actor that can change the facets of cases that name the actor. */
const showing = new Set<Change['action']>(['merged', 'visibility', 'withdrawn', 'redacted', 'sealed', 'opened']);

/**
 * The kind and the visibility of an actor, as one string to compare. If it changes, the entries of the cases that name
 * the actor are outdated.
 */
function marksOf(json: unknown): string {
  const { kind, visibility } = (json ?? {}) as { kind?: unknown; visibility?: unknown };
  return `${String(kind)} ${String(visibility)}`;
}

/**
 * The ids of cases whose entries are outdated after these changes: of the case itself, of its parts, of claims in it or
 * about it, or of actors that it names.
 */
async function casesTouched(tx: Tx, changes: readonly Change[]): Promise<Iterable<number>> {
  const made = createdIds(changes);
  const partKinds = new Map(kindsInCases().map((kind) => [kind.name as string, kind.within!.column]));
  const cases = new Set<number>();
  const things = new Set<number>();
  const actors: number[] = [];
  // For an item that the same operation created, the change `created` adds the case, so this needs no look-up.
  const touch = (id: number): void => {
    if (!made.has(id)) things.add(id);
  };
  for (const change of changes) {
    const isNew = change.action === 'created';
    if (change.kind === 'case' && isNew) cases.add(change.thingId);
    else if (partKinds.has(change.kind) && isNew)
      touch((change.after as Record<string, number> | null)?.[partKinds.get(change.kind)!] ?? 0);
    else if (change.kind === 'case' || partKinds.has(change.kind)) things.add(change.thingId);
    if (
      change.kind === 'actor' &&
      !isNew &&
      (showing.has(change.action) || marksOf(change.before) !== marksOf(change.after))
    )
      actors.push(change.thingId);
  }
  const ofActors = new Set(actorFacetProperties());
  const claims = eachClaimState(changes, ({ case_id, statements }) => {
    if (case_id) touch(case_id);
    for (const { subject_id, property } of statements) {
      if (ofActors.has(property)) actors.push(subject_id);
      else touch(subject_id);
    }
  });
  if (claims.length) {
    const { rows } = await sql<{ id: number; property: string | null }>`
      select case_id as id, null as property from claim where id = any(${claims}::bigint[]) and case_id is not null
      union select subject_id, property from statement where claim_id = any(${claims}::bigint[])`.execute(tx);
    for (const row of rows) {
      if (row.property !== null && ofActors.has(row.property)) actors.push(Number(row.id));
      else things.add(Number(row.id));
    }
  }
  if (actors.length) {
    const { rows } = await sql<{
      id: number;
    }>`select distinct thing_id as id from search_key where kind = 'case' and actors && ${actors}::bigint[]`.execute(
      tx,
    );
    for (const row of rows) things.add(Number(row.id));
  }
  for (const id of await canonicalCases(tx, things)) cases.add(id);
  return cases;
}
