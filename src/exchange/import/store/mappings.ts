import { sql } from 'kysely';
import { z } from 'zod';
import { filing } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { mappingSchema, storedMapping, type Mapping } from '../mapping/schema.ts';

export type SavedMapping = { id: number; name: string; mapping: Mapping; columns: string[]; savedAt: Date };

/** Saves an import profile under a name, and replaces an earlier one with this name. */
export const saveMapping = defineOperation({
  name: 'exchange.saveMapping',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    name: z.string().trim().min(1, 'errors.field.name.missing').max(100, 'errors.field.text.long'),
    mapping: mappingSchema,
    columns: z.array(z.string()).max(2000),
  }),
  async write({ tx, input, principal, at }) {
    await sql`
      insert into import_mapping (name, mapping, columns, saved_by, saved_at)
      values (${input.name}, ${JSON.stringify(input.mapping)}::jsonb, ${input.columns}::text[], ${principal.accountId}::bigint, ${at})
      on conflict (lower(name)) do update set name = excluded.name, mapping = excluded.mapping, columns = excluded.columns, saved_by = excluded.saved_by, saved_at = excluded.saved_at`.execute(
      tx,
    );
  },
});

/**
 * The import profile as everyone at the desk may see it: without names and values from the file, if the data set is
 * limited to a team.
 */
export async function forEveryone(
  db: Reader,
  mapping: z.input<typeof mappingSchema>,
  sourceId: number,
): Promise<z.input<typeof mappingSchema>> {
  const limited = await db
    .selectFrom('thing_team')
    .select('thing_id')
    .where('thing_id', '=', sourceId)
    .executeTakeFirst();
  if (!limited) return mapping;
  return { ...mapping, names: [], fields: mapping.fields.map((field) => ({ ...field, translate: [] })) };
}

/** Deletes saved import profiles. What was imported with them stays. */
export const dropMapping = defineOperation({
  name: 'exchange.dropMapping',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({ mapping: z.number().int().positive() }),
  async write({ tx, input }) {
    const gone = await tx
      .deleteFrom('import_mapping')
      .where('id', '=', input.mapping)
      .returning('id')
      .executeTakeFirst();
    if (!gone) throw new AppError('not_found');
  },
});

const saved = (db: Reader) => db.selectFrom('import_mapping').select(['id', 'name', 'mapping', 'columns', 'saved_at']);
type Row = { id: number; name: string; mapping: unknown; columns: string[]; saved_at: Date };
const asSaved = (row: Row): SavedMapping => ({
  id: row.id,
  name: row.name,
  mapping: storedMapping(row.mapping),
  columns: row.columns,
  savedAt: row.saved_at,
});

export const listMappings = async (db: Reader): Promise<SavedMapping[]> =>
  (
    await saved(db)
      .orderBy(sql`lower(name)`)
      .limit(200)
      .execute()
  ).map(asSaved);

export async function findMapping(db: Reader, name: string): Promise<SavedMapping | null> {
  const row = await saved(db)
    .where(sql<boolean>`lower(name) = lower(${name.trim()})`)
    .executeTakeFirst();
  return row ? asSaved(row) : null;
}

/** The import profile that was saved last for exactly these columns. */
export async function findMappingFor(db: Reader, columns: readonly string[]): Promise<SavedMapping | null> {
  const row = await saved(db)
    .where(sql<boolean>`columns = ${[...columns]}::text[]`)
    .orderBy('saved_at', 'desc')
    .executeTakeFirst();
  return row ? asSaved(row) : null;
}
