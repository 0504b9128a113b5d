import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/platform/config/package-root.ts';
import { tempDir } from '../src/platform/testing/temp-dir.ts';
import { foreign } from './sbom.mjs';

type Component = {
  type: string;
  'bom-ref': string;
  name: string;
  group?: string;
  version?: string;
  hashes?: { alg: string; content: string }[];
  licenses?: object[];
  evidence?: { occurrences: { location: string }[] };
  components?: Component[];
};
type Sbom = { components: Component[]; dependencies: { ref: string; dependsOn: string[] }[] };

/** Packs this checkout in another folder. @returns the path of the package */
async function packed(folder: string, how: { umask: string; zone: string; locale: string }): Promise<string> {
  const tree = join(folder, 'kronika');
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: packageRoot, encoding: 'utf8', maxBuffer: 64e6 });
  const copy = `umask ${how.umask}; while IFS= read -r -d '' file; do mkdir -p "$1/$(dirname "$file")"; cat "$file" > "$1/$file"; done`;
  mkdirSync(tree, { recursive: true });
  const there = files.split('\0').filter((one) => one && existsSync(join(packageRoot, one)));
  execFileSync('bash', ['-c', copy, 'copy', tree], {
    cwd: packageRoot,
    input: there.map((one) => `${one}\0`).join(''),
  });
  execFileSync('chmod', ['u+x', 'bin/kronika.mjs'], { cwd: tree });
  // The build finds the packages that it bundles by their real paths, so a link would show in the source maps.
  cpSync(join(packageRoot, 'node_modules'), join(tree, 'node_modules'), {
    recursive: true,
    filter: (path) => relative(packageRoot, path) !== 'node_modules/.cache',
  });
  const run = `umask ${how.umask}; npm pack --silent --pack-destination ..`;
  const { stdout } = await promisify(execFile)('bash', ['-c', run], {
    cwd: tree,
    env: { ...process.env, TZ: how.zone, LANG: how.locale, LC_ALL: how.locale },
  });
  return join(folder, stdout.trim().split('\n').at(-1)!);
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the package', () => {
  const first = tempDir();
  let tarball: string;
  let content: string;
  let sbom: Sbom;
  /** All components, also those within others. */
  const all = (): Component[] => sbom.components.flatMap((one) => [one, ...(one.components ?? [])]);
  const list = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [relative(folder, join(entry.parentPath, entry.name))] : [],
    );

  beforeAll(async () => {
    tarball = await packed(first, { umask: '022', zone: 'UTC', locale: 'C.UTF-8' });
    execFileSync('tar', ['-xzf', tarball, '-C', first]);
    content = join(first, 'package');
    sbom = JSON.parse(readFileSync(join(content, 'dist/sbom.cdx.json'), 'utf8')) as Sbom;
  }, 600_000);

  it('is the same byte for byte, no matter who builds it, where and when', async () => {
    const second = join(tempDir(), 'a folder', 'further down');
    mkdirSync(second, { recursive: true });
    const other = await packed(second, { umask: '077', zone: 'Asia/Almaty', locale: 'ru_RU.UTF-8' });
    expect(sha256(readFileSync(other))).toBe(sha256(readFileSync(tarball)));
  }, 600_000);

  it('has a bill of materials that fits the schema of CycloneDX 1.6', () => {
    const schema = (name: string) =>
      JSON.parse(readFileSync(join(packageRoot, 'scripts/schemas/cyclonedx', name), 'utf8')) as object;
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    for (const name of ['spdx.schema.json', 'jsf-0.82.schema.json']) ajv.addSchema(schema(name));
    const check = ajv.compile(schema('bom-1.6.schema.json'));
    expect(check(sbom) ? [] : check.errors).toEqual([]);
    expect(check({ ...sbom, components: [{ type: 'thing', name: 'x' }] })).toBe(false);
  });

  it('has a bill of materials with every package that is installed, and no other', () => {
    const { packages } = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean; version: string; integrity: string }>;
    };
    const installed = Object.entries(packages).filter(([path, { dev }]) => path && !dev);
    const listed = sbom.components.filter((one) => one['bom-ref'].startsWith('node_modules/'));
    expect(
      listed.map((one) => [
        one['bom-ref'],
        one.version,
        `sha512-${Buffer.from(one.hashes![0]!.content, 'hex').toString('base64')}`,
      ]),
    ).toEqual(installed.map(([path, { version, integrity }]) => [path, version, integrity]));
    const refs = new Set(sbom.components.map((one) => one['bom-ref']));
    expect(sbom.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.has(ref))).toEqual([]);
    // Each component is needed by another one.
    const needed = new Set(sbom.dependencies.flatMap(({ dependsOn }) => dependsOn));
    expect([...refs].filter((ref) => !needed.has(ref))).toEqual([]);
  });

  it('has a bill of materials with every file that has code or data of others', () => {
    const located = new Set(all().flatMap((one) => one.evidence?.occurrences.map(({ location }) => location) ?? []));
    const named = new Map(all().map((one) => [one.name, one]));
    // What Kronika's own build writes from Kronika's own sources. Bundles are checked by their source maps below.
    const own =
      /^(?:(?:bin|messages|migrations|scripts)\/.*|src\/exchange\/example\/.*|dist\/(?:[\w-]+|workers\/[\w.-]+)\.js(?:\.map)?|dist\/assets\/[\w-]+\.(?:css|js|svg|json)(?:\.br|\.gz)?|dist\/assets\/type-licence-\w+\.txt(?:\.br|\.gz)?|dist\/viewer\/CONTENTS\.md|dist\/sbom\.cdx\.json|[A-Z]+\.(?:md|cff)|LICENSE|package\.json)$/;
    const files = list(content);
    expect(files.length).toBeGreaterThan(1000);
    const unknown = files.filter((file) => !own.test(file) && !located.has(file) && !named.has(file));
    expect(unknown).toEqual([]);
    expect([...located].filter((one) => !one.includes('*') && !files.includes(one))).toEqual([]);
    expect(files.filter((file) => file.endsWith('.woff2') && !located.has(file))).toEqual([]);

    const sources = files
      .filter((file) => file.endsWith('.map'))
      .flatMap((file) => {
        const { sources } = JSON.parse(readFileSync(join(content, file), 'utf8')) as { sources: string[] };
        return sources.map((source) => join(file, '..', source));
      });
    const refs = all().map((one) => one['bom-ref']);
    const missed = [...new Set(sources)].filter((path) =>
      path.startsWith('node_modules/')
        ? !refs.some((ref) => path.startsWith(`${ref}/`))
        : /^src\/.*\.(?:txt|json)$/.test(path) && !named.has(path),
    );
    expect(missed).toEqual([]);
  });

  it('has files with the hashes of its bill of materials', () => {
    const hashed = all().filter((one) => one.hashes?.[0]?.alg === 'SHA-256');
    expect(hashed.length).toBeGreaterThan(40);
    for (const { name, hashes } of hashed) {
      const file = [content, packageRoot].map((folder) => join(folder, name)).find((one) => existsSync(one))!;
      expect([name, sha256(readFileSync(file))]).toEqual([name, hashes![0]!.content]);
    }
  });

  it('names the origin of word lists that have a licence of others', () => {
    const lists = all().filter((one) => one.type === 'data' && one.name.endsWith('.txt'));
    const others = lists.filter((one) =>
      /copyright|licen[cs]e/i.test(readFileSync(join(packageRoot, one.name), 'utf8').split(/^[^#]/m)[0]!),
    );
    expect(others.length).toBeGreaterThan(1);
    expect(others.map((one) => one.name).filter((name) => !(name in foreign))).toEqual([]);
  });
});
