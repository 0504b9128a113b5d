import { sql } from 'kysely';
import { z } from 'zod';
import { editors, legal } from '../../accounts/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { findDeskTag, knownSpellings, sameTag } from './queries.ts';
import { unique, writeTags, ownTagsOf } from './tag-items.ts';
import { tagName } from './tables.ts';

/** The change of a tag itself is stored in the history like a change of a setting, because a tag is not an item. */
const asSetting = { kind: 'setting', thingId: 0 } as const;

/** The maximum number of tags in `desk_tag`. These exist even if no item has them. */
const maxCreated = 2_000;

const taken = (): AppError =>
  new AppError('invalid_input', { fields: [{ path: 'name', message: 'record.error.tag.taken' }] });

/** Creates a tag that no item has yet. @throws AppError `invalid_input` if the tag exists */
export const createTag = defineOperation({
  name: 'record.createTag',
  permission: legal,
  input: z.object({ name: tagName }),
  async write({ tx, input, change }): Promise<void> {
    if ((await knownSpellings(tx, [input.name])).size > 0) throw taken();
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from desk_tag`.execute(tx);
    if (rows[0]!.n >= maxCreated)
      throw new AppError('invalid_input', { fields: [{ path: 'name', message: 'record.error.tag.created' }] });
    await tx.insertInto('desk_tag').values({ name: input.name }).execute();
    change({ ...asSetting, action: 'created', before: null, after: { tag: input.name } });
  },
});

/**
 * Renames a tag on all items. If a tag with the new name exists and `merge` is set, the two tags are merged.
 * @throws AppError `not_found`; `invalid_input` if the name is taken and `merge` is not set
 */
export const renameTag = defineOperation({
  name: 'record.renameTag',
  permission: editors,
  publicItems: 'unseen',
  // The tag is renamed also on items that are limited to other teams. The changes of these items are hidden as well.
  ofAllTeams: true,
  input: z.object({ tag: tagName, name: tagName, merge: z.boolean().default(false) }),
  async prepare({ input, app }): Promise<string> {
    await findDeskTag(app.db.read, input.tag);
    const known = (await knownSpellings(app.db.read, [input.name])).get(input.name);
    if (known === undefined || sameTag(input.name, input.tag)) return input.name;
    if (!input.merge) throw taken();
    return known;
  },
  async write({ tx, input, prepared: newName, change }): Promise<void> {
    await replaceTag(tx, input.tag, newName, change);
    const { rows } = await sql<{ name: string }>`
      delete from desk_tag where lower(name) = lower(${input.tag}) returning name`.execute(tx);
    if (rows.length === 0) return;
    if (!(await isCreated(tx, newName))) await tx.insertInto('desk_tag').values({ name: newName }).execute();
    change({ ...asSetting, action: 'changed', before: { tag: rows[0]!.name }, after: { tag: newName } });
  },
});

/** Removes a tag from all items. @throws AppError `not_found` */
export const removeTag = defineOperation({
  name: 'record.removeTag',
  permission: editors,
  publicItems: 'unseen',
  ofAllTeams: true,
  input: z.object({ tag: tagName }),
  prepare: ({ input, app }) => findDeskTag(app.db.read, input.tag),
  async write({ tx, input, change }): Promise<void> {
    await replaceTag(tx, input.tag, null, change);
    const { rows } = await sql<{ name: string }>`
      delete from desk_tag where lower(name) = lower(${input.tag}) returning name`.execute(tx);
    if (rows.length > 0) change({ ...asSetting, action: 'removed', before: { tag: rows[0]!.name }, after: null });
  },
});

const isCreated = async (tx: Tx, name: string): Promise<boolean> =>
  (await sql`select from desk_tag where lower(name) = lower(${name}) limit 1`.execute(tx)).rows.length > 0;

/**
 * Replaces a tag on all items that have it, or removes it (`newName` null). Each item gets a change, so that its
 * history shows it and an undo restores the tag.
 */
async function replaceTag(
  tx: Tx,
  tag: string,
  newName: string | null,
  change: Parameters<typeof writeTags>[2],
): Promise<void> {
  const { rows } = await sql<{ id: number; kind: string }>`
    select id, kind from thing where id in (select thing_id from thing_tag where lower(name) = lower(${tag})) order by id for no key update`.execute(
    tx,
  );
  const before = await ownTagsOf(
    tx,
    rows.map((row) => Number(row.id)),
  );
  await writeTags(
    tx,
    rows.map(({ id, kind }) => {
      const had = before.get(Number(id)) ?? [];
      const names = had.flatMap((name) => (sameTag(name, tag) ? (newName === null ? [] : [newName]) : [name]));
      return { id: Number(id), kind, had, names: unique(names) };
    }),
    change,
  );
}
