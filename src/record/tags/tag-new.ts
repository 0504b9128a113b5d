import type { Tx } from '../../platform/database/tx.ts';
import { insertOpen, type InsertOf } from '../protection/new-sealed.ts';
import { knownSpellings } from './queries.ts';
import { unique } from './tag-items.ts';

/** Writes the tags of new items. There is no separate change: they are part of the change that creates the item. */
export async function tagNew(
  tx: Tx,
  items: readonly { id: number; tags?: readonly string[] }[],
  insert: InsertOf = insertOpen(tx),
): Promise<void> {
  const names = unique(items.flatMap(({ tags = [] }) => tags));
  if (names.length === 0) return;
  const known = await knownSpellings(tx, names);
  const spelled = new Map(names.map((name) => [name.toLowerCase(), known.get(name) ?? name]));
  await insert(
    'thing_tag',
    'thing_id',
    items.flatMap(({ id, tags = [] }) =>
      unique(tags.map((name) => spelled.get(name.toLowerCase())!)).map((name) => ({ thing_id: id, name })),
    ),
  );
}
