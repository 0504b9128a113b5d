import { sql } from 'kysely';
import type { Tx } from '../../platform/database/tx.ts';
import type { Thing } from '../things.ts';
import { ownTranslations, translationState, translationTexts } from '../translations/tables.ts';
import type { PropertyKey } from '../vocabulary/properties.ts';
import { defineKind, type KindDeclaration, type RestoreContext, type ThingKind } from './kind.ts';

/** Restores the earlier title and access of a case or of a part of it, and the earlier summary of a case. */
export async function setBackTitle({ thing, ref, version, target, run }: RestoreContext): Promise<void> {
  const { changeCaseEntry } = await import('../cases/change-case-entry.ts');
  const summary = thing.kind === 'case' ? { summary: (target.summary as string | null) ?? undefined } : {};
  await run(changeCaseEntry, {
    thing: ref,
    version,
    title: String(target.title),
    visibility: target.visibility as 'desk',
    ...summary,
  });
}

const parentOf = async (tx: Tx, table: string, column: string, id: number): Promise<number> => {
  const { rows } = await sql<{
    id: number;
  }>`select t.canonical_id as id from ${sql.table(table)} p join thing t on t.id = p.${sql.ref(column)} where p.id = ${id}`.execute(
    tx,
  );
  return Number(rows[0]!.id);
};

/** Allows two parts to be merged only if they have the same parent (case or proceeding). */
const mergedWithin = (
  parent: 'case' | 'proceeding',
  table: string,
  column: string,
): NonNullable<KindDeclaration['merge']> => ({
  obstacle: async (tx: Tx, from: Thing, into: Thing) =>
    (await parentOf(tx, table, column, from.id)) === (await parentOf(tx, table, column, into.id)) ? null : `${parent}s`,
});

/**
 * Declares a kind of part of a case. Its table has a title and a column for the parent: the case or one of its
 * proceedings. Everything else about a part is stated by claims.
 */
export const definePart = <
  Name extends ThingKind,
  Parent extends 'case' | 'proceeding',
  List extends string,
>(declared: {
  name: Name;
  parent: Parent;
  /** The plural of the kind: a field of the input of `file`, a part of URLs, and a part of message keys. */
  list: List;
  /** The description of the kind in the data dictionary of exports. */
  about: string;
  /** The properties that the part's form shows first. */
  asks: readonly PropertyKey[];
  /** The parts of a proceeding are sorted by the date of this property. */
  inOrderOf?: PropertyKey;
  /** Whether two parts with the same parent can be merged. */
  merges?: true;
}) => {
  const { name, parent, list, about, asks, inOrderOf, merges } = declared;
  const column = `${parent}_id` as `${Parent}_id`;
  return {
    ...defineKind({
      name,
      title: 'title',
      within: { kind: parent, column },
      subject: true,
      translated: ['title'],
      textColumns: { [name]: ['title'], ...translationTexts },
      ownRows: [ownTranslations, { table: name, key: 'id' }],
      references: [{ table: name, column, of: [parent] }],
      state: { columns: [column, 'title'], parts: [translationState] },
      ...(merges && { merge: mergedWithin(parent, name, column) }),
      setBack: setBackTitle,
    } satisfies KindDeclaration),
    name,
    list,
    about,
    asks,
    inOrderOf,
    parent,
    column,
  };
};
