import type { PublicLetter } from '../../../publishing/public/public-letter.ts';
import { routes, slugify } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { Dotted } from '../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';

/** An open letter embedded in an article: its title, the number of signatories, and the names of the first ones. */
export function LetterCard({ letter }: { letter: PublicLetter }) {
  const t = useWords();
  const { number, title, confirmed } = letter;
  return (
    <figure class="embed source-card">
      <LetterKicker letter={letter} />
      <p class="source-title">
        <a href={routes.letter({ number, slug: slugify(title) })}>{title}</a>
      </p>
      <LetterCounts letter={letter} />
      <figcaption>
        {confirmed === null ? (
          <a href={routes.letter({ number, slug: slugify(title) })}>{t('documents.embed.letter_sources')}</a>
        ) : (
          <a href={routes.letterSignatures({ number })}>{t('documents.embed.letter_all')}</a>
        )}
      </figcaption>
    </figure>
  );
}

/** The line above the title. It says that this is an open letter, and when it was published. */
export function LetterKicker({ letter: { published } }: { letter: PublicLetter }) {
  const t = useWords();
  return (
    <p class="kicker">
      {t('documents.embed.open_letter')}
      {published ? (
        <>
          {' '}
          · <EdtfDate edtf={published} />
        </>
      ) : null}
    </p>
  );
}

/** The number of a letter's signatories, and the names of the first ones. */
export function LetterCounts({ letter, countClass }: { letter: PublicLetter; countClass?: string }) {
  const t = useWords();
  const { confirmed, known, reported, names } = letter;
  const more = (confirmed ?? 0) - known - names.length;
  return (
    <>
      {confirmed === null ? (
        reported === null ? null : (
          <p class={countClass}>{t('letters.reported_count', { count: reported })}</p>
        )
      ) : (
        <p class={countClass}>
          {t('letters.confirmed', { count: confirmed })} {known ? t('letters.known', { count: known }) : ''}
        </p>
      )}
      {names.length ? (
        <p class="muted">
          <Dotted
            parts={[
              ...names.map((name) => <bdi>{name}</bdi>),
              ...(more > 0 ? [t('documents.embed.more_signed', { count: more })] : []),
            ]}
          />
        </p>
      ) : null}
    </>
  );
}
