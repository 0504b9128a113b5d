import type { Translate } from '../../../platform/messages/messages.ts';
import type { About } from '../../../record/proposals/list.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { useView } from '../../kit/view.tsx';
import { briefTitle, deskPage } from '../desk/links.ts';
import type { ChangeLineData } from './queries.ts';
import { When } from './when.tsx';

type ChangedRow = {
  kind: string;
  action: string;
  thing: Brief | null;
  name?: string;
  about?: About;
  operation?: string;
};

/** The changed item, linked to its page; the name of an account or team; or what a proposal is about. */
function ChangedThing({ row }: { row: ChangedRow }) {
  const { t } = useView();
  if (row.kind === 'proposal') return <Proposal about={row.about} />;
  const named = `record.desk.changed.${row.kind}`;
  const kind = t(t.has(named) ? named : 'record.desk.changed.other');
  if (!row.thing)
    return (
      <span>
        {kind}
        {row.name ? ` ${t('kit.quoted', { words: row.name })}` : ''}
      </span>
    );
  return (
    <>
      {kind} <Title brief={row.thing} />
    </>
  );
}

function Title({ brief }: { brief: Brief }) {
  const { t } = useView();
  const title = t('kit.quoted', { words: briefTitle(t, brief) });
  const href = deskPage(brief);
  return href ? <a href={href}>{title}</a> : <span>{title}</span>;
}

function Proposal({ about }: { about: About | undefined }) {
  const { t } = useView();
  if (!about) return <span>{t('record.proposals.changed_one')}</span>;
  return (
    <>
      {t('record.proposals.changed_about')} <Title brief={about.first} />
      {about.more ? ` ${t('record.proposals.more', { count: about.more })}` : null}
    </>
  );
}

/**
 * What was done to which item: "Changed the person or organisation “Ratel.kz”". With `words` `action`, as a part of a
 * sentence after the person's name, and more exact: "submitted for review the article “…”".
 */
export function OperationText({ row, words = 'did' }: { row: ChangedRow; words?: 'did' | 'action' }) {
  const { t } = useView();
  // If a proposal was changed, someone has decided on it.
  const decided = row.action === 'changed' && row.about && row.about.state !== 'open' ? row.about.state : undefined;
  // The person only requested this draft, and Kronika wrote its claims. So the line says “asked for”, not “created”.
  const drafted = row.action === 'created' && row.kind === 'draft' ? 'drafted' : undefined;
  const step = `record.desk.step.${row.operation}`;
  if (words === 'action' && row.action === 'changed' && t.has(step))
    return (
      <>
        {t(step)} <ChangedThing row={row} />
      </>
    );
  return (
    <>
      {t(`record.desk.${words}.${decided ?? drafted ?? row.action}`)} <ChangedThing row={row} />
    </>
  );
}

/**
 * Who made a change: the name of a person, or Kronika. If no one was signed in: a reader, or someone with a one-time
 * link for an account.
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

/** How a change was made: "in the browser", "with a command on the server". */
export const viaWords = (t: Translate, via: string): string =>
  t(t.has(`record.desk.via.${via}`) ? `record.desk.via.${via}` : 'record.desk.via.web');

/**
 * What a change set did: the message for its operation or, if there is none, the name of the operation. `action`: the
 * action of the first change of the set, for which the operation may have its own message.
 */
export function operationWords(t: Translate, operation: string, action?: string): string {
  const message = `record.history.operation.${operation}`;
  if (action && t.has(`${message}.${action}`)) return t(`${message}.${action}`);
  return t.has(message) ? t(message) : operation;
}

/** A line about a change set. */
export function ChangeLine({ row }: { row: ChangeLineData }) {
  const { t } = useView();
  return (
    <>
      <p>
        <strong>{whoWords(t, row)}</strong> <OperationText row={row} words="action" />
        {row.others > 0 ? `, ${t('record.desk.history.with_more', { count: row.others })}` : ''}
      </p>
      <p class="muted">
        <When at={row.at} />
        {row.why ? ` · ${row.why}` : ''}
      </p>
    </>
  );
}
