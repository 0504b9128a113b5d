import { sql, type RawBuilder } from 'kysely';
import { messages, type Translate } from '../platform/messages/messages.ts';

/*
 * The label of an article, such as “Article 274”, is stored in the language of its law. Readers see the word “Article”
 * in their own language, because only the number comes from the law.
 */

const words = ['Article', 'Статья', 'Článek'] as const;
const written = new RegExp(`^(?:${words.join('|')}) (\\d[\\p{L}\\d./-]*)$`, 'u');

/** The label of an article in the language of the page. Other labels are not changed. */
export function articleLabel(t: Translate, label: string): string {
  const number = written.exec(label.replace(/\.$/, ''))?.[1];
  return number === undefined ? label : t('law.article_number', { number });
}

/** SQL for whether a label has words that a translator has to translate. */
export const isOwnLabel = (label: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`(${label} ~ '[[:alpha:]]{3}' and ${label} !~ ${`^(?:${words.join('|')}) [0-9][[:alnum:]./-]*$`})`;

/** SQL for the same as `articleLabel`. */
export const articleLabelIn = (label: RawBuilder<unknown>, language: string): RawBuilder<unknown> =>
  sql`regexp_replace(${label}, ${`^(?:${words.join('|')}) ([0-9][[:alnum:]./-]*)$`}, ${messages(language)('law.article_number', { number: '\\1' })})`;
