import { createReadStream } from 'node:fs';
import { run, type App, type Principal } from '../../platform/operation.ts';
import { addTable, type NewTable } from './add-table.ts';
import type { Mapping } from './mapping/schema.ts';
import { runImport } from './run/run-import.ts';
import { beginRun, changeImport } from './store/change-import.ts';
import type { Import } from './store/load-import.ts';

export async function* bytesOfText(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof text === 'string' ? Buffer.from(text) : text;
}

/** Adds a table and imports it, as the desk does in two steps. */
export async function importTable(
  app: App,
  principal: Principal,
  table: { path: string } | { text: string | Uint8Array },
  options: Partial<NewTable> & { dry?: boolean; adapt?: (mapping: Mapping) => Mapping } = {},
): Promise<Import & { added: Awaited<ReturnType<typeof addTable>> }> {
  const { dry = false, adapt, ...rest } = options;
  const chunks = 'path' in table ? createReadStream(table.path) : bytesOfText(table.text);
  const added = await addTable(app, principal, { name: 'incidents.csv', chunks, ...rest });
  if (adapt) await run(app, changeImport, principal, { import: added.import, mapping: adapt(added.mapping) });
  const { batch } = await run(app, beginRun, principal, { import: added.import, dry });
  return { ...(await runImport(app, principal, added.import, batch)), added };
}
