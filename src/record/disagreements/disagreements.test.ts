import { expect, it } from 'vitest';
import { loadExample } from '../../exchange/example/load.ts';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { checkClaims } from '../claims/check-claims.ts';
import { file } from '../filing/file.ts';
import { findThing, parseRef } from '../refs.ts';
import { loadCase, type CaseDisagreement } from '../views/case.ts';
import { setVisibility, withdraw } from '../lifecycle/withdraw.ts';
import { answerDisagreements } from './answer.ts';
import { duplicateProjection } from '../duplicates/duplicate-projection.ts';

const thingOf = async (app: App, ref: string) =>
  (await findThing(app.db.read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
const told = async (app: App, ref: string, audience: 'public' | 'desk' = 'public') =>
  (await loadCase(app.db.read, await thingOf(app, ref), audience)).disagreements;
const of = (list: readonly CaseDisagreement[], kind: string, property: string): CaseDisagreement => {
  const found = list.find((one) => one.subject.kind === kind && one.property.property === property);
  if (!found) throw new Error(`No disagreement on ${property} of a ${kind}.`);
  return found;
};
const listed = (app: App) =>
  app.db.read.selectFrom('disagreement').selectAll().orderBy('subject_id').orderBy('property').execute();

/** A case with an event whose date differs in two public claims of two outlets. A third claim is desk only. */
async function ground(app: App) {
  const say = (key: string, day: string, more: object = {}) => ({
    case: '#case',
    wording: `The search was on ${day}.`,
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    checked: true,
    visibility: 'public' as const,
    chain: [{ actor: `#${key}`, verb: 'reported' }],
    support: { kind: 'reference' as const, source: '#page' },
    statements: [
      { subject: '#event', property: 'date', value: day },
      { subject: '#event', property: 'target', value: `#${key}` },
    ],
    ...more,
  });
  const filed = await run(app, file, editor, {
    actors: ['one', 'two', 'three'].map((key) => ({
      key,
      kind: 'outlet' as const,
      names: [{ text: `Outlet ${key}` }],
      visibility: 'public' as const,
    })),
    sources: [{ key: 'page', kind: 'article', title: 'A page', visibility: 'public' }],
    cases: [{ key: 'case', title: 'The search', visibility: 'public' }],
    events: [{ key: 'event', case: '#case', title: 'A search', visibility: 'public' }],
    claims: [say('one', '2018-04-02'), say('two', '2018-04-05'), say('three', '2018-04-09', { visibility: 'desk' })],
  });
  return { theCase: filed.cases[0]!, event: filed.events[0]!, claims: filed.claims };
}

onBothDatabases('disagreements', (db) => {
  const withListener = (): App => testApp(db(), { listeners: [duplicateProjection] });

  it('are found in the sample data: a filing date, detained or questioned, a position, the day when Ratel.kz was blocked', async () => {
    const app = withListener();
    const refs = (await loadExample(app))!;
    const suit = await told(app, refs['case-suit']!);
    expect(of(suit, 'proceeding', 'filed').property.values.map((value) => value.value)).toEqual(['2016-12', '2017-01']);
    const probe = await told(app, refs['case-probe']!);
    expect(of(probe, 'event', 'event-type').property.values.map((value) => value.value)).toEqual([
      'detention',
      'questioning',
    ]);
    // An actor's position is shown in the case whose claims mention it.
    const post = of(probe, 'actor', 'position');
    expect(post.subject.title).toBe('Alexander Vorotilov');
    expect(post.property.values.map((value) => value.origins).toSorted()).toEqual([1, 2]);
    const blocking = await told(app, refs['case-blocking']!);
    expect(of(blocking, 'case', 'began').property.values.map((value) => value.value)).toEqual([
      '2018-03-30',
      '2018-03-31',
    ]);
    // "End of March" and "30 March" do not contradict each other.
    expect(probe.filter((one) => one.property.property === 'opened')).toEqual([]);
    const subjects = new Set((await listed(app)).map((row) => `${row.subject_id}|${row.property}`));
    for (const one of [...suit, ...probe, ...blocking])
      expect(subjects).toContain(`${one.subject.id}|${one.property.property}`);
  });

  it('are resolved by an editor, with a reason for readers, and reopen when a claim with a new value is checked', async () => {
    const app = withListener();
    const { theCase, event, claims } = await ground(app);
    const [first] = of(await told(app, theCase), 'event', 'date').property.values;
    const answer = {
      subject: event,
      property: 'date',
      answer: 'preferred' as const,
      reason: 'The outlet was there itself.',
      prefers: first!.statementIds[0],
    };
    await expect(run(app, answerDisagreements, monitor, { answers: [answer] })).rejects.toMatchObject({
      code: 'not_permitted',
    });
    await expect(
      run(app, answerDisagreements, editor, { answers: [{ ...answer, reason: 'No.' }] }),
    ).rejects.toMatchObject({ code: 'invalid_input', fields: [{ path: 'answers.0.reason' }] });
    await expect(
      run(app, answerDisagreements, editor, { answers: [{ ...answer, prefers: 999_999 }] }),
    ).rejects.toMatchObject({ fields: [{ path: 'answers.0.prefers' }] });
    await run(app, answerDisagreements, editor, { answers: [answer] });

    const answered = of(await told(app, theCase), 'event', 'date');
    expect(answered).toMatchObject({
      state: 'preferred',
      answer: { answer: 'preferred', reason: 'The outlet was there itself.' },
    });
    expect(answered.property.values.map((value) => [value.value, value.preferred])).toEqual([
      ['2018-04-02', true],
      ['2018-04-05', false],
    ]);
    const kept = await app.db.read
      .selectFrom('change')
      .select(['action', 'after'])
      .where('thing_id', '=', (await thingOf(app, event)).id)
      .orderBy('change_set_id', 'desc')
      .executeTakeFirst();
    expect(kept).toMatchObject({
      action: 'changed',
      after: { disagreement: { answer: 'preferred', reason: 'The outlet was there itself.' } },
    });

    // A claim with a new value is filed. Once it is checked, readers see that the decision did not include this value.
    expect(of(await told(app, theCase, 'desk'), 'event', 'date').state).toBe('preferred');
    const late = await run(app, file, editor, {
      claims: [
        {
          case: theCase,
          wording: 'The search was on 7 April.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: false,
          visibility: 'public',
          chain: [{ asWritten: 'a neighbour', verb: 'said' }],
          support: { kind: 'direct-word', note: 'By telephone, to the desk.' },
          statements: [{ subject: event, property: 'date', value: '2018-04-07' }],
        },
      ],
    });
    expect(of(await told(app, theCase), 'event', 'date').state).toBe('preferred');
    await run(app, checkClaims, editor, { claims: late.claims });
    expect(of(await told(app, theCase), 'event', 'date')).toMatchObject({
      state: 'reopened',
      answer: { answer: 'preferred' },
    });
    const subjectId = (await thingOf(app, event)).id;
    expect((await listed(app)).find((row) => row.subject_id === subjectId)).toMatchObject({
      public_state: 'reopened',
      desk_state: 'reopened',
    });
    await run(app, withdraw, editor, { things: late.claims, reason: 'The neighbour was not there.' });
    expect(of(await told(app, theCase), 'event', 'date').state).toBe('preferred');
    await run(app, withdraw, editor, { things: [claims[1]!, claims[2]!], reason: 'Both were misread.' });
    expect(await told(app, theCase)).toEqual([]);
    expect(await listed(app)).not.toContainEqual(
      expect.objectContaining({ subject_id: (await thingOf(app, event)).id }),
    );
  });

  it('can be resolved as two events: everything that the other claim says about the event moves to the second event', async () => {
    const app = withListener();
    const { theCase, event } = await ground(app);
    const values = of(await told(app, theCase, 'desk'), 'event', 'date').property.values;
    const moved = values.find((value) => value.value === '2018-04-05')!;
    const give = (statements: number[]) =>
      run(app, answerDisagreements, editor, {
        answers: [
          {
            subject: event,
            property: 'date',
            answer: 'two-events',
            reason: 'They came twice that week.',
            second: { statements, title: 'A second search' },
          },
        ],
      });
    await expect(give(values.flatMap((value) => value.statementIds))).rejects.toMatchObject({
      fields: [{ path: 'answers.0.second', message: 'record.duplicates.error.second_all' }],
    });
    const { seconds } = await give(moved.statementIds);

    const view = await loadCase(app.db.read, await thingOf(app, theCase), 'public');
    expect(view.events.map((one) => [one.brief.title, one.date])).toEqual([
      ['A search', '2018-04-02'],
      ['A second search', '2018-04-05'],
    ]);
    // Everything that the claim says about the event was moved, including the target.
    const second = view.events.find((one) => one.brief.ref === seconds[0])!;
    expect(second.facts.find((fact) => fact.property === 'target')?.values.map((value) => value.thing?.title)).toEqual([
      'Outlet two',
    ]);
    expect(view.disagreements).toMatchObject([
      {
        state: 'two-events',
        subject: { ref: event },
        second: { brief: { ref: seconds[0] } },
        answer: { reason: 'They came twice that week.' },
      },
    ]);
    expect(
      (await listed(app)).find((row) => row.property === 'date' && row.public_state === 'two-events'),
    ).toBeTruthy();
  });

  it('are not shown to readers if fewer than two values are public, nor is a decision for a value that is desk only', async () => {
    const app = withListener();
    const { theCase, event, claims } = await ground(app);
    await run(app, setVisibility, editor, { things: [claims[1]!], visibility: 'desk' });
    expect(await told(app, theCase)).toEqual([]);
    const desk = of(await told(app, theCase, 'desk'), 'event', 'date');
    expect(desk.property.values).toHaveLength(3);
    const id = (await thingOf(app, event)).id;
    expect((await listed(app)).find((row) => row.subject_id === id)).toMatchObject({
      public_state: null,
      desk_state: 'open',
    });
    // If the decision prefers a value that is not public, readers see no decision.
    await run(app, setVisibility, editor, { things: [claims[1]!], visibility: 'public' });
    const hidden = of(await told(app, theCase, 'desk'), 'event', 'date').property.values.find(
      (value) => value.value === '2018-04-09',
    )!;
    await run(app, answerDisagreements, editor, {
      answers: [
        {
          subject: event,
          property: 'date',
          answer: 'preferred',
          reason: 'Our own source was there.',
          prefers: hidden.statementIds[0],
        },
      ],
    });
    expect(of(await told(app, theCase), 'event', 'date')).toMatchObject({ state: 'open', answer: null });
  });

  it('do not include a status that was different at different times', async () => {
    const app = withListener();
    const said = async (published: [string, string]): Promise<unknown[]> => {
      const filed = await run(app, file, editor, {
        sources: published.map((day, index) => ({
          key: `s${index}`,
          kind: 'article',
          title: `Page ${index}`,
          published: day,
          visibility: 'public' as const,
        })),
        cases: [{ key: 'case', title: 'A case', visibility: 'public' }],
        claims: ['ongoing', 'resolved'].map((value, index) => ({
          case: '#case',
          wording: value,
          kind: 'paraphrase' as const,
          mode: 'stated' as const,
          checked: true,
          visibility: 'public' as const,
          chain: [{ pagesOwn: true }],
          support: { kind: 'reference' as const, source: `#s${index}` },
          statements: [{ subject: '#case', property: 'case-status', value }],
        })),
      });
      return told(app, filed.cases[0]!);
    };
    expect(await said(['2018-04-02', '2019-01-05'])).toEqual([]);
    expect(await said(['2018-04', '2018-04-05'])).toHaveLength(1);
  });
});
