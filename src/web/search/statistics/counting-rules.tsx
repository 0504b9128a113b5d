import type { Translate } from '../../../platform/messages/messages.ts';
import { findFacet, type FacetName } from '../../../record/vocabulary/facets.ts';
import { termLabel, withNarrower, type VocabularyKey } from '../../../record/vocabulary/terms.ts';
import type { Statistic, Value } from '../../../search/statistics/count.ts';
import type { Dimension } from '../../../search/statistics/query.ts';
import { useWords } from '../../kit/view.tsx';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import { valueWords } from '../charts/words.ts';

/** The vocabulary that contains the values of a dimension. Null if none does. */
function listOf(by: Dimension): VocabularyKey | null {
  if (by === 'group') return 'incident-type';
  if (by === 'outlet-type') return 'organisation-kind';
  const values = findFacet(by as FacetName)?.values;
  return values?.of === 'choice' ? values.list : null;
}

/** The name of a wide value, and the names of the narrower values that it includes. */
type Wide = { name: string; narrower: string[] };

function wideValues(t: Translate, by: Dimension, rows: readonly Value[]): Wide[] {
  const list = listOf(by);
  if (list === null) return [];
  return rows.flatMap((row) => {
    const { value } = row;
    if (value === null) return [];
    const narrower = withNarrower(list, value).filter((key) => key !== value);
    if (narrower.length === 0) return [];
    return { name: valueWords(t, by, row), narrower: narrower.map((key) => lowerFirst(t, t(termLabel(list, key)))) };
  });
}

/**
 * A collapsed note that says what a chart counts: when a case is counted under a value, and which narrower values a
 * wide value includes.
 * @param rows the values that the chart shows
 */
export function CountingRules({ statistic: { query }, rows }: { statistic: Statistic; rows: readonly Value[] }) {
  const t = useWords();
  const dimensions = [query.by, query.with].filter((by) => by !== null);
  const keys = [...dimensions, ...(query.over ? ['over'] : [])].map((key) => `search.statistics.counts.${key}`);
  const wide = query.by ? wideValues(t, query.by, rows) : [];
  return (
    <details class="fold figure-note">
      <summary>{t('search.statistics.counts.label')}</summary>
      {[...new Set(keys.map((key) => t(t.has(key) ? key : 'search.statistics.counts.other')))].map((words) => (
        <p>{words}</p>
      ))}
      {wide.map(({ name, narrower }) => (
        <p>
          <b>{name}</b> {t('search.statistics.counts.includes', { values: narrower.join('; ') })}
        </p>
      ))}
    </details>
  );
}
