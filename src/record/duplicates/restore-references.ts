import { sql } from 'kysely';
import type { Change } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { refOf } from '../refs.ts';
import { snapshotClaim, snapshotSource } from '../projection/snapshots.ts';
import type { Thing } from '../things.ts';
import { describeValue, findProperty, replaceThings } from '../vocabulary/properties.ts';

type SeparatedItems = {
  /** `thing` was merged into `root`, and is now separated from it. */ thing: Thing;
  root: Thing;
  at: Date;
};
type Was = {
  case_id?: number | null;
  source_id?: number | null;
  chain?: { actor_id: number | null; source_id: number | null }[];
  statements?: { subject_id: number; property: string; value: unknown }[];
};

/**
 * Corrects claims and sources when the merge of `thing` into `root` is undone. If someone edited a claim or source
 * after the merge, it now refers to `root` instead of `thing`, because the form shows and saves the canonical item.
 * This function makes it refer to `thing` again. A field that now refers to a third item does not change.
 * @returns how many claims and sources changed
 */
export async function restoreReferences(
  tx: Tx,
  apart: SeparatedItems,
  change: (change: Change) => void,
): Promise<number> {
  const { rows: merges } = await sql<{
    id: number | null;
  }>`select max(change_set_id) as id from change where thing_id = ${apart.thing.id} and kind = ${apart.thing.kind} and action = 'merged'`.execute(
    tx,
  );
  const since = merges[0]?.id;
  if (since === null || since === undefined) return 0;
  let restored = 0;
  for (const [id, was] of await changedSince(tx, apart, since, 'claim')) {
    const before = await snapshotClaim(tx, id);
    if (!(await restoreClaim(tx, id, was, apart))) continue;
    await touch(tx, id, apart.at);
    change({ kind: 'claim', thingId: id, action: 'changed', before, after: await snapshotClaim(tx, id) });
    restored++;
  }
  for (const [id, was] of await changedSince(tx, apart, since, 'source')) {
    const before = await snapshotSource(tx, id);
    if (!(await restoreSource(tx, id, was, apart))) continue;
    await touch(tx, id, apart.at);
    change({ kind: 'source', thingId: id, action: 'changed', before, after: await snapshotSource(tx, id) });
    restored++;
  }
  return restored;
}

const touch = (tx: Tx, id: number, at: Date) =>
  sql`update thing set version = version + 1, changed_at = ${at} where id = ${id}`.execute(tx);

/**
 * The claims or sources that now refer to the canonical item and have changed since the merge. For each of them, the
 * fields as they were before the first of these changes.
 */
async function changedSince(
  tx: Tx,
  { root }: SeparatedItems,
  since: number,
  kind: 'claim' | 'source',
): Promise<Map<number, Was & { publisher_id?: number | null; derivedFrom?: { origin_id: number }[] }>> {
  const naming =
    kind === 'claim'
      ? sql`select claim_id as id from statement where subject_id = ${root.id} union select claim_id from statement where value_thing = ${root.id}
          union select claim_id from chain_link where actor_id = ${root.id} union select claim_id from chain_link where source_id = ${root.id}
          union select id from claim where case_id = ${root.id} union select id from claim where source_id = ${root.id}`
      : sql`select id from source where publisher_id = ${root.id} union select source_id from derivation where origin_id = ${root.id}`;
  const { rows } = await sql<{ id: number; before: object }>`
    select n.id, ch.before from (${naming}) n cross join lateral (
      select c.before, c.change_set_id, c.ordinal from change c where c.thing_id = n.id and c.kind = ${kind} and c.change_set_id > ${since} and c.before is not null offset 0
    ) ch order by n.id, ch.change_set_id, ch.ordinal`.execute(tx);
  const first = new Map<number, Was>();
  for (const { id, before } of rows) first.set(Number(id), { ...before, ...first.get(Number(id)) });
  return first;
}

async function restoreClaim(tx: Tx, id: number, was: Was, { thing, root }: SeparatedItems): Promise<boolean> {
  let restored = false;
  const done = (rows: { numAffectedRows?: bigint }): void => {
    if ((rows.numAffectedRows ?? 0n) > 0n) restored = true;
  };
  const [ref, rootRef] = [refOf(thing), refOf(root)];
  const stored = await tx
    .selectFrom('statement')
    .select(['id', 'subject_id', 'property', 'value'])
    .where('claim_id', '=', id)
    .execute();
  for (const old of was.statements ?? []) {
    const property = findProperty(old.property);
    const canonical = property ? replaceThings(property, old.value, (one) => (one === ref ? rootRef : one)) : old.value;
    const named = sorted(canonical) !== sorted(old.value);
    if (old.subject_id !== thing.id && !named) continue;
    const now = stored.find(
      (one) =>
        one.property === old.property &&
        one.subject_id === (old.subject_id === thing.id ? root.id : old.subject_id) &&
        sorted(one.value) === sorted(canonical),
    );
    if (!now || !property) continue;
    const value = named
      ? sql`, value = ${JSON.stringify(old.value)}::jsonb, value_key = ${describeValue(property, old.value).key}, value_thing = ${thing.id}`
      : sql``;
    done(await sql`update statement set subject_id = ${old.subject_id} ${value} where id = ${now.id}`.execute(tx));
  }
  for (const [position, link] of (was.chain ?? []).entries())
    for (const column of ['actor_id', 'source_id'] as const)
      if (link[column] === thing.id)
        done(
          await sql`update chain_link set ${sql.ref(column)} = ${thing.id} where claim_id = ${id} and position = ${position} and ${sql.ref(column)} = ${root.id}`.execute(
            tx,
          ),
        );
  for (const column of ['case_id', 'source_id'] as const)
    if (was[column] === thing.id)
      done(
        await sql`update claim set ${sql.ref(column)} = ${thing.id} where id = ${id} and ${sql.ref(column)} = ${root.id}`.execute(
          tx,
        ),
      );
  return restored;
}

async function restoreSource(
  tx: Tx,
  id: number,
  was: { publisher_id?: number | null; derivedFrom?: { origin_id: number }[] },
  { thing, root }: SeparatedItems,
): Promise<boolean> {
  const publisher =
    was.publisher_id === thing.id
      ? await sql`update source set publisher_id = ${thing.id} where id = ${id} and publisher_id = ${root.id}`.execute(
          tx,
        )
      : null;
  const derived = was.derivedFrom?.some((one) => one.origin_id === thing.id)
    ? await sql`update derivation d set origin_id = ${thing.id} where d.source_id = ${id} and d.origin_id = ${root.id}
        and not exists (select from derivation o where o.source_id = d.source_id and o.origin_id = ${thing.id} and o.kind = d.kind)`.execute(
        tx,
      )
    : null;
  return [publisher, derived].some((one) => (one?.numAffectedRows ?? 0n) > 0n);
}

/** JSON with sorted keys. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`;
  if (value && typeof value === 'object')
    return `{${Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => `${JSON.stringify(key)}:${sorted(part)}`)
      .join()}}`;
  return JSON.stringify(value) ?? 'null';
}
