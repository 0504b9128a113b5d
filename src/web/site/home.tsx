import { listPublicArticles, type ArticleTeaser } from '../../publishing/articles/list-articles.ts';
import { latestCases, openQuestions, type CaseLine, type OpenQuestion } from '../../record/views/lists.ts';
import { CaseLines } from '../record/components/case-line.tsx';
import { PublicPage } from '../kit/components/layout.tsx';
import { Picture, publicSize } from '../record/photos/photo.tsx';
import { Empty, PageSection } from '../kit/components/page-parts.tsx';
import { addressIn } from '../record/components/of-record.ts';
import { ThingName } from '../record/components/record-value.tsx';
import type { Router } from '../kit/context.ts';
import { routes } from '../routes.ts';
import { page, useView } from '../kit/view.tsx';
import { ArticleTeasers, TeaserLine, teaserAddress } from '../publishing/articles/public/article-list.tsx';
import { namedIn } from '../kit/publication.ts';
import { exampleDate, ExampleNotice } from '../record/components/example.tsx';

type Front = {
  articles: readonly ArticleTeaser[];
  cases: readonly CaseLine[];
  questions: readonly OpenQuestion[];
  asOf: string | null;
};

export function frontPage(web: Router): void {
  web.get(routes.home.pattern, async (c) => {
    const db = c.get('deps').app.db.read;
    const [{ articles }, cases, questions] = [
      await listPublicArticles(db, { size: 7, pictures: true }),
      await latestCases(db, 8),
      await openQuestions(db, 4),
    ];
    const shown = [...articles, ...cases];
    const asOf = shown.length && shown.every((one) => one.example) ? await exampleDate() : null;
    return page(c, <FrontPage articles={articles} cases={cases} questions={questions} asOf={asOf} />);
  });
}

function FrontPage({ articles, cases, questions, asOf }: Front) {
  const { t, paper } = useView();
  const { name, motto } = namedIn(paper, t.locale);
  const [lead, ...more] = articles;
  const heading = t('site.home.cases');
  const nothing = !articles.length && !cases.length;
  return (
    <PublicPage
      support="front"
      title={name}
      description={motto}
      canonical={routes.home()}
      noindex={asOf !== null}
      front
    >
      <h1 class="sr">{name}</h1>
      {nothing ? <Empty title={t('site.home.nothing')}>{t('site.home.nothing_hint')}</Empty> : null}
      <div class={lead ? 'split front' : 'front'}>
        {lead ? (
          <div class="flow">
            <article class="lead-story" lang={lead.language === t.locale ? undefined : lead.language}>
              <h2 class="display">
                <a href={teaserAddress(lead)}>{lead.headline}</a>
              </h2>
              {lead.photo ? (
                <Picture
                  photo={lead.photo}
                  hrefOf={publicSize(lead.photo, routes.photo)}
                  alt={lead.photo.alt}
                  sizes="(min-width: 60rem) 36rem, 94vw"
                  eager
                />
              ) : null}
              {lead.standfirst ? <p class="standfirst">{lead.standfirst}</p> : null}
              <p class="byline">
                <TeaserLine article={lead} />
              </p>
            </article>
            <PageSection id="more" title={t('site.home.more')} when={more.length > 0} rule>
              <ArticleTeasers articles={more} />
            </PageSection>
            <Questions questions={questions} />
          </div>
        ) : null}
        <PageSection id="latest" title={heading} when={cases.length > 0} rule>
          <CaseLines lines={cases} />
          <p class="meta more">
            <a href={routes.cases()}>{t('site.home.all_cases')}</a>
          </p>
        </PageSection>
        {lead ? null : <Questions questions={questions} />}
      </div>
      <ExampleNotice asOf={asOf} />
    </PublicPage>
  );
}

function Questions({ questions }: { questions: readonly OpenQuestion[] }) {
  const { t } = useView();
  if (!questions.length) return null;
  return (
    <section class="open-questions" aria-labelledby="open">
      <h2 id="open" class="rule">
        {t('site.home.questions')}
      </h2>
      <ul class="list">
        {questions.map((one) => (
          <li>
            <h3 lang={one.language === t.locale ? undefined : one.language}>
              <ThingName brief={one.question} href={addressIn(one.question, one.case)} />
            </h3>
            <p class="meta">{one.case.title}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
