import { namedIn } from '../publication.ts';
import { useView } from '../view.tsx';
import { EdtfDate } from './values.tsx';

/** How to cite a page: who publishes it, its title, the day of its last change (`YYYY-MM-DD`), and its address. */
export function Citation({ title, changed, path }: { title: string; changed: string; path: string }) {
  const { t, paper, absolute } = useView();
  return (
    <p class="citation">
      {namedIn(paper, t.locale).name}. {t('kit.quoted', { words: title })}. {t('kit.cite.as_of')}{' '}
      <EdtfDate edtf={changed} />. <span class="address">{absolute(path) ?? path}</span>
    </p>
  );
}

/** The same, folded. */
export function CiteThis(given: Parameters<typeof Citation>[0]) {
  const { t } = useView();
  return (
    <details class="who no-print">
      <summary>{t('kit.cite.title')}</summary>
      <Citation {...given} />
    </details>
  );
}
