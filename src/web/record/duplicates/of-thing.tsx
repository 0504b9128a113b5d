import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { listMerged, type Merger } from '../../../record/duplicates/list.ts';
import type { Thing } from '../../../record/things.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { refOf } from '../../../record/refs.ts';
import { unmerge } from '../../../record/lifecycle/unmerge.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import type { Desk } from '../../kit/desk/who.ts';
import { When } from '../history/when.tsx';
import { briefTitle } from '../desk/links.ts';
import { Section } from '../show/parts.tsx';

/** The suggested duplicates of an item, and the items that were merged into it. */
export type Duplicates = { near: Brief[]; merged: Merger[] };

export async function loadDuplicates(db: Reader, thing: Thing): Promise<Duplicates> {
  const { rows } = await sql<{ id: number }>`
    select case when less_id = ${thing.id} then more_id else less_id end as id from duplicate where (less_id = ${thing.id} or more_id = ${thing.id}) and dismissed_at is null order by likeness desc limit 6`.execute(
    db,
  );
  const briefs = await loadBriefs(
    db,
    rows.map((row) => Number(row.id)),
    'desk',
  );
  return {
    near: [...briefs.values()].filter((brief) => !brief.hidden && !brief.withdrawn && brief.id !== thing.id),
    merged: await listMerged(db, thing.id),
  };
}

export function NearOnes({ thing, near }: { thing: Thing; near: readonly Brief[] }) {
  const { t } = useView();
  if (!near.length) return null;
  return (
    <Notice kind="warning" title={t('record.duplicates.near.title')}>
      <ul class="list">
        {near.map((brief) => (
          <li>
            <a href={routes.desk.duplicate({ a: refOf(thing), b: refOf(brief) })}>{briefTitle(t, brief)}</a>{' '}
            <span class="muted">
              {t(`record.desk.kind.${brief.kind}`)} {brief.number}
            </span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

export function MergedOnes({ desk, merged }: { desk: Desk; merged: readonly Merger[] }) {
  const { t } = useView();
  if (!merged.length) return null;
  return (
    <Section id="merged" title={t('record.duplicates.merged.title')}>
      <ul class="list">
        {merged.map(({ from, at, by, why }) => (
          <li>
            <p>
              {from.title ||
                t('record.desk.untitled', { kind: t(`record.desk.kind.${from.kind}`), number: from.number })}{' '}
              <span class="muted">
                {t(`record.desk.kind.${from.kind}`)} {from.number} · {t('record.duplicates.merged.at')} <When at={at} />
                {by ? ` · ${by}` : ''}
                {why ? `: ${why}` : ''}
              </span>
            </p>
            {desk.may(unmerge) ? (
              <p>
                <a class="quiet" href={routes.desk.unmerge({ kind: from.kind, number: from.number })}>
                  {t('record.duplicates.unmerge.link')}
                </a>
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}
