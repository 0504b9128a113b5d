import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { findKind, kindsThat } from '../kinds/registry.ts';
import { baseOf } from '../vocabulary/languages.ts';
import { currentReading } from './reading.ts';
import type { TranslationState } from './tables.ts';
import { titleLanguage } from './written-in.ts';

/** A quotation is given in its own language, so a claim that became one loses its translation. */
export const notQuoted = sql`not exists (select from claim c where c.id = x.thing_id and c.kind = 'quotation')`;

/** The translations of items into the language of the running request, by item and field. */
export class Translations {
  private readonly known: ReadonlyMap<string, { text: string; original: string }>;
  private constructor(rows: readonly { thing_id: number; field: string; text: string; original: string }[]) {
    this.known = new Map(rows.map((row) => [`${Number(row.thing_id)} ${row.field}`, row]));
  }

  /** One query, however many items there are; none if the request shows the original texts. */
  static async load(db: Reader, ids: readonly number[]): Promise<Translations> {
    const reading = currentReading();
    if (!reading || ids.length === 0) return new Translations([]);
    const { rows } = await sql<{ thing_id: number; field: string; text: string; original: string }>`
      select x.thing_id, x.field, x.text, x.original from text_translation x
      where x.thing_id = any(${[...new Set(ids)]}::bigint[]) and split_part(x.language, '-', 1) = ${baseOf(reading.language)} and ${notQuoted}
      order by x.thing_id, x.field, x.language <> ${reading.language} desc, x.language desc`.execute(db);
    return new Translations(rows);
  }

  /**
   * The translation of a text. Undefined if there is none, or if it was made from another text: then it may say what we
   * have corrected since.
   */
  of(id: number, field: string, original: string | null): string | undefined {
    const found = this.known.get(`${id} ${field}`);
    return found && found.original === original ? found.text : undefined;
  }
}

export type Translated = TranslationState & {
  id: number;
  /** Whether the item's text has changed since the translation was made. */
  outdated: boolean;
};

/** SQL rows (id, field, text) with the present texts of items that can be translated. */
const presentTexts = (ids: readonly number[]) =>
  sql`(${sql.join(
    kindsThat((kind) => kind.translated).flatMap((name) => {
      const { table, translated } = findKind(name)!;
      return translated!.map(
        (column) =>
          sql`select id, ${sql.lit(column)} as field, ${sql.ref(column)} as text from ${sql.table(table)} where id = any(${[...ids]}::bigint[])`,
      );
    }),
    sql` union all `,
  )})`;

/** All translations of items, by the item's id, in the order of fields and languages. */
export async function loadTranslations(db: Reader, ids: readonly number[]): Promise<Map<number, Translated[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Translated>`
    select x.thing_id as id, x.field, x.language, x.text, x.original, n.text is distinct from x.original as outdated
    from text_translation x left join ${presentTexts(ids)} n on n.id = x.thing_id and n.field = x.field
    where x.thing_id = any(${[...ids]}::bigint[]) and ${notQuoted} order by x.thing_id, x.field, x.language`.execute(
    db,
  );
  return group(rows.map((row) => [Number(row.id), { ...row, id: Number(row.id) }] as const));
}

/** The texts of an item that can be translated, as they are now. */
export async function loadOwnTexts(db: Reader, ids: readonly number[]): Promise<Map<number, Map<string, string>>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: number; field: string; text: string | null }>`${presentTexts(ids)}`.execute(db);
  const found = new Map<number, Map<string, string>>();
  for (const { id, field, text } of rows)
    if (text) found.set(Number(id), (found.get(Number(id)) ?? new Map()).set(field, text));
  return found;
}

/** The languages in which our own words about items are written, by the item's id. `own`: that of the publication. */
export async function loadWrittenIn(db: Reader, ids: readonly number[], own: string): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: number; language: string | null }>`
    select t.id, ${titleLanguage(sql`t.kind`, sql`t.id`)} as language from thing t where t.id = any(${[...ids]}::bigint[])`.execute(
    db,
  );
  return new Map(rows.map((row) => [Number(row.id), row.language ?? own]));
}

/** A translation with the ref of its item. */
export type TranslationOf = { item: string; field: string; language: string; text: string; outdated: boolean };

/**
 * The translations of shown items, for programs. Readers do not see outdated ones. Empty if the running request is
 * answered in one language, because its texts are translated already.
 */
export async function translationsOf(
  db: Reader,
  shown: Iterable<{ id: number; ref: string | null }>,
  audience: 'public' | 'desk',
): Promise<TranslationOf[]> {
  if (currentReading()) return [];
  const refs = new Map([...shown].flatMap(({ id, ref }) => (ref === null ? [] : [[id, ref] as const])));
  const found = await loadTranslations(db, [...refs.keys()]);
  return [...refs].flatMap(([id, item]) =>
    (found.get(id) ?? [])
      .filter((one) => audience === 'desk' || !one.outdated)
      .map(({ field, language, text, outdated }) => ({ item, field, language, text, outdated })),
  );
}
