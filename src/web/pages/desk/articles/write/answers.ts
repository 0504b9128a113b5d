import type { ArticleCheck } from '../../../../../documents/checks/check-article.ts';
import { problemMessage } from '../../../../../documents/checks/problem.ts';
import type { CitedClaims } from '../../../../../documents/claims/cited-claim.ts';
import { embedFaultLabel, embedKey, type EmbedLooks } from '../../../../../documents/embeds/registry.ts';
import type { HeldWords } from '../../../../../publishing/writing.ts';
import type { Translate } from '../../../../../platform/messages.ts';
import type { ClaimView } from '../../../../../record/views/claims.ts';
import { termLabel } from '../../../../../record/vocabulary/terms.ts';
import { chainWords } from '../../../../components/chain.tsx';
import { chainOf, ownWords, supportOf } from '../../../../components/of-record.ts';
import { routes } from '../../../../routes.ts';
import type { Checked, ClaimCard, Held } from './wire.ts';

/** A claim as the editor shows it beside a sentence and among those to cite. */
export function cardOf(t: Translate, claim: ClaimView, ref: string = claim.ref): ClaimCard {
  const notes = [
    ...(claim.withdrawn || claim.state === 'withdrawn' ? [t('write.claim.withdrawn')] : claim.state === 'draft' ? [t('write.claim.draft')] : []),
    ...(claim.visibility === 'public' ? [] : [t(`write.claim.${claim.visibility === 'sealed' ? 'sealed' : 'desk'}`)]),
  ];
  return {
    ref,
    number: claim.number,
    href: routes.desk.claim({ number: claim.number }),
    wording: claim.wording,
    quotation: claim.kind === 'quotation',
    language: claim.language,
    mode: claim.mode === 'stated' || claim.mode === 'quoted' ? null : t(termLabel('mode', claim.mode)),
    chain: chainWords(t, chainOf(t, claim), supportOf(t, claim), ownWords(claim)),
    source: claim.source?.title ?? null,
    passage: claim.passage?.exact ?? null,
    notes,
  };
}

/** What the checks found, in words. */
export function checkedOf(t: Translate, check: ArticleCheck, claims: CitedClaims): Checked {
  return {
    sentences: Object.fromEntries(
      check.sentences.flatMap((one) =>
        one.problems.length
          ? [[one.sentenceId, one.problems.map((problem) => ({ code: problem.code, words: t(problemMessage(problem.code), problem.params), blocks: problem.severity === 'blocks', overridden: problem.overridden, run: problem.params.run ?? problem.params.name ?? null }))]]
          : [],
      ),
    ),
    embeds: check.embeds.map(({ embed, fault }) => ({ ...embed, words: t(embedFaultLabel(fault), { ref: embed.ref }) })),
    claims: Object.fromEntries([...claims].map(([ref, claim]) => [ref, cardOf(t, claim.desk, ref)])),
    blocking: check.blocking,
    hasBody: check.hasBody,
  };
}

/** What embeds are called, by `embedKey`. */
export const titlesOf = (looks: EmbedLooks): Record<string, string> => Object.fromEntries([...looks].map(([key, look]) => [key, look.title]));
export { embedKey };

export const heldOf = (t: Translate, held: readonly HeldWords[]): Held[] =>
  held.map(({ source, capture, whole, claims }) => ({
    source: source.title,
    href: routes.desk.capture({ number: source.number, capture: capture.number }),
    file: routes.desk.newClaim({ source: source.number }),
    whole,
    claims: claims.map((claim) => cardOf(t, claim)),
  }));
