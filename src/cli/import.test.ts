import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();

describe('kronika import of a table', () => {
  const folder = tempDir();
  const env = { KRONIKA_DATA: join(folder, 'data'), KRONIKA_AS: 'monitor@example.org' };
  const table = join(folder, 'alerts.csv');
  let server: Awaited<ReturnType<typeof kronikaServing>>;

  beforeAll(async () => {
    writeFileSync(
      table,
      'id;date;city;country;category\n1;03.02.2020;Алматы;Казахстан;Physical Attack\n2;31.02.2020;Oral;KZ;Border Stop\n',
    );
    server = await kronikaServing(env);
    const link = /http\S+\/setup\/\S+/.exec(server.stdout())?.[0] ?? (await server.said(/(http\S+\/setup\/\S+)/))[1]!;
    await fetch(link, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        name: 'Monitor',
        email: env.KRONIKA_AS,
        password: 'correct horse battery',
        again: 'correct horse battery',
      }),
    });
    return async () => void (await server.stop());
  });

  it('shows what an import would do, without data or account', async () => {
    const looked = await kronikaDone(['import', table], { KRONIKA_DATA: join(folder, 'nothing') });
    expect(looked).toMatchObject({ status: 0, stderr: '' });
    expect(looked.stdout).toContain('Place: Алматы, Kazakhstan');
    expect(looked.stdout).toContain('Date it began: 3 February 2020');
    expect(looked.stdout).toContain('Physical Attack → Attack on a person');
    const options = ['--case-title', '{category}[ in {city}]', '--wording', '{date}: {type}', '--unmapped', 'note'];
    const chosen = await kronikaDone(['import', table, ...options], { KRONIKA_DATA: join(folder, 'nothing') });
    expect(chosen.stdout).toContain('Physical Attack in Алматы');
    expect(chosen.stdout).toContain('“3 February 2020: attack on a person”');
    expect(chosen.stdout).toContain('Note for the desk: id: 1');
  });

  it('imports through the server, lists each row’s outcome, and creates nothing new from the same rows', async () => {
    const outcomes = join(folder, 'fates.csv');
    const templates = ['--wording', '{category} on {date}', '--unmapped', 'note'];
    const done = await kronikaDone(
      ['import', table, '--suggested', '--fates', outcomes, '--public', '--json', ...templates],
      env,
    );
    expect(done.status).toBe(1);
    const result = JSON.parse(done.stdout) as { counts: object; counted: boolean; visibility: string };
    expect(result).toMatchObject({ counts: { made: 1, refused: 1 }, counted: true, visibility: 'public' });
    expect(readFileSync(outcomes, 'utf8').split('\r\n').slice(1, 3)).toEqual([
      '2,made,case/1,,',
      '3,refused,,date,"“31.02.2020” is not a date with the day first, like 30.3.2018."',
    ]);
    const page = await fetch(`${server.address}/cases/1/x.json`, { redirect: 'follow' });
    const shown = await page.text();
    expect(shown).toContain('Алматы');
    expect(shown).toContain('Physical Attack on 3 February 2020');
    // A note for the desk is not public.
    expect(shown).not.toContain('id: 1');

    // Redirects from a previous website are imported in the same way: either all or none.
    const former = join(folder, 'former.csv');
    writeFileSync(former, 'old;new\n/2020/02/almaty.html;/cases/1\n/about-us;/nowhere/at/all\n');
    const refused = await kronikaDone(['former', former], env);
    expect([refused.status, refused.stderr.includes('line 3')]).toEqual([1, true]);
    writeFileSync(former, 'old;new\n/2020/02/almaty.html;/cases/1\n');
    expect(await kronikaDone(['former', former], env)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('One address is redirected, one of them new.') as string,
    });
    expect((await fetch(`${server.address}/2020/02/almaty.html`, { redirect: 'manual' })).headers.get('location')).toBe(
      '/cases/1',
    );

    // The posts of that website are imported as drafts; those that fail are listed.
    const posts = join(folder, 'ghost.json');
    writeFileSync(
      posts,
      JSON.stringify({
        db: [
          {
            data: {
              posts: [
                {
                  id: 1,
                  title: 'An old post',
                  slug: 'old',
                  html: '<p>Told in 2019.</p>',
                  type: 'post',
                  status: 'published',
                  published_at: '2019-05-02T08:00:00.000Z',
                },
                { id: 2, title: 'Empty', slug: 'empty', html: '' },
              ],
            },
          },
        ],
      }),
    );
    expect(await kronikaDone(['posts', posts], env)).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^1 draft created\n(.*\n)*Empty: The post has no text\.\n$/) as string,
    });
    expect((await fetch(`${server.address}/old`, { redirect: 'manual' })).status).toBe(404);

    // The suggestion is exported as an import profile, and the table is read again from standard input.
    const mapping = join(folder, 'mapping.json');
    writeFileSync(mapping, (await kronikaDone(['import', table, '--suggest', ...templates], env)).stdout);
    const again = await kronikaDone(
      ['import', '-', '--mapping', mapping, '--data-set', 'source/1', '--json'],
      env,
      readFileSync(table).toString().split('\n').slice(0, 2).join('\n'),
    );
    expect(again).toMatchObject({ status: 0 });
    expect((JSON.parse(again.stdout) as { counts: object }).counts).toMatchObject({ matched: 1, gone: 0 });
  });

  it('says what is wrong with a file that is not a table', async () => {
    const binary = join(folder, 'photo.csv');
    writeFileSync(binary, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]));
    const refused = await kronikaDone(['import', binary, '--suggested'], env);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('photo.csv is not a table');
    const missing = await kronikaDone(['import', table, '--mapping', 'No such'], env);
    expect(missing.stderr).toContain('There is no saved profile named No such');
  });
});
