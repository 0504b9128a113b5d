import { beforeAll, expect, it } from 'vitest';
import { exported, exportedBytes } from '../../exchange/export/testing/exported.ts';
import { unzip } from '../../exchange/export/testing/unzip.ts';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { findDirectly } from '../../search/query/direct.ts';
import { similarActors } from '../../search/similar-actors.ts';
import { createWeb } from '../../web/create-web.ts';
import { testDeps } from '../../web/testing/test-deps.ts';
import { file } from '../filing/file.ts';
import { duplicateProjection } from './duplicate-projection.ts';
import { findDuplicates } from './find.ts';
import { listDuplicates } from './list.ts';

onBothDatabases('identifiers that other registers give', (db) => {
  let app: App;
  const web = async (path: string) => (await createWeb({ ...testDeps(), app }).request(path)).text();
  const said = (subject: string, property: string, value: string, visibility: 'public' | 'desk' = 'public') => ({
    wording: `${subject} has the number ${value}.`,
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    chain: [{ asWritten: 'the register' }],
    support: { kind: 'direct-word' as const, note: 'By telephone.' },
    statements: [{ subject, property, value }],
    checked: true,
    visibility,
  });
  beforeAll(async () => {
    app = testApp(db(), { listeners: [duplicateProjection, searchProjection()] });
    const actor = (key: string, kind: 'person' | 'company', text: string) => ({
      key,
      kind,
      names: [{ text }],
      visibility: 'public' as const,
    });
    await run(app, file, editor, {
      actors: [
        actor('a', 'company', 'The Herald Publishing House'),
        actor('b', 'company', 'Vestnik'),
        actor('c', 'person', 'Dana Orazova'),
        actor('d', 'person', 'Dana Orazova'),
      ],
      cases: [
        { key: 'x', title: 'The Herald case', visibility: 'public' },
        { key: 'y', title: 'A lawsuit over an article', visibility: 'public' },
      ],
      claims: [
        said('#a', 'lei', 'https://search.gleif.org/#/record/506700GE1G29325QX363'),
        said('#b', 'lei', '5067 00GE 1G29 325Q X363'),
        said('#a', 'isni', '0000 0001 2281 955X'),
        said('#a', 'register-number', 'KZ BIN 050140000656'),
        said('#b', 'opensanctions', 'NK-hidden', 'desk'),
        said('#c', 'wikidata', 'https://www.wikidata.org/wiki/Q42'),
        said('#d', 'wikidata', 'Q43'),
        said('#x', 'wikidata', 'Q100'),
        said('#y', 'wikidata', 'Q100'),
      ],
    });
  });

  it('make items with different names possible duplicates, but not two people with one name and different identifiers', async () => {
    while ((await run(app, findDuplicates, monitor, {})).left > 0);
    const { lines } = await listDuplicates(db().read, {}, { limit: 10, offset: 0 });
    expect(lines.map(({ a, b, grounds }) => [a.ref, b.ref, grounds])).toEqual([
      ['actor/1', 'actor/2', ['identifier']],
      ['case/1', 'case/2', ['identifier']],
    ]);
  });

  it('find the actor when they are pasted instead of a name, but a desk-only identifier finds nothing for readers', async () => {
    const found = async (text: string, audience: 'public' | 'desk') =>
      (await findDirectly(db().read, text, audience)).map((hit) => hit.ref);
    expect(await found('https://www.wikidata.org/wiki/Q43', 'public')).toEqual(['actor/4']);
    expect(await found('0000-0001-2281-955X', 'public')).toEqual(['actor/1']);
    expect(await found('https://www.opensanctions.org/entities/NK-hidden/', 'desk')).toEqual(['actor/2']);
    expect(await found('https://www.opensanctions.org/entities/NK-hidden/', 'public')).toEqual([]);
    expect((await similarActors(db().read, 'Q42', 'desk')).map((one) => one.ref)).toEqual(['actor/3']);
  });

  it('are links on pages and in the API, and fields of the exports', async () => {
    const page = await web('/actors/1/the-herald-publishing-house');
    expect(page).toContain('href="https://search.gleif.org/#/record/506700GE1G29325QX363"');
    expect(page).toContain('>0000 0001 2281 955X</a>');
    expect(await web('/api/v1/actors/1')).toContain('"url":"https://isni.org/isni/000000012281955X"');
    const graph = await exported(app, 'record.jsonld');
    expect(graph).toMatch(/"leiCode":\s*"506700GE1G29325QX363"/);
    expect(graph).toMatch(/"sameAs":\s*"https:\/\/www.wikidata.org\/wiki\/Q42"/);
    expect(graph).toMatch(/"propertyID":\s*"register-number",\s*"value":\s*"KZ BIN 050140000656"/);
    const ftm = (await unzip(await exportedBytes(app, 'ftm.zip'))).get('entities.ftm.json')!;
    expect(ftm).toMatch(/"wikidataId":\s*\["Q42"\]/);
    expect(ftm).toMatch(/"registrationNumber":\s*\["050140000656"\]/);
    expect(ftm + graph).not.toContain('NK-hidden');
  });
});
