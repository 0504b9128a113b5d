import { readZip } from '../../platform/archive/unzip.ts';
import { firstPageOf } from '../package/contents.ts';
import { indexPath, warcPath } from '../package/members.ts';
import { writePages } from '../package/pack.ts';
import { sealContents, type Sealing } from '../package/warc/seal-exchanges.ts';

import type { ArchivedPage } from './types.ts';

/**
 * Signs the package of an archived page with this installation's keys, and gets timestamps. The signature covers what
 * Kronika imported; it does not say that the site sent it.
 * @param words the title and the words of the page, for searches in the package
 */
export async function sealArchived(
  { package: packed, page }: Pick<ArchivedPage, 'package' | 'page'>,
  words: { title: string; text: string },
  sealing: Sealing,
): ReturnType<typeof sealContents> {
  const members = await readZip(packed);
  // The package names the address as its records do, which `finalUrl` may write in another way.
  const { url } = (await firstPageOf(packed))!;
  const first = { url, at: page.at, title: words.title || page.title || url, text: words.text };
  const contents = [warcPath, indexPath].map((path) => members.find((one) => one.path === path)!);
  return sealContents([...contents, writePages([first])], { first, manifestOnly: [] }, sealing);
}
