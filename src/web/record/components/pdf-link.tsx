import { interfaceLanguage } from '../../../platform/messages/messages.ts';
import { useView } from '../../kit/view.tsx';

/**
 * A link to the page's PDF in the reader's language. A mirror has no PDFs, so it links to those of the original site.
 */
export function PdfLink({ address }: { address: (query: { language?: string }) => string }) {
  const { t, paper } = useView();
  const language = t.locale === interfaceLanguage(paper) ? undefined : t.locale;
  return (
    <>
      <a href={address({ language })} type="application/pdf">
        {t('record.public.as_pdf')}
      </a>
      {' · '}
    </>
  );
}
