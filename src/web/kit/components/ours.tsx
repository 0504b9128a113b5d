import type { Child } from 'hono/jsx';
import { withinQuotes } from '../../../platform/messages/messages.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { foreignTo } from '../words/foreign-to.ts';
import { useWords } from '../view.tsx';
import { Filled } from './filled.tsx';

/* Words of a source, and our translation of them (docs/decisions/0258). The translation comes first, and says that it
   is ours. The original follows, marked with its language. */

/**
 * Our translation of a quotation, in quotation marks. The words link to the page `href`. Quotation marks around the
 * whole translation are not repeated. A full stop at its end is left out before ».
 */
export function OurQuotation({ words, href }: { words: string; href?: string }) {
  const t = useWords();
  const [before, after] = t('kit.quoted', { words: '\n' }).split('\n');
  const bare = words.replace(/^[«„“]([^«»„“”]*)[»“”]$/, '$1');
  const text = withinQuotes(before === '«' ? bare.replace(/(?<!\.)\.$/, '') : bare, before!, after!);
  return (
    <>
      <q>{href ? <a href={href}>{text}</a> : text}</q> <small class="muted">{t('kit.by_us')}</small>
    </>
  );
}

/** The original of a quotation, below our translation (`ours`). Nothing if there is no translation. */
export function OriginalBelow({
  children,
  language,
  ours,
}: {
  children: Child;
  language: string | undefined;
  ours: string | undefined;
}) {
  const t = useWords();
  return ours === undefined ? null : (
    <p class="muted">
      {t('kit.original')} <q lang={foreignTo(t, language)}>{children}</q>
    </p>
  );
}

/** A passage in its own block: our translation (`ours`) and the original, or only the original. */
export function QuotedBlock({
  text,
  language,
  ours,
}: {
  text: Child;
  language: string | undefined;
  ours: string | undefined;
}) {
  const t = useWords();
  if (ours === undefined)
    return (
      <blockquote lang={foreignTo(t, language)}>
        <p>{text}</p>
      </blockquote>
    );
  return (
    <>
      <blockquote>
        <p>
          {ours} <small class="muted">{t('kit.by_us')}</small>
        </p>
      </blockquote>
      <OriginalBelow language={language} ours={ours}>
        {text}
      </OriginalBelow>
    </>
  );
}

/** Our translation of a longer text, and below it the original, collapsed. Print shows both. */
export function TranslationAbove({ ours, language, children }: { ours: Child; language: string; children: Child }) {
  const t = useWords();
  return (
    <>
      <div class="ours">
        <p class="muted">{t('kit.ours')}</p>
        {ours}
      </div>
      <details class="fold">
        <summary class="muted">{t('kit.original_text', { language: languageName(language, t.locale) })}</summary>
        {children}
      </details>
    </>
  );
}

/**
 * A short text of a source: our translation (`ours`) with the original after it, or only the text itself, marked with
 * its language. If the words are our `own`, a translation is shown without the original.
 */
export function TranslationWithOriginal({
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
