import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadLaw } from '../../../law/views/law.ts';
import { headOf } from '../../../law/views/head.ts';
import type { Database } from '../../../platform/database/database.ts';
import { run } from '../../../platform/operation.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { file } from '../../../record/filing/file.ts';
import { findThing } from '../../../record/refs.ts';
import { routes } from '../../routes.ts';
import { deskOn, valueOf, type Client } from '../../testing/desk.ts';

const text = 'Article 1. Signs\nA sign names its owner.\nArticle 2. Size\nA sign is no larger than a door.';

describe('the desk’s forms of a law', () => {
  let made: { db: Database; drop(): Promise<void> };
  let lawyer: Client;
  let claim: string;
  const law = async (number: number) => loadLaw(made.db.read, (await findThing(made.db.read, 'law', number))!, 'desk');
  /** Posts `fields` to a form. If the page of the form shows a version, the version is sent too. */
  const save = async (path: string, fields: Record<string, string>) => {
    const version = valueOf(await lawyer.text(path), '_version');
    return lawyer.post(path, { ...(version && { _version: version }), ...fields });
  };
  beforeAll(async () => {
    made = await oneDatabase();
    const desk = deskOn(made.db);
    const person = await desk.join('editor');
    lawyer = person;
    const filed = await run(desk.app, file, person.principal, {
      claims: [
        {
          wording: 'A law of May changed it.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ asWritten: 'a lawyer', verb: 'said' }],
          support: { kind: 'direct-word', note: 'By telephone.' },
          checked: true,
          visibility: 'public',
        },
      ],
    });
    claim = filed.claims[0]!;
  });
  afterAll(() => made.drop());

  it('show what is read from a law’s text, refuse a law without a source, and import the law with all its facts', async () => {
    const typed = {
      content: text,
      title: 'Law on signs',
      language: 'en',
      country: 'kz',
      kind: 'act',
      number: '7-VI',
      enactedBy: 'Mazhilis',
      elis: 'kz/2017/7\nhttps://data.example/eli/kz/2017/7',
      eclis: 'ECLI:KZ:CC:2018:1',
      signed: '2017-12-28',
      visibility: 'public',
      checked: 'on',
    };
    const looked = await (await lawyer.post(routes.desk.newLaw(), { ...typed, _intent: 'look' })).text();
    expect(looked).toContain('2 provisions, 1 amendment');
    const refused = await lawyer.post(routes.desk.newLaw(), typed);
    expect(refused.status).toBe(400);
    const again = await refused.text();
    for (const kept of [
      'A sign names its owner.',
      'value="7-VI"',
      'kz/2017/7\nhttps://data.example/eli/kz/2017/7',
      'Mazhilis',
    ])
      expect(again).toContain(kept);
    expect(again).toContain('+ authority: Mazhilis');
    const unsourced = await lawyer.post(routes.desk.newLaw(), { ...typed, enactedBy: '+ authority: Mazhilis' });
    expect(await unsourced.text()).toContain('Choose a source from the record, or');
    const done = await lawyer.post(routes.desk.newLaw(), {
      ...typed,
      enactedBy: '+ authority: Mazhilis',
      sourceTitle: 'Gazette 7',
    });
    expect([done.status, done.headers.get('location')]).toEqual([303, routes.desk.law({ number: 1 })]);
    expect(headOf(await law(1))).toMatchObject({
      elis: ['https://data.example/eli/kz/2017/7', 'kz/2017/7'],
      eclis: ['ECLI:KZ:CC:2018:1'],
      numbers: ['7-VI'],
      authorities: [{ name: 'Mazhilis' }],
      dates: { signed: '2017-12-28' },
    });
    // A law can also be added without a text, only with facts from a source.
    const bare = await lawyer.post(routes.desk.newLaw(), {
      title: 'Law on doors',
      language: 'en',
      elis: 'kz/2017/8',
      enactedBy: 'Mazhilis',
      visibility: 'desk',
      checked: 'on',
      sourceTitle: 'Gazette 8',
    });
    expect(bare.headers.get('location')).toBe(routes.desk.law({ number: 2 }));
    expect(headOf(await law(2))).toMatchObject({ elis: ['kz/2017/8'], authorities: [{ name: 'Mazhilis' }] });
    expect((await law(2)).facts.find((one) => one.property === 'enacted-by')!.values[0]!.thing!.ref).toBe(
      (await law(1)).facts.find((one) => one.property === 'enacted-by')!.values[0]!.thing!.ref,
    );
  });

  it('change the title of a law, add an amendment, and show an error with the input', async () => {
    const renamed = await save(routes.desk.editLaw({ number: 1 }), {
      title: 'The law on signs',
      language: 'en',
      visibility: 'public',
    });
    expect([renamed.status, (await law(1)).brief.title]).toEqual([303, 'The law on signs']);
    const change = {
      sort: 'amendment',
      title: 'Law of May',
      made: '2018-05-10',
      commences: '2018-06-01',
      claim,
      'instructions[0].act': 'replaces',
      'instructions[0].provision': 'art_9',
      'instructions[0].kind': 'article',
      'instructions[0].language': 'en',
      'instructions[0].num': 'Article 2.',
      'instructions[0].body': 'A sign is no larger than a window.',
    };
    const refused = await save(routes.desk.amendLaw({ number: 1 }), change);
    expect(refused.status).toBe(400);
    const again = await refused.text();
    for (const told of ['This law has no provision art_9', 'A sign is no larger than a window.', 'value="Law of May"'])
      expect(again).toContain(told);
    expect((await law(1)).amendments).toHaveLength(1);
    const done = await save(routes.desk.amendLaw({ number: 1 }), { ...change, 'instructions[0].provision': 'art_2' });
    expect(done.status).toBe(303);
    const { amendments } = await law(1);
    expect(amendments.map((one) => [one.title, one.commences])).toEqual([
      ['Law on signs', null],
      ['Law of May', '2018-06-01'],
    ]);
    const mended = await save(routes.desk.amendment({ number: 1, amendment: String(amendments[1]!.id) }), {
      title: 'Law of 10 May',
      made: '2018-05-10',
      commences: '2018-07-01',
      claim,
    });
    expect([mended.status, (await law(1)).amendments[1]!.commences]).toEqual([303, '2018-07-01']);
  });

  it('accept a law in a language that is not known, and show it as an empty field', async () => {
    const edit = routes.desk.editLaw({ number: 2 });
    const fields = { title: 'Law on doors', visibility: 'desk' };
    expect((await save(edit, { ...fields, language: '' })).status).toBe(303);
    expect((await law(2)).language).toBe('und');
    expect(valueOf(await lawyer.text(edit), 'language') ?? '').toBe('');
    expect((await save(edit, { ...fields, language: 'en' })).status).toBe(303);
    expect((await law(2)).language).toBe('en');
  });

  it('show the period of a legal duty in words, and read these words', async () => {
    const { brief } = (await law(1)).provisions[0]!;
    const fields = { bearer: 'editor', act: 'publish-reply', 'says[0].claim': claim };
    expect((await save(routes.desk.newDuty(brief), { ...fields, period: 'P7D' })).status).toBe(303);
    const duties = async () => (await law(1)).provisions[0]!.duties.map(({ id, period }) => ({ id, period }));
    const [duty] = await duties();
    const edit = routes.desk.editDuty({ number: brief.number, duty: String(duty!.id) });
    const period = valueOf(await lawyer.text(edit), 'period');
    expect(period).toBe('7 days');
    expect((await save(edit, { ...fields, period: period! })).status).toBe(303);
    expect(await duties()).toEqual([duty]);
  });

  it('set the text of a provision’s version in two languages, and warn the second of two editors', async () => {
    const [, second] = (await law(1)).provisions;
    const path = routes.desk.provisionText({
      number: second!.brief.number,
      version: String(second!.versions.at(-1)!.id),
    });
    const version = valueOf(await lawyer.text(path), '_version')!;
    const typed = {
      _version: version,
      label: 'Article 2',
      'texts[0].language': 'en',
      'texts[0].num': 'Article 2.',
      'texts[0].body': 'A sign is no larger than a window.',
      'texts[0].claim': claim,
      'texts[1].language': 'ru',
      'texts[1].num': 'Статья 2.',
      'texts[1].body': 'Вывеска не больше окна.',
      'texts[1].claim': claim,
    };
    expect((await lawyer.post(path, typed)).status).toBe(303);
    expect((await law(1)).languages).toEqual(['en', 'ru']);
    const late = await lawyer.post(path, { ...typed, 'texts[1].body': 'Вывеска не больше двери.' });
    expect(late.status).toBe(409);
    expect(await late.text()).toContain('Вывеска не больше двери.');
  });

  it('remove an amendment with its texts, but not the original law, which is in use', async () => {
    const [original, amendment] = (await law(1)).amendments.map(({ id }) =>
      routes.desk.dropAmendment({ number: 1, amendment: String(id) }),
    );
    const texts = async () =>
      (await law(1)).provisions.map(({ brief, versions }) => [brief.number, versions.map(({ act }) => act)]);
    const before = await texts();
    expect(await lawyer.text(original!)).toContain(
      '<h1>Remove the first version (law as enacted): “Law on signs”</h1>',
    );
    const refused = await save(original!, {});
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('Law on signs is in use and can’t be removed.'),
    ]);
    expect(await texts()).toEqual(before);
    expect(await lawyer.text(amendment!)).toContain('<h1>Remove the amendment “Law of 10 May”</h1>');
    expect((await save(amendment!, {})).status).toBe(303);
    expect(await texts()).toEqual(before.map(([number]) => [number, ['enacts']]));
  });
});
