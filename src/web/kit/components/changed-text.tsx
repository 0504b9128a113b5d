import { diffWords } from 'diff';
import { maxEdits } from '../../../platform/text/compare-words.ts';
import { useWords } from '../view.tsx';

export type TextPart = { how: 'same' | 'removed' | 'added'; text: string };

let segmenter: Intl.Segmenter | undefined;
/** The most UTF-16 code units of both texts together that `segmenter` splits into words. */
const maxSegmentedLength = 8000;

/**
 * Compares two texts word by word. If the texts are too different, the result has the whole first text as removed and
 * the whole second text as added. That is the case with more than `maxEdits` changed words, or if less than a quarter
 * of the shorter text is the same.
 */
export function textDifference(was: string, is: string): TextPart[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  const options = {
    maxEditLength: maxEdits,
    // The segmenter also finds the words of languages without spaces, but is slow on long texts.
    ...(was.length + is.length <= maxSegmentedLength && { intlSegmenter: segmenter }),
  };
  const parts = (diffWords(was, is, options) ?? []).map((part): TextPart => ({
    how: part.added ? 'added' : part.removed ? 'removed' : 'same',
    text: part.value,
  }));
  const kept = parts.filter((part) => part.how === 'same').reduce((sum, part) => sum + part.text.trim().length, 0);
  if (parts.length && kept * 4 >= Math.min(was.length, is.length)) return parts;
  return [
    { how: 'removed', text: was },
    { how: 'added', text: is },
  ];
}

/** Shows a part of a text. An added or removed part becomes `<ins>` or `<del>`, with a word for screen readers. */
export function ChangedPart({ part }: { part: TextPart }) {
  const t = useWords();
  if (part.how === 'same') return <>{part.text}</>;
  if (part.how === 'removed')
    return (
      <del>
        <span class="sr">{t('record.history.diff.removed')} </span>
        {part.text}
      </del>
    );
  return (
    <ins>
      <span class="sr">{t('record.history.diff.added')} </span>
      {part.text}
    </ins>
  );
}

/**
 * The change of one sentence. `support` means that the words are the same, but the sentence is now based on something
 * else. `look` means that only links, or bold or italic words, have changed.
 */
export type ChangedSentence = {
  change: 'changed' | 'support' | 'look' | 'moved' | 'added' | 'removed';
  before: string | null;
  after: string | null;
};

/**
 * The sentences that differ between two versions, in the order of the later version. In a changed sentence, each added
 * or removed word is marked.
 */
export function ChangedSentences({ changes, lang }: { changes: readonly ChangedSentence[]; lang?: string }) {
  const t = useWords();
  return (
    <ol class="bare changed diff">
      {changes.map((one) => (
        <li>
          <p class="muted">{t(`publishing.public.changes.${one.change}`)}</p>
          <p lang={lang}>
            {partsOf(one).map((part) => (
              <ChangedPart part={part} />
            ))}
          </p>
        </li>
      ))}
    </ol>
  );
}

function partsOf({ change, before, after }: ChangedSentence): TextPart[] {
  if (change === 'changed') return textDifference(before ?? '', after ?? '');
  if (change === 'removed') return [{ how: 'removed', text: before ?? '' }];
  return [{ how: change === 'added' ? 'added' : 'same', text: after ?? '' }];
}
