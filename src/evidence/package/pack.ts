import type { SigningKey } from '../../platform/signing/signing-keys.ts';
import { writeIndex } from './warc/cdxj.ts';
import { dataPackagePath, digestPath } from './datapackage.ts';
import type { Exchange, Resource } from './warc/exchange.ts';
import { indexPath, inOrder, pagesPath, warcPath, type Member } from './members.ts';
import { packMembers } from './pack-members.ts';
import { sealMembers } from './seal-members.ts';
import { timestampPath } from './signature/timestamp.ts';
import type { waczSigner } from './signature/wacz-signer.ts';
import { writeWarc } from './warc/warc-write.ts';
import { hashOf, writeDataPackage } from './write-datapackage.ts';

/** The page that a replay of a package opens first. The words of the page are for searches in the package. */
export type PackedPage = { url: string; /** ISO 8601, UTC. */ at: string; title: string; text: string };

/** What a package contains, without its proofs. */
type Recorded = {
  exchanges: readonly Exchange[];
  resources?: readonly Resource[];
  pages: readonly [PackedPage, ...PackedPage[]];
  /** When the package was created; ISO 8601, UTC. */
  made: string;
  software: string;
};

export type Packing = Recorded & {
  key: SigningKey;
  signWacz: Awaited<ReturnType<typeof waczSigner>>;
  /** Requests timestamps of these bytes from authorities, and returns their tokens. */
  stamp(bytes: Uint8Array): Promise<Uint8Array[]>;
};

const text = (path: string, lines: string): Member => ({ path, bytes: new TextEncoder().encode(lines) });

/**
 * Packs exchanges as WACZ 1.1.1. The package has three proofs: the signature of the standard WACZ Signing 0.1.0, which
 * covers only the list of files; timestamps of that signature; and our own signed manifest over every file.
 *
 * The same input gives the same bytes, except for the signature of the standard, which is random, its timestamps, and
 * the manifest that covers both.
 */
export async function packExchanges({ key, signWacz, stamp, ...packing }: Packing): Promise<Uint8Array> {
  const { made, software, pages } = packing;
  return packContents(await contentsOf(packing), { first: pages[0], made, software, key, signWacz, stamp });
}

/** Packs exchanges like `packExchanges`, without any proof: for viewers, not for storing. */
export async function packUnsigned(packing: Recorded): Promise<Uint8Array> {
  const contents = await contentsOf(packing);
  return packMembers(inOrder([listOf(contents, packing.pages[0], packing), ...contents]));
}

async function contentsOf({ exchanges, resources = [], pages, made, software }: Recorded): Promise<Member[]> {
  const warc = await writeWarc(
    exchanges,
    resources,
    {
      software,
      format: 'WARC File Format 1.1',
      conformsTo: 'https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/',
    },
    made,
  );
  return [
    { path: warcPath, bytes: warc.bytes },
    text(indexPath, writeIndex(warc.records, 'data.warc.gz')),
    writePages(pages),
  ];
}

/** The list of the pages of a package. */
export const writePages = (pages: readonly PackedPage[]): Member =>
  text(
    pagesPath,
    [
      { format: 'json-pages-1.0', id: 'pages', title: 'Pages', hasText: true },
      ...pages.map(({ url, at, title, text: words }, index) => ({
        id: String(index + 1),
        url,
        ts: at,
        title,
        text: words,
      })),
    ]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  );

const listOf = (
  contents: readonly Member[],
  first: PackedPage,
  { made, software }: Pick<Packing, 'made' | 'software'>,
): Member =>
  writeDataPackage(contents, {
    title: first.title,
    created: made,
    software,
    mainPageUrl: first.url,
    mainPageDate: first.at,
  });

/**
 * Packs files.
 * @param manifestOnly more files of ours, which only our manifest lists
 */
export async function packContents(
  contents: readonly Member[],
  {
    first,
    manifestOnly = [],
    made,
    software,
    key,
    signWacz,
    stamp,
  }: Omit<Packing, 'exchanges' | 'resources' | 'pages'> & { first: PackedPage; manifestOnly?: readonly Member[] },
): Promise<Uint8Array> {
  const list = listOf(contents, first, { made, software });
  const hash = hashOf(list.bytes);
  const digest = text(
    digestPath,
    `${JSON.stringify({ path: dataPackagePath, hash, signedData: signWacz(hash, made, software) }, null, 2)}\n`,
  );
  const stamps = (await stamp(digest.bytes)).map((bytes, index): Member => ({ path: timestampPath(index + 1), bytes }));
  return packMembers(inOrder(sealMembers([list, digest, ...contents, ...manifestOnly, ...stamps], made, key)));
}
