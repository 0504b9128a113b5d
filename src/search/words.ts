import { sql, type RawBuilder } from 'kysely';

/** «Words» in guillemets become `<<words>>` by `unaccent` and would be skipped as markup: the marks go first. */
const marks = '«»‹›<>';

/** A text without diacritics, for PostgreSQL's parser. */
export const plainWords = (text: RawBuilder<unknown>): RawBuilder<string> =>
  sql`unaccent(translate(${text}, ${sql.lit(marks)}, ${sql.lit(' '.repeat(marks.length))}))`;

/** Its words as the index has them: stemmed in Russian and English by one configuration. */
export const wordVector = (text: RawBuilder<unknown>): RawBuilder<string> =>
  sql`to_tsvector('russian', ${plainWords(text)})`;

const anyMark = new RegExp(`[${marks}]`, 'g');

/** A text for `wordVectorOf`: taking the marks out here costs the database nothing, and is most of what it costs there. */
export const withoutMarks = (text: string): string => text.replace(anyMark, ' ');

/** `wordVector` of a text that `withoutMarks` has read. */
export const wordVectorOf = (text: RawBuilder<unknown>): RawBuilder<string> =>
  sql`to_tsvector('russian', unaccent(${text}))`;
