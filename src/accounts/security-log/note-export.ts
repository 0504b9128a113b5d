import { z } from 'zod';
import { defineOperation, run, type App, type Principal } from '../../platform/operation.ts';
import { desk } from '../tables.ts';
import { appendEntries } from './append-entry.ts';

/** Notes in the security log that someone exports data that readers cannot see. It runs before the export begins. */
export const noteExport = defineOperation({
  name: 'accounts.noteExport',
  permission: desk,
  input: z.object({}),
  write: ({ tx, principal: { accountId: by, via }, at }) => appendEntries(tx, at, [{ event: 'exported', by, via }]),
});

const noted = new WeakMap<App, { day: string; readers: Set<string> }>();

/**
 * Notes in the security log, once a day for each `reader`, that someone, or a program of theirs, reads data of the desk
 * in many small requests.
 * @param reader the session or token that reads, such as `token 5`
 */
export async function noteExportToday(app: App, reader: string, principal: Principal): Promise<void> {
  const day = app.now().toISOString().slice(0, 10);
  const known = noted.get(app);
  const today = known?.day === day ? known : { day, readers: new Set<string>() };
  noted.set(app, today);
  if (today.readers.has(reader)) return;
  today.readers.add(reader);
  await run(app, noteExport, principal, {});
}
