import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTeam } from '../accounts/teams/change-team.ts';
import { readZip } from '../platform/archive/unzip.ts';
import { openRows, openTexts } from '../exchange/person/entries.ts';
import { prepareJobs } from '../platform/jobs/queues.ts';
import { run } from '../platform/operation.ts';
import { onBothDatabases } from '../platform/testing/databases.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { administrator, editor } from '../platform/testing/test-app.ts';
import { file } from '../record/filing/file.ts';
import type { FilingInput } from '../record/filing/schema.ts';
import { textColumns } from '../record/protection/texts.ts';
import { parseRef } from '../record/refs.ts';
import { storeCapture } from '../record/sources/store-capture.ts';
import { deskOn, type Client } from '../web/testing/desk.ts';
import { routes } from '../web/routes.ts';
import { composeModules } from './compose.ts';
import { kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';
import { publishedComment } from './testing/published-comment.ts';

useKronika();

type Entry = { section: string; title: string; url: string | null; text: string | null; fields: object };
type Claim = NonNullable<FilingInput['claims']>[number];

const claim = (wording: string, over: Partial<Claim> = {}): Claim => ({
  wording,
  kind: 'paraphrase',
  mode: 'stated',
  checked: true,
  visibility: 'public',
  chain: [{ actor: '#outlet', verb: 'wrote' }],
  support: { kind: 'reference', source: '#open' },
  statements: [{ subject: '#person', property: 'home-country', value: 'KZ' }],
  ...over,
});

const textOf = (files: readonly { path: string; bytes: Uint8Array }[], path: string): string =>
  Buffer.from(files.find((one) => one.path === path)!.bytes).toString('utf8');

onBothDatabases('the export of what is stored about a person', (db) => {
  const actOf = (ref: string) => routes.desk.act({ ...parseRef(ref)!, act: 'export' });
  const filesFor = async (who: Client, ref: string) => {
    const answer = await who.post(actOf(ref), {});
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    return readZip(Buffer.from(await answer.arrayBuffer()));
  };

  it('has what readers see and claims from public sources, and nothing that would show a source', async () => {
    const { app, join: joinAs } = deskOn(db());
    await prepareJobs(db(), composeModules().jobs);
    const [one, other] = [await joinAs('editor'), await joinAs('editor')];
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members: [other.accountId] });
    const filed = await run(app, file, editor, {
      actors: [
        { key: 'person', kind: 'person', names: [{ text: 'Ерболат Қанжығалин' }, { text: 'Ерболат Канжигалин' }], visibility: 'public' },
        { key: 'outlet', kind: 'outlet', names: [{ text: 'The Gazette' }], visibility: 'public' },
        { key: 'secret', kind: 'person', names: [{ text: 'Secretspeaker' }] },
      ],
      sources: [
        { key: 'open', kind: 'article', title: 'An open page', visibility: 'public' },
        { key: 'closed', kind: 'article', title: 'Closedsource' },
      ],
      cases: [
        { title: 'A public case', summary: 'Суд допросил Ерболата Канжигалина. Вторая фраза.', visibility: 'public' },
        { title: 'Draftcase on Ерболат Канжигалин' },
        { title: 'Данияр Канжигалин in another case', visibility: 'public' },
      ],
      claims: [
        claim('He was questioned openly.'),
        claim('Openunpublished, from an open page.', { visibility: 'desk' }),
        claim('Toldbysomeone.', { visibility: 'desk', support: { kind: 'direct-word', note: 'by telephone' } }),
        claim('Fromclosedsource.', { visibility: 'desk', support: { kind: 'reference', source: '#closed' } }),
        claim('Saidbysecret.', { visibility: 'desk', chain: [{ actor: '#secret', verb: 'said' }] }),
        claim('He was also seen.', { chain: [{ actor: '#secret', verb: 'said', visibility: 'desk' }, { actor: '#outlet', verb: 'wrote' }] }),
      ],
    }); // prettier-ignore
    await run(app, file, other.principal, {
      cases: [{ title: 'Limitedcase on Ерболат Канжигалин' }],
      team,
    });
    await publishedComment(app, 'I know Ерболата Канжигалина well.');
    const person = filed.actors[0]!;
    // The page is public. The words that only a claim of the desk quotes from it are not.
    const page = 'Ерболат Канжигалин met someone, said Closedpassage.';
    const { capture } = await run(app, storeCapture, editor, {
      source: filed.sources[0]!,
      title: 'A page',
      method: 'text',
      mediaType: 'text/plain',
      bytes: new TextEncoder().encode(page),
      text: page,
    });
    const quoting = {
      visibility: 'desk' as const,
      support: { kind: 'passage' as const, capture, start: 0, end: page.length },
      statements: [{ subject: person, property: 'home-country', value: 'KZ' }],
    };
    await run(app, file, editor, {
      claims: [
        claim('Heldback.', { ...quoting, chain: [{ actor: filed.actors[2]!, verb: 'said' }] }),
        claim('Openunpublished, with a passage.', { ...quoting, chain: [{ actor: filed.actors[1]!, verb: 'wrote' }] }),
      ],
    });
    const files = await filesFor(one, person);
    expect(files.map(({ path }) => path)).toEqual(['about-you.html', 'about-you.json']);
    const { entries, leftOut } = JSON.parse(textOf(files, 'about-you.json')) as { entries: Entry[]; leftOut: string[] };
    expect(leftOut).toHaveLength(5);
    const of = (section: string) => entries.filter((entry) => entry.section === section);
    expect(of('names').map(({ title }) => title)).toEqual(['Ерболат Қанжығалин', 'Ерболат Канжигалин']);
    expect(of('claims').map(({ text }) => text)).toEqual([
      'He was questioned openly.',
      'Openunpublished, from an open page.',
      'He was also seen.',
      'Openunpublished, with a passage.',
    ]);
    expect(of('claims')[0]!.fields).toMatchObject({
      states: [expect.stringMatching(/Kazakhstan$/) as string],
    });
    expect(of('claims')[0]!.fields).toMatchObject({
      says: expect.stringContaining('The Gazette') as string,
      source: ['An open page'],
    });
    const texts = of('texts').map(({ text }) => text);
    expect(texts).toContain('Суд допросил Ерболата Канжигалина.');
    expect(texts).toContain('I know Ерболата Канжигалина well.');
    expect(of('changes').length).toBeGreaterThan(0);
    for (const path of ['about-you.html', 'about-you.json']) {
      const text = textOf(files, path);
      expect(text).toContain('Openunpublished');
      for (const hidden of [
        'Secretspeaker',
        'Closedsource',
        'Closedpassage',
        'Heldback',
        'Draftcase',
        'Данияр',
        'Toldbysomeone',
        'Fromclosedsource',
        'Saidbysecret',
        'Limitedcase',
        'telephone',
      ])
        expect([path, hidden, text.includes(hidden)]).toEqual([path, hidden, false]);
    }
    // A member of the team gets no more of a case that readers do not see.
    expect(textOf(await filesFor(other, person), 'about-you.json')).not.toContain('Limitedcase');
    const { rows } = await db().executeSql('select entry from security_entry order by id desc limit 1');
    expect(JSON.parse((rows[0] as { entry: string }).entry)).toMatchObject({
      event: 'person-exported',
      by: other.accountId,
    });
  });

  it('names only columns that exist, in tables that a redaction searches', async () => {
    const columns = new Set((await textColumns(db().read)).map(({ table, column }) => `${table}.${column}`));
    for (const [table, names] of Object.entries(openTexts))
      for (const name of names)
        expect([`${table}.${name}`, columns.has(`${table}.${name}`)]).toEqual([`${table}.${name}`, true]);
    for (const [table, condition] of Object.entries(openRows))
      await db().executeSql(`select from "${table.split('.')[0]}" where ${condition}`);
  });

  it('is for editors and data protection officers, and only of people', async () => {
    const { app, join: joinAs } = deskOn(db());
    const { actors } = await run(app, file, editor, {
      actors: [
        { kind: 'person', names: [{ text: 'Oksana Rtyuio' }] },
        { kind: 'organisation', names: [{ text: 'Society Ghjkl' }] },
      ],
    });
    const officer = await joinAs('officer');
    expect(await officer.text(routes.desk.actor(parseRef(actors[0]!)!))).toContain(actOf(actors[0]!));
    expect(await officer.text(actOf(actors[0]!))).toContain('Export what is stored about Oksana Rtyuio');
    expect(textOf(await filesFor(officer, actors[0]!), 'about-you.html')).toContain('Oksana Rtyuio');
    expect((await officer.get(actOf(actors[1]!))).status).toBe(404);
    for (const role of ['monitor', 'lawyer', 'administrator', 'desk-reader'] as const) {
      const who = await joinAs(role);
      expect([role, (await who.get(actOf(actors[0]!))).status]).toEqual([role, 403]);
      expect([role, (await who.post(actOf(actors[0]!), {})).status]).toEqual([role, 403]);
    }
  });
});

describe('kronika person export', () => {
  it('writes the same file for an editor, and refuses others', async () => {
    const folder = tempDir();
    const env = { KRONIKA_DATA: join(folder, 'data') };
    const as = (who: string) => ({ ...env, KRONIKA_AS: `${who}@example.org` });
    await kronikaServing(env);
    for (const role of ['monitor', 'editor'])
      await kronikaDone(['account', 'add', `${role}@example.org`, '--name', `A ${role}`, '--role', role], env);
    const path = join(folder, 'filing.json');
    writeFileSync(path, JSON.stringify({ actors: [{ kind: 'person', names: [{ text: 'Oksana Rtyuio' }] }] }));
    expect((await kronikaDone(['import', path, '--why', 'From the list'], as('monitor'))).status).toBe(0);
    const output = join(folder, 'about.zip');
    const done = await kronikaDone(['person', 'export', 'actor/1', '-o', output], as('editor'));
    expect([done.status, done.stdout]).toEqual([0, expect.stringContaining('Read it before you give it')]);
    expect(textOf(await readZip(readFileSync(output)), 'about-you.json')).toContain('Oksana Rtyuio');
    expect(await kronikaDone(['person', 'export', 'actor/1', '-o', output], as('monitor'))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Roles that do:') as string,
    });
    expect(await kronikaDone(['person', 'export', 'actor/2', '-o', output], as('editor'))).toMatchObject({ status: 1 });
  });
});
