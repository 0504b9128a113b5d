import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';

/**
 * A claim with its parts, in the form that the history stores: the same form as that of `claimAfter` (record/filing).
 */
export async function snapshotClaim(db: Reader, id: number) {
  const claim = await db
    .selectFrom('claim')
    .innerJoin('thing', 'thing.id', 'claim.id')
    .leftJoin('passage', 'passage.id', 'claim.passage_id')
    .select([
      'thing.number',
      'claim.wording',
      'claim.kind',
      'claim.language',
      'claim.mode',
      'claim.certainty',
      'claim.state',
      'thing.visibility',
      'claim.case_id',
      'claim.support',
      'claim.source_id',
      'claim.support_note',
      'claim.checked_by',
      'claim.checked_at',
      'passage.capture_id',
      'passage.start_at',
      'passage.end_at',
      'passage.visibility as passage_visibility',
    ])
    .where('claim.id', '=', id)
    .executeTakeFirst();
  if (!claim) throw new AppError('not_found');
  const chain = await db.selectFrom('chain_link').selectAll().where('claim_id', '=', id).orderBy('position').execute();
  const statements = await db
    .selectFrom('statement')
    .select(['subject_id', 'property', 'value', 'rank'])
    .where('claim_id', '=', id)
    .orderBy('id')
    .execute();
  const { capture_id, start_at, end_at, passage_visibility, ...rest } = claim;
  return {
    ...rest,
    passage:
      capture_id === null
        ? null
        : { captureId: capture_id, start: start_at, end: end_at, visibility: passage_visibility },
    chain: chain.map(({ claim_id: _, position: __, ...link }) => link),
    statements,
  };
}

/** An actor's kind and names. */
export async function snapshotActor(db: Reader, id: number): Promise<Record<string, unknown>> {
  const actor = await db
    .selectFrom('actor')
    .innerJoin('thing', 'thing.id', 'actor.id')
    .select(['actor.kind', 'thing.visibility'])
    .where('actor.id', '=', id)
    .executeTakeFirst();
  if (!actor) throw new AppError('not_found');
  const names = await db
    .selectFrom('actor_name')
    .select(['text', 'kind', 'language'])
    .where('actor_id', '=', id)
    .orderBy('position')
    .execute();
  return { ...actor, names };
}

/** A source's description, addresses and derivation. */
export async function snapshotSource(db: Reader, id: number): Promise<Record<string, unknown>> {
  const source = await db
    .selectFrom('source')
    .innerJoin('thing', 'thing.id', 'source.id')
    .selectAll('source')
    .select('thing.visibility')
    .where('source.id', '=', id)
    .executeTakeFirst();
  if (!source) throw new AppError('not_found');
  const addresses = await db
    .selectFrom('source_address')
    .select('url')
    .where('source_id', '=', id)
    .orderBy('address_key')
    .execute();
  const derivedFrom = await db
    .selectFrom('derivation')
    .select(['origin_id', 'kind', 'basis'])
    .where('source_id', '=', id)
    .orderBy('origin_id')
    .execute();
  return { ...source, addresses: addresses.map((address) => address.url), derivedFrom };
}
