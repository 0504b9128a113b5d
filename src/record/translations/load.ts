import { sql, type RawBuilder } from 'kysely';
import { gather } from '../../platform/database/gather.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { findKind, kindsThat } from '../kinds/registry.ts';
import { baseOf } from '../vocabulary/languages.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Audience } from '../views/briefs.ts';
import { isSeen } from '../views/listed.ts';
import { currentReading, isRead } from './reading.ts';
import type { TranslationState } from './tables.ts';
import { deskLanguage, titleLanguage } from './written-in.ts';

/** SQL for whether the translation `x` can replace the original. It cannot if its item is a claim with a quotation. */
export const notQuoted = sql`not exists (select from claim c where c.id = x.thing_id and c.kind = 'quotation')`;

/** The translations of items into the language of the current request. */
export class Translations {
  private readonly known = new Map<string, { text: string; original: string; quoted: boolean }>();
  private readonly made = new Map<string, { text: string; quoted: boolean }>();
  private readonly items = new Set<number>();
  private constructor(
    rows: readonly { thing_id: number; field: string; text: string; original: string; quoted: boolean }[],
  ) {
    for (const row of rows) {
      this.items.add(Number(row.thing_id));
      this.known.set(`${Number(row.thing_id)} ${row.field}`, row);
      this.made.set(`${Number(row.thing_id)} ${row.original}`, row);
    }
  }

  /** One query for any number of items; none if the request shows the original texts. */
  static async load(db: Reader, ids: readonly number[]): Promise<Translations> {
    const reading = currentReading();
    if (!reading || ids.length === 0) return new Translations([]);
    return gather(db, `translations ${reading.language}`, ids, async (all) => {
      const { rows } = await sql<{ thing_id: number; field: string; text: string; original: string; quoted: boolean }>`
        select x.thing_id, x.field, x.text, x.original, not ${notQuoted} as quoted
        from text_translation x
        where x.thing_id = any(${[...all]}::bigint[]) and split_part(x.language, '-', 1) = ${baseOf(reading.language)}
        order by x.thing_id, x.field, x.language <> ${reading.language} desc, x.language desc`.execute(db);
      return new Translations(rows);
    });
  }

  /**
   * The translation of our own words. Undefined if there is none, or if the original has changed since: then the
   * translation may contain an error that we have corrected. Also undefined for a quotation, for which see `ours`.
   */
  of(id: number, field: string, original: string | null): string | undefined {
    const found = this.known.get(`${id} ${field}`);
    return found && found.original === original && !(found.quoted && field === 'wording') ? found.text : undefined;
  }

  /** Whether there is any translation of an item. */
  has(id: number): boolean {
    return this.items.has(id);
  }

  /**
   * Our translation of words of a source, such as a quotation or a value. Pages show it beside the original, or say
   * that the translation is ours. If several items have the same words, the first translation is returned.
   */
  ours(ids: number | readonly number[], original: string | null | undefined): string | undefined {
    return this.found(ids, original)?.text;
  }

  /** Whether the translation that `ours` returns is of our own words, not of a quotation. */
  ofOwnWords(ids: readonly number[], original: string): boolean {
    return this.found(ids, original)?.quoted === false;
  }

  private found(ids: number | readonly number[], original: string | null | undefined) {
    if (!original || this.made.size === 0) return undefined;
    return [ids].flat().flatMap((id) => this.made.get(`${id} ${original}`) ?? [])[0];
  }
}

export type Translated = TranslationState & {
  id: number;
  /** Whether the item's text has changed since the translation was made. */
  outdated: boolean;
};

/** Whether a text is in the language of its item, such as the title of a source. The desk wrote all other texts. */
const declaresLanguage = (kind: Kind, column: string): boolean => kind.language !== undefined && kind.title === column;

/**
 * SQL rows (id, field, text, language) with the present texts of items that can be translated. `language` is empty for
 * texts that the desk wrote, and null for texts in the language of the item. `audience`: only the texts that this
 * audience sees; `columns`: only the columns that kinds declare as `translated`, which the search index contains.
 */
function presentTexts(ids: readonly number[], audience: Audience | 'columns'): RawBuilder<unknown> {
  const among = sql`${[...ids]}::bigint[]`;
  const kinds = kindsThat((kind) => kind.translated).map((name) => findKind(name)!);
  const parts = kinds.flatMap((kind) =>
    kind.translated!.map(
      (column) =>
        sql`select id, ${sql.lit(column)} as field, ${sql.ref(column)} as text, ${declaresLanguage(kind, column) ? sql`null` : sql`''`} as language from ${sql.table(kind.table)} where id = any(${among})`,
    ),
  );
  if (audience !== 'columns') {
    parts.push(
      ...kinds.flatMap((kind) => kind.translatedParts?.(among, audience, isSeen) ?? []),
      answersIn(among, audience),
    );
  }
  return sql`(${sql.join(
    parts.map((part) => sql`(${part})`),
    sql` union all `,
  )})`;
}

/** The reasons that editors gave in their answers to disagreements. */
const answersIn = (ids: RawBuilder<unknown>, audience: Audience): RawBuilder<unknown> => sql`
  select distinct on (a.subject_id, a.property) a.subject_id, 'answer.' || a.property, a.reason, ''
  from disagreement_answer a join thing t on t.id = a.subject_id
  where a.subject_id = any(${ids}) ${
    audience === 'public'
      ? sql`and exists (
          select from disagreement d where d.subject_id = t.canonical_id and d.property = a.property and d.public_state <> 'open')`
      : sql``
  }
  order by a.subject_id, a.property, a.id desc`;

/**
 * All translations of items, by the item's id, in the order of fields and languages. For `public`, translations of
 * texts that readers do not see count as outdated.
 */
export async function loadTranslations(
  db: Reader,
  ids: readonly number[],
  audience: Audience | 'columns',
): Promise<Map<number, Translated[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Translated>`
    select x.thing_id as id, x.field, x.language, x.text, x.original, n.text is distinct from x.original as outdated
    from text_translation x left join ${presentTexts(ids, audience)} n on n.id = x.thing_id and n.field = x.field
    where x.thing_id = any(${[...ids]}::bigint[]) ${audience === 'columns' ? sql`and (x.field <> 'wording' or ${notQuoted})` : sql``}
    order by x.thing_id, x.field, x.language`.execute(db);
  return group(rows.map((row) => [Number(row.id), { ...row, id: Number(row.id) }] as const));
}

/** A text of an item that can be translated, and its language. */
export type PresentText = { text: string; language: string };

/**
 * The texts of items that can be translated, as they are now, by the item's id and the field.
 * @param own the language of the publication
 */
export async function loadPresentTexts(
  db: Reader,
  ids: readonly number[],
  own: string,
): Promise<Map<number, Map<string, PresentText>>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: number; field: string; text: string | null; language: string | null }>`
    select n.id, n.field, n.text, case
      when n.language = '' then ${deskLanguage(sql`t.kind`, sql`t.id`)}
      else coalesce(n.language, ${titleLanguage(sql`t.kind`, sql`t.id`)}) end as language
    from ${presentTexts(ids, 'desk')} n join thing t on t.id = n.id`.execute(db);
  const found = new Map<number, Map<string, PresentText>>();
  for (const { id, field, text, language } of rows)
    if (text)
      found.set(
        Number(id),
        (found.get(Number(id)) ?? new Map<string, PresentText>()).set(field, { text, language: language ?? own }),
      );
  return found;
}

/** Our own words for a reader: the translation or, if there is none, the original with its language. */
export type OwnWords = { text: string; language?: string; untranslated?: true };

/** Our own words about items, in the language of the current request, in the order of `texts`. */
export async function readOwnWords(db: Reader, texts: readonly { id: number; text: string }[]): Promise<OwnWords[]> {
  const reading = currentReading();
  if (!reading || texts.length === 0) return texts.map(({ text }) => ({ text }));
  const ids = texts.map(({ id }) => id);
  const [translations, written] = await Promise.all([
    Translations.load(db, ids),
    gather(db, 'desk languages', ids, async (all) => {
      const { rows } = await sql<{ id: number; language: string | null }>`
        select t.id, ${deskLanguage(sql`t.kind`, sql`t.id`)} as language from thing t where t.id = any(${[...all]}::bigint[])`.execute(
        db,
      );
      return new Map(rows.map((row) => [Number(row.id), row.language]));
    }),
  ]);
  return texts.map(({ id, text }): OwnWords => {
    const translation = translations.ours(id, text);
    const language = written.get(id) ?? reading.own;
    return translation !== undefined || isRead(reading, language)
      ? { text: translation ?? text }
      : { text, language, untranslated: true };
  });
}

/** A translation with the ref of its item. */
export type TranslationOf = { item: string; field: string; language: string; text: string; outdated: boolean };

/**
 * The translations of shown items, for the API and exports. For readers, without outdated translations. Empty if the
 * current request is answered in one language, because its texts are translated already.
 */
export async function translationsOf(
  db: Reader,
  shown: Iterable<{ id: number; ref: string | null }>,
  audience: Audience,
): Promise<TranslationOf[]> {
  if (currentReading()) return [];
  const refs = new Map([...shown].flatMap(({ id, ref }) => (ref === null ? [] : [[id, ref] as const])));
  const found = await loadTranslations(db, [...refs.keys()], audience);
  return [...refs].flatMap(([id, item]) =>
    (found.get(id) ?? [])
      .filter((one) => audience === 'desk' || !one.outdated)
      .map(({ field, language, text, outdated }) => ({ item, field, language, text, outdated })),
  );
}
