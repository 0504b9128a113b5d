import { PublicPage } from '../kit/components/layout.tsx';
import { ImprintList, ReportError } from '../kit/components/masthead.tsx';
import type { Router } from '../kit/context.ts';
import { namedIn } from '../kit/publication.ts';
import { routes } from '../routes.ts';
import { page, useView } from '../kit/view.tsx';

/** The sections of the page about the publication and how it works. Their texts are messages. */
const parts = ['what', 'sentence', 'claims', 'disagree', 'origins', 'words', 'hidden', 'wrong', 'data'] as const;

export function aboutPages(web: Router): void {
  web.get(routes.about.pattern, (c) => page(c, <AboutPage />));
}

function AboutPage() {
  const { t, paper: publication } = useView();
  const paper = namedIn(publication, t.locale);
  const title = t('site.about.title', { paper: paper.name });
  return (
    <PublicPage
      title={title}
      description={t('site.about.intro', { paper: paper.name })}
      pageType="AboutPage"
      canonical={routes.about()}
    >
      <article class="text flow">
        <header class="article-head">
          <h1>{title}</h1>
          <p class="standfirst">{t('site.about.intro', { paper: paper.name })}</p>
        </header>
        {parts.map((part) => (
          <section id={part} aria-labelledby={`${part}-title`}>
            <h2 id={`${part}-title`}>{t(`site.about.${part}.title`)}</h2>
            <p>{t(`site.about.${part}.text`, { paper: paper.name })}</p>
            {part === 'wrong' ? <ReportError /> : null}
            {part === 'data' ? (
              <p>
                <a href={routes.apiGuide()}>{t('api.guide.title')}</a> ·{' '}
                <a href={routes.keys()}>{t('site.keys.title')}</a> ·{' '}
                <a href={routes.verify()}>{t('evidence.verify.title')}</a> ·{' '}
                <a href={routes.transparency()}>{t('requests.report.title')}</a>
              </p>
            ) : null}
          </section>
        ))}
        <ImprintList />
      </article>
    </PublicPage>
  );
}
