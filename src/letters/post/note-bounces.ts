import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { readBounceInChild } from './bounce-reader.ts';
import type { Bounce } from './read-bounce.ts';

type Row = { id: number; invitation_id: number | null; signature_id: number | null };

/**
 * Records that an email bounced. If the email went to an invited organisation, the reason is also stored with the
 * invitation, so that the desk sees it.
 * @returns the invitation's id; null if there is none
 */
export async function markBounced(tx: Tx, row: Row, reason: string, at: Date): Promise<number | null> {
  await tx.updateTable('letter_mail').set({ state: 'bounced', bounce: reason }).where('id', '=', row.id).execute();
  // An email that asks for a confirmation went to the invitation's address, but is stored only with its signature. So
  // the invitation is found by the signature.
  const invitation =
    row.invitation_id ??
    (row.signature_id === null
      ? null
      : (
          await tx
            .selectFrom('letter_signature')
            .select('invitation_id')
            .where('id', '=', row.signature_id)
            .executeTakeFirst()
        )?.invitation_id) ??
    null;
  if (invitation === null) return null;
  await tx
    .updateTable('letter_invitation')
    .set({ bounced_at: at, bounce: reason })
    .where('id', '=', invitation)
    .execute();
  return Number(invitation);
}

/** The number of new bounces, of bounces known before, and of messages that name no email of ours. */
export type NotedBounces = { noted: number; known: number; other: number };

/**
 * Reads messages in which mail servers report that an email could not be delivered. Each email of a letter contains a
 * random mark. A message counts as a bounce only if it contains such a mark. Other messages change nothing.
 */
export const noteBounces = defineOperation({
  name: 'letters.noteBounces',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    messages: z
      .array(z.string().max(4_000_000, 'errors.field.text.long'))
      .min(1, 'letters.error.no_bounce')
      .max(500, 'documents.error.many')
      .describe('Complete messages as they arrived, with headers and body (RFC 5322)'),
  }),
  async prepare({ input }): Promise<(Bounce | null)[]> {
    const read: (Bounce | null)[] = [];
    for (const message of input.messages) read.push(await readBounceInChild(message));
    return read;
  },
  async write({ tx, prepared, at, change }): Promise<NotedBounces> {
    const noted: NotedBounces = { noted: 0, known: 0, other: 0 };
    const invitations = new Map<number, number[]>();
    for (const bounce of prepared) {
      const row = bounce?.marks.length
        ? await tx
            .selectFrom('letter_mail')
            .select(['id', 'letter_id', 'invitation_id', 'signature_id', 'state'])
            .where('mark', 'in', bounce.marks)
            .orderBy('id')
            .forUpdate()
            .executeTakeFirst()
        : undefined;
      if (!row || !bounce) noted.other++;
      else if (row.state === 'bounced') noted.known++;
      else {
        noted.noted++;
        const invitation = await markBounced(tx, row, bounce.reason, at);
        invitations.set(row.letter_id, [
          ...(invitations.get(row.letter_id) ?? []),
          ...(invitation === null ? [] : [invitation]),
        ]);
      }
    }
    for (const [letter, some] of invitations)
      change({ kind: 'letter', thingId: letter, action: 'changed', before: null, after: { bounced: some } });
    return noted;
  },
});
