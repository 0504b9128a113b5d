import { sql, type RawBuilder } from 'kysely';
import { madeOnceForText } from '../../../platform/made-once.ts';
import { baseOf, type Script } from '../../vocabulary/languages.ts';

/** A name in the record, with its language and script (ISO 15924) if they are known. */
export type RecordedName = { text: string; kind: string; language: string | null; script: string | null };

/** The script in which a language is usually written (ISO 15924). Undefined if the tag is not well-formed. */
export const scriptOf = madeOnceForText((language): Script | undefined => {
  try {
    return new Intl.Locale(language).maximize().script as Script | undefined;
  } catch {
    return undefined;
  }
});

/** The order in which the names of an actor are preferred. Acronyms say least, so they are last. */
const ranks: Readonly<Record<string, number>> = { preferred: 0, transliteration: 1, alias: 2, acronym: 3 };
const rank = ({ kind }: RecordedName): number => ranks[kind] ?? 2;

/**
 * The name to show to readers of a language: a name in this language, otherwise a name in its script, otherwise the
 * first name. An acronym is chosen only if it is the first name.
 */
export function nameFor<Name extends RecordedName>(names: readonly Name[], locale: string): Name | undefined {
  const [first] = names;
  const full = names.filter((name) => name === first || name.kind !== 'acronym').toSorted((a, b) => rank(a) - rank(b));
  const script = scriptOf(locale);
  const own = full.filter(({ language }) => language !== null && baseOf(language) === baseOf(locale));
  return (
    own.find((name) => name.script === script) ??
    own[0] ??
    // A name without a recorded language may be in the reader's language.
    full.find((name) => name.script === script && name.language === null) ??
    full.find((name) => name.script === script) ??
    first
  );
}

/** SQL for the name that `nameFor` chooses, among an actor's own names. */
export function readerNameSql(actor: RawBuilder<unknown>, locale: string): RawBuilder<unknown> {
  const script = scriptOf(locale) ?? '';
  return sql`(
    select n.text from actor_name n cross join lateral (
      select coalesce(split_part(lower(n.language), '-', 1) = ${baseOf(locale)}, false) as own, coalesce(n.script = ${script}, false) as read
    ) is_
    where n.actor_id = ${actor}
    order by n.position > 0 and n.kind = 'acronym', is_.own and is_.read desc, is_.own desc, is_.read and n.language is null desc, is_.read desc,
      case n.kind when 'preferred' then 0 when 'transliteration' then 1 when 'acronym' then 3 else 2 end, n.position limit 1)`;
}

/**
 * The `lang` attribute of a name on a page in `locale`. Undefined if the name needs none, because it is in the language
 * or script of the page. If the name's language is not recorded, the tag gives only its script, such as `und-Latn`.
 */
export function markOfName(
  { language, script }: Pick<RecordedName, 'language' | 'script'>,
  locale: string,
): string | undefined {
  if (language) return baseOf(language) === baseOf(locale) ? undefined : language;
  return script && script !== 'Zyyy' && script !== scriptOf(locale) ? `und-${script}` : undefined;
}
