import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsv } from '../exchange/export/testing/read-csv.ts';
import { facetNames } from '../record/vocabulary/facets.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const folder = tempDir();
const env = { KRONIKA_DATA: join(folder, 'data') };

describe('kronika export', () => {
  let serving: Awaited<ReturnType<typeof kronikaServing>> | undefined;
  const done = (args: string[]) => kronikaDone(['export', ...args], env);
  const titles = (csv: string) => readCsv(csv).map((row) => row['title']);
  beforeAll(async () => {
    serving = await kronikaServing({ ...env, KRONIKA_EXAMPLE: '1' });
  });
  afterAll(() => serving?.stop());

  it('exports cases through the running server, and from the data directory without one', async () => {
    const filters = ['--format', 'csv', '--search', '/cases?country=KZ', '--type', 'blocking', 'civil-suit'];
    const through = await done(filters);
    expect(through).toMatchObject({ status: 0, stderr: '' });
    expect(titles(through.stdout)).toEqual([
      'Kakimzhanov’s suit against Forbes Kazakhstan and Ratel.kz',
      'The order to block Ratel.kz',
    ]);
    expect(through.stdout).toBe(
      await (
        await fetch(`${serving!.address}/export/cases.csv?country=KZ&type=blocking&type=civil-suit`)
      )
        .text()
        .then((text) => `\uFEFF${text.replace(/^\uFEFF/, '')}`),
    );
    await serving!.stop();
    serving = undefined;
    const without = await done(filters);
    const plain = (csv: string) => csv.replace(/http:\/\/[^/]+/g, '');
    expect([without.status, plain(without.stdout)]).toEqual([0, plain(through.stdout)]);
  });

  it('has an option for every filter of the lists', async () => {
    const help = (await done(['--help'])).stdout;
    expect(facetNames.filter((name) => !new RegExp(`--${name} <`).test(help))).toEqual([]);
    const all = ['--country', 'KZ', '--state', 'KZ', '--home', 'KZ', '--targeted', 'outlet', '--language', 'en'];
    const found = await done(['--format', 'csv', ...all, '--law', 'Article 274 of the Criminal Code']);
    expect([found.status, titles(found.stdout)]).toEqual([
      0,
      ['The criminal investigation of Forbes Kazakhstan and Ratel.kz'],
    ]);
    expect(titles((await done(['--format', 'csv', ...all, '--slapp', 'yes'])).stdout)).toEqual([]);
  });

  it('writes a file that appears when it is complete, and says what it contains', async () => {
    const output = join(folder, 'cases.csv');
    const written = await done(['--format', 'csv', '--q', 'Ratel blocking', '--output', output]);
    expect([written.status, written.stdout]).toEqual([0, expect.stringMatching(/“Ratel blocking”.*CC BY 4\.0/s)]);
    expect(titles(readFileSync(output, 'utf8'))).toContain('The order to block Ratel.kz');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it("gives the desk's export only to an account of the desk", async () => {
    const nobody = await done(['--format', 'csv', '--audience', 'desk']);
    expect([nobody.status, nobody.stdout, nobody.stderr.includes('--as')]).toEqual([2, '', true]);
    const stranger = await done(['--format', 'csv', '--audience', 'desk', '--as', 'nobody@example.org']);
    expect([stranger.status, stranger.stdout]).toEqual([1, '']);
    await kronikaDone(['account', 'add', 'dana@example.org', '--name', 'Dana', '--role', 'monitor'], env);
    const dana = await done(['--format', 'csv', '--audience', 'desk', '--as', 'dana@example.org']);
    expect([dana.status, titles(dana.stdout).length]).toEqual([0, 6]);
    expect(
      (
        await done([
          '--format',
          'csv',
          '--audience',
          'desk',
          '--as',
          'dana@example.org',
          '--output',
          join(folder, 'desk.csv'),
        ])
      ).stdout,
    ).toContain('everything in the record');
  });

  it('filters by gender for the desk only', async () => {
    const asDesk = ['--audience', 'desk', '--as', 'dana@example.org'];
    const found = await done(['--format', 'csv', '--gender', 'woman', ...asDesk]);
    expect([found.status, titles(found.stdout)]).toEqual([0, []]);
    for (const filter of [
      ['--gender', 'woman'],
      ['--search', '/cases?gender=woman'],
    ])
      expect(await done(['--format', 'csv', ...filter])).toMatchObject({
        status: 2,
        stdout: '',
        stderr: expect.stringContaining('Only the desk can filter by “gender”'),
      });
  });

  it('writes JSON lines that import reads into an empty record, but not a second time', async () => {
    const output = join(folder, 'record.jsonl');
    expect((await done(['--format', 'jsonl', '--output', output])).status).toBe(0);
    const other = { KRONIKA_DATA: join(folder, 'other') };
    await kronikaDone(['account', 'add', 'e@example.org', '--name', 'E', '--role', 'editor'], other);
    const into = () => kronikaDone(['import', output, '--as', 'e@example.org'], other);
    const first = await into();
    expect([first.status, first.stdout]).toEqual([0, expect.stringMatching(/6 cases.*same numbers as in the file/s)]);
    expect(await into()).toMatchObject({ status: 0, stdout: expect.stringContaining('in the record already') });
    const again = await kronikaDone(['export', '--format', 'jsonl'], other);
    const body = (text: string) => text.trim().split('\n').slice(1);
    expect(body(again.stdout)).toEqual(body(readFileSync(output, 'utf8')));

    const cut = await kronikaDone(
      ['import', '-', '--as', 'e@example.org'],
      other,
      readFileSync(output, 'utf8').split('\n').slice(0, 20).join('\n'),
    );
    expect([cut.status, cut.stderr]).toEqual([1, expect.stringMatching(/line 20.*incomplete/s)]);
  });

  it('refuses an invalid format, search or file', async () => {
    expect((await done(['--format', 'xml'])).status).toBe(2);
    // A URL without filters is also refused, because it would export everything.
    const lists = await Promise.all(
      ['https://paper.example/articles/3', '/cases?contry=KZ'].map((search) =>
        done(['--format', 'csv', '--search', search]),
      ),
    );
    expect(
      lists.map(({ status, stdout, stderr }) => [
        status,
        stdout,
        /not one of the site's lists|no filter “contry”/.test(stderr),
      ]),
    ).toEqual([
      [2, '', true],
      [2, '', true],
    ]);
    const nowhere = await done(['--format', 'csv', '--output', join(folder, 'no', 'such', 'folder.csv')]);
    expect([nowhere.status, nowhere.stderr.includes('folder.csv')]).toEqual([1, true]);
  });
});
