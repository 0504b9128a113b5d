import type { ClaimView } from '../../../record/views/claims.ts';
import { ClaimChain, isPlain } from '../components/chain.tsx';
import { Passage } from '../components/cited.tsx';
import { chainOf, openSupportOf, ownWords, supportOf, wordsOf, type Opened } from '../components/of-record.ts';
import { routes } from '../../routes.ts';
import type { Snippet } from '../../../search/query/hit.ts';
import { OursBelow } from '../../kit/components/ours.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { useWords } from '../../kit/view.tsx';
import { Marked } from '../../search/public/filters.tsx';

/**
 * The words of a claim. Only a quotation has quotation marks. `marked`: the same words with highlighted search terms.
 */
export function Wording({ claim, marked }: { claim: ClaimView; marked?: Snippet }) {
  const t = useWords();
  const language = claim.language === t.locale || claim.language === 'und' ? undefined : claim.language;
  const words = marked ? <Marked snippet={marked} /> : claim.wording;
  return claim.kind === 'quotation' ? (
    <q lang={language}>{words}</q>
  ) : (
    <span {...langOf({ language, untranslated: true })}>{words}</span>
  );
}

/**
 * A list of claims, each with its attribution. `here`: the page is that of their source. The source is then not
 * repeated; each claim has its passage and a link to the preserved page instead.
 */
export function ClaimList({
  claims,
  marked,
  here,
}: {
  claims: readonly ClaimView[];
  marked?: ReadonlyMap<number, Snippet>;
  here?: { opened: Opened };
}) {
  const t = useWords();
  return (
    <ul class="claims">
      {claims.map((claim) => (
        <li>
          <p>
            <Wording claim={claim} marked={marked?.get(claim.id)} />
          </p>
          <OursBelow words={claim.ours} />
          {here ? <Passage support={openSupportOf(t, claim, here.opened)} words={wordsOf(claim)} /> : null}
          <p class="who">
            {here && ownWords(claim) && isPlain(claim.mode) ? null : (
              <>
                <ClaimChain
                  chain={chainOf(t, claim)}
                  mode={claim.mode}
                  support={here ? undefined : supportOf(t, claim)}
                  ownWords={ownWords(claim)}
                />
                {' · '}
              </>
            )}
            <a href={routes.claim({ number: claim.number })}>
              {t('record.public.claim.number', { number: claim.number })}
            </a>
          </p>
        </li>
      ))}
    </ul>
  );
}
