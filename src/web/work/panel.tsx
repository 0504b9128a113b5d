import { mayRun } from '../../platform/operation.ts';
import { assign } from '../../work/assign.ts';
import type { ItemColumn } from '../../work/item.ts';
import { follows, loadAssigned, type Assigned } from '../../work/load-work.ts';
import { ActButton } from '../kit/components/desk.tsx';
import { EdtfDate, Pill } from '../kit/components/values.tsx';
import type { Desk } from '../kit/desk/who.ts';
import { useView } from '../kit/view.tsx';
import { routes } from '../routes.ts';
import { assignPage } from './item.tsx';

export type Work = { ref: string; assigned: Assigned | undefined; following: boolean | null; assigns: boolean };

/**
 * Loads who is responsible for an item, and whether the signed-in person follows it. `ref` is such as `case/12` or
 * `draft/5`.
 */
export async function loadWork(
  { app, principal }: Pick<Desk, 'app' | 'principal'>,
  ref: string,
  id: number,
): Promise<Work> {
  const db = app.db.read;
  const [kind] = ref.split('/');
  const column: ItemColumn = kind === 'draft' ? 'draft_id' : kind === 'proposal' ? 'proposal_id' : 'thing_id';
  const { rows } = await loadAssigned(db, { item: { column, id }, limit: 1 });
  return {
    ref,
    assigned: rows[0],
    following: column === 'thing_id' ? await follows(db, principal.accountId!, id) : null,
    assigns: mayRun(principal, assign),
  };
}

/** One line on an item's page. It says who is responsible and until when. Buttons change that, and follow the item. */
export function WorkLine({ work: { ref, assigned, following, assigns }, back }: { work: Work; back: string }) {
  const { t } = useView();
  const [kind, number] = ref.split('/') as [string, string];
  return (
    <div class="pills work-line">
      <span class="who">
        {assigned ? t('work.assigned_to', { name: assigned.name }) : t('work.not_assigned')}
        {assigned?.due ? (
          <>
            {' · '}
            {t('work.due')} <EdtfDate edtf={assigned.due} />
          </>
        ) : null}
      </span>
      {assigned && assigned.priority !== 'normal' ? (
        <Pill kind={assigned.priority === 'high' ? 'strong' : 'plain'}>{t(`work.priority.${assigned.priority}`)}</Pill>
      ) : null}
      {assigns ? (
        <a class="button small" href={assignPage(ref)}>
          {t(assigned ? 'work.assign.change' : 'work.assign.title')}
        </a>
      ) : null}
      {following === null ? null : (
        <ActButton
          action={routes.desk.follow({ kind, number: Number(number) })}
          label={t(following ? 'work.unfollow' : 'work.follow')}
          intent={following ? 'stop' : 'follow'}
          values={{ back }}
        />
      )}
    </div>
  );
}
