import { expect, it } from 'vitest';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { run } from '../../../platform/operation.ts';
import { editor as anEditor } from '../../../platform/testing/test-app.ts';
import { NameComparisons } from '../../../record/actors/names/comparisons.ts';
import { madeNames } from '../../../record/actors/names/testing/made-names.ts';
import { duplicateProjection } from '../../../record/duplicates/duplicate-projection.ts';
import { file } from '../../../record/filing/file.ts';
import { parseRef } from '../../../record/refs.ts';
import { nearActors } from '../../kit/forms/pick-queries.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onEitherDatabase('possible duplicates at the desk', (db) => {
  const open = () => deskOn(db(), { listeners: [duplicateProjection] });
  const actorPage = (ref: string): string => routes.desk.actor({ number: parseRef(ref)!.number });

  it('are listed, shown side by side and merged, so that the old address redirects, and separated again', async () => {
    const desk = open();
    const { actors } = await run(desk.app, file, anEditor, {
      actors: [
        { kind: 'person', names: [{ text: 'Yerlan Nurpeisov' }], visibility: 'public' },
        { kind: 'person', names: [{ text: 'Ерлан Нурпеисов' }], visibility: 'public' },
      ],
    });
    const [a, b] = actors as [string, string];
    const editor = await desk.join('editor');
    expect(await editor.text(routes.desk.duplicates())).toContain('with the others within the hour');
    expect((await editor.post(routes.desk.duplicates(), { _intent: 'look' })).status).toBe(303);
    const pair = routes.desk.duplicate({ a: b, b: a });
    expect((await editor.text(routes.desk.duplicates())).replaceAll('&amp;', '&')).toContain(pair);
    expect((await editor.text(actorPage(a))).replaceAll('&amp;', '&')).toContain(routes.desk.duplicate({ a, b }));
    const page = await editor.text(pair);
    for (const name of ['Yerlan Nurpeisov', 'Ерлан Нурпеисов']) expect(page).toContain(name);
    const missing = await editor.post(pair, { why: 'one man' });
    expect([missing.status, await missing.text()]).toEqual([400, expect.stringContaining('one man')]);
    expect((await editor.post(pair, { stays: a, why: 'one man' })).headers.get('location')).toBe(actorPage(a));
    // The old addresses of the page and its JSON redirect readers to the person who remains after the merge.
    const old = parseRef(b)!.number;
    const moved = await desk.web.request(routes.actor({ number: old, slug: 'x' }));
    expect([moved.status, moved.headers.get('location'), moved.headers.get('cache-control')]).toEqual([
      301,
      routes.actor({ number: parseRef(a)!.number, slug: 'yerlan-nurpeisov' }),
      'no-cache',
    ]);
    const data = await desk.web.request(routes.actor.json({ number: old, slug: 'x' }));
    expect([data.status, data.headers.get('location')]).toEqual([
      301,
      routes.actor.json({ number: parseRef(a)!.number, slug: 'yerlan-nurpeisov' }),
    ]);

    const unmerge = routes.desk.unmerge({ kind: 'actor', number: old });
    expect(await editor.text(actorPage(a))).toContain(unmerge);
    expect((await (await desk.join('monitor')).get(unmerge)).status).toBe(403);
    expect(await editor.text(unmerge)).toContain('one man');
    expect((await editor.post(unmerge, { why: 'two men after all' })).headers.get('location')).toBe(actorPage(b));
    expect((await desk.web.request(routes.actor({ number: old, slug: 'x' }))).headers.get('location')).toContain(
      `/actors/${old}/`,
    );
    expect(await editor.text(routes.desk.historyOf({ kind: 'actor', number: old }))).toContain('two men after all');
  });

  it('can be marked as not duplicates by a monitor, and are not suggested again', async () => {
    const desk = open();
    const { actors } = await run(desk.app, file, anEditor, {
      actors: [
        { kind: 'person', names: [{ text: 'Madina Sagatova' }] },
        { kind: 'person', names: [{ text: 'Madina Sagatowa' }] },
      ],
    });
    const [a, b] = actors as [string, string];
    const client = await desk.join('monitor');
    await client.post(routes.desk.duplicates(), { _intent: 'look' });
    const pair = routes.desk.duplicate({ a: b, b: a });
    expect(await client.text(pair)).not.toContain('Which one to keep');
    expect((await client.post(pair, { why: 'aunt and niece' })).status).toBe(303);
    expect((await client.text(routes.desk.duplicates())).replaceAll('&amp;', '&')).not.toContain(pair);
    expect(await client.text(routes.desk.duplicates({ state: 'dismissed' }))).toContain('aunt and niece');
  });

  it('are shown before a duplicate source or case is created, in the form with its input', async () => {
    const desk = open();
    await run(desk.app, file, anEditor, {
      sources: [
        {
          kind: 'article',
          title: 'Journalists detained after the march',
          addresses: ['https://example.org/2019/05/march'],
        },
      ],
      cases: [{ title: 'The beating of reporters at the May march in Nur-Sultan' }],
    });
    const client = await desk.join('monitor');
    await client.post(routes.desk.duplicates(), { _intent: 'look' });
    const typed = {
      kind: 'article',
      title: 'March: who was held',
      'addresses[0].url': 'https://m.example.org/2019/05/march?utm_source=x',
      note: 'typed by hand',
      visibility: 'desk',
    };
    const again = await client.post(routes.desk.newSource(), typed);
    const html = await again.text();
    expect([
      again.status,
      html.includes('Journalists detained after the march'),
      html.includes('typed by hand'),
    ]).toEqual([400, true, true]);
    expect((await client.post(routes.desk.newSource(), { ...typed, _intent: 'anyway' })).status).toBe(303);

    const double = { title: 'Beating of reporters at a May march, Nur-Sultan', visibility: 'desk' };
    const asked = await client.post(routes.desk.newCase(), double);
    expect([asked.status, (await asked.text()).includes('The beating of reporters at the May march')]).toEqual([
      400,
      true,
    ]);
    expect(
      (await client.post(routes.desk.newCase(), { title: 'A fine for a blogger in Taraz', visibility: 'desk' })).status,
    ).toBe(303);
    // The browser script requests the same suggestions while someone types.
    expect(
      await client.text(`${routes.desk.likes({ kind: 'case' })}&title=${encodeURIComponent(double.title)}`),
    ).toContain('The beating of reporters');
    expect((await desk.nobody.get(routes.desk.likes({ kind: 'actor' }))).status).not.toBe(200);
  });

  it('are looked for with one limit for all names of a request, and only for the first five', async () => {
    const desk = open();
    const made = madeNames(2, 58, 40).map((name) => `${name} Lomakinov`);
    await run(desk.app, file, anEditor, {
      actors: [
        ...made.slice(0, 20).map((text) => ({ kind: 'person' as const, names: [{ text }] })),
        { kind: 'person', names: [{ text: 'Fifth Qwertonov' }] },
        { kind: 'person', names: [{ text: 'Sixth Asdfgonov' }] },
      ],
    });
    const read = db().read;
    const stepsOf = async (names: readonly string[], most: number) => {
      const comparisons = new NameComparisons(most);
      const found = (await nearActors(read, names, comparisons)).map(({ name }) => name);
      return { found, steps: comparisons.steps.spent, complete: comparisons.areComplete };
    };
    const one = await stepsOf(made.slice(20, 21), Infinity);
    expect(one.steps).toBeGreaterThan(100_000);
    const some = await stepsOf(made.slice(20), one.steps * 2);
    expect(some.complete).toBe(false);
    const all = await stepsOf(made.slice(20), Infinity);
    const first = await stepsOf(made.slice(20, 25), Infinity);
    expect(all.found).toEqual(first.found);
    expect(all.steps).toBeLessThan(one.steps * 20);

    const client = await desk.join('desk-reader');
    const like = (names: readonly string[]) =>
      client.text(
        `${routes.desk.likes({ kind: 'actor' })}&${names.map((name) => `name=${encodeURIComponent(name)}`).join('&')}`,
      );
    const typed = ['One Zxcvbnov', 'Two Zxcvbnov', 'Three Zxcvbnov', 'Four Zxcvbnov'];
    const html = await like([...typed, 'Fifth Qwertonov', 'Sixth Asdfgonov']);
    expect([html.includes('Fifth Qwertonov'), html.includes('Sixth Asdfgonov')]).toEqual([true, false]);
    expect(await like(['Sixth Asdfgonov'])).toContain('Sixth Asdfgonov');
  });
});
