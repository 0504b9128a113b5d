import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { RefResolver, refSchema } from '../../record/refs.ts';
import { edtfSchema } from '../../record/values/simple-types.ts';
import { parseEdtf } from '../../record/values/edtf/edtf.ts';
import { lockLetter } from '../hosted/lock-letter.ts';
import { demandStates, responseKinds, type ResponseKind } from '../tables.ts';

/**
 * Records how an addressee answered a published letter. The response needs a source (the answer itself, or a page about
 * it), a claim, or both. Readers see the source or the claim only if it is public.
 * @throws AppError `letter_stage` before the letter is published; `invalid_input` by field
 */
export const noteResponse = defineOperation({
  name: 'letters.noteResponse',
  permission: filing,
  input: z.object({
    letter: refSchema,
    addressee: z.coerce.number().int().positive(),
    kind: z.enum(responseKinds, 'letters.error.kind'),
    on: edtfSchema,
    note: z.string().trim().max(2000, 'errors.field.text.long').default(''),
    source: refSchema.optional(),
    claim: refSchema.optional(),
  }),
  async write({ tx, input, at, change }): Promise<{ response: number }> {
    if (!input.source && !input.claim)
      throw new AppError('invalid_input', { fields: [{ path: 'source', message: 'letters.error.response_source' }] });
    const { thing } = await lockLetter(tx, input.letter, at, { stages: ['published'] });
    const addressee = await tx
      .selectFrom('letter_addressee')
      .select(['id', 'name'])
      .where('id', '=', input.addressee)
      .where('letter_id', '=', thing.id)
      .executeTakeFirst();
    if (!addressee)
      throw new AppError('invalid_input', { fields: [{ path: 'addressee', message: 'letters.error.addressee' }] });
    const refs = new RefResolver();
    await refs.load(
      tx,
      [input.source, input.claim].filter((ref) => ref !== undefined),
    );
    const source = input.source ? refs.find(input.source, 'source', ['source']) : null;
    const claim = input.claim ? refs.find(input.claim, 'claim', ['claim']) : null;
    refs.throwIfWrong();
    const day = parseEdtf(input.on)?.earliest;
    if (!day) throw new AppError('invalid_input', { fields: [{ path: 'on', message: 'record.value.edtf' }] });
    const row = {
      kind: input.kind,
      on_date: input.on,
      note: input.note,
      source_id: source?.id ?? null,
      claim_id: claim?.id ?? null,
    };
    const { id } = await tx
      .insertInto('letter_response')
      .values({ ...row, letter_id: thing.id, addressee_id: input.addressee, on_day: day, noted_at: at })
      .returning('id')
      .executeTakeFirstOrThrow();
    change({
      kind: 'letter',
      thingId: thing.id,
      action: 'changed',
      before: null,
      after: { response: forHistory({ ...row, addressee: addressee.name }) },
    });
    return { response: Number(id) };
  },
});

/** A response as stored in the history. */
const forHistory = ({
  on_date,
  ...one
}: {
  addressee: string;
  kind: ResponseKind;
  on_date: string;
  note: string;
  source_id: number | null;
  claim_id: number | null;
}) => ({ ...one, on: on_date });

/** Deletes a response recorded by mistake. */
export const dropResponse = defineOperation({
  name: 'letters.dropResponse',
  permission: filing,
  input: z.object({ letter: refSchema, response: z.coerce.number().int().positive() }),
  async write({ tx, input, at, change }): Promise<void> {
    const { thing } = await lockLetter(tx, input.letter, at, { stages: ['published'] });
    const gone = await tx
      .selectFrom('letter_response')
      .innerJoin('letter_addressee', 'letter_addressee.id', 'addressee_id')
      .select(['kind', 'on_date', 'note', 'source_id', 'claim_id', 'letter_addressee.name as addressee'])
      .where('letter_response.id', '=', input.response)
      .where('letter_response.letter_id', '=', thing.id)
      .executeTakeFirst();
    if (!gone) throw new AppError('not_found');
    await tx.deleteFrom('letter_response').where('id', '=', input.response).execute();
    change({
      kind: 'letter',
      thingId: thing.id,
      action: 'changed',
      before: { response: forHistory(gone) },
      after: null,
    });
  },
});

/**
 * Records the outcome of one of a letter's demands, and the claims that show it. They replace the earlier outcome and
 * its claims. An outcome other than `unknown` needs at least one claim.
 * @throws AppError `invalid_input` without a claim; `letter_stage`
 */
export const judgeDemand = defineOperation({
  name: 'letters.judgeDemand',
  permission: filing,
  input: z.object({
    letter: refSchema,
    demand: z.coerce.number().int().positive(),
    state: z.enum(demandStates, 'letters.error.state'),
    claims: z.array(refSchema).max(20, 'documents.error.many').default([]),
  }),
  async write({ tx, input, at, change }): Promise<void> {
    if (input.state !== 'unknown' && input.claims.length === 0)
      throw new AppError('invalid_input', { fields: [{ path: 'claims', message: 'letters.error.claims' }] });
    const { thing } = await lockLetter(tx, input.letter, at, { stages: ['published'] });
    const refs = new RefResolver();
    await refs.load(tx, input.claims);
    const claims = [
      ...new Set(input.claims.flatMap((ref, index) => refs.find(ref, `claims.${index}`, ['claim'])?.id ?? [])),
    ];
    refs.throwIfWrong();
    const before = await tx
      .selectFrom('letter_demand')
      .select(['texts', 'state'])
      .where('id', '=', input.demand)
      .where('letter_id', '=', thing.id)
      .executeTakeFirst();
    if (!before) throw new AppError('not_found');
    const had = await tx
      .selectFrom('letter_demand_claim')
      .select('claim_id')
      .where('demand_id', '=', input.demand)
      .orderBy('claim_id')
      .execute();
    await tx.updateTable('letter_demand').set({ state: input.state }).where('id', '=', input.demand).execute();
    await tx.deleteFrom('letter_demand_claim').where('demand_id', '=', input.demand).execute();
    for (const claim of claims)
      await tx.insertInto('letter_demand_claim').values({ demand_id: input.demand, claim_id: claim }).execute();
    change({
      kind: 'letter',
      thingId: thing.id,
      action: 'changed',
      before: { demand: { ...before, claims: had.map((one) => one.claim_id) } },
      after: { demand: { ...before, state: input.state, claims } },
    });
  },
});
