import type { Translate } from '../../../platform/messages/messages.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { useView } from '../../kit/view.tsx';
import { briefTitle, deskPage } from '../desk/links.ts';
import type { ChangeLineData } from './queries.ts';
import { When } from './when.tsx';

/** The changed item, linked to its page; for an account or a team, its name. */
export function ChangedThing({ row }: { row: { kind: string; thing: Brief | null; name?: string } }) {
  const { t } = useView();
  const kind = t(t.has(`record.desk.kind.${row.kind}`) ? `record.desk.kind.${row.kind}` : 'record.desk.kind.other');
  if (!row.thing)
    return (
      <span>
        {kind.charAt(0).toLocaleLowerCase(t.tag) + kind.slice(1)}
        {row.name ? ` ${t('kit.quoted', { words: row.name })}` : ''}
      </span>
    );
  const title = briefTitle(t, row.thing);
  const href = deskPage(row.thing);
  return (
    <>
      {href ? <a href={href}>{t('kit.quoted', { words: title })}</a> : <span>{t('kit.quoted', { words: title })}</span>}{' '}
      <span class="who">({kind})</span>
    </>
  );
}

/**
 * "Aliya Nurlan", "Kronika", or that the person was not signed in: a reader, or the owner of an account, who sets the
 * password.
 */
export function whoWords(
  t: Translate,
  row: { by: string | null; via: string; kind?: string; operation?: string },
): string {
  if (row.by !== null) return row.by;
  if (row.via !== 'web') return t('record.desk.history.house');
  const ofAccount = row.kind === 'account' || row.operation?.startsWith('accounts.');
  return t(`record.desk.history.${ofAccount ? 'link_holder' : 'visitor'}`);
}

/** "in the browser", "with a command on the server". */
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
        {row.others > 0 ? `, ${t('record.desk.history.with_more', { count: row.others })}` : ''}
      </p>
      <p class="who">
        <When at={row.at} />
        {row.why ? ` · ${row.why}` : ''}
      </p>
    </>
  );
}
