import { authorSlug } from '../../../../publishing/public/authors.ts';
import { sourceType } from '../../../../exchange/formats/jsonld/map.ts';
import type { PublicArticle } from '../../../../publishing/public/public-article.ts';
import type { PublicPhoto } from '../../../../publishing/public/public-photo.ts';
import type { Policy } from '../../../../publishing/publication/pages/change-page.ts';
import type { PublicComment } from '../../../../publishing/comments/public-comments.ts';
import { namedIn } from '../../../kit/publication.ts';
import { cardSize } from '../../../kit/components/card-size.ts';
import { creditOf, sharedPicture } from '../../../record/photos/photo.tsx';
import { routes, slugify } from '../../../routes.ts';
import type { View } from '../../../kit/view.tsx';
import { editionAddress } from './article-history.tsx';

type Source = NonNullable<NonNullable<PublicArticle['notes'][number]['claim']>['source']>;

const policyProperties: Readonly<Record<Policy, string>> = {
  ethics: 'ethicsPolicy',
  masthead: 'masthead',
  ownership: 'ownershipFundingInfo',
  verification: 'verificationFactCheckingPolicy',
  'unnamed-sources': 'unnamedSourcesPolicy',
  feedback: 'actionableFeedbackPolicy',
  diversity: 'diversityPolicy',
};

/**
 * An article in schema.org terms: a NewsArticle with its citations, its corrections, and the preserved copies of its
 * sources. Addresses are absolute if a public address is configured.
 */
export function articleData(
  article: PublicArticle,
  { absolute, paper, t, asset }: View,
  comments: readonly PublicComment[] = [],
): object {
  const full = (path: string): string => absolute(path) ?? path;
  const { name } = namedIn(paper, article.language);
  const address = full(editionAddress(article, article.edition));
  const kept = new Set(
    article.notes.flatMap(({ claim }) => (claim?.passage && claim.source ? [claim.source.number] : [])),
  );
  const sources = [
    ...new Map(
      article.notes.flatMap(({ claim }): [number, Source][] =>
        claim?.source ? [[claim.source.number, claim.source]] : [],
      ),
    ).values(),
  ];
  const provisions = article.blocks.flatMap((block) => (block.type === 'provision' ? [block.provision] : []));
  const shown = article.blocks.flatMap((block) => (block.type === 'source' ? [block.source] : []));
  const standfirst = article.description ?? article.standfirst.map((one) => one.text).join(' ');
  const publisher = {
    '@type': 'NewsMediaOrganization',
    name,
    url: full(routes.home()),
    logo: { '@type': 'ImageObject', url: full(asset('icon.svg')) },
    publishingPrinciples: full(routes.about()),
    correctionsPolicy: full(routes.corrections()),
    ...Object.fromEntries(
      Object.entries(paper.policies).flatMap(([policy, key]) =>
        policyProperties[policy as Policy]
          ? [[policyProperties[policy as Policy], full(routes.page({ slug: key }))]]
          : [],
      ),
    ),
  };
  const retractions =
    article.state === 'retracted'
      ? article.acts.flatMap(({ act, at, reason }) =>
          act === 'retract'
            ? [
                {
                  '@type': 'CorrectionComment',
                  text: [`${t('publishing.public.article.retracted')}.`, reason].filter(Boolean).join(' '),
                  datePublished: at,
                },
              ]
            : [],
        )
      : [];
  return {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    mainEntityOfPage: address,
    url: address,
    headline: article.headline.text,
    ...(standfirst ? { description: standfirst } : {}),
    inLanguage: article.language,
    datePublished: article.publishedAt,
    dateModified: article.editionAt,
    version: article.edition,
    ...(article.state === 'retracted' ? { creativeWorkStatus: 'Retracted' } : {}),
    isAccessibleForFree: true,
    author: article.byline.names.length ? article.byline.names.map((one) => authorOf(one, full)) : publisher,
    publisher,
    image: imageData(shareImage(article), t, full),
    ...(article.tags.length ? { keywords: article.tags.map((tag) => tag.name) } : {}),
    ...(article.cases.length
      ? {
          about: article.cases.map((one) => ({
            '@type': 'Thing',
            name: one.title,
            url: full(routes.case_({ number: one.number, slug: slugify(one.title) })),
          })),
        }
      : {}),
    ...(provisions.length + shown.length
      ? {
          mentions: [
            ...shown.map((one) => citationOf(one, full, kept)),
            ...provisions.map((one) => ({
              '@type': 'Legislation',
              name: one.label,
              url: full(routes.provision({ number: one.number })),
              isPartOf: {
                '@type': 'Legislation',
                name: one.law.title,
                url: full(routes.law({ number: one.law.number, slug: slugify(one.law.title) }, { on: one.on })),
              },
            })),
          ],
        }
      : {}),
    ...(sources.length ? { citation: sources.map((one) => citationOf(one, full, kept)) } : {}),
    ...(article.comments.total
      ? {
          commentCount: article.comments.total,
          discussionUrl: full(routes.comments({ number: article.number })),
          comment: comments.flatMap((one) => commentData(one, article.number, full)),
        }
      : {}),
    ...(article.corrections.length || retractions.length
      ? {
          correction: [
            ...retractions,
            ...article.corrections.map((one) => ({
              '@type': 'CorrectionComment',
              text: `${t('publishing.public.correction.wrong')} ${one.wrong} ${t('publishing.public.correction.right')} ${one.right}`,
              datePublished: one.at,
            })),
          ],
        }
      : {}),
  };
}

function authorOf(name: string, full: (path: string) => string): object {
  const slug = authorSlug(name);
  return { '@type': 'Person', name, ...(slug ? { url: full(routes.author({ author: slug })) } : {}) };
}

/** A reader's comment in schema.org terms, in a list. The list is empty for a removed comment. */
export const commentData = (one: PublicComment, article: number, full: (path: string) => string): object[] =>
  one.state === 'published'
    ? [
        {
          '@type': 'Comment',
          '@id': `${full(routes.comments({ number: article }))}#comment-${one.number}`,
          text: one.paragraphs.join('\n\n'),
          dateCreated: one.on,
          datePublished: one.publishedAt,
          ...(one.name ? { author: { '@type': 'Person', name: one.name } } : {}),
        },
      ]
    : [];

function citationOf(
  source: Pick<Source, 'number' | 'kind' | 'title' | 'publisher' | 'published' | 'url'>,
  full: (path: string) => string,
  kept: ReadonlySet<number>,
): object {
  const here = full(routes.source({ number: source.number }));
  // schema.org accepts only some EDTF dates: plain days, months and years.
  const published = /^\d{4}(-\d{2}){0,2}$/.exec(source.published ?? '')?.[0];
  return {
    '@type': sourceType(source.kind),
    name: source.title,
    url: source.url ?? here,
    ...(source.publisher ? { publisher: { '@type': 'Organization', name: source.publisher.name } } : {}),
    ...(published ? { datePublished: published } : {}),
    // The source's page on this site shows the preserved copy and its hash.
    ...(kept.has(source.number) ? { archivedAt: here } : {}),
  };
}

/** The picture in shared links to an edition: the selected photo, or a picture of the headline. */
export function shareImage({ number, edition, headline, blocks, sharePicture }: PublicArticle): {
  src: string;
  alt: string;
  width: number;
  height: number;
  photo?: PublicPhoto;
} {
  const drawn = { src: routes.articleCard.as('png', { number, edition }), alt: headline.text, ...cardSize };
  if (sharePicture === null) return drawn;
  for (const block of blocks) {
    if (block.type !== 'photo' || block.photo.number !== sharePicture) continue;
    const shared = sharedPicture({ ...block.photo, number: sharePicture });
    if (shared) return { ...shared, photo: block.photo };
  }
  return drawn;
}

const imageData = (
  { src, width, height, photo }: ReturnType<typeof shareImage>,
  t: View['t'],
  full: (path: string) => string,
): object => ({
  '@type': 'ImageObject',
  url: full(src),
  width,
  height,
  ...(photo ? { caption: photo.alt, creditText: creditOf(t, photo) } : {}),
});
