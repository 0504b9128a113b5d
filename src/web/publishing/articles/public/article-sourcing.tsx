import type { PublicArticle } from '../../../../publishing/public/public-article.ts';
import type { PublicClaim } from '../../../../publishing/public/public-claim.ts';
import type { PublicQuestion } from '../../../../publishing/public/open-questions.ts';
import { PlainChain } from '../../../record/components/chain.tsx';
import { Filled } from '../../../kit/components/filled.tsx';
import { Shape } from '../../../kit/components/shapes.tsx';
import { langOf } from '../../../kit/components/own-words.tsx';
import { Pill } from '../../../kit/components/values.tsx';
import { routes, slugify } from '../../../routes.ts';
import { useWords } from '../../../kit/view.tsx';
import { linkOf, type Noted } from './article-notes.ts';
import { foreignTo } from '../../../kit/words/foreign-to.ts';

/** The attribution of a claim, without links. */
function Speaker({ claim }: { claim: PublicClaim }) {
  const t = useWords();
  return (
    <PlainChain
      chain={claim.chain.map((link) => linkOf(t, claim, link))}
      ownWords={claim.chain.length === 1 && claim.chain[0]!.pagesOwn}
    />
  );
}

/**
 * What we do not know yet: the open questions of the cases, and claims with the mode “unclear”. A question that was
 * answered later remains here, with its answer.
 */
export function OpenQuestions({ article, noted }: { article: PublicArticle; noted: Noted }) {
  const t = useWords();
  const raised = new Set(article.questions.map((one) => one.raisedBy.number));
  const unclear = article.notes.filter(
    ({ claim, status }) => claim?.mode === 'left-unclear' && status !== 'withdrawn' && !raised.has(claim.number),
  );
  if (!article.questions.length && !unclear.length) return null;
  return (
    <section class="unknown" aria-labelledby="unknown">
      <h2 id="unknown">{t('publishing.public.article.unknown')}</h2>
      <ul>
        {article.questions.map((question) => (
          <Question question={question} />
        ))}
        {unclear.map(({ number, claim }) => (
          <li>
            <p lang={foreignTo(t, claim!.language)}>
              <Shape name="left_unclear" /> {claim!.wording}
            </p>
            <p class="muted">
              <Filled message="publishing.public.article.left_open" name="by">
                <Speaker claim={claim!} />
              </Filled>
              {noted.back[number] ? (
                <>
                  {' · '}
                  <a href={`#s-${noted.back[number]}`}>{t('publishing.public.article.in_text')}</a>
                </>
              ) : null}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Question({
  question: { wording, language, raisedBy, answeredBy, case: inCase },
}: {
  question: PublicQuestion;
}) {
  const t = useWords();
  return (
    <li>
      <p lang={foreignTo(t, language)}>
        <Shape name="left_unclear" /> {wording}
      </p>
      {answeredBy ? (
        <p>
          <Pill shape="acknowledged">{t('publishing.public.article.answered')}</Pill>{' '}
          <span lang={foreignTo(t, answeredBy.language)}>{answeredBy.wording}</span>{' '}
          <span class="muted">
            <a href={routes.claim({ number: answeredBy.number })}>
              <Speaker claim={answeredBy} />
            </a>
          </span>
        </p>
      ) : null}
      <p class="muted">
        <a href={routes.claim({ number: raisedBy.number })}>
          <Filled
            message={`publishing.public.article.${raisedBy.mode === 'left-unclear' ? 'left_open' : 'raised'}`}
            name="by"
          >
            <Speaker claim={raisedBy} />
          </Filled>
        </a>
        {inCase ? (
          <>
            {' · '}
            <a
              href={routes.case_({ number: inCase.number, slug: slugify(inCase.title) })}
              {...langOf({ ...inCase, untranslated: true })}
            >
              {inCase.title}
            </a>
          </>
        ) : null}
      </p>
    </li>
  );
}

/** The numbers of sources, independent sources, preserved copies, and sentences without a source. */
export function SourcingNumbers({ article: { sourcing, notes } }: { article: PublicArticle }) {
  const t = useWords();
  const { claims, sources, origins, originsThen, held, hidden, direct, own, computed, overrides } = sourcing;
  if (claims + own + computed + overrides === 0) return null;
  const unaddressed = new Set(
    notes.flatMap(({ claim }) =>
      claim?.source && claim.source.url === null && claim.support !== 'passage' ? claim.source.number : [],
    ),
  );
  const lines = [
    claims ? t('publishing.public.sourcing.claims', { claims, sources, origins }) : '',
    claims && originsThen !== null && originsThen !== origins
      ? t('publishing.public.sourcing.then', { count: originsThen })
      : '',
    sources ? t('publishing.public.sourcing.held', { held, sources, named: sources - held }) : '',
    unaddressed.size ? t('publishing.public.sourcing.unaddressed', { count: unaddressed.size }) : '',
    hidden ? t('publishing.public.sourcing.hidden', { count: hidden }) : '',
    direct ? t('publishing.public.sourcing.direct', { count: direct }) : '',
    own ? t('publishing.public.sourcing.own', { count: own }) : '',
    computed ? t('publishing.public.sourcing.computed', { count: computed }) : '',
    t('publishing.public.sourcing.overrides', { count: overrides }),
  ];
  return (
    <section class="sourcing" aria-labelledby="sourcing">
      <h2 id="sourcing">{t('publishing.public.sourcing.title')}</h2>
      <p>{lines.filter(Boolean).join(' ')}</p>
      <p class="muted">
        {t('publishing.public.sourcing.hint')}{' '}
        <a href={`${routes.about()}#origins`}>{t('publishing.public.sourcing.method')}</a>
      </p>
    </section>
  );
}
