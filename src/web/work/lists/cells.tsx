import type { Child } from 'hono/jsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { cellOf, type Cell } from '../../../work/lists/cell.ts';
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

export function CellView({ column, row, things }: Shown): Child {
  const { t } = useView();
  const cell = cellOf(column, row, things);
  switch (cell?.is) {
    case 'title': {
      const title = (
        <>
          <BriefLine brief={{ ...cell.brief, visibility: 'desk' }} />{' '}
          <VisibilityBadge visibility={cell.brief.visibility} />
        </>
      );
      return row.claim ? <span lang={cell.brief.hidden ? undefined : row.claim.language}>{title}</span> : title;
    }
    case 'said':
      return <SaidLine claim={cell.claim} bare />;
    case 'moment':
      return <When at={cell.at} />;
    case 'date':
      return <EdtfDate edtf={cell.edtf} />;
    case 'thing':
      return <BriefLine brief={cell.brief} />;
    case 'key':
      if (column.name === 'state' && row.claim) return <ClaimState state={cell.key as ClaimStateKey} />;
  }
  return (cell && wordsOf(t, cell)) ?? '–';
}

/** The value of a cell in a file: a text, a number, or a date in ISO 8601 or EDTF. Null if the cell is empty. */
export function cellWords(t: Translate, { column, row, things }: Shown): string | number | null {
  const cell = cellOf(column, row, things);
  return cell && wordsOf(t, cell);
}

function wordsOf(t: Translate, cell: Cell): string | number | null {
  switch (cell.is) {
    case 'title':
    case 'thing':
      return briefTitle(t, cell.brief);
    case 'said':
      return null;
    case 'number':
      return cell.number;
    case 'tags':
      return cell.tags.join(', ') || null;
    case 'values':
      return [...new Set(cell.values.map((one) => valueWords(t, one)))].join('; ') || null;
    case 'moment':
      return cell.at.toISOString();
    case 'date':
      return cell.edtf;
    case 'language':
      return languageName(cell.tag, t.locale);
    case 'key':
      return t.has(cell.words) ? t(cell.words) : cell.key;
    case 'text':
      return cell.text;
  }
}

/** Whether the values of a column are numbers, which are right-aligned. */
export const isNumeric = ({ value: { type } }: Column): boolean =>
  type === 'count' || type === 'claims' || type === 'unchecked';
