import { crumbOf } from '../../kit/components/breadcrumbs.tsx';
import { PageSection } from '../../kit/components/page-parts.tsx';
import { listCitingArticles, type CitingArticle } from '../../../publishing/articles/list-articles.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { loadClaim, type ClaimPageView } from '../../../record/views/claim.ts';
import { speakingPage, type ClaimView, type LinkView, type StatementView } from '../../../record/views/claims.ts';
import { loadCasesOfClaim } from '../../../record/views/parts.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { claimPageJson } from '../api/claim.ts';
import { NameWords, pageNamed, SourceLine, SourceWords } from '../components/chain.tsx';
import { foreignTo } from '../../kit/words/foreign-to.ts';
import { Filled } from '../../kit/components/filled.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Passage } from '../components/cited.tsx';
import {
  addressIn,
  addressOf,
  openSupportOf,
  ownWords,
  wordsLanguage,
  wordsOf,
  type Opened,
} from '../components/of-record.ts';
import { openedOf } from '../components/opened.ts';
import { QuotedName, RecordValue, ThingName } from '../components/record-value.tsx';
import { claimHead } from '../components/record-heads.ts';
import { SaidBy } from '../components/said.tsx';
import { ModeWord, Pill } from '../../kit/components/values.tsx';
import type { Router } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { useView, useWords } from '../../kit/view.tsx';
import { ClaimList, OriginalOf, Wording } from './claim-list.tsx';
import { ExampleNotice } from '../components/example.tsx';
import { recordPage } from './lookup.tsx';

type View = {
  record: ClaimPageView;
  citing: CitingArticle[];
  cases: Map<number, Brief>;
  opened: Opened;
  asOf: string | null;
};

export function claimPages(web: Router): void {
  recordPage(web, routes.claim, {
    kind: 'claim',
    async load(thing, { db, paper, json }) {
      const [record, citing, cases] = await Promise.all([
        loadClaim(db, thing, 'public'),
        listCitingArticles(db, [thing.id], 'public'),
        loadCasesOfClaim(db, thing.id, 'public'),
      ]);
      if (!record) return null;
      const opened = paper.replay && !json ? await openedOf(db, [record.claim]) : new Map();
      return { record, citing, cases, opened };
    },
    address: ({ params }) => routes.claim(params),
    json: ({ view: { record, citing } }) =>
      claimPageJson(
        record,
        citing.map((one) => ({ number: one.number, headline: one.headline, url: articleAddress(one) })),
      ),
    show: (view) => <ClaimPage {...view} />,
  });
}

const articleAddress = ({ number, slug }: CitingArticle): string => routes.article({ number, slug });

export function ClaimPage({ record, citing, cases, opened, asOf }: View) {
  const view = useView();
  const { t } = view;
  const { claim } = record;
  const { number } = claim;
  const title = t('record.public.claim.number', { number });
  return (
    <PublicPage
      support="other"
      {...claimHead(view, claim)}
      noindex={asOf !== null}
      crumbs={[...(claim.case ? [crumbOf(claim.case, addressOf(claim.case))] : []), { label: title }]}
    >
      <article class="text flow record">
        <header class="article-head">
          <p class="kicker">{title}</p>
          <h1 class="claim-words">
            <Wording claim={claim} />
          </h1>
          <OriginalOf claim={claim} />
          <SaidBy claims={[claim]} />
          <p class="pills">
            <ModeWord mode={claim.mode} plain={false} />
            <Pill>{t(`record.public.claim.kind.${claim.kind}`)}</Pill>
            {claim.certainty === 'unknown' ? null : <Pill>{t(termLabel('certainty', claim.certainty))}</Pill>}
          </p>
          <p class="muted">{t(`record.public.claim.${claim.state === 'imported' ? 'imported' : 'checked'}`)}</p>
          <ExampleNotice asOf={asOf} />
        </header>
        <PageSection id="chain" title={t('record.public.claim.chain')}>
          <Chain claim={claim} />
        </PageSection>
        <PageSection id="support" title={t('record.public.claim.support')}>
          <Support record={record} opened={opened} />
        </PageSection>
        <PageSection id="statements" title={t('record.public.claim.statements')} when={claim.statements.length > 0}>
          <dl class="facts rows">
            {bySubject(claim.statements).map((group) => (
              <div>
                <dt>
                  <ThingName
                    brief={group[0]!.subject}
                    href={addressIn(group[0]!.subject, cases.get(group[0]!.subject.id))}
                  />
                </dt>
                <dd class="values">
                  {group.map((one) => (
                    <StatementValue one={one} />
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </PageSection>
        <BasedOnClaim record={record} citing={citing} cases={cases} />
        <PageSection id="beside" title={t('record.public.claim.beside')} when={record.beside.length > 0}>
          <ClaimList claims={record.beside} />
        </PageSection>
        <p class="muted no-print">
          <a href={routes.claim.json({ number })}>{t('record.public.as_data')}</a>
        </p>
      </article>
    </PublicPage>
  );
}

const bySubject = (statements: readonly StatementView[]): StatementView[][] => {
  const groups = new Map<number, StatementView[]>();
  for (const one of statements) groups.set(one.subject.id, [...(groups.get(one.subject.id) ?? []), one]);
  return [...groups.values()];
};

function StatementValue({ one }: { one: StatementView }) {
  const t = useWords();
  const value = <RecordValue view={one.value} />;
  return (
    <div>
      <p class="muted">{t(`record.property.${one.property}`)}</p>
      <p class="value">{one.rank === 'deprecated' ? <s>{value}</s> : value}</p>
      {one.rank === 'normal' ? null : (
        <p>
          <Pill shape={one.rank === 'preferred' ? 'acknowledged' : 'withdrawn'} kind="plain">
            {t(`record.public.claim.rank.${one.rank}`)}
          </Pill>
        </p>
      )}
    </div>
  );
}

/** The attribution, one link per line, from the first speaker to the page. */
function Chain({ claim }: { claim: ClaimView }) {
  const t = useWords();
  const language = wordsLanguage(t, claim);
  return (
    <ol class="chain-steps">
      {claim.chain.map((link) => (
        <li>
          <p>
            <strong>
              <Speaker claim={claim} link={link} />
            </strong>
            {link.source && link.speaker ? (
              <>
                , {t('kit.chain.in')} <QuotedName brief={link.source} />
              </>
            ) : null}
          </p>
          {link.asWritten && link.speaker && link.asWritten !== link.speaker.title ? (
            <p class="muted">
              <Filled message="record.public.claim.as_written" name="words" text={link.asWritten} language={language} />
            </p>
          ) : null}
          {/* A verb in another language is left out. The mode of the claim says the same. */}
          {link.verb && !link.pagesOwn && !language ? (
            <p class="muted">{t('record.public.claim.verb', { verb: link.verb })}</p>
          ) : null}
          {link.pagesOwn ? <p class="muted">{t('record.public.claim.pages_own')}</p> : null}
          {link.carriedOver ? <p class="muted">{t('record.public.claim.carried_over')}</p> : null}
        </li>
      ))}
      {ownWords(claim) ? null : claim.support === 'direct-word' ? (
        <li>
          <p>{t('record.public.claim.to_desk')}</p>
        </li>
      ) : (
        <li>
          <p>
            {t('record.public.claim.stands_in')}{' '}
            {claim.source ? <ThingName brief={claim.source} /> : t('record.public.claim.withheld')}
            {claim.publisher ? (
              <>
                , <span {...langOf(claim.publisher)}>{claim.publisher.title}</span>
              </>
            ) : null}
          </p>
        </li>
      )}
    </ol>
  );
}

function Speaker({ claim, link }: { claim: ClaimView; link: LinkView }) {
  const t = useWords();
  const language = wordsLanguage(t, claim);
  if (link.hidden) return <>{t('kit.chain.hidden')}</>;
  if (link.speaker) return <ThingName brief={link.speaker} />;
  const page = speakingPage(claim, link);
  if (page)
    return (
      <a href={addressOf(page)}>
        <NameWords named={pageNamed(t, { ...page, kind: page.sort }, link.asWritten, language)} />
      </a>
    );
  return link.asWritten ? (
    <SourceWords words={link.asWritten} language={language} ours={link.asWrittenOurs} original />
  ) : (
    <>{t('kit.chain.nobody')}</>
  );
}

/** What a claim is based on: the passage, the source, and the web address of the source. */
function Support({ record: { claim, note }, opened }: Pick<View, 'record' | 'opened'>) {
  const t = useWords();
  const support = openSupportOf(t, claim, opened);
  return (
    <>
      <Passage support={support} words={wordsOf(claim)} />
      <p>{claim.support === 'direct-word' ? t('record.public.claim.direct_word') : <SourceLine source={support} />}</p>
      {support.external ? (
        <p class="muted address">
          <a href={support.external} rel="noopener nofollow">
            {support.external}
          </a>
        </p>
      ) : null}
      {note ? (
        <p class="muted" {...langOf(note)}>
          {note.text}
        </p>
      ) : null}
    </>
  );
}

function BasedOnClaim({ record, citing, cases }: Pick<View, 'record' | 'citing' | 'cases'>) {
  const t = useWords();
  const { claim } = record;
  const inCases = [
    ...new Map(
      [
        ...(claim.case ? [claim.case] : []),
        ...claim.statements.flatMap((one) =>
          one.subject.kind === 'case' ? [one.subject] : (cases.get(one.subject.id) ?? []),
        ),
      ].map((brief) => [brief.id, brief]),
    ).values(),
  ];
  if (!inCases.length && !citing.length && !record.raises.length && !record.answers.length) return null;
  return (
    <PageSection id="rests" title={t('record.public.claim.rests')}>
      <ul class="bare">
        {citing.map((article) => (
          <li>
            {t('record.public.claim.in_article')}{' '}
            <a href={articleAddress(article)} lang={foreignTo(t, article.language)}>
              {article.headline}
            </a>
          </li>
        ))}
        {inCases.map((brief) => (
          <li>
            {t('record.public.claim.in_case')} <ThingName brief={brief} />
          </li>
        ))}
        {(['raises', 'answers'] as const).flatMap((way) =>
          record[way]
            .filter((brief) => !brief.hidden)
            .map((brief) => (
              <li>
                {t(`record.public.claim.${way}`)}{' '}
                <ThingName brief={brief} href={addressIn(brief, cases.get(brief.id))} />
              </li>
            )),
        )}
      </ul>
    </PageSection>
  );
}
