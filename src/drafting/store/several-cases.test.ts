import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { packageRoot } from '../../platform/config/package-root.ts';
import { run, runAsViewer, type App, type Principal } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator, editor } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { undo } from '../../record/history/undo/undo.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { loadCase } from '../../record/views/case.ts';
import { twoColleagues } from '../../record/testing/two-colleagues.ts';
import { acceptNamed } from '../testing/accept-named.ts';
import { addPage } from './add-page.ts';
import { caseOfClaim } from './cases.ts';
import { fileDraft } from './file-draft.ts';
import { loadDraft } from './load-draft.ts';
import { saveDraft } from './save-draft.ts';
import type { Edit } from './edits.ts';

const report = (mark: string): string => `Two arrests in two towns ${mark}

12 March 2031

Police arrested Lena Moroz, the editor of the Harbour Gazette, in Drevno on 11 March 2031, her lawyer Ada Lind said.

Police arrested Pavel Dorn, a photographer for the Lighthouse Weekly, in Westmark on 11 March 2031, Press Watch said.

“Moroz is innocent,” said Ada Lind.

Press Watch said that the weather had been fine.`;

onEitherDatabase('a draft of several cases', (db) => {
  let app: App;
  let member: Principal & { accountId: number };
  let other: Principal & { accountId: number };
  beforeAll(async () => {
    ({ app, member, other } = await twoColleagues(db()));
  });
  const begin = async (mark: string, options: { case?: string } = {}) => {
    const { draft } = await addPage(app, member, { text: report(mark) }, options);
    const content = async (who: Principal = member) =>
      runAsViewer(app, who, async () => (await loadDraft(db().read, draft))!.content);
    const step = (edit: Edit, who: Principal = member) => run(app, saveDraft, who, { draft, edit });
    const incident = async (target: string) =>
      (await content()).incidents.find(({ targets }) => targets.some(({ name }) => name === target))!;
    return {
      draft,
      content,
      step,
      put: async (target: string, to: { use: string; title?: string }) => {
        const { key, rev } = await incident(target);
        await step({ do: 'incident', key, rev, decision: 'accepted', to: { title: '', summary: '', ...to } });
      },
      claim: async (words: string) => (await content()).claims.find(({ wording }) => wording.includes(words))!,
      incident,
      async accept() {
        await step(acceptNamed(await content()));
        const { cast, works, revs } = await content();
        const known = cast.map((one) => ({ ...one, use: one.use ?? 'new', kind: one.kind ?? ('person' as const) }));
        await step({ do: 'cast', rev: revs.cast, cast: known, works });
      },
      fileAs: async (who: Principal = member) =>
        run(app, fileDraft, who, { draft, version: (await loadDraft(db().read, draft))!.version, checked: true }),
    };
  };
  /** A case on record with the arrest of someone on the day of the report. */
  const arrestOf = async (name: string) => {
    const filed = await run(app, file, editor, {
      actors: [{ key: 'who', kind: 'person', names: [{ text: name }] }],
      sources: [{ key: 's', kind: 'article', title: `${name} is held` }],
      cases: [{ key: 'c', title: `The arrest of ${name}` }],
      events: [{ key: 'e', case: '#c', title: 'Arrest' }],
      claims: [
        {
          case: '#c',
          wording: `${name} was arrested.`,
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          chain: [{ asWritten: 'the police' }],
          support: { kind: 'reference', source: '#s' },
          statements: [
            { subject: '#e', property: 'event-type', value: 'arrest' },
            { subject: '#e', property: 'date', value: '2031-03-11' },
            { subject: '#e', property: 'target', value: '#who' },
          ],
        },
      ],
    });
    return { case: filed.cases[0]!, event: filed.events[0]! };
  };
  const caseAt = async (ref: string) => {
    const { kind, number } = parseRef(ref)!;
    return loadCase(db().read, (await findThing(db().read, kind, number))!, 'desk');
  };

  it('files each claim to the case of its incident, and what belongs to none to the first', async () => {
    const { content, put, claim, accept, fileAs } = await begin('one');
    const known = await arrestOf('Pavel Dorn');
    await put('Lena Moroz', { use: 'new', title: 'Moroz is held' });
    await put('Pavel Dorn', { use: known.case });
    const by = async (words: string) => caseOfClaim(await content(), await claim(words));
    expect(await by('arrested Lena Moroz')).toEqual({ key: 'k1', by: 'incident' });
    expect(await by('Moroz is innocent')).toEqual({ key: 'k1', by: 'incident' });
    expect(await by('arrested Pavel Dorn')).toEqual({ key: 'k2', by: 'incident' });
    expect(await by('weather')).toEqual({ key: 'k1', by: 'first' });

    // The page tells two arrests on one day. The case on record has one of them.
    const arrests = (await content()).parts.filter(({ kind }) => kind === 'event');
    expect(arrests.map(({ case: key, use }) => [key, use]).toSorted()).toEqual([
      ['k1', 'new'],
      ['k2', known.event],
    ]);

    await accept();
    const { cases } = await fileAs();
    expect(cases).toHaveLength(2);
    expect(cases).toContain(known.case);
    const [hers, his] = await Promise.all([caseAt(cases.find((ref) => ref !== known.case)!), caseAt(known.case)]);
    const wordings = ({ claims }: typeof hers) => [...claims.values()].map(({ wording }) => wording).join(' | ');
    expect(wordings(hers)).toContain('Lena Moroz');
    expect(wordings(hers)).toContain('weather');
    expect(wordings(hers)).not.toContain('Dorn');
    expect(wordings(his)).toContain('arrested Pavel Dorn');
    expect(wordings(his)).not.toContain('Moroz');
    // The arrest on record is not added a second time.
    expect([hers.events.length, his.events.length]).toEqual([1, 1]);
    const after = await content();
    expect(after.incidents.map(({ decision }) => decision)).toEqual(['filed', 'filed']);
    expect(after.claims.filter(({ filed }) => filed).map((one) => one.case)).not.toContain(undefined);
  });

  it('is filed as one change, which is undone as one', async () => {
    const { put, accept, fileAs } = await begin('undone');
    await put('Lena Moroz', { use: 'new', title: 'Moroz is held' });
    await put('Pavel Dorn', { use: 'new', title: 'Dorn is held' });
    await accept();
    const { cases, filed } = await fileAs();
    expect(filed.cases).toEqual(cases);
    expect(filed.sources).toEqual([]);
    const { change_set_id: set } = await db()
      .read.selectFrom('change')
      .innerJoin('thing', 'thing.id', 'change.thing_id')
      .select('change.change_set_id')
      .where('thing.kind', '=', 'case')
      .where('thing.number', '=', parseRef(cases[0]!)!.number)
      .executeTakeFirstOrThrow();
    await undo(app, member, { target: { set: Number(set) }, reason: 'It was filed by mistake.', conflicts: 'stop' });
    const withdrawn = await db()
      .read.selectFrom('thing')
      .select('withdrawn_at')
      .where('kind', '=', 'case')
      .where(
        'number',
        'in',
        cases.map((ref) => parseRef(ref)!.number),
      )
      .execute();
    expect(withdrawn.map((row) => row.withdrawn_at !== null)).toEqual([true, true]);
  });

  it('lets people move a claim, and gives a shared event to both cases', async () => {
    const { content, step, put, claim } = await begin('moved');
    await put('Lena Moroz', { use: 'new', title: 'Moroz is held' });
    await put('Pavel Dorn', { use: 'new', title: 'Dorn is held' });
    const events = async () => (await content()).parts.filter(({ kind }) => kind === 'event').map((one) => one.case);
    expect((await events()).toSorted()).toEqual(['k1', 'k2']);
    const { key } = await claim('arrested Pavel Dorn');
    await step({ do: 'claim-case', claims: [key], case: 'k1' });
    expect(caseOfClaim(await content(), await claim('arrested Pavel Dorn'))).toEqual({ key: 'k1', by: 'choice' });
    expect(new Set(await events())).toEqual(new Set(['k1']));
    await step({ do: 'claim-case', claims: [key], case: null });
    expect(caseOfClaim(await content(), await claim('arrested Pavel Dorn')).key).toBe('k2');
    await expect(step({ do: 'claim-case', claims: [key], case: 'k9' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('says which incident has no case yet, and is filed when it is background', async () => {
    const { content, step, put, accept, fileAs, incident } = await begin('too early');
    await put('Lena Moroz', { use: 'new', title: 'Moroz is held' });
    await accept();
    const { key, rev } = await incident('Pavel Dorn');
    await expect(fileAs()).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: `incident:${key}.case`, message: 'drafting.problem.incident' }],
    });
    await step({ do: 'incident', key, rev, decision: 'skipped' });
    const { cases } = await fileAs();
    expect(cases).toHaveLength(1);
    expect((await content()).incidents.map(({ decision }) => decision)).toEqual(['filed', 'skipped']);
  });

  it('goes to one case as a whole, if someone chooses it for the page', async () => {
    const { content, step, accept, fileAs } = await begin('whole');
    const { revs } = await content();
    await step({ do: 'case', rev: revs.case, to: { use: 'new', title: 'Both arrests', summary: '' } });
    expect((await content()).incidents.map((one) => [one.decision, one.case])).toEqual([
      ['accepted', 'k1'],
      ['accepted', 'k1'],
    ]);
    await accept();
    expect((await fileAs()).cases).toHaveLength(1);
  });

  it('leaves an incident without a case when the case of another is only corrected', async () => {
    const { content, step, put, accept, fileAs, incident } = await begin('corrected');
    await put('Lena Moroz', { use: 'new', title: 'Moros is held' });
    const { revs } = await content();
    await step({ do: 'case', rev: revs.case, to: { use: 'new', title: 'Moroz is held', summary: '' } });
    expect(await incident('Pavel Dorn')).toMatchObject({ decision: 'open', case: null });
    await accept();
    await expect(fileAs()).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('is not filed while an incident with an accepted question has no case', async () => {
    const { draft, content, put, accept, step, incident, fileAs } = await begin('asked');
    await put('Lena Moroz', { use: 'new', title: 'Moroz is held' });
    await accept();
    const { key } = await incident('Pavel Dorn');
    const { claims, ...rest } = await content();
    const about = claims.flatMap((one) => (one.about?.includes(key) ? [one.key] : []));
    await step({ do: 'decide', claims: about, questions: [], decision: 'skipped' });
    const question = { key: 'q9', wording: 'Where is Pavel Dorn held?', start: 0, end: 5, claim: null };
    const asked = { ...question, about: [key], decision: 'accepted', filed: null };
    const stored = { ...rest, claims: (await content()).claims, questions: [asked] };
    await db().executeSql('update draft set content = $1::jsonb where id = $2', [JSON.stringify(stored), draft]);
    await expect(fileAs()).rejects.toMatchObject({
      fields: [{ path: `incident:${key}.case`, message: 'drafting.problem.incident' }],
    });
  });

  it('keeps what someone chose for an event while its only claim is skipped', async () => {
    const known = await arrestOf('Pavel Dorn');
    const { content, step, put, claim } = await begin('chosen');
    await put('Lena Moroz', { use: 'new', title: 'Moroz is held' });
    await put('Pavel Dorn', { use: known.case });
    const { parts, revs } = await content();
    const own = parts.find(({ use }) => use === known.event)!;
    await step({ do: 'parts', rev: revs.parts, parts: [{ ...own, use: 'new' }] });
    const { key } = await claim('arrested Pavel Dorn');
    for (const decision of ['skipped', 'open'] as const)
      await step({ do: 'decide', claims: [key], questions: [], decision });
    expect((await content()).parts.find((one) => one.key === own.key)).toMatchObject({ use: 'new', case: 'k2' });
  });

  it('does not match an event that someone adds as a new one', async () => {
    const known = await arrestOf('Pavel Dorn');
    const { content, step, put, claim } = await begin('added');
    await put('Lena Moroz', { use: 'new', title: 'Moroz is held' });
    await put('Pavel Dorn', { use: known.case });
    const { key, rev, statements, ...to } = await claim('arrested Pavel Dorn');
    const old = statements.find(({ property }) => property === 'event-type')!.subject;
    await step({
      do: 'claim',
      key,
      rev,
      to: { ...to, statements: statements.map((one) => (one.subject === old ? { ...one, subject: '#e9' } : one)) },
      cast: [],
      parts: [{ key: 'e9', kind: 'event', title: 'A second arrest', parent: null, use: 'new' }],
    });
    expect((await content()).parts.find((one) => one.key === 'e9')).toMatchObject({ use: 'new' });
  });

  it('joins two choices of the same case, and drops a case that nothing goes to', async () => {
    const { content, step, put, incident } = await begin('joined');
    const known = await arrestOf('Somebody Else');
    await put('Lena Moroz', { use: known.case });
    await put('Pavel Dorn', { use: 'new', title: 'Dorn is held' });
    expect((await content()).cases.map(({ use }) => use)).toEqual([known.case, 'new']);
    await step({
      do: 'case',
      rev: (await content()).revs.case,
      key: 'k2',
      to: { use: known.case, title: '', summary: '' },
    });
    expect((await content()).cases).toMatchObject([{ key: 'k2', use: known.case }]);
    expect((await content()).incidents.map((one) => one.case)).toEqual(['k2', 'k2']);
    await put('Pavel Dorn', { use: 'new', title: 'Dorn is held' });
    const { key, rev } = await incident('Lena Moroz');
    await step({ do: 'incident', key, rev, decision: 'open' });
    expect((await content()).cases).toMatchObject([{ use: 'new', title: 'Dorn is held' }]);
  });

  it('limits claims with the case of a team, and does not reveal the case to others', async () => {
    const known = await arrestOf('Quiet Person');
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members: [member.accountId] });
    await run(app, limitItem, member, { thing: known.case, team });
    const { content, step, put, accept, fileAs } = await begin('limited');
    await put('Lena Moroz', { use: 'new', title: 'Moroz is held' });
    await put('Pavel Dorn', { use: known.case });
    expect((await content(member)).cases.map(({ use }) => use)).toEqual(['new', known.case]);
    expect(JSON.stringify(await content(other))).not.toContain(known.case);
    await accept();
    // A colleague outside the team saves the parts as they see them. The choice of the team stays.
    const uses = async () => (await content(member)).parts.map(({ use }) => use);
    const before = await uses();
    expect(before).toContain(known.event);
    const shown = await content(other);
    await step({ do: 'parts', rev: shown.revs.parts, parts: shown.parts }, other);
    expect(await uses()).toEqual(before);
    await expect(fileAs(other)).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'case:k2.use', message: 'drafting.problem.case' }],
    });
    const { claims } = await fileAs(member);
    const seen = (who: Principal) =>
      runAsViewer(app, who, async () => {
        const numbers = claims.map((ref) => parseRef(ref)!.number);
        const rows = await db()
          .read.selectFrom('claim')
          .innerJoin('thing', 'thing.id', 'claim.id')
          .select('wording')
          .where('thing.number', 'in', numbers)
          .execute();
        return rows.map(({ wording }) => wording).join(' | ');
      });
    expect(await seen(member)).toContain('arrested Pavel Dorn');
    expect(await seen(other)).toContain('arrested Lena Moroz');
    expect(await seen(other)).not.toContain('arrested Pavel Dorn');
    expect((await content(other)).claims.filter(({ filed }) => filed).length).toBeLessThan(claims.length);
  });

  it('does not show the title of a case that was limited after filing', async () => {
    const { put, content, accept, fileAs } = await begin('limited later');
    await put('Lena Moroz', { use: 'new', title: 'Moroz is held' });
    await put('Pavel Dorn', { use: 'new', title: 'A confidential matter' });
    await accept();
    await fileAs();
    const { use } = (await content()).cases[1]!;
    const { id: team } = await run(app, createTeam, administrator, { name: 'South', members: [member.accountId] });
    await run(app, limitItem, member, { thing: use!, team });
    expect(JSON.stringify(await content(member))).toContain('A confidential matter');
    expect(JSON.stringify(await content(other))).not.toContain('A confidential matter');
  });

  it('keeps the cases of drafts from earlier versions of Kronika', async () => {
    const { draft, content } = await begin('old');
    const old = await content();
    const { cases: _, incidents, ...rest } = old;
    const before = {
      ...rest,
      case: { use: 'case/2', title: 'Typed', summary: 'A summary' },
      incidents: [
        { ...incidents[0], decision: 'filed', case: 'case/1' },
        { ...incidents[1], decision: 'accepted', case: 'case/2' },
        { ...incidents[1], key: 'i3', decision: 'open', case: null },
      ],
    };
    const put = (given: unknown) =>
      db().executeSql('update draft set content = $1::jsonb where id = $2', [JSON.stringify(given), draft]);
    const migrated = async () => {
      await db().executeSql(readFileSync(join(packageRoot, 'migrations/0175-cases-of-drafts.sql'), 'utf8'));
      const { rows } = await db().executeSql('select content from draft where id = $1', [draft]);
      return (rows[0] as { content: typeof old & { case?: unknown } }).content;
    };
    await put(before);
    const { cases, case: gone, incidents: now } = await migrated();
    expect(gone).toBeUndefined();
    expect(cases).toEqual([
      { key: 'k1', use: 'case/2', title: 'Typed', summary: 'A summary' },
      { key: 'k2', use: 'case/1', title: '', summary: '' },
    ]);
    expect(now.map((one) => one.case)).toEqual(['k2', 'k1', null]);
    await put({ ...before, case: { use: null, title: '', summary: '' }, incidents: [] });
    expect(await migrated()).toMatchObject({ cases: [{ key: 'k1', use: null }], incidents: [] });
  });
});
