import { expect, it } from 'vitest';
import { loadCited } from '../../../documents/claims/load-cited.ts';
import { unfit } from '../../../documents/claims/cited-claim.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { changeClaim } from '../../../record/claims/change-claim.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { needsSecondPerson } from '../../../record/claims/second-person.ts';
import { file } from '../../../record/filing/file.ts';
import { fileImported } from '../../../record/filing/testing/file-imported.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import { previewSetBack, setBack } from '../../../record/history/set-back.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { loadClaims } from '../../../record/views/claims.ts';
import { loadFacts } from '../../../record/views/facts.ts';
import { PlainBrowser } from '../../drafting/testing/plain-browser.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

type Claim = NonNullable<FilingInput['claims']>[number];

onEitherDatabase('the check of a claim', (db) => {
  const ground = async () => {
    const desk = deskOn(db());
    const writer = await desk.join('editor', 'Wanda Writer');
    const checker = await desk.join('editor', 'Carl Checker');
    const made = await run(desk.app, file, writer.principal, {
      actors: [{ kind: 'person', names: [{ text: 'Mira Vondra' }], visibility: 'public' }],
      sources: [{ kind: 'article', title: 'Newsroom searched', visibility: 'public' }],
      cases: [{ title: 'The Vondra case', visibility: 'public' }],
    });
    const claim: Claim = {
      case: made.cases[0]!,
      wording: 'The newsroom is in Almaty.',
      kind: 'paraphrase',
      mode: 'stated',
      chain: [{ actor: made.actors[0]!, verb: 'said' }],
      support: { kind: 'reference', source: made.sources[0]! },
      statements: [{ subject: made.cases[0]!, property: 'place', value: { country: 'KZ', locality: 'Almaty' } }],
      visibility: 'public',
    };
    const add = async (more: Partial<Claim> = {}) =>
      (await run(desk.app, file, writer.principal, { claims: [{ ...claim, ...more }] })).claims[0]!;
    const addImported = async () =>
      (await run(desk.app, fileImported, writer.principal, { claims: [{ ...claim, imported: true }] })).claims[0]!;
    const read = async (ref: string) => {
      const { number } = parseRef(ref)!;
      const { id } = (await findThing(db().read, 'claim', number))!;
      return (await loadClaims(db().read, [id], 'desk'))[0]!;
    };
    const caseId = (await findThing(db().read, 'case', parseRef(made.cases[0]!)!.number))!.id;
    const places = async () =>
      ((await loadFacts(db().read, [caseId], 'public')).get(caseId) ?? []).find((one) => one.property === 'place')
        ?.values.length ?? 0;
    const change = async (ref: string, to: Claim, who = writer) =>
      run(desk.app, changeClaim, who.principal, { claim: ref, version: (await read(ref)).version, to });
    const number = (ref: string) => parseRef(ref)!.number;
    return { ...desk, writer, checker, made, claim, add, addImported, read, places, change, number };
  };

  it('is missing for imported claims: readers see their facts, with a note that no one has checked them', async () => {
    const { app, addImported, read, places, writer, nobody, number, made } = await ground();
    const ref = await addImported();
    expect([(await read(ref)).state, await places()]).toEqual(['imported', 1]);
    expect(unfit((await loadCited(db().read, [ref])).get(ref)!)).toBe('claim-draft');
    const there = (path: string) => nobody.text(path).then((page) => page.replaceAll(/<[^>]+>|\s+/g, ' '));
    expect(await there(routes.claim({ number: number(ref) }))).toContain('Imported from a table of data. No one');
    const caseNumber = number(made.cases[0]!);
    const ofCase = await nobody.get(`/cases/${caseNumber}`);
    const casePath = ofCase.status === 200 ? `/cases/${caseNumber}` : ofCase.headers.get('location')!;
    expect(await there(casePath)).toContain('(imported, not checked)');
    const home = await writer.text(routes.desk.home());
    expect(home).toMatch(/\d+ imported claims? to check/);
    expect(await writer.text(routes.desk.claims({ state: 'imported' }))).toContain('The newsroom is in Almaty.');
    expect(await writer.text(routes.desk.claim({ number: number(ref) }))).toContain('Not checked. Imported');

    await run(app, checkClaims, writer.principal, { claims: [ref] });
    const checked = await read(ref);
    expect([checked.state, checked.importedAt !== null, unfit((await loadCited(db().read, [ref])).get(ref)!)]).toEqual([
      'checked',
      true,
      null,
    ]);
    expect(await there(casePath)).not.toContain('(imported, not checked)');
    expect(await there(routes.claim({ number: number(ref) }))).toContain('Checked: someone at the desk');
    const page = await writer.text(routes.desk.claim({ number: number(ref) }));
    expect(page).toMatch(/Checked against the source by Wanda Writer/);
  });

  it('is lost when wording, speaker, mode or a value changes, and stays when only the access does', async () => {
    const { claim, add, addImported, read, places, change } = await ground();
    const ref = await add({ checked: true });
    expect([(await read(ref)).state, await places()]).toEqual(['checked', 1]);
    await change(ref, { ...claim, statements: claim.statements!.map((one) => ({ ...one, rank: 'preferred' })) });
    await change(ref, { ...claim, visibility: 'desk' });
    await change(ref, { ...claim, chain: [{ ...claim.chain[0]!, visibility: 'desk' }] });
    expect(await read(ref)).toMatchObject({ state: 'checked', checkedAt: expect.any(Date) });
    const others: Partial<Claim>[] = [
      { wording: 'The newsroom was in Almaty.' },
      { chain: [{ asWritten: 'a lawyer', verb: 'said' }] },
      { mode: 'alleged' },
      { statements: [{ ...claim.statements![0]!, value: { country: 'KZ', locality: 'Astana' } }] },
      { support: { kind: 'direct-word', note: 'by telephone' } },
    ];
    for (const other of others) {
      await change(ref, { ...claim, ...other });
      expect([other, (await read(ref)).state, (await read(ref)).checkedAt, await places()]).toEqual([
        other,
        'draft',
        null,
        0,
      ]);
      await change(ref, { ...claim, checked: true });
      expect([(await read(ref)).state, await places()]).toEqual(['checked', 1]);
    }
    const imported = await addImported();
    await change(imported, { ...claim, visibility: 'desk' });
    expect((await read(imported)).state).toBe('imported');
    await change(imported, { ...claim, wording: 'Another wording.' });
    expect((await read(imported)).state).toBe('draft');
  });

  it('covers only the words that the checker saw, in the list and on the page', async () => {
    const { app, claim, add, read, change, checker, number } = await ground();
    const refs = [await add(), await add()];
    const browser = new PlainBrowser(checker);
    await browser.open(routes.desk.claim({ number: number(refs[0]!) }));
    const back = routes.desk.claims();
    const list = new PlainBrowser(checker);
    await list.open(back);
    const shown = list
      .fieldsOf(list.one(`form[action="${routes.desk.changeClaims()}"]`))
      .flatMap(([name, value]) => (name === '_shown' ? [value] : []));
    const checkListed = (claims: string[]) =>
      checker.post(routes.desk.changeClaims(), { _intent: 'check', back, claims, _shown: shown });
    await change(refs[0]!, { ...claim, wording: 'The president himself ordered it.' });

    await browser.press('form[action$="/check"] button');
    expect([browser.status, browser.text]).toEqual([409, expect.stringContaining('after you opened the page')]);
    const late = await checkListed(refs);
    expect([late.status, await late.text()]).toEqual([409, expect.stringContaining('after you opened the page')]);
    await expect(
      run(app, checkClaims, checker.principal, { claims: refs, versions: { [refs[0]!]: 1 } }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect([(await read(refs[0]!)).state, (await read(refs[1]!)).state]).toEqual(['draft', 'draft']);

    await browser.follow('main a.button.main');
    expect(browser.text).toContain('The president himself ordered it.');
    await browser.press('form[action$="/check"] button');
    expect([browser.status, (await read(refs[0]!)).state]).toEqual([200, 'checked']);
    // Another person has checked one claim of the list since. The other claims of the list can still be checked.
    expect([(await checkListed(refs.slice(1))).status, (await read(refs[1]!)).state]).toEqual([303, 'checked']);
    const more = [await add(), await add()];
    await run(app, checkClaims, checker.principal, { claims: more.slice(0, 1) });
    const versions = Object.fromEntries(more.map((ref) => [ref, 1]));
    expect(await run(app, checkClaims, checker.principal, { claims: more, versions })).toEqual({ changed: 1 });
  });

  it('can be given by several people at the same time: the first counts, and none is refused', async () => {
    const { app, add, read, checker, writer } = await ground();
    const refs: string[] = [];
    for (let n = 0; n < 12; n++) refs.push(await add());
    const orders = [refs, refs.toReversed(), refs.slice(6).concat(refs.slice(0, 6))];
    const done = await Promise.all(
      Array.from({ length: 9 }, (_, n) =>
        run(app, checkClaims, (n % 2 ? writer : checker).principal, { claims: orders[n % 3]! }),
      ),
    );
    expect(done.reduce((sum, { changed }) => sum + changed, 0)).toBe(refs.length);
    for (const ref of refs) expect((await read(ref)).state).toBe('checked');
  });

  it('does not come back in the name of the person who took it back', async () => {
    const { app, claim, add, change, read, writer, checker, number, join } = await ground();
    const ref = await add();
    const ends = async (who: typeof writer, state: 'checked' | 'draft') =>
      run(app, checkClaims, who.principal, { claims: [ref], state });
    const setsOf = async (state: string) =>
      (
        await db().executeSql(
          `select change_set_id::int as id from change c join thing t on t.id = c.thing_id where t.kind = 'claim' and t.number = $1
         and c.action = 'checked' and c.after ->> 'state' = $2 order by 1`,
          [number(ref), state],
        )
      ).rows as { id: number }[];
    const reason = 'It was checked before, and rightly so.';
    const restoreBy = async (who: typeof writer) => {
      const thing = (await findThing(db().read, 'claim', number(ref)))!;
      const to = (await setsOf('checked')).at(-1)!.id;
      const { seen } = await previewSetBack(db().read, thing, to);
      return run(app, setBack, who.principal, { thing: ref, to, seen, reason }, reason);
    };
    await ends(checker, 'checked');
    await ends(checker, 'draft');
    await expect(restoreBy(writer)).rejects.toMatchObject({
      fields: [{ path: 'to', message: 'record.history.problem.check_taken_back' }],
    });
    const boss = await join('editor', 'Erna Editor');
    const page = await boss.post(routes.desk.undoChangeSet({ number: (await setsOf('draft')).at(-1)!.id }), { reason });
    expect([(await read(ref)).state, page.status < 500]).toEqual(['draft', true]);
    // The check does not return together with other words, nor after the claim was withdrawn.
    await writer.post(routes.desk.act({ kind: 'claim', number: number(ref), act: 'withdraw' }), { reason });
    await restoreBy(writer).catch(() => null);
    expect((await read(ref)).state).not.toBe('checked');
    // If the person who checked a claim withdraws or rewords it, the check does not come back either.
    for (const end of ['withdraw', 'reword'] as const) {
      const given = await add();
      await run(app, checkClaims, checker.principal, { claims: [given] });
      const to = seenCheck(await history(number(given)));
      if (end === 'reword') await change(given, { ...claim, wording: 'Mira Vondra had no office.' }, checker);
      else await checker.post(routes.desk.act({ kind: 'claim', number: number(given), act: 'withdraw' }), { reason });
      expect((await read(given)).state).not.toBe('checked');
      const thing = (await findThing(db().read, 'claim', number(given)))!;
      const { seen } = await previewSetBack(db().read, thing, to);
      await run(app, setBack, writer.principal, { thing: given, to, seen, reason }, reason);
      expect([end, (await read(given)).state]).toEqual([end, 'draft']);
    }
    // A check that was ended by mistake can be restored by the person who ended it.
    const other = await add();
    await run(app, checkClaims, checker.principal, { claims: [other] });
    await run(app, checkClaims, writer.principal, { claims: [other], state: 'draft' });
    const thing = (await findThing(db().read, 'claim', number(other)))!;
    const { seen } = await previewSetBack(db().read, thing, seenCheck(await history(number(other))));
    await run(
      app,
      setBack,
      writer.principal,
      { thing: other, to: seenCheck(await history(number(other))), seen, reason },
      reason,
    );
    expect(await read(other)).toMatchObject({ state: 'checked' });
    // The restored check is valid. It stays if someone restores a version that differs only in access.
    const before = Number((await history(number(other))).at(-1)!.id);
    await change(other, { ...claim, visibility: 'desk' });
    const again = (await findThing(db().read, 'claim', number(other)))!;
    const now = await previewSetBack(db().read, again, before);
    await run(app, setBack, boss.principal, { thing: other, to: before, seen: now.seen, reason }, reason);
    expect(await read(other)).toMatchObject({ state: 'checked', visibility: 'public' });
  });

  it('is not skipped by filing or changing a claim as imported: only imports say so', async () => {
    const { app, claim, read, change, writer } = await ground();
    const { claims } = await run(app, file, writer.principal, { claims: [{ ...claim, imported: true } as Claim] });
    expect((await read(claims[0]!)).state).toBe('draft');
    await change(claims[0]!, { ...claim, wording: 'Other words.', imported: true } as Claim);
    expect(await read(claims[0]!)).toMatchObject({ state: 'draft', importedAt: null });
  });

  it('can be required to come from a second person', async () => {
    const { app, claim, add, read, change, writer, checker, number } = await ground();
    const early = await add();
    const form = (path: string) => writer.text(path).then((page) => page.includes('I have compared this claim'));
    expect(await form(routes.desk.newClaim())).toBe(true);
    expect((await writer.post(routes.desk.checking(), { second: '1' })).status).toBe(303);
    try {
      expect(await needsSecondPerson(db().read)).toBe(true);
      expect(await writer.text(routes.desk.checking())).toMatch(/checked=""[^>]*name="second"/);
      expect(await form(routes.desk.newClaim())).toBe(false);
      expect(await form(routes.desk.editClaim({ number: number(early) }))).toBe(false);
      expect(await form(routes.desk.facts({ kind: 'case', number: number(claim.case!) }))).toBe(false);
      const begun = await writer.post(routes.desk.newFromPage(), {
        page: 'Police searched the office\n\nPolice searched the office on Monday, Mira Vondra said.',
      });
      const draft = await writer.text(begun.headers.get('location')!);
      expect([draft.includes('Police searched the office'), draft.includes('I have compared these claims')]).toEqual([
        true,
        false,
      ]);
      await expect(add({ checked: true })).rejects.toMatchObject({
        fields: [{ path: 'claims.0.checked', message: 'errors.field.claim.second_person' }],
      });
      await expect(change(early, { ...claim, checked: true })).rejects.toMatchObject({
        fields: [{ path: 'to.checked', message: 'errors.field.claim.second_person' }],
      });
      const check = (who: typeof writer) => run(app, checkClaims, who.principal, { claims: [early] });
      await expect(check(writer)).rejects.toMatchObject({
        fields: [{ path: 'claims.0', message: 'errors.field.claim.own' }],
      });
      const refused = await writer.post(routes.desk.act({ kind: 'claim', number: number(early), act: 'check' }));
      expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('You wrote this claim.')]);
      await check(checker);
      expect(await read(early)).toMatchObject({ state: 'checked' });

      // The person who last changed the wording is the claim's writer.
      await change(early, { ...claim, wording: 'The newsroom stood in Almaty.' }, checker);
      await expect(check(checker)).rejects.toMatchObject({ fields: [{ message: 'errors.field.claim.own' }] });
      await check(writer);
      // Someone who changed only the access is not the writer.
      await change(early, { ...claim, wording: 'The newsroom stood in Almaty, they say.' }, checker);
      await change(early, { ...claim, wording: 'The newsroom stood in Almaty, they say.', visibility: 'desk' });
      await expect(check(checker)).rejects.toMatchObject({ fields: [{ message: 'errors.field.claim.own' }] });
      await check(writer);
      // Restoring a checked version makes the claim checked again, even if the person who restores it is the one who
      // checked it.
      const to = (await history(number(early))).find((row) => row.operation === 'record.checkClaims')!.id;
      const thing = (await findThing(db().read, 'claim', number(early)))!;
      const { seen } = await previewSetBack(db().read, thing, to);
      const reason = 'The first wording was right.';
      await run(app, setBack, checker.principal, { thing: early, to, seen, reason }, reason);
      expect(await read(early)).toMatchObject({ state: 'checked', wording: 'The newsroom is in Almaty.' });
    } finally {
      expect((await writer.post(routes.desk.checking(), {})).status).toBe(303);
    }
    expect(await form(routes.desk.newClaim())).toBe(true);
    await add({ checked: true });
  });

  const seenCheck = (rows: { id: number; operation: string }[]): number =>
    Number(rows.find(({ operation }) => operation === 'record.checkClaims')!.id);

  const history = async (number: number) => {
    const { id } = (await findThing(db().read, 'claim', number))!;
    return db()
      .read.selectFrom('change')
      .innerJoin('change_set', 'change_set.id', 'change.change_set_id')
      .select(['change_set.id', 'change_set.operation'])
      .where('change.thing_id', '=', id)
      .orderBy('change_set.id')
      .execute();
  };
});
