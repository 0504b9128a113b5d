import { PublicPage } from '../../../kit/components/layout.tsx';
import type { Router } from '../../../kit/context.ts';
import { routes } from '../../../routes.ts';
import { page, useWords } from '../../../kit/view.tsx';

/** The saved articles. The list is stored only in the browser, so the server sends the same page to everyone. */
export function readingList(web: Router): void {
  web.get(routes.readingList.pattern, (c) => page(c, <ReadingList />));
}

function ReadingList() {
  const t = useWords();
  return (
    <PublicPage
      title={t('publishing.public.list.title')}
      canonical={routes.readingList()}
      scripts={['reader.js']}
      noindex
    >
      <div class="text flow">
        <header class="article-head">
          <h1>{t('publishing.public.list.title')}</h1>
          <p class="standfirst">{t('publishing.public.list.intro')}</p>
        </header>
        <div data-list data-remove={t('publishing.public.list.remove')} data-locale={t.tag}>
          <p class="notice" data-none={t('publishing.public.list.none')} role="status">
            {t('publishing.public.list.no_script')}
          </p>
          <ul class="list"></ul>
          <p>
            <button class="button small" type="button" hidden data-clear={t('publishing.public.list.sure')}>
              {t('publishing.public.list.clear')}
            </button>
          </p>
        </div>
        <p>
          <a href={routes.articles()}>{t('publishing.public.list.to_articles')}</a>
        </p>
      </div>
    </PublicPage>
  );
}
