import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../src/platform/config/package-root.ts';
import { tempDir } from '../src/platform/testing/temp-dir.ts';

type Outcome = { code: number; stdout: string; stderr: string };

async function run(folder: string, args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const options = { cwd: folder, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env } };
  return promisify(execFile)(process.execPath, args, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Outcome) => ({ code, stdout, stderr }),
  );
}

describe('the build of a checkout', () => {
  const root = tempDir();
  const built = (): string[] => readdirSync(join(root, 'dist'));
  const kronika = (...args: string[]): Promise<Outcome> => run(root, ['bin/kronika.mjs', ...args]);

  beforeAll(() => {
    for (const path of ['package.json', 'package-lock.json', 'tsconfig.json', 'bin', 'src/platform'])
      cpSync(join(packageRoot, path), join(root, path), { recursive: true });
    // A few migrations: with all of them, each database template would take most of the time of this test.
    mkdirSync(join(root, 'migrations'));
    for (const name of readdirSync(join(packageRoot, 'migrations')).sort().slice(0, 5))
      cpSync(join(packageRoot, 'migrations', name), join(root, 'migrations', name));
    mkdirSync(join(root, 'scripts'));
    for (const name of ['build', 'inputs', 'install', 'node-version', 'start'])
      cpSync(join(packageRoot, `scripts/${name}.mjs`), join(root, `scripts/${name}.mjs`));
    symlinkSync(join(packageRoot, 'node_modules'), join(root, 'node_modules'));
    mkdirSync(join(root, 'src/cli'));
    writeFileSync(
      join(root, 'src/cli/main.ts'),
      `import { openDatabase } from '../platform/database/open-database.ts';
       console.log('ran', ...process.argv.slice(2));
       if (process.argv[2] === 'open') {
         const db = await openDatabase({ dataDir: process.argv[3] });
         console.log(JSON.stringify((await db.executeSql('select count(*) > 0 as migrated from migration')).rows));
         await db.close();
       }
       if (process.argv[2] === 'later') console.log((await import('./later.ts')).words);`,
    );
    writeFileSync(
      join(root, 'src/cli/later.ts'),
      `import notes from './notes.json';\nimport text from './text.txt';\nexport const words = notes.word + text;\n`,
    );
    writeFileSync(join(root, 'src/cli/notes.json'), '{ "word": "json" }');
    writeFileSync(join(root, 'src/cli/text.txt'), ' and text');
  });

  it('happens if there is none, and not again', async () => {
    const first = await kronika('hello');
    expect(first).toMatchObject({ code: 0, stdout: 'ran hello\n' });
    expect(first.stderr).toContain('Building');
    expect(built()).toEqual(
      expect.arrayContaining(['main.js', 'workers', 'inputs.json', expect.stringMatching(/^pgdata-/) as string]),
    );
    expect(await kronika('again')).toEqual({ code: 0, stdout: 'ran again\n', stderr: '' });
    expect(readdirSync(root).filter((name) => name.startsWith('dist.'))).toEqual([]);
  });

  it('opens a database from its template, in its worker', async () => {
    const dataDir = join(root, 'data');
    expect(await kronika('open', dataDir)).toMatchObject({
      code: 0,
      stderr: '',
      stdout: `ran open ${dataDir}\n[{"migrated":true}]\n`,
    });
  });

  it('bundles imported data', async () => {
    expect((await kronika('later')).stdout).toContain('json and text');
  });

  it('depends on the content of its inputs, not on their times, and not on tests', async () => {
    utimesSync(join(root, 'src/cli/later.ts'), new Date(), new Date());
    writeFileSync(join(root, 'src/cli/later.test.ts'), 'broken(');
    expect((await kronika()).stderr).toBe('');
    const template = built().find((name) => name.startsWith('pgdata-'));
    writeFileSync(join(root, 'src/cli/text.txt'), ' and more');
    expect(await kronika('later')).toMatchObject({
      stderr: expect.stringContaining('Building') as string,
      stdout: 'ran later\njson and more\n',
    });
    expect(built().filter((name) => name.startsWith('pgdata-'))).toEqual([template]);
    writeFileSync(join(root, 'migrations/9999-more.sql'), 'create table more (a int)');
    await kronika();
    expect(built().filter((name) => name.startsWith('pgdata-'))).toEqual([expect.not.stringContaining(template!)]);
  });

  it('keeps the files that a running server may still load, for one build', async () => {
    const chunk = (): string[] => built().filter((name) => /^later-|^chunk-.*\.js$/.test(name));
    const before = chunk();
    writeFileSync(join(root, 'src/cli/text.txt'), ' and yet more');
    await kronika();
    expect(chunk()).toEqual(expect.arrayContaining(before));
    expect(chunk().length).toBeGreaterThan(before.length);
    writeFileSync(join(root, 'src/cli/text.txt'), ' and the last');
    await kronika();
    expect(before.every((name) => chunk().includes(name))).toBe(false);
  });

  it('leaves the previous build unchanged when it fails', async () => {
    const before = readFileSync(join(root, 'dist/main.js'), 'utf8');
    appendFileSync(join(root, 'src/cli/later.ts'), 'export const broken = ;');
    const failed = await kronika();
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('src/cli/later.ts:4');
    expect(failed.stdout).toBe('');
    expect(readFileSync(join(root, 'dist/main.js'), 'utf8')).toBe(before);
    writeFileSync(join(root, 'src/cli/later.ts'), 'export const words = 1;');
  });

  it('is complete after two simultaneous builds', async () => {
    rmSync(join(root, 'dist'), { recursive: true });
    const outcomes = await Promise.all(['a', 'b'].map((name) => kronika(name)));
    expect(outcomes.map(({ code, stdout }) => [code, stdout])).toEqual([
      [0, 'ran a\n'],
      [0, 'ran b\n'],
    ]);
    expect(await kronika('open', join(root, 'data-2'))).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(root).filter((name) => name.startsWith('dist.'))).toEqual([]);
  });

  it('serves by npm start, with the given arguments', async () => {
    expect((await run(root, ['scripts/start.mjs', '--flag'])).stdout).toBe('ran serve --flag\n');
  });

  it('says what is wrong if Node is too old', async () => {
    const old = "data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '20.18.3' })";
    for (const script of ['scripts/start.mjs', 'bin/kronika.mjs']) {
      const outcome = await run(root, ['--import', old, script]);
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toContain('needs Node 20.19 or newer; this is 20.18.3');
    }
  });
});

it('is stopped by a signal to npm, which forwards it', async () => {
  const root = tempDir();
  const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  mkdirSync(join(root, 'scripts'));
  writeFileSync(
    join(root, 'package.json'),
    JSON.stringify({ name: 'stopped', private: true, scripts: { start: scripts.start } }),
  );
  writeFileSync(
    join(root, 'scripts/start.mjs'),
    "setInterval(() => {}, 1000); process.on('SIGTERM', () => { console.log('stopped'); process.exit(0); }); console.log(`up ${process.pid}`);",
  );
  const npm = spawn('npm', ['start', '--silent'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  npm.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.startsWith('up')) npm.kill('SIGTERM');
  });
  onTestFinished(() => {
    const pid = Number(/^up (\d+)/.exec(said)?.[1]);
    if (pid && !said.includes('stopped')) process.kill(pid, 'SIGKILL');
  });
  // Standard output closes only when all processes that can write to it have ended.
  await once(npm.stdout, 'close');
  expect(said).toMatch(/^up \d+\nstopped\n$/);
});

describe('installed packages', () => {
  const root = tempDir();
  const lock = {
    packages: {
      '': { name: 'kronika' },
      'node_modules/a': { version: '1.0.0', integrity: 'x' },
      'node_modules/other-os': { version: '1.0.0', integrity: 'y', optional: true },
    },
  };
  const installed = (packages: Record<string, unknown> | null): void => {
    rmSync(join(root, 'node_modules'), { recursive: true, force: true });
    mkdirSync(join(root, 'node_modules'));
    if (packages) writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
  };

  beforeAll(() => {
    mkdirSync(join(root, 'scripts'));
    for (const name of ['install', 'start', 'node-version'])
      cpSync(join(packageRoot, `scripts/${name}.mjs`), join(root, `scripts/${name}.mjs`));
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock));
    writeFileSync(
      join(root, 'scripts/build.mjs'),
      "export const ensureBuilt = () => { throw new Error('nothing to build here'); };",
    );
    // Replaces npm: scripts that npm runs find its path in an environment variable.
    writeFileSync(
      join(root, 'npm.js'),
      "require('node:fs').appendFileSync('npm.log', process.argv.slice(2).join(' ') + '\\n')",
    );
  });

  it.each([
    ['nothing', null, true],
    ['all of it, but for another system', { 'node_modules/a': { version: '1.0.0', integrity: 'x' } }, false],
    ['an older version', { 'node_modules/a': { version: '0.9.0', integrity: 'w' } }, true],
    ['an install that lacks something', { 'node_modules/other-os': { version: '1.0.0', integrity: 'y' } }, true],
  ])('%s', async (_what, packages, installs) => {
    rmSync(join(root, 'npm.log'), { force: true });
    installed(packages);
    const outcome = await run(root, ['scripts/start.mjs'], { npm_execpath: join(root, 'npm.js') });
    expect(outcome.stderr).toContain('nothing to build here');
    expect(existsSync(join(root, 'npm.log'))).toBe(installs);
  });
});
