import type { Reader } from '../../platform/database/tx.ts';
import type { UploadState } from './tables.ts';

export type UploadView = {
  id: number;
  name: string;
  size: number;
  received: number;
  modified: number | null;
  state: UploadState;
  createdAt: Date;
  expiresAt: Date;
};

/** The uploads of one person, newest first. @param id only this one */
export async function listUploads(
  db: Reader,
  { account, at, id }: { account: number | null; at: Date; id?: number },
): Promise<UploadView[]> {
  const rows = await db
    .selectFrom('upload')
    .selectAll()
    .where('account_id', '=', account)
    .where('expires_at', '>', at)
    .$if(id !== undefined, (query) => query.where('id', '=', id!))
    .orderBy('id', 'desc')
    .limit(1000)
    .execute();
  return rows.map((row) => ({
    id: Number(row.id),
    name: row.name,
    size: Number(row.size),
    received: Number(row.received),
    modified: row.modified === null ? null : Number(row.modified),
    state: row.state,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }));
}
