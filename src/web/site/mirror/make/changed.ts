import { sql } from 'kysely';
import type { Reader } from '../../../../platform/database/tx.ts';
import { quietKinds, quietOperations, withNeighbours } from '../../../../record/publication/reach.ts';
import { isKind } from '../../../../record/kinds/registry.ts';

/**
 * The change sets that a mirror includes. `set` and `at` are the number and the time of the latest one. `recent` has
 * the numbers of all change sets in the two minutes before `at`, because a change set may be committed after one with a
 * higher number.
 */
export type Known = { set: number; at: string; recent: number[] };

/**
 * The effects of later changes. `nothing` means that no page is affected. `everything` means that any page may be
 * affected. Otherwise, the value has the changed items (`case/3`); `record` is true if one of them is not an article.
 */
export type Changed = {
  known: Known;
  what: 'nothing' | 'everything' | { refs: Set<string>; ids: number[]; record: boolean };
};

type ChangeRow = { id: number; operation: string; kind: string; action: string; thing_id: number };

/** A change set that is not committed after this many milliseconds has been rolled back. */
const settled = 120_000;
const maxChanges = 50_000;

/**
 * Operations that change the front page, although they are stored as changes of a setting. After such an operation, all
 * pages are created again.
 */
const frontOperations = new Set([
  'publishing.composeFrontPage',
  'publishing.restoreFrontPage',
  'publishing.openFrontPage',
  'publishing.noteFrontPageEnded',
]);
/** Operations whose effects this code knows. After any other operation, all pages are created again. */
const knownOperations = new Set([
  'publishing.publishArticle',
  'publishing.correctArticle',
  'publishing.decideComments',
  'publishing.withdrawComment',
  'record.file',
  'record.keepCapture',
  'record.checkClaims',
  'record.requireSecondPerson',
  'record.changeClaim',
]);
/**
 * Actions that may change pages without a link to the changed item. After such an action, all pages are created again.
 */
const farReaching = new Set([
  'removed',
  'merged',
  'withdrawn',
  'reinstated',
  'visibility',
  'sealed',
  'opened',
  'redacted',
]);

export async function changedSince(db: Reader, known: Known): Promise<Changed> {
  const from = new Date(Math.min(Date.parse(known.at), Date.now()) - settled);
  const { rows: sets } = await sql<{
    id: number;
    at: Date;
  }>`select id, at from change_set where id > ${known.set} or at > ${from} order by id limit ${maxChanges}`.execute(db);
  const seen = new Set(known.recent);
  const fresh = sets.filter((set) => !seen.has(Number(set.id))).map((set) => Number(set.id));
  const newest = sets.at(-1);
  const last = newest ? Math.max(Number(newest.id), known.set) : known.set;
  const at = newest ? newest.at.toISOString() : known.at;
  const next: Known = {
    set: last,
    at,
    recent: sets.filter((set) => set.at.getTime() > Date.parse(at) - settled).map((set) => Number(set.id)),
  };
  if (fresh.length === 0) return { known: next, what: 'nothing' };
  if (sets.length >= maxChanges) return { known: next, what: 'everything' };
  const { rows } = await sql<ChangeRow>`
    select s.id, s.operation, c.kind, c.action, c.thing_id from change_set s join change c on c.change_set_id = s.id where s.id = any(${fresh}::bigint[]) limit ${maxChanges}`.execute(
    db,
  );
  if (rows.length >= maxChanges) return { known: next, what: 'everything' };
  const isFront = ({ operation }: ChangeRow): boolean => frontOperations.has(operation);
  // If a setting affects pages, `made_with` (state.ts) differs, and all pages are created again for this reason.
  const isQuiet = ({ kind, operation }: ChangeRow): boolean =>
    kind === 'setting' || quietKinds.has(kind) || quietOperations.has(operation);
  const relevant = rows.filter((row) => isFront(row) || !isQuiet(row));
  if (relevant.length === 0) return { known: next, what: 'nothing' };
  if (relevant.some((row) => !isKnown(row))) return { known: next, what: 'everything' };
  const ids = await withNeighbours(db, [...new Set(relevant.map((row) => Number(row.thing_id)))]);
  return {
    known: next,
    what: {
      refs: new Set(ids.map(({ ref }) => ref)),
      ids: ids.map(({ id }) => id),
      record: relevant.some((row) => row.kind !== 'article'),
    },
  };
}

/** The change sets that a complete mirror would include if its creation began now. */
export async function knownNow(db: Reader): Promise<Known> {
  const { rows } = await sql<{ id: number; at: Date }>`
    with newest as (select at from change_set order by id desc limit 1)
    select id, at from change_set where at > (select at from newest) - make_interval(secs => ${settled / 1000}) order by id desc limit ${maxChanges}`.execute(
    db,
  );
  const [newest] = rows;
  return newest
    ? { set: Number(newest.id), at: newest.at.toISOString(), recent: rows.map((row) => Number(row.id)) }
    : { set: 0, at: new Date(0).toISOString(), recent: [] };
}

function isKnown({ operation, kind, action }: ChangeRow): boolean {
  if (!isKind(kind) || !knownOperations.has(operation) || farReaching.has(action)) return false;
  // A change of a source can change the number of independent sources of other claims, so its effects are unknown.
  return kind !== 'source' || action === 'created';
}
