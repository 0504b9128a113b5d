import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';
import { desk } from '../tables.ts';
import { appendEntries } from './append-entry.ts';

/**
 * Notes that someone gave a wrong current password. This has to be a separate operation, because the operation that
 * checks the password fails before its transaction begins.
 */
export const noteFailedProof = defineOperation({
  name: 'accounts.noteFailedProof',
  permission: desk,
  onFullDisk: 'runs',
  input: z.object({}),
  write: ({ tx, principal: { accountId: by, via }, at }) => appendEntries(tx, at, [{ event: 'proof-failed', by, via }]),
});
