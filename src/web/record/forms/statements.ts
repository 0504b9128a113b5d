import { z } from 'zod';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import { refsIn } from '../../../record/filing/claims.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { findProperty } from '../../../record/vocabulary/properties.ts';
import type { Field, Fields } from '../../kit/forms/form.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { pickText, subjectKinds, type Picks } from '../../kit/forms/pick.ts';
import { propertyOptions, readTyped, typedOf, valueField } from './values.ts';

type Statement = NonNullable<NonNullable<FilingInput['claims']>[number]['statements']>[number];

/** The rows for a claim's statements. After the editor selects a property, the row gets the fields for its value. */
export function statementRows(t: Translate): Field {
  return {
    kind: 'rows',
    label: 'record.desk.claim.statements',
    hint: 'record.desk.claim.statements_hint',
    addLabel: 'record.desk.claim.add_statement',
    eachLabel: 'record.desk.claim.value_fields',
    optional: true,
    max: 100,
    fields: {
      subject: { kind: 'pick', label: 'record.desk.statement.subject', list: 'list-subject', width: 'half' },
      property: {
        kind: 'select',
        label: 'record.desk.statement.property',
        empty: 'record.desk.choose',
        options: propertyOptions(t),
        width: 'half',
      },
      // The form only passes the rank on. Editors rank values on a page that shows all of them together
      // (actions/rank.tsx).
      rank: { kind: 'hidden' },
    },
    each: (row): Fields => {
      const property = typeof row.property === 'string' ? findProperty(row.property) : undefined;
      return property ? { value: valueField(t, property) } : {};
    },
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

/** The typed statements, as input of `file` and `changeClaim`. */
export async function readStatements(
  t: Translate,
  picks: Picks,
  typed: z.output<typeof statementsSchema>,
): Promise<Statement[]> {
  const read: Statement[] = [];
  for (const [index, row] of typed.entries()) {
    const path = `statements[${index}]`;
    const property = findProperty(row.property);
    const subject = await picks.read(`${path}.subject`, row.subject, { kinds: subjectKinds() });
    const value = property && (await readTyped(t, picks, property, row.value, `${path}.value`));
    read.push({ subject: subject ?? 'case/1', property: row.property, value, rank: row.rank });
  }
  return read;
}

/** The refs in a claim's values. The fields show the names of these items. */
export const refsOfStatements = (claim: ClaimView): string[] =>
  claim.statements.flatMap((statement) => [...refsIn(statement.value.value)]);

export const statementsOf = (claim: ClaimView, texts: ReadonlyMap<string, string>): Tree[] =>
  claim.statements.flatMap((statement) => {
    const property = findProperty(statement.property);
    return property
      ? [
          {
            subject: pickText(statement.subject),
            property: statement.property,
            rank: statement.rank,
            value: typedOf(property, statement.value.value, texts),
          },
        ]
      : [];
  });
