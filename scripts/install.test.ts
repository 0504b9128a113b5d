import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { installedPackages } from '../bench/measure/installed.ts';
import { packageRoot } from '../src/platform/config/package-root.ts';
import { tempDir } from '../src/platform/testing/temp-dir.ts';
import { bundling } from './build.mjs';

type Locked = { version: string; integrity: string; dev?: boolean; optional?: boolean };
type Lock = { packages: Record<string, Locked> };
type Manifest = { dependencies: Record<string, string> };

const json = <Shape>(path: string): Shape => JSON.parse(readFileSync(join(packageRoot, path), 'utf8')) as Shape;
const { packages } = json<Lock>('package-lock.json');
const manifest = json<Manifest>('package.json');

describe('what npm start installs', () => {
  /** What a script asks npm to install into a folder that has these packages. */
  function asked(script: string, there: Lock['packages'] | null): string[] {
    const root = tempDir();
    mkdirSync(join(root, 'scripts'));
    for (const file of ['install.mjs', 'node-version.mjs', script])
      cpSync(join(packageRoot, 'scripts', file), join(root, 'scripts', file));
    cpSync(join(packageRoot, 'package-lock.json'), join(root, 'package-lock.json'));
    if (there) {
      mkdirSync(join(root, 'node_modules'));
      writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: there }));
    }
    // In the place of npm: prints its arguments and fails.
    const npm = join(root, 'npm.js');
    writeFileSync(npm, 'console.log(JSON.stringify(process.argv.slice(2))); process.exit(1);');
    const { stdout } = spawnSync(process.execPath, [join(root, 'scripts', script)], {
      env: { PATH: process.env['PATH'], npm_execpath: npm },
      encoding: 'utf8',
    });
    return stdout ? (JSON.parse(stdout) as string[]).slice(0, 2) : [];
  }
  const without = (left: (one: Locked) => boolean | undefined): Lock['packages'] =>
    Object.fromEntries(Object.entries(packages).filter(([, one]) => !left(one)));

  it('is everything that is needed except packages for development, which npm test adds', () => {
    const needed = without(({ dev }) => dev);
    expect(asked('start.mjs', null)).toEqual(['ci', '--omit=dev']);
    expect(asked('start.mjs', needed)).toEqual([]);
    expect(asked('start.mjs', { ...needed, 'node_modules/zod': { version: '0', integrity: '' } })).toEqual([
      'ci',
      '--omit=dev',
    ]);
    expect(asked('test.mjs', needed)).toEqual(['ci', '--include=dev']);
    // Packages for other platforms may be missing.
    expect(
      asked(
        'test.mjs',
        without(({ optional }) => optional),
      ),
    ).toEqual([]);
  });

  it('has at most 220 MB, and no browser', () => {
    const needed = installedPackages().filter(({ development }) => !development);
    expect(needed.length).toBeGreaterThan(100);
    expect(needed.map(({ name }) => name).filter((name) => /chromium|firefox|webkit/.test(name))).toEqual([]);
    expect(needed.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000_000).toBeLessThan(220);
  });

  it('includes every package that the program, its workers and the build load', async () => {
    const files = (folder: string): string[] =>
      readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`);
    const { metafile } = await build({
      ...bundling(),
      entryPoints: [
        'src/cli/main.ts',
        'src/platform/database/embedded/make-template.ts',
        ...files('src').filter((file) => file.endsWith('.worker.ts')),
        ...['start', 'build', 'assets', 'viewer'].map((name) => `scripts/${name}.mjs`),
      ],
      outdir: join(tempDir(), 'none'),
      write: false,
      metafile: true,
      sourcemap: false,
    });
    const loaded = Object.values(metafile!.outputs).flatMap((output) =>
      output.imports.filter(({ external }) => external).map(({ path }) => path),
    );
    // What `require` finds is not in the list of the bundler.
    const read = Object.keys(metafile!.inputs).filter((file) => /^(src|scripts)\//.test(file));
    const required = read.flatMap((file) =>
      Array.from(
        readFileSync(join(packageRoot, file), 'utf8').matchAll(/\b(?:require|resolve)\(\s*[`'"]([@a-z][^`'"]*)[`'"]/g),
        ([, path]) => path!,
      ),
    );
    expect(required).toContain('opentype.js');
    const names = Object.keys(manifest.dependencies);
    const isNeeded = (path: string): boolean =>
      names.some((name) => `${path}/`.startsWith(`${name}/`) || name.startsWith(path.split('${', 1)[0]!));
    const missing = [...loaded, ...required].filter(
      (path) => !path.startsWith('node:') && !builtinModules.includes(path) && !isNeeded(path),
    );
    expect([...new Set(missing)]).toEqual([]);
  });
});
