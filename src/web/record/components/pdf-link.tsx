import { interfaceLanguage } from '../../../platform/messages/messages.ts';
import { useView, type View } from '../../kit/view.tsx';

/**
 * The query parameter for the language of a page, for its PDF and its style sheet for print. Empty if it is the
 * language of the publication.
 */
export const printLanguage = ({ t, paper }: Pick<View, 't' | 'paper'>): { language?: string } =>
  t.locale === interfaceLanguage(paper) ? {} : { language: t.locale };

/**
 * A link to the PDF of the page in the reader's language. A mirror has no PDFs, so it links to those of the original
 * site.
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
