import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messages } from '../platform/messages/messages.ts';
import { announcedSocket } from '../platform/socket/path.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronika, kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const folder = tempDir();
const data = join(folder, 'data');
const env = { KRONIKA_DATA: data };
const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const asMonitor = { ...env, KRONIKA_AS: 'monitor@example.org' };
const asAdministrator = { ...env, KRONIKA_AS: 'admin@example.org' };
const add = (email: string, roles: string, more: Record<string, string> = {}) =>
  kronikaDone(['account', 'add', email, '--name', email.split('@')[0]!, '--role', ...roles.split(' '), '--json'], {
    ...env,
    ...more,
  });

const zimTools = (process.env.PATH ?? '')
  .split(delimiter)
  .some((one) => one !== '' && existsSync(join(one, 'zimwriterfs')));

describe('the command line', () => {
  it('prints help, and exits with 2 when it is called wrongly', async () => {
    const help = await kronikaDone(['--help']);
    expect(help.status).toBe(0);
    for (const name of ['serve', 'draft', 'capture', 'import', 'account', 'purge', 'example', 'verify', 'bench'])
      expect(help.stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    for (const args of [
      ['nonsense'],
      ['import'],
      ['account', 'add', 'x@example.org'],
      ['account', 'add', 'x@example.org', '--name', 'X', '--role', 'emperor'],
      ['purge', '--nonsense'],
      ['account'],
    ]) {
      const wrong = await kronikaDone(args, env);
      expect({ args, status: wrong.status, stdout: wrong.stdout }).toEqual({ args, status: 2, stdout: '' });
    }
  });

  it('speaks the language of the terminal, and English if that is not translated', async () => {
    const said = async (set: Record<string, string>) => (await kronikaDone(['--help'], set)).stdout;
    const english = await said({});
    expect(await said({ LANG: 'de_DE.UTF-8' })).toBe(english);
    for (const LANG of ['ru_RU.UTF-8', 'kk', 'cs_CZ'])
      expect(await said({ LANG })).toContain(messages(LANG.slice(0, 2))('cli.version'));
    expect(await said({ LANG: 'ru_RU.UTF-8', LC_ALL: 'C' })).toBe(english);
  });

  it('drafts from a file and from standard input, without a data directory', async () => {
    const page = write(
      'page.html',
      '<!doctype html><html lang="en"><title>Court fines outlet</title><h1>Court fines outlet</h1><p>The outlet must pay a fine, Human Rights Watch said on Monday.</p></html>',
    );
    const nowhere = { KRONIKA_DATA: join(folder, 'nowhere') };
    const drafted = await kronikaDone(['draft', page, '--json'], nowhere);
    expect(drafted).toMatchObject({ status: 0, stderr: '' });
    const draft = JSON.parse(drafted.stdout) as { fields: { title: string }; claims: unknown[] };
    expect(draft.fields.title).toBe('Court fines outlet');
    expect(JSON.parse((await kronikaDone(['draft', '-', '--json'], nowhere, readFileSync(page))).stdout)).toEqual(
      draft,
    );
    const shown = (await kronikaDone(['draft', page], nowhere)).stdout;
    expect(shown).toContain('Court fines outlet');
    expect(shown).toMatch(/ {2}stated, \d+% sure {2}Human Rights Watch said/);
    expect(readdirSync(folder)).not.toContain('nowhere');
  });

  it('shows control characters of a page instead of obeying them, and JSON keeps their value', async () => {
    const title = 'Court\u009b2J fines\u202e outlet';
    const page = write('odd.html', `<!doctype html><title>${title}</title><p>The outlet must pay, a court said.</p>`);
    const nowhere = { KRONIKA_DATA: join(folder, 'nowhere') };
    const shown = await kronikaDone(['draft', page], nowhere);
    expect(shown.stdout).toContain('Court\\u009b2J fines\\u202e outlet');
    const refused = await kronikaDone(['draft', join(folder, 'no\u001b]0;x\u0007.html')], nowhere);
    expect(refused.stderr).toContain('no\\u001b]0;x\\u0007.html');
    const drafted = (await kronikaDone(['draft', page, '--json'], nowhere)).stdout;
    expect((JSON.parse(drafted) as { fields: { title: string } }).fields.title).toBe(title);
    for (const text of [shown.stdout, refused.stderr, drafted])
      expect(text).not.toMatch(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u);
  });

  it('compares a sentence with claims, without a data directory, as text and as JSON', async () => {
    const nowhere = { KRONIKA_DATA: join(folder, 'nowhere') };
    const claims = [
      ['--claim', 'Police arrested Marta Kolin on 11 May 2024.', '--speaker', 'Union of Coastal Writers'],
      ['--claim', 'The newsroom was sealed.', '--speaker', 'Editor Ana Berg', '--mode', '', 'alleged'],
    ].flat();
    const sentence = ['--sentence', 'Marta Kolin was arrested on 12 May 2019.'];
    const compared = await kronikaDone(['compare', ...claims, ...sentence, '--json'], nowhere);
    expect(compared).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(compared.stdout)).toMatchObject({ verdict: 'contradicted' });
    expect((JSON.parse(compared.stdout) as { points: unknown[] }).points).toContainEqual({
      kind: 'date',
      verdict: 'contradicted',
      sentence: { start: 28, end: 39, text: '12 May 2019' },
      claim: '11 May 2024',
    });
    expect((await kronikaDone(['compare', ...claims, ...sentence], nowhere)).stdout).toContain(
      '12 May 2019” – the claims say something else (“11 May 2024”)',
    );
    const wrong = await kronikaDone(['compare', ...claims, '--sentence', 'x'.repeat(1001)], nowhere);
    expect(wrong).toMatchObject({ status: 1, stdout: '' });
    expect(wrong.stderr).toContain('sentence');
    expect(readdirSync(folder)).not.toContain('nowhere');
  });

  it('says what is wrong with a page that it cannot read', async () => {
    const pdf = await kronikaDone(['draft', write('page.pdf', '%PDF-1.7 …')], env);
    expect(pdf.status).toBe(1);
    expect(pdf.stderr).toContain('This PDF is damaged');
    const missing = await kronikaDone(['draft', join(folder, 'missing.html')], env);
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain('missing.html');
    const asJson = await kronikaDone(['draft', 'http://127.0.0.1:8081/', '--json'], env);
    expect(asJson.status).toBe(1);
    expect(JSON.parse(asJson.stderr)).toMatchObject({ error: { code: 'fetch_private_address' } });
  });
});

describe('commands on the record', () => {
  let site: Server;
  let siteHost: string;
  let asked: () => void = () => {};
  let body = '<title>A page</title><p>The page has a text.</p>';
  beforeAll(async () => {
    site = createServer((request, response) => {
      if (request.url === '/never') asked();
      else response.setHeader('content-type', 'text/html; charset=utf-8').end(body);
    });
    site.listen(0, '127.0.0.1');
    await new Promise((resolve) => site.once('listening', resolve));
    siteHost = `127.0.0.1:${(site.address() as { port: number }).port}`;
  });
  afterAll(() => {
    site.closeAllConnections();
    site.close();
  });
  const serving = () => kronikaServing({ ...env, KRONIKA_ALLOW_PRIVATE: siteHost });

  it('do not create a data directory, except for the first account', async () => {
    const early = await kronikaDone(['purge'], env);
    expect(early.status).toBe(1);
    expect(early.stderr).toContain(data);
    expect(readdirSync(folder)).not.toContain('data');
    const first = await add('admin@example.org', 'administrator editor', { KRONIKA_URL: 'https://desk.example' });
    expect(first.status).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      name: 'admin',
      link: expect.stringMatching(/^https:\/\/desk\.example\/join\/[\w-]{43}$/),
    });
  });

  it('go through the server while one runs, and work without one', async () => {
    const server = await serving();
    const added = await add('monitor@example.org', 'monitor');
    expect(added.status).toBe(0);
    const { link } = JSON.parse(added.stdout) as { link: string };
    // The link has the server's own URL, because the command was started without a URL.
    expect(link.startsWith(`${server.address}/join/`)).toBe(true);
    expect(server.stderr()).toContain('"command":"account.add"');
    for (const secret of ['monitor@example.org', link.slice(-43)]) expect(server.stderr()).not.toContain(secret);

    const twice = await add('monitor@example.org', 'editor');
    expect(twice.status).toBe(1);
    expect(JSON.parse(twice.stderr)).toMatchObject({ error: { code: 'invalid_input', fields: [{ path: 'email' }] } });
    expect(await server.stop()).toBe(0);
    expect((await add('monitor@example.org', 'editor')).status).toBe(1);
  });

  it('are run as the account they name, and as no other', async () => {
    const server = await serving();
    const filing = write(
      'filing.json',
      JSON.stringify({ actors: [{ kind: 'outlet', names: [{ text: 'Ratel.kz', kind: 'preferred' }] }] }),
    );
    for (const as of [{}, { KRONIKA_AS: '' }] as Record<string, string>[]) {
      const nobody = await kronikaDone(['import', filing], { ...env, ...as });
      expect(nobody.status).toBe(2);
      expect(nobody.stderr).toContain('--as');
    }
    const stranger = await kronikaDone(['import', filing, '--as', 'stranger@example.org'], env);
    expect(stranger.status).toBe(1);
    expect(stranger.stderr).toContain('--as');
    const mine = await kronikaDone(['import', filing], asMonitor);
    expect(mine).toMatchObject({ status: 0, stderr: '', stdout: 'Added to the record: one actor.\n' });
    const notMine = await kronikaDone(['import', filing, '--example'], asMonitor);
    expect(notMine.status).toBe(1);
    expect(notMine.stderr).toContain('Editor');
    const added = await kronikaDone(
      ['account', 'add', 'x@example.org', '--name', 'X', '--role', 'administrator'],
      asMonitor,
    );
    expect(added.status).toBe(1);
    expect(await server.stop()).toBe(0);
  });

  it('name the place in a file that is wrong', async () => {
    const wrong = await kronikaDone(
      ['import', write('wrong.json', '{"actors": [{"kind": "outlet", "names": []}]}')],
      asMonitor,
    );
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('actors.0.names');
    const broken = await kronikaDone(['import', write('broken.json', '{\n  "actors": [\n    oops\n')], asMonitor);
    expect(broken.status).toBe(1);
    expect(broken.stderr).toContain('broken.json is not JSON');
    expect((await kronikaDone(['import', write('list.json', '[]')], asMonitor)).stderr).toContain('no table');
  });

  it('remove the sample data that an import created', async () => {
    const filing = write(
      'example.json',
      JSON.stringify({ actors: [{ kind: 'outlet', names: [{ text: 'An example', kind: 'preferred' }] }] }),
    );
    expect((await kronikaDone(['import', filing, '--example'], asAdministrator)).status).toBe(0);
    expect((await kronikaDone(['example', 'remove'], asMonitor)).status).toBe(1);
    const removed = await kronikaDone(['example', 'remove', '--json'], asAdministrator);
    expect(JSON.parse(removed.stdout)).toEqual({ removed: 1, kept: 0 });
  });

  it('preserve pages, recognise the same bytes, and report that the page at a URL has changed', async () => {
    const server = await serving();
    const page = `http://${siteHost}/article`;
    const first = JSON.parse((await kronikaDone(['capture', page, '--json'], asMonitor)).stdout) as Record<
      string,
      unknown
    >;
    expect(first).toMatchObject({ known: false, previous: null, title: 'A page' });
    expect(JSON.parse((await kronikaDone(['capture', page, '--json'], asMonitor)).stdout)).toMatchObject({
      known: true,
      capture: first['capture'],
    });
    body += '<p>And then it was changed.</p>';
    const changed = await kronikaDone(['capture', page], asMonitor);
    expect(changed.stdout).toContain(`The page has changed since ${String(first['capture'])}.`);
    const file = JSON.parse(
      (
        await kronikaDone(
          ['capture', write('page.txt', 'A plain text about a court.'), '--json', '--title', 'Plain'],
          asMonitor,
        )
      ).stdout,
    ) as Record<string, unknown>;
    expect(file).toMatchObject({ known: false, title: 'Plain' });
    expect(file['source']).not.toBe(first['source']);
    expect(await server.stop()).toBe(0);
  });

  it('are cancelled by Ctrl-C, in the server too', async () => {
    const server = await serving();
    const fetching = new Promise<void>((resolve) => (asked = resolve));
    const command = kronika(['capture', `http://${siteHost}/never`], asMonitor);
    await fetching;
    command.process.kill('SIGINT');
    expect(await command.ended).toBe(130);
    expect(command.stderr()).toContain('Cancelled');
    expect(server.stderr()).toContain('"code":"cancelled"');
    expect((await fetch(`${server.address}/health`)).status).toBe(200);
    expect(await server.stop()).toBe(0);
  });

  it('are cancelled when their process is killed, and a second signal ends a server that waits for a command', async () => {
    const server = await serving();
    let fetching = new Promise<void>((resolve) => (asked = resolve));
    const killed = kronika(['capture', `http://${siteHost}/never`], asMonitor);
    await fetching;
    killed.process.kill('SIGKILL');
    await killed.ended;
    fetching = new Promise<void>((resolve) => (asked = resolve));
    const command = kronika(['capture', `http://${siteHost}/never`], asMonitor);
    await fetching;
    server.process.kill('SIGTERM');
    // The server refuses connections at once, but waits for the running command.
    await expect
      .poll(() =>
        fetch(`${server.address}/health`).then(
          () => 'open',
          () => 'shut',
        ),
      )
      .toBe('shut');
    const impatient = setInterval(() => server.process.kill('SIGTERM'), 50);
    expect(await server.ended).toBe(130);
    clearInterval(impatient);
    expect(await command.ended).toBe(1);
    expect(command.stderr()).toContain('server stopped before it answered');
    expect((await kronikaDone(['purge'], env)).status).toBe(0);
  });

  it('refuse a server of another version', async () => {
    const server = await serving();
    const place = announcedSocket(data)!;
    writeFileSync(join(data, 'server.json'), JSON.stringify({ ...place, version: '0.0.1' }));
    const refused = await kronikaDone(['purge'], env);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('0.0.1');
    expect(await server.stop()).toBe(0);
  });

  it('create a mirror, and verify it anywhere', async () => {
    const copy = join(folder, 'mirror');
    const made = await kronikaDone(['mirror', copy, '--json'], env);
    expect(made).toMatchObject({ status: 0, stderr: '' });
    const { publicKey, files } = JSON.parse(made.stdout) as { publicKey: string; files: number };
    expect(files).toBeGreaterThan(30);
    expect((await kronikaDone(['verify', copy], env)).stdout).toContain('INTACT.');
    // A machine without an installation.
    const elsewhere = { KRONIKA_DATA: join(folder, 'no-installation') };
    const unknown = await kronikaDone(['verify', copy], elsewhere);
    expect([unknown.status, unknown.stdout.includes(publicKey)]).toEqual([3, true]);
    expect((await kronikaDone(['verify', copy, '--trust', publicKey], elsewhere)).status).toBe(0);
    expect((await kronikaDone(['verify', copy, '--trust', join(copy, 'about/keys.json')], elsewhere)).status).toBe(0);
    expect((await kronikaDone(['verify', copy, '--trust', 'nonsense'], elsewhere)).status).toBe(2);
    writeFileSync(join(copy, 'index.html'), 'altered');
    const altered = await kronikaDone(['verify', copy, '--trust', publicKey], elsewhere);
    expect([altered.status, altered.stdout.includes('index.html\n    altered')]).toEqual([1, true]);
    const mended = await kronikaDone(['mirror', copy, '--whole'], env);
    expect([mended.status, (await kronikaDone(['verify', copy], env)).status]).toEqual([0, 0]);
    rmSync(join(copy, 'manifest.json'));
    expect((await kronikaDone(['verify', copy], env)).status).toBe(1);
    // A folder that is not a mirror is refused, and so is the blob folder, which must not be published.
    const refused = await kronikaDone(['mirror', join(data, 'blobs')], env);
    expect([refused.status, refused.stderr.includes('You can’t create a mirror in')]).toEqual([1, true]);
    const full = join(folder, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'mine.txt'), 'mine');
    expect((await kronikaDone(['mirror', full], env)).stderr).toContain('is neither empty nor a mirror');
    expect(readFileSync(join(full, 'mine.txt'), 'utf8')).toBe('mine');
    // A folder that is not a mirror must not be reported as intact.
    expect((await kronikaDone(['verify', full], env)).status).toBe(1);
    // Without the tool that packs ZIM files, neither a ZIM file nor a mirror is created.
    const unpacked = await kronikaDone(['mirror', join(folder, 'none'), '--zim', join(folder, 'none.zim')], {
      ...env,
      PATH: folder,
    });
    expect([
      unpacked.status,
      unpacked.stderr.includes('zim-tools'),
      existsSync(join(folder, 'none')),
      existsSync(join(folder, 'none.zim')),
    ]).toEqual([1, true, false, false]);
    // No article is published here; an empty book creates no file.
    const book = await kronikaDone(['mirror', '--epub', join(folder, 'none.epub')], env);
    expect([
      book.status,
      book.stderr.includes('the book would be empty'),
      existsSync(join(folder, 'none.epub')),
    ]).toEqual([1, true, false]);
    expect((await kronikaDone(['mirror', copy, '--q', 'search'], env)).status).toBe(2);
    expect((await kronikaDone(['mirror'], env)).status).toBe(2);
  });

  it.skipIf(!zimTools)(
    `pack a mirror into a ZIM file${zimTools ? '' : ' (zim-tools are not installed here)'}`,
    async () => {
      const file = join(folder, 'site.zim');
      const made = await kronikaDone(['mirror', '--zim', file, '--json'], env);
      expect([made.status, made.stderr]).toEqual([0, '']);
      expect((JSON.parse(made.stdout) as { zim: unknown }).zim).toEqual({ file, bytes: statSync(file).size });
      // The magic number of ZIM files.
      expect(readFileSync(file).subarray(0, 4)).toEqual(Buffer.from('ZIM\u0004'));
    },
  );

  it('verify stored files', async () => {
    const good = await kronikaDone(['verify', data, '--json']);
    expect(good.status).toBe(0);
    const { files } = JSON.parse(good.stdout) as { files: number };
    // Two of the five files are evidence packages.
    expect(files).toBe(5);
    const blobs = join(data, 'blobs');
    // Erasing blobs leaves empty folders.
    const shelf = readdirSync(blobs).find((one) => readdirSync(join(blobs, one)).length > 0)!;
    const [name] = readdirSync(join(blobs, shelf)) as [string];
    const copy = write('copy', readFileSync(join(blobs, shelf, name)));
    expect((await kronikaDone(['verify', copy], env)).stdout).toBe(`${shelf}${name}  stored\n`);
    writeFileSync(join(blobs, shelf, name), 'altered');
    mkdirSync(join(blobs, 'ff'), { recursive: true });
    writeFileSync(join(blobs, 'ff', 'note.txt'), 'whose?');
    const bad = await kronikaDone(['verify', '--json'], env);
    expect(bad.status).toBe(1);
    expect(
      (JSON.parse(bad.stdout) as { bad: { problem: string }[] }).bad.map(({ problem }) => problem).toSorted(),
    ).toEqual(['altered', 'foreign']);
  });
});
