import { interfaceLanguage } from '../../../platform/messages/messages.ts';
import { useView, type View } from '../../kit/view.tsx';

/** The language of a page as a parameter of its PDF and of its style sheet for print; empty for the publication's own. */
export const printLanguage = ({ t, paper }: Pick<View, 't' | 'paper'>): { language?: string } =>
  t.locale === interfaceLanguage(paper) ? {} : { language: t.locale };

/**
 * A link to the page's PDF in the reader's language. A mirror has no PDFs, so it links to those of the original site.
 */
export function PdfLink({ address }: { address: (query: { language?: string }) => string }) {
  const view = useView();
  return (
    <>
      <a href={address(printLanguage(view))} type="application/pdf">
        {view.t('record.public.as_pdf')}
      </a>
      {' · '}
    </>
  );
}
