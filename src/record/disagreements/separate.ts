import { sql } from 'kysely';
import type { Writing } from '../../platform/operation.ts';
import { file } from '../filing/file.ts';
import { filingInput } from '../filing/schema.ts';
import { findPart, type CasePart, type CasePartKind } from '../kinds/parts.ts';
import { project } from '../projection/project.ts';
import { findThing, parseRef } from '../refs.ts';
import { snapshotClaim } from '../projection/snapshots.ts';
import type { Thing } from '../things.ts';

/** Whether an item of this kind can be split into two. Only parts of a case can; cases and actors cannot. */
export const splittable = (kind: string): kind is CasePartKind => findPart(kind) !== undefined;

/**
 * Creates a second event (or proceeding, charge, order, hearing), and moves statements from the first event to it: the
 * statements in `moved`, and all other statements about the first event in the same claims. Of the claims in `kept`,
 * only the statements in `moved` are moved.
 */
export async function separate(
  writing: Writing<unknown, undefined>,
  first: Thing & { ref: string },
  title: string,
  of: {
    /** The ids of the statements to move. */ moved: readonly number[];
    /** The ids of claims that also have a value that stays with the first event. */ kept: readonly number[];
  },
): Promise<{ id: number; ref: string }> {
  const { tx, at, change } = writing;
  const part = findPart(first.kind)!;
  const { list, name: kind } = part;
  const parent = await parentOf(writing, first, part);
  const filed = await file.write({
    ...writing,
    input: filingInput.parse({
      [list]: [{ title, [part.parent]: parent, visibility: first.visibility === 'public' ? 'public' : 'desk' }],
    }),
  });
  const ref = filed[list][0]!;
  const second = (await findThing(tx, kind, parseRef(ref)!.number))!;

  const { rows } = await sql<{ id: number; claim_id: number }>`
    select st.id, st.claim_id from statement st
    where st.claim_id in (select claim_id from statement where id = any(${[...of.moved]}::bigint[]))
      and st.subject_id in (select id from thing where id = ${first.id} or merged_into = ${first.id})
      and (st.id = any(${[...of.moved]}::bigint[]) or not st.claim_id = any(${[...of.kept]}::bigint[]))`.execute(tx);
  const claims = [...new Set(rows.map((row) => Number(row.claim_id)))];
  const before = new Map<number, Record<string, unknown>>();
  for (const id of claims) before.set(id, await snapshotClaim(tx, id));
  await sql`update statement set subject_id = ${second.id} where id = any(${rows.map((row) => Number(row.id))}::bigint[])`.execute(
    tx,
  );
  // The new version warns an editor who has one of these claims open in a form. Saving that form would move the
  // statements back.
  await sql`update thing set version = version + 1, changed_at = ${at} where id = any(${claims}::bigint[])`.execute(tx);
  for (const id of claims)
    change({
      kind: 'claim',
      thingId: id,
      action: 'changed',
      before: before.get(id),
      after: await snapshotClaim(tx, id),
    });
  await project(tx, [first.id, second.id]);
  return { id: second.id, ref };
}

async function parentOf(
  { tx }: Writing<unknown, undefined>,
  first: Thing,
  { table, column }: CasePart,
): Promise<string> {
  const { rows } = await sql<{ kind: string; number: number }>`
    select c.kind, c.number from ${sql.table(table)} p join thing t on t.id = p.${sql.ref(column)} join thing c on c.id = t.canonical_id where p.id = ${first.id}`.execute(
    tx,
  );
  return `${rows[0]!.kind}/${rows[0]!.number}`;
}
