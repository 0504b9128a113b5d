import { describe, expect, it } from 'vitest';
import { AppError } from '../../platform/errors.ts';
import { run } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { nameKeys } from '../actors/names/keys.ts';
import { loadCase } from '../views/case.ts';
import { findThing, parseRef } from '../refs.ts';
import { file } from './file.ts';
import type { FilingInput } from './schema.ts';

/** Two outlets report with different dates that the same investigation was opened. */
const filing = (): FilingInput => ({
  actors: [
    {
      key: 'hrw',
      kind: 'organisation',
      names: [
        { text: 'Human Rights Watch', kind: 'preferred' },
        { text: 'HRW', kind: 'acronym' },
      ],
      visibility: 'public',
    },
    { key: 'tol', kind: 'outlet', names: [{ text: 'Transitions Online' }], visibility: 'public' },
    {
      key: 'suitor',
      kind: 'person',
      names: [{ text: 'Zeinulla Kakimzhanov' }, { text: 'Зейнолла Какимжанов', kind: 'transliteration' }],
    },
  ],
  sources: [
    {
      key: 'hrw-page',
      kind: 'report',
      title: 'Criminal probe',
      publisher: '#hrw',
      published: '2018-04-06',
      addresses: ['https://www.hrw.org/news/2018/04/06/x?utm_source=a'],
      visibility: 'public',
    },
    {
      key: 'tol-page',
      kind: 'article',
      title: 'Commitment questioned',
      publisher: '#tol',
      published: '2018-05-21',
      visibility: 'public',
    },
  ],
  cases: [{ key: 'probe', title: 'The investigation of two outlets', visibility: 'public' }],
  proceedings: [{ key: 'p', case: '#probe', title: 'Criminal investigation', visibility: 'public' }],
  claims: [
    {
      case: '#probe',
      wording: 'The investigation was opened on 30 March 2018.',
      kind: 'paraphrase',
      mode: 'stated',
      checked: true,
      visibility: 'public',
      chain: [{ actor: '#hrw', verb: 'wrote' }],
      support: { kind: 'reference', source: '#hrw-page' },
      statements: [
        { subject: '#p', property: 'opened', value: '2018-03-30' },
        { subject: '#probe', property: 'place', value: { country: 'KZ' } },
      ],
    },
    {
      case: '#probe',
      wording: 'It was opened at the end of April.',
      kind: 'paraphrase',
      mode: 'stated',
      checked: true,
      visibility: 'public',
      chain: [{ actor: '#tol', pagesOwn: true }],
      support: { kind: 'reference', source: '#tol-page' },
      statements: [{ subject: '#p', property: 'opened', value: '2018-04-28' }],
    },
    {
      case: '#probe',
      wording: 'They published false information.',
      kind: 'paraphrase',
      mode: 'alleged',
      checked: true,
      visibility: 'public',
      chain: [{ actor: '#suitor', verb: 'claimed' }],
      support: { kind: 'reference', source: '#tol-page' },
      statements: [{ subject: '#p', property: 'involvement', value: { actor: '#suitor', role: 'complainant' } }],
    },
  ],
});

onBothDatabases('filing', (db) => {
  it('stores every claim with its attribution, and shows the different dates that two claims give', async () => {
    const app = testApp(db());
    const filed = await run(app, file, editor, filing());
    const thing = await findThing(db().read, 'case', parseRef(filed.cases[0]!)!.number);
    const view = await loadCase(db().read, thing!, 'public');
    const opened = view.proceedings[0]!.facts.find((fact) => fact.property === 'opened')!;
    expect(opened.values.map((value) => value.value)).toEqual(['2018-03-30', '2018-04-28']);
    expect(opened.disagrees).toBe(true);
    expect(opened.values.map((value) => view.claims.get(value.claimIds[0]!)!.chain[0]!.speaker!.title)).toEqual([
      'Human Rights Watch',
      'Transitions Online',
    ]);
    expect(view.origins).toBe(3);
  });

  it('hides a speaker who is not public, in the attribution and in values', async () => {
    const app = testApp(db());
    const input = filing();
    input.sources = input.sources!.map((source) => ({ ...source, addresses: [] }));
    const filed = await run(app, file, editor, input);
    const thing = await findThing(db().read, 'case', parseRef(filed.cases[0]!)!.number);
    const view = await loadCase(db().read, thing!, 'public');
    expect(JSON.stringify([...view.claims.values()].map((claim) => [claim.chain, claim.statements]))).not.toContain(
      'Kakimzhanov',
    );
    const involvement = view.proceedings[0]!.facts.find((fact) => fact.property === 'involvement')!.values[0]!;
    expect(involvement).toMatchObject({
      value: { actor: null, role: 'complainant' },
      attributed: true,
      thing: { hidden: true, title: '' },
    });
  });

  it('names every wrong field at once', async () => {
    const app = testApp(db());
    const cases = async () => (await db().read.selectFrom('case').select('id').orderBy('id').execute()).length;
    const before = await cases();
    const input = filing();
    expect(input.cases!.length).toBeGreaterThan(0);
    input.claims![0]!.statements![0]!.value = 'the thirtieth';
    input.claims![1]!.chain = [{ actor: '#nobody' }];
    const refused = await run(app, file, editor, input).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AppError);
    expect((refused as AppError).fields.map((field) => field.path)).toEqual(
      expect.arrayContaining(['claims.0.statements.0.value', 'claims.1.chain.0.actor']),
    );
    expect(await cases()).toBe(before);
  });

  it('refuses more than 30 names of an actor, and names of more than 150 characters', async () => {
    const named = (count: number, length: number) =>
      run(testApp(db()), file, editor, {
        actors: [
          {
            kind: 'person',
            names: Array.from({ length: count }, (_, index) => ({ text: `${index} `.padEnd(length, 'x') })),
          },
        ],
      });
    await expect(named(31, 150)).rejects.toMatchObject({
      fields: [{ path: 'actors.0.names', message: 'errors.field.actorNames.many' }],
    });
    await expect(named(1, 151)).rejects.toMatchObject({
      fields: [{ path: 'actors.0.names.0.text', message: 'errors.field.actorName.long' }],
    });
    const { actors } = await named(30, 150);
    const thing = (await findThing(db().read, 'actor', parseRef(actors[0]!)!.number))!;
    const { keys } = await db()
      .read.selectFrom('actor_name')
      .select('keys')
      .where('actor_id', '=', thing.id)
      .where('position', '=', 0)
      .executeTakeFirstOrThrow();
    expect(keys).toEqual(nameKeys('0 '.padEnd(150, 'x')));
  });

  it('refuses a claim without support', async () => {
    const { claims, ...rest } = filing();
    const { support: _, ...unsupported } = claims![0]!;
    const refused = await run(testApp(db()), file, editor, { ...rest, claims: [unsupported as never] }).catch(
      (error: unknown) => error,
    );
    expect((refused as AppError).fields.map((field) => field.path)).toContain('claims.0.support');
  });
});

describe('filing without an account', () => {
  it('is refused', async () => {
    await expect(run({} as never, file, null, {})).rejects.toMatchObject({ code: 'not_signed_in' });
  });
});
