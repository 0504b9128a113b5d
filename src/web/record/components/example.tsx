import { readExample } from '../../../exchange/example/data.ts';
import { FoldedNotice } from '../../kit/components/notice.tsx';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { isInvented, leadsToInvented } from '../../kit/invented.tsx';
import { useView } from '../../kit/view.tsx';

let asOf: Promise<string> | undefined;

/** The date of the sample data (EDTF). The file is read only once. */
export const exampleDate = (): Promise<string> => (asOf ??= readExample().then((data) => data.asOf));

/**
 * Says that a page shows sample data, and of which date. Nothing for other pages, and for pages of invented items, which
 * have a notice of their own.
 */
export function ExampleNotice({ asOf }: { asOf: string | null }) {
  const { t, paper, path } = useView();
  if (asOf === null || leadsToInvented(paper, path)) return null;
  return (
    <FoldedNotice title={`${t('exchange.public.example.title')} ${edtfWords(t, asOf).text}`}>
      <p>{t('exchange.public.example.text')}</p>
    </FoldedNotice>
  );
}

/** The word for an invented item, in lists that do not mark other sample data. */
export function InventedWord({ item }: { item: string | null }) {
  const { t, paper } = useView();
  return isInvented(paper, item) ? <> · {t('exchange.public.invented.word')}</> : null;
}

/** The word for a sample item in a list. */
export function SampleWord({ item }: { item: string | null }) {
  const { t, paper } = useView();
  return <>{t(isInvented(paper, item) ? 'exchange.public.invented.word' : 'exchange.public.example.word')}</>;
}
