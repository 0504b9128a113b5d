import type { Insertable } from 'kysely';
import type { Tables } from '../../platform/database/tables.ts';
import { refOf, type RefResolver } from '../refs.ts';
import { findProperty, readValue } from '../vocabulary/properties.ts';
import type { StatementInput } from '../filing/schema.ts';

export type StatementRow = Insertable<Tables['statement']>;

const pointing = new Set(['thing', 'involvement', 'kinship', 'tie', 'position']);

/**
 * Checks one statement of the input and resolves the items that its subject and value name. Errors are added to `refs`,
 * which throws them later. The result is null if the subject or the value is wrong.
 */
export function readStatement(
  input: StatementInput,
  refs: RefResolver,
  path: string,
): Omit<StatementRow, 'claim_id'> | null {
  const subject = refs.find(input.subject, `${path}.subject`);
  if (!subject) return null;
  const property = findProperty(input.property);
  const value =
    property && pointing.has(property.value.type) ? withRefs(input.value, refs, `${path}.value`) : input.value;
  const result = readValue(input.property, subject.kind, value, path);
  if (!result.ok) {
    refs.errors.push(...result.fields);
    return null;
  }
  const { read } = result;
  const chief = read.things[0];
  return {
    subject_id: subject.id,
    property: input.property,
    value: JSON.stringify(read.value),
    value_key: read.key,
    value_thing: chief ? (refs.find(chief, `${path}.value`)?.id ?? null) : null,
    rank: input.rank,
    date_from: read.bounds.from,
    date_to: read.bounds.to,
  };
}

const refPattern = /^(#[\w.:-]{1,80}|[a-z]+\/[1-9]\d*)$/;

/** The value with its refs replaced by those of canonical items: `#hrw` becomes the ref of the new item. */
function withRefs(value: unknown, refs: RefResolver, path: string): unknown {
  if (typeof value === 'string') {
    if (!refPattern.test(value)) return value;
    const known = refs.find(value, path);
    return known ? refOf(known) : value;
  }
  if (!value || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      typeof part === 'string' && key !== 'title' ? withRefs(part, refs, `${path}.${key}`) : part,
    ]),
  );
}
