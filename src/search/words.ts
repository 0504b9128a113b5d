import { sql, type RawBuilder } from 'kysely';

/**
 * A text without diacritics, for PostgreSQL's parser. «Words» in guillemets become `<<words>>` by `unaccent` and
 * would be skipped as markup: the marks go first.
 */
export const plainWords = (text: RawBuilder<unknown>): RawBuilder<string> => sql`unaccent(translate(${text}, '«»‹›<>', '      '))`;

/** Its words as the index has them: stemmed in Russian and English by one configuration. */
export const wordVector = (text: RawBuilder<unknown>): RawBuilder<string> => sql`to_tsvector('russian', ${plainWords(text)})`;
