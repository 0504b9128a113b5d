import { sql, type RawBuilder } from 'kysely';
import { messages, type Translate } from '../platform/messages/messages.ts';

/*
 * The label of an article is in the language of its law: “Article 274”. Readers see it in theirs, because only its
 * number is the law's own.
 */

const words = ['Article', 'Статья', 'Článek'] as const;
const written = new RegExp(`^(?:${words.join('|')}) (\\d[\\p{L}\\d./-]*)$`, 'u');

/** The label in the language of the page. Other labels stay as they are. */
export function articleLabel(t: Translate, label: string): string {
  const number = written.exec(label.replace(/\.$/, ''))?.[1];
  return number === undefined ? label : t('law.article_number', { number });
}

/** SQL for whether a label has words that only a translator can say in another language. */
export const isOwnLabel = (label: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`(${label} ~ '[[:alpha:]]{3}' and ${label} !~ ${`^(?:${words.join('|')}) [0-9][[:alnum:]./-]*$`})`;

/** SQL for the same as `articleLabel`. */
export const articleLabelIn = (label: RawBuilder<unknown>, language: string): RawBuilder<unknown> =>
  sql`regexp_replace(${label}, ${`^(?:${words.join('|')}) ([0-9][[:alnum:]./-]*)$`}, ${messages(language)('law.article_number', { number: '\\1' })})`;
