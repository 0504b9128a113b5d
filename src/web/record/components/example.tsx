import { readExample } from '../../../exchange/example/data.ts';
import { FoldedNotice } from '../../kit/components/notice.tsx';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { isInvented, leadsToInvented } from '../../kit/invented.tsx';
import { useView } from '../../kit/view.tsx';

let asOf: Promise<string> | undefined;

/** The date of the sample data (EDTF), cached after the first call. */
export const exampleDate = (): Promise<string> => (asOf ??= readExample().then((data) => data.asOf));

/**
 * A notice that the page shows sample data. `asOf`: the date of the sample data (EDTF), or null if the page shows other
 * data. Pages of invented items have another notice.
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

/** Marks an invented item, in lists that do not mark other sample data. */
export function InventedWord({ item }: { item: string | null }) {
  const { t, paper } = useView();
  return isInvented(paper, item) ? <> · {t('exchange.public.invented.word')}</> : null;
}

/** Marks a sample item in a list: as invented, or as sample data. */
export function SampleWord({ item }: { item: string | null }) {
  const { t, paper } = useView();
  return <>{t(isInvented(paper, item) ? 'exchange.public.invented.word' : 'exchange.public.example.word')}</>;
}
