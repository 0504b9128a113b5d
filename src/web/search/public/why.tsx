import type { Translate } from '../../../platform/messages/messages.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { foldText } from '../../../record/actors/names/fold.ts';
import { findTerm, termLabel } from '../../../record/vocabulary/terms.ts';
import { isReadable } from '../../../search/meanings/readable.ts';
import type { BroaderSearch } from '../../../search/query/broader-searches.ts';
import type { Understood } from '../../../search/query/find.ts';
import type { Reason } from '../../../search/query/why.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { Filled } from '../../kit/components/filled.tsx';
import { Disputed } from '../../kit/components/values.tsx';
import { filterLabel } from '../../kit/words/filter-words.ts';
import type { RecordFilters } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';

const actWords = (t: Translate, key: string): string =>
  t(findTerm('incident-type', key) ? termLabel('incident-type', key) : termLabel('event-type', key));

/** A reason in words: “Country: Kazakhstan”. */
export function reasonWords(t: Translate, { kind, word, value }: Reason): string {
  switch (kind) {
    case 'country':
      return t('search.why.country', { value: countryName(value, t.locale) });
    case 'act': {
      const act = actWords(t, value);
      return foldText(act) === foldText(word) ? act : t('search.why.act', { word, value: act });
    }
    case 'date':
      return t('search.why.date', { value: edtfWords(t, value).text });
    case 'place':
      return t(foldText(value) === foldText(word) ? 'search.why.place_itself' : 'search.why.place', { word, value });
    case 'law':
    case 'same':
      return isReadable(value, word, t.locale)
        ? t(`search.why.${kind}`, { word, value })
        : t('search.why.other_language', { word });
    default:
      return t(`search.why.${kind}`, { word, value });
  }
}

/** Reasons why an item was found that its title and snippet do not show. */
export function Why({ reasons = [] }: { reasons: readonly Reason[] | undefined }) {
  const t = useWords();
  const different = new Map(reasons.map((reason) => [reasonWords(t, reason), reason]));
  if (different.size === 0) return null;
  return (
    <p class="muted">
      {[...different].map(([words, { kind, value, language, disputed }], index) => (
        <>
          {index ? ' · ' : ''}
          {language === undefined ? (
            words
          ) : (
            <Filled message={`search.why.${kind}`} name="value">
              <span lang={language}>{value}</span>
            </Filled>
          )}
          {disputed ? (
            <>
              {' '}
              <Disputed />
            </>
          ) : null}
        </>
      ))}
    </p>
  );
}

const maxNames = 3;
const maxActs = 4;

/** What else the search finds by a word, such as “Imprisonment” by “jailed”. Null if there is nothing else. */
function also(t: Translate, word: string, values: readonly string[], most: number): string | null {
  const others = values.filter((value) => foldText(value) !== foldText(word)).slice(0, most);
  return others.length ? t('search.understood.words', { word, values: others.join(', ') }) : null;
}

function understoodWords(t: Translate, { kind, word, values }: Understood): string | null {
  switch (kind) {
    case 'country':
      return values.map((value) => reasonWords(t, { kind, word, value })).join(' · ');
    case 'act':
      return also(t, word, [...new Set(values.map((value) => actWords(t, value)))], maxActs);
    case 'date':
      return reasonWords(t, { kind, word, value: values[0]! });
    case 'item':
      return also(
        t,
        word,
        values.map((value) => t(`search.public.kind.${value}`)),
        maxNames,
      );
    case 'common':
      return null;
    default:
      return also(
        t,
        word,
        values.filter((value) => isReadable(value, word, t.locale)),
        maxNames,
      );
  }
}

/** How the search understood the words, and which words it ignored because they are too common. */
export function UnderstoodWords({ understood }: { understood: readonly Understood[] }) {
  const t = useWords();
  const words = [...new Set(understood.flatMap((one) => understoodWords(t, one) ?? []))];
  const common = understood.flatMap((one) => (one.kind === 'common' ? [one.word] : []));
  if (words.length + common.length === 0) return null;
  return (
    <p class="muted">
      {words.length ? `${t('search.understood.label')} ${words.join(' · ')}` : null}
      {words.length && common.length ? '. ' : null}
      {common.length
        ? t('search.understood.common', { words: common.map((word) => t('kit.quoted', { words: word })).join(', ') })
        : null}
    </p>
  );
}

/** Links to searches with one word or filter less, for searches with few results. */
export function FewerWords({
  found,
  filters,
  address,
}: {
  found: readonly BroaderSearch[];
  filters: RecordFilters;
  address: (filters: RecordFilters) => string;
}) {
  const t = useWords();
  if (!found.length) return null;
  return (
    <nav aria-labelledby="fewer">
      <p id="fewer">{t('search.fewer.title')}</p>
      <ul>
        {found.map(({ without, query, count, more }) => (
          <li>
            <a
              href={address({
                ...filters,
                page: undefined,
                ...('filter' in without ? { [without.filter]: undefined } : { q: query.text }),
              })}
            >
              {'filter' in without
                ? t('search.fewer.filter', { filter: filterLabel(t, without.filter) })
                : t('search.fewer.word', { word: without.word })}
            </a>{' '}
            <span class="muted">{t(more ? 'search.fewer.more' : 'search.public.search.count', { count })}</span>
          </li>
        ))}
      </ul>
    </nav>
  );
}
