import type { Child } from 'hono/jsx';
import { DeskPage } from '../kit/components/layout.tsx';
import { ReadingView } from '../kit/components/desk.tsx';
import { Dotted, Notice } from '../kit/components/page-parts.tsx';
import { VisibilityBadge } from '../kit/components/values.tsx';
import { EdtfDate } from '../kit/components/values.tsx';
import type { FormState } from '../kit/forms/form.ts';
import { routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';
import { When } from '../record/history/when.tsx';
import { assignPage } from '../work/item.tsx';
import { ClaimCard, DecisionPill, Gaps, Questions } from './cards.tsx';
import { draftAddress } from './steps.tsx';
import type { ClaimForm } from './claim-form.ts';
import { reviewKeys } from './keys.ts';
import { Incidents } from './incidents.tsx';
import { isTitle, MarkedPage } from './marked.tsx';
import { CasePanel, CastPanel, FilePanel, PartsPanel, SourcePanel } from './panels.tsx';
import { ListChoice, Progress } from './progress.tsx';
import type { SectionName, Sections } from './sections.ts';
import type { DraftView } from './view.ts';

export type DraftPageProps = {
  reading: DraftView;
  sections: Sections;
  lists: Child;
  /** The name of the person to whom the draft is assigned. */
  assigned: string | null;
  /** The claim whose form is open. */
  claim?: { key: string; form: ClaimForm; state: FormState };
  section?: { name: SectionName; state: FormState };
  /** The case (not the first one of the draft) whose form was rejected, with the errors. */
  furtherCase?: { key: string; state: FormState };
  /** The incident whose form was rejected, with the errors. */
  incident?: { key: string; state: FormState };
  /** The key of a claim on which a decision was rejected, because someone had changed the claim. */
  refused?: string;
  /** If filing was rejected: the reason, and whether the checkbox “checked” was selected. */
  file?: { problem: string; checked: boolean };
  marking: boolean;
  /** Set if the page that was just added was already in the record, with the same text. */
  arrived?: 'known';
};

/** The reading view: the text of the page, with the suggestions beside it. */
export function DraftPage(props: DraftPageProps) {
  const { t, asset, hasAsset } = useView();
  const { reading, sections, marking } = props;
  const { draft, content } = reading;
  const title = content.source.title || draft.title;
  const titled = content.blocks.some((block) => isTitle(block, draft.capture.text, title));
  const panels = { reading, sections, sent: props.section, furtherCase: props.furtherCase };
  const byKey = new Map(reading.claims.map((row) => [row.claim.key, row]));
  // The claim whose form is open is in the list even if the filter hides it.
  const hidden = props.claim && !reading.shown.includes(props.claim.key) ? [props.claim.key] : [];
  const rows = [...hidden, ...reading.shown].flatMap((key) => byKey.get(key) ?? []);
  const first =
    rows.find(({ claim }) => claim.key === (props.claim?.key ?? props.refused)) ??
    rows.find(({ claim }) => claim.decision === 'open') ??
    rows[0];
  return (
    <DeskPage
      title={title}
      wide
      bare
      crumbs={[{ label: t('kit.desk_nav.drafts'), href: routes.desk.drafts() }, { label: title }]}
      scripts={['reading.js']}
    >
      {hasAsset('reading.css') ? <link rel="stylesheet" href={asset('reading.css')} /> : null}
      <div
        id="reading"
        data-draft={String(draft.id)}
        data-here={draftAddress(reading, { claim: props.claim?.key, show: marking ? 'mark' : undefined })}
      >
        <div class="reading-head">
          <h1 class={titled ? 'in-text' : undefined}>{title}</h1>
          <VisibilityBadge visibility={content.visibility} />
          <Origin {...props} />
        </div>
        <Arrived {...props} />
        {content.warnings.map((warning) => (
          <Notice title={t('drafting.warning')}>
            <p>{t(warning.message, warning.params)}</p>
          </Notice>
        ))}
        {props.refused ? (
          <div class="summary" role="alert" tabindex={-1} autofocus>
            <p>
              <a href={`#claim-${props.refused}`}>{t('drafting.outbox.conflict')}</a>
            </p>
          </div>
        ) : null}
        {draft.state === 'filed' ? (
          <Notice title={t('drafting.filed.notice')}>
            <p>
              <a href={routes.desk.draftFile({ id: String(draft.id) })}>{t('drafting.filed.see')}</a>
            </p>
          </Notice>
        ) : null}
        <ReadingView
          textLabel={t('drafting.the_page')}
          draftLabel={t('drafting.the_draft')}
          text={
            <>
              <p class="reading-tools no-print">
                {marking ? (
                  <a href={draftAddress(reading)}>{t('drafting.mark.done')}</a>
                ) : (
                  <span>
                    <a href={draftAddress(reading, { show: 'mark' })}>{t('drafting.mark.by_sentence')}</a>{' '}
                    <span class="scripted-only" hidden>
                      {t('drafting.mark.select')}
                    </span>
                  </span>
                )}
                <a class="to-draft" href="#claims">
                  {t('drafting.to_draft')}
                </a>
              </p>
              <MarkedPage reading={reading} here={props.claim?.key ?? null} marking={marking} title={title} />
              <form
                method="post"
                action={routes.desk.draftMark({ id: String(draft.id) }, reading.listing)}
                id="mark-form"
                hidden
              >
                <TokenField />
                <input type="hidden" name="place" value="" />
                <button class="button main" type="submit">
                  {t('drafting.mark.make')} <kbd class="with-keyboard">m</kbd>
                </button>
              </form>
            </>
          }
          draft={
            <>
              <nav class="draft-nav" aria-label={t('drafting.nav.label')}>
                <a class="to-text" href="#reading-text">
                  {t('drafting.to_text')}
                </a>
                {content.incidents.length ? <a href="#incidents">{t('drafting.nav.incidents')}</a> : null}
                <a href="#claims">{t('drafting.nav.claims')}</a>
                {content.questions.length ? <a href="#questions">{t('drafting.nav.questions')}</a> : null}
                <a href="#section-source">{t('drafting.nav.source')}</a>
                <a href="#section-case">{t('drafting.nav.case')}</a>
                <a href="#section-cast">{t('drafting.nav.cast')}</a>
                <a href="#section-parts">{t('drafting.nav.parts')}</a>
                <a href="#file">{t('drafting.nav.file')}</a>
                <button
                  type="button"
                  class="scripted-only with-keyboard"
                  id="keys-open"
                  aria-label={t('drafting.keys.title')}
                  title={t('drafting.keys.title')}
                  hidden
                >
                  <kbd>?</kbd>
                </button>
              </nav>
              <Incidents reading={reading} sent={props.incident} />
              <section aria-labelledby="claims" class="claims">
                <h3 id="claims">{t('drafting.claims', { count: reading.claims.length })}</h3>
                {reading.claims.length ? (
                  <>
                    <Progress reading={reading} />
                    <ListChoice reading={reading} />
                  </>
                ) : (
                  <p>{t('drafting.claims_none')}</p>
                )}
                {rows.map((row, at) => (
                  <ClaimCard
                    row={row}
                    shownFirst={row === first}
                    previous={rows[at - 1]?.claim.key}
                    next={rows[at + 1]?.claim.key}
                    reading={reading}
                    form={props.claim?.key === row.claim.key ? props.claim : undefined}
                    refused={props.refused === row.claim.key}
                  />
                ))}
              </section>
              <Questions reading={reading} />
              <Gaps reading={reading} />
              <SourcePanel {...panels} />
              <CasePanel {...panels} />
              <CastPanel {...panels} />
              <PartsPanel {...panels} />
              <FilePanel reading={reading} problem={props.file?.problem} checked={props.file?.checked} />
              {props.lists}
            </>
          }
        />
        <p class="sr" aria-live="polite" id="reading-says"></p>
      </div>
      <OutboxParts />
      <dialog id="keys" aria-labelledby="keys-title">
        <h2 id="keys-title">{t('drafting.keys.title')}</h2>
        <dl class="keys">
          {reviewKeys.map(({ key, step }) => (
            <div>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{t(`drafting.keys.${step}`)}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog" class="buttons">
          <label class="choice">
            <input type="checkbox" id="keys-on" checked /> <span>{t('drafting.keys.on')}</span>
          </label>
          <button class="button main">{t('drafting.keys.close')}</button>
        </form>
      </dialog>
    </DeskPage>
  );
}

/**
 * The elements in which the script shows whether decisions have been saved. They are outside of `#reading`, because the
 * script replaces its content. Their texts are in data attributes, because scripts cannot translate messages.
 */
function OutboxParts() {
  const { t } = useView();
  return (
    <>
      <div
        id="outbox"
        class="no-print"
        hidden
        data-saving={t('drafting.outbox.saving')}
        data-saved={t('drafting.outbox.saved')}
        data-refused={t('drafting.outbox.refused')}
        data-all-saved={t('drafting.outbox.all_saved')}
        data-some-refused={t('drafting.outbox.some_refused')}
        data-offline={t('drafting.outbox.offline')}
        data-stopped={t('drafting.outbox.stopped')}
        data-conflict={t('drafting.outbox.conflict')}
        data-form={t('drafting.outbox.form')}
        data-file={t('drafting.outbox.file')}
        data-not-filed={t('drafting.outbox.not_filed')}
      >
        <span role="status"></span> <b aria-hidden="true"></b>
        <button type="button" class="button small" hidden>
          {t('drafting.outbox.again')}
        </button>
        {(['accepted', 'skipped'] as const).map((decision) => (
          <template data-decision={decision}>
            <DecisionPill decision={decision} />
          </template>
        ))}
      </div>
      <dialog id="leave" aria-labelledby="leave-title">
        <h2 id="leave-title">{t('drafting.leave.title')}</h2>
        <p>{t('drafting.leave.lead')}</p>
        <form method="dialog" class="buttons">
          <button class="button main">{t('drafting.leave.stay')}</button>
          <button class="button" value="leave">
            {t('drafting.leave.leave')}
          </button>
        </form>
      </dialog>
    </>
  );
}

function TokenField() {
  const { token } = useView();
  return token ? <input type="hidden" name="_token" value={token} /> : null;
}

/** The web address of the page, its date, and to whom the draft is assigned. Further details are collapsed. */
function Origin({ reading, assigned }: DraftPageProps) {
  const { t, person } = useView();
  const { draft, content } = reading;
  const fetched = (
    <>
      {t(`drafting.origin.${draft.capture.method}`)} <When at={draft.capture.at} />
    </>
  );
  const changed = draft.changedBy ? t('drafting.changed_by', { name: draft.changedBy }) : null;
  const own = draft.changedBy === person?.name;
  return (
    <div class="origin">
      <div class="origin-line muted">
        <Dotted
          parts={[
            draft.capture.url ? (
              <a href={draft.capture.url} rel="noopener noreferrer nofollow">
                {draft.capture.url.replace(/^https?:\/\/(www\.)?/, '').slice(0, 80)}
              </a>
            ) : (
              fetched
            ),
            content.source.published ? (
              <>
                {t('drafting.origin.published')} <EdtfDate edtf={content.source.published} />
              </>
            ) : null,
            own ? null : changed,
            draft.state === 'open' ? (
              <a href={assignPage(`draft/${draft.id}`)}>
                {assigned ? t('work.assigned_to', { name: assigned }) : t('work.assign.title')}
              </a>
            ) : null,
          ].filter(Boolean)}
        />
        <details id="origin-details">
          <summary>{t('drafting.origin.details')}</summary>
          <p>
            <Dotted
              parts={[
                draft.capture.url ? fetched : null,
                <a href={routes.desk.source({ number: draft.source.number })}>
                  {t('drafting.origin.source', { number: draft.source.number })}
                </a>,
                own ? changed : null,
                <a href={routes.desk.draftJson({ id: String(draft.id) })} download>
                  {t('drafting.origin.json')}
                </a>,
              ].filter(Boolean)}
            />
          </p>
        </details>
      </div>
    </div>
  );
}

/** Notices about a page that was already in the record. */
function Arrived({ reading, arrived }: DraftPageProps) {
  const { t } = useView();
  const { draft, previous } = reading;
  return (
    <div class="arrived">
      {arrived === 'known' ? (
        <Notice title={t('drafting.arrived.known')}>
          <p>{t('drafting.arrived.known_hint')}</p>
        </Notice>
      ) : null}
      {previous ? (
        <Notice title={t('drafting.arrived.changed')}>
          <p>
            {t('drafting.arrived.changed_hint')} <When at={previous.at} />.{' '}
            <a
              href={routes.desk.compareCaptures(
                { number: draft.source.number, capture: draft.capture.number },
                { with: previous.number },
              )}
            >
              {t('drafting.arrived.compare')}
            </a>
          </p>
        </Notice>
      ) : null}
    </div>
  );
}
