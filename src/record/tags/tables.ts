import { z } from 'zod';
import type { Change } from '../../platform/changes.ts';
import type { OwnRows, SealedRows, StatePart, ThingKind } from '../kinds/kind.ts';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    thing_tag: { thing_id: number; name: string };
    desk_tag: { name: string };
  }
}

/** The kinds of items that can have tags. */
export const taggedKinds = ['case', 'actor', 'source'] as const satisfies readonly ThingKind[];
export const isTagged = (kind: string): boolean => taggedKinds.some((one) => one === kind);

/**
 * Whether a change of an item affects only its tags, which readers never see. The tags of articles are stored
 * elsewhere; readers see them.
 */
export const isOfTags = ({
  kind,
  action,
  before,
  after,
}: Pick<Change, 'kind' | 'action' | 'before' | 'after'>): boolean =>
  action === 'changed' &&
  isTagged(kind) &&
  [before, after].every(
    (part) =>
      part && 'tags' in Object(part) && Object.keys(part).every((field) => field === 'tags' || field === 'set_back_to'),
  );

/** The maximum number of tags of an item. */
export const maxTags = 50;

/** The name of a tag. It contains no separators, because a cell of a table can list several tags. */
export const tagName = z
  .string('record.error.tag.missing')
  .trim()
  .min(1, 'record.error.tag.missing')
  .max(60, 'record.error.tag.long')
  .regex(/^[^,;\n\r\t]*$/u, 'record.error.tag.separator')
  .transform((name) => name.replace(/\s+/gu, ' ').normalize('NFC'));
export const tagNames = z.array(tagName).max(maxTags, 'record.error.tag.many');

/** The names of tags in the text of a form field or cell, separated by commas, semicolons, tabs or line breaks. */
export const tagsIn = (text: string): string[] =>
  text
    .split(/[,;\n\r\t]/u)
    .map((name) => name.trim())
    .filter(Boolean);

/** The tags of an item, as kinds declare them: rows of the item, a part of its state, rows that a seal deletes. */
export const ownTags: OwnRows = { table: 'thing_tag', key: 'thing_id' };
export const tagState: StatePart = {
  field: 'tags',
  table: 'thing_tag',
  key: 'thing_id',
  columns: ['name'],
  order: ['name'],
};
export const sealedTags: SealedRows = { table: 'thing_tag', key: 'thing_id', removed: true };
