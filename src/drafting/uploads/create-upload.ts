import { sql } from 'kysely';
import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { diskSpace } from '../../platform/storage/disk-space.ts';
import { uploadLimits } from './limits.ts';
import { refuseLittleSpace } from './space.ts';
import type {} from './tables.ts';

const { maxSize, maxTotal, maxOwn, maxOwnTotal, maxUnfinished, maxUnfinishedInAll, maxAge, maxName } = uploadLimits;

/** The last part of a path, without control characters. It is only shown, and never used as the name of a file. */
const fileName = (given: string): string =>
  (given.split(/[\\/]/).at(-1) ?? '')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim()
    .slice(0, maxName)
    .trim() || 'archive';

/**
 * Begins the upload of a web archive. Its bytes follow in pieces (`receivePieces`).
 * @throws AppError `too_large`, `uploads_yours`, `uploads_own_total`, `uploads_busy`, `upload_space`
 */
export const createUpload = defineOperation({
  name: 'drafting.createUpload',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    name: z.string().max(10_000).default(''),
    size: z.number().int('errors.field.upload.length').min(1, 'errors.field.upload.length'),
    modified: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  }),
  async prepare({ app, input }) {
    if (input.size > maxSize) throw new AppError('too_large', { details: { limit: `${maxSize / 2 ** 20} MB` } });
    // If the free space cannot be measured, let the upload begin: each piece is checked again.
    return diskSpace(app.config).catch(() => null);
  },
  async write({ tx, input, prepared: disk, principal, at }): Promise<{ upload: number; expiresAt: Date }> {
    const account = principal.accountId;
    if (account === null) throw new AppError('not_permitted');
    // Two uploads that begin at once would otherwise both find room for one.
    await sql`select pg_advisory_xact_lock(hashtext('kronika_uploads'))`.execute(tx);
    const { rows } = await sql<Record<'own' | 'ownCount' | 'ownTotal' | 'open' | 'total' | 'missing', number>>`
      select count(*) filter (where state = 'receiving' and expires_at > ${at} and account_id = ${account})::int as own,
        count(*) filter (where account_id = ${account})::int as "ownCount",
        coalesce(sum(size) filter (where account_id = ${account}), 0)::float8 as "ownTotal",
        count(*) filter (where state = 'receiving' and expires_at > ${at})::int as open,
        coalesce(sum(size), 0)::float8 as total, coalesce(sum(size - received), 0)::float8 as missing
      from upload`.execute(tx);
    const { own, ownCount, ownTotal, open, total, missing } = rows[0]!;
    if (own >= maxUnfinished) throw new AppError('uploads_yours', { details: { count: maxUnfinished } });
    if (ownCount >= maxOwn || ownTotal + input.size > maxOwnTotal)
      throw new AppError('uploads_own_total', { details: { most: maxOwn, size: `${maxOwnTotal / 2 ** 30} GB` } });
    if (open >= maxUnfinishedInAll || total + input.size > maxTotal) throw new AppError('uploads_busy');
    refuseLittleSpace(disk, missing + input.size);
    const row = await tx
      .insertInto('upload')
      .values({
        account_id: account,
        name: fileName(input.name),
        size: input.size,
        modified: input.modified ?? null,
        facts: null,
        error: null,
        error_details: null,
        team_id: null,
        created_at: at,
        changed_at: at,
        expires_at: new Date(at.getTime() + maxAge),
      })
      .returning(['id', 'expires_at'])
      .executeTakeFirstOrThrow();
    return { upload: Number(row.id), expiresAt: row.expires_at };
  },
});
