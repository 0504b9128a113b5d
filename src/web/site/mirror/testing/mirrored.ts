import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../../../platform/operation.ts';
import { openAssets, type Assets } from '../../../kit/assets.ts';
import { builtAssets, testDeps } from '../../../testing/test-deps.ts';
import { makeMirror, type MirrorOptions, type MirrorResult } from '../make/make-mirror.ts';

let built: Promise<Assets> | undefined;

/** The assets, built only once for all tests of a file. */
export const assets = (): Promise<Assets> => (built ??= builtAssets().then(({ folder }) => openAssets(folder)));

/** The address of the mirrored site. Nothing ever requests it. */
export const siteAddress = 'http://localhost:8080';

/** Creates or updates a mirror of a test's app. */
export async function mirror(app: App, folder: string, options: Partial<MirrorOptions> = {}): Promise<MirrorResult> {
  return makeMirror({ app, assets: await assets(), log: testDeps().log, address: siteAddress, folder, ...options });
}

/** Every file of a folder as Latin-1 text, by its path in the folder. */
export function readFolder(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    files
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, 'latin1')])
      .toSorted(([a], [b]) => (a! < b! ? -1 : 1)) as [string, string][],
  );
}

/** The files of a mirror without the manifest, because the manifest differs after every run. */
export const pagesOf = (files: ReadonlyMap<string, string>): Map<string, string> =>
  new Map([...files].filter(([path]) => !path.startsWith('manifest.')));
