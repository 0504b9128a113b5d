import type { Child } from 'hono/jsx';
import { listAccounts } from '../../../../accounts/change-account.ts';
import { AppError } from '../../../../platform/errors.ts';
import { thingKinds, type ThingKind } from '../../../../record/tables.ts';
import { findThing } from '../../../../record/refs.ts';
import { loadBriefs } from '../../../../record/views/briefs.ts';
import { DeskPage } from '../../../components/layout.tsx';
import type { Pages } from '../../../context.ts';
import { pageNumber, routes } from '../../../routes.ts';
import { page, useView } from '../../../view.tsx';
import { atDesk, demand } from '../accounts/who.ts';
import { inviteAccount } from '../../../../accounts/links.ts';
import { briefTitle, deskPage } from '../record/links.ts';
import { Differences } from './diff.tsx';
import { differences, loadNames, type Names } from './differences.ts';
import { ChangedThing, whoWords } from './lines.tsx';
import { loadChanges, type ChangeRow } from './queries.ts';
import { When } from './when.tsx';

const perPage = 60;
/** Of one write: an import touches thousands. */
const listed = 6;

/** One write with everything it touched: who, when, over which way, why; before and after of each thing. */
function Write({ rows, names, open }: { rows: readonly ChangeRow[]; names: Names; open: boolean }) {
  const { t } = useView();
  const [first] = rows;
  if (!first) return null;
  const lines = (row: ChangeRow): Child => {
    const changes = differences(t, row, names);
    const line = (
      <>
        {t(`desk.did.${row.action}`)} <ChangedThing row={row} />
      </>
    );
    const body = row.redacted ? <p class="who">{t('desk.history.erased')}</p> : <Differences differences={changes} made={row.action === 'created'} />;
    return (
      <div>
        <p>{line}</p>
        {!changes.length && !row.redacted ? null : open && rows.length === 1 ? (
          body
        ) : (
          <details open={open && rows.length < 4 ? true : undefined}>
            <summary>{t(row.action === 'created' ? 'desk.history.show_made' : 'desk.history.show')}</summary>
            {body}
          </details>
        )}
      </div>
    );
  };
  return (
    <li>
      <p>
        <strong>{whoWords(t, first)}</strong> · <When at={first.at} /> <span class="who">{t(t.has(`desk.via.${first.via}`) ? `desk.via.${first.via}` : 'desk.via.web')}</span>
      </p>
      {first.why ? <p class="why">{first.why}</p> : null}
      {rows.slice(0, listed).map(lines)}
      {rows.length > listed ? (
        <details>
          <summary>{t('desk.history.and_more', { count: rows.length - listed })}</summary>
          {rows.slice(listed).map(lines)}
        </details>
      ) : null}
    </li>
  );
}

function Writes({ rows, names, at, next, open }: { rows: readonly ChangeRow[]; names: Names; at: number; next: (page: number) => string; open: boolean }) {
  const { t } = useView();
  const shown = rows.slice(0, perPage);
  const sets = [...new Set(shown.map((row) => row.set))].map((set) => shown.filter((row) => row.set === set));
  if (!sets.length) return <p>{t('desk.history.none')}</p>;
  return (
    <>
      <ol class="list changes">
        {sets.map((set) => (
          <Write rows={set} names={names} open={open} />
        ))}
      </ol>
      {at > 1 || rows.length > perPage ? (
        <nav class="pages" aria-label={t('desk.history.pages')}>
          {at > 1 ? <a href={next(at - 1)} rel="prev">{t('desk.history.newer')}</a> : null}
          {rows.length > perPage ? <a href={next(at + 1)} rel="next">{t('desk.history.older')}</a> : null}
        </nav>
      ) : null}
    </>
  );
}

/** The history: of everything, and of each thing. */
export const historyPages: Pages = (app) => {
  app.get(routes.desk.history.pattern, async (c) => {
    const t = c.get('t');
    const { house, may } = await atDesk(c);
    const at = pageNumber(new URL(c.req.url));
    const rows = await loadChanges(house.db.read, { account: may(inviteAccount), limit: perPage, offset: (at - 1) * perPage });
    const names = await loadNames(house.db.read, rows.flatMap((row) => [row.before, row.after]));
    return page(
      c,
      <DeskPage title={t('desk.history.title')} noindex crumbs={[{ label: t('desk.home.title'), href: routes.desk.home() }, { label: t('desk.history.title') }]}>
        <Writes rows={rows} names={names} at={at} next={(page) => routes.desk.history({ page })} open={false} />
      </DeskPage>,
    );
  });

  app.get(routes.desk.historyOf.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    const { db } = desk.house;
    const { kind, number } = routes.desk.historyOf.read(c.req.param());
    const at = pageNumber(new URL(c.req.url));
    let thingId = number;
    let crumbs: { label: string; href?: string }[];
    let title: string;
    if (kind === 'account') {
      demand(desk, inviteAccount);
      const account = (await listAccounts(db.read)).find((one) => one.id === number);
      if (!account) throw new AppError('not_found');
      title = account.name;
      crumbs = [{ label: t('desk.accounts.title'), href: routes.desk.accounts() }, { label: title, href: routes.desk.editAccount({ number }) }];
    } else {
      const thing = (thingKinds as readonly string[]).includes(kind) ? await findThing(db.read, kind as ThingKind, number) : undefined;
      if (!thing) throw new AppError('not_found');
      thingId = thing.id;
      const brief = (await loadBriefs(db.read, [thing.id], 'desk')).get(thing.id)!;
      title = briefTitle(t, brief);
      crumbs = [{ label: title, href: deskPage({ kind, number }) }];
    }
    const rows = await loadChanges(db.read, { thingId, account: kind === 'account', limit: perPage, offset: (at - 1) * perPage });
    const names = await loadNames(db.read, rows.flatMap((row) => [row.before, row.after]));
    const body: Child = <Writes rows={rows} names={names} at={at} next={(page) => routes.desk.historyOf({ kind, number }, { page })} open />;
    return page(
      c,
      <DeskPage title={t('desk.history.of', { title })} noindex crumbs={[...crumbs, { label: t('desk.history.title') }]}>
        {body}
      </DeskPage>,
    );
  });
};
