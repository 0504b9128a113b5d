import { noteGiven } from '../../../platform/database/viewer.ts';
import { AppError } from '../../../platform/errors.ts';
import { canBeUndone } from '../../../record/history/undo/plan.ts';
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
import { Notice, Pagination } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { inviteAccount } from '../../../accounts/invitations.ts';
import { requirePermission } from '../../kit/desk/who.ts';
import { Differences } from './diff.tsx';
import { differences } from './differences.ts';
import { ChangeSetLine } from './change-set-line.tsx';
import { OperationText, operationWords, viaWords, whoWords } from './lines.tsx';
import { batchPattern } from './find.ts';
import { loadSkips, undoPermission, UndoReport } from './undo.tsx';
import { When } from './when.tsx';
import { loadNames, type Names } from './wording.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';

const perPage = 50;

/** A line about a changed item, with its changes. */
function ChangedLine({ row, names, open }: { row: Changed; names: Names; open: boolean }) {
  const { t } = useView();
  const changes = differences(t, row, names);
  const made = row.action === 'created';
  return (
    <li>
      <p>
        <OperationText row={row} />
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
        <p class="muted">{t('record.desk.history.erased')}</p>
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
        <strong>{whoWords(t, set)}</strong> · <When at={set.at} /> · <span class="muted">{viaWords(t, set.via)}</span>
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

/** The page of a change set with its items, and the page of a batch of change sets. */
export const changeSetPages: Pages = (web) => {
  detailPage(web, routes.desk.changeSet, async ({ c, t, db, desk, may, params: { number } }) => {
    const url = new URL(c.req.url);
    const set = await loadChangeSet(db, number);
    if (!set) throw new AppError('not_found');
    if (set.operation.startsWith('accounts.')) requirePermission(desk, inviteAccount);
    const kind = /^[a-z]{1,20}$/.test(url.searchParams.get('kind') ?? '') ? url.searchParams.get('kind')! : undefined;
    const at = pageNumber(url);
    const counts = await countChanges(db, set.id);
    const counted = (of: string | undefined): number =>
      counts.filter((one) => of === undefined || one.kind === of).reduce((sum, one) => sum + one.count, 0);
    const total = counted(kind);
    const rows = await loadChangesOf(db, set.id, { kind, limit: perPage, offset: (at - 1) * perPage });
    noteGiven(rows.map((row) => row.thingId));
    const names = await loadNames(
      db,
      rows.flatMap((row) => [row.before, row.after]),
    );
    const href = (to: number): string => routes.desk.changeSet({ number }, { kind, page: to > 1 ? to : undefined });
    const kinds = [...new Set(counts.map((one) => one.kind))];
    return {
      title: t('record.history.set.title', { number }),
      crumb: t('record.history.change_set', { number }),
      crumbs: [{ label: t('record.desk.history.title'), href: routes.desk.history() }],
      links: [
        may(undoPermission) &&
          counts.some((one) => canBeUndone(one.kind)) && {
            href: routes.desk.undoChangeSet({ number }),
            label: t('record.history.undo.button'),
          },
      ],
      body: (
        <>
          <h2>{operationWords(t, set.operation, rows[0]?.action)}</h2>
          <Undone
            undone={[
              ...(await undosOf(db, { set: number })),
              ...(set.batch ? await undosOf(db, { batch: set.batch }) : []),
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
        </>
      ),
    };
  });

  detailPage(web, routes.desk.batch, async ({ c, t, db, may, params: { batch } }) => {
    if (!batchPattern.test(batch)) throw new AppError('not_found');
    const at = pageNumber(new URL(c.req.url));
    const { sets, total } = await loadBatch(db, batch, { limit: perPage, offset: (at - 1) * perPage });
    const undoing = await undoState(db, batch);
    if (!total && !undoing) throw new AppError('not_found');
    const first = await firstThings(
      db,
      sets.map((set) => set.id),
      3,
    );
    const undone = await undosOf(db, { batch });
    const mayUndo = may(undoPermission) && total > 0 && (!undoing || undoing.finished);
    return {
      title: t(undoing ? 'record.history.undo.report' : 'record.history.batch.title'),
      crumb: t('record.history.batch.title'),
      crumbs: [{ label: t('record.desk.history.title'), href: routes.desk.history() }],
      links: [mayUndo && { href: routes.desk.undoBatch({ batch }), label: t('record.history.undo.button_all') }],
      body: (
        <>
          <Undone undone={undone} />
          {undoing ? (
            <UndoReport state={undoing} {...await loadSkips(db, batch)} />
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
        </>
      ),
    };
  });
};
