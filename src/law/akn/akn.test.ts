import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { Database } from '../../platform/database/database.ts';
import { run, type House } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { monitor, testHouse } from '../../platform/testing/test-house.ts';
import { findThing } from '../../record/refs.ts';
import { amendLaw } from '../amend-law.ts';
import { importLaw } from '../import-law.ts';
import { amendedLaw } from '../testing/amended.xml.ts';
import { flat, lawAsOf, linesOf } from '../views/as-of.ts';
import { loadLaw, textIn, type LawView } from '../views/law.ts';
import { documentOf } from './document.ts';
import { readAkn } from './read.ts';
import { writeAkn } from './write.ts';

const schema = join(import.meta.dirname, '../../../../shared/schemas/akomantoso30.xsd');
const schemaThere = existsSync(schema);

/** The schema asks for the W3C's xml.xsd, which is not beside it: of that namespace these are in it. */
const xmlNamespace = '<xs:schema targetNamespace="http://www.w3.org/XML/1998/namespace" xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:attribute name="lang" type="xs:language"/><xs:attribute name="space" type="xs:NCName"/><xs:attribute name="base" type="xs:anyURI"/><xs:attribute name="id" type="xs:ID"/><xs:attributeGroup name="specialAttrs"/></xs:schema>';

/** What the schema of OASIS has against files. */
async function complaints(...files: readonly string[]): Promise<string[]> {
  const { errors } = await validateXML({
    xml: files.map((contents, index) => ({ fileName: `law-${index}.xml`, contents })),
    schema: { fileName: 'akomantoso30.xsd', contents: readFileSync(schema, 'utf8') },
    preload: [{ fileName: 'xml.xsd', contents: xmlNamespace }],
  });
  return errors.map((error) => error.rawMessage);
}

const source = { kind: 'law-text', title: 'Gazette', addresses: ['https://gazette.example/12'], visibility: 'public' as const };
const load = async (db: Database, number: number): Promise<LawView> => loadLaw(db.read, (await findThing(db.read, 'law', number))!, 'public');
/** The text of a day as a reader reads it, a line for each. */
const read = (law: LawView, day: string): string[] => flat(lawAsOf(law, day)).flatMap((one) => (one.version ? linesOf(textIn(one.version, 'en', 'en')) : []));
const options = { language: 'en', made: '2018-05-22', base: 'https://desk.example/laws/1' };

onBothDatabases('a law in Akoma Ntoso', (db) => {
  let house: House;
  let law: LawView;
  beforeAll(async () => {
    house = testHouse(db());
    const made = await run(house, importLaw, monitor, { content: amendedLaw, source, visibility: 'public', checked: true });
    law = await load(db(), Number(made.laws[0]!.split('/')[1]));
  });

  it('says what it says on six dates, through three amendments', () => {
    const one = ['Article 1. Purpose', 'This law is about notices.', 'It applies everywhere.'];
    const [three, four] = [['Article 3.', 'A notice stays for a month.'], ['Article 4.', 'This law enters into force on 1 April 2015.']];
    const second = (who: string): string[] => ['Article 2. Who posts', 'A notice is posted by:', 'No other may.', '1.', who, '2.', 'a body', 'a) public or', 'b) private.'];
    const named = ['Article 2a.', 'A notice names who posts it.'];
    const chapter = 'Chapter 1. Notices';
    expect(read(law, '2015-03-31')).toEqual([]);
    expect(read(law, '2015-04-01')).toEqual([chapter, ...one, 'Article 2. Who posts', 'Anybody may post a notice.', ...three, ...four]);
    expect(read(law, '2015-12-31')).toEqual(read(law, '2015-04-01'));
    expect(read(law, '2016-01-01')).toEqual([chapter, ...one, ...second('an adult;'), ...three, ...four]);
    expect(read(law, '2017-07-01')).toEqual([chapter, ...one, ...second('an adult;'), ...named, ...three, ...four]);
    expect(read(law, '2018-05-20')).toEqual([chapter, ...one, ...second('a person aged sixteen or more;'), ...named, ...four]);
    expect(flat(lawAsOf(law, '2018-05-20')).find((each) => each.provision.eid === 'art_3')).toMatchObject({ standing: 'repealed', version: null });
  });

  it('gives a part without a period of its own that of what it stands in, as most files of others do', () => {
    const sparse = amendedLaw.replaceAll(/(<(?:paragraph eId="art_2__para_2"|article eId="art_[14]")) period="[^"]*"/g, '$1');
    expect(amendedLaw.length - sparse.length).toBe(3 * ' period="#t1"'.length);
    expect(readAkn(sparse).document).toEqual(readAkn(amendedLaw).document);
  });

  it('keeps its name, number, country and who changed it', () => {
    expect(law.brief.title).toBe('on public notices');
    expect(law.amendments.map((one) => [one.sort, one.title, one.made, one.commences, one.uri])).toEqual([
      ['enactment', 'Law on notices', '2015-03-10', '2015-04-01', '/akn/kz/act/2015-03-10/12'],
      ['amendment', 'Law of 20 November 2015', '2015-11-20', '2016-01-01', '/akn/kz/act/2015-11-20/88'],
      ['amendment', 'Law of 5 May 2017', '2017-05-05', '2017-07-01', '/akn/kz/act/2017-05-05/31'],
      ['amendment', 'Law of 10 May 2018', '2018-05-10', '2018-05-20', '/akn/kz/act/2018-05-10/7'],
    ]);
    expect(documentOf(law, 'en')).toMatchObject({ country: 'KZ', number: '12-V', language: 'en' });
  });

  it('reads back as it was written', async () => {
    const xml = writeAkn(law, options);
    const back = readAkn(xml);
    expect([...back.lost]).toEqual([]);
    expect(back.document).toEqual(documentOf(law, 'en'));
    // And once more through the record.
    const again = await run(house, importLaw, monitor, { content: xml, source: { ...source, addresses: ['https://gazette.example/copy'] }, visibility: 'public', checked: true });
    const copy = await load(db(), Number(again.laws[0]!.split('/')[1]));
    expect(documentOf(copy, 'en')).toEqual(documentOf(law, 'en'));
    for (const day of ['2015-04-01', '2016-01-01', '2017-07-01', '2018-05-20']) expect(read(copy, day)).toEqual(read(law, day));
  });

  it('keeps what Akoma Ntoso has no place for: dates unknown or unsure, rulings, places among others, commencements of one provision', async () => {
    const number = law.brief.number;
    const claim = (await db().read.selectFrom('thing').select('number').where('kind', '=', 'claim').orderBy('id').executeTakeFirstOrThrow()).number;
    await run(house, amendLaw, monitor, {
      law: `law/${number}`, version: 1,
      changes: [
        {
          title: 'Law of an unknown day', made: '2018-06', claim: `claim/${claim}`,
          instructions: [
            { act: 'inserts', provision: 'art_0', kind: 'article', label: 'Article 0', under: 'chp_1', before: 'art_1', texts: [{ language: 'en', num: 'Article 0', body: 'First.' }] },
            { act: 'replaces', provision: 'art_4', commences: '2019-01-01', texts: [{ language: 'en', num: 'Article 4.', body: 'Since then.' }] },
            { act: 'repeals', provision: 'art_2a' },
          ],
        },
        { sort: 'ruling', title: 'Ruling of the Constitutional Council', commences: '2019-03', claim: `claim/${claim}`, instructions: [{ act: 'strikes-down', provision: 'art_1' }] },
      ],
    });
    const changed = await load(db(), number);
    const back = readAkn(writeAkn(changed, options)).document;
    expect(back).toEqual(documentOf(changed, 'en'));
    const on = (day: string, eid: string) => flat(lawAsOf(changed, day)).find((one) => one.provision.eid === eid)!;
    // Made in June 2018, and nobody knows since when it applies.
    expect(on('2018-05-31', 'art_0').standing).toBe('not-yet');
    expect(on('2018-07-01', 'art_0').standing).toBe('uncertain');
    expect(on('2018-07-01', 'art_2a')).toMatchObject({ standing: 'in-force', perhaps: [{ act: 'repeals' }] });
    expect(read(changed, '2018-12-31')).toContain('This law enters into force on 1 April 2015.');
    expect(read(changed, '2019-01-01')).toContain('Since then.');
    expect([on('2019-03-15', 'art_1').standing, on('2019-03-31', 'art_1').standing]).toEqual(['in-force', 'struck-down']);
    expect(schemaThere ? await complaints(writeAkn(changed, options)) : []).toEqual([]);
  });

  it.skipIf(!schemaThere)('is valid by the schema of OASIS, whole and of one day', async () => {
    expect(await complaints(amendedLaw, writeAkn(law, options), writeAkn(law, { ...options, on: '2016-06-01' }))).toEqual([]);
    expect(await complaints(writeAkn(law, options).replace('<meta>', '<meta><nonsense/>'))).not.toEqual([]);
  });
});

describe('what is no law in Akoma Ntoso', () => {
  it.each([
    ['<akomaNtoso><act>', 'law_bad_xml'],
    ['<html><body/></html>', 'law_not_akn'],
    ['<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">&e;</akomaNtoso>', 'law_bad_xml'],
    ['', 'law_bad_xml'],
  ])('is refused: %s', (xml, code) => {
    expect(() => readAkn(xml)).toThrow(expect.objectContaining({ code }));
  });
});
