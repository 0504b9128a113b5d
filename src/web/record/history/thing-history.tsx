import type { Translate } from '../../../platform/messages/messages.ts';
import { isRestorable } from '../../../record/history/restore.ts';
import { setBack } from '../../../record/history/set-back.ts';
import { differing } from '../../../record/history/states.ts';
import type { Thing } from '../../../record/things.ts';
import type { HistoryEntry } from '../../../record/views/history.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import type { Desk } from '../../kit/desk/who.ts';
import { Differences } from './diff.tsx';
import { differences } from './differences.ts';
import { viaWords, whoWords } from './lines.tsx';
import { When } from './when.tsx';
import type { Names } from './wording.ts';

/**
 * The actions of an entry in words, such as "Created, sealed". "Changed" is left out if the same change set created the
 * item.
 */
const didWords = (t: Translate, actions: readonly string[]): string =>
  [...new Set(actions)]
    .filter((action) => action !== 'changed' || !actions.includes('created'))
    .map((action) => t(`record.history.did.${action}`))
    .map((words, index) => (index ? lowerFirst(t, words) : words))
    .join(', ');

/**
 * A change of an item: who, when, how, why, and the changed fields. A link leads to the form that restores the state of
 * the item after this change.
 */
function Entry({
  entry,
  thing,
  names,
  now,
  may,
}: {
  entry: HistoryEntry;
  thing: Thing;
  names: Names;
  now: HistoryEntry['after'];
  may: boolean;
}) {
  const { t } = useView();
  const { before, after, changeSetId } = entry;
  const { kind, number } = thing;
  const known = typeof before !== 'string' && typeof after !== 'string';
  const made = entry.actions.includes('created');
  const changes = [
    ...(known ? differences(t, { kind, before, after }, names) : []),
    ...differences(t, { kind, ...entry.besides }, names),
  ];
  const current =
    isRestorable(kind) && typeof after !== 'string' && typeof now !== 'string' && after && now
      ? !differing(after, now).length
      : false;
  const backable = may && !current && after !== null && typeof after !== 'string' && after.visibility !== 'sealed';
  return (
    <li id={`change-${changeSetId}`}>
      <p>
        <strong>{whoWords(t, { ...entry, kind })}</strong> · <When at={entry.at} /> ·{' '}
        <span class="muted">{viaWords(t, entry.via)}</span>
      </p>
      <p>
        {didWords(t, entry.actions)}
        {entry.setBackTo === null ? null : (
          <>
            {' · '}
            <a href={routes.desk.changeSet({ number: entry.setBackTo })}>
              {t('record.history.set_back_to', { number: entry.setBackTo })}
            </a>
          </>
        )}
      </p>
      {entry.why ? <p class="why">{entry.why}</p> : null}
      {known ? null : (
        <p class="muted">
          {t(before === 'sealed' || after === 'sealed' ? 'record.history.entry.sealed' : 'record.desk.history.erased')}
        </p>
      )}
      <Differences differences={changes} made={made} />
      <p class="actions">
        <a href={routes.desk.changeSet({ number: changeSetId })}>
          {t('record.history.change_set', { number: changeSetId })}
        </a>
        {current ? <span class="muted">{t('record.history.entry.now')}</span> : null}
        {backable ? (
          <a class="button small" href={routes.desk.setBack({ kind, number, set: String(changeSetId) })}>
            {t('record.history.entry.back')}
          </a>
        ) : null}
      </p>
    </li>
  );
}

/** The changes of an item, newest first. */
export function ThingHistory({
  entries,
  thing,
  names,
  now,
  desk,
}: {
  entries: readonly HistoryEntry[];
  thing: Thing;
  names: Names;
  now: HistoryEntry['after'];
  desk: Desk;
}) {
  const { t } = useView();
  if (!entries.length) return <p>{t('record.desk.history.none')}</p>;
  const may = desk.may(setBack) && isRestorable(thing.kind) && !thing.redacted_at && thing.visibility !== 'sealed';
  return (
    <ol class="list changes">
      {entries.map((entry) => (
        <Entry entry={entry} thing={thing} names={names} now={now} may={may} />
      ))}
    </ol>
  );
}
