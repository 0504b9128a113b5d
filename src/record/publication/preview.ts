import { sql } from 'kysely';
import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { defineOperation, type Writing } from '../../platform/operation.ts';
import { publishInput, publishPlanned } from './publish.ts';

type Within = Pick<Writing<unknown, unknown>, 'tx' | 'at' | 'principal'>;

/**
 * Shows what readers would see after a publication: publishes in a transaction, calls `read`, which reads as a public
 * page does, and rolls everything back.
 * @throws AppError as `publish`, except for items that have changed and for missing reasons
 */
export const previewPublication = defineOperation({
  name: 'record.previewPublication',
  permission: legal,
  input: publishInput.omit({ versions: true }).extend({
    read: z.custom<(within: Within) => Promise<unknown>>((value) => typeof value === 'function'),
  }),
  async write({ tx, at, principal, input: { read, ...input } }): Promise<unknown> {
    await sql`savepoint before_publication`.execute(tx);
    await publishPlanned({ tx, at, input: { ...input, versions: {} }, change: () => undefined }, 'foreseen');
    const view = await read({ tx, at, principal });
    await sql`rollback to savepoint before_publication`.execute(tx);
    return view;
  },
});
