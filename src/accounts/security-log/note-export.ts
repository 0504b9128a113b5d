import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';
import { desk } from '../tables.ts';
import { appendEntries } from './append-entry.ts';

/** Notes in the security log that someone exports data that readers cannot see. It runs before the export begins. */
export const noteExport = defineOperation({
  name: 'accounts.noteExport',
  permission: desk,
  input: z.object({}),
  write: ({ tx, principal: { accountId: by, via }, at }) => appendEntries(tx, at, [{ event: 'exported', by, via }]),
});
