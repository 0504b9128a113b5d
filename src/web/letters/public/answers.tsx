import { whoAnswers, type Answering, type Answers, type ResponseView } from '../../../letters/answers/load-answers.ts';
import type { HostedView } from '../../../letters/views/hosted.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Empty, Table } from '../../kit/components/page-parts.tsx';
import { ThingName } from '../../record/components/record-value.tsx';
import { SaidBy } from '../../record/components/said.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import type { Router } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { page, useWords } from '../../kit/view.tsx';

/** The page about responses to all letters: which addressees answer, how often, and how fast. */
export function answersPage(web: Router): void {
  web.get(routes.letterAnswers.pattern, async (c) =>
    page(c, <AnswersPage answering={await whoAnswers(c.get('deps').app.db.read)} />),
  );
}

function AnswersPage({ answering }: { answering: readonly Answering[] }) {
  const t = useWords();
  return (
    <PublicPage
      support="other"
      title={t('letters.answers.title')}
      description={t('letters.answers.lead')}
      canonical={routes.letterAnswers()}
      crumbs={[{ label: t('letters.title'), href: routes.letters() }, { label: t('letters.answers.title') }]}
    >
      <div class="text flow">
        <header class="article-head">
          <h1>{t('letters.answers.title')}</h1>
          <p class="standfirst">{t('letters.answers.lead')}</p>
        </header>
        {answering.length ? (
          <Table
            caption={t('letters.answers.caption')}
            head={[
              t('letters.answers.whom'),
              t('letters.answers.letters'),
              t('letters.answers.answered'),
              t('letters.answers.days'),
            ]}
            rows={answering.map((one) => [
              one.actor ? <ThingName brief={one.actor} /> : <bdi>{one.name}</bdi>,
              String(one.letters),
              String(one.answered),
              one.days === null ? '–' : String(one.days),
            ])}
          />
        ) : (
          <Empty title={t('letters.answers.none')} />
        )}
      </div>
    </PublicPage>
  );
}

const daysBetween = (from: Date, to: Date): number =>
  Math.floor((Date.parse(to.toISOString().slice(0, 10)) - Date.parse(from.toISOString().slice(0, 10))) / 86_400_000);

/** The results of a letter: how each addressee answered, and the outcome of each demand, with the attributions. */
export function LetterResults({
  letter,
  answers,
  language,
  now,
}: {
  letter: HostedView;
  answers: Answers;
  language: string;
  now: Date;
}) {
  const t = useWords();
  const since = daysBetween(letter.row.published_at!, now);
  return (
    <>
      <ul class="list">
        {letter.addressees.map((one) => {
          const own = answers.responses.filter((response) => response.addressee === one.id);
          return (
            <li>
              <p>
                {one.actor ? <ThingName brief={one.actor} href={undefined} /> : <bdi>{one.name}</bdi>}{' '}
                {own.length ? null : <Pill kind="plain">{t('letters.no_response', { days: since })}</Pill>}
              </p>
              {own.map((response) => (
                <Response response={response} />
              ))}
            </li>
          );
        })}
      </ul>
      {letter.demands.some((demand) => answers.demands.find((one) => one.demand === demand.id)?.state !== 'unknown') ? (
        <>
          <h3 class="came-demands">{t('letters.demands')}</h3>
          <ol class="points">
            {letter.demands.map((demand) => {
              const outcome = answers.demands.find((one) => one.demand === demand.id);
              return (
                <li>
                  <p>
                    {demand.texts[language] ?? Object.values(demand.texts)[0]}{' '}
                    <Pill kind={outcome?.state === 'unknown' ? 'plain' : 'strong'}>
                      {t(`letters.demand_state.${outcome?.state ?? 'unknown'}`)}
                    </Pill>
                  </p>
                  <SaidBy claims={outcome?.claims ?? []} />
                </li>
              );
            })}
          </ol>
        </>
      ) : null}
      <p class="muted came-more">
        <a href={routes.letterAnswers()}>{t('letters.answers.title')}</a>
      </p>
    </>
  );
}

function Response({ response }: { response: ResponseView }) {
  const t = useWords();
  return (
    <>
      <p>
        <b>{t(termLabel('letter-response', response.kind))}</b>, <EdtfDate edtf={response.on} />
        {response.note ? <>: {response.note}</> : null}
      </p>
      {response.source ? (
        <p class="muted">
          <ThingName brief={response.source} />
        </p>
      ) : null}
      {response.claim ? <SaidBy claims={[response.claim]} /> : null}
    </>
  );
}
