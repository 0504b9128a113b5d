import { inLanguage } from '../locale.ts';
import { namedIn } from '../publication.ts';
import { useView } from '../view.tsx';
import { langOf, type InLanguage } from './own-words.tsx';
import { EdtfDate } from './values.tsx';

/**
 * How to cite a page: who publishes it, its title, the day of its last change (`YYYY-MM-DD`), and its address in
 * the language of the page. Nothing if the address of the site is not set.
 */
export function Citation({
  title,
  changed,
  path,
  ...own
}: { title: string; changed: string; path: string } & InLanguage) {
  const { t, paper, prefix, absolute } = useView();
  const address = absolute(inLanguage(prefix, path));
  if (!address) return null;
  const quoted = t('kit.quoted', { words: title });
  return (
    <p class="citation">
      {namedIn(paper, t.locale).name}. {own.language ? <span {...langOf(own)}>{quoted}</span> : quoted}.{' '}
      {t('kit.cite.as_of')} <EdtfDate edtf={changed} stop /> {/* An address is in no language. */}
      <span class="address" lang="zxx" translate="no">
        {address}
      </span>
    </p>
  );
}

export function CiteThis(given: Parameters<typeof Citation>[0]) {
  const { t, absolute } = useView();
  if (!absolute(given.path)) return null;
  return (
    <details class="muted no-print">
      <summary>{t('kit.cite.title')}</summary>
      <Citation {...given} />
    </details>
  );
}
