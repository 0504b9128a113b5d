import { expect, it } from 'vitest';
import { run } from '../../../platform/operation.ts';
import { createTeam } from '../../../accounts/teams/change-team.ts';
import { limitItem } from '../../../record/teams/limit-item.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { administrator, editor as anEditor } from '../../../platform/testing/test-app.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { file } from '../../../record/filing/file.ts';
import { parseRef } from '../../../record/refs.ts';
import { PlainBrowser } from '../../drafting/testing/plain-browser.ts';
import { routes } from '../../routes.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';
import { filedCase } from './testing/filed-case.ts';

onEitherDatabase('the page that publishes a case', (db) => {
  const ground = async () => {
    const desk = deskOn(db());
    const filed = await filedCase(desk.app);
    const editor = await desk.join('editor');
    const address = routes.desk.publishCase({ number: filed.number });
    return { desk, ...filed, editor, address, page: new PlainBrowser(editor) };
  };
  type Ground = Awaited<ReturnType<typeof ground>>;
  const boxOf = (ref: string): string => `#keep-${ref.replace('/', '-')}`;
  const keepBack = (page: PlainBrowser, ref: string, keep = true): void => {
    if (keep) page.one(boxOf(ref)).setAttribute('checked', '');
    else page.one(boxOf(ref)).removeAttribute('checked');
  };
  const publishButton = 'form.form .buttons > .button.main';
  const publicCase = async ({ desk, number }: Ground) => {
    const answer = await desk.web.request(routes.case_.json({ number, slug: 'x' }));
    return answer.status === 301 ? desk.nobody.get(answer.headers.get('location')!) : answer;
  };
  /** Everything about the case that readers can open. */
  const seenByReaders = async ({ desk, number, mark, claims, sources }: Ground): Promise<string> => {
    const moved = (await desk.nobody.get(routes.case_({ number, slug: 'x' }))).headers.get('location');
    const paths = [
      moved ?? routes.case_({ number, slug: 'x' }),
      routes.case_.json({ number, slug: 'x' }),
      routes.search({ q: mark }),
      routes.cases(),
      ...claims.flatMap((ref) => [
        routes.claim({ number: parseRef(ref)!.number }),
        routes.claim.json({ number: parseRef(ref)!.number }),
      ]),
      ...sources.map((ref) => routes.source({ number: parseRef(ref)!.number })),
      '/export/cases.csv',
      '/export/record.jsonl',
      '/api/v1/claims',
      '/api/v1/sources',
    ];
    const found: string[] = [];
    for (const path of paths) found.push(await (await desk.nobody.get(path)).text());
    return found.join('\n');
  };

  it('lists what becomes public and what stays, and publishes it with one button', async () => {
    const at = await ground();
    const { page, address, mark, theCase } = at;
    await page.open(routes.desk.case_({ number: at.number }));
    await page.follow(`a[href="${address}"]`);
    expect(page.text).toContain(`Guardina ${mark} · Guardinka ${mark}`);
    for (const words of [`The stop ${mark}`, `Reporter stopped ${mark}`, `They took her camera ${mark}.`])
      expect(page.text).toContain(words);
    const offered = [...page.document.querySelectorAll('input[name="keep"]')].map((one) => one.getAttribute('value'));
    expect(offered).not.toContain(at.claims[4]!);
    expect(offered).not.toContain(at.sources[2]!);
    expect(offered).not.toContain(theCase);
    expect(page.text).toContain(`Uncheckedwords ${mark}`);
    expect((await publicCase(at)).status).toBe(404);

    await page.press(publishButton);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('Published')]);
    const seen = await seenByReaders(at);
    for (const words of [`The stop ${mark}`, `Secretmemo ${mark}`, `Wire House ${mark}`, `Guardina ${mark}`])
      expect(seen).toContain(words);
    for (const words of ['Uncheckedwords', 'Strangerova', 'Uncheckedpage'])
      expect(seen).not.toContain(`${words} ${mark}`);

    // The case is public now, so its button no longer offers to publish it.
    await page.open(routes.desk.case_({ number: at.number }));
    expect(page.one(`a[href="${address}"]`).textContent).toBe('Publish more of this case');
  });

  it('excludes what is selected: readers see that a source is withheld, and why', async () => {
    const at = await ground();
    const { page, address, sources, mark } = at;
    await page.open(address);
    const reason = `reason-${parseRef(sources[1]!)!.number}`;
    keepBack(page, sources[1]!);
    await page.press(publishButton);
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('Choose the reason')]);
    expect(page.one(boxOf(sources[1]!)).hasAttribute('checked')).toBe(true);
    await page.press(publishButton, { [reason]: 'safety' });
    expect(page.text).toContain('Published');
    const seen = await seenByReaders(at);
    expect(seen).not.toMatch(new RegExp(`secretmemo(\\.example/)? ?${mark}\\b`, 'i'));
    expect(seen).toContain('Source withheld: naming it could endanger someone');
    expect(await (await publicCase(at)).json()).toMatchObject({
      claims: expect.arrayContaining([expect.objectContaining({ source: null, withheld: 'safety', addresses: [] })]),
    });
    expect(seen).toContain(`The order came from above ${mark}.`);
    // Later publications keep the source at the desk too, unless the editor decides otherwise.
    await page.open(address);
    expect(page.one(boxOf(sources[1]!)).hasAttribute('checked')).toBe(true);
    expect(page.one('option[selected]').getAttribute('value')).toBe('safety');
  });

  it('shows a preview as a reader, which changes nothing', async () => {
    const at = await ground();
    const { page, address, sources, mark, editor } = at;
    await page.open(address);
    const form = page.one('form.form');
    const { _token, ...fields } = Object.fromEntries(page.fieldsOf(form));
    expect(_token).toBeTruthy();
    const answer = await editor.post(address, { ...fields, keep: sources[1]!, _intent: 'preview' });
    const html = await answer.text();
    expect(answer.status).toBe(200);
    for (const words of [
      'Preview: this is not public yet',
      `The stop ${mark}`,
      'Source withheld',
      `Wire House ${mark}`,
      // This claim has no value.
      `The order came from above ${mark}.`,
    ])
      expect(html).toContain(words);
    for (const words of ['Secretmemo', 'Uncheckedwords', 'Strangerova']) expect(html).not.toContain(words);
    // Readers have no PDF and no JSON of the case yet.
    expect(html).not.toMatch(/<a [^>]*href="\/cases\/[^"]*\.(?:pdf|json)/);
    expect((await publicCase(at)).status).toBe(404);
  });

  it('is undone as one change, from its confirmation', async () => {
    const at = await ground();
    const { page, address, sources } = at;
    await page.open(address);
    keepBack(page, sources[1]!);
    await page.press(publishButton, {
      [`reason-${parseRef(sources[1]!)!.number}`]: 'confidence',
    });
    await page.follow('a[href$="/undo"]');
    await page.press(publishButton, { reason: 'Published a week too early.' });
    expect(page.text).toContain('Undid');
    expect((await publicCase(at)).status).toBe(404);
    expect(await seenByReaders(at)).not.toMatch(new RegExp(`(stop|took|house|guard)[^"?]* ${at.mark}`, 'i'));
  });

  it('says what has changed since it was shown, and publishes nothing', async () => {
    const at = await ground();
    const { desk, page, address, claims, theCase, mark } = at;
    await page.open(address);
    await run(desk.app, checkClaims, anEditor, { claims: [claims[4]!] });
    await run(desk.app, file, anEditor, { events: [{ case: theCase, title: `Filed meanwhile ${mark}` }] });
    keepBack(page, claims[1]!);
    await page.press(publishButton);
    expect(page.status).toBe(409);
    expect(page.text).toMatch(new RegExp(`Uncheckedwords ${mark}\\.\\s*: changed since`));
    expect(page.text).toMatch(new RegExp(`Filed meanwhile ${mark}\\s*: added since`));
    expect(page.one(boxOf(claims[1]!)).hasAttribute('checked')).toBe(true);
    expect((await publicCase(at)).status).toBe(404);
    await page.press(publishButton);
    expect(page.text).toContain('Published');
    expect(await seenByReaders(at)).not.toContain(`They took her camera ${mark}`);
  });

  it('lets others propose, and an editor decide on the same page', async () => {
    const at = await ground();
    const { desk, page, address, sources, claims, mark } = at;
    const monitor = new PlainBrowser(await desk.join('monitor', 'Mo Nitor'));
    await monitor.open(address);
    const memo = `reason-${parseRef(sources[1]!)!.number}`;
    keepBack(monitor, sources[1]!);
    await monitor.press(publishButton, {
      [memo]: 'confidence',
      _proposal_note: 'All four are compared.',
    });
    expect([monitor.status, monitor.text]).toEqual([200, expect.stringContaining('All four are compared.')]);
    expect((await publicCase(at)).status).toBe(404);
    await page.open(routes.desk.proposals());
    await page.follow(`a[href^="${address}?proposal="]`);
    expect(page.text).toContain('Mo Nitor proposes to publish this');
    expect(page.text).toContain('All four are compared.');
    expect(page.one(boxOf(sources[1]!)).hasAttribute('checked')).toBe(true);
    keepBack(page, sources[1]!, false);
    keepBack(page, claims[1]!);
    await page.press(publishButton);
    expect(page.text).toContain('Published');
    const seen = await seenByReaders(at);
    expect(seen).toContain(`Secretmemo ${mark}`);
    expect(seen).not.toContain(`They took her camera ${mark}`);
    const accepted = await db().read.selectFrom('proposal').select('state').orderBy('id', 'desc').executeTakeFirst();
    expect(accepted).toEqual({ state: 'accepted' });
  });

  it('does not exist for people outside the team of a limited case, and a limited case stays at the desk', async () => {
    const at = await ground();
    const { desk, address, theCase, mark, editor } = at;
    expect((await desk.nobody.get(address)).status).toBe(303);
    expect((await (await desk.join('desk-reader')).get(address)).status).toBe(403);
    const outside = await desk.join('editor');
    const shown = await outside.text(address);
    const team = await run(desk.app, createTeam, administrator, { name: `Team ${mark}`, members: [editor.accountId] });
    await run(desk.app, limitItem, editor.principal, { thing: theCase, team: team.id });
    const inside = await editor.text(address);
    expect(inside).toContain('Limited to a team');
    expect(inside).not.toContain('value="preview"');
    const fields = { _version: valueOf(shown, '_version')!, keep: [] };
    for (const answer of [
      await outside.get(address),
      await outside.post(address, fields),
      await outside.post(address, { ...fields, _intent: 'preview' }),
    ]) {
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toContain(mark);
    }
    const sent = await editor.post(address, { ...fields, _version: valueOf(shown, '_version')! });
    expect(sent.status).not.toBe(303);
    expect((await publicCase(at)).status).toBe(404);
  });
});
