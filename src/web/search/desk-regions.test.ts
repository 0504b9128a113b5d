import { expect, it } from 'vitest';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { routes } from '../routes.ts';
import { deskOn, valueOf } from '../testing/desk.ts';

const outlines = (...names: string[]): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: names.map((name, index) => ({
      type: 'Feature',
      properties: { label: name },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [50 + 10 * index, 42],
            [60 + 10 * index, 42],
            [60 + 10 * index, 52],
            [50 + 10 * index, 52],
            [50 + 10 * index, 42],
          ],
        ],
      },
    })),
  });
const file = (text: string) => new File([text], 'regions.geojson', { type: 'application/geo+json' });

onEitherDatabase('regions at the desk', (db) => {
  it('are previewed, added, replaced and removed by administrators, with a history, and only by them', async () => {
    const { join, nobody, web } = deskOn(db());
    const [keeper, editor] = [await join('administrator', 'Ada Keeper'), await join('editor')];
    const page = routes.desk.regions();
    expect(await keeper.text(page)).toContain('No regions were added.');
    expect((await editor.get(page)).status).toBe(403);
    const typed = { country: 'KZ', name: 'label', credit: 'Statistics office, <public> domain', why: 'For the map.' };

    const send = (fields: Record<string, string | File>): Promise<Response> => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ _token: keeper.token, ...fields })) body.append(name, value);
      return Promise.resolve(web.request(page, { method: 'POST', headers: { cookie: keeper.cookie }, body }));
    };

    // What is wrong is at its field, and nothing typed is lost.
    const wrong = await send({ ...typed, file: file('{"type":"Topology"}') });
    expect(wrong.status).toBe(400);
    const again = await wrong.text();
    expect(again).toContain('The first problem is at type.');
    expect(valueOf(again, 'name')).toBe('label');
    expect(await (await send(typed)).text()).toContain('Choose a GeoJSON file.');
    expect(await (await send({ ...typed, name: 'title', file: file(outlines('West')) })).text()).toContain(
      'Feature 1 has no text in its property “title”.',
    );

    const previewed = await (await send({ ...typed, file: file(outlines('West', 'East')), _intent: 'preview' })).text();
    expect(previewed).toContain('Preview of Kazakhstan: 2 regions');
    expect(previewed.match(/<path class="own" d="M[^"]+"><title>(?:West|East)<\/title>/g)).toHaveLength(2);
    expect(await keeper.text(page)).toContain('No regions were added.');

    // The preview has the outlines, so the file need not be sent again.
    const kept = valueOf(previewed, 'kept')!;
    const saved = await send({ ...typed, kept });
    expect([saved.status, saved.headers.get('location')]).toEqual([
      303,
      expect.stringContaining(routes.desk.regions({ country: 'KZ' })),
    ]);
    const shown = await keeper.text(routes.desk.regions({ country: 'KZ' }));
    for (const words of [
      'Kazakhstan: 2 regions',
      'Statistics office, &lt;public&gt; domain',
      'Ada Keeper added 2 regions of Kazakhstan.',
      'For the map.',
      'West · East',
    ])
      expect(shown).toContain(words);

    await send({ ...typed, why: '', file: file(outlines('All')) });
    expect(await keeper.text(page)).toContain('Ada Keeper replaced the regions of Kazakhstan: 1 region now.');
    // Someone damages them in the database. The pages still work, and the desk says so.
    await db().executeSql(`update country_regions set regions = '{"x":1}', hash = 'x'`);
    expect((await nobody.get(routes.country({ code: 'KZ' }))).status).toBe(200);
    expect(await keeper.text(page)).toContain('Damaged. Add them again');
    expect((await editor.post(routes.desk.removeRegions(), { country: 'KZ' })).status).toBe(403);
    expect((await keeper.post(routes.desk.removeRegions(), { country: 'KZ' })).status).toBe(303);
    const after = await keeper.text(page);
    expect(after).toContain('No regions were added.');
    expect(after).toContain('Ada Keeper removed the regions of Kazakhstan.');
  });
});
