import { z } from 'zod';
import type { Child } from 'hono/jsx';
import type { Reader } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import type { ThingKind } from '../../../record/tables.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import type { Field } from '../../kit/forms/form.ts';
import { latestThings } from '../desk/queries.ts';
import { subjectKinds } from './statements.ts';
import { Lists } from '../show/parts.tsx';

/** Who may see a thing, on its form. Sealing is an act of its own. */
export const visibilityField: Field = {
  kind: 'radio',
  label: 'vocabulary.visibility',
  options: [
    { value: 'public', label: 'kit.visibility.public', hint: 'record.desk.visibility.public_hint' },
    { value: 'desk', label: 'kit.visibility.desk', hint: 'record.desk.visibility.desk_hint' },
  ],
};
export const visibilitySchema = z.enum(['public', 'desk']).default('desk');

/** One line for the history. */
export const whyField: Field = { kind: 'text', label: 'record.desk.why', hint: 'record.desk.why_hint', optional: true };
export const whySchema = z.string().max(2000, 'errors.field.text.long').optional();

export const titleSchema = z.string('errors.field.title.missing').max(500, 'errors.field.text.long');

type Rules = readonly (readonly [RegExp, string])[];

/** Renames the paths of an operation's complaints to those of the form's fields. The first rule that fits counts. */
export async function relocated<T>(work: Promise<T>, rules: Rules | ((path: string) => string)): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    if (!(thrown instanceof AppError) || !thrown.fields.length) throw thrown;
    const fields = thrown.fields.map((field) => {
      if (typeof rules === 'function') return { ...field, path: rules(field.path) };
      const rule = rules.find(([pattern]) => pattern.test(field.path));
      return rule ? { ...field, path: field.path.replace(rule[0], rule[1]) } : field;
    });
    throw new AppError(thrown.code, { fields, details: thrown.details, cause: thrown });
  }
}

/** What the pick fields of a form offer while one types; by the lists' names. */
export async function loadLists(
  db: Reader,
  names: readonly ('actor' | 'source' | 'case' | 'proceeding' | 'claim' | 'event' | 'subject')[],
): Promise<Child> {
  const kinds = [...new Set(names.flatMap((name): ThingKind[] => (name === 'subject' ? [...subjectKinds] : [name])))];
  const things = await latestThings(db, kinds);
  const lists: Record<string, Brief[]> = {};
  for (const name of names)
    lists[name] = things.filter((thing) =>
      name === 'subject' ? subjectKinds.includes(thing.kind) : thing.kind === name,
    );
  return <Lists lists={lists} />;
}
