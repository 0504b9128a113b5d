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
 * Whether a change of an item concerns nothing but its tags of the desk, which readers never see. Articles have tags of
 * their own, which readers see.
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

/** The most tags of an item. */
export const mostTags = 50;

/** The name of a tag. It has no separators, because a cell of a table lists several tags. */
export const tagName = z
  .string('record.error.tag.missing')
  .trim()
  .min(1, 'record.error.tag.missing')
  .max(60, 'record.error.tag.long')
  .regex(/^[^,;\n\r\t]*$/u, 'record.error.tag.separator')
  .transform((name) => name.replace(/\s+/gu, ' ').normalize('NFC'));
export const tagNames = z.array(tagName).max(mostTags, 'record.error.tag.many');

/** The names of tags in a typed text or a cell, separated by commas, semicolons or lines. */
export const tagsIn = (text: string): string[] =>
  text
    .split(/[,;\n\r\t]/u)
    .map((name) => name.trim())
    .filter(Boolean);

/** What a kind with tags declares: which rows are its own, part of its state, and sealed with it. */
export const ownTags: OwnRows = { table: 'thing_tag', key: 'thing_id' };
export const tagState: StatePart = {
  field: 'tags',
  table: 'thing_tag',
  key: 'thing_id',
  columns: ['name'],
  order: ['name'],
};
export const sealedTags: SealedRows = { table: 'thing_tag', key: 'thing_id', removed: true };
