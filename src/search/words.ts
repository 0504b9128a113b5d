import { sql, type RawBuilder } from 'kysely';

/**
 * PostgreSQL's function `unaccent` turns «words» in guillemets into `<<words>>`. PostgreSQL's parser would skip that as
 * markup, so guillemets are removed first.
 */
const marks = '«»‹›<>';

/** A text without diacritics, for PostgreSQL's parser. */
export const plainWords = (text: RawBuilder<unknown>): RawBuilder<string> =>
  sql`unaccent(translate(${text}, ${sql.lit(marks)}, ${sql.lit(' '.repeat(marks.length))}))`;

/** SQL: the words of a text as in the index. One configuration stems Russian and English words. */
export const wordVector = (text: RawBuilder<unknown>): RawBuilder<string> =>
  sql`to_tsvector('russian', ${plainWords(text)})`;

const anyMark = new RegExp(`[${marks}]`, 'g');

/** Prepares a text for `wordVectorOf`. Removing the guillemets here saves the database most of its work. */
export const withoutMarks = (text: string): string => text.replace(anyMark, ' ');

/** `wordVector` of a text prepared with `withoutMarks`. */
export const wordVectorOf = (text: RawBuilder<unknown>): RawBuilder<string> =>
  sql`to_tsvector('russian', unaccent(${text}))`;
