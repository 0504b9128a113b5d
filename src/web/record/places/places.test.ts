import { beforeAll, expect, it } from 'vitest';
import { messages } from '../../../platform/messages/messages.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { run } from '../../../platform/operation.ts';
import { PublicationCache } from '../../../publishing/publication/publication-cache.ts';
import { changePublication } from '../../../publishing/publication/change-publication.ts';
import { loadPublication, settingsOf } from '../../../publishing/publication/publication.ts';
import { file } from '../../../record/filing/file.ts';
import { nameTowns } from '../../../record/places/name-towns.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { routes } from '../../routes.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

onOneDatabase('names of places', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let editor: Awaited<ReturnType<typeof desk.join>>;
  let monitor: Awaited<ReturnType<typeof desk.join>>;
  let number: number;
  const paper = new PublicationCache({ changed: () => {}, failed: () => {} });
  const point = { latitude: 43.65, longitude: 51.17 };

  beforeAll(async () => {
    desk = deskOn(db(), { paper: () => paper.publication, listeners: [paper.listener] });
    [editor, monitor] = [await desk.join('editor'), await desk.join('monitor')];
    const claim = (of: string, locality: string, visibility: 'public' | 'desk') => ({
      case: of,
      wording: 'It happened there.',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      checked: true,
      visibility,
      chain: [{ pagesOwn: true }],
      support: { kind: 'reference' as const, source: '#s' },
      statements: [{ subject: of, property: 'place', value: { country: 'KZ', locality, point } }],
    });
    const { cases } = await run(desk.app, file, editor.principal, {
      sources: [{ key: 's', kind: 'report', title: 'Report', visibility: 'public' }],
      cases: [
        { key: 'open', title: 'Open case', visibility: 'public' },
        { key: 'shut', title: 'Shut case' },
      ],
      claims: [claim('#open', 'Kuryk', 'public'), claim('#shut', 'Secretville', 'desk')],
    });
    number = Number(cases[0]!.split('/')[1]);
    const { publication, version } = await loadPublication(db().read);
    const to = settingsOf({ ...publication, name: 'Watch', interfaceLanguages: ['en', 'ru'] });
    await run(desk.app, changePublication, editor.principal, { version, to });
    await paper.open(db().read);
  });

  const read = async (path: string): Promise<string> => {
    let response = await desk.web.request(path);
    for (let steps = 0; response.headers.get('Location') && steps < 3; steps++)
      response = await desk.web.request(response.headers.get('Location')!);
    return response.text();
  };
  const form = () => routes.desk.place({ country: 'KZ', town: 'Kuryk' });

  it('are words of the source until the desk names the place', async () => {
    expect(await read(`/ru/cases/${number}/x`)).toContain('<span lang="und-Latn">Kuryk</span>');
  });

  it('are recorded by an editor for the languages of the publication, and readers see theirs', async () => {
    const list = await editor.text(routes.desk.places());
    expect(list).toContain('Kuryk');
    expect(list).not.toContain('Secretville');
    const page = await editor.text(form());
    const version = valueOf(page, '_version') ?? '';
    expect((await editor.post(form(), { ru: 'Курык', en: '', _version: version })).status).toBe(303);
    const russian = await read(`/ru/cases/${number}/x`);
    expect(russian).toContain('Курык');
    expect(russian).not.toContain('Kuryk');
    expect(await read(`/cases/${number}/x`)).toContain('Kuryk');
    expect(await read('/ru/countries/KZ')).toContain('Курык');
  });

  it('are not overwritten by someone who saw others, and nothing typed is lost', async () => {
    const answer = await editor.post(form(), { ru: 'Курыкъ', _version: 'ru=Другой' });
    expect([answer.status, (await answer.text()).includes('Курыкъ')]).toEqual([409, true]);
    const long = 'я'.repeat(201);
    const refused = await editor.post(form(), { ru: long });
    expect([refused.status, (await refused.text()).includes(messages()('record.places.error.long'))]).toEqual([
      400,
      true,
    ]);
  });

  it('are changed by editors alone', async () => {
    expect((await monitor.get(form())).status).toBe(403);
    await expect(
      run(desk.app, nameTowns, monitor.principal, { towns: [{ country: 'KZ', locality: 'Kuryk', names: {} }] }),
    ).rejects.toMatchObject({ code: 'not_permitted' });
    expect((await editor.get(routes.desk.place({ country: 'KZ', town: 'Secretville' }))).status).toBe(404);
  });

  it('disappear if they are emptied', async () => {
    await run(desk.app, nameTowns, editor.principal, {
      towns: [{ country: 'KZ', locality: 'Kuryk', names: { ru: '' } }],
    });
    expect((await db().executeSql('select * from town_name')).rows).toEqual([]);
    expect(await read(`/ru/cases/${number}/x`)).toContain(`Kuryk</span>, <a href="/ru/countries/KZ">`);
    expect(countryName('KZ', 'ru')).toBe('Казахстан');
  });
});
