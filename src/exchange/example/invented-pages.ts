import { extractText } from '../../evidence/extract/extract.ts';
import { sealExchanges, type Sealing } from '../../evidence/package/warc/seal-exchanges.ts';
import type { Exchange } from '../../evidence/package/warc/exchange.ts';
import type { InventedPage } from './invented-data.ts';

/** A preserved page with its text and its evidence package (WACZ). */
export type PreservedPage = { page: InventedPage; bytes: Uint8Array; text: string; package: Uint8Array };

/** An IP address that no server has, because it is reserved for documentation (RFC 5737). */
const server = '192.0.2.1';
const marks: Readonly<Record<string, string>> = {
  en: 'This page is invented. It belongs to the sample data of Kronika.',
  ru: 'Эта страница вымышлена. Она входит в демонстрационные данные Kronika.',
};

/** The HTML of an invented page. */
export function htmlOf({ language, outlet, title, paragraphs }: InventedPage): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
body { margin: 0 auto; max-width: 38rem; padding: 1rem; font: 1.1rem/1.5 serif; color: #1f2b30; background: #fbfaf7; }
aside { padding: 0.5rem 1rem; border: 3px solid #a3161c; font-family: sans-serif; font-size: 0.9rem; }
header { margin: 1.5rem 0; border-bottom: 1px solid; font-weight: bold; }
h1 { line-height: 1.2; }
</style>
</head>
<body>
<aside>${escaped(marks[language] ?? marks.en!)}</aside>
<header>${escaped(outlet)}</header>
<main>
<article>
<h1>${escaped(title)}</h1>
${paragraphs.map((text) => `<p>${escaped(text)}</p>`).join('\n')}
</article>
</main>
</body>
</html>
`;
}

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** Reads the text of a page, and creates its evidence package as if the page had been fetched at `page.at`. */
export async function preserve(
  page: InventedPage,
  sealing: Omit<Sealing, 'timestampAuthorities'>,
): Promise<PreservedPage> {
  const bytes = new TextEncoder().encode(htmlOf(page));
  const contentType = 'text/html; charset=utf-8';
  // This page comes with Kronika, so it is not read in a separate process, as pages from outside are.
  const { text } = await extractText({ bytes, contentType, url: page.url });
  const { host, pathname } = new URL(page.url);
  const at = new Date(page.at).toISOString();
  const exchange: Exchange = {
    url: page.url,
    at,
    address: server,
    request: { method: 'GET', target: pathname, headers: [['host', host]], body: new Uint8Array() },
    response: {
      status: page.status,
      statusText: page.status === 200 ? 'OK' : 'Gone',
      headers: [
        ['content-type', contentType],
        ['content-length', String(bytes.byteLength)],
      ],
      body: bytes,
    },
  };
  // No timestamp is requested, because an invented page was never captured.
  const sealed = await sealExchanges(
    { exchanges: [exchange], page: { url: page.url, at, title: page.title, text } },
    { ...sealing, timestampAuthorities: [] },
  );
  return { page, bytes, text, package: sealed.bytes };
}
