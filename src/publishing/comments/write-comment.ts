import { z } from 'zod';
import { hashToken, newToken } from '../../accounts/secrets.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, type App } from '../../platform/operation.ts';
import { encryptRow, RowKeys } from '../../platform/storage/row-keys.ts';
import type { CommentTexts } from './comment-texts.ts';
import { loadCommenting, type IdentityDemand } from './commenting.ts';
import { findCommented } from './find-commented.ts';
import { dayOf } from './identity/calendar.ts';
import { DayKeys, sealIdentity } from './identity/day-keys.ts';
import { methods } from './identity/methods.ts';
import { longest } from './steps.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { loadPublication } from '../publication/publication.ts';
import { bindingDuties } from './identity/duties.ts';

const hour = 3_600_000;

export const writtenSchema = z.object({
  name: z
    .string()
    .trim()
    .max(60, 'errors.field.text.long')
    .default('')
    .transform((name) => name.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim()),
  text: z
    .string('publishing.comments.refused.empty')
    .transform((text) =>
      text
        .replace(/\r\n?/g, '\n')
        .replace(/\n{3,}/g, '\n\n')
        .trim(),
    )
    .pipe(
      z
        .string()
        .min(1, 'publishing.comments.refused.empty')
        .max(2 * longest, 'errors.field.text.long'),
    ),
});

/**
 * Stores a reader's comment, about which the desk then decides. Until it is published, the comment is encrypted
 * (docs/decisions/0274). This is no change of the record, so that the history does not fill with spam.
 *
 * If a law demands identification, the writer must first follow a link. The identity is encrypted here, before anything
 * is stored, and sent only inside that link. Until the writer follows the link, the database has only the hash of the
 * link's secret (docs/decisions/0085).
 *
 * @returns the secret of the writer's own link and, to be sent by email, the secret of the confirmation link. Both are
 * returned only once, and stored as hashes
 * @throws AppError `comments_closed`; `invalid_input` if an identity is required and missing
 */
export const writeComment = defineOperation({
  name: 'publishing.writeComment',
  permission: 'anyone',
  input: writtenSchema.extend({
    article: z.number().int().positive(),
    marks: z.array(z.string().max(40)).max(20).default([]),
    identity: z.string().max(320).optional(),
  }),
  async prepare({ input, at, app }) {
    const identified = await identify(app, input.identity, at);
    return { identified, rowKey: await new RowKeys(app.config.dataDir).create() };
  },
  async write({ tx, input, prepared: { identified, rowKey }, at }): Promise<Written> {
    const { commenting } = await loadCommenting(tx);
    const article = await findCommented(tx, input.article, commenting);
    if (!article) throw new AppError('not_found');
    if (!article.open) throw new AppError('comments_closed');
    const token = newToken();
    const written = new Date(Math.floor(at.getTime() / hour) * hour);
    const { id } = await tx
      .insertInto('reader_comment')
      .values({
        document_id: article.id,
        state: identified ? 'unconfirmed' : 'waiting',
        name: '',
        text: '',
        row_key: rowKey.name,
        encrypted: encryptRow(rowKey, { name: input.name, text: input.text, note: '' } satisfies CommentTexts),
        held: input.marks,
        written_at: written,
        published_at: null,
        decided_at: null,
        reason: null,
        link_hash: hashToken(token),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const comment = Number(id);
    if (identified)
      await tx
        .insertInto('commenter_identity')
        .values({
          comment_id: comment,
          link_hash: hashToken(identified.secret),
          duty_id: identified.duty,
          key_name: identified.key,
          sealed: null,
          identified_on: null,
          kept_until: null,
        })
        .execute();
    return { comment, token, secret: identified?.secret ?? null };
  },
});

type Written = { comment: number; token: string; secret: string | null };
type Identified = { duty: number | null; key: string | null; secret: string };

/** Encrypts the writer's identity if a law demands it now. Returns null if no law does. */
async function identify(app: App, identity: string | undefined, at: Date): Promise<Identified | null> {
  const demand = await demandNow(app.db.read, dayOf(at));
  if (!demand) return null;
  const who = z.safeParse(methods[demand.method].schema, identity);
  if (!who.success)
    throw new AppError('invalid_input', {
      fields: [{ path: 'identity', message: `publishing.comments.identify.${demand.method}.error` }],
    });
  if (demand.keep === null) return { duty: null, key: null, secret: newToken() };
  const key = await new DayKeys(app.config.dataDir).of(dayOf(at), demand.officer);
  const sealed = await sealIdentity(key, { method: demand.method, identity: who.data });
  return { duty: demand.keep, key: key.name, secret: `${newToken()}.${Buffer.from(sealed).toString('base64url')}` };
}

/**
 * The duty to identify, checked again for each comment, so that no one must identify themselves after it was repealed.
 * `keep` is null if identities need not be stored any more.
 */
async function demandNow(db: Reader, day: string): Promise<IdentityDemand | null> {
  const { mode, identity } = (await loadCommenting(db)).commenting;
  if (mode !== 'identified' || !identity) return null;
  const { jurisdictions } = (await loadPublication(db)).publication;
  const binding = await bindingDuties(db, [identity.identify, identity.keep ?? 0], jurisdictions, day);
  if (!binding.has(identity.identify)) return null;
  const keep = identity.keep === null ? undefined : binding.get(identity.keep);
  return { ...identity, keep: keep?.id ?? null, period: keep?.period ?? null };
}
