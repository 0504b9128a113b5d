import { newestArticles, type ArticleTeaser } from '../../../publishing/articles/list-articles.ts';
import { endsDisagreement } from '../../../record/disagreements/answers.ts';
import { loadLawsOfCase, type LawInCase } from '../../../law/views/in-case.ts';
import { lettersAbout, lettersOfEvents } from '../../../letters/views/among.ts';
import type { LetterLine } from '../../../letters/views/list.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { loadCase, type CaseView } from '../../../record/views/case.ts';
import { plainValues } from '../../../record/views/lists.ts';
import { loadRelations, type Relations } from '../../../record/cases/relations/load.ts';
import { caseJson } from '../api/case.ts';
import { CaseTimeline } from '../components/timelines.tsx';
import { RecordFacts } from '../components/facts.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { RecordValue } from '../components/record-value.tsx';
import { RelationsOf } from '../components/relations.tsx';
import { worksInQuestion, WorksInQuestion, type WorkInQuestion } from '../components/page-status.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import type { Router } from '../../kit/context.ts';
import { routes, slugify } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { ArticleTeasers } from '../../publishing/articles/public/article-list.tsx';
import { Disagreements, partsOf, Proceedings, Questions, Sources, WhatHappened, Who } from './case-parts.tsx';
import { ExampleNotice } from '../components/example.tsx';
import { LawOfCase } from '../../law/public/in-case.tsx';
import { LetterLines } from '../../letters/public/letter-lines.tsx';
import { recordPage } from './lookup.tsx';

type View = {
  record: CaseView;
  relations: Relations;
  articles: ArticleTeaser[];
  laws: LawInCase[];
  works: WorkInQuestion[];
  letters: LetterLine[];
  letterOf: ReadonlyMap<number, Brief>;
  asOf: string | null;
};

export function casePages(web: Router): void {
  recordPage(web, routes.case_, {
    kind: 'case',
    load: async (thing, { db }) => {
      const record = await loadCase(db, thing, 'public');
      return {
        record,
        relations: await loadRelations(db, record, 'public'),
        articles: await newestArticles(db, { caseIds: [thing.id], size: 10, pictures: true }),
        laws: await loadLawsOfCase(db, record, 'public'),
        letters: await lettersAbout(db, [thing.id], 'public'),
        letterOf: await lettersOfEvents(
          db,
          record.events.map((event) => event.brief.id),
          'public',
        ),
        works: await worksInQuestion(db, record),
      };
    },
    address: ({ params: { number }, view: { record } }) => routes.case_({ number, slug: slugify(record.brief.title) }),
    json: ({ view: { record } }) => caseJson(record),
    show: (view) => <CasePage {...view} />,
  });
}

type Section = { id: string; title: string; count?: number };

export function CasePage({ record, relations, articles, laws, works, letters, letterOf, asOf }: View) {
  const t = useWords();
  const { brief } = record;
  const slug = slugify(brief.title);
  const address = routes.case_({ number: brief.number, slug });
  const calendar = record.proceedings.some((one) => one.hearings.length)
    ? routes.caseCalendar({ number: brief.number })
    : undefined;
  const places = plainValues(record, 'place');
  const more = record.facts.filter((fact) => !elsewhere.has(fact.property));
  const sections: Section[] = [
    ...(record.events.length ? [{ id: 'happened', title: t('record.public.case.happened') }] : []),
    ...(more.length ? [{ id: 'said', title: t('record.public.case.said') }] : []),
    ...(record.proceedings.length ? [{ id: 'proceedings', title: t('record.public.case.proceedings') }] : []),
    ...(works.length ? [{ id: 'works', title: t('evidence.watch.works') }] : []),
    ...(laws.length ? [{ id: 'law', title: t('law.in_case') }] : []),
    ...(letters.length ? [{ id: 'letters', title: t('letters.title'), count: letters.length }] : []),
    ...(record.disagreements.length
      ? [{ id: 'disagreements', title: t('record.public.case.disagreements'), count: record.disagreements.length }]
      : []),
    ...(record.questions.length
      ? [{ id: 'questions', title: t('record.public.case.questions'), count: record.questions.length }]
      : []),
    ...(partsOf(record).length ? [{ id: 'who', title: t('record.public.case.who') }] : []),
    ...(record.claims.size
      ? [{ id: 'sources', title: t('record.public.case.sources'), count: record.sources.length }]
      : []),
    ...(relations.relations.length ? [{ id: 'related', title: t('record.public.case.related') }] : []),
    ...(articles.length ? [{ id: 'articles', title: t('record.public.case.articles') }] : []),
  ];
  const has = (id: string) => sections.some((section) => section.id === id);
  return (
    <PublicPage
      support="case"
      title={brief.title}
      description={record.summary?.slice(0, 300)}
      canonical={address}
      feeds={
        articles.length
          ? [
              {
                title: brief.title,
                atom: routes.feeds.case_.as('xml', { number: brief.number }),
                json: routes.feeds.case_.json({ number: brief.number }),
              },
            ]
          : undefined
      }
      calendar={calendar}
      json={routes.case_.json({ number: brief.number, slug })}
      styles={laws.length ? ['charts.css', 'law.css'] : ['charts.css']}
      noindex={asOf !== null}
      crumbs={[{ label: t('kit.nav.cases'), href: routes.cases() }, { label: brief.title }]}
    >
      <article class="case split">
        <header class="article-head">
          <p class="kicker">
            {t('record.public.case.kicker', { number: brief.number })}
            {places.map((place) => (
              <>
                {' · '}
                <RecordValue view={place} />
              </>
            ))}
          </p>
          <h1>{brief.title}</h1>
          {record.summary ? <p class="standfirst">{record.summary}</p> : null}
          <p class="who">{t(record.summary ? 'record.public.case.editorial' : 'record.public.case.editorial_title')}</p>
          <ExampleNotice asOf={asOf} />
        </header>
        <aside class="glance" aria-label={t('record.public.case.glance')}>
          <Glance record={record} sections={sections} />
        </aside>
        <div class="case-body flow">
          {has('happened') ? (
            <section aria-labelledby="happened">
              <h2 id="happened">{t('record.public.case.happened')}</h2>
              <CaseTimeline view={record} />
              <WhatHappened view={record} letters={letterOf} />
            </section>
          ) : null}
          {more.length ? (
            <section aria-labelledby="said">
              <h2 id="said">{t('record.public.case.said')}</h2>
              <RecordFacts facts={more} claims={record.claims} />
            </section>
          ) : null}
          {has('proceedings') ? (
            <section aria-labelledby="proceedings">
              <h2 id="proceedings">{t('record.public.case.proceedings')}</h2>
              {calendar ? (
                <p>
                  <a href={calendar} type="text/calendar">
                    {t('record.public.calendar.add')}
                  </a>
                </p>
              ) : null}
              {has('happened') ? null : <CaseTimeline view={record} />}
              <Proceedings view={record} />
            </section>
          ) : null}
          {has('works') ? (
            <section aria-labelledby="works">
              <h2 id="works">{t('evidence.watch.works')}</h2>
              <WorksInQuestion works={works} />
            </section>
          ) : null}
          {has('law') ? (
            <section aria-labelledby="law">
              <h2 id="law">{t('law.in_case')}</h2>
              <LawOfCase laws={laws} />
            </section>
          ) : null}
          {has('letters') ? (
            <section aria-labelledby="letters">
              <h2 id="letters">{t('letters.title')}</h2>
              <LetterLines lines={letters} heading={3} />
            </section>
          ) : null}
          {has('disagreements') ? (
            <section aria-labelledby="disagreements">
              <h2 id="disagreements">{t('record.public.case.disagreements')}</h2>
              <p class="who">{t('record.public.case.disagreements_hint')}</p>
              <Disagreements view={record} />
              <p class="meta more">
                <a href={routes.disagreements()}>{t('record.duplicates.all')}</a>
              </p>
            </section>
          ) : null}
          {has('questions') ? (
            <section aria-labelledby="questions">
              <h2 id="questions">{t('record.public.case.questions')}</h2>
              <Questions view={record} />
            </section>
          ) : null}
          {has('who') ? (
            <section aria-labelledby="who">
              <h2 id="who">{t('record.public.case.who')}</h2>
              <Who view={record} />
            </section>
          ) : null}
          {has('sources') ? (
            <section aria-labelledby="sources">
              <h2 id="sources">{t('record.public.case.sources')}</h2>
              <Sources view={record} />
            </section>
          ) : null}
          {has('related') ? (
            <section aria-labelledby="related">
              <h2 id="related">{t('record.public.case.related')}</h2>
              <RelationsOf self={brief} relations={relations} />
            </section>
          ) : null}
          {has('articles') ? (
            <section aria-labelledby="articles">
              <h2 id="articles">{t('record.public.case.articles')}</h2>
              <ArticleTeasers articles={articles} />
            </section>
          ) : null}
        </div>
      </article>
    </PublicPage>
  );
}

/** Facts shown in other parts of the page than the list of facts. */
const elsewhere = new Set([
  'involvement',
  'follows',
  'same-dispute',
  'retaliation-for',
  'related-to',
  'case-status',
  'slapp',
  'began',
  'ended',
]);
const atAGlance = ['case-status', 'slapp', 'began', 'ended'];

function Glance({ record, sections }: { record: CaseView; sections: readonly Section[] }) {
  const t = useWords();
  const { number, title } = record.brief;
  const disputed = record.disagreements.filter((one) => !endsDisagreement(one.state)).length;
  return (
    <>
      <p class="counts">
        <strong>
          {t('record.public.sources_origins', { sources: record.sources.length, origins: record.origins })}
        </strong>
      </p>
      {disputed ? (
        <p>
          <Pill shape="disputed" kind="strong" href="#disagreements">
            {t('record.public.case.disagree', { count: disputed })}
          </Pill>
        </p>
      ) : null}
      <RecordFacts facts={record.facts.filter((fact) => atAGlance.includes(fact.property))} claims={record.claims} />
      <nav class="on-page" aria-label={t('record.public.on_page')}>
        <ul>
          {sections.map((section) => (
            <li>
              <a href={`#${section.id}`}>{section.title}</a>
              {section.count ? <small> {section.count}</small> : null}
            </li>
          ))}
        </ul>
      </nav>
      <p class="who no-print">
        {t('record.public.case.changed')} <EdtfDate edtf={record.changedAt.toISOString().slice(0, 10)} /> ·{' '}
        <a href={routes.case_.json({ number, slug: slugify(title) })}>{t('record.public.as_data')}</a>
      </p>
    </>
  );
}
