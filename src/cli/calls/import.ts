import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import { interfaceLocales, messages } from '../../platform/messages/messages.ts';
import { run } from '../../platform/operation.ts';
import { addTable } from '../../exchange/import/add-table.ts';
import { outcomesCsv } from '../../exchange/import/outcomes.ts';
import { mappingSchema } from '../../exchange/import/mapping/schema.ts';
import { unmappedColumns, withAllColumns } from '../../exchange/import/mapping/unmapped.ts';
import { runImport } from '../../exchange/import/run/run-import.ts';
import { beginRun, changeImport, stopRun } from '../../exchange/import/store/change-import.ts';
import { findMapping, saveMapping } from '../../exchange/import/store/mappings.ts';
import type { Counts } from '../../exchange/import/store/tables.ts';
import { file, fileExample } from '../../record/filing/file.ts';
import { filingInput } from '../../record/filing/schema.ts';
import { routes } from '../../web/routes.ts';
import { defineCall } from './call.ts';
import { ownTeamNamed } from './teams.ts';

export const importFiling = defineCall({
  // The operation validates `filing`, so that errors name the paths in the file.
  input: z.object({
    filing: z.record(z.string(), z.unknown()),
    example: z.boolean().default(false),
    team: z.string().optional(),
  }),
  async run({ app, principal, input, why, progress }) {
    progress({ phase: 'cli.progress.filing' });
    const team = await ownTeamNamed(app.db.read, principal, input.team);
    const filing = input.filing as z.input<typeof filingInput>;
    return input.example
      ? run(app, fileExample, principal, filing, why)
      : run(app, file, principal, { ...filing, ...(team === undefined ? {} : { team }) }, why);
  },
});

export type ImportedTable = {
  import: number;
  source: string;
  known: boolean;
  foundBy: 'name' | 'bytes' | null;
  dry: boolean;
  counts: Counts;
  counted: boolean;
  visibility: 'public' | 'desk';
  page: string;
};

/**
 * Imports a table. The input has only its path, because the server is on the same machine and reads the file itself.
 */
export const importTable = defineCall({
  input: z.object({
    path: z.string().min(1),
    name: z.string().min(1),
    dataSet: z.string().max(40).optional(),
    title: z.string().max(500).optional(),
    publisher: z.string().max(40).optional(),
    country: z.string().max(2).optional(),
    team: z.string().optional(),
    reading: z
      .object({ charset: z.string(), delimiter: z.string(), sheet: z.string(), headerRow: z.number().int() })
      .partial()
      .default({}),
    /**
     * An import profile, or the name of a saved one. If it is left out, `addTable` chooses one, such as a saved profile
     * for these columns, or a suggested one.
     */
    mapping: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
    change: z
      .object({
        title: mappingSchema.shape.title,
        wording: z.string().trim().min(1, 'errors.field.wording.missing').max(2000, 'errors.field.text.long'),
        visibility: z.enum(['public', 'desk']),
        counted: z.boolean(),
        identity: z.array(z.string()),
        repeats: z.enum(['own', 'same']),
        likely: z.enum(['tell', 'refuse']),
      })
      .partial()
      .default({}),
    unmapped: z.enum(unmappedColumns).optional(),
    save: z.string().max(100).optional(),
    dry: z.boolean(),
    fates: z.boolean(),
    language: z.enum(interfaceLocales).optional(),
  }),
  async run({ app, whole, principal, input, why, signal, progress, send, address }): Promise<ImportedTable> {
    progress({ phase: 'cli.progress.reading' });
    const team = await ownTeamNamed(app.db.read, principal, input.team);
    const named = typeof input.mapping === 'string' ? await findMapping(app.db.read, input.mapping) : null;
    if (typeof input.mapping === 'string' && !named)
      throw new AppError('invalid_input', {
        fields: [{ path: '--mapping', message: 'cli.import.no_mapping', params: { name: input.mapping } }],
      });
    const given = named?.mapping ?? (typeof input.mapping === 'object' ? readMapping(input.mapping) : undefined);
    const { path, name, dataSet, title, publisher, country, reading } = input;
    const added = await addTable(
      app,
      principal,
      {
        name,
        chunks: createReadStream(path, { highWaterMark: 256 * 1024 }),
        dataSet,
        title,
        publisher,
        country,
        team,
        reading,
        mapping: given,
      },
      { signal, why },
    );
    const columns = added.profile.columns.map((column) => column.name);
    const changed = { ...added.mapping, ...input.change };
    const mapping = input.unmapped ? withAllColumns(changed, columns, input.unmapped) : changed;
    await run(app, changeImport, principal, { import: added.import, mapping });
    if (input.save)
      await run(app, saveMapping, principal, {
        name: input.save,
        mapping,
        columns,
      });
    const { batch } = await run(app, beginRun, principal, { import: added.import, dry: input.dry, why });
    // A cancelled run is marked as stopped, so that the next run can begin at once.
    const stop = (): void => void run(whole, stopRun, principal, { import: added.import }).catch(() => {});
    signal.addEventListener('abort', stop, { once: true });
    const done = await runImport(whole, principal, added.import, batch, {
      signal,
      progress: (rows, total) => progress({ phase: 'cli.progress.importing', done: rows, total }),
    });
    if (input.fates)
      for await (const chunk of outcomesCsv(app.db.read, messages(input.language), done.id))
        await send(Buffer.from(chunk));
    return {
      import: done.id,
      source: added.source,
      known: added.known,
      foundBy: added.foundBy,
      dry: done.dry,
      counts: done.counts,
      counted: mapping.counted,
      visibility: mapping.visibility,
      page: `${address}${routes.desk.import_({ id: String(done.id) })}`,
    };
  },
});

/** Validates an import profile from a file. @throws AppError `invalid_input` with the path of each error */
function readMapping(value: unknown) {
  const parsed = mappingSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid_input', {
    fields: parsed.error.issues.map((issue) => ({ path: `--mapping ${issue.path.join('.')}`, message: issue.message })),
  });
}
