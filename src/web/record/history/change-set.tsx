import { AppError } from '../../../platform/errors.ts';
import { undosOf, undoState } from '../../../record/history/undo/undo-state.ts';
import {
  countChanges,
  firstThings,
  loadBatch,
  loadChangeSet,
  loadChangesOf,
  type ChangedThing as Changed,
  type ChangeSetHead,
} from '../../../record/views/change-sets.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice, Pagination } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { inviteAccount } from '../../../accounts/links.ts';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { Differences } from './diff.tsx';
import { differences } from './differences.ts';
import { ChangeSetLine } from './change-set-line.tsx';
import { ChangedThing, operationWords, viaWords, whoWords } from './lines.tsx';
import { batchPattern } from './find.ts';
import { loadSkips, undoPermission, UndoReport } from './undo.tsx';
import { When } from './when.tsx';
import { loadNames, type Names } from './wording.ts';

const perPage = 50;

/** One changed item, with its changes. */
function ChangedLine({ row, names, open }: { row: Changed; names: Names; open: boolean }) {
  const { t } = useView();
  const changes = differences(t, row, names);
  const made = row.action === 'created';
  return (
    <li>
      <p>
        {t(`record.desk.did.${row.action}`)} <ChangedThing row={row} />
        {row.thing ? (
          <>
            {' · '}
            <a href={routes.desk.historyOf({ kind: row.thing.kind, number: row.thing.number })}>
              {t('record.desk.history.title')}
            </a>
          </>
        ) : null}
      </p>
      {row.redacted ? (
        <p class="who">{t('record.desk.history.erased')}</p>
      ) : changes.length ? (
        <details open={open || undefined}>
          <summary>{t(made ? 'record.desk.history.show_made' : 'record.desk.history.show')}</summary>
          <Differences differences={changes} made={made} />
        </details>
      ) : null}
    </li>
  );
}

function Head({ set }: { set: ChangeSetHead }) {
  const { t } = useView();
  return (
    <>
      <p>
        <strong>{whoWords(t, set)}</strong> · <When at={set.at} /> <span class="who">{viaWords(t, set.via)}</span>
      </p>
      {set.why ? <p class="why">{set.why}</p> : null}
      {set.batch ? (
        <p>
          <a href={routes.desk.batch({ batch: set.batch })}>{t('record.history.part_of_batch')}</a>
        </p>
      ) : null}
    </>
  );
}

/** Says that a change set was undone, by whom and when. */
function Undone({ undone }: { undone: Awaited<ReturnType<typeof undosOf>> }) {
  const { t } = useView();
  if (!undone.length) return null;
  return (
    <Notice title={t('record.history.undo.was_undone')}>
      {undone.map((one) => (
        <p>
          <a href={routes.desk.batch({ batch: one.batch })}>{whoWords(t, one)}</a> · <When at={one.at} /> · {one.why}
        </p>
      ))}
    </Notice>
  );
}

/** One change set with all its items, page by page; and batches of change sets. */
export const changeSetPages: Pages = (web) => {
  web.get(routes.desk.changeSet.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    const { db } = desk.app;
    const { number } = routes.desk.changeSet.read(c.req.param());
    const url = new URL(c.req.url);
    const set = await loadChangeSet(db.read, number);
    if (!set) throw new AppError('not_found');
    if (set.operation.startsWith('accounts.')) demand(desk, inviteAccount);
    const kind = /^[a-z]{1,20}$/.test(url.searchParams.get('kind') ?? '') ? url.searchParams.get('kind')! : undefined;
    const at = pageNumber(url);
    const counts = await countChanges(db.read, set.id);
    const counted = (of: string | undefined): number =>
      counts.filter((one) => of === undefined || one.kind === of).reduce((sum, one) => sum + one.count, 0);
    const total = counted(kind);
    const rows = await loadChangesOf(db.read, set.id, { kind, limit: perPage, offset: (at - 1) * perPage });
    const names = await loadNames(
      db.read,
      rows.flatMap((row) => [row.before, row.after]),
    );
    const href = (to: number): string => routes.desk.changeSet({ number }, { kind, page: to > 1 ? to : undefined });
    const kinds = [...new Set(counts.map((one) => one.kind))];
    return page(
      c,
      <DeskPage
        title={t('record.history.set.title', { number })}
        noindex
        crumbs={[
          { label: t('record.desk.history.title'), href: routes.desk.history() },
          { label: t('record.history.change_set', { number }) },
        ]}
        actions={
          desk.may(undoPermission) && set.changes > 0 ? (
            <a class="button small" href={routes.desk.undoChangeSet({ number })}>
              {t('record.history.undo.button')}
            </a>
          ) : null
        }
      >
        <h2>{operationWords(t, set.operation)}</h2>
        <Undone
          undone={[
            ...(await undosOf(db.read, { set: number })),
            ...(set.batch ? await undosOf(db.read, { batch: set.batch }) : []),
          ]}
        />
        <Head set={set} />
        {kinds.length > 1 ? (
          <nav class="pages" aria-label={t('record.history.set.kinds')}>
            {[undefined, ...kinds].map((one) => {
              const words = `${one === undefined ? t('record.history.set.all') : t(t.has(`record.desk.kinds.${one}`) ? `record.desk.kinds.${one}` : t.has(`record.desk.kind.${one}`) ? `record.desk.kind.${one}` : 'record.desk.kind.other')} ${counted(one)}`;
              return one === kind ? (
                <span aria-current="page">{words}</span>
              ) : (
                <a href={routes.desk.changeSet({ number }, { kind: one })}>{words}</a>
              );
            })}
          </nav>
        ) : null}
        <ol class="list changes">
          {rows.map((row) => (
            <ChangedLine row={row} names={names} open={total <= 5} />
          ))}
        </ol>
        <Pagination page={at} pages={Math.ceil(total / perPage)} href={href} />
      </DeskPage>,
    );
  });

  web.get(routes.desk.batch.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    const { db } = desk.app;
    const { batch } = routes.desk.batch.read(c.req.param());
    if (!batchPattern.test(batch)) throw new AppError('not_found');
    const at = pageNumber(new URL(c.req.url));
    const { sets, total } = await loadBatch(db.read, batch, { limit: perPage, offset: (at - 1) * perPage });
    const undoing = await undoState(db.read, batch);
    if (!total && !undoing) throw new AppError('not_found');
    const first = await firstThings(
      db.read,
      sets.map((set) => set.id),
      3,
    );
    const undone = await undosOf(db.read, { batch });
    const mayUndo = desk.may(undoPermission) && total > 0 && (!undoing || undoing.finished);
    return page(
      c,
      <DeskPage
        title={t(undoing ? 'record.history.undo.report' : 'record.history.batch.title')}
        noindex
        crumbs={[
          { label: t('record.desk.history.title'), href: routes.desk.history() },
          { label: t('record.history.batch.title') },
        ]}
        actions={
          mayUndo ? (
            <a class="button small" href={routes.desk.undoBatch({ batch })}>
              {t('record.history.undo.button_all')}
            </a>
          ) : null
        }
      >
        <Undone undone={undone} />
        {undoing ? (
          <UndoReport state={undoing} {...await loadSkips(db.read, batch)} />
        ) : (
          <p class="lead">{t('record.history.batch.lead', { count: total })}</p>
        )}
        <ol class="list changes">
          {sets.map((set) => (
            <ChangeSetLine set={set} first={first} />
          ))}
        </ol>
        <Pagination
          page={at}
          pages={Math.ceil(total / perPage)}
          href={(to) => routes.desk.batch({ batch }, { page: to > 1 ? to : undefined })}
        />
      </DeskPage>,
    );
  });
};
