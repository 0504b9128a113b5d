import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';
import { desk } from '../tables.ts';
import { appendEntries } from './append-entry.ts';

/**
 * Notes that someone gave a wrong current password. The operation that checks the password fails before its own
 * transaction, so it needs this one to note the attempt.
 */
export const noteFailedProof = defineOperation({
  name: 'accounts.noteFailedProof',
  permission: desk,
  input: z.object({}),
  write: ({ tx, principal: { accountId: by, via }, at }) => appendEntries(tx, at, [{ event: 'proof-failed', by, via }]),
});
