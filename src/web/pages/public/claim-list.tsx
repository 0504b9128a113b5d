import type { ClaimView } from '../../../record/views/claims.ts';
import { ClaimChain } from '../../components/chain.tsx';
import { chainOf, ownWords, supportOf } from '../../components/of-record.ts';
import { ModeWord } from '../../components/values.tsx';
import { routes } from '../../routes.ts';
import { useWords } from '../../view.tsx';

/** The words of a claim: a quotation in marks, a paraphrase as it is. */
export function Wording({ claim }: { claim: ClaimView }) {
  const t = useWords();
  const language = claim.language === t.locale || claim.language === 'und' ? undefined : claim.language;
  return claim.kind === 'quotation' ? <q lang={language}>{claim.wording}</q> : <span lang={language}>{claim.wording}</span>;
}

/** Claims with who says each. */
export function ClaimList({ claims }: { claims: readonly ClaimView[] }) {
  const t = useWords();
  return (
    <ul class="claims">
      {claims.map((claim) => (
        <li>
          <p>
            <Wording claim={claim} />
          </p>
          <p class="who">
            {claim.mode === 'stated' || claim.mode === 'quoted' ? null : (
              <>
                <ModeWord mode={claim.mode} />:{' '}
              </>
            )}
            <ClaimChain chain={chainOf(t, claim)} support={supportOf(t, claim)} ownWords={ownWords(claim)} />
            {' · '}
            <a href={routes.claim({ number: claim.number })}>{t('public.claim.number', { number: claim.number })}</a>
          </p>
        </li>
      ))}
    </ul>
  );
}
