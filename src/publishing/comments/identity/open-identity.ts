import { z } from 'zod';
import { editors } from '../../../accounts/tables.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineOperation, run, type App, type Principal } from '../../../platform/operation.ts';
import { dayOf } from './calendar.ts';
import { DayKeys, type Identity } from './day-keys.ts';

const name = 'publishing.openIdentity';

const opening = z.object({
  comment: z.coerce.number().int().positive(),
  key: z
    .string()
    .trim()
    .regex(/^AGE-SECRET-KEY-1[0-9A-Z]{50,70}$/i, 'publishing.comments.error.key')
    .transform((key) => key.toUpperCase()),
  reason: z
    .string('errors.field.reason.short')
    .trim()
    .min(10, 'errors.field.reason.short')
    .max(1000, 'errors.field.text.long'),
});

/**
 * Reveals who wrote a comment. It needs the key holder's private key, which is not stored. The opening and its reason
 * are recorded, and readers see how many openings there were.
 * @throws AppError `gone` if no identity is stored any more; `sealed` for another key
 */
export const openIdentity = (
  app: App,
  principal: Principal | null,
  input: z.input<typeof opening>,
): Promise<Identity> => run(app, openOne, principal, input, input.reason);

/** The operation itself, which pages use to check who may run it. */
export const openOne = defineOperation({
  name,
  permission: editors,
  proof: true,
  input: opening,
  async prepare({ input, at, app }): Promise<{ article: number; identity: Identity }> {
    const row = await app.db.read
      .selectFrom('commenter_identity')
      .innerJoin('reader_comment', 'reader_comment.id', 'comment_id')
      .select(['document_id', 'key_name', 'sealed', 'kept_until'])
      .where('comment_id', '=', input.comment)
      .executeTakeFirst();
    if (!row?.sealed || row.key_name === null || row.kept_until === null || row.kept_until < dayOf(at))
      throw new AppError('gone');
    const opened = await new DayKeys(app.config.dataDir).unseal(row.key_name, row.sealed, input.key);
    return { article: row.document_id, identity: JSON.parse(opened) as Identity };
  },
  async write({ prepared, input, change }) {
    change({
      kind: 'article',
      thingId: prepared.article,
      action: 'opened',
      before: null,
      after: { readerComment: input.comment, identity: 'opened' },
    });
    return prepared.identity;
  },
});

/** How often identities were opened in each year. A year without openings is left out. */
export async function countOpenings(db: Reader): Promise<{ year: number; count: number }[]> {
  const rows = await db
    .selectFrom('change_set')
    .select('at')
    .where('operation', '=', name)
    .orderBy('at', 'desc')
    .execute();
  const years = new Map<number, number>();
  for (const { at } of rows) years.set(at.getUTCFullYear(), (years.get(at.getUTCFullYear()) ?? 0) + 1);
  return [...years].map(([year, count]) => ({ year, count }));
}
