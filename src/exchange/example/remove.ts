import { sql } from 'kysely';
import { z } from 'zod';
import { administrators } from '../../accounts/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation, type App } from '../../platform/operation.ts';
import { holders } from '../../platform/storage/holders.ts';
import { project, subjectsOf } from '../../record/projection/project.ts';
import { removePictures } from '../../record/photos/pictured-kinds.ts';
import { dropBytes } from '../../record/sources/held-bytes.ts';
import { deleteEntriesOf } from '../../search/index/projection.ts';
import { readInvented, type Invented } from './invented-data.ts';
import { takeFromPublication } from './publication.ts';
import { ownRows, references } from './references.ts';
import { exampleState, inventedState, setExampleState, setInventedState } from './setting.ts';

export type ExampleRemoved = { removed: number; kept: number };

/**
 * Removes the sample data in one transaction, with its history (the first exception to the invariant "Immutable
 * evidence"). Sample items to which the desk's own items refer stay, and become ordinary items. The history records who
 * removed the sample data. Search entries are removed here; other listeners get one change of the kind `example`.
 */
export const removeExample = defineOperation({
  name: 'exchange.removeExample',
  permission: administrators,
  ofAllTeams: true,
  publicItems: 'permitted',
  onFullDisk: 'runs',
  input: z.object({}),
  prepare: async ({ app }): Promise<Freed> => ({
    sample: (await readInvented()).publication,
    blobs: await blobsOf(app),
  }),
  async write(writing): Promise<ExampleRemoved> {
    const { tx, at, change, prepared } = writing;
    const before = await exampleState(tx);
    const example = await tx
      .selectFrom('thing')
      .select(['id', 'kind'])
      .where('example', '=', true)
      .orderBy('id')
      .execute();
    if (before === 'removed' && example.length === 0) return { removed: 0, kept: 0 };

    const kept = await referredToByOthers(
      tx,
      example.map((thing) => thing.id),
    );
    const gone = example.filter((thing) => !kept.has(thing.id));
    const staying = example.filter((thing) => kept.has(thing.id));
    await removeThings(
      tx,
      gone.map((thing) => thing.id),
    );
    if (staying.length) {
      await sql`update thing set example = false, version = version + 1, changed_at = ${at} where id = any(${staying.map((thing) => thing.id)}::bigint[])`.execute(
        tx,
      );
      for (const thing of staying)
        change({
          kind: thing.kind,
          thingId: thing.id,
          action: 'changed',
          before: { example: true },
          after: { example: false },
        });
    }
    const added = await inventedState(tx);
    if (added) await setInventedState(tx, await takeFromPublication(writing, added, prepared.sample));
    await setExampleState(tx, 'removed');
    change({
      kind: 'example',
      thingId: 0,
      action: 'removed',
      before: { state: before, things: countByKind(gone) },
      after: null,
    });
    return { removed: gone.length, kept: staying.length };
  },
  async cleanUp({ prepared, app, failed }) {
    if (!failed) await dropBytes(app, prepared.blobs);
  },
});

/** The settings of the invented part, and the blobs of all sample data: pages, packages and pictures. */
type Freed = { sample: Invented['publication']; blobs: string[] };

/** The blobs to which sample items refer. */
async function blobsOf(app: App): Promise<string[]> {
  const parts = (await holders(app.db.read)).flatMap(({ table, column, thing, where }) =>
    thing === null
      ? []
      : [
          sql`select ${sql.ref(`h.${column}`)} from ${sql.table(table)} h join thing t on t.id = ${sql.ref(`h.${thing}`)} where t.example${where ? sql` and ${sql.raw(where)}` : sql``}`,
        ],
  );
  const { rows } = await sql<{ name: string | null }>`
    select distinct name from (${sql.join(parts, sql` union all `)}) as b (name)`.execute(app.db.read);
  return rows.flatMap(({ name }) => name ?? []);
}

/**
 * The sample items that must stay: those to which the desk's own items refer, and all sample items to which these
 * refer.
 */
async function referredToByOthers(tx: Tx, example: readonly number[]): Promise<Set<number>> {
  const among = new Set(example);
  const { rows } = await sql<{ owner: number; target: number }>`
    select distinct owner, target from (${sql.join(
      references().map((one) => one.edges),
      sql` union all `,
    )}) as held (owner, target)
    where target = any(${[...example]}::bigint[]) and owner <> target`.execute(tx);
  const targets = new Map<number, number[]>();
  const next: number[] = [];
  for (const row of rows) {
    const [owner, target] = [Number(row.owner), Number(row.target)];
    if (among.has(owner)) targets.set(owner, [...(targets.get(owner) ?? []), target]);
    else next.push(target);
  }
  const kept = new Set<number>();
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (kept.has(id)) continue;
    kept.add(id);
    next.push(...(targets.get(id) ?? []));
  }
  return kept;
}

async function removeThings(tx: Tx, gone: readonly number[]): Promise<void> {
  if (gone.length === 0) return;
  const ids = sql`any(${[...gone]}::bigint[])`;
  const touched = await canonical(tx, [...(await subjectsOf(tx, gone)), ...gone]);
  await removePictures(tx, gone);
  for (const { table, key } of ownRows()) {
    const of = sql.join(
      [key].flat().map((column) => sql`${sql.ref(column)} = ${ids}`),
      sql` or `,
    );
    await sql`delete from ${sql.table(table)} where ${of}`.execute(tx);
  }
  const { rows: sets } = await sql<{
    id: number;
  }>`delete from change where thing_id = ${ids} returning change_set_id as id`.execute(tx);
  const emptied = [...new Set(sets.map((row) => Number(row.id)))];
  await sql`delete from change_set s where id = any(${emptied}::bigint[]) and not exists (select from change c where c.change_set_id = s.id)`.execute(
    tx,
  );
  await deleteEntriesOf(tx, gone);
  await sql`delete from thing where id = ${ids}`.execute(tx);
  const left = new Set(gone);
  await project(
    tx,
    touched.filter((id) => !left.has(id)),
  );
}

/**
 * The ids under which the facts about `ids` are stored: for a merged item, the id of the item that it was merged into.
 */
async function canonical(tx: Tx, ids: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{
    id: number;
  }>`select distinct canonical_id as id from thing where id = any(${[...ids]}::bigint[])`.execute(tx);
  return rows.map((row) => Number(row.id));
}

function countByKind(things: readonly { kind: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of things) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
