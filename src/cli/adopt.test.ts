import { cpSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runChild } from '../platform/testing/child.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { errorCode, kronika, kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const folder = tempDir();
const at = (name: string) => ({ KRONIKA_DATA: join(folder, name) });
const idOf = (name: string): string =>
  (JSON.parse(readFileSync(join(folder, name, 'installation.json'), 'utf8')) as { id: string }).id;
const addAccount = (name: string, email: string) =>
  kronikaDone(['account', 'add', email, '--name', 'A', '--role', 'administrator', '--json'], at(name));

describe('a data directory that was copied while its server runs', () => {
  it('does not control that server, and is a separate installation after `adopt --copy`', async () => {
    const server = await kronikaServing(at('original'));
    cpSync(join(folder, 'original'), join(folder, 'copy'), { recursive: true, preserveTimestamps: true });

    const refused = await addAccount('copy', 'stranger@example.org');
    expect([refused.status, errorCode(refused)]).toEqual([1, 'data_copied']);
    const serving = kronika(['serve'], { PORT: '0', ...at('copy') });
    expect(await serving.ended).toBe(1);
    expect(serving.stderr()).toContain(join(folder, 'original'));
    const unsure = await kronikaDone(['adopt', '--json'], at('copy'));
    expect([unsure.status, errorCode(unsure)]).toEqual([1, 'adopt_copy']);
    expect(idOf('copy')).toBe(idOf('original'));

    expect(await kronikaDone(['adopt', '--copy'], at('copy'))).toMatchObject({ status: 0, stderr: '' });
    expect(idOf('copy')).not.toBe(idOf('original'));
    expect(await addAccount('copy', 'stranger@example.org')).toMatchObject({ status: 0 });
    // The original knows nothing of the account, so it can be added there, too.
    expect(await addAccount('original', 'stranger@example.org')).toMatchObject({ status: 0 });
    const own = await kronikaServing(at('copy'));
    expect((await fetch(`${own.address}/health`)).status).toBe(200);
    expect(await own.stop()).toBe(0);
    expect((await fetch(`${server.address}/health`)).status).toBe(200);
    expect(await server.stop()).toBe(0);
  });
});

describe('a data directory that was moved', () => {
  it('is used at its new path after `adopt`, as the same installation', async () => {
    expect(await addAccount('before', 'editor@example.org')).toMatchObject({ status: 0 });
    const id = idOf('before');
    renameSync(join(folder, 'before'), join(folder, 'after'));
    const refused = await kronikaDone(['purge', '--json'], at('after'));
    expect([refused.status, errorCode(refused)]).toEqual([1, 'data_copied']);
    expect(await kronikaDone(['adopt'], at('after'))).toMatchObject({ status: 0, stderr: '' });
    expect(idOf('after')).toBe(id);
    expect(await kronikaDone(['purge'], at('after'))).toMatchObject({ status: 0 });
  });

  it('cannot be adopted if there is no installation', async () => {
    const none = await kronikaDone(['adopt', '--json'], at('nowhere'));
    expect([none.status, errorCode(none)]).toEqual([1, 'no_data']);
  });
});

describe('a server whose data a command is using', () => {
  it('waits until the command ends', async () => {
    expect(await addAccount('busy', 'editor@example.org')).toMatchObject({ status: 0 });
    const command = await runChild('src/platform/database/embedded/lock.child.ts', [join(folder, 'busy')]);
    expect(await command.line()).toBe('held');
    const server = kronika(['serve'], { PORT: '0', ...at('busy') });
    await server.logged(/waiting for a command/);
    command.process.stdin.write('\n');
    await server.said(/running at/);
    // A second server does not wait for the first.
    const second = kronika(['serve'], { PORT: '0', ...at('busy') });
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toContain('already running');
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  });
});
