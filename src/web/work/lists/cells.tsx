import type { Child } from 'hono/jsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import type { Column } from '../../../work/lists/declare.ts';
import type { ListRow } from '../../../work/lists/load.ts';
import { ClaimState, EdtfDate, VisibilityBadge, type ClaimStateKey } from '../../kit/components/values.tsx';
import { useView } from '../../kit/view.tsx';
import { briefTitle } from '../../record/desk/links.ts';
import { When } from '../../record/history/when.tsx';
import { SaidLine } from '../../record/show/facts.tsx';
import { BriefLine } from '../../record/show/parts.tsx';
import { valueWords } from '../../record/show/words.ts';

type Shown = { column: Column; row: ListRow; things: ReadonlyMap<number, Brief> };

const none = '–';
const briefIn = (value: unknown, things: Shown['things']): Brief | undefined =>
  value === null || value === undefined ? undefined : things.get(Number(value));

/** The words of a property's values, without repetitions. */
const factWords = (t: Translate, { facts }: ListRow, property: string): string[] => [
  ...new Set(facts.find((one) => one.property === property)?.values.map((one) => valueWords(t, one)) ?? []),
];

/** One cell of a list. */
export function Cell({ column, row, things }: Shown): Child {
  const { t } = useView();
  const { name, value } = column;
  const own = row.values[name];
  const words = (): Child => cellWords(t, { column, row, things }) ?? none;
  switch (value.type) {
    case 'title':
      return row.claim ? (
        <span lang={row.brief.hidden ? undefined : row.claim.language}>
          <BriefLine brief={{ ...row.brief, visibility: 'desk' }} />{' '}
          <VisibilityBadge visibility={row.brief.visibility} />
        </span>
      ) : (
        <>
          <BriefLine brief={{ ...row.brief, visibility: 'desk' }} />{' '}
          <VisibilityBadge visibility={row.brief.visibility} />
        </>
      );
    case 'said':
      return row.claim && !row.brief.hidden ? <SaidLine claim={row.claim} bare /> : none;
    case 'moment':
      return own instanceof Date ? <When at={own} /> : none;
    case 'date':
      return own ? <EdtfDate edtf={String(own)} /> : none;
    case 'due':
      return row.due ? <EdtfDate edtf={row.due} /> : none;
    case 'thing': {
      const brief = briefIn(own, things);
      return brief ? <BriefLine brief={brief} /> : none;
    }
    case 'key':
      return name === 'state' && row.claim ? <ClaimState state={String(own) as ClaimStateKey} /> : words();
    default:
      return words();
  }
}

/** The value of a cell for a file: words, a number, or a date as ISO 8601 and EDTF write it. Null if there is none. */
export function cellWords(t: Translate, { column: { name, value }, row, things }: Shown): string | number | null {
  const own = row.values[name];
  switch (value.type) {
    case 'title':
      return briefTitle(t, row.brief);
    case 'said':
      return null;
    case 'claims':
    case 'unchecked':
      return row.counts?.[value.type] ?? 0;
    case 'due':
      return row.due ?? null;
    case 'tags':
      return row.tags.join(', ') || null;
    case 'property': {
      const words = factWords(t, row, value.property.key);
      return words.length ? words.join('; ') : null;
    }
    case 'thing': {
      const brief = briefIn(own, things);
      return brief ? briefTitle(t, brief) : null;
    }
    case 'moment':
      return own instanceof Date ? own.toISOString() : null;
    case 'count':
      return own === null || own === undefined ? null : Number(own);
    case 'language':
      return own ? languageName(String(own), t.locale) : null;
    case 'key': {
      const key = value.words(String(own));
      return own === null || own === undefined ? null : t.has(key) ? t(key) : String(own);
    }
    default:
      return own === null || own === undefined || own === '' ? null : String(own);
  }
}

/** Whether the values of a column are numbers, which are aligned to the end. */
export const isNumeric = ({ value: { type } }: Column): boolean =>
  type === 'count' || type === 'claims' || type === 'unchecked';
