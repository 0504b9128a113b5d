import { inviteAccount } from '../../accounts/invitations.ts';
import { noteExport } from '../../accounts/security-log/note-export.ts';
import { listEntries, securityLines, type LoggedEntry } from '../../accounts/security-log/read-log.ts';
import { oversight } from '../../accounts/tables.ts';
import type { Pages } from '../kit/context.ts';
import { atDesk, requirePermission } from '../kit/desk/who.ts';
import { listPage } from '../kit/pages/list-page.tsx';
import { inBytes, sendStream } from '../kit/stream.ts';
import { useWords } from '../kit/view.tsx';
import { routes } from '../routes.ts';
import { run } from '../../platform/operation.ts';
import { When } from '../record/history/when.tsx';

const permission = { permission: oversight };

/**
 * The security log, for administrators and data protection officers: a page with the list, and a download as JSON
 * Lines.
 */
export const securityLogPages: Pages = (web) => {
  listPage(web, routes.desk.securityLog, {
    operation: permission,
    title: 'accounts.security.title',
    load: ({ db, limit, offset }) => listEntries(db, { limit, offset }),
    // Data protection officers cannot see the list of accounts. For them, the log is below their own account.
    crumbs: ({ t, may, principal }) => [
      may(inviteAccount)
        ? { label: t('accounts.accounts.title'), href: routes.desk.accounts() }
        : { label: principal.name, href: routes.desk.account() },
    ],
    links: ({ t }) => [{ href: routes.desk.securityLogFile(), label: t('accounts.security.download') }],
    lead: 'accounts.security.lead',
    caption: ({ t, total }) => t('accounts.security.caption', { count: total }),
    columns: [
      { head: 'accounts.security.when', cell: (one) => <When at={one.at} /> },
      { head: 'accounts.security.event', cell: (one) => <Event entry={one} /> },
      {
        head: 'accounts.security.by',
        cell: (one, { t }) => one.byName ?? t(`accounts.security.${one.via === 'web' ? 'no_account' : 'kronika'}`),
      },
    ],
    empty: () => ({ title: 'accounts.security.empty' }),
    part: (page) => routes.desk.securityLog({ page }),
  });

  web.get(routes.desk.securityLogFile.pattern, async (c) => {
    const { app, ...desk } = await atDesk(c);
    requirePermission({ app, ...desk }, permission);
    await run(app, noteExport, desk.principal, {});
    return sendStream(c, inBytes(securityLines(app.db.read)), {
      'Content-Type': 'application/jsonl; charset=utf-8',
      'Content-Disposition': 'attachment; filename="security-log.jsonl"',
      'Cache-Control': 'no-store',
    });
  });
};

function Event({ entry }: { entry: LoggedEntry }) {
  const t = useWords();
  const about = entry.accountName ?? '';
  return (
    <>
      {t(`accounts.security.event.${entry.event}`, { name: about, count: entry.count ?? 0 })}
      {entry.roles?.length ? ` (${entry.roles.map((role) => t(`accounts.role.${role}`)).join(', ')})` : null}
      {entry.with?.length ? ` (${entry.with.map((one) => t(`accounts.security.with.${one}`)).join(', ')})` : null}
      {entry.closed ? ` · ${t('accounts.account.is_disabled')}` : null}
      {entry.change ? (
        <>
          {' '}
          <a href={routes.desk.changeSet({ number: entry.change })}>
            {t('accounts.security.change', { id: entry.change })}
          </a>
        </>
      ) : null}
    </>
  );
}
