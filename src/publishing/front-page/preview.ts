import { sql } from 'kysely';
import { z } from 'zod';
import { administrators, editors } from '../../accounts/tables.ts';
import { defineOperation, type Writing } from '../../platform/operation.ts';
import { frontPageSchema } from './content.ts';
import { lockFrontPage, writeVersion } from './write.ts';

type Within = Pick<Writing<unknown, unknown>, 'tx' | 'at'>;

/**
 * Shows what readers would see: makes the content live in a transaction, reads it with `read`, as the public page does,
 * and rolls the transaction back (docs/decisions/0080).
 * @throws AppError `invalid_input`
 */
export const previewFrontPage = defineOperation({
  name: 'publishing.previewFrontPage',
  permission: [...editors, ...administrators],
  input: z.object({
    to: frontPageSchema,
    read: z.custom<(within: Within) => Promise<unknown>>((value) => typeof value === 'function'),
  }),
  async write({ tx, at, principal, input: { to, read } }): Promise<unknown> {
    await lockFrontPage(tx);
    await sql`savepoint before_front_page`.execute(tx);
    await writeVersion(tx, to, { state: 'live', by: principal.accountId, at });
    const view = await read({ tx, at });
    await sql`rollback to savepoint before_front_page`.execute(tx);
    return view;
  },
});
