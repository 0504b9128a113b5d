import { sql } from 'kysely';
import type { Reader } from '../../../../platform/database/tx.ts';
import { Pill } from '../../../components/values.tsx';
import { routes } from '../../../routes.ts';
import { useView } from '../../../view.tsx';

export type RequestsWaiting = { demands: number; replies: number; late: number };

/** How many demands and requests for a reply wait, and how many of them should have been answered by now. */
export async function countWaiting(db: Reader, today: string): Promise<RequestsWaiting> {
  const { rows } = await sql<RequestsWaiting>`
    select count(*) filter (where kind = 'demand')::int as demands, count(*) filter (where kind = 'reply')::int as replies, count(*) filter (where deadline < ${today})::int as late
    from (select t.kind, x.deadline from demand x join thing t on t.id = x.id where x.outcome = 'pending' and t.withdrawn_at is null
      union all select t.kind, x.deadline from reply x join thing t on t.id = x.id where x.state = 'waiting' and t.redacted_at is null) w`.execute(db as never);
  return rows[0]!;
}

/** On the desk's first page, where something waits. */
export function WaitingRequests({ waiting: { demands, replies, late } }: { waiting: RequestsWaiting }) {
  const { t } = useView();
  if (demands + replies === 0) return null;
  return (
    <section class="panel" aria-labelledby="requests">
      <h2 id="requests">{t('rights.title')}</h2>
      <ul class="list">
        {demands ? (
          <li>
            <a href={`${routes.desk.requests()}#demands`}>{t('rights.demand.waiting', { count: demands })}</a>
          </li>
        ) : null}
        {replies ? (
          <li>
            <a href={`${routes.desk.requests()}#replies`}>{t('rights.reply.waiting', { count: replies })}</a>
          </li>
        ) : null}
      </ul>
      {late ? <p><Pill shape="warning" kind="strong">{t('rights.late_count', { count: late })}</Pill></p> : null}
    </section>
  );
}
