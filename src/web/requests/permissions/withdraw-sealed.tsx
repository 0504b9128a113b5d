import type { Child } from 'hono/jsx';
import {
  makeReturnLink,
  canOpenPermission,
  withdrawSealed,
} from '../../../requests/permissions/withdraw-permission.ts';
import type { PermissionView } from '../../../requests/permissions/load-permissions.ts';
import {
  listSealedBack,
  listTouched,
  type SealedWithdrawal,
  type TouchedArticle,
} from '../../../requests/permissions/withdrawn.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { type Desk } from '../../kit/desk/who.ts';
import { Section } from '../../record/show/parts.tsx';
import { crumbs, loadGivenPermission } from '../load-permission.ts';
import { withdrawPermissionForm } from './permission-forms.ts';
import { ArticleLine, LinkMade } from './permission-parts.tsx';
import { buttonRoute, changePage } from '../../kit/pages/form-page.tsx';

/**
 * The pages that record the withdrawal of a sealed permission, and that create a link for the person to withdraw a
 * permission (docs/decisions/0115).
 */
export const withdrawPermissionPages: Pages = (web) => {
  changePage(web, routes.desk.recordWithdrawal, {
    operation: withdrawSealed,
    form: withdrawPermissionForm,
    title: 'requests.permission.take_back',
    save: 'requests.demand.save',
    load: ({ desk, params }) => loadGivenPermission(desk, params.number),
    crumbs: ({ t, view }) => crumbs(t, view),
    home: ({ view }) => routes.desk.permission({ number: view.number }),
    lead: 'requests.permission.take_back_sealed_lead',
    values: ({ today }) => ({ on: today, way: 'letter' }),
    current: () => ({}),
    submit: (permission, { run, view: { ref }, version }) =>
      run(withdrawSealed, { permission: ref, version, ...permission }),
  });

  buttonRoute(web, routes.desk.withdrawalLink, {
    act: async ({ c, t, desk, app, params, run, version }) => {
      const one = await loadGivenPermission(desk, params.number);
      const { token } = await run(makeReturnLink, { permission: one.ref, version: version ?? '' });
      const link = (app.config.publicUrl ?? new URL(c.req.url).origin) + routes.permission({ token });
      const title = t('requests.permission.return_link');
      return page(
        c,
        <LinkMade one={one} title={title} label={title} lead={t('requests.permission.return_link_lead')} link={link} />,
      );
    },
    home: ({ params }) => routes.desk.permission(params),
  });
};

/**
 * The buttons of a valid permission. One (only if it is sealed) records the withdrawal, and the other creates the link
 * with which the person can withdraw. Null if the permission is not valid, or if the signed-in person cannot open it or
 * may not record the withdrawal.
 */
export async function withdrawButtons(desk: Desk, one: PermissionView): Promise<Child> {
  if (
    one.state !== 'given' ||
    one.withdrawn ||
    !desk.may(withdrawSealed) ||
    (one.sealed && !(await canOpenPermission(desk.app.db.read, one.id, desk.principal)))
  )
    return null;
  return <TakeBack one={one} />;
}

function TakeBack({ one }: { one: PermissionView }) {
  const { t } = useView();
  const { number } = one;
  return (
    <>
      {one.sealed ? (
        <a class="button small" href={routes.desk.recordWithdrawal({ number })}>
          {t('requests.permission.take_back')}
        </a>
      ) : null}{' '}
      <ActButton
        action={routes.desk.withdrawalLink({ number })}
        label={t('requests.permission.return_link')}
        version={String(one.version)}
      />
    </>
  );
}

/** The withdrawn sealed permissions that the signed-in account can open. */
export const ownSealedWithdrawals = async (desk: Desk): Promise<SealedWithdrawal[]> =>
  (await listSealedBack(desk.app.db.read, desk.principal.accountId)).filter((one) => one.mine);

/**
 * A list of withdrawn sealed permissions. An account that cannot open a permission sees only its number and the day.
 * `here` means that the page is about an article.
 */
export function SealedWithdrawals({ ones, here }: { ones: readonly SealedWithdrawal[]; here?: boolean }) {
  const { t } = useView();
  if (!ones.length) return null;
  return (
    <Section id="sealed-back" title={t('requests.permission.sealed_back', { count: ones.length })}>
      {ones.some((one) => one.mine) ? (
        <p class="muted">{t(here ? 'requests.permission.sealed_back_here' : 'requests.permission.sealed_back_lead')}</p>
      ) : null}
      <ul class="list">
        {ones.map((one) => (
          <li>
            <p>
              <a href={routes.desk.permission({ number: one.number })}>
                {t('requests.permission.number', { number: one.number })}
              </a>{' '}
              {one.on ? <EdtfDate edtf={one.on} /> : null}
            </p>
            {one.mine ? (
              <p>
                <a class="button small" href={routes.desk.act({ kind: 'permission', number: one.number, act: 'open' })}>
                  {t('requests.permission.open_touched')}
                </a>
              </p>
            ) : (
              <p class="muted">{t('requests.permission.sealed_back_others')}</p>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/**
 * The articles that a withdrawn sealed permission affects. The person and the article in the permission are sealed, so
 * the affected articles are listed only on the page with its decrypted content (`rows`, by table). Null if `rows` has
 * no permission, if the permission is not withdrawn, or if someone has already checked its articles.
 */
export async function affectedByOpened(
  desk: Desk,
  id: number,
  rows: Record<string, Record<string, unknown>[]>,
): Promise<Child> {
  const db = desk.app.db.read;
  const state = await db
    .selectFrom('permission')
    .innerJoin('thing', 'thing.id', 'permission.id')
    .select(['permission.state', 'permission.looked_through_at', 'thing.number'])
    .where('permission.id', '=', id)
    .executeTakeFirst();
  const permission = rows.permission?.[0];
  if (!permission || state?.state !== 'withdrawn' || state.looked_through_at) return null;
  const ref = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
  const touched = await listTouched(db, {
    permission: id,
    opened: {
      person_id: ref(permission.person_id),
      person: String(permission.person ?? ''),
      document_id: ref(permission.document_id),
    },
  });
  return <OpenedTouched number={state.number} touched={touched} />;
}

function OpenedTouched({ number, touched }: { number: number; touched: readonly TouchedArticle[] }) {
  const { t } = useView();
  return (
    <Section id="touched" title={t('requests.permission.touched', { count: touched.length })}>
      <p class="muted">{t(touched.length ? 'requests.permission.touched_lead' : 'requests.permission.touched_none')}</p>
      <ul class="list">
        {touched.map((one) => (
          <li>
            <ArticleLine one={one} />
          </li>
        ))}
      </ul>
      <ActButton
        action={routes.desk.passOverWithdrawn({ number })}
        label={t('requests.permission.seen_all')}
        values={{ back: routes.desk.permission({ number }) }}
      />
    </Section>
  );
}
