import { fileDemands } from '../../requests/demands/file-demands.ts';
import { loadDemands } from '../../requests/demands/load-demands.ts';
import { loadReplies } from '../../requests/replies/load-replies.ts';
import { filePermissions } from '../../requests/permissions/file-permissions.ts';
import { loadPermissions } from '../../requests/permissions/load-permissions.ts';
import { listSealedBack, listTouched } from '../../requests/permissions/withdrawn.ts';
import type { Pages } from '../kit/context.ts';
import { routes } from '../routes.ts';
import { Section } from '../record/show/parts.tsx';
import { DemandList } from './demands/demands.tsx';
import { filePages } from './parts.tsx';
import { PermissionList, AffectedArticles } from './permissions/permissions.tsx';
import { SealedWithdrawals } from './permissions/withdraw-sealed.tsx';
import { ReplyList } from './replies/replies.tsx';
import { detailPage } from '../kit/pages/detail-page.tsx';

/** The overview of open requests: those that the publication received, and those that it sent. */
export const requestPages: Pages = (web, deps) => {
  filePages(web, deps);
  detailPage(web, routes.desk.requests, async ({ t, db, principal, may, today }) => {
    const demands = await loadDemands(db, { open: true, limit: 50 });
    const replies = await loadReplies(db, { open: true, limit: 50 });
    const [permissions, touched] = [await loadPermissions(db, { open: true, limit: 50 }), await listTouched(db)];
    return {
      title: t('requests.title'),
      crumbs: [],
      lead: t('requests.lead'),
      body: (
        <>
          <Section
            id="demands"
            title={t('requests.demand.waiting', { count: demands.length })}
            action={
              <>
                <a class="button small" href={routes.desk.demands()}>
                  {t('requests.demand.all')}
                </a>{' '}
                {may(fileDemands) ? (
                  <a class="button main small" href={routes.desk.newDemand()}>
                    {t('requests.demand.new')}
                  </a>
                ) : null}
              </>
            }
          >
            {demands.length ? (
              <DemandList demands={demands} now={today} />
            ) : (
              <p class="muted">{t('requests.demand.none_waiting')}</p>
            )}
          </Section>
          <Section
            id="replies"
            title={t('requests.reply.waiting', { count: replies.length })}
            action={
              <a class="button small" href={routes.desk.replies()}>
                {t('requests.reply.all')}
              </a>
            }
          >
            {replies.length ? (
              <ReplyList replies={replies} now={today} />
            ) : (
              <p class="muted">{t('requests.reply.none_waiting')}</p>
            )}
          </Section>
          <AffectedArticles touched={touched} />
          <SealedWithdrawals ones={await listSealedBack(db, principal.accountId)} />
          <Section
            id="permissions"
            title={t('requests.permission.waiting', { count: permissions.length })}
            action={
              <>
                <a class="button small" href={routes.desk.permissions()}>
                  {t('requests.permission.all')}
                </a>{' '}
                {may(filePermissions) ? (
                  <a class="button small" href={routes.desk.newPermission()}>
                    {t('requests.permission.new')}
                  </a>
                ) : null}
              </>
            }
          >
            {permissions.length ? (
              <PermissionList permissions={permissions} />
            ) : (
              <p class="muted">{t('requests.permission.none_waiting')}</p>
            )}
          </Section>
        </>
      ),
    };
  });
};
