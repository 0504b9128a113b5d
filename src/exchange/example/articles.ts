import { Comparisons } from '../../documents/agreement/comparisons.ts';
import { createExampleArticles } from '../../documents/create-articles.ts';
import { articleForm } from '../../documents/model/form.ts';
import { linkTranslation } from '../../documents/translations/link-translation.ts';
import type { Writing } from '../../platform/operation.ts';
import { publishArticle } from '../../publishing/articles/publish-article.ts';
import { withRefs, type SampleArticle } from './data.ts';

/** Adds the articles to the record, publishes them, and adds their refs to `refs`. Returns their refs. */
export async function fileArticles(
  writing: Writing<unknown, unknown>,
  articles: readonly SampleArticle[],
  refs: Record<string, string>,
): Promise<string[]> {
  if (articles.length === 0) return [];
  const common = { ...writing, prepared: undefined };
  const forms = articles.map(({ form }) => articleForm.parse(withRefs(form, refs)));
  const made = await createExampleArticles.write({ ...common, input: { articles: forms } });
  for (const [index, { key }] of articles.entries()) refs[key] = made[index]!.article;
  for (const { key, translationOf } of articles)
    if (translationOf)
      await linkTranslation.write({
        ...common,
        input: { article: refs[key]!, original: withRefs(translationOf, refs) as string },
      });
  for (const { article, version } of made)
    await publishArticle.write({ ...writing, input: { article, version }, prepared: Comparisons.none });
  return made.map(({ article }) => article);
}
