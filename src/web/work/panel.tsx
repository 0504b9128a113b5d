import { mayRun } from '../../platform/operation.ts';
import { assign } from '../../work/assign.ts';
import { assignmentsOf, follows, type Assignment } from '../../work/load-work.ts';
import { ActButton } from '../kit/components/desk.tsx';
import { EdtfDate } from '../kit/components/values.tsx';
import type { Desk } from '../kit/desk/who.ts';
import { useView } from '../kit/view.tsx';
import { routes } from '../routes.ts';
import { assignPage, PriorityPill } from './item.tsx';

export type Work = { ref: string; assigned: Assignment | undefined; following: boolean; assigns: boolean };

/** Loads to whom a case, source or article is assigned, and whether the signed-in person follows it. */
export async function loadWork(
  { app, principal }: Pick<Desk, 'app' | 'principal'>,
  ref: string,
  id: number,
): Promise<Work> {
  const db = app.db.read;
  return {
    ref,
    assigned: (await assignmentsOf(db, 'thing_id', [id])).get(id),
    following: await follows(db, principal.accountId!, id),
    assigns: mayRun(principal, assign),
  };
}

/**
 * The line on an item's page that says to whom the item is assigned, and when it is due. One button changes this, and
 * another follows the item.
 */
export function WorkLine({ work: { ref, assigned, following, assigns }, back }: { work: Work; back: string }) {
  const { t } = useView();
  const [kind, number] = ref.split('/') as [string, string];
  return (
    <div class="pills work-line">
      <span class="muted">
        {assigned ? t('work.assigned_to', { name: assigned.name }) : t('work.not_assigned')}
        {assigned?.due ? (
          <>
            {' · '}
            {t('work.due')} <EdtfDate edtf={assigned.due} />
          </>
        ) : null}
      </span>
      {assigned ? <PriorityPill priority={assigned.priority} /> : null}
      {assigns ? (
        <a class="button small" href={assignPage(ref)}>
          {t(assigned ? 'work.assign.change' : 'work.assign.title')}
        </a>
      ) : null}
      <ActButton
        action={routes.desk.follow({ kind, number: Number(number) })}
        label={t(following ? 'work.unfollow' : 'work.follow')}
        intent={following ? 'stop' : 'follow'}
        values={{ back }}
      />
    </div>
  );
}
