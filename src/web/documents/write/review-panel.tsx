import type { Child } from 'hono/jsx';
import { addComment } from '../../../publishing/review/add-comment.ts';
import { besideText } from '../../../publishing/articles/beside-text.ts';
import { newTexts, publishArticle } from '../../../publishing/articles/publish-article.ts';
import { approveArticle } from '../../../publishing/review/approve-article.ts';
import { failureKey } from '../../../publishing/review/publish-due.ts';
import {
  loadComments,
  loadReviews,
  type CommentView,
  type ReviewView,
} from '../../../publishing/review/load-review.ts';
import { reviewLabel } from '../../../publishing/review/tables.ts';
import { submitArticle } from '../../../publishing/review/submit-article.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { dayIn, localTime } from '../../../record/values/local-time.ts';
import { listTouched, type SealedWithdrawal, type TouchedArticle } from '../../../requests/permissions/withdrawn.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import type { Desk } from '../../kit/desk/who.ts';
import { DateControl } from '../../kit/forms/date-control.tsx';
import { Pill } from '../../kit/components/values.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import { useView } from '../../kit/view.tsx';
import { When } from '../../record/history/when.tsx';
import { AffectedArticles } from '../../requests/permissions/permissions.tsx';
import { ownSealedWithdrawals, SealedWithdrawals } from '../../requests/permissions/withdraw-sealed.tsx';
import { articleSlug } from '../../../publishing/articles/article-slug.ts';
import { routes } from '../../routes.ts';
import type { loadHead } from '../../../publishing/articles/desk-article.ts';

/** The data that `ReviewPanel` shows. */
export type ReviewInEditor = {
  number: number;
  state: 'draft' | 'published' | 'other';
  revision: number;
  review: ReviewView | null;
  editions: { number: number; at: Date; revision: number; headline: string }[];
  slug: string | null;
  open: CommentView[];
  /** The number of the letter that this text belongs to; null for an article. */
  letter: number | null;
  beside: string;
  zone: string;
  /** The initial day and time in the form that schedules the publication (`YYYY-MM-DDTHH:MM`). */
  next: string;
  touched: readonly TouchedArticle[];
  sealedBack: readonly SealedWithdrawal[];
  may: { submit: boolean; edit: boolean; publish: boolean; comment: boolean };
};

export async function loadReviewInEditor(
  desk: Desk,
  head: Awaited<ReturnType<typeof loadHead>>,
): Promise<ReviewInEditor> {
  const db = desk.app.db.read;
  const review = (await loadReviews(db, [head.id])).get(head.id) ?? null;
  const document = await db
    .selectFrom('document')
    .select(['state', 'slug'])
    .where('id', '=', head.id)
    .executeTakeFirstOrThrow();
  const editions = await db
    .selectFrom('edition')
    .innerJoin('revision', 'revision.id', 'edition.revision_id')
    .select(['edition.number', 'edition.at', 'revision.number as revision', 'revision.headline'])
    .where('edition.document_id', '=', head.id)
    .orderBy('edition.number')
    .execute();
  const zone = (await loadPublication(db)).publication.timeZone;
  return {
    number: head.number,
    state: document.state === 'draft' || document.state === 'published' ? document.state : 'other',
    revision: head.revision,
    review,
    editions,
    slug: document.slug,
    open: (await loadComments(db, head.id)).filter((one) => one.resolvedAt === null),
    letter: await letterOf(db, head.id),
    beside: await besideText(db, head.id),
    zone,
    next: review?.publishAt
      ? localTime(review.publishAt, zone)
      : `${dayIn(new Date(desk.app.now().getTime() + 86_400_000), zone)}T09:00`,
    touched: await listTouched(db, { document: head.id }),
    sealedBack: await ownSealedWithdrawals(desk),
    may: {
      submit: desk.may(submitArticle),
      edit: desk.may(approveArticle),
      publish: desk.may(publishArticle),
      comment: desk.may(addComment),
    },
  };
}

/** The number of the letter, if this document is its text or a translation of its text. Otherwise null. */
async function letterOf(db: Reader, document: number): Promise<number | null> {
  const row = await db
    .selectFrom('letter')
    .innerJoin('thing', 'thing.id', 'letter.id')
    .select('thing.number')
    .where((eb) =>
      eb.or([
        eb('letter.document_id', '=', document),
        eb(
          'letter.document_id',
          'in',
          eb.selectFrom('translation').select('original_id').where('document_id', '=', document),
        ),
      ]),
    )
    .executeTakeFirst();
  return row?.number ?? null;
}

/**
 * The panel for review and publication in the editor. The script `review.ts` sends the forms of the panel (`data-step`)
 * and shows errors at their fields (`data-error`). Typed text is not lost.
 */
export function ReviewPanel({ shown }: { shown: ReviewInEditor }) {
  const { t } = useView();
  const { number, review, may, letter, open } = shown;
  const state = review?.state ?? null;
  const later = review !== null && review.revision !== shown.revision;
  const newest = shown.editions.at(-1);
  return (
    <div data-beside={shown.beside}>
      <p>
        <Pill kind="plain">{t(state ? reviewLabel(state) : 'publishing.review.state.none')}</Pill>{' '}
        {review ? (
          <>
            <When at={review.at} />
            {review.by ? ` · ${review.by}` : ''}
          </>
        ) : null}
      </p>
      {newest ? (
        <p>
          <a href={routes.article({ number, slug: articleSlug(shown.slug, newest.headline) })}>
            {t('documents.write.review.edition', {
              number: newest.number,
              date: edtfWords(t, newest.at.toISOString().slice(0, 10)).text,
            })}
          </a>
          {newest.revision === shown.revision ? '' : ` ${t('documents.write.review.edited_since')}`}
        </p>
      ) : null}
      {review?.reason ? (
        <Notice
          kind="warning"
          title={t(state === 'sent-back' ? 'publishing.review.sent_back_because' : 'publishing.acts.note')}
        >
          <p class="typed">{review.reason}</p>
        </Notice>
      ) : null}
      {review?.publishAt ? (
        <p>
          {t('publishing.review.publish_at', {
            time: localTime(review.publishAt, shown.zone).replace('T', ' '),
            zone: shown.zone,
          })}
        </p>
      ) : null}
      {review?.failure ? (
        <Notice kind="warning" title={t('publishing.review.failed')}>
          <p>{t(`publishing.review.failure.${failureKey(review.failure)}`)}</p>
        </Notice>
      ) : null}
      {later ? <p>{t('publishing.review.later_text_lead', { revision: review.revision })}</p> : null}
      <AffectedArticles touched={shown.touched} here />
      <SealedWithdrawals ones={shown.sealedBack} here />
      <p id="ed-missing" class="ed-asks"></p>
      {letter === null ? null : (
        <p>
          {t('documents.write.review.letter')}{' '}
          <a href={routes.desk.letter({ number: letter })}>{t('documents.write.review.to_letter')}</a>
        </p>
      )}
      <div class="ed-steps">
        {may.submit &&
        (state === null || state === 'sent-back' || state === 'failed' || (state !== 'scheduled' && later)) ? (
          <Step intent="submit" label={t('publishing.review.submit')} main={!may.edit} />
        ) : null}
        {may.edit && state !== 'approved' && state !== 'scheduled' ? (
          <Step intent="approve" label={t('publishing.review.approve')} />
        ) : null}
        {may.edit && (state === 'in-review' || state === 'approved' || state === 'failed') ? (
          <Step intent="send-back" label={t('publishing.review.send_back')} folded>
            <Area
              name="reason"
              label={t('publishing.review.reason')}
              hint={t('publishing.review.reason_hint')}
              most={2000}
            />
          </Step>
        ) : null}
        {may.publish && letter === null && shown.state !== 'other' ? <Publish shown={shown} /> : null}
        {state !== null && (may.edit || (may.submit && state !== 'scheduled' && state !== 'failed')) ? (
          <Step
            intent="cancel"
            label={t(
              state === 'scheduled' || state === 'failed'
                ? 'publishing.review.cancel_schedule'
                : 'publishing.review.cancel',
            )}
          />
        ) : null}
      </div>
      <h3>{t('publishing.review.comments', { count: open.length })}</h3>
      {open.map((one) => (
        <Comment comment={one} may={may.comment} />
      ))}
      {may.comment ? (
        <Step intent="comment" label={t('publishing.review.comment')} folded>
          <label class="ed-check">
            <input type="checkbox" name="here" value="yes" checked /> {t('documents.write.review.here')}
          </label>
          <Area name="body" label={t('publishing.review.body')} most={5000} />
        </Step>
      ) : null}
      <p>
        <a href={routes.desk.reviewArticle({ number })}>{t('documents.write.review.page')}</a>
      </p>
    </div>
  );
}

/**
 * The forms that publish the article now or schedule it. For a published article, they also ask which kind of change
 * this is.
 */
function Publish({ shown: { editions, zone, next, review, number } }: { shown: ReviewInEditor }) {
  const { t, today } = useView();
  const again = editions.length > 0;
  return (
    <>
      <Step intent="publish" label={t(`documents.write.review.${again ? 'publish_again' : 'publish'}`)} folded main>
        {again ? (
          <>
            <fieldset class="ed-field">
              <legend>{t('publishing.acts.change')}</legend>
              {[...newTexts, 'correction' as const].map((kind) => (
                <label class="ed-check">
                  <input type="radio" name="change" value={kind} /> {t(`publishing.acts.${kind}`)}
                  <span class="hint">{t(`publishing.acts.${kind}_hint`)}</span>
                </label>
              ))}
              <p data-error="change" role="alert" class="ed-asks"></p>
            </fieldset>
            <Area name="note" label={t('publishing.acts.note')} hint={t('publishing.acts.note_hint')} most={1000} />
            <Area name="wrong" label={t('publishing.acts.wrong')} hint={t('publishing.acts.wrong_hint')} most={2000} />
            <label class="ed-field">
              <span>{t('publishing.acts.since')}</span>
              <select name="since">
                {editions.length === 1 ? null : <option value=""></option>}
                {editions.map((one) => (
                  <option value={String(one.number)}>
                    {t('publishing.acts.edition', {
                      number: one.number,
                      date: edtfWords(t, one.at.toISOString().slice(0, 10)).text,
                    })}
                  </option>
                ))}
              </select>
              <span data-error="since" role="alert" class="ed-asks"></span>
            </label>
            <Area name="right" label={t('publishing.acts.right')} hint={t('publishing.acts.right_hint')} most={2000} />
            <p class="hint">
              <a href={routes.desk.publishArticle({ number })}>{t('documents.write.review.differs')}</a>
            </p>
          </>
        ) : (
          <p>{t('documents.write.review.publish_lead')}</p>
        )}
      </Step>
      <Step
        intent="schedule"
        label={t(review?.state === 'scheduled' ? 'publishing.review.reschedule' : 'publishing.review.schedule')}
        folded
      >
        <p class="hint">{t('publishing.review.schedule_lead', { zone })}</p>
        <div class="ed-field">
          <label for="ed-schedule-day">{t('publishing.review.day')}</label>
          <span class="hint" id="ed-schedule-day-hint">
            {t('kit.date.ahead_hint')}
          </span>
          <DateControl
            id="ed-schedule-day"
            name="day"
            value={next.slice(0, 10)}
            options={{ from: today, wholeDay: true, yearless: 'future' }}
            label={t('publishing.review.day')}
            aria-describedby="ed-schedule-day-hint"
          />
          <span data-error="day" role="alert" class="ed-asks"></span>
        </div>
        <Line
          name="time"
          label={t('publishing.review.time')}
          hint={t('publishing.review.time_hint')}
          value={next.slice(11)}
        />
        {again ? (
          <Area
            name="note"
            label={t('publishing.acts.note')}
            hint={t('publishing.acts.note_hint')}
            most={1000}
            value={review?.publishAt ? (review.reason ?? '') : ''}
          />
        ) : null}
      </Step>
    </>
  );
}

/** The form of one step: only a button, or, if the step has fields, a section that opens. */
function Step({
  intent,
  label,
  main = false,
  folded = false,
  children,
}: {
  intent: string;
  label: string;
  main?: boolean;
  folded?: boolean;
  children?: Child;
}) {
  const button = (
    <button class={`button small${main ? ' main' : ''}`} type="submit">
      {label}
    </button>
  );
  const form = (
    <form data-step={intent} class="ed-step">
      {children}
      <p data-error="" role="alert" class="ed-asks"></p>
      {button}
    </form>
  );
  return folded ? (
    <details>
      <summary>{label}</summary>
      {form}
    </details>
  ) : (
    form
  );
}

function Area({
  name,
  label,
  hint,
  most,
  value,
}: {
  name: string;
  label: string;
  hint?: string;
  most: number;
  value?: string;
}) {
  return (
    <label class="ed-field">
      <span>{label}</span>
      {hint ? <span class="hint">{hint}</span> : null}
      <textarea name={name} rows={3} maxlength={most}>
        {value}
      </textarea>
      <span data-error={name} role="alert" class="ed-asks"></span>
    </label>
  );
}

function Line({ name, label, hint, value }: { name: string; label: string; hint: string; value: string }) {
  return (
    <label class="ed-field">
      <span>{label}</span>
      <span class="hint">{hint}</span>
      <input type="text" name={name} value={value} autocomplete="off" maxlength={40} />
      <span data-error={name} role="alert" class="ed-asks"></span>
    </label>
  );
}

function Comment({ comment, may }: { comment: CommentView; may: boolean }) {
  const { t } = useView();
  return (
    <article class="ed-comment" aria-labelledby={`ed-comment-${comment.id}`}>
      <p class="muted">
        <b id={`ed-comment-${comment.id}`}>{comment.by ?? t('publishing.review.somebody')}</b> ·{' '}
        <When at={comment.at} />
      </p>
      {comment.sentenceId ? (
        <p>
          <a href={`#${comment.sentenceId}`} data-goto={comment.sentenceId}>
            {comment.passage}
          </a>
        </p>
      ) : (
        <p class="hint">{t('publishing.review.whole')}</p>
      )}
      <p class="typed">{comment.body}</p>
      {may ? (
        <form data-step="resolve" class="ed-step">
          <input type="hidden" name="comment" value={String(comment.id)} />
          <p data-error="" role="alert" class="ed-asks"></p>
          <button class="button small" type="submit">
            {t('publishing.review.resolve')}
          </button>
        </form>
      ) : null}
    </article>
  );
}
