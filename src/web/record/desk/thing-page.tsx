import { shownVersion } from '../actions/as-shown.tsx';
import { legal } from '../../../accounts/tables.ts';
import type { Child } from 'hono/jsx';
import { kindOf } from '../../../record/kinds/registry.ts';
import { refOf } from '../../../record/refs.ts';
import type { ThingKind } from '../../../record/tables.ts';
import type { Thing } from '../../../record/things.ts';
import { merge } from '../../../record/lifecycle/merge.ts';
import { mayPropose } from '../../../platform/operation.ts';
import { setVisibility, withdraw as withdrawItems } from '../../../record/lifecycle/withdraw.ts';
import { ActButton, ActionLinks } from '../../kit/components/desk.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import { VisibilityBadge } from '../../kit/components/values.tsx';
import type { Router } from '../../kit/context.ts';
import { control } from '../../kit/forms/handle.ts';
import { detailPage, type Detail } from '../../kit/pages/detail-page.tsx';
import type { DeskRequest, Route } from '../../kit/pages/page-request.ts';
import { routes } from '../../routes.ts';
import { redactPermission } from '../../../record/protection/redact.ts';
import { canRedact, isPerson } from '../../../record/protection/redaction-words.ts';
import { loadErasedLine } from '../actions/erased.tsx';
import { loadDuplicates, MergedOnes, NearOnes } from '../duplicates/of-thing.tsx';
import { When } from '../history/when.tsx';
import { LimitedBadge, LimitedSection, limitLink, loadLimited } from '../teams/limited.tsx';
import { loadTagsOf, TagLine } from '../tags/tag-line.tsx';
import { loadPictureOf, PictureLine } from '../photos/picture-page.tsx';
import { loadThing } from '../show/load-thing.ts';
import { loadWork, WorkLine } from '../../work/panel.tsx';
import { deskEdit, deskList, deskPage } from './links.ts';

type At = DeskRequest<{ number: number }>;
/**
 * What one kind of item adds to the page. `badges` and `buttons` are beside the title, before and after the links.
 * `crumbs` follow the breadcrumb of the list. `fixed`: whether the item can no longer be edited.
 */
type Shown = Pick<Detail, 'title' | 'crumbs' | 'links' | 'styles' | 'body'> & {
  badges?: Child;
  buttons?: Child;
  fixed?: boolean;
};

/**
 * Registers the desk page of a kind of item. It has what all kinds share, such as the access, the actions and the
 * suggested duplicates; `show` returns the rest. The page of a merged item redirects to the item that it was merged
 * into.
 */
export function thingPage(
  web: Router,
  kind: ThingKind,
  route: Route<{ number: number }>,
  show: (at: At, thing: Thing) => Promise<Shown>,
): void {
  detailPage(web, route, async (at) => {
    const { c, t, db, desk } = at;
    const { thing, moved } = await loadThing(db, kind, at.params.number);
    if (moved !== undefined) return c.redirect(deskPage({ kind, number: moved })!, 303);
    const { badges, buttons, links = [], crumbs = [], body, fixed, ...shown } = await show(at, thing);
    const { near, merged } = await loadDuplicates(db, thing);
    const limited = await loadLimited(db, thing);
    const tags = await loadTagsOf(desk, thing);
    const picture = await loadPictureOf(desk, thing);
    const redacts = kind === 'actor' && at.may(redactPermission) && (await canRedact(db, at.principal, thing));
    const exports = kind === 'actor' && at.may(redactPermission) && (await isPerson(db, thing));
    const { number, visibility } = thing;
    const works = at.may({ permission: legal });
    const work =
      thing.withdrawn_at === null && (kind === 'case' || kind === 'source')
        ? await loadWork(desk, refOf(thing), thing.id)
        : null;
    const edit =
      !works || fixed || visibility === 'sealed' || thing.withdrawn_at ? undefined : deskEdit({ kind, number });
    return {
      sectionLinks: true,
      ...shown,
      crumbs: [{ label: t(`record.desk.kinds.${kind}`), href: deskList(kind) }, ...crumbs],
      crumb: `${t(`record.desk.kind.${kind}`)} ${number}`,
      actions: (
        <>
          {badges}
          <LimitedBadge limited={limited} />
          {limited && visibility === 'desk' ? null : <VisibilityBadge visibility={visibility} />}
          <ActionLinks links={[edit && { href: edit, label: t('record.desk.change') }, ...links]} />
          {buttons}
          <ActionLinks
            links={[
              works &&
                visibility !== 'sealed' &&
                kindOf(kind).translated && {
                  href: routes.desk.translate({ kind, number }),
                  label: t('record.translations.title'),
                },
              { href: routes.desk.historyOf({ kind, number }), label: t('record.desk.history.title') },
            ]}
          />
          {actionMenu(at, thing, { redacts, exports })}
        </>
      ),
      lead: notices(at, thing, visibility === 'sealed' ? await loadErasedLine(db, t, thing) : null),
      body: (
        <>
          {work ? <WorkLine work={work} back={deskPage(thing)!} /> : null}
          {tags ? <TagLine of={tags} /> : null}
          {picture ? <PictureLine of={picture} /> : null}
          <NearOnes thing={thing} near={near} />
          {body}
          <MergedOnes desk={desk} merged={merged} />
          <LimitedSection limited={limited} />
        </>
      ),
    };
  });
}

/** The menu of the actions on an item. */
function actionMenu(
  { t, may, principal }: At,
  thing: Thing,
  { redacts, exports }: { redacts: boolean; exports: boolean },
): Child {
  const { kind, number, visibility, withdrawn_at } = thing;
  const act = (name: string): string => routes.desk.act({ kind, number, act: name });
  const link = (name: string): Child => <a href={act(name)}>{t(`record.desk.act.${name}`)}</a>;
  const turn = (to: 'desk' | 'public', label = `record.desk.act.make_${to}`): Child => (
    <ActButton
      action={act('visibility')}
      label={t(label)}
      values={{ to, [control.shown]: shownVersion(refOf(thing), thing.version) }}
    />
  );
  const gone = withdrawn_at !== null;
  const { deskOnly, seal, merge: merges, withdraw } = kindOf(kind);
  // A case becomes public on a separate page, together with what readers need to understand it.
  const alone = !deskOnly && kind !== 'case';
  const items = [
    visibility === 'public' && may(setVisibility) && turn('desk'),
    visibility === 'desk' && alone && may(setVisibility) && turn('public'),
    visibility === 'desk' &&
      alone &&
      mayPropose(principal, setVisibility) &&
      turn('public', 'record.proposals.publish'),
    visibility === 'public' && mayPropose(principal, setVisibility) && turn('desk', 'record.proposals.hide'),
    limitLink(thing) && <a href={limitLink(thing)!}>{t('record.teams.who')}</a>,
    seal && (visibility === 'sealed' ? link('open') : may({ permission: legal }) && link('seal')),
    merges && may(merge) && visibility !== 'sealed' && !gone && link('merge'),
    !gone && withdraw !== 'elsewhere' && may(withdrawItems) && link('withdraw'),
    exports && visibility !== 'sealed' && link('export'),
    redacts && link('redact'),
  ].filter(Boolean);
  if (!items.length) return null;
  return (
    <details class="menu">
      <summary>{t('record.desk.act.more')}</summary>
      <ul>
        {items.map((item) => (
          <li>{item}</li>
        ))}
      </ul>
    </details>
  );
}

function notices(
  { t }: At,
  { kind, number, visibility, withdrawn_at, withdrawn_reason, example }: Thing,
  erased: Child,
): Child {
  return (
    <>
      {visibility === 'sealed' ? (
        <Notice kind="warning" title={t('record.desk.sealed.title')}>
          <p>
            {t('record.desk.sealed.lead')}{' '}
            <a href={routes.desk.act({ kind, number, act: 'open' })}>{t('record.desk.act.open')}</a>
          </p>
          {erased ? (
            <p>
              <a href={routes.desk.erased()}>{t('record.desk.erased.state')}</a>: {erased}
            </p>
          ) : null}
        </Notice>
      ) : null}
      {withdrawn_at ? (
        <Notice kind="warning" title={t('record.desk.withdrawn.title')}>
          <p>
            <When at={withdrawn_at} />: {withdrawn_reason}
          </p>
        </Notice>
      ) : null}
      {example ? (
        <Notice kind="example" title={t('exchange.example.title')}>
          <p>{t('exchange.example.lead')}</p>
        </Notice>
      ) : null}
    </>
  );
}
