import { sql } from 'kysely';
import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, type Writing } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { changeSource } from '../../record/sources/change-source.ts';
import { fileAndChange } from '../../record/filing/file-and-change.ts';
import { actorInput, sourceInput } from '../../record/filing/schema.ts';
import { refOf, refSchema } from '../../record/refs.ts';
import type { DerivationKind } from '../../record/kinds/source.ts';
import { settle } from './settle.ts';

const derivation = z.enum(['republishes', 'cites', 'translates', 'compiles']);
const basis = z.string().trim().max(2000, 'errors.field.text.long').optional();
const reason = z
  .string('errors.field.reason.short')
  .trim()
  .min(3, 'errors.field.reason.short')
  .max(2000, 'errors.field.text.long');

/**
 * Records that one source of each pair is a copy of the other, or cites, translates or compiles it. The record's own
 * operation stores this, so that independent sources are counted again in the same transaction.
 * @throws AppError `not_found`, `conflict` if someone else has decided on a pair, `sealed`, `invalid_input` if a source
 * would become a copy of itself
 */
export const acceptCopies = defineOperation({
  name: 'evidence.acceptCopies',
  permission: filing,
  input: z.object({
    pairs: z
      .array(
        z.object({ id: z.number().int().positive(), copy: refSchema, kind: derivation.default('republishes'), basis }),
      )
      .min(1)
      .max(500),
  }),
  async write(writing): Promise<void> {
    const { tx, input } = writing;
    for (const { id, copy, kind, basis: words } of input.pairs) {
      const pair = await tx.selectFrom('copy_pair').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
      if (!pair) throw new AppError('not_found');
      const [a, b] = await Promise.all([canonical(tx, pair.a_id), canonical(tx, pair.b_id)]);
      const [from, origin] = refOf(a) === copy ? [a, b] : refOf(b) === copy ? [b, a] : [null, null];
      if (!from) throw new AppError('not_found');
      // The pair already counts as one independent source because of another decision, so nothing has to be recorded.
      if (pair.state === 'settled') continue;
      if (pair.state !== 'open') throw new AppError('conflict');
      await derive(writing, from, { origin: refOf(origin), kind, basis: words });
      await decideOn(writing, 'copy_pair', [id], 'accepted', null);
      await settle(tx, [from.id, origin.id]);
    }
  },
});

/**
 * Dismisses the given suggestions: `copy` is not a copy of the other page of the pair. A third page may have the same
 * text as that other page. Then the open suggestion that pairs it with `copy` is dismissed, too. Dismissed pairs are
 * not suggested again.
 * @throws AppError `not_found`
 */
export const dismissCopies = defineOperation({
  name: 'evidence.dismissCopies',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    pairs: z
      .array(z.object({ id: z.number().int().positive(), copy: refSchema }))
      .min(1)
      .max(500),
    reason,
  }),
  async write(writing): Promise<void> {
    const { tx, input, change } = writing;
    for (const { id, copy } of input.pairs) {
      const pair = await tx.selectFrom('copy_pair').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
      if (!pair) throw new AppError('not_found');
      const [a, b] = await Promise.all([canonical(tx, pair.a_id), canonical(tx, pair.b_id)]);
      const [from, other] =
        refOf(a) === copy ? [pair.a_id, pair.b_id] : refOf(b) === copy ? [pair.b_id, pair.a_id] : [null, null];
      if (from === null) throw new AppError('not_found');
      const { rows } = await sql<{ id: number }>`
        select p.id from copy_pair p where p.state in ('open', 'settled') and (p.id = ${id} or (${from} in (p.a_id, p.b_id) and p.state = 'open' and exists (
          select from copy_pair q where q.state <> 'dismissed' and ${other} in (q.a_id, q.b_id) and (case when p.a_id = ${from} then p.b_id else p.a_id end) in (q.a_id, q.b_id) and q.id <> p.id
        )))`.execute(tx);
      const ids = rows.map((row) => Number(row.id));
      if (ids.length === 0) throw new AppError('conflict');
      await decideOn(writing, 'copy_pair', ids, 'dismissed', input.reason);
      for (const one of ids)
        change({
          kind: 'copy',
          thingId: one,
          action: 'changed',
          before: { state: 'open' },
          after: { state: 'dismissed', reason: input.reason },
        });
    }
  },
});

/** Reverses a dismissal: the suggestion is open again. @throws AppError `not_found` */
export const reopenCopies = defineOperation({
  name: 'evidence.reopenCopies',
  permission: filing,
  input: z.object({
    pairs: z.array(z.number().int().positive()).default([]),
    credits: z.array(z.number().int().positive()).default([]),
  }),
  async write({ tx, input, change }): Promise<void> {
    for (const [table, kind, ids] of [
      ['copy_pair', 'copy', input.pairs],
      ['agency_credit', 'credit', input.credits],
    ] as const)
      for (const id of ids) {
        const row = await tx
          .updateTable(table)
          .set({ state: 'open', reason: null, decided_by: null, decided_at: null })
          .where('id', '=', id)
          .where('state', '=', 'dismissed')
          .returning('id')
          .executeTakeFirst();
        if (!row) throw new AppError('not_found');
        change({ kind, thingId: id, action: 'changed', before: { state: 'dismissed' }, after: { state: 'open' } });
      }
    const rows = input.pairs.length
      ? await tx.selectFrom('copy_pair').select(['a_id', 'b_id']).where('id', 'in', input.pairs).execute()
      : [];
    await settle(
      tx,
      rows.flatMap((row) => [row.a_id, row.b_id]),
    );
  },
});

const origin = z.union([
  /** The agency's story in the record. */
  z.object({ source: refSchema }),
  /**
   * The agency's story is not in the record, so it is created. If the record has no actor for the agency, that actor is
   * created too; `make` then names it as publisher by the key `#agency`.
   */
  z.object({
    make: sourceInput.omit({ derivedFrom: true, key: true }),
    agency: actorInput.omit({ key: true }).optional(),
  }),
]);

/**
 * Records that a page has its text from the agency that it credits. The page becomes a copy of the agency's story,
 * which is created if the record lacks it. So all copies of the story count as one independent source.
 * @throws AppError as `acceptCopies`
 */
export const acceptCredit = defineOperation({
  name: 'evidence.acceptCredit',
  permission: filing,
  input: z.object({ credit: z.number().int().positive(), kind: derivation.default('republishes'), basis, origin }),
  async write(writing): Promise<{ origin: string }> {
    const { tx, input } = writing;
    const credit = await tx
      .selectFrom('agency_credit')
      .selectAll()
      .where('id', '=', input.credit)
      .forUpdate()
      .executeTakeFirst();
    if (!credit) throw new AppError('not_found');
    if (credit.state !== 'open') throw new AppError('conflict');
    const from = await canonical(tx, credit.source_id);
    let ref: string;
    if ('source' in input.origin) ref = input.origin.source;
    else {
      const { make, agency } = input.origin;
      const filing = fileAndChange.input.parse({
        filing: { actors: agency ? [{ ...agency, key: 'agency' }] : [], sources: [{ ...make, key: 'story' }] },
      });
      const filed = await fileAndChange.write({ ...writing, prepared: undefined, input: filing });
      ref = filed.sources[0]!;
    }
    await derive(writing, from, { origin: ref, kind: input.kind, basis: input.basis });
    await decideOn(writing, 'agency_credit', [input.credit], 'accepted', null);
    await settle(tx, [from.id]);
    return { origin: ref };
  },
});

/**
 * Dismisses credits, because the page's text is its own. Dismissed credits are not suggested again.
 * @throws AppError `not_found`
 */
export const dismissCredits = defineOperation({
  name: 'evidence.dismissCredits',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({ credits: z.array(z.number().int().positive()).min(1).max(500), reason }),
  async write(writing): Promise<void> {
    const { tx, input, change } = writing;
    for (const id of input.credits) {
      const row = await tx
        .selectFrom('agency_credit')
        .select('state')
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      if (!row) throw new AppError('not_found');
      if (row.state !== 'open') throw new AppError('conflict');
      change({
        kind: 'credit',
        thingId: id,
        action: 'changed',
        before: { state: 'open' },
        after: { state: 'dismissed', reason: input.reason },
      });
    }
    await decideOn(writing, 'agency_credit', input.credits, 'dismissed', input.reason);
  },
});

type Canonical = {
  id: number;
  kind: string;
  number: number;
  version: number;
  visibility: string;
  redacted_at: Date | null;
};

async function canonical(tx: Tx, id: number): Promise<Canonical> {
  return tx
    .selectFrom('thing as named')
    .innerJoin('thing', 'thing.id', 'named.canonical_id')
    .select(['thing.id', 'thing.kind', 'thing.number', 'thing.version', 'thing.visibility', 'thing.redacted_at'])
    .where('named.id', '=', id)
    .executeTakeFirstOrThrow();
}

async function decideOn(
  { tx, principal, at }: Pick<Writing<unknown, unknown>, 'tx' | 'principal' | 'at'>,
  table: 'copy_pair' | 'agency_credit',
  ids: readonly number[],
  state: 'accepted' | 'dismissed',
  why: string | null,
): Promise<void> {
  await tx
    .updateTable(table)
    .set({ state, reason: why, decided_by: principal.accountId, decided_at: at })
    .where('id', 'in', [...ids])
    .execute();
}

/** Adds a derivation to a source: which other source it is based on. Its other derivations stay. */
async function derive(
  writing: Pick<Writing<unknown, unknown>, 'tx' | 'principal' | 'at' | 'change'>,
  source: Canonical,
  to: { origin: string; kind: DerivationKind; basis?: string },
): Promise<void> {
  const { tx } = writing;
  if (source.visibility === 'sealed') throw new AppError('sealed');
  const row = await tx
    .selectFrom('source')
    .leftJoin('thing', 'thing.id', 'source.publisher_id')
    .selectAll('source')
    .select('thing.number as publisher')
    .where('source.id', '=', source.id)
    .executeTakeFirstOrThrow();
  const addresses = await tx
    .selectFrom('source_address')
    .select('url')
    .where('source_id', '=', source.id)
    .orderBy('address_key')
    .execute();
  const derivations = await tx
    .selectFrom('derivation')
    .innerJoin('thing', 'thing.id', 'derivation.origin_id')
    .select(['thing.number', 'derivation.kind', 'derivation.basis'])
    .where('source_id', '=', source.id)
    .orderBy('origin_id')
    .execute();
  const there = derivations.map((one) => ({
    origin: `source/${one.number}`,
    kind: one.kind,
    ...(one.basis ? { basis: one.basis } : {}),
  }));
  if (there.some((one) => one.origin === to.origin && one.kind === to.kind)) return;
  await refuseCircle(tx, source.id, to.origin);
  const now = await canonical(tx, source.id);
  const input = changeSource.input.parse({
    source: refOf(source),
    version: now.version,
    to: {
      kind: row.kind,
      title: row.title,
      ...(row.publisher === null ? {} : { publisher: `actor/${row.publisher}` }),
      ...(row.published ? { published: row.published } : {}),
      ...(row.language ? { language: row.language } : {}),
      ...(row.note ? { note: row.note } : {}),
      addresses: addresses.map((one) => one.url),
      derivedFrom: [...there, to],
      visibility: source.visibility,
    },
  });
  await changeSource.write({ ...writing, prepared: undefined, input });
}

/** Throws if the page's new original source is itself a copy of the page, directly or through other pages. */
async function refuseCircle(tx: Tx, sourceId: number, originRef: string): Promise<void> {
  const number = Number(originRef.split('/')[1]);
  const { rows } = await sql<{ found: boolean }>`
    with recursive up(id) as (
      select canonical_id from thing where kind = 'source' and number = ${number}
      union select t.canonical_id from up join derivation d on d.source_id = up.id or d.source_id in (select m.id from thing m where m.merged_into = up.id) join thing t on t.id = d.origin_id
    )
    select exists (select from up where id = ${sourceId}) as found`.execute(tx);
  if (rows[0]?.found)
    throw new AppError('invalid_input', { fields: [{ path: 'copy', message: 'evidence.origins.error.circle' }] });
}
