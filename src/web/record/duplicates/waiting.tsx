import type { Child } from 'hono/jsx';
import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { listDuplicates } from '../../../record/duplicates/list.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { Section } from '../show/parts.tsx';

/** The numbers of unresolved disagreements and of suggested duplicates, for the desk's first page. */
export async function compareWaiting(db: Reader): Promise<Child> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::int as count from (select from disagreement where desk_state in ('open', 'reopened') limit 5000) d`.execute(
    db,
  );
  const { total } = await listDuplicates(db, {}, { limit: 0, offset: 0 });
  return <Waiting open={Number(rows[0]?.count ?? 0)} pairs={total} />;
}

function Waiting({ open, pairs }: { open: number; pairs: number }) {
  const { t } = useView();
  if (!open && !pairs) return null;
  return (
    <Section id="compare" title={t('record.duplicates.home')}>
      <ul class="list">
        {open ? (
          <li>
            <a href={routes.desk.disagreements({ state: ['open', 'reopened'] })}>
              {t('record.duplicates.home_open', { count: open })}
            </a>
          </li>
        ) : null}
        {pairs ? (
          <li>
            <a href={routes.desk.duplicates()}>{t('record.duplicates.home_pairs', { count: pairs })}</a>
          </li>
        ) : null}
      </ul>
    </Section>
  );
}
