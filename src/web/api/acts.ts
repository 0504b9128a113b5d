import { z } from 'zod';
import type { Scope } from '../../accounts/tokens/tables.ts';
import { compileArticle } from '../../documents/compile/compile-article.ts';
import { askCaptures, cancelCaptures } from '../../drafting/orders/ask.ts';
import { importUpload } from '../../drafting/uploads/import-upload.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { saveArticle } from '../../documents/save-article.ts';
import { addSecretWords, dropSecretWords } from '../../law/advice/desk-words.ts';
import { amendLaw } from '../../law/amend-law.ts';
import { changeAmendment, dropAmendment } from '../../law/change-amendment.ts';
import { changeLaw } from '../../law/change-law.ts';
import { createLaws } from '../../law/create-laws.ts';
import { addDuties } from '../../law/duties/add-duties.ts';
import { changeDuty } from '../../law/duties/change-duty.ts';
import { dropDuty } from '../../law/duties/drop-duty.ts';
import { endDuty } from '../../law/duties/end-duty.ts';
import { changeDemand } from '../../requests/demands/change-demand.ts';
import { fileDemands } from '../../requests/demands/file-demands.ts';
import { settleDemand } from '../../requests/demands/settle-demand.ts';
import { answerPermission, changePermission } from '../../requests/permissions/change-permission.ts';
import { askPermission } from '../../requests/permissions/ask-permission.ts';
import { makeReturnLink } from '../../requests/permissions/withdraw-permission.ts';
import { filePermissions } from '../../requests/permissions/file-permissions.ts';
import { importLaw } from '../../law/import/import-law.ts';
import { setTexts } from '../../law/set-texts.ts';
import { dropResponse, judgeDemand, noteResponse } from '../../letters/answers/note-response.ts';
import { beginLetter } from '../../letters/hosted/begin-letter.ts';
import { changeHostedLetter } from '../../letters/hosted/change-hosted.ts';
import { openVersion } from '../../letters/hosted/open-version.ts';
import { publishLetter } from '../../letters/hosted/publish-letter.ts';
import { changeReportedLetter } from '../../letters/reported/change-letter.ts';
import { createReportedLetters } from '../../letters/reported/create-letters.ts';
import { callOffLetter, scheduleLetter } from '../../letters/schedule/schedule-letter.ts';
import { inviteOrganisations } from '../../letters/signing/invite.ts';
import { noteBounces } from '../../letters/post/note-bounces.ts';
import { run, type App, type Operation, type Principal } from '../../platform/operation.ts';
import { restoreArticle } from '../../publishing/articles/actions/restore-article.ts';
import { retractArticle } from '../../publishing/articles/actions/retract-article.ts';
import { takeDownArticle } from '../../publishing/articles/actions/take-down-article.ts';
import { unpublishArticle } from '../../publishing/articles/actions/unpublish-article.ts';
import { changeReply } from '../../requests/replies/change-reply.ts';
import { fileReplies } from '../../requests/replies/file-replies.ts';
import { publishReply } from '../../requests/replies/publish-reply.ts';
import { settleReply } from '../../requests/replies/settle-reply.ts';
import { correctArticle } from '../../publishing/articles/correct-article.ts';
import { composeFrontPage, restoreFrontPage } from '../../publishing/front-page/compose.ts';
import { cancelFrontPage, scheduleFrontPage } from '../../publishing/front-page/schedule.ts';
import { loadPublication } from '../../publishing/publication/publication.ts';
import { describeArticles } from '../../publishing/articles/describe-articles.ts';
import { chooseSharePictures } from '../../publishing/share/choose-share-pictures.ts';
import { tagArticles } from '../../publishing/tags/tag-articles.ts';
import { assign } from '../../work/assign.ts';
import { follow } from '../../work/follow.ts';
import { addComment } from '../../publishing/review/add-comment.ts';
import { resolveComment } from '../../publishing/review/resolve-comment.ts';
import { waiveComments } from '../../publishing/review/waive-comments.ts';
import { publishArticle } from '../../publishing/articles/publish-article.ts';
import { answerQuestion } from '../../record/cases/answer-question.ts';
import { changeActor } from '../../record/actors/change-actor.ts';
import { changeClaim } from '../../record/claims/change-claim.ts';
import { changeCaseEntry } from '../../record/cases/change-case-entry.ts';
import { changeSource } from '../../record/sources/change-source.ts';
import { checkClaims } from '../../record/claims/check-claims.ts';
import { requireSecondPerson } from '../../record/claims/second-person.ts';
import { file, filingLists } from '../../record/filing/file.ts';
import { merge } from '../../record/lifecycle/merge.ts';
import { acceptProposals, declineProposals, withdrawProposals } from '../../record/proposals/decide.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { refSchema } from '../../record/refs.ts';
import { reinstate } from '../../record/lifecycle/reinstate.ts';
import { unmerge } from '../../record/lifecycle/unmerge.ts';
import { changeField, createField } from '../../record/fields/change-field.ts';
import { changeList, createList } from '../../record/fields/change-list.ts';
import { showField } from '../../record/fields/show-field.ts';
import { createTag, removeTag, renameTag } from '../../record/tags/change-tags.ts';
import { addPhoto } from '../../record/photos/add-photo.ts';
import { setPictures } from '../../record/photos/set-pictures.ts';
import { translate } from '../../record/translations/translate.ts';
import { tagItems } from '../../record/tags/tag-items.ts';
import { acceptPublication } from '../../record/proposals/accept-publication.ts';
import { publish } from '../../record/publication/publish.ts';
import { setVisibility, withdraw } from '../../record/lifecycle/withdraw.ts';
import { askFor, permissionOfRef } from '../requests/permissions/ask.ts';

/** One operation in the API. Its input schema is derived from the operation's own schema. */
export type Act = {
  /** The last segment of the operation's path (`/acts/<name>`). The message `api.act.<name>` says what it does. */
  name: string;
  operation: { name: string; permission: readonly string[] | 'anyone' };
  input: z.ZodObject;
  scope: Scope;
  /** The schema of the response. Null if there is none; the status is then 204. */
  answer: z.core.$ZodType | null;
  status: 200 | 201 | 204;
  run(app: App, principal: Principal, input: Record<string, unknown>, why: string | undefined): Promise<unknown>;
};

const whyField = z
  .string()
  .trim()
  .max(2000, 'errors.field.text.long')
  .optional()
  .describe('The reason for the change, for the history.');

/** @param answer the schema of the response; left out if the response has no body */
function act<Schema extends z.ZodObject, Result, Prepared>(
  name: string,
  scope: Scope,
  operation: Operation<Schema, Result, Prepared>,
  answer: z.core.$ZodType | null = null,
  status: 200 | 201 = 200,
): Act {
  const ownWhy = Object.hasOwn(operation.input.shape, 'why');
  return {
    name,
    operation,
    input: (ownWhy ? operation.input : operation.input.extend({ why: whyField })) as z.ZodObject,
    scope,
    answer,
    status: answer ? status : 204,
    run: (app, principal, { why: given, ...rest }, why) =>
      run(
        app,
        operation,
        principal,
        (ownWhy && given !== undefined ? { ...rest, why: given } : rest) as z.input<Schema>,
        why,
      ),
  };
}

/**
 * Asks for a permission: creates the link for the answer and, if requested, emails it. The operation `askPermission`
 * cannot send emails inside its transaction, so the email follows afterwards.
 */
function askPermissionAct(): Act {
  return {
    name: 'ask-permission',
    operation: askPermission,
    input: askPermission.input.extend({
      mail: z
        .boolean()
        .default(false)
        .describe('Whether the link is sent by email to `contact`. If not, you pass the link on yourself.'),
      why: whyField,
    }),
    scope: 'write:record',
    answer: version.extend({
      link: z.string().describe('The web address at which the person can answer once, within 30 days'),
      mailed: z.boolean(),
      problem: z
        .string()
        .nullable()
        .describe('The error code if the email could not be sent. The link works nevertheless'),
    }),
    status: 201,
    async run(app, principal, { permission, version: of, mail }, why) {
      const { publication } = await loadPublication(app.db.read);
      const { problem, ...asked } = await askFor(app, principal, await permissionOfRef(app, String(permission)), {
        version: Number(of),
        mail: mail === true,
        paper: publication,
        origin: '',
        locale: 'en',
        ...(why && { why }),
      });
      return { ...asked, problem: problem?.code ?? null };
    },
  };
}

/** Adds a photo with its data. The JSON contains the file as base64. */
function addPhotoAct(): Act {
  const { bytes: _, signal: __, ...shape } = addPhoto.input.shape;
  return {
    name: 'add-photo',
    operation: addPhoto,
    input: z.object({
      ...shape,
      content: z
        .base64('errors.field.file.content')
        .min(1, 'errors.field.file.content')
        .describe('The file in base64: JPEG, PNG, WebP, AVIF, TIFF or GIF. The whole request can have 10 MB'),
      why: whyField,
    }),
    scope: 'write:record',
    answer: z.strictObject({ photo: refSchema, number: z.number().int() }),
    status: 201,
    run: (app, principal, { content, ...said }, why) =>
      run(
        app,
        addPhoto,
        principal,
        { ...said, bytes: Buffer.from(String(content), 'base64') } as z.input<typeof addPhoto.input>,
        why,
      ),
  };
}

/** The response to an operation that needs an editor, if the request has `?propose=true`. */
export const proposedAnswer = z.strictObject({
  proposal: z.number().int().describe('The number of the proposal, at the desk under “Proposals”'),
});
const version = z.strictObject({
  version: z
    .number()
    .int()
    .describe('The new version of the item. The next operation that changes the item must send it'),
});
const articleVersion = z.strictObject({ article: refSchema, number: z.number().int(), version: z.number().int() });
const frontVersion = z.strictObject({ version: z.number().int() });
const refs = z.array(refSchema);
const inOrder = <Shape extends z.ZodRawShape>(made: Shape) =>
  z.strictObject(made).describe('The created items, in the order of the input');
export const filed = z
  .strictObject(Object.fromEntries(filingLists.map(([list]) => [list, refs])))
  .describe('Refs of the created items, each list in the order of the input');

const lawsMade = z
  .strictObject({ laws: refs, filed })
  .describe('Refs of the created laws and of the items created with them');

/**
 * The operations that programs can run. Some need a person at the desk, and are left out: deleting data (redaction,
 * removing the sample data), sealing and unsealing, and operations on accounts and settings.
 */
export const acts: readonly Act[] = [
  act('file', 'write:record', file, filed, 201),
  act('change-actor', 'write:record', changeActor, version),
  act('change-source', 'write:record', changeSource, version),
  act('change-dossier', 'write:record', changeCaseEntry, version),
  act('change-claim', 'write:record', changeClaim, version),
  act('check-claims', 'write:record', checkClaims, z.strictObject({ changed: z.number().int() })),
  act('require-second-person', 'write:record', requireSecondPerson),
  act('set-visibility', 'write:record', setVisibility),
  act('publish', 'publish', publish, z.strictObject({ published: z.number().int() })),
  act('accept-proposals', 'publish', acceptProposals),
  act('accept-publication', 'publish', acceptPublication, z.strictObject({ published: z.number().int() })),
  act('decline-proposals', 'publish', declineProposals),
  act('withdraw-proposals', 'write:record', withdrawProposals),
  act('limit-item', 'write:record', limitItem),
  act('withdraw', 'write:record', withdraw),
  act('reinstate', 'write:record', reinstate),
  act('answer-question', 'write:record', answerQuestion),
  act(
    'ask-captures',
    'write:record',
    askCaptures,
    z.strictObject({
      asked: z.number().int(),
      orders: z.array(
        z.strictObject({
          order: z.number().int().describe('The number of the capture order, for `/capture-orders/{number}`'),
          url: z.string(),
          known: z.boolean().describe('Whether there was already a waiting or running order for this web address'),
        }),
      ),
    }),
    201,
  ),
  act('cancel-captures', 'write:record', cancelCaptures),
  act('import-upload', 'write:record', importUpload, z.strictObject({ pages: z.number().int() })),
  act('create-laws', 'write:record', createLaws, lawsMade, 201),
  act('import-law', 'write:record', importLaw, lawsMade, 201),
  act('amend-law', 'write:record', amendLaw, version.extend({ filed }), 201),
  act('change-law', 'write:record', changeLaw, version),
  act('change-amendment', 'write:record', changeAmendment, version),
  act('drop-amendment', 'write:record', dropAmendment, version),
  act('set-provision-texts', 'write:record', setTexts, version),
  act('add-duties', 'write:record', addDuties, inOrder({ duties: z.array(z.number().int()) }), 201),
  act('change-duty', 'write:record', changeDuty, version),
  act('end-duty', 'write:record', endDuty, version),
  act('drop-duty', 'write:record', dropDuty, version),
  act('file-demands', 'write:record', fileDemands, inOrder({ demands: refs }), 201),
  act('change-demand', 'write:record', changeDemand, version),
  act('settle-demand', 'write:record', settleDemand, version),
  act('add-secret-words', 'write:record', addSecretWords, z.strictObject({ added: z.number().int() }), 201),
  act('drop-secret-words', 'write:record', dropSecretWords, z.strictObject({ dropped: z.number().int() })),
  act('file-permissions', 'write:record', filePermissions, inOrder({ permissions: refs }), 201),
  act('change-permission', 'write:record', changePermission, version),
  askPermissionAct(),
  act(
    'make-return-link',
    'write:record',
    makeReturnLink,
    version.extend({
      token: z
        .string()
        .describe(
          'The token of the page `/permission/TOKEN`, on which the person can withdraw the permission once. It is shown only in this response',
        ),
    }),
    201,
  ),
  act('answer-permission', 'write:record', answerPermission, version),
  act('file-replies', 'write:record', fileReplies, inOrder({ replies: refs }), 201),
  act('change-reply', 'write:record', changeReply, version),
  act('publish-reply', 'publish', publishReply, version),
  act('settle-reply', 'write:record', settleReply, version),
  act('create-list', 'write:record', createList, z.strictObject({ list: z.string() }), 201),
  act('change-list', 'write:record', changeList),
  act(
    'create-field',
    'write:record',
    createField,
    z.strictObject({ field: z.string().describe('The key of the field, which statements name as `property`') }),
    201,
  ),
  act('change-field', 'write:record', changeField),
  act('show-field', 'publish', showField),
  act('tag-items', 'write:record', tagItems, z.strictObject({ changed: z.number().int() })),
  act('translate', 'write:record', translate, z.strictObject({ changed: z.number().int() })),
  act('create-tag', 'write:record', createTag),
  act('rename-tag', 'write:record', renameTag),
  act('remove-tag', 'write:record', removeTag),
  addPhotoAct(),
  act('set-pictures', 'write:record', setPictures),
  act('merge', 'write:record', merge),
  act('unmerge', 'write:record', unmerge),
  act('create-articles', 'write:articles', createArticles, z.array(articleVersion), 201),
  act(
    'compile-article',
    'write:articles',
    compileArticle,
    articleVersion.extend({
      left: z
        .array(z.strictObject({ claim: refSchema, why: z.string() }))
        .describe('Claims that are left out of the draft, each with the reason'),
    }),
    201,
  ),
  act('save-article', 'write:articles', saveArticle, articleVersion),
  act('create-reported-letters', 'write:record', createReportedLetters, inOrder({ letters: refs }), 201),
  act('change-reported-letter', 'write:record', changeReportedLetter, version),
  act(
    'begin-letter',
    'write:articles',
    beginLetter,
    z.strictObject({
      letter: refSchema,
      number: z.number().int(),
      text: refSchema.describe(
        'Ref of the article that holds the text of the letter. It is never published as an article',
      ),
    }),
    201,
  ),
  act('change-letter', 'write:articles', changeHostedLetter, version),
  act(
    'open-letter',
    'publish',
    openVersion,
    z.strictObject({
      number: z.number().int().describe('The number of the version that is now open for signatures'),
      hash: z.string(),
      asked: z.number().int().describe('How many people who signed the earlier version are asked to confirm again'),
    }),
  ),
  act(
    'invite-to-letter',
    'publish',
    inviteOrganisations,
    z.strictObject({
      invited: z.number().int(),
      known: z.number().int().describe('How many of the organisations in the input had been invited already'),
    }),
  ),
  act(
    'publish-letter',
    'publish',
    publishLetter,
    z.strictObject({
      events: z.number().int().describe('How many events were created in cases'),
      mails: z.number().int().describe('How many emails to addressees are being sent'),
    }),
  ),
  act('schedule-letter', 'publish', scheduleLetter),
  act('call-off-letter', 'publish', callOffLetter),
  act('note-letter-response', 'write:record', noteResponse, z.strictObject({ response: z.number().int() }), 201),
  act('drop-letter-response', 'write:record', dropResponse),
  act('judge-letter-demand', 'write:record', judgeDemand),
  act(
    'note-bounces',
    'write:record',
    noteBounces,
    z.strictObject({
      noted: z.number().int().describe('How many bounced emails were noted now'),
      known: z.number().int().describe('How many bounces had been noted before'),
      other: z.number().int().describe('How many messages name none of our emails'),
    }),
  ),
  act(
    'assign',
    'write:record',
    assign,
    z.strictObject({ changed: z.number().int(), left: z.array(z.string()).describe('Items that stay as they are') }),
  ),
  act('follow', 'write:record', follow),
  act('comment-article', 'write:articles', addComment, z.strictObject({ comment: z.number().int() }), 201),
  act('resolve-comment', 'write:articles', resolveComment),
  act('waive-comments', 'publish', waiveComments, z.strictObject({ waived: z.number().int() })),
  act('publish-article', 'publish', publishArticle, articleVersion.extend({ edition: z.number().int() })),
  act('correct-article', 'publish', correctArticle, articleVersion.extend({ edition: z.number().int() })),
  act('retract-article', 'publish', retractArticle, articleVersion),
  act('take-down-article', 'publish', takeDownArticle, articleVersion),
  act('unpublish-article', 'publish', unpublishArticle, articleVersion),
  act('restore-article', 'publish', restoreArticle, articleVersion),
  act('choose-share-pictures', 'write:articles', chooseSharePictures),
  act('describe-articles', 'write:articles', describeArticles),
  act('compose-front-page', 'publish', composeFrontPage, frontVersion),
  act('restore-front-page', 'publish', restoreFrontPage, frontVersion),
  act('schedule-front-page', 'publish', scheduleFrontPage, frontVersion),
  act('cancel-front-page', 'publish', cancelFrontPage),
  act('tag-articles', 'write:articles', tagArticles, z.strictObject({ changed: z.number().int() })),
];
