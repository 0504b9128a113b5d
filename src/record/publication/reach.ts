import { sql } from 'kysely';
import type { Change, ChangeSet } from '../../platform/changes.ts';
import type { Reader } from '../../platform/database/tx.ts';

/**
 * The public pages that a change may affect: none, perhaps all, or the pages of the items `ids` and of the items that
 * `withNeighbours` adds. `record`: not only articles have changed. `adds`: the change only adds to what readers see,
 * and replaces or removes nothing.
 */
export type Reach = 'nothing' | 'everything' | { ids: number[]; record: boolean; adds: boolean };

/** Kinds of changes that readers never see. */
export const quietKinds: ReadonlySet<string> = new Set(['account', 'token', 'draft', 'recovery', 'team', 'proposal']);
/** Operations whose changes readers never see. */
export const quietOperations: ReadonlySet<string> = new Set([
  'record.tagItems',
  'record.renameTag',
  'record.removeTag',
  'documents.createArticles',
  'documents.createExampleArticles',
  'documents.saveArticle',
  'documents.saveDocument',
  'publishing.shareDraft',
  'publishing.endDraftLinks',
]);
/** Kinds whose new items affect only pages that also show one of their neighbours. */
const addable: ReadonlySet<string> = new Set([
  'case',
  'event',
  'proceeding',
  'charge',
  'order',
  'hearing',
  'actor',
  'source',
  'capture',
  'claim',
]);
/** A change set with more changes than this, such as an import or a cleanup, counts as affecting everything. */
const maxChanges = 200;

/** The reach of a change set: `everything` if there are more than `maxChanges` changes, or one that is not `isKnown`. */
export function reachOf({ operation, changes }: Pick<ChangeSet, 'operation' | 'changes'>): Reach {
  if (quietOperations.has(operation)) return 'nothing';
  const seen = changes.filter(({ kind }) => !quietKinds.has(kind));
  if (seen.length === 0) return 'nothing';
  if (seen.length > maxChanges || !seen.every(isKnown)) return 'everything';
  return {
    ids: [...new Set(seen.map(({ thingId }) => thingId))],
    record: seen.some(({ kind }) => kind !== 'article'),
    adds: seen.every(isNew),
  };
}

function isKnown({ kind, action, before, after }: Change): boolean {
  if (action === 'created') return before === null && addable.has(kind);
  if (kind === 'article') return action === 'published';
  return (
    kind === 'claim' && (action === 'checked' || action === 'changed') && visibilityOf(before) === visibilityOf(after)
  );
}

const isNew = ({ action, before }: Change): boolean =>
  action === 'created' ||
  (action === 'checked' && stateOf(before) === 'draft') ||
  (action === 'published' && (before as { edition?: unknown } | null)?.edition === null);

const visibilityOf = (state: unknown): unknown => (state as { visibility?: unknown } | null)?.visibility;
const stateOf = (state: unknown): unknown => (state as { state?: unknown } | null)?.state;

/**
 * The items and their neighbours, that is, the items whose pages show them: the case of an event, the subjects and
 * speakers of a claim, the items that an article cites and is about. `facts`: the item itself, its case, or the subject
 * of a claim. Their values may have changed, so pages that link to them may look different, too.
 *
 * PostgreSQL overestimates the results of a recursive query, and would therefore read whole tables. With `offset 0`, it
 * looks up each item.
 */
export async function withNeighbours(
  db: Reader,
  ids: readonly number[],
): Promise<{ id: number; ref: string; facts: boolean }[]> {
  const { rows } = await sql<{ id: number; kind: string; number: number; facts: boolean }>`
    with recursive s (id, step, facts) as (
      select unnest(${[...ids]}::bigint[]), 0, true
      union
      select n.id, s.step + 1, s.facts and n.facts from s cross join lateral (
        select case_id as id, true as facts from event where id = s.id
        union all select case_id, true from proceeding where id = s.id
        union all select p.case_id, true from charge c join proceeding p on p.id = c.proceeding_id where c.id = s.id
        union all select p.case_id, true from "order" o join proceeding p on p.id = o.proceeding_id where o.id = s.id
        union all select p.case_id, true from hearing h join proceeding p on p.id = h.proceeding_id where h.id = s.id
        union all select unnest(array[case_id, raised_by, answered_by]), false from question where id = s.id
        union all select source_id, false from capture where id = s.id
        union all select publisher_id, false from source where id = s.id
        union all select case_id, true from claim where id = s.id
        union all select source_id, false from claim where id = s.id
        union all select a.source_id, false from claim c join passage p on p.id = c.passage_id join capture a on a.id = p.capture_id where c.id = s.id
        union all select subject_id, true from statement where claim_id = s.id
        union all select value_thing, false from statement where claim_id = s.id
        union all select unnest(array[actor_id, source_id]), false from chain_link where claim_id = s.id
        union all select p.claim_id, false from edition e join published_citation p on p.edition_id = e.id where e.document_id = s.id
        union all select r.case_id, false from edition e join revision_case r on r.revision_id = e.revision_id where e.document_id = s.id
        union all select unnest(array[r.photo_id, a.actor_id]), false from edition e join revision_photo r on r.revision_id = e.revision_id left join photo_actor a on a.photo_id = r.photo_id where e.document_id = s.id
        union all select original_id, false from translation where document_id = s.id
        union all select document_id, false from translation where original_id = s.id
      ) n where n.id is not null and s.step < 3
    )
    select t.id, t.kind, t.number, bool_or(x.facts) as facts from (
      select id, facts from s
      union all select h.canonical_id, s.facts from s cross join lateral (select canonical_id from thing where id = s.id offset 0) h
    ) x cross join lateral (select id, kind, number from thing where id = x.id offset 0) t group by t.id, t.kind, t.number`.execute(
    db,
  );
  return rows.map(({ id, kind, number, facts }) => ({ id: Number(id), ref: `${kind}/${number}`, facts }));
}
