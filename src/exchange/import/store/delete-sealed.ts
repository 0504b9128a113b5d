import { sql } from 'kysely';
import type { ChangeListener } from '../../../platform/operation.ts';
import type { Tx } from '../../../platform/database/tx.ts';
import type { Profile } from '../mapping/profile.ts';
import type { Mapping } from '../mapping/schema.ts';

/**
 * Imports store words of their rows: first rows, values of columns, reasons and names. When an item from an import is
 * sealed, these words are deleted. When a data set is sealed, its imports are deleted, and only hashes of the imported
 * rows remain. Redaction needs no listener here, because it removes names from all texts.
 */
export const deleteSealedImports: ChangeListener = {
  name: 'exchange.forgetSealed',
  wordsIn: ['import', 'import_fate', 'import_mapping'],
  async onChange(tx, set) {
    for (const { kind, thingId, action } of set.changes) {
      if (action !== 'sealed') continue;
      if (kind === 'capture' || kind === 'source') await dropImports(tx, kind, thingId);
      if (kind === 'actor') await forgetActor(tx, thingId);
      if (kind === 'case' || kind === 'event' || kind === 'claim') await forgetRows(tx, thingId);
    }
  },
};

async function dropImports(tx: Tx, kind: 'capture' | 'source', id: number): Promise<void> {
  const column = sql.ref(kind === 'capture' ? 'capture_id' : 'source_id');
  const { rows } = await sql<{
    id: number;
  }>`select id from import where ${column} in (select t.id from thing t where t.id = ${id} or t.merged_into = ${id})`.execute(
    tx,
  );
  const ids = rows.map((row) => Number(row.id));
  if (ids.length === 0) return;
  await tx.deleteFrom('import_fate').where('import_id', 'in', ids).execute();
  await tx.deleteFrom('import').where('id', 'in', ids).execute();
}

/** Removes the words of the rows from which a case, an event or a claim was created. */
async function forgetRows(tx: Tx, id: number): Promise<void> {
  const { rows } = await sql<{
    source_id: number;
    case_id: number;
  }>`select distinct source_id, case_id from import_row where case_id = ${id} or event_id = ${id} or claim_id = ${id} or desk_claim_id = ${id}`.execute(
    tx,
  );
  if (rows.length === 0) return;
  await sql`update import_fate set notes = '[]', has_notes = false where thing_id = any(${[id, ...rows.map((row) => Number(row.case_id))]}::bigint[]) and has_notes`.execute(
    tx,
  );
  await forgetValues(tx, [...new Set(rows.map((row) => Number(row.source_id)))]);
}

/** Removes an actor's names from rows, reasons and decisions about names. */
async function forgetActor(tx: Tx, id: number): Promise<void> {
  const family = await tx
    .selectFrom('thing')
    .select(['id', 'number'])
    .where((eb) => eb.or([eb('id', '=', id), eb('merged_into', '=', id)]))
    .execute();
  const { rows } = await sql<{ source_id: number; case_id: number }>`
    select distinct r.source_id, r.case_id from statement s join import_row r on s.claim_id in (r.claim_id, r.desk_claim_id) where s.value_thing = any(${family.map((row) => row.id)}::bigint[])`.execute(
    tx,
  );
  await sql`update import_fate set notes = '[]', has_notes = false where has_notes and thing_id = any(${rows.map((row) => Number(row.case_id))}::bigint[])`.execute(
    tx,
  );
  const refs = family.map((row) => `actor/${row.number}`);
  for (const ref of refs)
    await sql`update import_fate set notes = '[]', has_notes = false where has_notes and notes::text like ${`%${ref}%`}`.execute(
      tx,
    );
  for (const table of ['import', 'import_mapping'] as const) {
    for (const row of await tx.selectFrom(table).select(['id', 'mapping']).execute()) {
      const mapping = row.mapping as Mapping;
      const names = mapping.names.filter((one) => !refs.includes(one.actor));
      if (names.length < mapping.names.length)
        await tx
          .updateTable(table)
          .set({ mapping: JSON.stringify({ ...mapping, names }) })
          .where('id', '=', row.id)
          .execute();
    }
  }
  await forgetValues(tx, [...new Set(rows.map((row) => Number(row.source_id)))]);
}

/**
 * Removes the first rows and values from all imports of some data sets. They are read again from the preserved file
 * when its options change.
 */
async function forgetValues(tx: Tx, sources: readonly number[]): Promise<void> {
  if (sources.length === 0) return;
  for (const row of await tx
    .selectFrom('import')
    .select(['id', 'profile'])
    .where('source_id', 'in', [...sources])
    .execute()) {
    const profile = row.profile as Profile;
    const emptied: Profile = {
      ...profile,
      sample: [],
      faults: [],
      columns: profile.columns.map((column) => ({ ...column, values: [], whole: false })),
    };
    await tx
      .updateTable('import')
      .set({ profile: JSON.stringify(emptied) })
      .where('id', '=', row.id)
      .execute();
  }
}
