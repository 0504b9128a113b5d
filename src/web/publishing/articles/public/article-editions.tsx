import { compareEditions, type PublicChanges } from '../../../../publishing/editions/compare-editions.ts';
import { findArticle, publicArticleJson, type PublicArticle } from '../../../../publishing/public/public-article.ts';
import { ChangedSentences } from '../../../kit/components/changed-text.tsx';
import { PublicPage } from '../../../kit/components/layout.tsx';
import type { Ctx, Router } from '../../../kit/context.ts';
import { routes } from '../../../routes.ts';
import { page, useWords } from '../../../kit/view.tsx';
import { showEdition } from './article.tsx';
import { articleGone } from './article-gone.tsx';
import { CorrectionText, Day, editionAddress } from './article-history.tsx';
import { foreignTo } from '../../../kit/words/foreign-to.ts';

/** The pages of earlier editions. Each edition has its own address, and a page with its changes. */
export function editionPages(web: Router): void {
  web.get(routes.edition.pattern, atEdition);
  web.on('GET', routes.edition.jsonPatterns, atEdition);
  web.get(routes.editionChanges.pattern, showChanges);
  web.on('GET', routes.editionChanges.jsonPatterns, showChanges);
}

async function atEdition(c: Ctx): Promise<Response> {
  const { number, edition } = routes.edition.read(c.req.param());
  const db = c.get('deps').app.db.read;
  try {
    if (c.req.path.endsWith('.json')) return c.json(await publicArticleJson(db, number, edition));
    const found = await findArticle(db, number, edition);
    // The newest edition is at the article's own address, so its edition address redirects there until there is a newer
    // edition.
    if (found.row.isNewest)
      return c.redirect(routes.article({ number, slug: found.slug }) + new URL(c.req.url).search, 302);
    return await showEdition(c, found);
  } catch (error) {
    return articleGone(c, number, error);
  }
}

async function showChanges(c: Ctx): Promise<Response> {
  const { number, edition } = routes.editionChanges.read(c.req.param());
  try {
    const { article, changes } = await compareEditions(c.get('deps').app.db.read, number, edition);
    return c.req.path.endsWith('.json')
      ? c.json(changes)
      : page(c, <ChangesPage article={article} changes={changes} />);
  } catch (error) {
    return articleGone(c, number, error);
  }
}

function ChangesPage({
  article,
  changes: { number, from, to, changes },
}: {
  article: PublicArticle;
  changes: PublicChanges;
}) {
  const t = useWords();
  const title = t('publishing.public.changes.title', { number: to });
  const correction = article.corrections.find((one) => one.edition === to);
  const { note, act } = article.editions.find((one) => one.number === to)!;
  const newest = article.editions[0]!.number;
  const here = { number, edition: to };
  return (
    <PublicPage
      title={`${title}: ${article.headline.text}`}
      canonical={routes.editionChanges(here)}
      json={routes.editionChanges.json(here)}
      noindex
      styles={['changes.css']}
      crumbs={[
        { label: t('kit.nav.articles'), href: routes.articles() },
        { label: article.headline.text, href: editionAddress(article, newest) },
        { label: title },
      ]}
    >
      <div class="text flow">
        <header class="article-head">
          <h1>{title}</h1>
          <p class="standfirst">{article.headline.text}</p>
          <p class="byline">
            {t(`publishing.act.${act}`)}, <Day at={article.editionAt} /> ·{' '}
            <a href={editionAddress(article, from)}>{t('publishing.public.article.edition', { number: from })}</a> ·{' '}
            <a href={editionAddress(article, to)}>{t('publishing.public.article.edition', { number: to })}</a>
          </p>
        </header>
        {note ? <p>{note}</p> : null}
        {correction ? <CorrectionText wrong={correction.wrong} right={correction.right} /> : null}
        {changes.length ? (
          <ChangedSentences changes={changes} lang={foreignTo(t, article.language)} />
        ) : (
          <p>{t('publishing.public.changes.none')}</p>
        )}
        <p>
          {from > 1 ? (
            <a href={routes.editionChanges({ number, edition: from })}>{t('publishing.public.changes.earlier')}</a>
          ) : null}{' '}
          {to < newest ? (
            <a href={routes.editionChanges({ number, edition: to + 1 })}>{t('publishing.public.changes.later')}</a>
          ) : null}
        </p>
      </div>
    </PublicPage>
  );
}
