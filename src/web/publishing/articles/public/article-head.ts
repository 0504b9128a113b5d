import type { PublicComment } from '../../../../publishing/comments/public-comments.ts';
import type { PublicArticle } from '../../../../publishing/public/public-article.ts';
import type { HeadMeta } from '../../../kit/components/page-head.tsx';
import type { View } from '../../../kit/view.tsx';
import { shortened } from '../../../record/components/record-heads.ts';
import { routes } from '../../../routes.ts';
import { commentsFeed } from '../../comments/public/parts.tsx';
import { translationAddress } from './also-in.tsx';
import { articleData, shareImage } from './article-data.ts';
import { editionAddress } from './article-history.tsx';
import { foreignTo } from '../../../kit/words/foreign-to.ts';

/**
 * The headline for tabs, shared links and citations. It says whether the article is retracted, because the notice is
 * missing there.
 */
export const headTitle = (
  t: View['t'],
  { state, headline }: Pick<PublicArticle, 'state'> & { headline: { text: string } },
): string => (state === 'retracted' ? `${t('publishing.public.article.retracted')}: ${headline.text}` : headline.text);

/** The head of an article's page, or of the page of an earlier edition. */
export function articleHead(
  view: View,
  article: PublicArticle,
  {
    comments,
    json,
    print,
    noindex,
  }: {
    comments: readonly PublicComment[];
    json: string;
    print(ending: 'pdf' | 'css'): string;
    noindex: boolean;
  },
): HeadMeta {
  const params = { number: article.number, slug: article.slug };
  const image = shareImage(article);
  return {
    title: headTitle(view.t, article),
    description: (article.description ?? shortened(article.standfirst.map((one) => one.text).join(' '))) || undefined,
    descriptionLanguage: foreignTo(view.t, article.language),
    canonical: editionAddress(article, article.edition),
    json,
    noindex,
    printStyle: print('css'),
    alternates: article.translations.length
      ? [
          { language: article.language, address: routes.article(params) },
          ...article.translations.map((one) => ({ language: one.language, address: translationAddress(one) })),
        ]
      : [],
    image,
    imageSize: image,
    feeds: article.comments.total ? [commentsFeed(view.t, article)] : undefined,
    data: articleData(article, view, comments),
    published: article.publishedAt,
    modified: article.editionAt,
    citation: {
      type: 'newspaperArticle',
      authors: article.byline.names,
      date: article.publishedAt,
      language: article.language,
      pdf: print('pdf'),
    },
  };
}
