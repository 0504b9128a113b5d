import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { rankStatements } from '../../../record/claims/rank-statements.ts';
import type { Rank } from '../../../record/tables.ts';
import { loadClaims, type ClaimView } from '../../../record/views/claims.ts';
import { findProperty } from '../../../record/vocabulary/properties.ts';
import { Card } from '../../kit/components/desk.tsx';
import { Field } from '../../kit/forms/fields.tsx';
import { defineForm } from '../../kit/forms/form.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { termOptions } from '../forms/values.ts';
import { SaidLine } from '../show/facts.tsx';
import { valueWords } from '../show/words.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import { loadActionTarget, actionRoute, actionPage } from './act-page.tsx';
import type { Pages } from '../../kit/context.ts';

const rankForm = defineForm({
  name: 'rank',
  schema: z.object({
    ranks: z
      .array(z.object({ id: z.coerce.number().int().positive(), rank: z.enum(['preferred', 'normal', 'deprecated']) }))
      .min(1),
    why: whySchema,
  }),
  fields: {
    ranks: {
      kind: 'rows',
      label: 'vocabulary.rank',
      addLabel: 'record.desk.facts.add_value',
      fields: {
        id: { kind: 'hidden' },
        rank: { kind: 'radio', label: 'vocabulary.rank', inline: true, options: termOptions('rank') },
      },
    },
    why: whyField,
  },
});

type RankedStatement = { id: number; rank: Rank; claim: ClaimView };

/**
 * The statements of one property about an item and about the items merged into it, with every rank, of checked and of
 * unchecked claims. Statements of withdrawn and redacted claims are left out.
 */
async function loadStatements(db: Reader, thingId: number, property: string): Promise<RankedStatement[]> {
  const { rows } = await sql<{ id: number; claim_id: number; rank: Rank }>`
    select st.id, st.claim_id, st.rank from statement st join claim c on c.id = st.claim_id join thing ct on ct.id = c.id
    where st.property = ${property} and c.state <> 'withdrawn' and ct.redacted_at is null
      and st.subject_id in (select id from thing where id = ${thingId} or merged_into = ${thingId})
    order by st.date_from nulls last, st.value_key, st.id`.execute(db);
  const claims = new Map(
    (
      await loadClaims(
        db,
        rows.map((row) => Number(row.claim_id)),
        'desk',
      )
    ).map((claim) => [claim.id, claim]),
  );
  return rows.flatMap((row) => {
    const claim = claims.get(Number(row.claim_id));
    return claim ? [{ id: Number(row.id), rank: row.rank, claim }] : [];
  });
}

/** Sets the ranks of the values of a property (preferred, normal, deprecated). The history shows the reason. */
export const rankPages: Pages = (web) => {
  formPage(web, actionRoute('rank'), {
    ...actionPage('rank'),
    load: async (at) => {
      const target = await loadActionTarget(at);
      const property = findProperty(at.query('property') ?? '');
      const statements = property ? await loadStatements(at.db, target.thing.id, property.key) : [];
      if (!property || !statements.length) throw new AppError('not_found');
      return { ...target, statements, title: `${target.title}, ${at.t(property.label)}` };
    },
    operation: rankStatements,
    form: rankForm,
    save: 'record.desk.save',
    values: ({ view: { statements } }) => ({ ranks: statements.map(({ id, rank }) => ({ id, rank })) }),
    fields: ({ t, view: { statements } }) => (
      <>
        <h2>{t('record.desk.rank.values')}</h2>
        <div class="stack">
          {statements.map((one, index) => {
            const statement = one.claim.statements.find((own) => own.id === one.id);
            return (
              <Card
                title={`${index + 1}. ${statement ? valueWords(t, statement.value) : t('record.desk.sealed_words')}`}
              >
                <SaidLine claim={one.claim} />
                <Field at={`ranks[${index}].id`} />
                <Field at={`ranks[${index}].rank`} />
              </Card>
            );
          })}
        </div>
        <Field at="why" />
      </>
    ),
    submit: async ({ ranks, why }, { run, view }) => {
      const known = new Map(view.statements.map((one) => [one.id, one.rank]));
      if (ranks.some((one) => !known.has(one.id))) throw new AppError('bad_form');
      const statements = ranks.filter((one) => known.get(one.id) !== one.rank);
      if (statements.length) await run(rankStatements, { statements }, why);
    },
  });
};
