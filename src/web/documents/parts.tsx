import { notComparedReasons } from '../../documents/agreement/cited.ts';
import type { ArticleCheck } from '../../documents/checks/check-article.ts';
import { embedFaultLabel } from '../../documents/embeds/registry.ts';
import { blockLabel } from '../../documents/model/form.ts';
import { shorten } from '../../platform/text/shorten.ts';
import type { ClaimView } from '../../record/views/claims.ts';
import { ClaimChain } from '../record/components/chain.tsx';
import { Card } from '../kit/components/desk.tsx';
import { chainOf } from '../record/components/of-record.ts';
import { Empty, Notice } from '../kit/components/page-parts.tsx';
import { Shape } from '../kit/components/shapes.tsx';
import { ClaimState, ModeWord, VisibilityBadge } from '../kit/components/values.tsx';
import { isTree, type Tree, type TreeValue } from '../kit/forms/tree.ts';
import { routes } from '../routes.ts';
import { useWords } from '../kit/view.tsx';
import { comparedWords, heldAddress, partsWords, problemWords } from '../publishing/articles/problem-words.ts';

/** The address that opens the editor with the caret in a sentence. */
export const sentenceInEditor = (number: number, sentenceId: string): string =>
  `${routes.desk.writeArticle({ number })}#${sentenceId}`;

/** The problems that the checks found, by sentence, photo and embed. `hrefOf` returns the link to a sentence's field. */
export function Problems({
  check,
  hrefOf,
}: {
  check: ArticleCheck;
  hrefOf?: (sentenceId: string) => string | undefined;
}) {
  const t = useWords();
  const sentences = check.sentences.filter((one) => one.problems.length);
  const photos = check.photos.filter((one) => one.problems.length);
  if (!sentences.length && !photos.length && !check.embeds.length && check.hasBody)
    return (
      <Notice title={t('publishing.articles.check.none')}>
        <p>{t('publishing.articles.check.none_lead')}</p>
        <LetterParts check={check} />
        <ComparedSentences check={check} hrefOf={hrefOf} />
      </Notice>
    );
  return (
    <section class="panel" aria-labelledby="check" id="check-panel">
      <h2 id="check">{t('publishing.articles.check.title', { count: check.blocking })}</h2>
      <LetterParts check={check} />
      <ComparedSentences check={check} hrefOf={hrefOf} />
      {check.hasBody ? null : <p>{t('documents.error.body.missing')}</p>}
      {check.embeds.length ? (
        <ul class="list checks">
          {check.embeds.map(({ embed, fault, params }) => (
            <li>
              <Shape name="warning" /> {t(blockLabel(embed.kind))}: {t(embedFaultLabel(fault), params)}
            </li>
          ))}
        </ul>
      ) : null}
      <ol class="list checks">
        {sentences.map((one) => {
          const href = hrefOf?.(one.sentenceId);
          return (
            <li>
              <p class="said">
                {one.where === 'headline' || one.where === 'standfirst'
                  ? `${t(`publishing.articles.${one.where}`)}: `
                  : ''}
                {href ? (
                  <a href={href}>{one.text || t('publishing.articles.check.empty')}</a>
                ) : (
                  one.text || t('publishing.articles.check.empty')
                )}
              </p>
              <ul>
                {one.problems.map((problem) => (
                  <li>
                    <Shape
                      name={problem.overridden ? 'acknowledged' : problem.severity === 'blocks' ? 'warning' : 'note'}
                    />{' '}
                    {problemWords(t, problem)}
                    {problem.overridden ? ` ${t('publishing.articles.check.overridden')}` : ''}{' '}
                    {heldAddress(problem) ? (
                      <a href={heldAddress(problem)!}>{t('publishing.articles.check.held')}</a>
                    ) : null}
                  </li>
                ))}
              </ul>
              {one.override && one.overridden ? (
                <p class="hint">{t('publishing.articles.check.reason', { reason: one.override.reason })}</p>
              ) : null}
            </li>
          );
        })}
        {photos.map((one) => {
          const number = Number(one.photo.split('/')[1]);
          return (
            <li>
              <p class="said">
                <a href={routes.desk.photo({ number })}>{t('record.photos.number', { number })}</a>
              </p>
              <ul>
                {one.problems.map((problem) => (
                  <li>
                    <Shape name={problem.severity === 'blocks' ? 'warning' : 'note'} /> {problemWords(t, problem)}
                  </li>
                ))}
              </ul>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** Says how many sentences of a letter need no source, because they are a salutation, a demand or an appeal. */
function LetterParts({ check }: { check: ArticleCheck }) {
  const words = partsWords(useWords(), check);
  return words ? <p>{words}</p> : null;
}

/** The most sentences that are listed for each reason. */
const maxListed = 10;

/** Says how many sentences were compared with their claims, and lists the others by the reason why they were not. */
export function ComparedSentences({
  check,
  hrefOf,
}: {
  check: ArticleCheck;
  hrefOf?: (id: string) => string | undefined;
}) {
  const t = useWords();
  const { agreement, sentences } = check;
  const reasons = notComparedReasons.flatMap((reason) => {
    const not = sentences.filter(({ compared }) => compared === reason);
    return not.length ? [{ reason, not }] : [];
  });
  const words = comparedWords(t, agreement);
  if (reasons.length === 0)
    return (
      <>
        <p>{words}</p>
        {agreement.citing ? <p class="hint">{t('documents.compared.limits')}</p> : null}
      </>
    );
  return (
    <>
      <p>
        <b>{words}</b>
      </p>
      <ul>
        {reasons.map(({ reason, not }) => (
          <li>
            {t('documents.compared.count', { count: not.length, why: t(`documents.compared.why.${reason}`) })}
            <ul>
              {not.slice(0, maxListed).map(({ sentenceId, text }) => {
                const href = hrefOf?.(sentenceId);
                return <li>{href ? <a href={href}>{shorten(text)}</a> : shorten(text)}</li>;
              })}
              {not.length > maxListed ? <li>…</li> : null}
            </ul>
          </li>
        ))}
      </ul>
      <p class="hint">{t('documents.compared.limits')}</p>
    </>
  );
}

/** Claims to cite, beside the form. With scripts, a button adds the claim's number to the current sentence. */
export function ClaimsToCite({ claims, found }: { claims: readonly ClaimView[]; found: boolean }) {
  const t = useWords();
  if (!claims.length)
    return (
      <Empty title={t(found ? 'publishing.articles.cite.none_found' : 'publishing.articles.cite.none')}>
        {t('publishing.articles.cite.none_lead')}
      </Empty>
    );
  return (
    <>
      <h3>{t(found ? 'publishing.articles.cite.found' : 'publishing.articles.cite.of_cases')}</h3>
      {claims.map((claim) => (
        <Card
          id={`cite-${claim.number}`}
          title={
            <a href={routes.desk.claim({ number: claim.number })}>
              {t('publishing.articles.cite.claim', { number: claim.number })}
            </a>
          }
          badges={
            <>
              {claim.state === 'checked' ? null : <ClaimState state={claim.state} />}
              {claim.visibility === 'public' ? null : <VisibilityBadge visibility={claim.visibility as 'desk'} />}
              <ModeWord mode={claim.mode} />
            </>
          }
        >
          <p lang={claim.language}>{claim.kind === 'quotation' ? `“${claim.wording}”` : claim.wording}</p>
          <p class="hint">
            <ClaimChain chain={chainOf(t, claim)} />
            {claim.source ? `, ${t('kit.chain.in')} ${t('kit.quoted', { words: claim.source.title })}` : ''}
          </p>
          <button class="button small needs-script" type="button" hidden data-cite={String(claim.number)}>
            {t('publishing.articles.cite.use', { number: claim.number })}
          </button>
        </Card>
      ))}
    </>
  );
}

/** The text field of each sentence in the form, by the sentence's id. */
export function sentenceFieldsIn(values: Tree): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (value: TreeValue, path: string): void => {
    if (Array.isArray(value)) value.forEach((one, index) => walk(one, `${path}-${index}`));
    else if (isTree(value)) {
      if (typeof value.id === 'string' && value.id && 'text' in value) found.set(value.id, `#article${path}-text`);
      for (const [name, one] of Object.entries(value)) walk(one, `${path}-${name}`);
    }
  };
  walk(values, '');
  return found;
}
