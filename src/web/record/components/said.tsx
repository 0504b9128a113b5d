import type { Translate } from '../../../platform/messages/messages.ts';
import { speakingPage, type ClaimView } from '../../../record/views/claims.ts';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { distinctClaims, nameOf, ownWords } from './of-record.ts';
import { Shape } from '../../kit/components/shapes.tsx';

const speakers = (t: Translate, claim: ClaimView): string[] => {
  const names = claim.chain.map((link) =>
    link.hidden
      ? t('kit.chain.hidden')
      : link.speaker
        ? nameOf(t, link.speaker)
        : (link.asWritten ?? speakingPage(claim, link)?.title ?? t('kit.chain.nobody')),
  );
  // The page is the last to report it, unless it says it in its own words.
  if (claim.publisher && !ownWords(claim) && claim.publisher.title !== names.at(-1)) names.push(claim.publisher.title);
  return names;
};

/** "Zeinulla Kakimzhanov, via Human Rights Watch, via Transitions Online": short enough for a line below a value. */
export function sayerWords(t: Translate, claim: ClaimView): string {
  const [first = t('kit.chain.nobody'), ...rest] = speakers(t, claim);
  if (claim.support === 'direct-word') return t('record.public.said.direct', { name: first });
  return [first, ...rest.map((name) => t('kit.chain.via', { name }))].join(', ');
}

/**
 * Who says so, below a value: each name links to the claim, with attribution, wording and source. Alleged, denied or
 * estimated is said before the name.
 */
export function SaidBy({ claims, origins }: { claims: readonly ClaimView[]; origins?: number }) {
  const t = useWords();
  const lines = distinctClaims(claims);
  if (!lines.length) return null;
  return (
    <p class="who said-by">
      <span class="sr">{t('record.public.said.by')} </span>
      {lines.map((claim, index) => (
        <>
          {index ? '; ' : ''}
          {claim.mode === 'stated' || claim.mode === 'quoted' ? null : (
            <b>
              <Shape name={claim.mode === 'left-unclear' ? 'left_unclear' : claim.mode} />{' '}
              {t(`record.public.said.mode.${claim.mode}`)}{' '}
            </b>
          )}
          <a href={routes.claim({ number: claim.number })}>{sayerWords(t, claim)}</a>
        </>
      ))}
      {origins !== undefined && lines.length > 1 && origins < lines.length ? (
        <span> ({t('record.public.said.origins', { count: origins })})</span>
      ) : null}
    </p>
  );
}
