import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { crawlOf, shapes, site, type Recorded } from '../evidence/archives/archives.factory.ts';
import { packMembers } from '../evidence/package/pack-members.ts';
import { readZip } from '../platform/archive/unzip.ts';
import { bytesOf } from '../platform/readers/reader.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { archiveFile } from './files.ts';
import { errorCode, kronika, kronikaDone, kronikaOk, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const folder = tempDir();
const here = { KRONIKA_DATA: join(folder, 'data') };
const write = (name: string, bytes: Uint8Array | string): string => {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
};
const shape = (name: string) => shapes.find((one) => one.name === name)!.file();

type Listed = {
  sha256: string;
  operator: string;
  report: { verdict: string };
  pages: { number: number; url: string; title: string }[];
};

it('lists the pages of a web archive, and who recorded it, without an account or a database', async () => {
  const bytes = await shape('Heritrix');
  const file = write('crawl.warc.gz', bytes);
  const listed = JSON.parse(await kronikaOk(['archive', 'list', file, '--json'], here)) as Listed;
  expect(listed).toMatchObject({
    form: 'warc',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    operator: 'Operator Oneill',
    report: { verdict: 'consistent' },
    pagesLeft: 0,
  });
  expect(listed.pages.map(({ url }) => url)).toEqual([`${site}/story`, `${site}/other`]);
  const shown = await kronikaOk(['archive', 'list', file], here);
  for (const text of [listed.sha256, 'Operator Oneill', 'Heritrix/3.4.0', `${site}/other`, 'The search & the raid'])
    expect(shown).toContain(text);
});

it('writes a page with its parts as a package that this installation signs, and that verify accepts', async () => {
  const bytes = await shape('Browsertrix');
  const file = write('crawl.wacz', bytes);
  const packed = join(folder, 'story.wacz');
  const done = JSON.parse(
    await kronikaOk(['archive', 'extract', file, '--page', `${site}/story`, '--out', packed, '--json'], here),
  ) as { missing: string[] };
  expect(done).toMatchObject({
    file: packed,
    url: `${site}/story`,
    status: 200,
    archive: { name: 'crawl.wacz', sha256: createHash('sha256').update(bytes).digest('hex') },
  });
  expect(done.missing).toContain(`${site}/lost.png`);
  expect(await kronikaDone(['verify', packed], here)).toMatchObject({ status: 0 });
  const pages = (await readZip(readFileSync(packed))).find(({ path }) => path === 'pages/pages.jsonl')!;
  expect(Buffer.from(pages.bytes).toString()).toContain('They took every computer.');
  // The same page by its number, as text; it has a file of its own, and never the name of another.
  const again = join(folder, 'again.wacz');
  const shown = await kronikaOk(['archive', 'extract', file, '--page', '1', '--out', again], here);
  expect(shown).toContain(`${site}/story`);
  expect(shown).toContain(`${site}/lost.png`);
  const twice = await kronikaDone(['archive', 'extract', file, '--page', '2', '--out', again, '--json'], here);
  expect([twice.status, errorCode(twice)]).toEqual([1, 'file_exists']);
  // An altered package is not accepted any more.
  const altered = readFileSync(packed);
  altered[altered.indexOf('archive/data.warc.gz') + 400]! ^= 1;
  expect((await kronikaDone(['verify', write('altered.wacz', altered)], here)).status).toBe(1);
});

it('says that an archive was altered, and copies nothing from it', async () => {
  const members = await readZip(await shape('Browsertrix'));
  const list = JSON.parse(Buffer.from(members.find(({ path }) => path === 'datapackage.json')!.bytes).toString()) as {
    resources: { hash: string }[];
  };
  list.resources[0]!.hash = `sha256:${'0'.repeat(64)}`;
  const altered = members.map((one) =>
    one.path === 'datapackage.json' ? { ...one, bytes: Buffer.from(JSON.stringify(list)) } : one,
  );
  const file = write('false.wacz', await packMembers(altered));
  for (const form of [[], ['--json']]) {
    const done = await kronikaDone(['archive', 'list', file, ...form], here);
    expect([done.status, /altered/i.test(done.stdout), done.stdout.includes(`${site}/story`)]).toEqual([1, true, true]);
  }
  const out = join(folder, 'false-page.wacz');
  const done = await kronikaDone(['archive', 'extract', file, '--page', '1', '--out', out, '--json'], here);
  expect([done.status, errorCode(done)]).toEqual([1, 'archive_altered']);
  expect(existsSync(out)).toBe(false);
});

it('refuses what is no web archive, a page that is not in it, and a file that cannot be read, and writes nothing', async () => {
  const file = write('crawl2.wacz', await shape('ArchiveWeb.page'));
  const out = join(folder, 'none.wacz');
  const refusal = async (...args: string[]) => {
    const done = await kronikaDone(['archive', ...args, '--json'], here);
    return [done.status, errorCode(done)];
  };
  expect(await refusal('list', write('text.wacz', 'no archive'))).toEqual([1, 'archive_unreadable']);
  expect(await refusal('list', join(folder, 'absent.wacz'))).toEqual([1, 'file_missing']);
  expect(await refusal('list', folder)).toEqual([1, 'file_unreadable']);
  expect(await refusal('extract', file, '--page', '99', '--out', out)).toEqual([2, 'archive_page']);
  expect(await refusal('extract', file, '--page', `${site}/none`, '--out', out)).toEqual([2, 'archive_page']);
  expect((await kronikaDone(['archive', 'extract', file, '--out', out], here)).status).toBe(2);
  expect((await kronikaDone(['verify', out], here)).status).not.toBe(0);
});

const told = (name: string, more: Partial<Recorded> = {}): Recorded => ({
  url: `https://harbour.example/${name}`,
  at: '2016-05-04T10:00:00Z',
  body: `<title>The story of ${name}</title><p>The court of the harbour heard the witness on Monday, said the lawyer of ${name}.</p>`,
  ...more,
});
const as = ['--as', 'monitor@example.org'];

/** Data of its own, with the account of a monitor. */
async function dataOf(name: string): Promise<{ KRONIKA_DATA: string; KRONIKA_EXAMPLE: string }> {
  const env = { KRONIKA_DATA: join(folder, name), KRONIKA_EXAMPLE: '0' };
  await kronikaOk(['account', 'add', 'monitor@example.org', '--name', 'Monitor', '--role', 'monitor'], env);
  return env;
}

it('imports pages, says why it refuses others, and imports none twice', async () => {
  const env = await dataOf('imported');
  const recorded = [told('one'), told('two'), told('gone', { status: '404 Not Found' }), told('empty', { body: '' })];
  const file = write('pages.warc.gz', crawlOf(recorded));
  const refusal = async (...args: string[]) => {
    const done = await kronikaDone(['archive', 'import', file, ...args, '--json'], env);
    return [done.status, errorCode(done)];
  };
  expect(await refusal('--all')).toEqual([2, 'no_as']);
  expect(await refusal(...as)).toEqual([2, 'archive_pages']);
  expect((await kronikaDone(['archive', 'import', file, '--all', '--page', '1', ...as], env)).status).toBe(2);
  expect(await refusal('--page', `${site}/none`, ...as)).toEqual([1, 'invalid_input']);

  // Without a running server, the command opens the data itself.
  const first = await kronikaOk(['archive', 'import', file, '--page', '1', ...as], env);
  expect(first).toContain('1  Saved as capture/1 of source/1: https://harbour.example/one');

  const server = await kronikaServing(env);
  const strange = await kronikaDone(['archive', 'import', file, '--page', `${site}/none`, ...as], env);
  expect(strange).toMatchObject({ status: 1, stderr: expect.stringContaining(`${site}/none`) });
  const all = await kronikaDone(['archive', 'import', file, '--all', ...as], env);
  expect(all.status).toBe(1);
  expect(all.stdout).toContain('Already saved: capture/1 of source/1');
  expect(all.stdout).toContain('Saved as capture/2 of source/2: https://harbour.example/two');
  expect(all.stdout).toMatch(/REFUSED: https:\/\/harbour\.example\/empty: .+/);
  expect(all.stdout).toMatch(/One page was imported\. One was already saved\. (?:One was|2 were) refused\./);
  const again = ['archive', 'import', file, '--page', 'https://harbour.example/two', '1-1', '--json', ...as];
  expect(JSON.parse(await kronikaOk(again, env))).toMatchObject({
    outcomes: [
      { state: 'known', capture: 'capture/2' },
      { state: 'known', capture: 'capture/1' },
    ],
  });
  expect(await server.stop()).toBe(0);
});

it('reads a file only as long as it stays the same, because its check must be true of every page', async () => {
  const file = write('steady.warc.gz', crawlOf([told('one')]));
  const source = archiveFile(file, await stat(file));
  expect(Buffer.from(await bytesOf(source))).toEqual(readFileSync(file));
  writeFileSync(file, crawlOf([told('two')]));
  await expect(bytesOf(source)).rejects.toMatchObject({ code: 'archive_changed' });
});

it('continues an import that was killed after a page', async () => {
  const env = await dataOf('killed');
  const file = write('killed.warc.gz', crawlOf(['a', 'b', 'c', 'd'].map((name) => told(name))));
  const killed = kronika(['archive', 'import', file, '--all', ...as], env);
  await killed.said(/1 {2}Saved as capture\/1 /);
  killed.process.kill('SIGKILL');
  await killed.ended;
  const { outcomes } = JSON.parse(await kronikaOk(['archive', 'import', file, '--all', '--json', ...as], env)) as {
    outcomes: { state: string; capture: string }[];
  };
  expect(outcomes[0]).toMatchObject({ state: 'known', capture: 'capture/1' });
  expect(new Set(outcomes.map(({ capture }) => capture)).size).toBe(4);
});
