import type { Child } from 'hono/jsx';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Thing } from '../../../record/things.ts';
import { PageSection } from '../../kit/components/page-parts.tsx';
import { newestArticles, type ArticleTeaser } from '../../../publishing/articles/list-articles.ts';
import { endsDisagreement } from '../../../record/disagreements/answers.ts';
import { loadLawsOfCase, type LawInCase } from '../../../law/views/in-case.ts';
import { lettersAbout, lettersOfEvents } from '../../../letters/views/among.ts';
import type { LetterLine } from '../../../letters/views/list.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
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
import {
  Disagreements,
  partsOf,
  Proceedings,
  Questions,
  Sources,
  sourcesWords,
  WhatHappened,
  Who,
} from './case-parts.tsx';
import { ExampleNotice } from '../components/example.tsx';
import { LawOfCase } from '../../law/public/in-case.tsx';
import { LetterLines } from '../../letters/public/letter-lines.tsx';
import { ClaimList } from './claim-list.tsx';
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
    load: (thing, { db }) => loadCasePage(db, thing),
    address: ({ params: { number }, view: { record } }) => routes.case_({ number, slug: slugify(record.brief.title) }),
    json: ({ view: { record } }) => caseJson(record),
    show: (view) => <CasePage {...view} />,
  });
}

/** What the public page of a case shows. */
export async function loadCasePage(db: Reader, thing: Thing): Promise<Omit<View, 'asOf'>> {
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
}

type Section = { id: string; title: string; count?: number };

/** `notice` is shown above the page if the page is a preview. */
export function CasePage({
  record,
  relations,
  articles,
  laws,
  works,
  letters,
  letterOf,
  asOf,
  notice,
}: View & { notice?: Child }) {
  const t = useWords();
  const { brief } = record;
  const slug = slugify(brief.title);
  const address = routes.case_({ number: brief.number, slug });
  const calendar = record.proceedings.some((one) => one.hearings.length)
    ? routes.caseCalendar({ number: brief.number })
    : undefined;
  const places = plainValues(record, 'place');
  const more = record.facts.filter((fact) => !elsewhere.has(fact.property));
  const words = claimsWithoutValues(record);
  const sections: Section[] = [
    ...(record.events.length ? [{ id: 'happened', title: t('record.public.case.happened') }] : []),
    ...(more.length ? [{ id: 'said', title: t('record.public.case.said') }] : []),
    ...(words.length ? [{ id: 'words', title: t('record.public.case.words'), count: words.length }] : []),
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
      noindex={asOf !== null || notice !== undefined}
      crumbs={[{ label: t('kit.nav.cases'), href: routes.cases() }, { label: brief.title }]}
    >
      {notice ?? null}
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
          <PageSection id="happened" title={t('record.public.case.happened')} when={has('happened')}>
            <CaseTimeline view={record} />
            <WhatHappened view={record} letters={letterOf} />
          </PageSection>
          <PageSection id="said" title={t('record.public.case.said')} when={more.length > 0}>
            <RecordFacts facts={more} claims={record.claims} />
          </PageSection>
          <PageSection id="words" title={t('record.public.case.words')} when={words.length > 0}>
            <ClaimList claims={words.slice(0, mostWords)} />
            {words.length > mostWords ? (
              <p class="who">{t('record.public.case.words_first', { most: mostWords, count: words.length })}</p>
            ) : null}
          </PageSection>
          <PageSection id="proceedings" title={t('record.public.case.proceedings')} when={has('proceedings')}>
            {calendar ? (
              <p>
                <a href={calendar} type="text/calendar">
                  {t('record.public.calendar.add')}
                </a>
              </p>
            ) : null}
            {has('happened') ? null : <CaseTimeline view={record} />}
            <Proceedings view={record} />
          </PageSection>
          <PageSection id="works" title={t('evidence.watch.works')} when={has('works')}>
            <WorksInQuestion works={works} />
          </PageSection>
          <PageSection id="law" title={t('law.in_case')} when={has('law')}>
            <LawOfCase laws={laws} />
          </PageSection>
          <PageSection id="letters" title={t('letters.title')} when={has('letters')}>
            <LetterLines lines={letters} heading={3} />
          </PageSection>
          <PageSection id="disagreements" title={t('record.public.case.disagreements')} when={has('disagreements')}>
            <p class="who">{t('record.public.case.disagreements_hint')}</p>
            <Disagreements view={record} />
            <p class="meta more">
              <a href={routes.disagreements()}>{t('record.duplicates.all')}</a>
            </p>
          </PageSection>
          <PageSection id="questions" title={t('record.public.case.questions')} when={has('questions')}>
            <Questions view={record} />
          </PageSection>
          <PageSection id="who" title={t('record.public.case.who')} when={has('who')}>
            <Who view={record} />
          </PageSection>
          <PageSection id="sources" title={t('record.public.case.sources')} when={has('sources')}>
            <Sources view={record} />
          </PageSection>
          <PageSection id="related" title={t('record.public.case.related')} when={has('related')}>
            <RelationsOf self={brief} relations={relations} />
          </PageSection>
          <PageSection id="articles" title={t('record.public.case.articles')} when={has('articles')}>
            <ArticleTeasers articles={articles} />
          </PageSection>
        </div>
      </article>
    </PublicPage>
  );
}

/** Facts that other parts of the page show, so the list of facts leaves them out. */
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
/** The most claims without values that a page shows. A case can have thousands of them. */
const mostWords = 50;
/** The claims that no other part of the page shows, because they have no value and belong to no question. */
function claimsWithoutValues({ claims, questions }: CaseView): ClaimView[] {
  const asked = new Set(questions.flatMap((one) => [one.raisedBy?.id, one.answeredBy?.id]));
  return [...claims.values()]
    .filter(({ id, statements }) => statements.length === 0 && !asked.has(id))
    .toSorted((a, b) => (a.published ?? '9999').localeCompare(b.published ?? '9999') || a.number - b.number);
}

const atAGlance = ['case-status', 'slapp', 'began', 'ended'];

function Glance({ record, sections }: { record: CaseView; sections: readonly Section[] }) {
  const t = useWords();
  const { number, title } = record.brief;
  const disputed = record.disagreements.filter((one) => !endsDisagreement(one.state)).length;
  return (
    <>
      <p class="counts">
        <strong>{sourcesWords(t, record)}</strong>
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
