import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { slugify } from '../../platform/text/slug.ts';
import { nameKeys } from '../../record/actors/names/keys.ts';
import { nameSimilarity } from '../../record/actors/names/similarity.ts';

/**
 * From this similarity on (0 to 1), the words in quotation marks count as the name, perhaps with another case ending or
 * in another script.
 */
const sameName = 0.9;
const longest = 100;

/**
 * The words in quotation marks that are names, not quotations: Russian, Kazakh and Czech papers write «Новая газета».
 * Only names in the record count, and no names of people.
 */
export async function findQuotedNames(db: Reader, quotations: readonly string[]): Promise<Set<string>> {
  const asked = [...new Set(quotations)].filter((text) => text.length <= longest && /^[^\p{L}]*\p{Lu}/u.test(text));
  if (asked.length === 0) return new Set();
  const { rows } = await sql<{ text: string }>`
    select distinct n.text from actor_name n join actor a on a.id = n.actor_id join thing t on t.id = a.id
    where n.keys && ${[...new Set(asked.flatMap(nameKeys))]}::text[] and a.kind <> 'person' and t.visibility <> 'sealed' and t.redacted_at is null and t.withdrawn_at is null`.execute(
    db,
  );
  return new Set(
    asked.filter((text) =>
      rows.some((row) => nameSimilarity(text, row.text) >= sameName || isDeclined(text, row.text)),
    ),
  );
}

/** Whether each word differs from the name only in its ending: «Новой газете», Novaya Gazeta. */
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
