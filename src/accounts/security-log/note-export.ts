import { z } from 'zod';
import { defineOperation, run, type App, type Principal } from '../../platform/operation.ts';
import { desk, redacting } from '../tables.ts';
import { appendEntries } from './append-entry.ts';

/** Notes in the security log that someone exports data that readers cannot see. It runs before the export begins. */
export const noteExport = defineOperation({
  name: 'accounts.noteExport',
  permission: desk,
  onFullDisk: 'runs',
  input: z.object({}),
  write: ({ tx, principal: { accountId: by, via }, at }) => appendEntries(tx, at, [{ event: 'exported', by, via }]),
});

/** Notes in the security log that someone exports what is stored about a person. It runs before the export begins. */
export const notePersonExport = defineOperation({
  name: 'accounts.notePersonExport',
  permission: redacting,
  proof: true,
  onFullDisk: 'runs',
  input: z.object({}),
  write: ({ tx, principal: { accountId: by, via }, at }) =>
    appendEntries(tx, at, [{ event: 'person-exported', by, via }]),
});

const noted = new WeakMap<App, { day: string; readers: Map<string, Promise<void>> }>();

/**
 * Notes once a day that someone, or a program with their token, reads desk data in many small parts. Await this before
 * you return data: if the entry can't be stored, it throws, and the next request tries again.
 * @param reader who reads, such as `token 5`; each reader is noted once a day
 */
export async function noteExportToday(app: App, reader: string, principal: Principal): Promise<void> {
  const day = app.now().toISOString().slice(0, 10);
  const known = noted.get(app);
  const today = known?.day === day ? known : { day, readers: new Map<string, Promise<void>>() };
  noted.set(app, today);
  let entry = today.readers.get(reader);
  if (!entry) {
    entry = run(app, noteExport, principal, {});
    today.readers.set(reader, entry);
    entry.catch(() => today.readers.delete(reader));
  }
  await entry;
}
