import { readArchiveApart } from '../../../evidence/archives/archive-readers.ts';
import {
  at,
  exchange,
  info,
  operator,
  site,
  story,
  storyParts,
  zipped,
} from '../../../evidence/archives/archives.factory.ts';
import { ownTrust } from '../../../evidence/package/signature/own-trust.ts';
import { importPages } from '../../../drafting/store/import-pages.ts';
import type { App, Principal } from '../../../platform/operation.ts';
import { sourceOf } from '../../../platform/readers/reader.ts';
import { parseRef } from '../../../record/refs.ts';

export const software = 'Browsertrix-Crawler 1.2.3';
export const fileName = 'oneill-private.warc.gz';
export { operator };

/**
 * Imports a page of a web archive that is cut off after it, and in which a picture is missing. The names of its file and
 * of its operator are for the desk only.
 */
export async function importStory(app: App, principal: Principal) {
  const bytes = zipped([
    info(software, { operator }),
    ...exchange(`${site}/story`, {
      headers: { 'Set-Cookie': 'visit=1' },
      body: story.replace('<a ', '<img src="/oneill.png"><a '),
    }),
    ...storyParts(),
    ...exchange(`${site}/other`, { body: '<title>Other</title>', date: at('10:05:00') }),
  ]).subarray(0, -60);
  const source = sourceOf(bytes, fileName);
  const contents = await readArchiveApart(source, await ownTrust(app.config.dataDir));
  const { number } = contents.pages.find(({ url }) => url === `${site}/story`)!;
  const [outcome] = await importPages(app, principal, { source, contents, pages: [number] });
  if (outcome?.state !== 'imported') throw new Error(JSON.stringify(outcome));
  const { source: ref, capture, draft } = outcome;
  const place = { number: parseRef(ref)!.number, capture: parseRef(capture)!.number };
  return { source: ref, capture, draft, sha256: contents.facts.sha256, at: place };
}
