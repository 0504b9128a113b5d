import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { listSealedBack, listTouched } from '../../requests/permissions/withdrawn.ts';
import { Pill } from '../kit/components/values.tsx';
import { routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';
import { Section } from '../record/show/parts.tsx';

export type RequestsWaiting = {
  demands: number;
  replies: number;
  late: number;
  /** Permissions that were requested and not answered. */ permissions: number;
  /** Articles affected by a withdrawn permission. */ touched: number;
  /** Sealed permissions that were withdrawn. */ sealedBack: number;
};

/**
 * Counts open demands, requests for a reply and requests for a permission, and how many of these are late. Also counts
 * withdrawn sealed permissions, and the articles that withdrawn permissions affect.
 */
export async function countWaiting(db: Reader, today: string): Promise<RequestsWaiting> {
  const { rows } = await sql<Omit<RequestsWaiting, 'touched' | 'sealedBack'>>`
    select count(*) filter (where kind = 'demand')::int as demands, count(*) filter (where kind = 'reply')::int as replies, count(*) filter (where kind = 'permission')::int as permissions, count(*) filter (where deadline < ${today})::int as late
    from (select t.kind, x.deadline from demand x join thing t on t.id = x.id where x.outcome = 'pending' and t.withdrawn_at is null
      union all select t.kind, x.deadline from reply x join thing t on t.id = x.id where x.state = 'waiting' and t.redacted_at is null
      union all select t.kind, null from permission x join thing t on t.id = x.id where x.state = 'asked' and t.redacted_at is null and t.withdrawn_at is null) w`.execute(
    db,
  );
  return {
    ...rows[0]!,
    touched: new Set((await listTouched(db)).map((one) => one.number)).size,
    sealedBack: (await listSealedBack(db, null)).length,
  };
}

/** The numbers of open requests, for the desk's first page. Renders nothing if there are none. */
export function WaitingRequests({
  waiting: { demands, replies, permissions, touched, sealedBack, late },
}: {
  waiting: RequestsWaiting;
}) {
  const { t } = useView();
  const lines = (
    [
      ['demands', demands, 'demand.waiting'],
      ['replies', replies, 'reply.waiting'],
      ['permissions', permissions, 'permission.waiting'],
      ['touched', touched, 'permission.touched'],
      ['sealed-back', sealedBack, 'permission.sealed_back'],
    ] as const
  ).filter(([, count]) => count > 0);
  if (lines.length === 0) return null;
  return (
    <Section id="requests" title={t('requests.title')}>
      <ul class="list">
        {lines.map(([part, count, words]) => (
          <li>
            <a href={`${routes.desk.requests()}#${part}`}>{t(`requests.${words}`, { count })}</a>
          </li>
        ))}
      </ul>
      {late ? (
        <p>
          <Pill shape="warning" kind="strong">
            {t('requests.late_count', { count: late })}
          </Pill>
        </p>
      ) : null}
    </Section>
  );
}
