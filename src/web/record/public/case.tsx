import type { Child } from 'hono/jsx';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Thing } from '../../../record/things.ts';
import { FoldedSection, PageSection } from '../../kit/components/page-parts.tsx';
import { newestArticles, type ArticleTeaser } from '../../../publishing/articles/list-articles.ts';
import { endsDisagreement } from '../../../record/disagreements/answers.ts';
import { lawsInCase, lawsMadeIn, loadLawsOfCase, type LawInCase } from '../../../law/views/in-case.ts';
import type { LawView } from '../../../law/views/law.ts';
import { lettersAbout, lettersOfEvents } from '../../../letters/views/among.ts';
import type { LetterLine } from '../../../letters/views/list.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { caseAnswers, isAboutLaw } from '../../../record/views/case-answers.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { loadCase, type CaseView } from '../../../record/views/case.ts';
import { valuesOf } from '../../../record/views/facts.ts';
import { relationsOf, type Relations } from '../../../record/cases/relations/relations.ts';
import { caseJson } from '../api/case.ts';
import { maxAnswerValues } from '../components/answers.tsx';
import { caseHead } from '../components/record-heads.ts';
import { RecordFacts } from '../components/facts.tsx';
import type { Opened } from '../components/of-record.ts';
import { openedOf } from '../components/opened.ts';
import { PageNotes, WithNotes } from '../components/page-notes.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { CiteThis } from '../../kit/components/citation.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { RelationsOf } from '../components/relations.tsx';
import { worksInQuestion, WorksInQuestion, type WorkInQuestion } from '../components/page-status.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import type { Router } from '../../kit/context.ts';
import { routes, slugify } from '../../routes.ts';
import { useView, useWords } from '../../kit/view.tsx';
import { ArticleTeasers } from '../../publishing/articles/public/article-list.tsx';
import { CaseAnswersList } from './case-answers.tsx';
import { caseListAt, MoreInCase, shownOf, wholeCase, type CaseListPage } from './case-lists.tsx';
import { Disagreements, partsOf, Proceedings, Questions, sameDisagreements, Who } from './case-parts.tsx';
import { timelineParts } from '../components/timelines.tsx';
import { CaseEvents } from './case-timeline.tsx';
import { Plate } from '../photos/plate.tsx';
import { HeadPicture } from '../photos/photo.tsx';
import { ExampleNotice } from '../components/example.tsx';
import { LawOfCase } from '../../law/public/in-case.tsx';
import { LetterLines } from '../../letters/public/letter-lines.tsx';
import { ClaimList } from './claim-list.tsx';
import { recordPage } from './lookup.tsx';
import { SourcesAndNotes } from './sources.tsx';
import { PdfLink, printLanguage } from '../components/pdf-link.tsx';

type View = {
  record: CaseView;
  relations: Relations;
  articles: ArticleTeaser[];
  laws: LawInCase[];
  /** If the case is about the making of laws: these laws. */ lawsMade: LawView[];
  works: WorkInQuestion[];
  letters: LetterLine[];
  letterOf: ReadonlyMap<number, Brief>;
  /** By the id of the capture, the addresses of preserved pages that readers can open. */
  opened?: Opened;
  at?: CaseListPage;
  asOf: string | null;
};

/** The first incident type of a case that is not only alleged, denied, estimated or unclear. */
function incidentOf({ facts }: CaseView): string | null {
  const plain = valuesOf(facts, 'incident-type').find((value) => !value.attributed && typeof value.value === 'string');
  return plain ? String(plain.value) : null;
}

export function casePages(web: Router): void {
  recordPage(web, routes.case_, {
    kind: 'case',
    load: async (thing, { c, db, paper, json }) => {
      const at = caseListAt(new URL(c.req.url));
      return {
        ...(json
          ? { record: await loadCase(db, thing, 'public'), ...recordOnly }
          : await loadCasePage(db, thing, paper.replay, at)),
        at,
      };
    },
    address: ({ params: { number }, view: { record } }) => routes.case_({ number, slug: slugify(record.brief.title) }),
    print: true,
    json: ({ view: { record } }) => caseJson(record),
    show: (view) => <CasePage {...view} />,
  });
}

/**
 * The parts of the view that are empty in the JSON of a case and on the pages of its lists, which show only `record`.
 */
const recordOnly: Omit<View, 'record' | 'asOf'> = {
  relations: { relations: [], cases: [] },
  articles: [],
  laws: [],
  lawsMade: [],
  works: [],
  letters: [],
  letterOf: new Map(),
};

/** Loads the data of the public page of a case. `replay`: whether readers can open preserved pages. */
export async function loadCasePage(
  db: Reader,
  thing: Thing,
  replay = false,
  at: CaseListPage = wholeCase,
): Promise<Omit<View, 'asOf'>> {
  const whole = at.list === null;
  const [record, laws, letterOf, letters, articles] = await Promise.all([
    loadCase(db, thing, 'public'),
    whole ? loadLawsOfCase(db, thing.id, 'public') : null,
    whole || at.list === 'events' ? lettersOfEvents(db, thing.id, 'public') : new Map<number, Brief>(),
    whole ? lettersAbout(db, thing.id, 'public') : [],
    whole ? newestArticles(db, { caseIds: [thing.id], once: true, size: 10, pictures: true }) : [],
  ]);
  const [opened, works] = await Promise.all([
    replay ? openedOf(db, [...record.claims.values()]) : new Map(),
    whole ? worksInQuestion(db, record) : [],
  ]);
  if (!whole) return { ...recordOnly, record, opened, letterOf };
  return {
    record,
    relations: relationsOf(record),
    articles,
    laws: laws ? lawsInCase(record, laws) : [],
    lawsMade: laws && isAboutLaw(record) ? lawsMadeIn(record, laws, maxAnswerValues) : [],
    letters,
    letterOf,
    works,
    opened,
  };
}

/** The properties that the list of facts leaves out, because the summary or other sections show them. */
const shownElsewhere = new Set([
  'involvement',
  'target',
  'follows',
  'same-dispute',
  'retaliation-for',
  'related-to',
  'case-status',
  'began',
  'ended',
  'under-law',
]);
/** The properties that the list of facts leaves out if the summary shows all their values. */
const answered = new Set(['incident-type', 'place', 'legal-basis']);

/** A section with at least this many entries is collapsed. */
const folds = { disagreements: 4, questions: 4, who: 4, words: 2, related: 2 };

type Section = { id: string; title: string; count?: number };

/** @param props.notice if the page is a preview: the notice above it */
export function CasePage({
  record,
  relations,
  articles,
  laws,
  lawsMade,
  works,
  letters,
  letterOf,
  opened,
  at = wholeCase,
  asOf,
  notice,
}: View & { notice?: Child }) {
  const view = useView();
  const { t } = view;
  const { brief } = record;
  const params = { number: brief.number, slug: slugify(brief.title) };
  const address = routes.case_(params);
  const calendar = record.proceedings.some((one) => one.hearings.length)
    ? routes.caseCalendar({ number: brief.number })
    : undefined;
  const more = record.facts.filter(
    (fact) =>
      !shownElsewhere.has(fact.property) && !(answered.has(fact.property) && fact.values.length <= maxAnswerValues),
  );
  const lists = {
    events: timelineParts(record),
    proceedings: record.proceedings,
    words: claimsWithoutValues(record),
    disagreements: sameDisagreements(record),
    questions: record.questions,
    who: partsOf(record),
  };
  const answers = caseAnswers(record, view.today);
  const whole = at.list === null;
  const shows = (list: keyof typeof lists): boolean => (whole || at.list === list) && lists[list].length > 0;
  const has: Record<string, boolean> = {
    happened: shows('events'),
    proceedings: shows('proceedings'),
    said: whole && more.length > 0,
    disagreements: shows('disagreements'),
    questions: shows('questions'),
    works: whole && works.length > 0,
    law: whole && laws.length > 0,
    letters: whole && letters.length > 0,
    // If there is only one claim, and the summary shows it as what happened, it is not shown again.
    words: shows('words') && !(whole && !answers.what.length && lists.words.length === 1),
    who: shows('who'),
    related: whole && relations.relations.length > 0,
    articles: whole && articles.length > 0,
    sources: whole && record.claims.size > 0,
  };
  const words: Record<string, [string, number?]> = {
    happened: ['record.public.case.happened', lists.events.length],
    proceedings: ['record.public.case.proceedings', lists.proceedings.length],
    said: ['record.public.case.said'],
    disagreements: ['record.public.case.disagreements', lists.disagreements.length],
    questions: ['record.public.case.questions', lists.questions.length],
    works: ['evidence.watch.works'],
    law: ['law.in_case'],
    letters: ['letters.title', letters.length],
    words: ['record.public.case.words', lists.words.length],
    who: ['record.public.case.who', lists.who.length],
    related: ['record.public.case.related', relations.relations.length],
    articles: ['record.public.case.articles', articles.length],
    sources: ['record.public.case.sources', record.sources.length],
  };
  const title = (id: string): string => t(words[id]![0]);
  const sections = Object.keys(words).flatMap((id): Section[] =>
    has[id] ? [{ id, title: title(id), count: words[id]![1] }] : [],
  );
  const rest = (name: keyof typeof lists) => (
    <MoreInCase name={name} at={at} total={lists[name].length} href={(query) => routes.case_(params, query)} />
  );
  const notes = new PageNotes(opened, record.sources);
  const unfolded = (name: keyof typeof folds, count: number): boolean => !whole || count < folds[name];
  return (
    <PublicPage
      support="case"
      {...caseHead(view, record)}
      calendar={calendar}
      printStyle={notice === undefined ? routes.case_.as('css', params, printLanguage(view)) : undefined}
      styles={laws.length ? ['charts.css', 'law.css'] : ['charts.css']}
      noindex={asOf !== null || notice !== undefined || !whole}
      crumbs={[
        { label: t('kit.nav.cases'), href: routes.cases() },
        { label: t('record.public.case.kicker', { number: brief.number }) },
      ]}
    >
      {notice ?? null}
      <WithNotes notes={notes}>
        <article class="case split">
          <header class="article-head">
            <p class="kicker print-only">{t('record.public.case.kicker', { number: brief.number })}</p>
            <h1 {...langOf(brief)}>{brief.title}</h1>
            {whole ? (
              <CaseAnswersList
                record={record}
                answers={answers}
                lawsMade={lawsMade}
                words={lists.words}
                sections={new Set(sections.map((one) => one.id))}
              />
            ) : null}
            {whole && record.picture ? <HeadPicture photo={record.picture} place="beside" /> : null}
            {whole && record.summary ? (
              <p class="standfirst" {...langOf({ language: record.summaryLanguage, untranslated: true })}>
                {record.summary}
              </p>
            ) : null}
            {whole ? (
              <p class="muted">
                {t(record.summary ? 'record.public.case.editorial' : 'record.public.case.editorial_title')}
              </p>
            ) : (
              <p>
                <a href={address}>{t('record.duplicates.actor.back', { name: brief.title })}</a>
              </p>
            )}
            <ExampleNotice asOf={asOf} />
            {whole && !record.picture ? <Plate incident={incidentOf(record)} size="band" /> : null}
          </header>
          <aside class="glance" aria-label={t('record.public.case.glance')}>
            <Glance record={record} sections={sections} preview={notice !== undefined} />
          </aside>
          <div class="case-body flow">
            <PageSection id="happened" title={title('happened')} when={has['happened']}>
              <CaseEvents view={record} parts={shownOf(lists.events, 'events', at)} letters={letterOf} />
              {rest('events')}
            </PageSection>
            <PageSection id="proceedings" title={title('proceedings')} when={has['proceedings']}>
              {calendar ? (
                <p class="meta no-print">
                  <a href={calendar} type="text/calendar">
                    {t('record.public.calendar.add')}
                  </a>
                </p>
              ) : null}
              <Proceedings view={record} proceedings={shownOf(lists.proceedings, 'proceedings', at)} />
              {rest('proceedings')}
            </PageSection>
            <FoldedSection id="said" title={title('said')} count={more.length} when={has['said']}>
              <RecordFacts facts={more} claims={record.claims} disputed={answers.disputed} />
            </FoldedSection>
            <FoldedSection
              id="disagreements"
              title={title('disagreements')}
              count={lists.disagreements.length}
              when={has['disagreements']}
              open={unfolded('disagreements', lists.disagreements.length)}
            >
              <p class="muted">{t('record.public.case.disagreements_hint')}</p>
              <Disagreements view={record} groups={shownOf(lists.disagreements, 'disagreements', at)} />
              {rest('disagreements')}
              <p class="meta more no-print">
                <a href={routes.disagreements()}>{t('record.duplicates.all')}</a>
              </p>
            </FoldedSection>
            <FoldedSection
              id="questions"
              title={title('questions')}
              count={lists.questions.length}
              when={has['questions']}
              open={unfolded('questions', lists.questions.length)}
            >
              <Questions questions={shownOf(lists.questions, 'questions', at)} />
              {rest('questions')}
            </FoldedSection>
            <PageSection id="works" title={title('works')} when={has['works']}>
              <WorksInQuestion works={works} />
            </PageSection>
            <PageSection id="law" title={title('law')} when={has['law']}>
              <LawOfCase laws={laws} />
            </PageSection>
            <PageSection id="letters" title={title('letters')} when={has['letters']}>
              <LetterLines lines={letters} heading={3} />
            </PageSection>
            <FoldedSection
              id="words"
              title={title('words')}
              count={lists.words.length}
              when={has['words']}
              open={unfolded('words', lists.words.length)}
            >
              <ClaimList claims={shownOf(lists.words, 'words', at)} />
              {rest('words')}
            </FoldedSection>
            <FoldedSection
              id="who"
              title={title('who')}
              count={lists.who.length}
              when={has['who']}
              open={unfolded('who', lists.who.length)}
            >
              <Who view={record} people={shownOf(lists.who, 'who', at)} />
              {rest('who')}
            </FoldedSection>
            <FoldedSection
              id="related"
              title={title('related')}
              count={relations.relations.length}
              when={has['related']}
              open={unfolded('related', relations.relations.length)}
            >
              <RelationsOf self={brief} relations={relations} pictures={record.others.pictures} />
            </FoldedSection>
            <PageSection id="articles" title={title('articles')} when={has['articles']}>
              <ArticleTeasers articles={articles} />
            </PageSection>
            <SourcesAndNotes
              view={record}
              notes={notes}
              whole={whole}
              part={(others) => ({
                shown: shownOf(others, 'sources', at),
                open: at.list === 'sources',
                more: (
                  <MoreInCase
                    name="sources"
                    at={at}
                    total={others.length}
                    href={(query) => routes.case_(params, query)}
                  />
                ),
              })}
            />
          </div>
        </article>
      </WithNotes>
    </PublicPage>
  );
}

/** The claims that have no values, and that neither raise nor answer a question. No other section shows them. */
function claimsWithoutValues({ claims, questions }: CaseView): ClaimView[] {
  const ofQuestions = new Set(questions.flatMap((one) => [one.raisedBy?.id, one.answeredBy?.id]));
  return [...claims.values()]
    .filter(({ id, statements }) => statements.length === 0 && !ofQuestions.has(id))
    .toSorted((a, b) => (a.published ?? '9999').localeCompare(b.published ?? '9999') || a.number - b.number);
}

/** The table of contents beside the page. A preview has no links to the PDF and the JSON, which do not exist yet. */
function Glance({ record, sections, preview }: { record: CaseView; sections: readonly Section[]; preview: boolean }) {
  const t = useWords();
  const params = { number: record.brief.number, slug: slugify(record.brief.title) };
  const disputed = sameDisagreements(record).filter(([one]) => !endsDisagreement(one!.state)).length;
  return (
    <>
      {disputed ? (
        <p>
          <Pill shape="disputed" kind="strong" href="#disagreements">
            {t('record.public.case.disagree', { count: disputed })}
          </Pill>
        </p>
      ) : null}
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
      <p class="muted no-print">
        {t('record.public.case.changed')} <EdtfDate edtf={record.changedAt.toISOString().slice(0, 10)} />
        {preview ? null : (
          <>
            {' · '}
            <PdfLink address={(query) => routes.case_.as('pdf', params, query)} />
            <a href={routes.case_.json(params)}>{t('record.public.as_data')}</a>
          </>
        )}
      </p>
      {preview ? null : (
        <CiteThis {...record.brief} changed={record.changedAt.toISOString().slice(0, 10)} path={routes.case_(params)} />
      )}
    </>
  );
}
