import { sql, type Selectable } from 'kysely';
import { asTeams } from '../../platform/database/as-teams.ts';
import type { Tables } from '../../platform/database/tables.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { pageOf } from '../sources/pdf-layout.ts';

/*
 * Other items contain copies of a sealed item's content: passages of captures belong to claims, and names of actors are
 * in the histories of claims. This file empties and restores them.
 */

export type PassageRow = Selectable<Tables['passage']>;

/** The passages that a claim has now, and the passages that it had before it was changed. */
export async function passagesOf(db: Reader, claimId: number): Promise<PassageRow[]> {
  const { rows } = await sql<PassageRow>`
    select p.* from passage p where p.id = (select passage_id from claim where id = ${claimId})
    or exists (
      select 1 from change c cross join lateral (values (c.before -> 'passage'), (c.after -> 'passage')) as was(place)
      where c.kind = 'claim' and c.thing_id = ${claimId} and was.place ->> 'captureId' = p.capture_id::text
        and was.place ->> 'start' = p.start_at::text and was.place ->> 'end' = p.end_at::text
    )`.execute(db);
  return rows;
}

/**
 * Empties the passages, except those of another claim that is not sealed. Claims that are limited to teams of other
 * people count, too.
 */
export async function emptyPassages(tx: Tx, claimId: number, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const emptying = sql`
    update passage set exact = '', prefix = '', suffix = '', visibility = 'sealed', page = null, page_part = null
    where id = any(${[...ids]}::bigint[])
    and not exists (
      select 1 from claim join thing on thing.id = claim.id
      where claim.passage_id = passage.id and claim.id <> ${claimId} and thing.visibility <> 'sealed'
    )`;
  await asTeams(tx, null, () => emptying.execute(tx));
}

/**
 * The number of characters before and after a passage that are stored with it, if the emptied row does not say how
 * many. It is the same number as in filing/claims.ts.
 */
const context = 40;

/**
 * Restores the words of passages from the text of their capture, which may have been redacted meanwhile. A passage
 * stays empty if its capture or all claims with the passage are still sealed.
 * @param ofCapture whether the seal of the capture is being removed. Then a passage without a claim stays empty if it
 * was sealed before the capture was
 */
export async function restorePassages(tx: Tx, rows: readonly PassageRow[], ofCapture: boolean): Promise<void> {
  for (const row of rows) {
    const capture = await tx
      .selectFrom('capture')
      .innerJoin('thing', 'thing.id', 'capture.id')
      .select(['capture.text', 'capture.layout', 'thing.visibility'])
      .where('capture.id', '=', row.capture_id)
      .executeTakeFirstOrThrow();
    const claims = await tx
      .selectFrom('claim')
      .innerJoin('thing', 'thing.id', 'claim.id')
      .select('thing.visibility')
      .where('claim.passage_id', '=', row.id)
      .execute();
    const closed = claims.length
      ? claims.every((claim) => claim.visibility === 'sealed')
      : ofCapture && row.visibility === 'sealed';
    if (capture.visibility === 'sealed' || closed) continue;
    const around = row.exact
      ? { before: row.prefix.length, after: row.suffix.length }
      : { before: context, after: context };
    await tx
      .updateTable('passage')
      .set({
        exact: capture.text.slice(row.start_at, row.end_at),
        prefix: capture.text.slice(Math.max(0, row.start_at - around.before), row.start_at),
        suffix: capture.text.slice(row.end_at, row.end_at + around.after),
        visibility: row.visibility === 'sealed' ? 'desk' : row.visibility,
        ...pageOf(capture.layout, row.start_at, row.end_at),
      })
      .where('id', '=', row.id)
      .execute();
  }
}

/** Removes an actor's name, as sources wrote it, from the histories of the claims in which the actor speaks. */
export async function deleteAsWritten(tx: Tx, actorId: number): Promise<void> {
  const speaks = JSON.stringify({ chain: [{ actor_id: actorId }] });
  const changes = await tx
    .selectFrom('change')
    .select(['change_set_id', 'ordinal', 'before', 'after'])
    .where('kind', '=', 'claim')
    .where(sql<boolean>`(before::jsonb @> ${speaks}::jsonb or after::jsonb @> ${speaks}::jsonb)`)
    .execute();
  for (const { change_set_id, ordinal, before, after } of changes) {
    await tx
      .updateTable('change')
      .set({ before: unwritten(before, actorId), after: unwritten(after, actorId) })
      .where('change_set_id', '=', change_set_id)
      .where('ordinal', '=', ordinal)
      .execute();
  }
}

function unwritten(claim: unknown, actorId: number): unknown {
  const { chain } = (claim ?? {}) as { chain?: { actor_id: number | null }[] };
  if (!Array.isArray(chain)) return claim;
  return {
    ...(claim as object),
    chain: chain.map((link) => (link.actor_id === actorId ? { ...link, as_written: null } : link)),
  };
}
