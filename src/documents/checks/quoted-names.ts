import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { slugify } from '../../platform/text/slug.ts';
import { nameKeys } from '../../record/names/keys.ts';
import { nameSimilarity } from '../../record/names/similarity.ts';

/** From here on what stands in quotation marks is the name, in another case or script perhaps. */
const sameName = 0.9;
const longest = 100;

/**
 * Which of these words in quotation marks are no quotation but a name: Russian, Kazakh and Czech papers write
 * «Новая газета», and nobody is quoted with it. Only names on record count, and none of a person.
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

/** Whether each word differs from that of the name in its ending alone: «Новой газете», Novaya Gazeta. */
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
