import { sql } from 'kysely';
import type { ChangeListener } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { mask, type FrozenClaim } from '../public/public-claim.ts';

/**
 * Sealing an item also deletes its words from the claims that editions store, because a seized server must not contain
 * them in plain text. The edition still says that it cited a claim. Redaction needs no listener here, because it
 * removes names from all texts anyway.
 */
export const forgetSealed: ChangeListener = {
  name: 'publishing.forgetSealed',
  wordsIn: ['published_citation'],
  async onChange(tx, set) {
    for (const { kind, thingId, action } of set.changes) {
      if (action !== 'sealed') continue;
      if (kind === 'claim')
        await tx
          .updateTable('published_citation')
          .set({ frozen: { erased: true }, passage_id: null })
          .where('claim_id', 'in', await familyOf(tx, thingId))
          .execute();
      if (kind === 'actor' || kind === 'source') await forgetThing(tx, kind, thingId);
      if (kind === 'capture') await forgetPassages(tx, thingId);
    }
  },
};

/** The item, and all items merged into it. */
async function familyOf(tx: Tx, id: number): Promise<number[]> {
  const rows = await tx
    .selectFrom('thing')
    .select('id')
    .where((eb) => eb.or([eb('id', '=', id), eb('merged_into', '=', id)]))
    .execute();
  return rows.map((row) => row.id);
}

async function forgetThing(tx: Tx, kind: 'actor' | 'source', id: number): Promise<void> {
  const family = await tx
    .selectFrom('thing')
    .select('number')
    .where('id', 'in', await familyOf(tx, id))
    .execute();
  const closed = {
    things: new Set(family.map((row) => `${kind}/${row.number}`)),
    words: new Set<string>(),
    passage: false,
  };
  for (const { number } of family) {
    const holds =
      kind === 'actor'
        ? [{ chain: [{ speaker: { number } }] }, { source: { publisher: { number } } }]
        : [{ chain: [{ source: { number } }] }, { source: { number } }];
    for (const part of holds) {
      const rows = await tx
        .selectFrom('published_citation')
        .selectAll()
        .where(sql<boolean>`frozen @> ${JSON.stringify(part)}::jsonb`)
        .execute();
      for (const row of rows) await rewrite(tx, row, (frozen) => ('erased' in frozen ? frozen : mask(frozen, closed)));
    }
  }
}

async function forgetPassages(tx: Tx, captureId: number): Promise<void> {
  const rows = await tx
    .selectFrom('published_citation')
    .innerJoin('passage', 'passage.id', 'published_citation.passage_id')
    .selectAll('published_citation')
    .where('passage.capture_id', '=', captureId)
    .execute();
  for (const row of rows)
    await rewrite(tx, row, (frozen) => ('erased' in frozen ? frozen : { ...frozen, passage: null }));
}

const rewrite = (
  tx: Tx,
  row: { edition_id: number; claim_id: number; frozen: FrozenClaim },
  change: (frozen: FrozenClaim) => FrozenClaim,
) =>
  tx
    .updateTable('published_citation')
    .set({ frozen: change(row.frozen) })
    .where('edition_id', '=', row.edition_id)
    .where('claim_id', '=', row.claim_id)
    .execute();
