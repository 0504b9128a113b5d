import { readExample } from '../../../exchange/example/data.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { edtfWords } from '../../kit/words/edtf-words.ts';
import { useWords } from '../../kit/view.tsx';

let asOf: Promise<string> | undefined;

/** As of when the example tells its story (EDTF); read once. */
export const exampleDate = (): Promise<string> => (asOf ??= readExample().then((data) => data.asOf));

/** Says of a page that it belongs to the example, and as of when; nothing elsewhere. */
export function ExampleNotice({ asOf }: { asOf: string | null }) {
  const t = useWords();
  if (asOf === null) return null;
  return (
    <Notice kind="example" title={`${t('exchange.public.example.title')} ${edtfWords(t, asOf).text}`}>
      <p>{t('exchange.public.example.text')}</p>
    </Notice>
  );
}
