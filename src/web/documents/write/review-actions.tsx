import { z } from 'zod';
import { saveDocument } from '../../../documents/save-document.ts';
import { parseInput, run } from '../../../platform/operation.ts';
import { correctArticle } from '../../../publishing/articles/correct-article.ts';
import { loadHead } from '../../../publishing/articles/desk-article.ts';
import { newTexts, publishArticle } from '../../../publishing/articles/publish-article.ts';
import { addComment } from '../../../publishing/review/add-comment.ts';
import { approveArticle } from '../../../publishing/review/approve-article.ts';
import { cancelReview } from '../../../publishing/review/cancel-review.ts';
import { resolveComment } from '../../../publishing/review/resolve-comment.ts';
import { scheduleArticle } from '../../../publishing/review/schedule-article.ts';
import { sendBackArticle } from '../../../publishing/review/send-back-article.ts';
import { submitArticle } from '../../../publishing/review/submit-article.ts';
import { AppError, asAppError } from '../../../platform/errors.ts';
import type { Ctx, Pages } from '../../kit/context.ts';
import { atDesk, requirePermission, type Desk } from '../../kit/desk/who.ts';
import { renderFragment, todayOf, viewOf } from '../../kit/view.tsx';
import { readTypedDate } from '../../kit/words/typed-dates/read-typed-date.ts';
import { localTimeOf } from '../../kit/forms/dates.ts';
import { routes } from '../../routes.ts';
import { begin } from './begin-action.ts';
import { loadReviewInEditor, ReviewPanel } from './review-panel.tsx';
import type { Reviewed } from './wire.ts';

const text = (most: number) => z.string().max(most, 'documents.error.text.long').default('');
const stepSchema = z.object({
  step: z.enum(['submit', 'approve', 'send-back', 'cancel', 'schedule', 'publish', 'comment', 'resolve']),
  /** The newest revision and version of the article that this editor's page has loaded or saved. */
  revision: z.number().int().positive(),
  version: z.number().int().positive(),
  /** The digest of the data beside the article's text, such as photos, when the panel was shown (`besideText`). */
  beside: z.string().max(64),
  sentence: z.string().max(40).optional(),
  reason: text(2000),
  day: text(40),
  time: text(40),
  note: text(1000),
  change: z.enum(['', ...newTexts, 'correction'], 'publishing.error.change').default(''),
  wrong: text(2000),
  right: text(2000),
  since: text(10),
  body: text(5000),
  comment: text(20),
});
type StepSent = z.output<typeof stepSchema>;

async function take({ app, principal }: Desk, article: string, sent: StepSent): Promise<void> {
  const { revision, version, beside } = sent;
  const on = { article, revision };
  switch (sent.step) {
    case 'submit':
      return run(app, submitArticle, principal, on);
    case 'approve':
      return run(app, approveArticle, principal, { ...on, beside });
    case 'send-back':
      return run(app, sendBackArticle, principal, { ...on, reason: sent.reason });
    case 'cancel':
      return run(app, cancelReview, principal, on);
    case 'schedule': {
      const at = localTimeOf(sent.day, sent.time);
      await run(app, scheduleArticle, principal, { ...on, beside, at, note: sent.note || undefined });
      return;
    }
    case 'publish': {
      const to = { article, version, beside };
      if (sent.change === 'correction')
        await run(app, correctArticle, principal, { ...to, wrong: sent.wrong, right: sent.right, since: sent.since });
      else
        await run(app, publishArticle, principal, {
          ...to,
          change: sent.change || undefined,
          note: sent.change === 'update' ? sent.note : undefined,
        });
      return;
    }
    case 'comment':
      await run(app, addComment, principal, { article, sentence: sent.sentence, body: sent.body });
      return;
    case 'resolve':
      return run(app, resolveComment, principal, { article, comment: sent.comment, resolved: true });
  }
}

async function drawn(c: Ctx, desk: Desk, number: number): Promise<Reviewed> {
  const head = await loadHead(desk.app.db.read, number);
  const shown = await loadReviewInEditor(desk, head);
  return {
    html: renderFragment(viewOf(c), <ReviewPanel shown={shown} />),
    revision: head.revision,
    version: head.version,
  };
}

/** Converts a typed day to EDTF. An empty text is returned unchanged. @throws AppError `invalid_input` */
function dayIn(c: Ctx, typed: string): string {
  if (!typed) return typed;
  const read = readTypedDate(c.get('t'), typed, { from: todayOf(c), wholeDay: true, yearless: 'future' });
  if ('edtf' in read) return read.edtf;
  throw new AppError('invalid_input', { fields: [{ path: 'day', ...read }] });
}

/**
 * The requests of the panel for review and publication in the editor. They run the same operations as the desk's pages.
 */
export const reviewActions: Pages = (web) => {
  web.get(routes.desk.reviewInEditor.pattern, async (c) => {
    const desk = await atDesk(c);
    requirePermission(desk, saveDocument);
    return c.json(await drawn(c, desk, Number(routes.desk.reviewInEditor.read(c.req.param()).number)));
  });

  web.post(routes.desk.reviewInEditor.pattern, async (c) => {
    const { desk, number, article, body } = await begin(c, routes.desk.reviewInEditor);
    const sent = parseInput(stepSchema, body);
    if (sent.step === 'schedule') sent.day = dayIn(c, sent.day);
    try {
      await take(desk, article, sent);
    } catch (thrown) {
      const error = asAppError(thrown);
      // The operation has one field `at`, but the panel has a day and a time. The error is shown at the day.
      if (error.fields.some(({ path }) => path === 'at'))
        throw new AppError(error.code, {
          details: error.details,
          fields: error.fields.map((one) => (one.path === 'at' ? { ...one, path: 'day' } : one)),
        });
      throw error;
    }
    return c.json(await drawn(c, desk, number));
  });
};
