import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/platform/config/package-root.ts';
import { tempDir } from '../src/platform/testing/temp-dir.ts';

const run = promisify(execFile);

describe('the viewer of preserved pages', () => {
  const built = join(packageRoot, 'dist');

  /** Builds the viewer with a fake npm that returns this package, or no package. */
  async function take(files: Record<string, Buffer> | null, before = 'none'): Promise<{ out: string; said: string }> {
    const folder = tempDir();
    mkdirSync(join(folder, 'package'));
    for (const [name, bytes] of Object.entries(files ?? {})) writeFileSync(join(folder, 'package', name), bytes);
    if (files) await run('tar', ['-czf', 'package.tgz', 'package'], { cwd: folder });
    // Replaces npm: scripts that npm runs find its path in an environment variable.
    const npm = join(folder, 'npm.js');
    writeFileSync(
      npm,
      `const { copyFileSync } = require('node:fs');
       copyFileSync(${JSON.stringify(join(folder, 'package.tgz'))}, process.argv.at(-1) + '/package.tgz');`,
    );
    const out = join(folder, 'out');
    const code = `const { takeViewer } = await import(${JSON.stringify(join(packageRoot, 'scripts/viewer.mjs'))});
      try { takeViewer(${JSON.stringify(out)}, ${JSON.stringify(before)}); } catch (error) { if (!error.errors) throw error; }`;
    const env = { ...process.env, npm_execpath: npm };
    const { stderr } = await run(process.execPath, ['--input-type=module', '-e', code], { env });
    return { out: join(out, 'viewer'), said: stderr };
  }

  const file = (name: string): Buffer => readFileSync(join(built, 'viewer', name));
  const genuine = (): Record<string, Buffer> => ({ 'ui.js': file('ui.js'), 'sw.js': file('sw.js') });

  it('is taken from its package, with the list of what is bundled in it', async () => {
    const { out } = await take({ ...genuine(), 'package.json': Buffer.from('{}') });
    expect(readdirSync(out)).toEqual(['CONTENTS.md', 'sw.js', 'ui.js']);
    for (const [name, bytes] of Object.entries(genuine()))
      expect(readFileSync(join(out, name)).equals(bytes)).toBe(true);
  });

  it('is reused from an earlier build, without the network', async () => {
    const { out, said } = await take(null, built);
    expect(said).toBe('');
    expect(readFileSync(join(out, 'sw.js')).equals(file('sw.js'))).toBe(true);
  });

  it('is refused if its bytes differ, even in an earlier build', async () => {
    const altered = { ...genuine(), 'sw.js': Buffer.concat([file('sw.js'), Buffer.from(' ')]) };
    const { out, said } = await take(altered);
    expect(said).toContain('sw.js of replaywebpage@2.5.3 is not the file that Kronika expects');
    expect(existsSync(join(out, 'sw.js'))).toBe(false);
    const before = join(tempDir(), 'dist');
    cpSync(join(built, 'viewer'), join(before, 'viewer'), { recursive: true });
    appendFileSync(join(before, 'viewer/sw.js'), ' ');
    expect((await take(altered, before)).said).toContain('Kronika expects');
    expect((await take(genuine(), before)).said).not.toContain('Kronika expects');
  });

  it('says what is needed if npm cannot fetch it', async () => {
    expect((await take(null)).said).toContain('replaywebpage@2.5.3 could not be fetched');
  });
});
