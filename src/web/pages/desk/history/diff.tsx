import { useView } from '../../../view.tsx';
import type { Difference } from './differences.ts';

/** Where two texts part: their common beginning and end, cut at words. */
function parted(before: string, after: string): [start: string, was: string, is: string, end: string] {
  const pieces = (text: string): string[] => text.split(/(\s+)/);
  const [a, b] = [pieces(before), pieces(after)];
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const cut = (list: string[]): string => list.slice(start, list.length - end).join('');
  return [a.slice(0, start).join(''), cut(a), cut(b), end ? a.slice(-end).join('') : ''];
}

/**
 * Before and after, told apart by element, sign and colour. One text that changed shows the words that did.
 * `made`: nothing stood there before, so what is there needs no sign.
 */
export function Differences({ differences, made }: { differences: readonly Difference[]; made?: boolean }) {
  const { t } = useView();
  if (!differences.length) return null;
  return (
    <dl class="facts rows diff">
      {differences.map(({ field, removed, added }) => {
        const [start, was, is, end] = removed.length === 1 && added.length === 1 ? parted(removed[0]!, added[0]!) : ['', '', '', ''];
        const inText = start.trim().length + end.trim().length > 12;
        return (
          <div>
            <dt>{field}</dt>
            <dd>
              {made ? (
                added.map((line) => <p>{line}</p>)
              ) : inText ? (
                <p>
                  {start}
                  {was ? (
                    <del>
                      <span class="sr">{t('desk.history.was')} </span>
                      {was}
                    </del>
                  ) : null}
                  {is ? (
                    <ins>
                      <span class="sr">{t('desk.history.is')} </span>
                      {is}
                    </ins>
                  ) : null}
                  {end}
                </p>
              ) : (
                <>
                  {removed.map((line) => (
                    <p>
                      <del>
                        <span class="sr">{t('desk.history.was')} </span>
                        {line}
                      </del>
                    </p>
                  ))}
                  {added.map((line) => (
                    <p>
                      <ins>
                        <span class="sr">{t('desk.history.is')} </span>
                        {line}
                      </ins>
                    </p>
                  ))}
                </>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
