import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';
import { desk } from '../tables.ts';
import { appendEntries } from './append-entry.ts';

/**
 * Notes a wrong current password. The operation that checks it ends before its own transaction, so it cannot note it
 * itself.
 */
export const noteFailedProof = defineOperation({
  name: 'accounts.noteFailedProof',
  permission: desk,
  input: z.object({}),
  write: ({ tx, principal: { accountId: by, via }, at }) => appendEntries(tx, at, [{ event: 'proof-failed', by, via }]),
});
