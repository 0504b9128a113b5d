import { group } from '../../../platform/text/group.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { ClaimChain, isPlain } from '../components/chain.tsx';
import { Passage } from '../components/cited.tsx';
import { chainOf, openSupportOf, ownWords, supportOf, wordsOf, type Opened } from '../components/of-record.ts';
import { routes } from '../../routes.ts';
import type { Snippet } from '../../../search/query/hit.ts';
import { OriginalBelow, OurQuotation } from '../../kit/components/ours.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { useWords } from '../../kit/view.tsx';
import { MarkedSnippet } from '../../search/public/filters.tsx';

/**
 * The words of a claim, or our translation of them (`OriginalOf` then shows the original words). Only a quotation has
 * quotation marks.
 * @param props.marked the words with highlighted search terms
 */
export function Wording({ claim, marked }: { claim: ClaimView; marked?: Snippet }) {
  const t = useWords();
  const language = claim.language === t.locale || claim.language === 'und' ? undefined : claim.language;
  if (claim.ours !== undefined) return <OurQuotation words={claim.ours} />;
  const words = marked ? <MarkedSnippet snippet={marked} /> : claim.wording;
  return claim.kind === 'quotation' ? (
    <q lang={language}>{words}</q>
  ) : (
    <span {...langOf({ language, untranslated: true })}>{words}</span>
  );
}

/** The words of a claim, below our translation of them. Nothing if there is no translation. */
export const OriginalOf = ({ claim, marked }: { claim: ClaimView; marked?: Snippet }) => (
  <OriginalBelow language={claim.language} ours={claim.ours}>
    {marked ? <MarkedSnippet snippet={marked} /> : claim.wording}
  </OriginalBelow>
);

/**
 * A list of claims with their attributions. The same words from several sources are shown once. On the page of the
 * source of these claims (`here`), each claim has its passage and the preserved page instead of the source.
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
  const same = group(claims.map((claim) => [`${claim.kind} ${claim.language} ${claim.wording}`, claim] as const));
  return (
    <ul class="claims">
      {[...same.values()].map((alike) => (
        <li>
          <p>
            <Wording claim={alike[0]!} marked={marked?.get(alike[0]!.id)} />
          </p>
          <OriginalOf claim={alike[0]!} marked={marked?.get(alike[0]!.id)} />
          {alike.map((claim) => (
            <Attribution claim={claim} here={here} />
          ))}
        </li>
      ))}
    </ul>
  );
}

/** The attribution of a claim, with a link to its page. With `here`, also its passage. */
function Attribution({ claim, here }: { claim: ClaimView; here?: { opened: Opened } }) {
  const t = useWords();
  return (
    <>
      {here ? <Passage support={openSupportOf(t, claim, here.opened)} words={wordsOf(claim)} /> : null}
      <p class="muted">
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
        <a href={routes.claim({ number: claim.number })}>{t('record.public.claim.number', { number: claim.number })}</a>
      </p>
    </>
  );
}
