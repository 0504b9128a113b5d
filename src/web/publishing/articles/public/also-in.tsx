import { Dotted } from '../../../kit/components/page-parts.tsx';
import type { PublicTranslation } from '../../../../publishing/public/public-translations.ts';
import { languageName } from '../../../../record/vocabulary/languages.ts';
import { routes } from '../../../routes.ts';
import { useWords } from '../../../kit/view.tsx';

export const translationAddress = (one: PublicTranslation): string =>
  routes.article({ number: one.number, slug: one.slug });

/** The same article in other languages. */
export function AlsoIn({ translations }: { translations: readonly PublicTranslation[] }) {
  const t = useWords();
  if (!translations.length) return null;
  return (
    <span class="also-in">
      {' · '}
      {t('documents.translations.also')}{' '}
      <Dotted
        parts={translations.map((one) => (
          <a href={translationAddress(one)} hreflang={one.language} lang={one.language} title={one.headline}>
            {languageName(one.language, one.language)}
          </a>
        ))}
      />
    </span>
  );
}
