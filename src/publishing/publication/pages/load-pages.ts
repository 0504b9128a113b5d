import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { PageText } from './change-page.ts';
import { readPage, type PageBlock } from './page-text.ts';

/** A page as readers see it, in one language. */
export type PublicPageText = {
  key: string;
  language: string;
  title: string;
  blocks: PageBlock[];
  languages: string[];
  changedAt: Date;
};

/** The first of the `preferred` languages in which a page has a text. If there is none, any language of the page. */
export const languageOf = (texts: Readonly<Record<string, PageText>>, preferred: readonly string[]): string =>
  preferred.find((one) => one in texts) ?? Object.keys(texts)[0]!;

/** @throws AppError `not_found` if the page was never public, `gone` if it no longer is */
export async function loadPage(db: Reader, key: string, preferred: readonly string[]): Promise<PublicPageText> {
  const row = await db.selectFrom('page').selectAll().where('key', '=', key).executeTakeFirst();
  if (!row || !row.was_public) throw new AppError('not_found');
  if (!row.public) throw new AppError('gone');
  const language = languageOf(row.texts, preferred);
  const { title, text } = row.texts[language]!;
  return {
    key,
    language,
    title,
    blocks: readPage(text).blocks,
    languages: Object.keys(row.texts),
    changedAt: row.changed_at,
  };
}

export const listPages = (db: Reader) => db.selectFrom('page').selectAll().orderBy('position').orderBy('key').execute();

export const findPage = (db: Reader, key: string) =>
  db.selectFrom('page').selectAll().where('key', '=', key).executeTakeFirst();
