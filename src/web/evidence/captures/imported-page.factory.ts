import { readArchiveApart } from '../../../evidence/archives/archive-readers.ts';
import {
  at,
  exchange,
  info,
  operator,
  pageLines,
  site,
  story,
  storyParts,
  wacz,
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
  return importPage(app, principal, bytes);
}

/** Imports a page that was recorded in 2018, and was the same as one recorded in 2017. */
export async function importUnchanged(app: App, principal: Principal) {
  const page = (input: object): Buffer[] => exchange(`${site}/story`, { body: story, ...input });
  const bytes = zipped([...page({ date: '2017-01-01T00:00:00Z' }), ...page({ kind: 'revisit' })]);
  const pages = pageLines([{ url: `${site}/story`, ts: at('10:00:00') }]);
  return importPage(app, principal, await wacz({ 'data.warc.gz': bytes }, { pages }));
}

/** Imports the only page with the address of the story. */
async function importPage(app: App, principal: Principal, bytes: Uint8Array) {
  const source = sourceOf(bytes, fileName);
  const contents = await readArchiveApart(source, await ownTrust(app.config.dataDir));
  const { number } = contents.pages.find(({ url }) => url === `${site}/story`)!;
  const [outcome] = await importPages(app, principal, { source, contents, pages: [number] });
  if (outcome?.state !== 'imported') throw new Error(JSON.stringify(outcome));
  const { source: ref, capture, draft } = outcome;
  const place = { number: parseRef(ref)!.number, capture: parseRef(capture)!.number };
  return { source: ref, capture, draft, sha256: contents.facts.sha256, at: place };
}
