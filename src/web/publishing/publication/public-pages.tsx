import { listArticlePart, type ArticlePart } from '../../../publishing/articles/list-articles.ts';
import { loadPage, type PublicPageText } from '../../../publishing/publication/pages/load-pages.ts';
import type { PageBlock, Span } from '../../../publishing/publication/pages/page-text.ts';
import { type Section } from '../../../publishing/publication/publication.ts';
import { inWords, namedIn } from '../../kit/publication.ts';
import { AppError } from '../../../platform/errors.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Router } from '../../kit/context.ts';
import { inLanguage } from '../../kit/locale.ts';
import { pageFromOldest, routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { ArticleListPart, partQuery } from '../articles/public/article-list.tsx';
import { foreignTo } from '../../kit/words/foreign-to.ts';

/** The publication's own pages, and the pages of its sections. */
export function ownPages(web: Router): void {
  web.get(routes.page.pattern, async (c) => {
    const paper = c.get('deps').paper();
    const { slug } = routes.page.read(c.req.param());
    return page(
      c,
      <OwnPage text={await loadPage(c.get('deps').app.db.read, slug, [c.get('t').locale, paper.language])} />,
    );
  });
  web.get(routes.section.pattern, async (c) => {
    const { slug } = routes.section.read(c.req.param());
    const section = c
      .get('deps')
      .paper()
      .sections.find((one) => one.key === slug);
    if (!section) throw new AppError('not_found');
    return page(
      c,
      <SectionPage
        section={section}
        list={await listArticlePart(c.get('deps').app.db.read, pageFromOldest(new URL(c.req.url)), { section: slug })}
      />,
    );
  });
}

/** The breadcrumb of an article's section. */
export function useSection(key: string | null): { label: string; href: string }[] {
  const { t, paper } = useView();
  const section = paper.sections.find((one) => one.key === key);
  return section
    ? [{ label: inWords(section.names, t.locale, paper), href: routes.section({ slug: section.key }) }]
    : [];
}

function Spans({ spans }: { spans: readonly Span[] }) {
  return (
    <>
      {spans.map((one) =>
        one.href ? (
          <a href={one.href} rel="noopener">
            {one.text}
          </a>
        ) : (
          one.text
        ),
      )}
    </>
  );
}

function Block({ block }: { block: PageBlock }) {
  switch (block.type) {
    case 'heading':
      return (
        <h2>
          <Spans spans={block.spans} />
        </h2>
      );
    case 'paragraph':
      return (
        <p>
          <Spans spans={block.spans} />
        </p>
      );
    default: {
      const items = block.items.map((spans) => (
        <li>
          <Spans spans={spans} />
        </li>
      ));
      return block.type === 'points' ? <ul class="points">{items}</ul> : <ol class="points">{items}</ol>;
    }
  }
}

function OwnPage({ text }: { text: PublicPageText }) {
  const { t, paper, prefix, languages } = useView();
  const { name } = namedIn(paper, t.locale);
  const address = routes.page({ slug: text.key });
  const others = text.languages.filter(
    (one) => one !== text.language && languages.some(({ language }) => language === one),
  );
  return (
    <PublicPage title={text.title} canonical={address}>
      <article class="text flow" lang={foreignTo(t, text.language)}>
        <header class="article-head">
          <h1>{text.title}</h1>
        </header>
        {text.blocks.map((block) => (
          <Block block={block} />
        ))}
        <p class="meta" lang={t.locale}>
          {t('publishing.publication.page.says', { paper: name })}{' '}
          <EdtfDate edtf={text.changedAt.toISOString().slice(0, 10)} />
          {others.length ? ` · ${t('publishing.publication.page.also')} ` : ''}
          {others.map((one) => (
            <a
              href={languages.find(({ language }) => language === one)?.address ?? inLanguage(prefix, address)}
              hreflang={one}
              lang={one}
            >
              {languageName(one, one)}
            </a>
          ))}
        </p>
      </article>
    </PublicPage>
  );
}

function SectionPage({ section, list }: { section: Section; list: ArticlePart }) {
  const { t, paper } = useView();
  const title = inWords(section.names, t.locale, paper);
  const at = (one?: number | null) => routes.section({ slug: section.key }, partQuery(one));
  const { articles, part } = list;
  return (
    <PublicPage
      title={title}
      pageType="CollectionPage"
      canonical={at(part)}
      feeds={[
        {
          title,
          atom: routes.feeds.section.as('xml', { section: section.key }),
          json: routes.feeds.section.json({ section: section.key }),
        },
      ]}
      crumbs={[{ label: t('kit.nav.articles'), href: routes.articles() }, { label: title }]}
      noindex={!articles.length}
    >
      <ArticleListPart
        title={title}
        list={list}
        none={t('publishing.publication.section.none')}
        instead={{ href: routes.articles(), label: t('kit.nav.articles') }}
        href={at}
      />
    </PublicPage>
  );
}
