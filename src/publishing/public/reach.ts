import { sql } from 'kysely';
import type { Change, ChangeSet } from '../../platform/changes.ts';
import type { Reader } from '../../platform/database/tx.ts';

/**
 * What readers may see differently after a change: nothing, perhaps everything, or the items `ids` and what
 * `withNeighbours` adds. `record`: not only articles have changed. `adds`: nothing that readers see was replaced or
 * removed.
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
/** Items that no page shows before it also shows one of their neighbours. */
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
/** The most changes whose reach is looked up. More are an import or a cleanup, which may reach everything. */
const most = 200;

/** The reach of a change set. Whatever this does not know reaches everything. */
export function reachOf({ operation, changes }: Pick<ChangeSet, 'operation' | 'changes'>): Reach {
  if (quietOperations.has(operation)) return 'nothing';
  const seen = changes.filter(({ kind }) => !quietKinds.has(kind));
  if (seen.length === 0) return 'nothing';
  if (seen.length > most || !seen.every(isKnown)) return 'everything';
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
 * The items with their neighbours, whose pages show these items: the case of an event, the subjects and speakers of a
 * claim, and what an article cites and is about.
 */
export async function withNeighbours(db: Reader, ids: readonly number[]): Promise<{ id: number; ref: string }[]> {
  const { rows } = await sql<{ id: number; kind: string; number: number }>`
    with recursive s (id, step) as (
      select unnest(${[...ids]}::bigint[]), 0
      union
      select n.id, s.step + 1 from s cross join lateral (
        select case_id as id from event where id = s.id
        union all select case_id from proceeding where id = s.id
        union all select p.case_id from charge c join proceeding p on p.id = c.proceeding_id where c.id = s.id
        union all select p.case_id from "order" o join proceeding p on p.id = o.proceeding_id where o.id = s.id
        union all select p.case_id from hearing h join proceeding p on p.id = h.proceeding_id where h.id = s.id
        union all select unnest(array[case_id, raised_by, answered_by]) from question where id = s.id
        union all select source_id from capture where id = s.id
        union all select publisher_id from source where id = s.id
        union all select unnest(array[case_id, source_id]) from claim where id = s.id
        union all select a.source_id from claim c join passage p on p.id = c.passage_id join capture a on a.id = p.capture_id where c.id = s.id
        union all select unnest(array[subject_id, value_thing]) from statement where claim_id = s.id
        union all select unnest(array[actor_id, source_id]) from chain_link where claim_id = s.id
        union all select p.claim_id from edition e join published_citation p on p.edition_id = e.id where e.document_id = s.id
        union all select r.case_id from edition e join revision_case r on r.revision_id = e.revision_id where e.document_id = s.id
        union all select unnest(array[r.photo_id, a.actor_id]) from edition e join revision_photo r on r.revision_id = e.revision_id left join photo_actor a on a.photo_id = r.photo_id where e.document_id = s.id
        union all select original_id from translation where document_id = s.id
        union all select document_id from translation where original_id = s.id
      ) n where n.id is not null and s.step < 3
    )
    select distinct t.id, t.kind, t.number from (select id from s union select coalesce(merged_into, id) from thing where id in (select id from s)) x join thing t on t.id = x.id`.execute(
    db,
  );
  return rows.map((row) => ({ id: Number(row.id), ref: `${row.kind}/${row.number}` }));
}
