import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { knownSpellings } from './queries.ts';
import { unique } from './tag-items.ts';

/** Writes the tags of new items. There is no separate change: they are part of the change that creates the item. */
export async function tagNew(tx: Tx, items: readonly { id: number; tags?: readonly string[] }[]): Promise<void> {
  const names = unique(items.flatMap(({ tags = [] }) => tags));
  if (names.length === 0) return;
  const known = await knownSpellings(tx, names);
  const spelled = new Map(names.map((name) => [name.toLowerCase(), known.get(name) ?? name]));
  await insertRows(
    tx,
    'thing_tag',
    items.flatMap(({ id, tags = [] }) =>
      unique(tags.map((name) => spelled.get(name.toLowerCase())!)).map((name) => ({ thing_id: id, name })),
    ),
  );
}
