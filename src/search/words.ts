import { sql, type RawBuilder } from 'kysely';

/**
 * PostgreSQL's function `unaccent` turns «words» into `<<words>>`, which PostgreSQL's parser would skip as markup. So
 * these quotation marks are replaced with spaces first.
 */
const marks = '«»‹›<>';

/** SQL for a text without diacritics, for PostgreSQL's parser. */
export const plainWords = (text: RawBuilder<unknown>): RawBuilder<string> =>
  sql`unaccent(translate(${text}, ${sql.lit(marks)}, ${sql.lit(' '.repeat(marks.length))}))`;

/** SQL for the tsvector of a text, as in the index. PostgreSQL's configuration `russian` also stems English words. */
export const wordVector = (text: RawBuilder<unknown>): RawBuilder<string> =>
  sql`to_tsvector('russian', ${plainWords(text)})`;

const anyMark = new RegExp(`[${marks}]`, 'g');

/** Prepares a text for `wordVectorOf`. Doing this here saves the database most of its work. */
export const withoutMarks = (text: string): string => text.replace(anyMark, ' ');

/** Like `wordVector`, for a text from `withoutMarks`. */
export const wordVectorOf = (text: RawBuilder<unknown>): RawBuilder<string> =>
  sql`to_tsvector('russian', unaccent(${text}))`;
