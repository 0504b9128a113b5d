import { fileDemands } from '../../requests/demands/file-demands.ts';
import { loadDemands } from '../../requests/demands/load-demands.ts';
import { loadReplies } from '../../requests/replies/load-replies.ts';
import { filePermissions } from '../../requests/permissions/file-permissions.ts';
import { loadPermissions } from '../../requests/permissions/load-permissions.ts';
import { listSealedBack, listTouched } from '../../requests/permissions/withdrawn.ts';
import { DeskPage } from '../kit/components/layout.tsx';
import type { Pages } from '../kit/context.ts';
import { routes } from '../routes.ts';
import { page } from '../kit/view.tsx';
import { atDesk } from '../kit/desk/who.ts';
import { Section } from '../record/show/parts.tsx';
import { DemandList } from './demands/demands.tsx';
import { filePages, today } from './parts.tsx';
import { PermissionList, Touched } from './permissions/permissions.tsx';
import { SealedBackOnes } from './permissions/withdraw-sealed.tsx';
import { ReplyList } from './replies/replies.tsx';

/** What others ask of the publication, and what it asked of them: what waits, by its deadline. */
export const requestPages: Pages = (web, deps) => {
  filePages(web, deps);
  web.get(routes.desk.requests.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    const db = desk.app.db.read;
    const now = today(c);
    const demands = await loadDemands(db, { open: true, limit: 50 });
    const replies = await loadReplies(db, { open: true, limit: 50 });
    const [permissions, touched] = [await loadPermissions(db, { open: true, limit: 50 }), await listTouched(db)];
    return page(
      c,
      <DeskPage title={t('requests.title')} noindex crumbs={[{ label: t('requests.title') }]}>
        <p class="lead">{t('requests.lead')}</p>
        <Section
          id="demands"
          title={t('requests.demand.waiting', { count: demands.length })}
          action={
            <>
              <a class="button small" href={routes.desk.demands()}>
                {t('requests.demand.all')}
              </a>{' '}
              {desk.may(fileDemands) ? (
                <a class="button main small" href={routes.desk.newDemand()}>
                  {t('requests.demand.new')}
                </a>
              ) : null}
            </>
          }
        >
          {demands.length ? (
            <DemandList demands={demands} now={now} />
          ) : (
            <p class="who">{t('requests.demand.none_waiting')}</p>
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
            <ReplyList replies={replies} now={now} />
          ) : (
            <p class="who">{t('requests.reply.none_waiting')}</p>
          )}
        </Section>
        <Touched touched={touched} />
        <SealedBackOnes ones={await listSealedBack(db, desk.principal.accountId)} />
        <Section
          id="permissions"
          title={t('requests.permission.waiting', { count: permissions.length })}
          action={
            <>
              <a class="button small" href={routes.desk.permissions()}>
                {t('requests.permission.all')}
              </a>{' '}
              {desk.may(filePermissions) ? (
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
            <p class="who">{t('requests.permission.none_waiting')}</p>
          )}
        </Section>
      </DeskPage>,
    );
  });
};
