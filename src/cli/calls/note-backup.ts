import { backupNote as input, noteBackup } from '../../platform/backup/last-backup.ts';
import { defineCall } from './call.ts';

/** Stores in the database that a backup was made or verified. */
export const backupNote = defineCall({
  asSystem: true,
  input,
  run: ({ whole, input }) => noteBackup(whole.db, input),
});
