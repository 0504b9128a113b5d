import type { Child } from 'hono/jsx';
import { fileDemands } from '../../../requests/demands/file-demands.ts';
import { loadDemands } from '../../../requests/demands/load-demands.ts';
import { filePermissions } from '../../../requests/permissions/file-permissions.ts';
import { loadPermissions, type PermissionView } from '../../../requests/permissions/load-permissions.ts';
import { listTouched, type TouchedArticle } from '../../../requests/permissions/withdrawn.ts';
import type { DeskArticle } from '../../../publishing/articles/desk-article.ts';
import { fileReplies } from '../../../requests/replies/file-replies.ts';
import { loadReplies } from '../../../requests/replies/load-replies.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import type { Desk } from '../../kit/desk/who.ts';
import { DemandList } from './demands.tsx';
import { PermissionList, AffectedArticles } from '../permissions/permissions.tsx';
import { ownSealedWithdrawals, SealedWithdrawals } from '../permissions/withdraw-sealed.tsx';
import { ReplyList } from '../replies/replies.tsx';

/** The section of an article's desk page with the requests about the article, and links to the forms for new ones. */
export async function requestsAbout(desk: Desk, article: DeskArticle): Promise<Child> {
  const db = desk.app.db.read;
  const [demands, replies] = [
    await loadDemands(db, { about: article.id }),
    await loadReplies(db, { document: article.id }),
  ];
  const [permissions, touched] = [
    await loadPermissions(db, { document: article.id }),
    await listTouched(db, { document: article.id }),
  ];
  return (
    <About
      demands={demands}
      replies={replies}
      permissions={permissions}
      touched={touched}
      sealedBack={await ownSealedWithdrawals(desk)}
      now={desk.app.now().toISOString().slice(0, 10)}
      article={article}
      desk={desk}
    />
  );
}

function About({
  demands,
  replies,
  permissions,
  touched,
  sealedBack,
  now,
  article,
  desk,
}: {
  sealedBack: Parameters<typeof SealedWithdrawals>[0]['ones'];
  permissions: readonly PermissionView[];
  touched: readonly TouchedArticle[];
  demands: Parameters<typeof DemandList>[0]['demands'];
  replies: Parameters<typeof ReplyList>[0]['replies'];
  now: string;
  article: DeskArticle;
  desk: Desk;
}) {
  const { t } = useView();
  const { number } = article;
  return (
    <section class="panel" aria-labelledby="asked">
      <div class="card-head">
        <h2 id="asked">{t('requests.title')}</h2>
        <div class="actions">
          {article.state !== 'draft' && desk.may(fileReplies) ? (
            <a class="button small" href={routes.desk.newReply({ number })}>
              {t('requests.reply.new')}
            </a>
          ) : null}
          {desk.may(fileDemands) ? (
            <a class="button small" href={routes.desk.newDemand({ article: number })}>
              {t('requests.demand.new')}
            </a>
          ) : null}
          {desk.may(filePermissions) ? (
            <a class="button small" href={routes.desk.newPermission({ article: number })}>
              {t('requests.permission.new')}
            </a>
          ) : null}
        </div>
      </div>
      <AffectedArticles touched={touched} here />
      <SealedWithdrawals ones={sealedBack} here />
      {demands.length ? <DemandList demands={demands} now={now} /> : null}
      {replies.length ? <ReplyList replies={replies} now={now} /> : null}
      {permissions.length ? <PermissionList permissions={permissions} /> : null}
      {demands.length + replies.length + permissions.length ? null : (
        <p class="muted">{t('requests.about_article_none')}</p>
      )}
    </section>
  );
}
