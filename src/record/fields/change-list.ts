import { sql } from 'kysely';
import { z } from 'zod';
import { administrators } from '../../accounts/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { allLists } from '../vocabulary/terms.ts';
import { withFields } from './apply-fields.ts';
import { requireUnchangedFields, loadDefinition, rowOf } from './definition.ts';
import { keyFrom, keyInput, labelsInput, lockFields, nameOf, newKey, stampFields, stampInput, wrong } from './input.ts';
import { fieldLimits } from './tables.ts';

const termInput = z.object({
  key: keyInput.optional().describe('The key of an existing choice, or of a new one; by default made from its label'),
  labels: labelsInput,
  retired: z.boolean().default(false).describe('Forms no longer offer it. Values that have it keep it'),
});
const termsInput = z
  .array(termInput)
  .min(1, 'record.fields.error.no_choices')
  .max(fieldLimits.terms, 'record.fields.error.many_choices');

/** Adds a list of choices. @returns its key */
export const createList = defineOperation({
  name: 'record.createList',
  permission: administrators,
  input: z.object({ key: keyInput.optional(), labels: labelsInput, terms: termsInput }),
  ...withFields,
  async write({ tx, input, change }): Promise<{ list: string }> {
    await lockFields(tx);
    const { lists } = await loadDefinition(tx);
    if (lists.length >= fieldLimits.lists) throw wrong('labels', 'record.fields.error.many_lists');
    const taken = new Set<string>([...allLists(), ...lists.map(({ key }) => key)]);
    const key = newKey(input, taken);
    if (taken.has(key)) throw wrong('key', 'record.fields.error.key_taken');
    await tx
      .insertInto('own_list')
      .values({ key, labels: JSON.stringify(input.labels), position: lists.length })
      .execute();
    const terms = await writeTerms(tx, key, input.terms, new Map());
    await stampFields(tx);
    change({
      kind: 'setting',
      thingId: 0,
      action: 'created',
      before: null,
      after: forHistory(key, input.labels, terms),
    });
    return { list: key };
  },
});

/**
 * Changes the names and choices of a list. The input contains the choices in their new order. A choice that is missing
 * there is retired, not deleted, because stored values may contain its key. Keys never change.
 * @throws AppError `not_found`; `conflict` if someone has changed fields or lists since `stamp` was read
 */
export const changeList = defineOperation({
  name: 'record.changeList',
  permission: administrators,
  input: z.object({
    list: keyInput,
    stamp: stampInput,
    labels: labelsInput,
    terms: termsInput,
  }),
  ...withFields,
  async write({ tx, input, change }): Promise<void> {
    await lockFields(tx);
    const definition = await loadDefinition(tx);
    const list = rowOf(definition.lists, input.list);
    requireUnchangedFields(definition, input.stamp);
    const known = new Map(list.terms.map((term) => [term.key, term]));
    await tx
      .updateTable('own_list')
      .set({ labels: JSON.stringify(input.labels) })
      .where('key', '=', list.key)
      .execute();
    const terms = await writeTerms(tx, list.key, input.terms, known);
    await stampFields(tx);
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: forHistory(list.key, list.labels, list.terms),
      after: forHistory(list.key, input.labels, terms),
    });
  },
});

type Term = { key: string; labels: Record<string, string>; retired: boolean };

/** Writes the choices of a list in their order, and retires those that are left out. */
async function writeTerms(
  tx: Tx,
  list: string,
  input: readonly z.output<typeof termInput>[],
  known: ReadonlyMap<string, Term>,
): Promise<Term[]> {
  const taken = new Set(known.keys());
  const used = new Set<string>();
  const terms = input.map((term, index): Term => {
    const key = term.key ?? keyFrom(term.labels, taken);
    if (used.has(key)) throw wrong(`terms.${index}.key`, 'record.fields.error.key_taken');
    used.add(key);
    taken.add(key);
    return { key, labels: term.labels, retired: term.retired };
  });
  const labels = new Set<string>();
  for (const [index, term] of terms.entries())
    for (const [language, label] of Object.entries(term.labels)) {
      const id = `${language} ${label.toLowerCase()}`;
      if (labels.has(id)) throw wrong(`terms.${index}.labels`, 'record.fields.error.label_twice', { label });
      labels.add(id);
    }
  const left = [...known.values()].filter(({ key }) => !used.has(key)).map((term) => ({ ...term, retired: true }));
  const all = [...terms, ...left];
  if (all.length > fieldLimits.terms) throw wrong('terms', 'record.fields.error.many_choices');
  const rows = all.map((term, position) => ({ ...term, position }));
  await sql`
    insert into own_term (list, key, labels, position, retired)
    select ${list}, key, labels, position, retired from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as term (key text, labels jsonb, position int, retired boolean)
    on conflict (list, key) do update set labels = excluded.labels, position = excluded.position, retired = excluded.retired`.execute(
    tx,
  );
  return all;
}

/** A list as the history shows it. */
const forHistory = (list: string, labels: Record<string, string>, terms: readonly Term[]) => ({
  list,
  label: nameOf(labels),
  choices: terms.filter(({ retired }) => !retired).map((term) => nameOf(term.labels)),
  retired_choices: terms.filter(({ retired }) => retired).map((term) => nameOf(term.labels)),
});
