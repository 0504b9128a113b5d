import type { AssignmentChange } from '../../work/load-work.ts';
import { EdtfDate } from '../kit/components/values.tsx';
import { useView } from '../kit/view.tsx';
import { When } from '../record/history/when.tsx';
import { Section } from '../record/show/parts.tsx';
import { PriorityPill } from './item.tsx';

/** The maximum number of changes that are shown. */
export const maxAssignments = 50;

/** The changes of an assignment, with one line for each: to whom, by whom and when the item was assigned. */
export function AssignmentChanges({ changes }: { changes: readonly AssignmentChange[] }) {
  const { t } = useView();
  const shown = changes.slice(0, maxAssignments);
  return (
    <Section id="assignments" title={t('work.assignments')} when={shown.length > 0}>
      <ul class="list">
        {shown.map(({ to, due, priority, by, at }) => (
          <li>
            {t(to === null ? 'work.ended_by' : 'work.assigned_by', {
              to: to ?? '',
              by: by ?? '',
              known: by ? 'yes' : 'no',
            })}
            {due ? (
              <span class="muted">
                {' '}
                · {t('work.due')} <EdtfDate edtf={due} />
              </span>
            ) : null}{' '}
            {to === null ? null : <PriorityPill priority={priority} />}{' '}
            <span class="muted">
              · <When at={at} />
            </span>
          </li>
        ))}
      </ul>
      {changes.length > shown.length ? <p class="muted">{t('work.only_first', { count: shown.length })}</p> : null}
    </Section>
  );
}
