import { useView } from '../../../view.tsx';
import { briefTitle, deskPage } from '../record/links.ts';
import type { ChangeLineData, ChangeRow } from './queries.ts';
import { When } from './when.tsx';

/** The thing a change touched, linked to its page. */
export function ChangedThing({ row }: { row: ChangeRow }) {
  const { t } = useView();
  if (!row.thing) return <span>{t(t.has(`desk.kind.${row.kind}`) ? `desk.kind.${row.kind}` : 'desk.kind.other')}</span>;
  const title = briefTitle(t, row.thing);
  const href = deskPage(row.thing);
  return (
    <>
      <span class="who">{t(`desk.kind.${row.kind}`)}</span> {href ? <a href={href}>{title}</a> : <span>{title}</span>}
    </>
  );
}

/** "Aliya Nurlan" or "Kronika itself". */
export const whoWords = (t: (key: string) => string, row: Pick<ChangeRow, 'by'>): string => row.by ?? t('desk.history.house');

/** One write in one line. */
export function ChangeLine({ row }: { row: ChangeLineData }) {
  const { t } = useView();
  return (
    <>
      <p>
        <strong>{whoWords(t, row)}</strong> {t(`desk.action.${row.action}`)} <ChangedThing row={row} />
        {row.others > 0 ? ` ${t('desk.history.and_more', { count: row.others })}` : ''}
      </p>
      <p class="who">
        <When at={row.at} />
        {row.why ? ` · ${row.why}` : ''}
      </p>
    </>
  );
}
