import { ThingName } from '../../record/components/record-value.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { crumbOf } from '../../kit/components/breadcrumbs.tsx';
import { PageSection } from '../../kit/components/page-parts.tsx';
import { loadLetter, reportedCount, valuesOf, type LetterView } from '../../../letters/views/letter.ts';
import { letterJson } from '../api/letter.ts';
import { RecordFacts } from '../../record/components/facts.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { addressIn } from '../../record/components/of-record.ts';
import { SaidBy } from '../../record/components/said.tsx';
import { Pill } from '../../kit/components/values.tsx';
import type { Router } from '../../kit/context.ts';
import { routes, slugify } from '../../routes.ts';
import { useView, useWords } from '../../kit/view.tsx';
import { Sources } from '../../record/public/sources.tsx';
import { ExampleNotice } from '../../record/components/example.tsx';
import { recordPage } from '../../record/public/lookup.tsx';
import { cardOf } from '../../record/components/record-heads.ts';
import { reportedData } from './letter-data.ts';
import { letterFeeds } from './letters.tsx';
import { HostedPage, loadHostedPage, type HostedPageView } from './hosted.tsx';
import { QuotedBlock } from '../../kit/components/ours.tsx';

/** `hosted`: the data of a letter that was signed on this site. Null for a letter known from sources. */
type View = { letter: LetterView; asOf: string | null; hosted: HostedPageView | null };

export function letterPages(web: Router): void {
  recordPage(web, routes.letter, {
    kind: 'letter',
    load: async (thing, { c, db }) => {
      const letter = await loadLetter(db, thing, 'public');
      const hosted = letter.sort === 'hosted' ? await loadHostedPage(c, thing) : null;
      if (letter.sort === 'hosted' && !hosted) return null;
      return { letter, hosted };
    },
    address: ({ params: { number }, view: { letter } }) => routes.letter({ number, slug: slugify(letter.brief.title) }),
    json: ({ view: { letter, hosted } }) => letterJson(letter, hosted),
    show: ({ hosted, ...view }) =>
      hosted ? <HostedPage {...hosted} steps={view.letter.events} /> : <ReportedPage {...view} />,
  });
}

/** The page of a letter known from sources: what sources say about it, and the parts of its text that are known. */
function ReportedPage({ letter, asOf }: Omit<View, 'hosted'>) {
  const view = useView();
  const { t } = view;
  const { brief } = letter;
  const at = { number: brief.number, slug: slugify(brief.title) };
  return (
    <PublicPage
      support="other"
      {...cardOf('letter', brief.number, brief.title)}
      title={brief.title}
      description={t('letters.reported_described', { title: brief.title })}
      canonical={routes.letter(at)}
      json={routes.letter.json(at)}
      data={reportedData(letter, view)}
      feeds={letterFeeds(t)}
      noindex={asOf !== null}
      crumbs={[{ label: t('letters.title'), href: routes.letters() }, crumbOf(brief)]}
    >
      <article class="case split">
        <header class="article-head">
          <p class="kicker">
            {t('letters.kicker', { number: brief.number })} · {t('letters.sort.reported')}
          </p>
          <h1 {...langOf(brief)}>{brief.title}</h1>
          <p class="muted">{t('letters.reported_lead')}</p>
          <ExampleNotice asOf={asOf} />
        </header>
        <aside class="glance" aria-label={t('letters.glance')}>
          <SignedWords letter={letter} />
          <nav class="on-page" aria-label={t('record.public.on_page')}>
            <ul>
              <li>
                <a href="#said">{t('letters.said')}</a>
              </li>
              {letter.words.length ? (
                <li>
                  <a href="#words">{t('letters.words')}</a>
                </li>
              ) : null}
              {letter.events.length ? (
                <li>
                  <a href="#cases">{t('letters.cases')}</a>
                </li>
              ) : null}
              {letter.sources.length ? (
                <li>
                  <a href="#sources">{t('letters.sources')}</a>
                </li>
              ) : null}
            </ul>
          </nav>
          <p class="muted no-print">
            <a href={routes.letter.json(at)}>{t('record.public.as_data')}</a>
          </p>
        </aside>
        <div class="case-body flow">
          <PageSection id="said" title={t('letters.said')}>
            {letter.facts.length ? (
              <RecordFacts facts={letter.facts} claims={letter.claims} />
            ) : (
              <p class="muted">{t('letters.nothing_said')}</p>
            )}
          </PageSection>
          <PageSection id="words" title={t('letters.words')} when={letter.words.length > 0}>
            <p class="muted">{t('letters.words_lead')}</p>
            <Words letter={letter} />
          </PageSection>
          <PageSection id="cases" title={t('letters.cases')} when={letter.events.length > 0}>
            <ul class="list">
              {letter.events.map(({ event, case: within }) => (
                <li>
                  <p>
                    <ThingName brief={event} href={addressIn(event, within ?? undefined)} />
                  </p>
                  {within ? (
                    <p class="muted" {...langOf(within)}>
                      {within.title}
                    </p>
                  ) : null}
                </li>
              ))}
            </ul>
          </PageSection>
          <PageSection id="sources" title={t('letters.sources')} when={letter.sources.length > 0}>
            <Sources view={letter} />
          </PageSection>
        </div>
      </article>
    </PublicPage>
  );
}

/** How many signatories there are, such as "26 signatories reported, 3 of them named." */
function SignedWords({ letter }: { letter: LetterView }) {
  const t = useWords();
  const named = valuesOf(letter.facts, 'signatory').filter((value) => !value.attributed).length;
  const reported = reportedCount(letter.facts);
  if (!reported && !named) return <p>{t('letters.count_unknown')}</p>;
  return (
    <p>
      <Pill kind="strong">
        {reported ? t('letters.reported_count', { count: reported.count }) : t('letters.named_only', { count: named })}
      </Pill>{' '}
      {reported ? t('letters.named_of', { count: named }) : ''}
    </p>
  );
}

/** Quotations from the letter. Each is shown once, with all sources that quote it. */
function Words({ letter }: { letter: LetterView }) {
  const byWords = new Map<string, LetterView['words']>();
  for (const claim of letter.words) byWords.set(claim.wording, [...(byWords.get(claim.wording) ?? []), claim]);
  return (
    <>
      {[...byWords.values()].map((claims) => (
        <div class="said-group">
          <QuotedBlock text={claims[0]!.wording} language={claims[0]!.language} ours={claims[0]!.ours} />
          <SaidBy claims={claims} />
        </div>
      ))}
    </>
  );
}
