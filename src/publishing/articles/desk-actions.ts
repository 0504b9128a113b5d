import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import type { ArticleAction } from '../tables.ts';

/** An action on an article, including what readers do not see. */
export type DeskAction = {
  act: ArticleAction;
  at: Date;
  by: string | null;
  reason: string | null;
  demand: {
    by: string;
    tellWho: boolean;
    /** The date of the demand (EDTF). */ on: string;
    law: string;
    order: Brief | null;
    /** The demand in the record that the removal of the article followed. */ followed: Brief | null;
  } | null;
};

/** The actions on an article that did not publish an edition. The newest comes first. */
export async function loadDeskActions(db: Reader, documentId: number): Promise<DeskAction[]> {
  const rows = await db
    .selectFrom('article_act')
    .leftJoin('account', 'account.id', 'article_act.by_account')
    .select([
      'act',
      'at',
      'account.name as by',
      'reason',
      'demanded_by',
      'tell_who',
      'demanded_on',
      'law',
      'order_id',
      'demand_id',
    ])
    .where('document_id', '=', documentId)
    .orderBy('article_act.id', 'desc')
    .execute();
  const orders = await loadBriefs(
    db,
    rows.flatMap((row) => [row.order_id, row.demand_id].flatMap((id) => id ?? [])),
    'desk',
  );
  return rows.map((row) => ({
    act: row.act,
    at: row.at,
    by: row.by,
    reason: row.reason,
    demand:
      row.act === 'take-down'
        ? {
            by: row.demanded_by!,
            tellWho: row.tell_who,
            on: row.demanded_on!,
            law: row.law!,
            order: orders.get(row.order_id ?? 0) ?? null,
            followed: orders.get(row.demand_id ?? 0) ?? null,
          }
        : null,
  }));
}
