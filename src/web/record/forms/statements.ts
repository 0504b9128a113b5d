import { z } from 'zod';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import { refsIn } from '../../../record/filing/claims.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { findProperty } from '../../../record/vocabulary/properties.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Field, Fields, FormState } from '../../kit/forms/form.ts';
import { getAt, isBlank, isTree, type Tree } from '../../kit/forms/tree.ts';
import { pickedKind, Picks, pickText, pickTexts, subjectKinds } from '../../kit/forms/pick.ts';
import { factFields, readValueInput, formValueOf } from './values.ts';

type Statement = NonNullable<NonNullable<FilingInput['claims']>[number]['statements']>[number];

/**
 * The rows for the statements of a claim. In each row, the options for the property depend on the subject, and the
 * fields for the value depend on the property.
 */
export function statementRows(t: Translate): Field {
  return {
    kind: 'rows',
    label: 'record.desk.claim.statements',
    hint: 'record.desk.claim.statements_hint',
    addLabel: 'record.desk.claim.add_statement',
    eachLabel: 'record.desk.claim.next_field',
    optional: true,
    max: 100,
    fields: {
      subject: {
        kind: 'pick',
        label: 'record.desk.statement.subject',
        hint: 'record.desk.statement.subject_hint',
        list: 'list-subject',
        width: 'half',
      },
      // The form does not change the rank. Editors set ranks on a page that shows all values together
      // (actions/rank.tsx).
      rank: { kind: 'hidden' },
    },
    each: (row): Fields =>
      isBlank(row.subject) && isBlank(row.property) ? {} : factFields(t, pickedKind(row.subject), row.property),
  };
}

export const statementsSchema = z
  .array(
    z.object({
      subject: z.string('record.desk.statement.subject_missing').max(700),
      property: z.string('errors.field.property.missing').max(60),
      rank: z.enum(['preferred', 'normal', 'deprecated']).default('normal'),
      value: z.unknown().optional(),
    }),
  )
  .default([]);

/** Converts the rows to statements, as input of `file` and `changeClaim`. */
export async function readStatements(
  t: Translate,
  picks: Picks,
  input: z.output<typeof statementsSchema>,
): Promise<Statement[]> {
  const read: Statement[] = [];
  for (const [index, row] of input.entries()) {
    const path = `statements[${index}]`;
    const property = findProperty(row.property);
    const subject = await picks.read(`${path}.subject`, row.subject, { kinds: subjectKinds() });
    const value = property && (await readValueInput(t, picks, property, row.value, `${path}.value`));
    read.push({ subject: subject ?? 'case/1', property: row.property, value, rank: row.rank });
  }
  return read;
}

/**
 * Finds the items for subjects that were entered only as a name, so that their rows can offer the properties of the
 * kind of item. If several items have the name, the row offers these items.
 */
export async function findSubjects(
  db: Reader,
  t: Translate,
  { values, options }: FormState,
): Promise<Pick<FormState, 'options'> & { values: Tree }> {
  const rows = getAt(values, 'statements');
  if (!Array.isArray(rows)) return { values: {} };
  const picks = new Picks(db, t);
  const found: typeof rows = [];
  for (const [index, row] of rows.entries()) {
    const input = isTree(row) && typeof row.subject === 'string' ? row.subject : '';
    const path = `statements[${index}].subject`;
    const ref =
      input.trim() && !pickedKind(input) && !options?.[path]
        ? await picks.read(path, input, { kinds: subjectKinds() })
        : undefined;
    const text = ref && (await pickTexts(db, [ref])).get(ref);
    found.push(text && isTree(row) ? { ...row, subject: text } : row);
  }
  return { values: { statements: found }, options: picks.offered };
}

/** The refs in the values of a claim. The form shows the names of these items. */
export const refsOfStatements = (claim: ClaimView): string[] =>
  claim.statements.flatMap((statement) => [...refsIn(statement.value.value)]);

export const statementsOf = (t: Translate, claim: ClaimView, texts: ReadonlyMap<string, string>): Tree[] =>
  claim.statements.flatMap((statement) => {
    const property = findProperty(statement.property);
    return property
      ? [
          {
            subject: pickText(statement.subject),
            property: statement.property,
            rank: statement.rank,
            value: formValueOf(t, property, statement.value.value, texts),
          },
        ]
      : [];
  });
