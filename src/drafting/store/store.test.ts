import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { packageRoot } from '../../platform/config/package-root.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { madeNames } from '../../record/actors/names/testing/made-names.ts';
import { file } from '../../record/filing/file.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { loadCase } from '../../record/views/case.ts';
import { acceptNamed } from '../testing/accept-named.ts';
import { addPage } from './add-page.ts';
import { dropDraft } from './create-draft.ts';
import { fileDraft } from './file-draft.ts';
import { captureBefore, loadDraft } from './load-draft.ts';
import { nearActorsOf } from './near.ts';
import { saveDraft } from './save-draft.ts';

const seedFile = join(packageRoot, '../shared/seed/000_8b1f9d54ddd11b58.txt');
const text = `Court Fines the Harbour Gazette

12 March 2031

A court ordered the Harbour Gazette to pay 5,000 euros in damages on 3 March 2031, Press Watch said.

The paper's editor, Lena Moroz, said that she would appeal.

It remains unclear whether the hearings were open.`;

onEitherDatabase('drafts', (db) => {
  it('preserve a page once, and lead to its draft when the page is added again', async () => {
    const app = testApp(db());
    const first = await addPage(app, monitor, { text });
    expect(first).toMatchObject({ known: false, draftKnown: false, title: 'Court Fines the Harbour Gazette' });
    const again = await addPage(app, monitor, { text });
    expect(again).toMatchObject({ known: true, draftKnown: true, draft: first.draft, capture: first.capture });
    const draft = (await loadDraft(db().read, first.draft))!;
    expect(draft.capture.text).toBe(text);
    expect(draft.content.claims.map((claim) => claim.decision)).toEqual(draft.content.claims.map(() => 'open'));
    await run(app, dropDraft, monitor, { drafts: [first.draft] });
    expect(await loadDraft(db().read, first.draft)).toBeNull();
  });

  it('know who is a person from “she” and from a role, and list no pronoun as another spelling', async () => {
    const { draft } = await addPage(testApp(db()), monitor, {
      text: `Editor of the Harbour Courier Sued

12 March 2031

Helvaris Group has filed a defamation suit against the Harbour Courier and its editor, Mirela Dascal, over a report.

Helvaris Group filed the suit on 3 March 2031. It demands 12,000 euros in damages, according to its statement.

Mirela Dascal said that the newspaper would defend the report. "Every figure is from their own papers," she said.`,
    });
    const { cast } = (await loadDraft(db().read, draft))!.content;
    expect(cast.find(({ name }) => name === 'Mirela Dascal')).toMatchObject({ kind: 'person' });
    expect(cast.flatMap(({ asWritten }) => asWritten).filter((words) => /^(?:it|she)$/i.test(words))).toEqual([]);
  });

  it('show what a page said before, when it is added again with other words', async () => {
    const app = testApp(db(), {
      now: (() => {
        let hour = 0;
        return () => new Date(Date.UTC(2031, 2, 13, hour++));
      })(),
    });
    const url = 'https://gazette.example/fined';
    await addPage(app, monitor, { text: `${text}\nOne.`, url });
    const later = await addPage(app, monitor, { text: `${text}\nTwo.`, url });
    expect(later.previous).toMatch(/^capture\//);
    const draft = (await loadDraft(db().read, later.draft))!;
    expect((await captureBefore(db().read, draft.capture.id))!.text).toContain('One.');
  });

  it('find the actor who has exactly the name on the page, in whatever order the names of the actor are listed', async () => {
    const app = testApp(db());
    const spellings = ['Zeynulla Kakimzhanov', 'Zeinulla Kakimzhanov', 'Зейнулла Какимжанов'];
    for (const names of [spellings, spellings.toReversed()]) {
      const { actors } = await run(app, file, monitor, {
        actors: [{ kind: 'person' as const, names: names.map((name) => ({ text: name })) }],
      });
      const near = (await nearActorsOf(db().read, ['Zeinulla Kakimzhanov'])).of.get('Zeinulla Kakimzhanov')!;
      expect(near.find(({ ref }) => ref === actors[0])).toMatchObject({ name: 'Zeinulla Kakimzhanov', exact: true });
    }
  });

  it('find the actor with the name on the page among 400 others with the same family name', async () => {
    const app = testApp(db());
    const given = ['Aibek', 'Dana', 'Marat', 'Saule', 'Timur', 'Bolat', 'Yerlan', 'Oleg', 'Pavel', 'Igor'];
    await run(app, file, monitor, {
      actors: Array.from({ length: 400 }, (_, index) => ({
        kind: 'person' as const,
        names: [{ text: `${given[index % 10]} ${given[Math.floor(index / 10) % 10]} Sadvakasov` }],
      })),
    });
    const { actors } = await run(app, file, monitor, {
      actors: [{ kind: 'person' as const, names: [{ text: 'Zhanar Sadvakasov' }] }],
    });
    const near = await nearActorsOf(db().read, ['Жанар Садвакасов']);
    expect(near.of.get('Жанар Садвакасов')![0]).toMatchObject({ ref: actors[0] });
    expect(near.complete).toBe(true);
  });

  it('say that not all names were compared, if the comparison takes too long', async () => {
    const app = testApp(db());
    const made = madeNames(2, 58, 200).map((name) => `${name} Lomakin`);
    await run(app, file, monitor, {
      actors: made.slice(0, 30).map((text) => ({ kind: 'person' as const, names: [{ text }] })),
    });
    expect((await nearActorsOf(db().read, made.slice(30))).complete).toBe(false);
    expect((await nearActorsOf(db().read, ['Anna Lomakin'])).complete).toBe(true);
    const many = Array.from({ length: 301 }, (_, index) => `Name ${index}`);
    expect((await nearActorsOf(db().read, many)).complete).toBe(false);
  });

  it('refuse a decision about a claim that has changed since it was seen, and accept a decision that is repeated', async () => {
    const app = testApp(db());
    const { draft } = await addPage(app, monitor, { text: `${text}\n\nSeen before.` });
    const { key, rev } = (await loadDraft(db().read, draft))!.content.claims[0]!;
    const decide = (decision: 'accepted' | 'skipped' | 'open', seen: { rev: number; decision: 'accepted' | 'open' }) =>
      run(app, saveDraft, monitor, { draft, edit: { do: 'decide', claims: [key], decision, seen: { [key]: seen } } });
    await decide('accepted', { rev, decision: 'open' });
    await decide('accepted', { rev, decision: 'open' });
    await expect(decide('skipped', { rev, decision: 'open' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(decide('open', { rev: rev + 1, decision: 'accepted' })).rejects.toMatchObject({ code: 'conflict' });
    expect((await loadDraft(db().read, draft))!.content.claims[0]!.decision).toBe('accepted');
    await decide('open', { rev, decision: 'accepted' });
  });

  it('let two editors work on two claims, and report a conflict on the same claim', async () => {
    const app = testApp(db());
    const { draft } = await addPage(app, monitor, { text: `${text}\n\nTwo editors.` });
    const before = (await loadDraft(db().read, draft))!.content;
    const [one, two] = before.claims;
    const edit = (claim: NonNullable<typeof one>, wording: string) => {
      const {
        key,
        rev,
        from: _,
        decision: __,
        edited: ___,
        own: ____,
        confidence: _____,
        filed: ______,
        ...to
      } = claim;
      return run(app, saveDraft, monitor, { draft, edit: { do: 'claim', key, rev, to: { ...to, wording } } });
    };
    await edit(one!, 'Mine.');
    await edit(two!, 'Also mine.');
    await expect(edit(one!, 'Theirs.')).rejects.toMatchObject({ code: 'conflict' });
    const after = (await loadDraft(db().read, draft))!;
    expect(after.content.claims.slice(0, 2).map((claim) => claim.wording)).toEqual(['Mine.', 'Also mine.']);
    await run(app, saveDraft, monitor, { draft, edit: { do: 'reset', key: one!.key } });
    expect((await loadDraft(db().read, draft))!.content.claims[0]).toMatchObject({
      wording: one!.wording,
      decision: 'open',
      edited: false,
    });
  });

  it('let an editor mark any passage by hand, and refuse a passage outside the text', async () => {
    const app = testApp(db());
    const { draft } = await addPage(app, monitor, { text: `${text}\n\nBy hand.` });
    const start = text.indexOf(' would appeal');
    const { key } = await run(app, saveDraft, monitor, { draft, edit: { do: 'mark', start, end: start + 14 } });
    const marked = (await loadDraft(db().read, draft))!.content.claims.find((claim) => claim.key === key)!;
    // The claim that was suggested for the whole sentence has Lena Moroz as the speaker.
    expect(marked).toMatchObject({ wording: 'would appeal.', from: null, own: false, chain: [{ verb: 'said' }] });
    const title = await run(app, saveDraft, monitor, { draft, edit: { do: 'mark', start: 0, end: 31 } });
    expect((await loadDraft(db().read, draft))!.content.claims.find((claim) => claim.key === title.key)).toMatchObject({
      wording: 'Court Fines the Harbour Gazette',
      own: true,
    });
    await expect(
      run(app, saveDraft, monitor, { draft, edit: { do: 'mark', start: 5, end: 99_999 } }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('are filed only once someone has chosen the kind of each actor whose kind the page does not show', async () => {
    const app = testApp(db());
    const page = `The Night Shift at the Harbour\n\n3 May 2031\n\nThe order was illegal, Norvane Quist said. The order was late, Peter Holm said.`;
    const { draft } = await addPage(app, monitor, { text: page });
    const step = (edit: z.input<typeof saveDraft.input>['edit']) => run(app, saveDraft, monitor, { draft, edit });
    const { content } = (await loadDraft(db().read, draft))!;
    const kinds = content.cast.map(({ name, kind, use }) => [name, kind, use]);
    expect(kinds).toEqual(
      expect.arrayContaining([
        ['Norvane Quist', null, 'new'],
        ['Peter Holm', 'person', 'new'],
      ]),
    );
    await step(acceptNamed(content));
    await step({ do: 'case', rev: content.revs.case, to: { use: 'new', title: 'The night shift', summary: '' } });
    const attempt = async () =>
      run(app, fileDraft, editor, { draft, version: (await loadDraft(db().read, draft))!.version, checked: true });
    const unclear = content.cast.find((one) => one.kind === null)!;
    await expect(attempt()).rejects.toMatchObject({
      fields: [{ path: `cast:${unclear.key}.kind`, message: 'drafting.problem.kind' }],
    });
    const chosen = content.cast.map((one) => (one === unclear ? { ...one, kind: 'network' as const } : one));
    await step({ do: 'cast', rev: content.revs.cast, cast: chosen, works: content.works });
    const filed = await attempt();
    expect(filed.claims).toHaveLength(2);
    const made = await db()
      .read.selectFrom('actor_name')
      .innerJoin('actor', 'actor.id', 'actor_name.actor_id')
      .select('actor.kind')
      .where('actor_name.text', '=', 'Norvane Quist')
      .execute();
    expect(made).toEqual([{ kind: 'network' }]);
  });

  it('find the events, orders and hearings that the case already has, and file new ones', async () => {
    const app = testApp(db());
    const filed = await run(app, file, editor, {
      actors: [{ key: 'pw', kind: 'organisation', names: [{ text: 'Press Watch' }] }],
      sources: [{ key: 's', kind: 'report', title: 'Report' }],
      cases: [{ key: 'c', title: 'The Gazette' }],
      events: [
        { key: 'fine', case: '#c', title: 'The court rules' },
        { key: 'other', case: '#c', title: 'An earlier ruling' },
      ],
      proceedings: [{ key: 'p', case: '#c', title: 'The suit' }],
      orders: [{ key: 'o', proceeding: '#p', title: 'What it has to pay' }],
      hearings: [{ key: 'h', proceeding: '#p', title: 'Appeal' }],
      claims: [
        {
          case: '#c',
          wording: 'It was ordered to pay.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          chain: [{ actor: '#pw' }],
          support: { kind: 'reference', source: '#s' },
          statements: [
            { subject: '#fine', property: 'event-type', value: 'ruling' },
            { subject: '#fine', property: 'date', value: '2031-03' },
            { subject: '#other', property: 'event-type', value: 'ruling' },
            { subject: '#other', property: 'date', value: '2030-12-01' },
            { subject: '#o', property: 'order-kind', value: 'payment' },
            { subject: '#h', property: 'hearing-time', value: { at: '2031-04-02T10:00', zone: 'Europe/Prague' } },
          ],
        },
      ],
    });
    const inCase = filed.cases[0]!;
    const words = `${text}\n\nThe next hearing is scheduled for 2 April 2031, Press Watch said.`;
    const { draft } = await addPage(app, monitor, { text: words }, { case: inCase });
    const { content } = (await loadDraft(db().read, draft))!;
    const use = (kind: string) => content.parts.filter((part) => part.kind === kind).map((part) => part.use);
    expect([content.cases[0]!.use, use('event'), use('order'), use('hearing')]).toEqual([
      inCase,
      [filed.events[0]],
      [filed.orders[0]],
      [filed.hearings[0]],
    ]);
    const elsewhere = await run(app, saveDraft, monitor, {
      draft,
      edit: { do: 'case', rev: content.revs.case, to: { use: 'new', title: 'Another', summary: '' } },
    });
    expect(elsewhere.content.parts.every((part) => part.use === 'new')).toBe(true);
    const hearing = content.claims.find((one) => one.wording.includes('scheduled'))!;
    const step = (edit: z.input<typeof saveDraft.input>['edit']) => run(app, saveDraft, monitor, { draft, edit });
    await step({ do: 'decide', claims: [hearing.key], questions: [], decision: 'accepted' });
    const { cast, works, revs } = elsewhere.content;
    await step({ do: 'cast', rev: revs.cast, cast: cast.map((one) => ({ ...one, use: 'new' })), works });
    const { version } = (await loadDraft(db().read, draft))!;
    const made = await run(app, fileDraft, editor, { draft, version, checked: true });
    const thing = (await findThing(db().read, 'case', parseRef(made.cases[0]!)!.number))!;
    const [suit] = (await loadCase(db().read, thing, 'desk')).proceedings;
    expect(suit!.hearings.map(({ facts }) => facts.map(({ values }) => values[0]!.value))).toEqual([
      [{ at: '2031-04-02' }],
    ]);
  });

  it.skipIf(!existsSync(seedFile))(
    'file the seed page: claims, chains, a lawsuit with its orders, the source and its publisher, together',
    async () => {
      const app = testApp(db());
      await run(app, file, editor, {
        actors: [
          { kind: 'organisation', names: [{ text: 'Human Rights Watch' }], visibility: 'public' },
          { kind: 'person', names: [{ text: 'Зейнолла Какимжанов' }], visibility: 'public' },
        ],
      });
      const { draft } = await addPage(app, monitor, { file: { name: 'seed.txt', bytes: readFileSync(seedFile) } });
      const kept = (await loadDraft(db().read, draft))!.content;
      const cast = (name: string) => kept.cast.find((one) => one.name === name)!;
      expect(cast('Human Rights Watch').use).toMatch(/^actor\//);
      expect(cast('Zeinulla Kakimzhanov').use).toBeNull();
      expect(cast('Eurasianet')).toMatchObject({ use: 'new', kind: 'outlet' });
      expect(kept.gaps.length).toBeGreaterThan(0);
      expect(kept.blocks.filter((block) => block.role === 'furniture').length).toBeGreaterThan(5);

      const step = (edit: z.input<typeof saveDraft.input>['edit']) => run(app, saveDraft, monitor, { draft, edit });
      await step(acceptNamed(kept));
      await step({ do: 'visibility', visibility: 'public' });
      const version = (await loadDraft(db().read, draft))!.version;
      const refused = await run(app, fileDraft, editor, { draft, version, checked: true }).catch(
        (error: unknown) => error,
      );
      expect((refused as { fields: { path: string }[] }).fields.map((field) => field.path)).toEqual(
        expect.arrayContaining(['case:k1.use', `cast:${cast('Zeinulla Kakimzhanov').key}.use`]),
      );
      await step({ do: 'case', rev: kept.revs.case, to: { use: 'new', title: 'The suit', summary: '' } });
      const now = (await loadDraft(db().read, draft))!.content;
      const known = (
        await db()
          .read.selectFrom('actor_name')
          .innerJoin('thing', 'thing.id', 'actor_id')
          .select('number')
          .where('text', '=', 'Зейнолла Какимжанов')
          .orderBy('number', 'desc')
          .executeTakeFirstOrThrow()
      ).number;
      await step({
        do: 'cast',
        rev: now.revs.cast,
        cast: now.cast.map((one) => (one.use === null ? { ...one, use: `actor/${known}` } : one)),
        works: now.works,
      });
      await expect(run(app, fileDraft, monitor, { draft, version, checked: true })).rejects.toMatchObject({
        code: 'conflict',
      });

      const filed = await run(app, fileDraft, editor, {
        draft,
        version: (await loadDraft(db().read, draft))!.version,
        checked: true,
      });
      expect(filed.claims.length).toBe(now.claims.filter((claim) => claim.decision === 'accepted').length);
      const thing = await findThing(db().read, 'case', parseRef(filed.cases[0]!)!.number);
      const view = await loadCase(db().read, thing!, 'public');
      const suit = view.proceedings.find((one) => one.facts.some((fact) => fact.property === 'filed'))!;
      expect(
        suit.orders
          .flatMap((order) => order.facts.find((fact) => fact.property === 'amount')?.values ?? [])
          .map((value) => value.value),
      ).toEqual([{ amount: '160000', currency: 'USD', about: true }]);
      expect(view.questions).toHaveLength(1);
      expect(view.sources[0]).toMatchObject({
        published: '2018-05-21',
        publisher: { title: 'Transitions Online' },
        held: true,
      });
      const post = [...view.claims.values()].find((claim) => claim.wording.startsWith('Despite court rulings'))!;
      expect(post.chain.map((link) => [link.speaker?.title, link.source?.title ?? null])).toEqual([
        ['Зейнолла Какимжанов', 'Facebook post by Zeinulla Kakimzhanov'],
        ['Human Rights Watch', null],
      ]);
      const after = (await loadDraft(db().read, draft))!;
      expect([after.state, after.content.claims.filter((claim) => claim.decision === 'filed').length]).toEqual([
        'filed',
        filed.claims.length,
      ]);
    },
  );
});

describe('the permissions of drafts', () => {
  it('refuse a change of a draft without an account', async () => {
    await expect(
      run({} as never, saveDraft, null, { draft: 1, edit: { do: 'visibility', visibility: 'public' } }),
    ).rejects.toMatchObject({ code: 'not_signed_in' });
  });
});
