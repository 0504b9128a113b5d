import { randomBytes } from 'node:crypto';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { nameKey } from './signature-texts.ts';

/** An organisation that has signed a letter of the sample data. Its address does not exist, so no email is sent. */
export type SampleSignature = { name: string; actor: string; signer: string; role: string };

/** Writes confirmed signatures of the sample data. */
export async function signSample(
  tx: Tx,
  letter: { id: number; language: string; versionId: number },
  signatures: readonly SampleSignature[],
  at: Date,
): Promise<void> {
  const actors = await Promise.all(signatures.map(({ actor }) => findThing(tx, 'actor', parseRef(actor)!.number)));
  await insertRows(
    tx,
    'letter_signature',
    signatures.map(({ name, signer, role }, index) => ({
      letter_id: letter.id,
      invitation_id: null,
      kind: 'organisation' as const,
      actor_id: actors[index]?.id ?? null,
      name,
      name_key: nameKey(name),
      signer,
      role,
      email: `signatory-${index + 1}@velmoria.example`,
      language: letter.language,
      shown: 'named' as const,
      state: 'confirmed' as const,
      version_id: letter.versionId,
      nonce: randomBytes(16),
      signed_at: at,
      confirmed_at: at,
      withdrawn_at: null,
    })),
  );
}
