import { z } from 'zod';
import { readPage } from '../../drafting/page/read-page.ts';
import { extract } from '../../evidence/extract.ts';
import { fetchPage, requireSuccess, type FetchedPage } from '../../evidence/fetch-page.ts';
import { run } from '../../platform/operation.ts';
import { keepCapture } from '../../record/keep-capture.ts';
import { defineCall } from './call.ts';

const about = { source: z.string().optional(), title: z.string().optional() };

/** A page that was fetched, or the bytes of a file with the address it was saved from, if any. */
const inputSchema = z.union([
  z.object({ url: z.string(), ...about }),
  z.object({ bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array), name: z.string(), savedFrom: z.string().optional(), ...about }),
]);

export const capture = defineCall({
  input: inputSchema,
  async run({ house, principal, input, why, signal, progress }) {
    const page = 'url' in input ? await fetched(input.url, house.config.allowPrivate, signal, () => progress({ phase: 'cli.progress.fetching' })) : fromFile(input);
    progress({ phase: 'cli.progress.reading' });
    const read = extract(page.bytes, { contentType: page.contentType, url: page.finalUrl });
    const { fields } = readPage(read, page.finalUrl ?? null);
    progress({ phase: 'cli.progress.keeping' });
    const title = input.title ?? (fields.title || read.title?.trim() || page.fallbackTitle);
    const { contentType, fallbackTitle: _, ...rest } = page;
    const kept = await run(
      house,
      keepCapture,
      principal,
      {
        ...rest,
        bytes: page.bytes as Uint8Array<ArrayBuffer>,
        source: input.source,
        title: title.slice(0, 500),
        mediaType: contentType || (read.kind === 'html' ? 'text/html' : 'text/plain'),
        charset: read.charset,
        text: read.text,
        published: fields.published ?? undefined,
        language: fields.language ?? read.language,
      },
      why,
    );
    return { ...kept, title };
  },
});

async function fetched(url: string, allowPrivate: readonly string[], signal: AbortSignal, begin: () => void) {
  begin();
  const page: FetchedPage = requireSuccess(await fetchPage(url, { allowPrivate, signal }));
  return {
    method: 'fetch' as const,
    requestedUrl: page.requestedUrl,
    finalUrl: page.finalUrl,
    hops: page.hops,
    status: page.status,
    headers: page.headers,
    contentType: page.contentType,
    bytes: page.bytes,
    fallbackTitle: page.finalUrl,
  };
}

function fromFile({ bytes, name, savedFrom }: { bytes: Uint8Array; name: string; savedFrom?: string }) {
  return { method: 'file' as const, requestedUrl: undefined, finalUrl: savedFrom, contentType: undefined, bytes, fallbackTitle: name };
}
