import type { Child } from 'hono/jsx';
import { answerPermission, changePermission } from '../../../requests/permissions/change-permission.ts';
import { askPermission } from '../../../requests/permissions/ask-permission.ts';
import { filePermissions } from '../../../requests/permissions/file-permissions.ts';
import { loadPermissions, type PermissionView } from '../../../requests/permissions/load-permissions.ts';
import { linkDays, permissionYears } from '../../../requests/permissions/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { passOverWithdrawn } from '../../../requests/permissions/pass-over-withdrawn.ts';
import { listSealedBack, listTouched, type TouchedArticle } from '../../../requests/permissions/withdrawn.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { countItems } from '../../../record/files/count-items.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { EdtfDate, Pill, VisibilityBadge } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes, safeNext } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { When } from '../../record/history/when.tsx';
import { BriefLine, Section } from '../../record/show/parts.tsx';
import { thingPage } from '../../record/desk/thing-page.tsx';
import { askFor, canMail, whyNoMail } from './ask.ts';
import { crumbs, loadPermission } from '../load-permission.ts';
import { ArticleLine, LinkMade } from './permission-parts.tsx';
import { SealedWithdrawals, withdrawButtons, withdrawPermissionPages } from './withdraw-sealed.tsx';
import { Files, filesOf, Lines } from '../parts.tsx';
import {
  answerForm,
  askForm,
  permissionForm,
  permissionRules,
  permissionValues,
  readPermission,
} from './permission-forms.ts';
import { changePage, formPage, buttonRoute } from '../../kit/pages/form-page.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';
import type { DeskRequest } from '../../kit/pages/page-request.ts';
import { loadSealable, readSealFor, sealRules, withSeal } from '../../record/forms/seal-field.ts';

/**
 * The pages of people's permissions to be named or quoted: the list, each permission, and the forms that request it and
 * record the answer.
 */
export const permissionPages: Pages = (web, deps) => {
  withdrawPermissionPages(web, deps);
  listPage(web, routes.desk.permissions, {
    title: 'requests.permission.title',
    load: async ({ db, limit, offset, principal }) => ({
      rows: await loadPermissions(db, { limit, offset }),
      total: await countItems(db, 'permission'),
      view: { touched: await listTouched(db), sealedBack: await listSealedBack(db, principal.accountId) },
    }),
    crumbs: ({ t }) => [{ label: t('requests.title'), href: routes.desk.requests() }],
    add: ({ may, t }) =>
      may(filePermissions) && { href: routes.desk.newPermission(), label: t('requests.permission.new') },
    lead: ({ view: { touched, sealedBack } }) => (
      <>
        <AffectedArticles touched={touched} />
        <SealedWithdrawals ones={sealedBack} />
      </>
    ),
    body: ({ rows }) => <PermissionList permissions={rows} />,
    empty: () => ({ title: 'requests.permission.none', text: 'requests.permission.none_lead' }),
    part: (page) => routes.desk.permissions({ page }),
  });

  formPage(web, routes.desk.newPermission, {
    load: ({ db }) => loadSealable(db),
    operation: filePermissions,
    form: (at) => withSeal(at, permissionForm),
    options: ({ view }) => ({ sealFor: view.sealable }),
    title: 'requests.permission.new',
    save: 'requests.demand.save',
    lists: ['actor'],
    home: () => routes.desk.permissions(),
    crumbs: ({ t }) => crumbs(t),
    lead: ({ t }) => t('requests.permission.new_lead', { years: permissionYears }),
    values: ({ asked, desk, t }) => ({
      article: asked('article'),
      language: desk.session.language ?? t.locale,
    }),
    paths: [...sealRules, ...permissionRules],
    submit: async (input, { run, picks }) => {
      const permission = await readPermission(picks, input);
      const { permissions } = await run(
        filePermissions,
        { permissions: [{ ...permission, sealFor: readSealFor(input.sealFor) }] },
        input.why,
      );
      return routes.desk.permission({ number: Number(permissions[0]!.split('/')[1]) });
    },
  });

  const one = {
    load: ({ desk, params }: DeskRequest<{ number: number }>) => loadPermission(desk, params.number),
    crumbs: ({ t, view }: { t: Translate; view: PermissionView }) => crumbs(t, view),
    home: ({ view }: { view: PermissionView }) => routes.desk.permission({ number: view.number }),
    save: 'requests.demand.save',
    paths: permissionRules,
  };
  changePage(web, routes.desk.editPermission, {
    ...one,
    operation: changePermission,
    form: permissionForm,
    title: 'requests.permission.edit',
    lists: ['actor'],
    values: ({ view }) => permissionValues(view),
    submit: async (input, { run, picks, view: { ref }, version }) =>
      run(changePermission, { permission: ref, version, to: await readPermission(picks, input) }, input.why),
  });
  changePage(web, routes.desk.answerPermission, {
    ...one,
    operation: answerPermission,
    form: answerForm,
    title: 'requests.permission.answer',
    lead: 'requests.permission.answer_lead',
    values: ({ view, today }) => ({ state: view.state === 'given' ? 'withdrawn' : 'given', on: today, way: 'letter' }),
    current: () => ({}),
    submit: async ({ why, file, ...said }, { run, view: { ref }, version }) =>
      run(answerPermission, { permission: ref, version, to: { ...said, files: await filesOf(file) } }, why),
  });

  changePage(web, routes.desk.askPermission, {
    ...one,
    operation: askPermission,
    form: askForm,
    title: 'requests.permission.ask',
    save: ({ app, view }) => (canMail(app, view) ? 'requests.permission.send' : 'requests.permission.make_link'),
    more: ({ app, view }) => (canMail(app, view) ? [{ intent: 'link', label: 'requests.permission.make_link' }] : []),
    lead: ({ t, app, view }) => (
      <>
        <p class="lead">{t('requests.permission.ask_lead', { days: linkDays })}</p>
        {view.wording ? (
          <blockquote class="lead" lang={view.language ?? undefined}>
            <p class="typed">{view.wording}</p>
          </blockquote>
        ) : (
          <Notice kind="warning" title={t('errors.field.permission.wording')} />
        )}
        {canMail(app, view) ? (
          <p>
            {t('requests.permission.ask_to')} {view.contact}
          </p>
        ) : (
          <p class="muted">{t(whyNoMail(app))}</p>
        )}
      </>
    ),
    submit: async ({ why }, { c, t, app, principal, paper, view, version, intent }) => {
      const { link, mailed, problem } = await askFor(app, principal, view, {
        version,
        why,
        mail: canMail(app, view) && intent !== 'link',
        paper,
        origin: new URL(c.req.url).origin,
        locale: t.locale,
      });
      if (mailed) return undefined;
      return page(
        c,
        <LinkMade
          one={view}
          title={t('requests.permission.link_title')}
          label={t('requests.permission.ask')}
          lead={t('requests.permission.link_lead', { days: linkDays })}
          link={link}
          problem={problem ? t(`errors.${problem.code}`, problem.details) : undefined}
        />,
      );
    },
  });

  buttonRoute(web, routes.desk.passOverWithdrawn, {
    act: async ({ run, params, text }) => {
      const article = text('article');
      await run(passOverWithdrawn, {
        seen: [{ permission: `permission/${params.number}`, ...(article && { article }) }],
      });
      return safeNext(text('back') || routes.desk.permissions());
    },
    home: () => routes.desk.permissions(),
  });

  thingPage(web, 'permission', routes.desk.permission, async ({ t, db, desk, principal, may }, thing) => {
    const [one] = await loadPermissions(db, { ids: [thing.id] });
    if (!one) throw new AppError('not_found');
    const { number } = one;
    const open = !one.sealed && !one.withdrawn;
    const sealedBack = one.sealed
      ? (await listSealedBack(db, principal.accountId)).filter((each) => each.number === number)
      : [];
    return {
      title: one.person
        ? t('requests.permission.of', { person: one.person })
        : t('requests.permission.number', { number }),
      links: [
        open &&
          one.state === 'asked' &&
          may(askPermission) && {
            href: routes.desk.askPermission({ number }),
            label: t('requests.permission.ask'),
            main: true,
          },
        open &&
          may(answerPermission) && {
            href: routes.desk.answerPermission({ number }),
            label: t(one.state === 'given' ? 'requests.permission.take_back' : 'requests.permission.answer'),
          },
      ],
      buttons: await withdrawButtons(desk, one),
      body: (
        <>
          <SealedWithdrawals ones={sealedBack} />
          <Permission
            one={one}
            touched={one.state === 'withdrawn' ? await listTouched(db, { permission: thing.id }) : []}
          />
        </>
      ),
    };
  });
};

/** The articles that a withdrawn permission affects. `here` means that the page is about this one article. */
export function AffectedArticles({ touched, here }: { touched: readonly TouchedArticle[]; here?: boolean }) {
  const { t, path } = useView();
  if (!touched.length) return null;
  return (
    <Section
      id="touched"
      title={
        here
          ? t('requests.permission.touched_here')
          : t('requests.permission.touched', { count: new Set(touched.map((one) => one.number)).size })
      }
    >
      <p class="muted">{t('requests.permission.touched_lead')}</p>
      <ul class="list">
        {touched.map((one) => (
          <li>
            {here ? null : (
              <ArticleLine one={one}>
                {one.publishAt && one.step === 'scheduled' ? <When at={one.publishAt} /> : null}
              </ArticleLine>
            )}
            <p class="muted">
              <a href={routes.desk.permission({ number: one.permission })}>
                {t('requests.permission.of', { person: one.person })}
              </a>{' '}
              · {t('requests.permission.state.withdrawn')} {one.on ? <EdtfDate edtf={one.on} /> : null}
            </p>
            <ActButton
              action={routes.desk.passOverWithdrawn({ number: one.permission })}
              label={t('requests.permission.seen')}
              values={{ article: `article/${one.number}`, back: path }}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** A list of permissions: for each, the person, the purpose and the status. */
export function PermissionList({ permissions }: { permissions: readonly PermissionView[] }) {
  const { t } = useView();
  return (
    <ul class="list">
      {permissions.map((one) => (
        <li>
          <p>
            <a href={routes.desk.permission({ number: one.number })}>
              {one.person || t('requests.permission.number', { number: one.number })}
            </a>{' '}
            {one.sealed ? <VisibilityBadge visibility="sealed" /> : null}
          </p>
          <p class="muted">
            {[
              t(`requests.permission.state.${one.state}`),
              one.kinds.length
                ? `${t('requests.permission.kinds')}: ${one.kinds.map((kind) => t(`law.duty.secret.${kind}`)).join(', ')}`
                : null,
              one.article?.headline ?? one.subject,
            ]
              .filter(Boolean)
              .join(' · ')}
            {one.askedOn && one.state === 'asked' ? (
              <>
                {' '}
                · <EdtfDate edtf={one.askedOn} />
              </>
            ) : null}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** How, when and by whom the permission was answered and withdrawn. */
function Answer({ one }: { one: PermissionView }) {
  const { t } = useView();
  const step = (state: PermissionView['state'], way: PermissionView['way'], on: string | null, by: string) => (
    <p>
      <Pill kind={state === 'asked' || state !== one.state ? undefined : 'plain'}>
        {t(`requests.permission.state.${state}`)}
      </Pill>
      {on ? (
        <>
          {' '}
          · <EdtfDate edtf={on} />
        </>
      ) : null}
      {way ? ` · ${t(`requests.permission.way_name.${way}`)}` : null}
      {state === 'asked' || one.sealed
        ? null
        : ` · ${by ? t('requests.permission.by_other', { name: by }) : t('requests.permission.by_person')}`}
    </p>
  );
  if (one.state !== 'withdrawn') return step(one.state, one.way, one.answeredOn, one.answerer);
  return (
    <>
      {step('withdrawn', one.withdrawnWay, one.withdrawnOn, one.withdrawer)}
      {one.answeredOn ? step('given', one.way, one.answeredOn, one.answerer) : null}
    </>
  );
}

function Permission({ one, touched }: { one: PermissionView; touched: readonly TouchedArticle[] }) {
  const { t } = useView();
  const lines: [string, Child][] = [
    [
      t('requests.permission.person'),
      one.person ? <>{one.actor && !one.actor.hidden ? <BriefLine brief={one.actor} /> : one.person}</> : null,
    ],
    [t('requests.permission.answer'), <Answer one={one} />],
    [
      t('requests.permission.kinds'),
      one.kinds.length ? one.kinds.map((kind) => t(`law.duty.secret.${kind}`)).join(', ') : null,
    ],
    [
      t('requests.permission.article'),
      one.article ? (
        <a href={routes.desk.article({ number: one.article.number })}>{one.article.headline}</a>
      ) : one.sealed ? null : (
        t('requests.permission.wherever')
      ),
    ],
    [t('requests.permission.subject'), one.subject || null],
    [
      t('requests.permission.wording'),
      one.wording ? (
        <span class="typed" lang={one.language ?? undefined}>
          {one.wording}
        </span>
      ) : null,
    ],
    [t('requests.permission.contact'), one.contact || null],
    [
      t('requests.permission.asked_on'),
      one.askedOn ? (
        <>
          <EdtfDate edtf={one.askedOn} />
          {one.askedBy ? ` · ${t('requests.permission.asked_by', { name: one.askedBy })}` : ''}
        </>
      ) : null,
    ],
    [t('requests.permission.link_until'), one.linkUntil ? <When at={one.linkUntil} /> : null],
    [t('requests.permission.note'), one.note ? <span class="typed">{one.note}</span> : null],
  ];
  return (
    <>
      <AffectedArticles touched={touched} />
      <Lines lines={lines} />
      {one.sealed ? null : (
        <Section id="files" title={t('requests.file.title')}>
          <Files files={one.files} />
        </Section>
      )}
    </>
  );
}
