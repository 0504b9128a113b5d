import './tables.ts';
import '../publishing/review/tables.ts';
import { sql } from 'kysely';
import { legal } from '../accounts/tables.ts';
import { changedIds, changesOf, kindsWithoutItem, type ChangeSet } from '../platform/changes.ts';
import type { Tx } from '../platform/database/tx.ts';
import type { ChangeListener } from '../platform/operation.ts';
import { addComment } from '../publishing/review/add-comment.ts';
import { caseOf } from '../record/kinds/within.ts';
import { forgetPerson } from './end-work.ts';
import { seesThings, whoSees } from './item.ts';
import { mentionsIn } from './mentions.ts';
import type { NoticeKind } from './tables.ts';

/**
 * Creates notices for people: mentions, decisions about their articles and proposals, changes of items that they
 * follow. No one gets a notice of their own changes, or of an item that they cannot see.
 */
export const workListener: ChangeListener = {
  name: 'work.notices',
  async onChange(tx, set) {
    for (const { thingId, after } of changesOf(set.changes, 'account'))
      if ((after as { disabled?: boolean } | null)?.disabled) await forgetPerson(tx, thingId);
    if (set.operation === addComment.name) await noteMentions(tx, set);
    await noteReviews(tx, set);
    await noteDecided(tx, set);
    await noteFollowed(tx, set);
  },
};

async function noteMentions(tx: Tx, set: ChangeSet): Promise<void> {
  for (const { thingId, after } of changesOf(set.changes, 'article')) {
    const { comment } = after as { comment: number };
    const { body } = await tx
      .selectFrom('article_comment')
      .select('body')
      .where('id', '=', comment)
      .executeTakeFirstOrThrow();
    if (!body.includes('@')) continue;
    const people = await whoSees(tx, { things: [thingId], roles: legal });
    for (const account of mentionsIn(body, people))
      await note(tx, set, { account, kind: 'mention', thing: thingId, comment });
  }
}

/** Creates a notice for a returned or approved article. It is deleted at the next step of the review. */
async function noteReviews(tx: Tx, set: ChangeSet): Promise<void> {
  const published = changedIds(set.changes, 'article', 'published');
  for (const { thingId, after } of changesOf(set.changes, 'article')) {
    const step = typeof after === 'object' && after !== null && 'review' in after ? after : null;
    if (!step && !published.includes(thingId)) continue;
    await tx
      .deleteFrom('notice')
      .where('thing_id', '=', thingId)
      .where('kind', 'in', ['returned', 'approved'])
      .execute();
    const kind = step?.review === 'sent-back' ? 'returned' : step?.review === 'approved' ? 'approved' : null;
    if (!kind) continue;
    const { rows } = await sql<{ author: number | null }>`
      select coalesce(r.submitted_by, v.by_account) as author from review r join revision v on v.id = r.revision_id
      join account a on a.id = coalesce(r.submitted_by, v.by_account) and a.disabled_at is null
      where r.document_id = ${thingId} and ${seesThings(sql`a.id`, sql`array[${thingId}]::bigint[]`)}`.execute(tx);
    const author = rows[0]?.author;
    if (author) await note(tx, set, { account: Number(author), kind, thing: thingId });
  }
}

async function noteDecided(tx: Tx, set: ChangeSet): Promise<void> {
  const decided = changesOf(set.changes, 'proposal').filter(({ action }) => action === 'changed');
  if (decided.length === 0) return;
  const ids = decided.map(({ thingId }) => thingId);
  await tx.deleteFrom('assignment').where('proposal_id', 'in', ids).execute();
  await sql`
    insert into notice (account_id, kind, proposal_id, by_account, at)
    select p.proposed_by, 'decided', p.id, ${set.accountId}, ${set.at} from proposal p join account a on a.id = p.proposed_by
    where p.id = any(${ids}::bigint[]) and p.state in ('accepted', 'done', 'declined') and a.disabled_at is null and p.proposed_by is distinct from ${set.accountId}`.execute(
    tx,
  );
}

/**
 * Notifies the people who follow a changed item, or the case to which it belongs, with one notice for each followed
 * item.
 */
async function noteFollowed(tx: Tx, set: ChangeSet): Promise<void> {
  const ids = [
    ...new Set(
      set.changes.flatMap(({ kind, thingId }) =>
        kindsWithoutItem.includes(kind) || kind === 'draft' ? [] : [thingId],
      ),
    ),
  ];
  if (ids.length === 0) return;
  const { rows } = await sql`select from follow limit 1`.execute(tx);
  if (rows.length === 0) return;
  await sql`
    with changed as (
      select t.id, t.kind from unnest(${ids}::bigint[]) as c (id) join thing t on t.id = c.id
    ), about as (
      select id, id as of from changed
      union select changed.id, ${caseOf(sql`changed.kind`, sql`changed.id`)} from changed where kind not in ('case', 'claim')
      union select c.id, m.case_id from changed c join claim m on m.id = c.id where m.case_id is not null
    )
    insert into notice (account_id, kind, thing_id, by_account, at)
    select distinct f.account_id, 'followed', f.thing_id, ${set.accountId}::bigint, ${set.at}::timestamptz
    from about join follow f on f.thing_id = about.of
    where f.account_id is distinct from ${set.accountId}::bigint and ${seesThings(sql`f.account_id`, sql`array[about.id, about.of]`)}
    on conflict (account_id, thing_id) where kind = 'followed' do update set at = excluded.at, by_account = excluded.by_account, seen_at = null`.execute(
    tx,
  );
}

async function note(
  tx: Tx,
  set: ChangeSet,
  { account, kind, thing, comment }: { account: number; kind: NoticeKind; thing: number; comment?: number },
): Promise<void> {
  if (account === set.accountId) return;
  await tx
    .insertInto('notice')
    .values({
      account_id: account,
      kind,
      thing_id: thing,
      draft_id: null,
      proposal_id: null,
      comment_id: comment ?? null,
      by_account: set.accountId,
      at: set.at,
    })
    .execute();
}
