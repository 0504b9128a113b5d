import type { Reader } from '../../platform/database/tx.ts';

/** One write that touched a thing. Only the desk sees histories. */
export type HistoryEntry = {
  changeSetId: number;
  at: Date;
  by: string | null;
  via: string;
  operation: string;
  why: string | null;
  action: string;
  before: unknown;
  after: unknown;
  redacted: boolean;
};

/** The history of a thing, newest first; `before` pages on by change set. */
export async function loadHistory(db: Reader, thingId: number, options: { kind?: string; before?: number; limit?: number } = {}): Promise<HistoryEntry[]> {
  const rows = await db
    .selectFrom('change')
    .innerJoin('change_set', 'change_set.id', 'change.change_set_id')
    .leftJoin('account', 'account.id', 'change_set.account_id')
    .select([
      'change_set.id as changeSetId', 'change_set.at', 'account.name as by', 'change_set.via', 'change_set.operation', 'change_set.why',
      'change.action', 'change.before', 'change.after', 'change.redacted',
    ])
    .where('change.thing_id', '=', thingId)
    .$if(options.kind === 'account', (query) => query.where('change.kind', '=', 'account'))
    .$if(options.kind !== 'account', (query) => query.where('change.kind', '!=', 'account'))
    .$if(options.before !== undefined, (query) => query.where('change_set.id', '<', options.before!))
    .orderBy('change_set.id', 'desc')
    .orderBy('change.ordinal', 'desc')
    .limit(options.limit ?? 100)
    .execute();
  return rows;
}
