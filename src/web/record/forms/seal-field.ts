import { z } from 'zod';
import type { Reader } from '../../../platform/database/tx.ts';
import { currentKey } from '../../../record/protection/recovery/recovery-key.ts';
import type { Ctx } from '../../kit/context.ts';
import type { Field, Form, Option } from '../../kit/forms/form.ts';

/** The ids of the accounts for which a new item is sealed; empty if it is not sealed. */
export const sealForSchema = z.array(z.string().regex(/^\d{1,15}$/, 'errors.field.seal.noKey')).default([]);

const sealField: Field = {
  kind: 'checkboxes',
  label: 'record.desk.seal.for',
  hint: 'record.desk.seal.new_hint',
  optional: true,
};

/** The people for whom an item can be sealed, as form options. */
export async function sealOptions(db: Reader): Promise<Option[]> {
  const people = await db
    .selectFrom('account')
    .select(['id', 'name', 'email'])
    .where('disabled_at', 'is', null)
    .where('seal_recipient', 'is not', null)
    .orderBy('name')
    .execute();
  return people.map((one) => ({ value: String(one.id), text: `${one.name} (${one.email})` }));
}

/** What the form of a new item loads: the people for whom it can be sealed. Empty if there is no recovery key. */
export const loadSealable = async (db: Reader): Promise<{ sealable: readonly Option[] }> => ({
  sealable: (await currentKey(db)) ? await sealOptions(db) : [],
});

export type Sealable = Awaited<ReturnType<typeof loadSealable>>;

/**
 * Adds a field to the form of a new item, to encrypt the item before it is stored. Without a recovery key, the
 * field is not shown, but a submitted form is always read with it: otherwise, an item that should be sealed would be
 * stored in plain text.
 * @param at the request. Its `view` is read only if the form is shown for the first time
 */
export function withSeal<F extends Form>(at: { c: Ctx; view: Sealable }, form: F): F {
  if (at.c.req.method === 'GET' && at.view.sealable.length === 0) return form;
  const { collapsed = { label: 'record.desk.seal.new', names: [] } } = form;
  return {
    ...form,
    fields: { ...form.fields, sealFor: sealField },
    collapsed: { ...collapsed, names: [...collapsed.names, 'sealFor'] },
  };
}

/** The input `sealFor` of a new item. Undefined if it is not sealed. */
export const readSealFor = (chosen: readonly string[]): number[] | undefined =>
  chosen.length ? chosen.map(Number) : undefined;

/** Errors of other items that the form creates together with the sealed one, such as a new speaker. */
export const sealRules = [[/^(?:\w+\.\d+\.)?sealFor(?:\.\d+)?$/, 'sealFor']] as const;
