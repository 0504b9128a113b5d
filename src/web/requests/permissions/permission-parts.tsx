import type { Child } from 'hono/jsx';
import { stateLabel } from '../../../documents/tables.ts';
import type { PermissionView } from '../../../requests/permissions/load-permissions.ts';
import type { TouchedArticle } from '../../../requests/permissions/withdrawn.ts';
import { reviewLabel } from '../../../publishing/review/tables.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import { Pill } from '../../kit/components/values.tsx';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { crumbs } from '../load-permission.ts';

/** The page with a new one-time link, which cannot be shown again. `problem` says why no email was sent. */
export function LinkMade({
  one,
  title,
  label,
  lead,
  link,
  problem,
}: {
  one: PermissionView;
  title: string;
  label: string;
  lead: string;
  link: string;
  problem?: string;
}) {
  const { t } = useView();
  return (
    <DeskPage title={title} crumbs={[...crumbs(t, one), { label }]}>
      {problem ? <Notice kind="warning" title={problem} /> : null}
      <p>{lead}</p>
      <p>
        <code class="key">{link}</code>
      </p>
      <p>
        <a class="button" href={routes.desk.permission({ number: one.number })}>
          {t('requests.permission.number', { number: one.number })}
        </a>
      </p>
    </DeskPage>
  );
}

/** An article that a permission affects, and its status. */
export function ArticleLine({ one, children }: { one: TouchedArticle; children?: Child }) {
  const { t } = useView();
  return (
    <p>
      <a href={routes.desk.article({ number: one.number })}>{one.headline}</a>{' '}
      <Pill>{t(one.step ? reviewLabel(one.step) : stateLabel(one.state))}</Pill> {children}
    </p>
  );
}
