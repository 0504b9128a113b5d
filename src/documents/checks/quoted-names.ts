import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { slugify } from '../../platform/text/slug.ts';
import { ByKeys, holdersOf, NameComparisons } from '../../record/actors/names/comparisons.ts';
import { nameKeys } from '../../record/actors/names/keys.ts';

/**
 * Words in quotation marks count as a name if they are at least this similar to it (0 to 1), in any script or spelling.
 * `isDeclined` finds names with another case ending.
 */
const sameName = 0.9;
const maxLength = 100;
/**
 * Three limits: how many quotations of a text are looked up, how many names are loaded that have the same key
 * (`nameKeys`), and with how many names one quotation is compared.
 */
const [maxAsked, perKey, weighed] = [500, 300, 20];

/**
 * The words in quotation marks that are names, not quotations. In Russian, Kazakh and Czech, names of newspapers and
 * organisations are often put in quotation marks: «Новая газета». Only names in the record are recognised, and no names
 * of people. Words beyond the limits are checked as quotations.
 */
export async function findQuotedNames(db: Reader, quotations: readonly string[]): Promise<Set<string>> {
  const asked = [...new Set(quotations)]
    .filter((text) => text.length <= maxLength && /^[^\p{L}]*\p{Lu}/u.test(text))
    .slice(0, maxAsked)
    .map((text) => ({ text, keys: nameKeys(text) }));
  const found = new Set<string>();
  if (asked.length === 0) return found;
  const { rows } = await sql<{ text: string; keys: string[] }>`
    with hit as (${holdersOf([...new Set(asked.flatMap(({ keys }) => keys))], perKey)})
    select distinct n.text, n.keys from hit join actor_name n on n.id = hit.id join actor a on a.id = n.actor_id join thing t on t.id = a.id
    where a.kind <> 'person' and t.visibility <> 'sealed' and t.redacted_at is null and t.withdrawn_at is null`.execute(
    db,
  );
  const names = new ByKeys(rows);
  const comparisons = new NameComparisons();
  for (const { text, keys } of asked)
    for (const name of names.likeliest(keys, weighed))
      if (isDeclined(text, name.text) || (await comparisons.similarity(text, name.text)) >= sameName) {
        found.add(text);
        break;
      }
  return found;
}

/** Whether each word of a text differs from the name only in its ending: «Новой газете», a form of "Новая газета". */
function isDeclined(text: string, name: string): boolean {
  const [mine, theirs] = [slugify(text).split('-'), slugify(name).split('-')];
  return (
    mine.length === theirs.length &&
    mine.every(
      (word, index) =>
        word === theirs[index] ||
        (word.length >= 4 &&
          word.slice(0, Math.max(3, word.length - 3)) === theirs[index]!.slice(0, Math.max(3, word.length - 3)) &&
          Math.abs(word.length - theirs[index]!.length) <= 3),
    )
  );
}
