import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from 'kysely';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import { exported } from '../../../exchange/export/testing/exported.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { administrator } from '../../../platform/testing/test-app.ts';
import { openFields, refreshFields } from '../../../record/fields/apply-fields.ts';
import { createField } from '../../../record/fields/change-field.ts';
import { stampFields } from '../../../record/fields/input.ts';
import { changeClaim } from '../../../record/claims/change-claim.ts';
import { file } from '../../../record/filing/file.ts';
import { findProperty } from '../../../record/vocabulary/properties.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onEitherDatabase('a field that the installation can no longer read', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let editor: Awaited<ReturnType<typeof desk.join>>;
  let number: number;
  let claim: number;
  let token: string;
  let close = (): void => {};
  beforeAll(async () => {
    close = await openFields(db());
    desk = deskOn(db());
    await prepareJobs(db(), []);
    editor = await desk.join('editor');
    const { field } = await run(desk.app, createField, administrator, {
      labels: { en: 'Helped by' },
      kinds: ['case'],
      type: 'text',
    });
    const stating = (text: string) => ({
      case: '#c',
      wording: `${text} helped.`,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      chain: [{ pagesOwn: true }],
      support: { kind: 'direct-word' as const, note: 'by telephone' },
      statements: [{ subject: '#c', property: field, value: { text, language: 'en' } }],
      checked: true,
    });
    const filed = await run(desk.app, file, editor.principal, {
      cases: [{ key: 'c', title: 'Helped', visibility: 'public' }],
      claims: [stating('A fund'), stating('An embassy')],
    });
    [number, claim] = [filed.cases[0]!, filed.claims[0]!].map((ref) => Number(ref.split('/')[1])) as [number, number];
    ({ token } = await run(desk.app, createToken, editor.principal, { name: 'all', scopes: ['read:desk'], days: 1 }));
    await db().transaction(async (tx) => {
      await sql`update property set value = '{"type":"gone"}' where key = ${field}`.execute(tx);
      await stampFields(tx);
    });
    await refreshFields(db().read);
  });
  afterAll(() => close());

  const answer = async (path: string, as?: string): Promise<string> => {
    const got = await desk.web.request(`/api/v1${path}`, { headers: as ? { authorization: `Bearer ${as}` } : {} });
    const text = await got.text();
    expect([path, got.status, got.status === 200 ? '' : text]).toEqual([path, 200, '']);
    return text;
  };

  it('keeps its raw values in the desk’s API, and readers see none of it', async () => {
    expect(findProperty('own-helped-by')).toBeUndefined();
    const raw = '{"type":"unknown","value":{"text":"A fund","language":"en"}}';
    const paths = [`/cases/${number}`, `/claims/${claim}`, '/claims'];
    for (const path of paths)
      expect([path, (await answer(`${path}?audience=desk`, token)).includes(raw)]).toEqual([path, true]);
    for (const path of [
      '/cases?audience=desk',
      '/desk/cases',
      `/desk/claims?case=${number}`,
      '/search?q=helped&audience=desk',
    ])
      await answer(path, token);
    for (const path of [`/cases/${number}`, '/cases', '/claims', '/properties'])
      expect([path, /own-helped|A fund|"type":"unknown"/.exec(await answer(path))]).toEqual([path, null]);
  });

  it('breaks no page and no export of the desk, and its pages show its key', async () => {
    for (const path of [
      routes.desk.cases(),
      routes.desk.case_({ number }),
      routes.desk.facts({ kind: 'case', number }),
      routes.desk.claim({ number: claim }),
      routes.desk.claims(),
      routes.desk.home(),
    ])
      expect([path, (await editor.get(path)).status]).toEqual([path, 200]);
    expect(await editor.text(routes.desk.case_({ number }))).toContain('own-helped-by');
    for (const name of ['record.jsonl', 'cases.csv', 'record.zip'] as const)
      expect((await exported(desk.app, name, {}, 'desk')).length).toBeGreaterThan(100);
  });

  it('keeps its values when a claim is saved that states it: a public claim stays public, no other becomes public', async () => {
    const to = {
      case: `case/${number}`,
      wording: 'A fund helped much.',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      chain: [{ pagesOwn: true }],
      support: { kind: 'direct-word' as const, note: 'by telephone' },
      statements: [{ subject: `case/${number}`, property: 'place', value: { country: 'KZ' } }],
      checked: true,
    };
    const save = (visibility: 'public' | 'desk', version = 1) =>
      run(desk.app, changeClaim, editor.principal, { claim: `claim/${claim}`, version, to: { ...to, visibility } });
    await expect(save('public')).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'to.visibility', message: 'record.value.desk_only' }],
    });
    await save('desk');
    // It was public when the field could still be read.
    await db().executeSql(`update thing set visibility = 'public' where kind = 'claim' and number = $1`, [claim]);
    await save('public', 2);
    const { claim: saved } = JSON.parse(await answer(`/claims/${claim}?audience=desk`, token)) as {
      claim: { statements: { property: string; value: object }[] };
    };
    expect(saved.statements.map(({ property, value }) => [property, value])).toEqual([
      ['place', { type: 'place', country: 'KZ', locality: null }],
      ['own-helped-by', { type: 'unknown', value: { text: 'A fund', language: 'en' } }],
    ]);
    expect(await answer(`/cases/${number}?audience=desk`, token)).toContain('A fund');
    for (const path of [`/cases/${number}`, `/claims/${claim}`])
      expect([path, /own-helped|"text":"A fund"|"type":"unknown"/.exec(await answer(path))]).toEqual([path, null]);
  });
});
