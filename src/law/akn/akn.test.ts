import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { Database } from '../../platform/database/database.ts';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { findThing } from '../../record/refs.ts';
import { amendLaw } from '../amend-law.ts';
import { createLaws } from '../create-laws.ts';
import { importLaw } from '../import/import-law.ts';
import { lawNode } from '../json-ld.ts';
import { amendedLaw } from '../testing/amended.xml.ts';
import { flat, lawAsOf, linesOf } from '../views/as-of.ts';
import { loadLaw, textIn, type LawView } from '../views/law.ts';
import { documentOf } from './document.ts';
import { readAkn } from './read.ts';
import { writeAkn } from './write.ts';
import { writtenLanguage } from './xml.ts';

const schema = join(import.meta.dirname, '../../../../shared/schemas/akomantoso30.xsd');
const schemaThere = existsSync(schema);

/**
 * Replaces the W3C's xml.xsd, which the schema imports but which is not included. It declares only the attributes that
 * are used.
 */
const xmlNamespace =
  '<xs:schema targetNamespace="http://www.w3.org/XML/1998/namespace" xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:attribute name="lang" type="xs:language"/><xs:attribute name="space" type="xs:NCName"/><xs:attribute name="base" type="xs:anyURI"/><xs:attribute name="id" type="xs:ID"/><xs:attributeGroup name="specialAttrs"/></xs:schema>';

/** The errors that the OASIS schema finds in files. */
async function complaints(...files: readonly string[]): Promise<string[]> {
  const { errors } = await validateXML({
    xml: files.map((contents, index) => ({ fileName: `law-${index}.xml`, contents })),
    schema: { fileName: 'akomantoso30.xsd', contents: readFileSync(schema, 'utf8') },
    preload: [{ fileName: 'xml.xsd', contents: xmlNamespace }],
  });
  return errors.map((error) => error.rawMessage);
}

const source = {
  kind: 'law-text',
  title: 'Gazette',
  addresses: ['https://gazette.example/12'],
  visibility: 'public' as const,
};
const load = async (db: Database, number: number): Promise<LawView> =>
  loadLaw(db.read, (await findThing(db.read, 'law', number))!, 'public');
/** The lines of a law's text on a day, as readers see them. */
const read = (law: LawView, day: string): string[] =>
  flat(lawAsOf(law, day)).flatMap((one) => (one.version ? linesOf(textIn(one.version, 'en', 'en')) : []));
const options = { language: 'en', made: '2018-05-22', base: 'https://desk.example/laws/1' };

/** All files that the tests have written. The test of the schema checks them. */
const written: string[] = [];

onBothDatabases('a law in Akoma Ntoso', (db) => {
  let app: App;
  let law: LawView;
  beforeAll(async () => {
    app = testApp(db());
    const made = await run(app, importLaw, editor, {
      content: amendedLaw,
      source,
      visibility: 'public',
      checked: true,
    });
    law = await load(db(), Number(made.laws[0]!.split('/')[1]));
  });

  it('has the right text on six dates before and after three amendments', () => {
    const one = ['Article 1. Purpose', 'This law is about notices.', 'It applies everywhere.'];
    const [three, four] = [
      ['Article 3.', 'A notice stays for a month.'],
      ['Article 4.', 'This law enters into force on 1 April 2015.'],
    ];
    const second = (who: string): string[] => [
      'Article 2. Who posts',
      'A notice is posted by:',
      'No other may.',
      '1.',
      who,
      '2.',
      'a body',
      'a) public or',
      'b) private.',
    ];
    const named = ['Article 2a.', 'A notice names who posts it.'];
    const chapter = 'Chapter 1. Notices';
    expect(read(law, '2015-03-31')).toEqual([]);
    expect(read(law, '2015-04-01')).toEqual([
      chapter,
      ...one,
      'Article 2. Who posts',
      'Anybody may post a notice.',
      ...three,
      ...four,
    ]);
    expect(read(law, '2015-12-31')).toEqual(read(law, '2015-04-01'));
    expect(read(law, '2016-01-01')).toEqual([chapter, ...one, ...second('an adult;'), ...three, ...four]);
    expect(read(law, '2017-07-01')).toEqual([chapter, ...one, ...second('an adult;'), ...named, ...three, ...four]);
    expect(read(law, '2018-05-20')).toEqual([
      chapter,
      ...one,
      ...second('a person aged sixteen or more;'),
      ...named,
      ...four,
    ]);
    expect(flat(lawAsOf(law, '2018-05-20')).find((each) => each.provision.eid === 'art_3')).toMatchObject({
      standing: 'repealed',
      version: null,
    });
  });

  it('gives a part without its own period the period of its parent, as in most files of other publishers', () => {
    const sparse = amendedLaw.replaceAll(
      /(<(?:paragraph eId="art_2__para_2"|article eId="art_[14]")) period="[^"]*"/g,
      '$1',
    );
    expect(amendedLaw.length - sparse.length).toBe(3 * ' period="#t1"'.length);
    expect(readAkn(sparse).document).toEqual(readAkn(amendedLaw).document);
  });

  it('finds facts about a law in the places where other publishers put them', () => {
    const told = amendedLaw
      .replace(
        '<FRBRdate date="2015-03-10" name="generation"/>',
        '<FRBRuri value="http://data.example/eli/kz/2015/12"/><FRBRalias name="ELI" value="kz/2015/12"/><FRBRdate date="2015-03-10" name="generation"/><FRBRdate date="2015-03-09" name="adoption"/><FRBRdate date="2015-03-10" name="assent"/>',
      )
      .replace('</docTitle>', '</docTitle> <docTitle xml:lang="rus">Об объявлениях</docTitle>');
    const { document } = readAkn(told);
    expect(document).toMatchObject({
      title: 'on public notices',
      names: [{ text: 'Об объявлениях', language: 'ru' }],
      elis: ['kz/2015/12', 'http://data.example/eli/kz/2015/12'],
      dates: { adopted: '2015-03-09', signed: '2015-03-10' },
      authorities: [{ name: 'Parliament', person: false }],
    });
  });

  it('has its name, its number, its country, and the laws that changed it', () => {
    expect(law.brief.title).toBe('on public notices');
    expect(law.amendments.map((one) => [one.sort, one.title, one.made, one.commences, one.uri])).toEqual([
      ['enactment', 'Law on notices', '2015-03-10', '2015-04-01', '/akn/kz/act/2015-03-10/12'],
      ['amendment', 'Law of 20 November 2015', '2015-11-20', '2016-01-01', '/akn/kz/act/2015-11-20/88'],
      ['amendment', 'Law of 5 May 2017', '2017-05-05', '2017-07-01', '/akn/kz/act/2017-05-05/31'],
      ['amendment', 'Law of 10 May 2018', '2018-05-10', '2018-05-20', '/akn/kz/act/2018-05-10/7'],
    ]);
    expect(documentOf(law, 'en')).toMatchObject({
      countries: ['KZ'],
      numbers: ['12-V'],
      language: 'en',
      names: [{ text: 'on public notices', language: 'en' }],
      authorities: [{ name: 'Parliament', person: false }],
      dates: { 'in-force': '2015-04-01' },
    });
  });

  it('is the same after export and import', async () => {
    const xml = writeAkn(law, options);
    written.push(xml, writeAkn(law, { ...options, on: '2016-06-01' }));
    const back = readAkn(xml);
    expect([...back.lost]).toEqual([]);
    expect(back.document).toEqual(documentOf(law, 'en'));
    // Importing the file into the record loses nothing either.
    const again = await run(app, importLaw, editor, {
      content: xml,
      source: { ...source, addresses: ['https://gazette.example/copy'] },
      visibility: 'public',
      checked: true,
    });
    const copy = await load(db(), Number(again.laws[0]!.split('/')[1]));
    expect(documentOf(copy, 'en')).toEqual(documentOf(law, 'en'));
    for (const day of ['2015-04-01', '2016-01-01', '2017-07-01', '2018-05-20'])
      expect(read(copy, day)).toEqual(read(law, day));
  });

  it('keeps what Akoma Ntoso cannot express: unknown or uncertain dates, rulings, positions, commencements of one provision', async () => {
    const number = law.brief.number;
    const claim = (
      await db()
        .read.selectFrom('thing')
        .select('number')
        .where('kind', '=', 'claim')
        .orderBy('id')
        .executeTakeFirstOrThrow()
    ).number;
    await run(app, amendLaw, editor, {
      law: `law/${number}`,
      version: 1,
      changes: [
        {
          title: 'Law of an unknown day',
          made: '2018-06',
          claim: `claim/${claim}`,
          instructions: [
            {
              act: 'inserts',
              provision: 'art_0',
              kind: 'article',
              label: 'Article 0',
              under: 'chp_1',
              before: 'art_1',
              texts: [{ language: 'en', num: 'Article 0', body: 'First.' }],
            },
            {
              act: 'replaces',
              provision: 'art_4',
              commences: '2019-01-01',
              texts: [{ language: 'en', num: 'Article 4.', body: 'Since then.' }],
            },
            { act: 'repeals', provision: 'art_2a' },
          ],
        },
        {
          sort: 'ruling',
          title: 'Ruling of the Constitutional Council',
          commences: '2019-03',
          claim: `claim/${claim}`,
          instructions: [{ act: 'strikes-down', provision: 'art_1' }],
        },
      ],
    });
    const changed = await load(db(), number);
    const back = readAkn(writeAkn(changed, options)).document;
    expect(back).toEqual(documentOf(changed, 'en'));
    const on = (day: string, eid: string) => flat(lawAsOf(changed, day)).find((one) => one.provision.eid === eid)!;
    // The change was made in June 2018, and the record does not say from when it applies.
    expect(on('2018-05-31', 'art_0').standing).toBe('not-yet');
    expect(on('2018-07-01', 'art_0').standing).toBe('uncertain');
    expect(on('2018-07-01', 'art_2a')).toMatchObject({ standing: 'in-force', perhaps: [{ act: 'repeals' }] });
    expect(read(changed, '2018-12-31')).toContain('This law enters into force on 1 April 2015.');
    expect(read(changed, '2019-01-01')).toContain('Since then.');
    expect([on('2019-03-15', 'art_1').standing, on('2019-03-31', 'art_1').standing]).toEqual([
      'in-force',
      'struck-down',
    ]);
    // Only if it is certain, the file says that a provision is in force or has ended.
    const xml = writeAkn(changed, options);
    const periodOf = (eid: string): string =>
      xml.match(
        new RegExp(
          `<temporalGroup eId="${xml.match(new RegExp(`eId="${eid}"[^>]* period="#(\\w+)"`))![1]}"><timeInterval[^>]*>`,
        ),
      )![0];
    expect(periodOf('art_0')).toContain('refersTo="#notKnown"');
    expect(periodOf('art_2a')).toMatch(/start="#evt_3" refersTo="#inForce"/);
    const day = writeAkn(changed, { ...options, on: '2018-07-01' });
    written.push(xml, day);
    const again = await run(app, importLaw, editor, {
      content: day,
      source: { ...source, addresses: ['https://gazette.example/day'] },
      visibility: 'public',
      checked: true,
    });
    const copy = flat(lawAsOf(await load(db(), Number(again.laws[0]!.split('/')[1])), '2018-07-01'));
    expect(copy.map((one) => [one.provision.eid, one.standing])).toEqual(
      expect.arrayContaining([
        ['art_0', 'uncertain'],
        ['art_1', 'in-force'],
        ['art_2a', 'in-force'],
      ]),
    );
  });

  it('keeps facts about the law besides its text, in each language, even without a text', async () => {
    const say = (property: string, value: unknown) => ({ subject: '#code', property, value });
    const made = await run(app, createLaws, editor, {
      filing: {
        actors: [
          { key: 'president', kind: 'person', names: [{ text: 'A President' }], visibility: 'public' },
          { key: 'mazhilis', kind: 'authority', names: [{ text: 'Mazhilis' }], visibility: 'public' },
        ],
        claims: [
          {
            key: 'says',
            wording: 'The gazette has it.',
            kind: 'paraphrase',
            mode: 'stated',
            checked: true,
            visibility: 'public',
            chain: [{ asWritten: 'the gazette', verb: 'printed' }],
            support: { kind: 'direct-word', note: 'By telephone.' },
            statements: [
              say('law-name', { text: 'Закон о вывесках', language: 'ru' }),
              say('law-name', { text: 'Маңдайша туралы заң', language: 'kk' }),
              say('law-kind', 'code'),
              say('jurisdiction', 'KZ'),
              say('jurisdiction', 'KG'),
              say('law-number', '7-VI'),
              say('law-number', 'C-9'),
              say('eli', 'https://data.example/eli/kz/2017/7'),
              say('eli', 'kz/2017/7'),
              say('ecli', 'ECLI:KZ:CC:2018:1'),
              say('enacted-by', '#mazhilis'),
              say('enacted-by', '#president'),
              say('adopted', '2017-11'),
              say('signed', '2017-12-28'),
              say('in-force', '2018-07-01'),
              say('repealed', '2021~'),
              { subject: '#bare', property: 'signed', value: '2019-02-03' },
            ],
          },
        ],
      },
      laws: [
        {
          key: 'code',
          title: 'The code on signs',
          language: 'ru',
          visibility: 'public',
          changes: [
            {
              sort: 'enactment',
              title: 'The code',
              claim: '#says',
              instructions: [
                { act: 'enacts', provision: 'art_1', label: 'Article 1', summaries: ['#says'] },
                { act: 'enacts', provision: 'art_1__para_1', kind: 'paragraph', label: '1.', under: 'art_1' },
              ],
            },
            {
              title: 'A bare law',
              by: '#bare',
              claim: '#says',
              instructions: [{ act: 'replaces', provision: 'art_1', summaries: ['#says'] }],
            },
          ],
        },
        { key: 'bare', title: 'A bare law', language: 'en', visibility: 'public' },
      ],
    });
    const [code, bare] = await Promise.all(made.laws.map((ref) => load(db(), Number(ref.split('/')[1]))));
    for (const [one, language] of [
      [code!, 'ru'],
      [code!, 'en'],
      [bare!, 'en'],
    ] as const) {
      const told = documentOf(one, language);
      const xml = writeAkn(one, { ...options, language });
      written.push(xml);
      expect(readAkn(xml).document).toEqual(told);
      const again = await run(app, importLaw, editor, {
        content: xml,
        source: { ...source, addresses: [`https://gazette.example/${told.title.length}`] },
        visibility: 'public',
        checked: true,
      });
      const copy = await load(db(), Number(again.laws[0]!.split('/')[1]));
      expect(documentOf(copy, language)).toEqual(told);
      // The enacting authority is in the record already, and is not created again.
      const enactors = (law: LawView) =>
        law.facts
          .find((fact) => fact.property === 'enacted-by')
          ?.values.map((value) => value.thing?.ref)
          .toSorted();
      expect(enactors(copy)).toEqual(enactors(one));
    }
    // The date when the amending law was signed comes from a claim about that law alone.
    expect(documentOf(code!, 'ru').changes.map((one) => one.made)).toEqual([undefined, '2019-02-03']);
    expect(documentOf(code!, 'ru')).toMatchObject({
      title: 'Закон о вывесках',
      titled: true,
      countries: ['KG', 'KZ'],
      numbers: ['7-VI', 'C-9'],
      eclis: ['ECLI:KZ:CC:2018:1'],
      elis: ['https://data.example/eli/kz/2017/7', 'kz/2017/7'],
      authorities: [
        { name: 'A President', person: true },
        { name: 'Mazhilis', person: false },
      ],
      dates: { adopted: '2017-11', signed: '2017-12-28', 'in-force': '2018-07-01', repealed: '2021~' },
    });
    const node = lawNode(code!, '2018-08-01', { law: () => 'https://desk.example/laws/2', provision: () => '' });
    expect(node).toMatchObject({
      legislationIdentifier: ['7-VI', 'C-9', 'https://data.example/eli/kz/2017/7', 'kz/2017/7', 'ECLI:KZ:CC:2018:1'],
      sameAs: 'https://data.example/eli/kz/2017/7',
      legislationJurisdiction: ['KG', 'KZ'],
      legislationPassedBy: [{ '@type': 'Person', name: 'A President' }, { name: 'Mazhilis' }],
      legislationDate: '2017-11',
      dateCreated: '2017-12-28',
    });
  });
});

it.skipIf(!schemaThere)(
  'exported laws are valid by the OASIS schema: as a whole, on one day, and without a text',
  async () => {
    expect(written.length).toBeGreaterThan(10);
    expect(await complaints(amendedLaw, ...new Set(written))).toEqual([]);
    expect(await complaints(written[0]!.replace('<meta>', '<meta><nonsense/>'))).not.toEqual([]);
  },
);

describe('a file that is not a law in Akoma Ntoso', () => {
  it.each([
    ['<akomaNtoso><act>', 'law_bad_xml'],
    ['<html><body/></html>', 'law_not_akn'],
    [
      '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">&e;</akomaNtoso>',
      'law_bad_xml',
    ],
    ['', 'law_bad_xml'],
  ])('is refused: %s', (xml, code) => {
    expect(() => readAkn(xml)).toThrow(expect.objectContaining({ code }));
  });

  it('is refused if it has its own entities, which are neither expanded nor fetched', () => {
    const bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>';
    const file = '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>';
    for (const xml of [bomb, file])
      expect(() => readAkn(xml)).toThrow(
        expect.objectContaining({
          code: 'law_bad_xml',
          details: expect.objectContaining({ reason: 'undefined entity.' }),
        }),
      );
  });

  it('has the language that it states, also if objects of JavaScript have something of that name', () => {
    const act = (language: string): string =>
      `<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act><meta><identification><FRBRWork/><FRBRExpression><FRBRlanguage language="${language}"/></FRBRExpression></identification></meta><body><article eId="art_1"><num>1</num></article></body></act></akomaNtoso>`;
    for (const language of ['constructor', '__proto__'])
      expect(readAkn(act(language)).document.language).toBe(language);
    expect(writtenLanguage('constructor')).toBe('constructor');
  });
});
