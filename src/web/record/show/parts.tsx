import type { Child } from 'hono/jsx';
import type { Brief } from '../../../record/views/briefs.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { Card } from '../../kit/components/desk.tsx';
import type { VisibilityKey } from '../../kit/components/values.tsx';
import { ClaimState, Pill, TeamBadge, VisibilityBadge } from '../../kit/components/values.tsx';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { passageAnchor } from '../components/opened.ts';
import { briefTitle, deskPage } from '../desk/links.ts';
import { When } from '../history/when.tsx';
import { SaidLine } from './facts.tsx';

/** The name of an item, linked to its page, with badges for its access and teams. */
export function BriefLine({
  brief,
  apart,
  children,
}: {
  brief: Brief;
  /** Whether the link opens in a new tab, because the page has a form whose input would be lost. */ apart?: boolean;
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
      {brief.teams ? (
        <>
          {' '}
          <TeamBadge teams={brief.teams} />
        </>
      ) : null}
      {children}
    </>
  );
}

/** A link to the page of the PDF with the passage of a claim, at its place. Nothing for other captures. */
export function PassagePage({ claim: { source, passage, number } }: { claim: ClaimView }) {
  const { t } = useView();
  if (!source || !passage?.page) return null;
  const at = { number: source.number, capture: passage.capture.number, page: passage.page };
  return (
    <p class="muted">
      <a href={`${routes.desk.capturePage(at)}#${passageAnchor(number)}`}>
        {t('evidence.pdf.page', { page: passage.page })}
      </a>
    </p>
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
      <PassagePage claim={claim} />
      {children}
    </Card>
  );
}

/** A line that says who compared a claim with its source, and when; or that the claim was imported and not checked. */
export function CheckLine({ claim, by }: { claim: ClaimView; by: string | null }) {
  const { t } = useView();
  if (claim.state === 'imported' && claim.importedAt)
    return (
      <p class="muted">
        {t('record.desk.claim.imported')} <When at={claim.importedAt} />
      </p>
    );
  if (claim.state !== 'checked' || !claim.checkedAt) return null;
  return (
    <p class="muted">
      {t('record.desk.claim.checked_against', { support: claim.support })}
      {by === null ? null : ` ${t('record.desk.claim.checked_by', { name: by })}`} <When at={claim.checkedAt} />
    </p>
  );
}

/** A section of a page with a heading. Nothing if `when` is false. */
export function Section({
  id,
  title,
  when = true,
  action,
  children,
}: {
  id: string;
  title: string;
  when?: boolean;
  action?: Child;
  children?: Child;
}) {
  if (!when) return null;
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
