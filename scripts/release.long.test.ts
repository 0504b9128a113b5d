import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../src/platform/config/package-root.ts';
import { tempDir } from '../src/platform/testing/temp-dir.ts';

describe('npm run release', () => {
  const root = tempDir();
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  const keys = tempDir();
  const [key, otherKey] = ['key', 'other'].map((name) => join(keys, name)) as [string, string];
  const release = (version: string, by: string = key): { status: number | null; stderr: string } =>
    spawnSync(process.execPath, ['scripts/release.mjs', version], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, KRONIKA_RELEASE_KEY: by },
    });
  /** Checks a release as docs/security/releases.md says. */
  const verify = (): { status: number | null } => {
    const sums = readFileSync(join(root, 'kronika-0.2.0.sha256'));
    const who = ['-f', 'docs/security/release-signers', '-I', 'release@kronika', '-n', 'kronika-release'];
    const args = ['-Y', 'verify', ...who, '-s', 'kronika-0.2.0.sha256.sig'];
    return spawnSync('ssh-keygen', args, { cwd: root, input: sums });
  };
  const changelog = (news: string): void =>
    writeFileSync(
      join(root, 'CHANGELOG.md'),
      `# Changelog\n\n## Unreleased\n\n${news}## 0.1.0 – 2026-11-27\n\n### Added\n\n- All.\n`,
    );

  beforeAll(() => {
    for (const file of ['scripts', 'CITATION.cff'])
      cpSync(join(packageRoot, file), join(root, file), { recursive: true });
    // The message check and the build are replaced here: they have their own tests.
    const scripts = { messages: 'node messages.cjs', prepack: 'node prepack.cjs' };
    writeFileSync(
      join(root, 'package.json'),
      JSON.stringify({ name: 'kronika', version: '0.1.0', scripts, files: ['built'] }),
    );
    writeFileSync(
      join(root, 'package-lock.json'),
      JSON.stringify({ version: '0.1.0', packages: { '': { version: '0.1.0' } } }),
    );
    writeFileSync(join(root, 'messages.cjs'), "process.exitCode = require('fs').existsSync('missing') ? 1 : 0;");
    writeFileSync(
      join(root, 'prepack.cjs'),
      "const fs = require('fs'); fs.writeFileSync('built', 'yes'); fs.mkdirSync('dist'); fs.writeFileSync('dist/sbom.cdx.json', '{}');",
    );
    const ignored = readFileSync(join(packageRoot, '.gitignore'), 'utf8');
    writeFileSync(join(root, '.gitignore'), `${ignored}built\nmissing\n`);
    for (const one of [key, otherKey]) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', one]);
    mkdirSync(join(root, 'docs/security'), { recursive: true });
    writeFileSync(
      join(root, 'docs/security/release-signers'),
      `release@kronika namespaces="git,kronika-release" ${readFileSync(`${key}.pub`, 'utf8')}`,
    );
    changelog('### Fixed\n\n- A fault.\n\n');
    git('init', '--quiet');
    git('config', 'user.name', 'A');
    git('config', 'user.email', 'a@example.org');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Begin');
  });
  const commit = (): string => git('commit', '--quiet', '--all', '--allow-empty', '--message', 'Change');

  it('refuses what is not ready, and changes nothing', () => {
    expect(release('next').stderr).toContain('npm run release -- VERSION');
    expect(release('0.1.0').stderr).toContain('0.1.0 is not later than 0.1.0.');
    changelog('- Loose.\n\n');
    expect(release('0.2.0').stderr).toContain('not committed');
    commit();
    expect(release('0.2.0').stderr).toContain('put every entry under Added, Changed, Fixed or Security');
    changelog('');
    commit();
    expect(release('0.2.0').stderr).toContain('"Unreleased" has no entries');
    changelog('### Fixed\n\n- A fault.\n\n');
    commit();
    writeFileSync(join(root, 'missing'), '');
    expect(release('0.2.0').stderr).toContain('English messages are missing.');
    execFileSync('rm', [join(root, 'missing')]);
    expect(release('0.2.0', '').stderr).toContain('Set KRONIKA_RELEASE_KEY');
    expect(release('0.2.0', join(keys, 'none')).stderr).toContain('KRONIKA_RELEASE_KEY: ');
    expect(release('0.2.0', otherKey).stderr).toContain('release-signers does not have this key');
    expect(git('status', '--porcelain')).toBe('');
    expect(git('tag')).toBe('');
  });

  it('writes the version everywhere, commits, tags and packs', () => {
    expect(release('0.2.0').status).toBe(0);
    const today = new Date().toISOString().slice(0, 10);
    expect(read('CHANGELOG.md')).toContain(
      `## Unreleased\n\n## 0.2.0 – ${today}\n\n### Fixed\n\n- A fault.\n\n## 0.1.0`,
    );
    expect(JSON.parse(read('package-lock.json'))).toEqual({ version: '0.2.0', packages: { '': { version: '0.2.0' } } });
    expect(read('CITATION.cff')).toContain(`version: 0.2.0\ndate-released: '${today}'`);
    expect(git('describe')).toBe('v0.2.0\n');
    expect(git('status', '--porcelain')).toBe('');
    expect(readdirSync(root)).toContain('kronika-0.2.0.tgz');
  });

  it('signs the tag, the package and the bill of materials', () => {
    git('-c', 'gpg.ssh.allowedSignersFile=docs/security/release-signers', 'verify-tag', 'v0.2.0');
    expect(verify().status).toBe(0);
    execFileSync('sha256sum', ['--check', '--strict', 'kronika-0.2.0.sha256'], { cwd: root });
    expect(read('kronika-0.2.0.sha256')).toMatch(
      /^[0-9a-f]{64} {2}kronika-0\.2\.0\.tgz\n[0-9a-f]{64} {2}kronika-0\.2\.0\.cdx\.json\n$/,
    );
    const sums = read('kronika-0.2.0.sha256');
    writeFileSync(
      join(root, 'kronika-0.2.0.sha256'),
      sums.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
    );
    expect(verify().status).not.toBe(0);
    writeFileSync(join(root, 'kronika-0.2.0.sha256'), sums);
    execFileSync('ssh-keygen', ['-Y', 'sign', '-n', 'kronika-release', '-f', otherKey, 'kronika-0.2.0.sha256'], {
      cwd: root,
      input: 'y\n',
    });
    expect(verify().status).not.toBe(0);
  });
});

/** Copies what is in the repository, without what is installed or built. */
function checkout(): string {
  const tree = tempDir();
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: packageRoot, encoding: 'utf8', maxBuffer: 64e6 });
  for (const file of files.split('\0').filter((one) => one && existsSync(join(packageRoot, one))))
    cpSync(join(packageRoot, file), join(tree, file));
  return tree;
}

/** Runs a command that serves. @returns the address that it prints */
async function served(command: string, args: string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
  const server = spawn(command, args, { ...options, detached: true });
  onTestFinished(() => void process.kill(-server.pid!, 'SIGKILL'));
  let said = '';
  return new Promise<string>((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const at = /running at (http:\S+)/.exec(said)?.[1];
        if (at) resolve(at);
      });
    server.once('exit', () => reject(new Error(said)));
  });
}

/** A user with an empty home folder, and so with an empty cache of npm. */
const newUser = (home: string) => ({ PATH: process.env['PATH'], HOME: home, PORT: '0' });

it('a packed Kronika installs and runs in an empty folder, with an empty cache', async () => {
  const [tree, folder] = [checkout(), tempDir()];
  symlinkSync(join(packageRoot, 'node_modules'), join(tree, 'node_modules'));
  const run = promisify(execFile);
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: tree });
  const tarball = stdout.trim().split('\n').at(-1)!;
  const env = newUser(folder);
  await run('npm', ['install', '--no-audit', '--no-fund', `./${tarball}`], { cwd: folder, env });
  const address = await served('npx', ['kronika', 'serve'], { cwd: folder, env });
  const page = await fetch(`${address}/cases`);
  expect(page.status).toBe(200);
  const style = /href="(\/assets\/public-[^"]+\.css)"/.exec(await page.text())![1]!;
  expect((await fetch(address + style)).status).toBe(200);
}, 600_000);

it('npm start in a new checkout installs nothing for development, builds, and serves', async () => {
  const tree = checkout();
  const address = await served('npm', ['start'], { cwd: tree, env: newUser(tempDir()) });
  expect((await fetch(`${address}/cases`)).status).toBe(200);
  const installed = JSON.parse(readFileSync(join(tree, 'node_modules/.package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  expect(Object.values(installed.packages).length).toBeGreaterThan(100);
  expect(Object.entries(installed.packages).filter(([, { dev }]) => dev)).toEqual([]);
}, 900_000);
