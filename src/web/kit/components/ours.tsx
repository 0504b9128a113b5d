import type { Child } from 'hono/jsx';
import { foreignTo } from '../words/foreign-to.ts';
import { useWords } from '../view.tsx';
import { Filled } from './filled.tsx';

/** Our translation of a quotation, below the original, in quotation marks. */
export function OursBelow({ words }: { words: string | undefined }) {
  const t = useWords();
  return words === undefined ? null : (
    <p class="muted ours">
      {t('kit.ours')} {/^[«„“][^«»„“”]*[»“”]$/.test(words) ? words : t('kit.quoted', { words })}
    </p>
  );
}

/**
 * A text of a source: our translation (`ours`) with the original after it, or only the text itself, marked with its
 * language. If the words are our `own`, a translation is shown without the original.
 */
export function OursWith({
  text,
  language,
  ours,
  own,
}: {
  text: Child;
  language: string;
  ours: string | undefined;
  own?: boolean;
}) {
  const t = useWords();
  const original = <span lang={foreignTo(t, language)}>{text}</span>;
  return ours === undefined ? (
    original
  ) : (
    <>
      {ours}
      {own ? null : (
        <span class="muted">
          {' '}
          <Filled message="kit.in_original" name="words">
            {original}
          </Filled>
        </span>
      )}
    </>
  );
}
