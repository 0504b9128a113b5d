import type { Reader } from '../../../platform/database/tx.ts';
import { loadClaims, type ClaimView } from '../../../record/views/claims.ts';
import type { Early, Found } from '../../../search/query/find.ts';
import type { Hit, Snippet } from '../../../search/query/hit.ts';
import type { RecordFilters } from '../../routes.ts';
import { ClaimList } from '../../record/public/claim-list.tsx';
import { useWords } from '../../kit/view.tsx';
import { MarkedSnippet } from './filters.tsx';
import { UnderstoodWords, Why } from './why.tsx';

/** By the id of a case, its claim that best matches the search. */
export type Said = ReadonlyMap<number, { claim: ClaimView; marked: Snippet }>;

export const saidIn = (found: Found, claims: ReadonlyMap<number, ClaimView>): Said =>
  new Map(
    found.said.flatMap((hit) =>
      claims.has(hit.id) ? [[hit.case.id, { claim: claims.get(hit.id)!, marked: hit.marked }] as const] : [],
    ),
  );

/**
 * Loads data about hits and claims while the search is still running.
 * @param loadAbout loads what the page shows about the hits
 * @returns `early`: functions that the search calls as soon as it has the hits or claims
 */
export function whileSearching<About>(
  db: Reader,
  loadAbout: (hits: readonly Pick<Hit, 'id' | 'kind'>[]) => Promise<About>,
): { early: Early; about(): Promise<About | undefined>; claims(): Promise<Map<number, ClaimView>> } {
  const loading: Promise<ClaimView[]>[] = [];
  let about: Promise<About> | undefined;
  // If the search fails, nothing awaits these promises. A rejection without a handler would end the process.
  const unawaited = <T,>(promise: Promise<T>): Promise<T> => {
    promise.catch(() => {});
    return promise;
  };
  // Claims come from the record, because the index does not have their attribution.
  const load = (ids: readonly number[]): void => void loading.push(unawaited(loadClaims(db, ids, 'public')));
  return {
    early: {
      hits: (found) => {
        about = unawaited(loadAbout(found));
        load(found.flatMap(({ id, kind }) => (kind === 'claim' ? [id] : [])));
      },
      claims: load,
    },
    about: async () => about,
    claims: async () => new Map((await Promise.all(loading)).flat().map((claim) => [claim.id, claim])),
  };
}

/**
 * Notes about how the text was searched: with another spelling instead, without some of the words, with synonyms, or
 * without comparing all words with names.
 */
export function SearchNotes({ found, asked }: { found: Found; asked: string | undefined }) {
  const t = useWords();
  return (
    <>
      {found.instead && asked ? <p>{t('search.instead', { asked, shown: found.instead })}</p> : null}
      {found.lacking ? <LackingWords lacking={found.lacking} /> : null}
      <UnderstoodWords understood={found.understood} />
      {found.complete ? null : <p>{t('search.incomplete')}</p>}
    </>
  );
}

/** Which words no item has, and how many of the other words each result has at least. */
function LackingWords({ lacking: { nowhere, least, of } }: { lacking: NonNullable<Found['lacking']> }) {
  const t = useWords();
  const words = nowhere.map((word) => t('kit.quoted', { words: word })).join(', ');
  return (
    <p>
      {nowhere.length ? t('search.lacking.nowhere', { words }) : null}{' '}
      {least < of ? t('search.lacking.some', { least, of }) : null}
    </p>
  );
}

/**
 * The filters for downloads and feeds of the page. They have the spelling that was searched instead, if there is one.
 */
export const shownFor = (found: Found, filters: RecordFilters): RecordFilters =>
  found.instead ? { ...filters, q: found.instead } : filters;

/** Why the search found an item: its text with the matching words marked, the reasons, and a matching claim. */
export function Shown({
  hit,
  said,
}: {
  hit: Hit | undefined;
  said: { claim: ClaimView; marked: Snippet } | undefined;
}) {
  const body = hit?.marked?.body;
  // The claim below shows the same words after our translation of them, so they are not shown twice.
  const repeated = said?.claim.ours !== undefined && said.claim.wording === body?.map(({ text }) => text).join('');
  return (
    <>
      {body && !repeated ? (
        <p class="snippet" lang={hit.marked?.language}>
          <MarkedSnippet snippet={body} />
        </p>
      ) : null}
      <Why reasons={hit?.why} />
      {said ? <ClaimList claims={[said.claim]} marked={new Map([[said.claim.id, said.marked]])} /> : null}
    </>
  );
}
