import { sql } from 'kysely';
import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import type { Change } from '../../platform/changes.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { group } from '../../platform/text/group.ts';
import { lockThings } from '../lifecycle/take-things.ts';
import { RefResolver, refSchema } from '../refs.ts';
import { knownSpellings, sameTag } from './queries.ts';
import { isTagged, maxTags, tagNames, taggedKinds } from './tables.ts';

/**
 * Adds tags to a set of cases, actors and sources, and removes others (`drop`), by name. A new name creates a tag.
 * Readers never see tags, so tagging does not change the version of an item, and contributors can tag public items.
 * @throws AppError `not_found`, `sealed`, `redacted`; `invalid_input` for an item of another kind, and if an item would
 * have too many tags
 */
export const tagItems = defineOperation({
  name: 'record.tagItems',
  permission: legal,
  publicItems: 'unseen',
  input: z
    .object({
      items: z.array(refSchema).min(1, 'record.error.tag.no_items').max(10_000),
      add: tagNames.default([]),
      drop: tagNames.default([]),
    })
    .refine(({ add, drop }) => add.length + drop.length > 0, { path: ['add'], message: 'record.error.tag.missing' }),
  async write({ tx, input, change }): Promise<{ changed: number }> {
    const refs = new RefResolver();
    await refs.load(tx, input.items);
    const ids = input.items.map((ref, index) => refs.find(ref, `items.${index}`, taggedKinds)?.id ?? 0);
    refs.throwIfWrong();
    const { rows: family } = await sql<{ id: number; root: number }>`
      select m.id, m.canonical_id as root from thing t join thing m on m.canonical_id = t.canonical_id
      where t.id = any(${ids}::bigint[])`.execute(tx);
    const roots = new Map(family.map((one) => [Number(one.id), Number(one.root)]));
    const things = await lockThings(tx, [...roots.keys()], {}, 'goes on');
    if (things.some((thing) => roots.get(thing.id) === thing.id && thing.visibility === 'sealed'))
      throw new AppError('sealed');
    const spelled = await knownSpellings(tx, input.add);
    const add = unique(input.add.map((name) => spelled.get(name) ?? name));
    const before = await ownTagsOf(tx, [...roots.keys()]);
    const newTags = things.flatMap((thing): NewTags[] => {
      const had = before.get(thing.id) ?? [];
      const kept = had.filter((name) => !input.drop.some((one) => sameTag(one, name)));
      // New tags are added to the item itself, and not to those that were merged into it.
      const names = roots.get(thing.id) === thing.id ? unique([...kept, ...add]) : kept;
      return names.length === had.length && names.every((name) => had.includes(name))
        ? []
        : [{ id: thing.id, kind: thing.kind, had, names }];
    });
    const full = newTags.find(({ names, had }) => names.length > Math.max(maxTags, had.length));
    if (full) throw new AppError('invalid_input', { fields: [{ path: 'add', message: 'record.error.tag.many' }] });
    await writeTags(tx, newTags, change);
    return { changed: new Set(newTags.map(({ id }) => roots.get(id))).size };
  },
});

/**
 * Adds tags to items, within another operation. The tags of a merged item are added to the canonical item.
 * @param names the tags for each item, by its id
 * @throws AppError `not_found`, `redacted`
 */
export async function addTags(
  tx: Tx,
  names: ReadonlyMap<number, readonly string[]>,
  change: (change: Change) => void,
): Promise<void> {
  if (names.size === 0) return;
  const { rows } = await sql<{ id: number; root: number }>`
    select id, canonical_id as root from thing where id = any(${[...names.keys()]}::bigint[])`.execute(tx);
  const asked = group(rows.map(({ id, root }) => [Number(root), names.get(Number(id))!] as const));
  const things = await lockThings(tx, [...asked.keys()], {}, 'goes on');
  const spelled = await knownSpellings(tx, unique([...names.values()].flat()));
  const spelling = new Map([...spelled].map(([name, known]) => [name.toLowerCase(), known]));
  const before = await ownTagsOf(tx, [...asked.keys()]);
  const newTags = things.flatMap(({ id, kind }): NewTags[] => {
    const had = before.get(id) ?? [];
    const added = asked
      .get(id)!
      .flat()
      .map((name) => spelling.get(name.toLowerCase()) ?? name);
    const all = unique([...had, ...added]);
    return all.length === had.length ? [] : [{ id, kind, had, names: all }];
  });
  await writeTags(tx, newTags, change);
}

type NewTags = { id: number; kind: string; had: readonly string[]; names: readonly string[] };

/** Removes names that differ only in case from an earlier name. */
export const unique = (names: readonly string[]): string[] =>
  [...new Map(names.toReversed().map((name) => [name.toLowerCase(), name])).values()].toReversed();

/** Replaces the tags of items. `had`: their tags until now, for the history. */
export async function writeTags(tx: Tx, newTags: readonly NewTags[], change: (change: Change) => void): Promise<void> {
  if (newTags.length === 0) return;
  await sql`delete from thing_tag where thing_id = any(${newTags.map(({ id }) => id)}::bigint[])`.execute(tx);
  await insertRows(
    tx,
    'thing_tag',
    newTags.flatMap(({ id, names }) => names.map((name) => ({ thing_id: id, name }))),
  );
  for (const { id, kind, had, names } of newTags)
    change({
      kind,
      thingId: id,
      action: 'changed',
      before: { tags: [...had] },
      after: { tags: names.toSorted() },
    });
}

/** The tags of items, without those of items that were merged into them. */
export async function ownTagsOf(tx: Tx, ids: readonly number[]): Promise<Map<number, string[]>> {
  const { rows } = await sql<{ thing_id: number; name: string }>`
    select thing_id, name from thing_tag where thing_id = any(${[...ids]}::bigint[]) order by thing_id, name`.execute(
    tx,
  );
  return group(rows.map((row) => [Number(row.thing_id), row.name] as const));
}

/** Restores the tags that an item had in an earlier state. */
export async function restoreTags(
  tx: Tx,
  thing: { id: number; kind: string },
  names: readonly string[],
  change: (change: Change) => void,
): Promise<void> {
  if (!isTagged(thing.kind)) return;
  const had = (await ownTagsOf(tx, [thing.id])).get(thing.id) ?? [];
  await writeTags(tx, [{ ...thing, had, names }], change);
}
