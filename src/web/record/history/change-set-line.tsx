import type { ChangeSetHead, firstThings } from '../../../record/views/change-sets.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { OperationText, operationWords, viaWords, whoWords } from './lines.tsx';
import { When } from './when.tsx';

type First = Awaited<ReturnType<typeof firstThings>>;

/** One change set in a list: who, when, what, why, and the first changed items. */
export function ChangeSetLine({ set, first }: { set: ChangeSetHead; first: First }) {
  const { t } = useView();
  const things = first.get(set.id) ?? [];
  const more = set.changes - things.length;
  return (
    <li>
      <p>
        <strong>{whoWords(t, set)}</strong> ·{' '}
        <a
          href={
            set.parts > 1 && set.batch
              ? routes.desk.batch({ batch: set.batch })
              : routes.desk.changeSet({ number: set.id })
          }
        >
          {operationWords(t, set.operation, things[0]?.action)}
        </a>{' '}
        · <When at={set.at} /> · <span class="muted">{viaWords(t, set.via)}</span>
      </p>
      {set.why ? <p class="why">{set.why}</p> : null}
      <ul class="inside">
        {things.map((one) => (
          <li>
            <OperationText row={one} />
          </li>
        ))}
        {more > 0 ? <li class="muted">{t('record.desk.history.and_more', { count: more })}</li> : null}
        {set.parts > 1 ? <li class="muted">{t('record.history.parts', { count: set.parts })}</li> : null}
      </ul>
    </li>
  );
}
