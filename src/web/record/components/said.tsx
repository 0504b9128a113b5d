import type { Translate } from '../../../platform/messages/messages.ts';
import { speakingPage, type ClaimView } from '../../../record/views/claims.ts';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { distinctClaims, nameOf, ownWords } from './of-record.ts';
import { isPlain, SaidHow } from './chain.tsx';

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
  // A name after "Alleged by X;" would read as one who alleges it too.
  const lines = distinctClaims(claims).toSorted((a, b) => Number(isPlain(b.mode)) - Number(isPlain(a.mode)));
  if (!lines.length) return null;
  return (
    <p class="who said-by">
      {isPlain(lines[0]!.mode) ? <span class="sr">{t('record.public.said.by')} </span> : null}
      {lines.map((claim, index) => (
        <>
          {index ? '; ' : ''}
          <SaidHow mode={claim.mode} />
          <a href={routes.claim({ number: claim.number })}>{sayerWords(t, claim)}</a>
        </>
      ))}
      {origins !== undefined && lines.length > 1 && origins < lines.length ? (
        <span> ({t('record.public.said.origins', { count: origins })})</span>
      ) : null}
    </p>
  );
}
