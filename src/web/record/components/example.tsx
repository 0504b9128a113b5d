import { readExample } from '../../../exchange/example/data.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { useWords } from '../../kit/view.tsx';

let asOf: Promise<string> | undefined;

/** The date of the sample data (EDTF). The file is read only once. */
export const exampleDate = (): Promise<string> => (asOf ??= readExample().then((data) => data.asOf));

/** Says that a page shows sample data, and of which date. Nothing for other pages. */
export function ExampleNotice({ asOf }: { asOf: string | null }) {
  const t = useWords();
  if (asOf === null) return null;
  return (
    <Notice kind="example" title={`${t('exchange.public.example.title')} ${edtfWords(t, asOf).text}`}>
      <p>{t('exchange.public.example.text')}</p>
    </Notice>
  );
}
