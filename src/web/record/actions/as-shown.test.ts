import { expect, it } from 'vitest';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor as anEditor } from '../../../platform/testing/test-app.ts';
import { changeCaseEntry } from '../../../record/cases/change-case-entry.ts';
import { changeClaim } from '../../../record/claims/change-claim.ts';
import { file } from '../../../record/filing/file.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { PlainBrowser } from '../../drafting/testing/plain-browser.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onEitherDatabase('items that an editor makes public', (db) => {
  const said = (ref: string, wording: string) => ({
    case: ref,
    wording,
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    chain: [{ pagesOwn: true as const }],
    support: { kind: 'direct-word' as const, note: 'by telephone' },
  });
  const ground = async () => {
    const desk = deskOn(db());
    const { cases, claims, events } = await run(desk.app, file, anEditor, {
      cases: [{ key: 'c', title: 'Questioned' }],
      events: [{ case: '#c', title: 'Questioned' }],
      claims: [said('#c', 'They took a camera.'), said('#c', 'They took a telephone.')],
    });
    const [monitor, editor] = [await desk.join('monitor'), await desk.join('editor')];
    const reword = (claim: string) =>
      run(desk.app, changeClaim, monitor.principal, { claim, version: 1, to: said(cases[0]!, 'They took a bribe.') });
    return {
      desk,
      event: events[0]!,
      theCase: cases[0]!,
      claims,
      monitor,
      editor,
      reword,
      page: new PlainBrowser(editor),
    };
  };
  const access = async (refs: readonly string[]): Promise<string[]> =>
    Promise.all(
      refs.map(async (ref) => (await findThing(db().read, parseRef(ref)!.kind, parseRef(ref)!.number))!.visibility),
    );

  it('become public only as their page showed them: if one has changed since, the editor has to look again', async () => {
    const { desk, event, monitor, page } = await ground();
    const address = routes.desk.event({ number: parseRef(event)!.number });
    await page.open(address);
    await run(desk.app, changeCaseEntry, monitor.principal, {
      thing: event,
      version: 1,
      title: 'Took a bribe',
      visibility: 'desk',
    });
    await page.press('form[action$="/visibility"] button');
    expect([page.status, page.text]).toEqual([409, expect.stringContaining('after you opened the page')]);
    expect(await access([event])).toEqual(['desk']);
    await page.follow('main a.button.main');
    expect([page.path, page.text]).toEqual([address, expect.stringContaining('Took a bribe')]);
    await page.press('form[action$="/visibility"] button');
    expect([page.status, await access([event])]).toEqual([200, ['public']]);
  });

  it('become public only as the list showed them, even if an item that is not selected has changed', async () => {
    const { claims, editor, reword, page } = await ground();
    const back = routes.desk.claims();
    const send = async (selected: readonly string[]): Promise<() => Promise<Response>> => {
      await page.open(back);
      const form = page.one(`form[action="${routes.desk.changeClaims()}"]`);
      const shown = page.fieldsOf(form).flatMap(([name, value]) => (name === '_shown' ? [value] : []));
      return () =>
        editor.post(routes.desk.changeClaims(), { _intent: 'public', back, claims: selected, _shown: shown });
    };
    const [both, other] = [await send(claims), await send(claims.slice(1))];
    await reword(claims[0]!);
    const late = await both();
    expect([late.status, (await late.text()).includes(`href="${back}"`)]).toEqual([409, true]);
    expect(await access(claims)).toEqual(['desk', 'desk']);
    expect([(await other()).status, await access(claims)]).toEqual([303, ['desk', 'public']]);
    const again = await send(claims.slice(0, 1));
    expect([(await again()).status, await access(claims)]).toEqual([303, ['public', 'public']]);
  });

  it('become public only at the versions given, and a version of an item that is not among them is refused', async () => {
    const { desk, claims, reword } = await ground();
    const show = (things: string[], versions: Record<string, number>) =>
      run(desk.app, setVisibility, anEditor, { things, versions, visibility: 'public' });
    await expect(show(claims.slice(1), { [claims[0]!]: 1 })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'versions', message: 'errors.field.ref.not_among' }],
    });
    await reword(claims[0]!);
    await expect(show(claims, { [claims[0]!]: 1, [claims[1]!]: 1 })).rejects.toMatchObject({ code: 'conflict' });
    expect(await access(claims)).toEqual(['desk', 'desk']);
    await show(claims, { [claims[0]!]: 2, [claims[1]!]: 1 });
    expect(await access(claims)).toEqual(['public', 'public']);
  });
});
