import { sql, type RawBuilder } from 'kysely';

type Sql = RawBuilder<unknown>;

/** Readers see at most this many characters of a passage. A quotation needs no more. */
export const quotationLength = 300;

/** Cuts the text of a passage to the length that readers see, at the end of a word. */
export function cutAtWord(text: string, length = quotationLength): string {
  const cut = text.slice(0, length);
  const space = cut.lastIndexOf(' ');
  return space > length / 2 ? cut.slice(0, space) : cut;
}

/** SQL for the text of a passage that readers see. Cuts a longer passage in the same way as `cutAtWord`. */
export const quotedPassage = (exact: Sql): Sql => sql`(
  select case when length(${exact}) <= ${sql.lit(quotationLength)} then ${exact} when cut.space > ${sql.lit(quotationLength / 2)} then left(cut.text, cut.space) else cut.text end
  from (select left(${exact}, ${sql.lit(quotationLength)}) as text, ${sql.lit(quotationLength)} - strpos(reverse(left(${exact}, ${sql.lit(quotationLength)})), ' ') as space) cut)`;

/** SQL for whether readers may see the source that a row refers to. True if the row refers to no source. */
export const publicSource = (row: Sql, column = 'source_id'): Sql => sql`not exists (
  select from thing a join thing t on t.id = a.canonical_id
  where a.id = ${row}.${sql.ref(column)} and (t.visibility <> 'public' or t.withdrawn_at is not null or t.redacted_at is not null))`;

/** SQL for whether readers see the passage `passage` of the claim `claim`. */
export const publicPassage = (claim: Sql, passage: Sql): Sql =>
  sql`(${passage}.visibility = 'public' and ${publicSource(claim)})`;
