import type { Child } from 'hono/jsx';
import { listAccounts } from '../../../accounts/change-account.ts';
import { inviteAccount } from '../../../accounts/invitations.ts';
import { listTeams } from '../../../accounts/teams/teams.ts';
import { AppError } from '../../../platform/errors.ts';
import { firstThings, listChangeSets, operationsSeen } from '../../../record/views/change-sets.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import { loadHistory } from '../../../record/views/history.ts';
import { loadAssignmentChanges } from '../../../work/load-work.ts';
import type { Pages } from '../../kit/context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { todayOf, useView } from '../../kit/view.tsx';
import { requirePermission } from '../../kit/desk/who.ts';
import { AssignmentChanges, maxAssignments } from '../../work/assignment-changes.tsx';
import { briefTitle, deskPage } from '../desk/links.ts';
import { changeSetPages } from './change-set.tsx';
import { ChangeSetLine } from './change-set-line.tsx';
import { Differences } from './diff.tsx';
import { differences } from './differences.ts';
import { filtersOf, HistoryFilterForm, readHistoryFilters } from './filters.tsx';
import { loadThing, shortened } from './find.ts';
import { viaWords, whoWords } from './lines.tsx';
import { loadChangesOfDesk, type ChangeRow } from './queries.ts';
import { setBackPages } from './set-back.tsx';
import { ThingHistory } from './thing-history.tsx';
import { undoPages } from './undo.tsx';
import { When } from './when.tsx';
import { loadNames, type Names } from './wording.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';

const perPage = 40;
/** The maximum number of items that the list names for each change set. */
const named = 3;

/** The changes of an account or a team, newest first. */
function DeskHistory({ rows, names }: { rows: readonly ChangeRow[]; names: Names }) {
  const { t } = useView();
  if (!rows.length) return <p>{t('record.desk.history.none')}</p>;
  return (
    <ol class="list changes">
      {rows.map((row) => (
        <li>
          <p>
            <strong>{whoWords(t, row)}</strong> · {t(`record.desk.did.${row.action}`)} · <When at={row.at} /> ·{' '}
            <span class="muted">{viaWords(t, row.via)}</span>
          </p>
          {row.why ? <p class="why">{row.why}</p> : null}
          <Differences differences={differences(t, row, names)} made={row.action === 'created'} />
        </li>
      ))}
    </ol>
  );
}

function Older({ newer, older }: { newer?: string; older?: string }) {
  const { t } = useView();
  if (!newer && !older) return null;
  return (
    <nav class="pages" aria-label={t('record.desk.history.pages')}>
      {newer ? (
        <a href={newer} rel="prev">
          {t('record.desk.history.newer')}
        </a>
      ) : null}
      {older ? (
        <a href={older} rel="next">
          {t('record.desk.history.older')}
        </a>
      ) : null}
    </nav>
  );
}

/** The pages of the history of the whole record, and of one item, account or team. */
export const historyPages: Pages = (web, deps) => {
  changeSetPages(web, deps);
  setBackPages(web, deps);
  undoPages(web, deps);

  detailPage(web, routes.desk.history, async ({ c, t, db, may, query }) => {
    const chosen = readHistoryFilters(t, new URL(c.req.url), todayOf(c));
    const mayAccounts = may(inviteAccount);
    const sets = await listChangeSets(db, filtersOf(chosen, mayAccounts), {
      before: chosen.before,
      limit: perPage,
    });
    const shown = sets.slice(0, perPage);
    const [first, people, operations] = [
      await firstThings(
        db,
        shown.map((set) => set.id),
        named,
      ),
      await listAccounts(db),
      await operationsSeen(db),
    ];
    const older = sets.length > perPage ? routes.desk.history({ ...chosen, before: shown.at(-1)!.id }) : undefined;
    return {
      title: t('record.desk.history.title'),
      crumbs: [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
      links: [{ href: routes.desk.erased(), label: t('record.desk.erased.title') }],
      body: (
        <div class="listing">
          <HistoryFilterForm
            chosen={chosen}
            entered={{ from: query('from'), until: query('until') }}
            people={people}
            operations={operations.filter((one) => mayAccounts || !one.startsWith('accounts.'))}
          />
          <div>
            {shown.length ? (
              <ol class="list changes">
                {shown.map((set) => (
                  <ChangeSetLine set={set} first={first} />
                ))}
              </ol>
            ) : (
              <p>{t('record.history.none_found')}</p>
            )}
            <Older
              newer={chosen.before === undefined ? undefined : routes.desk.history({ ...chosen, before: undefined })}
              older={older}
            />
          </div>
        </div>
      ),
    };
  });

  detailPage(web, routes.desk.historyOf, async ({ c, t, db, desk, params: { kind, number } }) => {
    const at = pageNumber(new URL(c.req.url));
    const next = (to: number): string => routes.desk.historyOf({ kind, number }, { page: to > 1 ? to : undefined });
    const from = (at - 1) * perPage;
    let crumbs: { label: string; href?: string }[];
    let title: string;
    let body: Child;
    let more: boolean;
    if (kind === 'account' || kind === 'team') {
      const list = kind === 'account' ? 'accounts' : 'teams';
      if (kind === 'account') requirePermission(desk, inviteAccount);
      const all = kind === 'account' ? await listAccounts(db) : await listTeams(db, desk.principal);
      const one = all.find(({ id }) => id === number);
      if (!one) throw new AppError('not_found');
      title = one.name;
      crumbs = [
        { label: t(`accounts.${list}.title`), href: routes.desk[list]() },
        { label: title, href: routes.desk[kind === 'account' ? 'editAccount' : 'team']({ number }) },
      ];
      const rows = await loadChangesOfDesk(db, kind, number, { limit: perPage + 1, offset: from });
      more = rows.length > perPage;
      body = (
        <DeskHistory
          rows={rows.slice(0, perPage)}
          names={await loadNames(
            db,
            rows.flatMap((row) => [row.before, row.after]),
          )}
        />
      );
    } else {
      const thing = await loadThing(db, kind, number);
      title = briefTitle(
        t,
        (await loadBriefs(db, [thing.merged_into ? thing.merged_into : thing.id], 'desk')).get(
          thing.merged_into ?? thing.id,
        )!,
      );
      crumbs = [{ label: title, href: deskPage({ kind, number }) }];
      const all = await loadHistory(db, thing, { limit: from + perPage + 1 });
      const entries = all.slice(from, from + perPage);
      more = all.length > from + perPage;
      const assignments = at === 1 ? await loadAssignmentChanges(db, thing.id, maxAssignments) : [];
      body = (
        <>
          <AssignmentChanges changes={assignments} />
          <ThingHistory
            entries={entries}
            thing={thing}
            names={await loadNames(
              db,
              entries.flatMap((entry) => [entry.before, entry.after, entry.besides]),
            )}
            now={all[0]?.after ?? null}
            desk={desk}
          />
        </>
      );
    }
    return {
      title: t('record.desk.history.of', { title: shortened(title) }),
      crumb: t('record.desk.history.title'),
      crumbs: [...crumbs],
      body: (
        <>
          {body}
          <Older newer={at > 1 ? next(at - 1) : undefined} older={more ? next(at + 1) : undefined} />
        </>
      ),
    };
  });
};
