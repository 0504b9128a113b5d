import type { Child } from 'hono/jsx';
import type { Brief } from '../../../record/views/briefs.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { kindOf } from '../../../record/kinds/registry.ts';
import type { Thing } from '../../../record/things.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { ActButton, Card } from '../../kit/components/desk.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { VisibilityKey } from '../../kit/components/values.tsx';
import { ClaimState, Pill, VisibilityBadge } from '../../kit/components/values.tsx';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import type { Desk } from '../../kit/desk/who.ts';
import { When } from '../history/when.tsx';
import { briefTitle, deskEdit, deskList, deskPage } from '../desk/links.ts';
import { SaidLine } from './facts.tsx';

/** An item's name with its access badge, linked to its page. */
export function BriefLine({
  brief,
  apart,
  children,
}: {
  brief: Brief;
  /** Opens in a new tab if input would be lost. */ apart?: boolean;
  children?: Child;
}) {
  const { t } = useView();
  const href = deskPage(brief);
  const title = briefTitle(t, brief);
  return (
    <>
      {href ? (
        <a href={href} target={apart ? '_blank' : undefined} rel={apart ? 'noopener' : undefined}>
          {title}
        </a>
      ) : (
        title
      )}{' '}
      {brief.visibility === 'desk' ? null : <VisibilityBadge visibility={brief.visibility} />}
      {brief.withdrawn ? (
        <>
          {' '}
          <Pill shape="withdrawn">{t('kit.claim_state.withdrawn')}</Pill>
        </>
      ) : null}
      {children}
    </>
  );
}

/** A claim as a card: its words, attribution and state. */
export function ClaimCard({ claim, children }: { claim: ClaimView; children?: Child }) {
  const { t } = useView();
  const sealed = claim.visibility === 'sealed';
  return (
    <Card
      title={
        <a href={routes.desk.claim({ number: claim.number })}>
          {t('record.desk.claim.number', { number: claim.number })}
        </a>
      }
      badges={
        <>
          <ClaimState state={claim.state} />
          <VisibilityBadge visibility={claim.visibility as VisibilityKey} />
        </>
      }
    >
      <p lang={claim.language}>
        {sealed ? t('record.desk.sealed_words') : claim.kind === 'quotation' ? <q>{claim.wording}</q> : claim.wording}
      </p>
      {sealed ? null : <SaidLine claim={claim} bare />}
      {children}
    </Card>
  );
}

type ActsProps = {
  desk: Desk;
  thing: Pick<Thing, 'kind' | 'number' | 'visibility' | 'withdrawn_at'>;
  mayMerge: boolean;
  mayRedact?: boolean;
};

/** The actions on an item, in a menu. */
function Acts({ desk, thing, mayMerge, mayRedact }: ActsProps) {
  const { t } = useView();
  const { kind, number, visibility } = thing;
  const act = (name: string): string => routes.desk.act({ kind, number, act: name });
  const link = (name: string): Child => <a href={act(name)}>{t(`record.desk.act.${name}`)}</a>;
  const gone = thing.withdrawn_at !== null;
  const items: Child[] = [];
  const { deskOnly, seal, merge, withdraw } = kindOf(kind);
  if (visibility === 'public' && desk.may(setVisibility))
    items.push(<ActButton action={act('visibility')} label={t('record.desk.act.make_desk')} values={{ to: 'desk' }} />);
  if (visibility === 'desk' && !deskOnly && desk.may(setVisibility))
    items.push(
      <ActButton action={act('visibility')} label={t('record.desk.act.make_public')} values={{ to: 'public' }} />,
    );
  if (seal) items.push(link(visibility === 'sealed' ? 'open' : 'seal'));
  if (merge && mayMerge && visibility !== 'sealed' && !gone) items.push(link('merge'));
  if (!gone && withdraw !== 'elsewhere') items.push(link('withdraw'));
  if (kind === 'actor' && mayRedact) items.push(link('redact'));
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

type ThingPageProps = ActsProps & {
  title: string;
  thing: Thing;
  example?: boolean;
  crumbs?: readonly { label: string; href?: string }[];
  badges?: Child;
  styles?: readonly string[];
  buttons?: Child;
  children?: Child;
};

/** The desk's page of an item: its access, its actions and its history. */
export function ThingPage({
  desk,
  thing,
  title,
  example,
  crumbs = [],
  badges,
  buttons,
  styles,
  mayMerge,
  mayRedact,
  children,
}: ThingPageProps) {
  const { t } = useView();
  const { kind, number } = thing;
  const edit = thing.visibility === 'sealed' || thing.withdrawn_at ? undefined : deskEdit({ kind, number });
  return (
    <DeskPage
      title={title}
      noindex
      styles={styles}
      crumbs={[
        { label: t(`record.desk.kinds.${kind}`), href: deskList(kind) },
        ...crumbs,
        { label: `${t(`record.desk.kind.${kind}`)} ${number}` },
      ]}
      actions={
        <>
          {badges}
          <VisibilityBadge visibility={thing.visibility} />
          {edit ? (
            <a class="button small" href={edit}>
              {t('record.desk.change')}
            </a>
          ) : null}
          {buttons}
          <a class="button small" href={routes.desk.historyOf({ kind, number })}>
            {t('record.desk.history.title')}
          </a>
          <Acts desk={desk} thing={thing} mayMerge={mayMerge} mayRedact={mayRedact} />
        </>
      }
    >
      {thing.visibility === 'sealed' ? (
        <Notice kind="warning" title={t('record.desk.sealed.title')}>
          <p>
            {t('record.desk.sealed.lead')}{' '}
            <a href={routes.desk.act({ kind, number, act: 'open' })}>{t('record.desk.act.open')}</a>
          </p>
        </Notice>
      ) : null}
      {thing.withdrawn_at ? (
        <Notice kind="warning" title={t('record.desk.withdrawn.title')}>
          <p>
            <When at={thing.withdrawn_at} />: {thing.withdrawn_reason}
          </p>
        </Notice>
      ) : null}
      {example ? (
        <Notice kind="example" title={t('exchange.example.title')}>
          <p>{t('exchange.example.lead')}</p>
        </Notice>
      ) : null}
      {children}
    </DeskPage>
  );
}

/** A part of a page with a heading. */
export function Section({
  id,
  title,
  action,
  children,
}: {
  id: string;
  title: string;
  action?: Child;
  children?: Child;
}) {
  return (
    <section class="panel" aria-labelledby={id}>
      <div class="card-head">
        <h2 id={id}>{title}</h2>
        {action ? <div class="actions">{action}</div> : null}
      </div>
      {children}
    </section>
  );
}
