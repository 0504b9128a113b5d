import { sql, type RawBuilder } from 'kysely';
import { madeOnceForText } from '../../../platform/made-once.ts';
import { baseOf, type Script } from '../../vocabulary/languages.ts';

/** A name as it is recorded: in which language and script, if that is known. */
export type RecordedName = { text: string; kind: string; language: string | null; script: string | null };

/** The script in which a language is usually written (ISO 15924). Undefined if the tag is not well-formed. */
export const scriptOf = madeOnceForText((language): Script | undefined => {
  try {
    return new Intl.Locale(language).maximize().script as Script | undefined;
  } catch {
    return undefined;
  }
});

/** Acronyms and other names say less than the main name, so they are chosen last. */
const ranks: Readonly<Record<string, number>> = { preferred: 0, transliteration: 1, alias: 2, acronym: 3 };
const rank = ({ kind }: RecordedName): number => ranks[kind] ?? 2;

/**
 * The name for a reader of a language: one recorded in this language, else one in its script, else the first. An acronym
 * is chosen only if it is the first name.
 */
export function nameFor<Name extends RecordedName>(names: readonly Name[], locale: string): Name | undefined {
  const [first] = names;
  const full = names.filter((name) => name === first || name.kind !== 'acronym').toSorted((a, b) => rank(a) - rank(b));
  const script = scriptOf(locale);
  const own = full.filter(({ language }) => language !== null && baseOf(language) === baseOf(locale));
  return (
    own.find((name) => name.script === script) ??
    own[0] ??
    // A name in a language that no one recorded may be in the reader's language.
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
 * The language to mark a name with on a page in `locale`; undefined if the page's own language is right for it. The tag
 * of a name without a recorded language says only its script, such as `und-Latn`.
 */
export function markOfName(
  { language, script }: Pick<RecordedName, 'language' | 'script'>,
  locale: string,
): string | undefined {
  if (language) return baseOf(language) === baseOf(locale) ? undefined : language;
  return script && script !== 'Zyyy' && script !== scriptOf(locale) ? `und-${script}` : undefined;
}
