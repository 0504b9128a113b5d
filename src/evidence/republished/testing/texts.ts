import { run, type App } from '../../../platform/operation.ts';
import { monitor } from '../../../platform/testing/test-app.ts';
import { storeCapture } from '../../../record/sources/store-capture.ts';
import { parseRef } from '../../../record/refs.ts';
import { readCapture } from '../../../drafting/page/read-capture.ts';
import { readCaptures } from '../read-captures.ts';

/** A report as an agency sends it. */
export const story = [
  'Kazakhstan’s president on Thursday signed amendments that oblige websites to identify everyone who leaves a comment, a step that watchdogs say will silence the last open forums in the country.',
  'Under the amendments an outlet must keep what it knows of its commenters for three months and hand it to investigators when they ask for it in writing.',
  'Reporters will also need the permission of people named in an article before they publish what counts as a family, medical or banking secret.',
  '“It is a law to protect corrupt officials,” the media freedom group Adil Soz said in a statement released hours after the signing.',
  'The information ministry rejected the criticism and said that the rules follow the practice of other countries, without naming any of them.',
  'The amendments take effect ten days after they are printed in the official gazette, and fines of up to a thousand dollars await those who break them.',
];

const page = (title: string, paragraphs: readonly string[], published?: string): string =>
  [title, ...(published ? [published] : []), ...paragraphs].join('\n\n');

let count = 0;
/** Preserves a text as a page with its own URL. */
export async function preservePage(
  app: App,
  options: {
    title?: string;
    paragraphs?: readonly string[];
    published?: string;
    line?: string;
    text?: string;
    url?: string;
  },
): Promise<{ source: string; capture: string; sourceId: number; captureId: number; number: number }> {
  const title = options.title ?? 'President signs law that unmasks commenters';
  const text =
    options.text ??
    page(title, [...(options.paragraphs ?? story), ...(options.line ? [options.line] : [])], options.published);
  const url = options.url ?? `https://paper-${++count}.example/news/${count}`;
  const kept = await run(app, storeCapture, monitor, {
    title,
    published: options.published,
    method: 'text',
    finalUrl: url,
    mediaType: 'text/plain',
    bytes: new TextEncoder().encode(text),
    text,
    language: 'en',
  });
  const idOf = async (ref: string): Promise<number> => {
    const { kind, number } = parseRef(ref)!;
    return (
      await app.db.read
        .selectFrom('thing')
        .select('id')
        .where('kind', '=', kind)
        .where('number', '=', number)
        .executeTakeFirstOrThrow()
    ).id;
  };
  return {
    source: kept.source,
    capture: kept.capture,
    sourceId: await idOf(kept.source),
    captureId: await idOf(kept.capture),
    number: parseRef(kept.source)!.number,
  };
}

/** Does what the job does after captures were added. */
export const readAll = (app: App): Promise<{ read: number; pairs: number }> =>
  readCaptures({ app, reader: readCapture });
