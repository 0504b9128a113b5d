import { AppError } from '../../../../platform/errors.ts';
import { countChanges, firstThings, loadBatch, loadChangeSet, loadChangesOf, type ChangedThing as Changed, type ChangeSetHead } from '../../../../record/views/change-sets.ts';
import { DeskPage } from '../../../components/layout.tsx';
import { Pagination } from '../../../components/page-parts.tsx';
import type { Pages } from '../../../context.ts';
import { pageNumber, routes } from '../../../routes.ts';
import { page, useView } from '../../../view.tsx';
import { inviteAccount } from '../../../../accounts/links.ts';
import { atDesk, demand } from '../accounts/who.ts';
import { Differences } from './diff.tsx';
import { differences } from './differences.ts';
import { ChangeSetLine } from './change-set-line.tsx';
import { ChangedThing, operationWords, viaWords, whoWords } from './lines.tsx';
import { When } from './when.tsx';
import { loadNames, type Names } from './wording.ts';

const perPage = 50;

/** One thing a write touched, with what changed in it. */
function ChangedLine({ row, names, open }: { row: Changed; names: Names; open: boolean }) {
  const { t } = useView();
  const changes = differences(t, row, names);
  const made = row.action === 'created';
  return (
    <li>
      <p>
        {t(`desk.did.${row.action}`)} <ChangedThing row={row} />
        {row.thing ? (
          <>
            {' · '}
            <a href={routes.desk.historyOf({ kind: row.thing.kind, number: row.thing.number })}>{t('desk.history.title')}</a>
          </>
        ) : null}
      </p>
      {row.redacted ? (
        <p class="who">{t('desk.history.erased')}</p>
      ) : changes.length ? (
        <details open={open || undefined}>
          <summary>{t(made ? 'desk.history.show_made' : 'desk.history.show')}</summary>
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
          <a href={routes.desk.batch({ batch: set.batch })}>{t('history.part_of_batch')}</a>
        </p>
      ) : null}
    </>
  );
}

/** One write with everything it touched, page by page; and writes that are one piece of work. */
export const changeSetPages: Pages = (app) => {
  app.get(routes.desk.changeSet.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    const { db } = desk.house;
    const { number } = routes.desk.changeSet.read(c.req.param());
    const url = new URL(c.req.url);
    const set = await loadChangeSet(db.read, number);
    if (!set) throw new AppError('not_found');
    if (set.operation.startsWith('accounts.')) demand(desk, inviteAccount);
    const kind = /^[a-z]{1,20}$/.test(url.searchParams.get('kind') ?? '') ? url.searchParams.get('kind')! : undefined;
    const at = pageNumber(url);
    const counts = await countChanges(db.read, set.id);
    const total = counts.filter((one) => kind === undefined || one.kind === kind).reduce((sum, one) => sum + one.count, 0);
    const rows = await loadChangesOf(db.read, set.id, { kind, limit: perPage, offset: (at - 1) * perPage });
    const names = await loadNames(db.read, rows.flatMap((row) => [row.before, row.after]));
    const href = (to: number): string => routes.desk.changeSet({ number }, { kind, page: to > 1 ? to : undefined });
    const kinds = [...new Set(counts.map((one) => one.kind))];
    return page(
      c,
      <DeskPage title={t('history.set.title', { number })} noindex crumbs={[{ label: t('desk.history.title'), href: routes.desk.history() }, { label: t('history.change_set', { number }) }]}>
        <h2>{operationWords(t, set.operation)}</h2>
        <Head set={set} />
        <p class="pills">
          {kinds.length > 1 || kind ? <a href={routes.desk.changeSet({ number })} aria-current={kind === undefined ? 'true' : undefined}>{t('history.set.all')}</a> : null}
          {(kinds.length > 1 ? kinds : []).map((one) => (
            <a href={routes.desk.changeSet({ number }, { kind: one })} aria-current={kind === one ? 'true' : undefined}>
              {t(t.has(`desk.kind.${one}`) ? `desk.kind.${one}` : 'desk.kind.other')} {counts.filter((count) => count.kind === one).reduce((sum, count) => sum + count.count, 0)}
            </a>
          ))}
        </p>
        <ol class="list changes">
          {rows.map((row) => (
            <ChangedLine row={row} names={names} open={total <= 5} />
          ))}
        </ol>
        <Pagination page={at} pages={Math.ceil(total / perPage)} href={href} />
      </DeskPage>,
    );
  });

  app.get(routes.desk.batch.pattern, async (c) => {
    const t = c.get('t');
    const { house } = await atDesk(c);
    const { db } = house;
    const { batch } = routes.desk.batch.read(c.req.param());
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(batch)) throw new AppError('not_found');
    const at = pageNumber(new URL(c.req.url));
    const { sets, total } = await loadBatch(db.read, batch, { limit: perPage, offset: (at - 1) * perPage });
    const first = await firstThings(db.read, sets.map((set) => set.id), 3);
    return page(
      c,
      <DeskPage title={t('history.batch.title')} noindex crumbs={[{ label: t('desk.history.title'), href: routes.desk.history() }, { label: t('history.batch.title') }]}>
        <p class="lead">{t('history.batch.lead', { count: total })}</p>
        <ol class="list changes">
          {sets.map((set) => (
            <ChangeSetLine set={set} first={first} />
          ))}
        </ol>
        <Pagination page={at} pages={Math.ceil(total / perPage)} href={(to) => routes.desk.batch({ batch }, { page: to > 1 ? to : undefined })} />
      </DeskPage>,
    );
  });
};
