import { ChangedPart, textDifference } from '../../kit/components/changed-text.tsx';
import { useView } from '../../kit/view.tsx';
import type { FieldDifference, LineChange } from './differences.ts';
import type { Line } from './wording.ts';

/** A line of text with its links. */
export function Words({ line }: { line: Line }) {
  return <>{line.map((part) => (typeof part === 'string' ? part : <a href={part.href}>{part.text}</a>))}</>;
}

/** The text of a line. Null if the line has links. */
const plain = (line: Line): string | null => (line.every((part) => typeof part === 'string') ? line.join('') : null);

/**
 * The change of one line. A word and the HTML element (`ins` or `del`) say whether it was added, removed or changed.
 */
function MemberChange({ change }: { change: Exclude<LineChange, { how: 'same' }> }) {
  const { t } = useView();
  const label = <span class="fate">{t(`record.history.diff.${change.how}`)}</span>;
  if (change.how === 'changed') {
    const [was, is] = [plain(change.was), plain(change.is)];
    return (
      <p>
        {label} <Words line={change.start} />
        {was !== null && is !== null ? (
          textDifference(was, is).map((part) => <ChangedPart part={part} />)
        ) : (
          <>
            {change.was.length ? (
              <del>
                <span class="sr">{t('record.history.diff.removed')} </span>
                <Words line={change.was} />
              </del>
            ) : null}{' '}
            {change.is.length ? (
              <ins>
                <span class="sr">{t('record.history.diff.added')} </span>
                <Words line={change.is} />
              </ins>
            ) : null}
          </>
        )}
        <Words line={change.end} />
      </p>
    );
  }
  return (
    <p>
      {label}{' '}
      {change.how === 'removed' ? (
        <del>
          <Words line={change.line} />
        </del>
      ) : (
        <ins>
          <Words line={change.line} />
        </ins>
      )}
    </p>
  );
}

/**
 * The changed fields. In texts, the changed words are marked. `made`: whether the item is new, so that its values are
 * not marked as added.
 */
export function Differences({ differences, made }: { differences: readonly FieldDifference[]; made?: boolean }) {
  const { t } = useView();
  if (!differences.length) return null;
  return (
    <dl class="facts rows diff">
      {differences.map((difference) => (
        <div>
          <dt>{difference.field}</dt>
          <dd>
            {'text' in difference ? (
              <p>
                {difference.text.map((part) => (
                  <ChangedPart part={part} />
                ))}
              </p>
            ) : (
              <>
                {difference.lineChanges.map((change) =>
                  change.how === 'same' || (made && change.how === 'added') ? (
                    <p>
                      <Words line={change.line} />
                    </p>
                  ) : (
                    <MemberChange change={change} />
                  ),
                )}
                {difference.reordered ? <p>{t('record.desk.history.reordered')}</p> : null}
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
