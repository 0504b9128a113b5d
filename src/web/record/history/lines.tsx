import type { Translate } from '../../../platform/messages/messages.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { useView } from '../../kit/view.tsx';
import { briefTitle, deskPage } from '../desk/links.ts';
import type { ChangeLineData } from './queries.ts';
import { When } from './when.tsx';

/** The changed item, linked to its page. */
export function ChangedThing({ row }: { row: { kind: string; thing: Brief | null } }) {
  const { t } = useView();
  if (!row.thing)
    return (
      <span>
        {t(t.has(`record.desk.kind.${row.kind}`) ? `record.desk.kind.${row.kind}` : 'record.desk.kind.other')}
      </span>
    );
  const title = briefTitle(t, row.thing);
  const href = deskPage(row.thing);
  return (
    <>
      <span class="who">{t(`record.desk.kind.${row.kind}`)}</span>{' '}
      {href ? <a href={href}>{title}</a> : <span>{title}</span>}
    </>
  );
}

/** "Aliya Nurlan" or "Kronika itself". */
export const whoWords = (t: (key: string) => string, row: { by: string | null }): string =>
  row.by ?? t('record.desk.history.house');

/** "at the desk", "by a command". */
export const viaWords = (t: Translate, via: string): string =>
  t(t.has(`record.desk.via.${via}`) ? `record.desk.via.${via}` : 'record.desk.via.web');

/** What a change set did, by its operation: "filed new items"; the operation's own name if it has no text. */
export const operationWords = (t: Translate, operation: string): string =>
  t.has(`record.history.operation.${operation}`) ? t(`record.history.operation.${operation}`) : operation;

/** One change set on one line. */
export function ChangeLine({ row }: { row: ChangeLineData }) {
  const { t } = useView();
  return (
    <>
      <p>
        <strong>{whoWords(t, row)}</strong> {t(`record.desk.action.${row.action}`)} <ChangedThing row={row} />
        {row.others > 0 ? ` ${t('record.desk.history.and_more', { count: row.others })}` : ''}
      </p>
      <p class="who">
        <When at={row.at} />
        {row.why ? ` · ${row.why}` : ''}
      </p>
    </>
  );
}
