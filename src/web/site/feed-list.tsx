import { PublicPage } from '../kit/components/layout.tsx';
import type { Router } from '../kit/context.ts';
import { inLanguage } from '../kit/locale.ts';
import { inWords } from '../kit/publication.ts';
import { routes } from '../routes.ts';
import { page, useView } from '../kit/view.tsx';

/** The page that lists the feeds of the publication, and says how to follow them. */
export function feedList(web: Router): void {
  web.get(routes.feedList.pattern, (c) => page(c, <FeedsPage />));
}

function FeedsPage() {
  const { t, paper, prefix, absolute } = useView();
  const { corrections, letters, section } = routes.feeds;
  const feeds = [
    { name: t('kit.nav.articles'), path: routes.feedXml() },
    ...paper.sections.map((one) => ({
      name: inWords(one.names, t.locale, paper),
      path: section.as('xml', { section: one.key }),
    })),
    { name: t('kit.nav.cases'), path: routes.cases.as('xml') },
    { name: t('kit.nav.letters'), path: letters.as('xml') },
    { name: t('publishing.public.corrections.title'), path: corrections.as('xml') },
  ];
  const addressOf = (path: string): string => {
    const address = inLanguage(prefix, path);
    return absolute(address) ?? address;
  };
  return (
    <PublicPage
      title={t('site.feeds.title')}
      description={t('site.feeds.lead')}
      canonical={routes.feedList()}
      crumbs={[{ label: t('kit.nav.about'), href: routes.about() }, { label: t('site.feeds.title') }]}
    >
      <article class="text flow">
        <header class="article-head">
          <h1>{t('site.feeds.title')}</h1>
          <p class="standfirst">{t('site.feeds.lead')}</p>
        </header>
        <p>{t('site.feeds.how')}</p>
        <dl class="facts rows">
          {feeds.map(({ name, path }) => (
            <div>
              <dt>{name}</dt>
              <dd>
                <a class="address" href={path} type="application/atom+xml">
                  {addressOf(path)}
                </a>
              </dd>
            </div>
          ))}
        </dl>
        <h2>{t('site.feeds.parts')}</h2>
        <p>{t('site.feeds.parts_how')}</p>
        <p>
          <a href={routes.calendar()} type="text/calendar">
            {t('record.public.calendar.all')}
          </a>
        </p>
        <p class="muted">
          {t('site.feeds.programs')} <a href={routes.feedJson()}>JSON Feed</a> · <a href={routes.apiGuide()}>API</a>
        </p>
      </article>
    </PublicPage>
  );
}
