import { expect, it } from 'vitest';
import { loadExample } from '../../../exchange/example/load.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { duplicateProjection } from '../../../record/duplicates/duplicate-projection.ts';
import { parseRef } from '../../../record/refs.ts';
import { routes } from '../../routes.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

onEitherDatabase('disagreements at the desk', (db) => {
  it('are listed, resolved by an editor with one reason for several similar ones, and shown to readers', async () => {
    const desk = deskOn(db(), { listeners: [duplicateProjection] });
    const refs = (await loadExample(desk.app))!;
    const [editor, monitor] = [await desk.join('editor', 'Editor Qwert'), await desk.join('monitor')];
    const number = (key: string): number => parseRef(refs[key]!)!.number;
    const filed = routes.desk.disagreement({ kind: 'proceeding', number: number('p-suit'), property: 'filed' });
    expect(await monitor.text(routes.desk.disagreements())).toContain(filed);
    expect(await monitor.text(filed)).toContain('Only editors can resolve disagreements');
    expect((await monitor.post(filed, { answer: 'unresolved', reason: 'Nothing decides it.' })).status).toBe(403);

    const form = await editor.text(filed);
    expect(form).toContain('Human Rights Watch');
    const also = [`${refs['ev-suit-filed']}.date`, `${refs['case-suit']}.began`];
    for (const key of also) expect(form).toContain(`value="${key}"`);
    const unsure = await editor.post(filed, {
      answer: 'preferred',
      reason: 'The filing is what Eurasianet dates.',
      also,
    });
    expect([unsure.status, await unsure.text()]).toEqual([
      400,
      expect.stringContaining('The filing is what Eurasianet dates.'),
    ]);
    const prefers = valueOf(form.slice(form.indexOf('name="prefers"') - 200), 'prefers')!;
    expect(
      (await editor.post(filed, { answer: 'preferred', prefers, reason: 'The filing is what Eurasianet dates.', also }))
        .status,
    ).toBe(303);
    expect(await editor.text(filed)).toContain('Editor Qwert');

    const suit = await (
      await desk.web.request(routes.case_.json({ number: number('case-suit'), slug: 'x' }), {})
    ).text();
    const page = await (await desk.web.request(JSON.parse(suit).url as string)).text();
    const data = JSON.parse(suit) as { disagreements: { state: string; answer: { reason: string } }[] };
    expect(data.disagreements.map((one) => [one.state, one.answer.reason])).toEqual(
      Array.from({ length: 3 }, () => ['preferred', 'The filing is what Eurasianet dates.']),
    );
    // Readers see the decision and its reason, but not the name of the editor.
    expect([
      page.includes('The filing is what Eurasianet dates.'),
      page.includes('Editor Qwert'),
      suit.includes('Qwert'),
    ]).toEqual([true, false, false]);

    const four = routes.desk.disagreement({ kind: 'event', number: number('ev-four'), property: 'event-type' });
    const fourth = await editor.text(four);
    const moved = valueOf(fourth.slice(fourth.indexOf('name="moved"') - 200), 'moved')!;
    expect(
      (
        await editor.post(four, {
          answer: 'two-events',
          moved,
          reason: 'They were questioned after they had been let go.',
        })
      ).status,
    ).toBe(400);
    expect(
      (
        await editor.post(four, {
          answer: 'two-events',
          moved,
          title: 'Four journalists are detained',
          reason: 'They were questioned after they had been let go.',
        })
      ).status,
    ).toBe(303);
    const all = await (await desk.web.request(routes.disagreements({ state: ['two-events'] }))).text();
    // After a property, the page names the kind of item in brackets. A property whose name contains the kind (“Kind of
    // event”) needs no brackets.
    expect(all).toContain('Date it began (case)');
    expect(all).toMatch(/Kind of event(?! \()/);
    expect(all).not.toMatch(/Kind of event \(|Job or position \(/);
    for (const words of [
      'Four journalists are detained',
      'They were questioned after they had been let go.',
      'The order to block Ratel.kz',
    ])
      expect(all).toContain(words);
    expect(all).not.toContain('Alexander Vorotilov');
    const history = await editor.text(routes.desk.historyOf({ kind: 'event', number: number('ev-four') }));
    for (const words of ['They were questioned after they had been let go.', 'Not a contradiction'])
      expect(history).toContain(words);
    expect(history).not.toContain('two-events');
  });
});
