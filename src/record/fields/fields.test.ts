import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '../../platform/log/log.ts';
import { messages } from '../../platform/messages/messages.ts';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../filing/file.ts';
import { redactPerson } from '../protection/redact.ts';
import { findThing, parseRef } from '../refs.ts';
import { loadClaims } from '../views/claims.ts';
import { loadFacts } from '../views/facts.ts';
import { findFacet } from '../vocabulary/facets.ts';
import { findProperty, isDeskOnly, offeredProperties } from '../vocabulary/properties.ts';
import { termsOf, type VocabularyKey } from '../vocabulary/terms.ts';
import { openFields } from './apply-fields.ts';
import { changeField, createField } from './change-field.ts';
import { changeList, createList } from './change-list.ts';
import { loadDefinition } from './definition.ts';
import { countClaimsOf, showField } from './show-field.ts';

const label = (en: string) => ({ labels: { en } });
const said = (subject: string, property: string, value: unknown, visibility: 'public' | 'desk' = 'desk') => ({
  wording: 'The desk asked.',
  kind: 'paraphrase' as const,
  mode: 'stated' as const,
  chain: [{ pagesOwn: true }],
  support: { kind: 'direct-word' as const, note: 'by telephone' },
  statements: [{ subject, property, value }],
  checked: true,
  visibility,
});
const messagesOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code: string; fields?: { path: string; message: string }[] }) =>
      error.fields?.length ? error.fields.map(({ path, message }) => `${path}: ${message}`) : error.code,
  );

onBothDatabases('the fields of an installation', (db) => {
  let app: App;
  let close = (): void => {};
  beforeAll(async () => {
    app = testApp(db());
    close = await openFields(db());
  });
  afterAll(() => close());
  const newCase = async (title: string): Promise<string> =>
    (await run(app, file, editor, { cases: [{ title, visibility: 'public' }] })).cases[0]!;
  const factsFor = async (audience: 'public' | 'desk', ref: string) => {
    const { id } = (await findThing(db().read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
    return ((await loadFacts(db().read, [id], audience)).get(id) ?? []).map(({ property, values }) => [
      property,
      values.map(({ value }) => value),
    ]);
  };

  it('take effect at once, with a name in each language, and are for the desk', async () => {
    const { field } = await run(app, createField, administrator, {
      labels: { en: 'Helped by', ru: 'Кто помог' },
      help: { en: 'The {organisation} that helped' },
      kinds: ['case'],
      type: 'text',
    });
    expect([field, isDeskOnly(field), findProperty(field)?.on]).toEqual(['own-helped-by', true, ['case']]);
    expect(messages('ru')(findProperty(field)!.label)).toBe('Кто помог');
    expect(messages('kk')(findProperty(field)!.label)).toBe('Helped by');
    expect(messages('en')(`record.property_hint.${field}`)).toBe('The {organisation} that helped');
    const subject = await newCase('Helped');
    await run(app, file, editor, { claims: [said(subject, field, { text: 'A fund', language: 'en' })] });
    expect(
      await messagesOf(run(app, file, editor, { claims: [said(subject, field, { text: 'x' }, 'public')] })),
    ).toEqual(expect.arrayContaining([expect.stringMatching(/visibility|statements/)]));
    expect([await factsFor('desk', subject), await factsFor('public', subject)]).toEqual([
      [[field, [{ text: 'A fund', language: 'en' }]]],
      [],
    ]);
  });

  it('have keys of their own, and are refused if something is wrong, with the place', async () => {
    const create = (over: object) =>
      messagesOf(run(app, createField, administrator, { ...label('Other'), kinds: ['case'], type: 'text', ...over }));
    expect(await create({ labels: {} })).toEqual(['labels: record.fields.error.label_missing']);
    expect(await create({ labels: { en: 'x'.repeat(101) } })).toEqual(['labels.en: record.fields.error.label_long']);
    expect(await create({ kinds: [] })).toEqual(['kinds: record.fields.error.no_kinds']);
    expect(await create({ type: 'choice' })).toEqual(['list: record.fields.error.list_missing']);
    expect(await create({ list: 'beat' })).toEqual(['list: record.fields.error.list_unused']);
    expect(await create({ facet: true })).toEqual(['facet: record.fields.error.no_facet']);
    expect(await create({ key: 'A b' })).toEqual(['key: record.fields.error.key']);
    expect(await create({ key: 'helped-by' })).toEqual(['key: record.fields.error.key_taken']);
    expect(await create({ labels: { ru: 'кто помог' } })).toEqual(['labels: record.fields.error.label_taken']);
    expect(await messagesOf(run(app, createField, editor, { ...label('Other'), kinds: ['case'], type: 'text' }))).toBe(
      'not_permitted',
    );
    const { field } = await run(app, createField, administrator, {
      ...label('Helped by!'),
      kinds: ['actor'],
      type: 'yes-no',
      facet: true,
    });
    expect([field, findFacet(field)?.values]).toEqual(['own-helped-by-2', { of: 'yes-no' }]);
  });

  it('can be a choice from a list of the installation, whose choices are renamed, ordered and retired, but never deleted', async () => {
    const { list } = await run(app, createList, administrator, {
      ...label('Kind of help'),
      terms: [label('Money'), label('A lawyer'), label('Деньги')],
    });
    const keys = () => termsOf(list as VocabularyKey).map(({ key, retired }) => (retired ? `${key}!` : key));
    expect([list, keys()]).toEqual(['own-kind-of-help', ['money', 'a-lawyer', 'dengi']]);
    const { field } = await run(app, createField, administrator, {
      ...label('Help'),
      kinds: ['case', 'source'],
      type: 'choice',
      list,
      many: true,
      facet: true,
    });
    const subject = await newCase('Paid');
    await run(app, file, editor, { claims: [said(subject, field, 'money')] });
    expect(await messagesOf(run(app, file, editor, { claims: [said(subject, field, 'gold')] }))).toEqual([
      'claims.0.statements.0.value: record.value.choice',
    ]);
    await run(app, changeList, administrator, {
      list,
      ...label('Help given'),
      terms: [{ key: 'a-lawyer', ...label('Legal help') }, { ...label('Shelter') }],
    });
    expect(keys()).toEqual(['a-lawyer', 'shelter', 'money!', 'dengi!']);
    expect(messages()(`vocabulary.${list}.a-lawyer`)).toBe('Legal help');
    expect(await factsFor('desk', subject)).toEqual([[field, ['money']]]);
    expect(
      await messagesOf(
        run(app, changeList, administrator, { list, ...label('x'), terms: [label('Same'), label('same')] }),
      ),
    ).toEqual(['terms.1.labels: record.fields.error.label_twice']);
  });

  it('are retired: forms no longer offer them, and values stay', async () => {
    const { field } = await run(app, createField, administrator, {
      ...label('Border'),
      kinds: ['case'],
      type: 'country',
      facet: true,
    });
    const subject = await newCase('Crossed');
    await run(app, file, editor, { claims: [said(subject, field, 'GE')] });
    const change = { field, ...label('Border'), kinds: ['case' as const], facet: true, retired: true };
    expect(await messagesOf(run(app, changeField, administrator, { ...change, kinds: ['actor'] }))).toEqual([
      'kinds: record.fields.error.kind_dropped',
    ]);
    expect(await messagesOf(run(app, changeField, administrator, { ...change, stamp: 'old' }))).toBe('conflict');
    await run(app, changeField, administrator, change);
    expect([offeredProperties('case').some(({ key }) => key === field), findFacet(field)]).toEqual([false, undefined]);
    expect(await factsFor('desk', subject)).toEqual([[field, ['GE']]]);
    await run(app, changeField, administrator, { ...change, retired: false });
    expect(findFacet(field)?.values).toEqual({ of: 'country' });
  });

  it('are made public and hidden again by an administrator with a fresh proof; readers see values only in between', async () => {
    const { field } = await run(app, createField, administrator, { ...label('Donor'), kinds: ['case'], type: 'url' });
    const show = (visibility: 'public' | 'desk') => run(app, showField, administrator, { field, visibility });
    expect(
      await messagesOf(
        run(app, showField, { ...administrator, via: 'web', provenAt: undefined }, { field, visibility: 'public' }),
      ),
    ).toBe('proof_needed');
    expect(await messagesOf(run(app, showField, editor, { field, visibility: 'public' }))).toBe('not_permitted');
    await show('public');
    const subject = await newCase('Donated');
    const { claims } = await run(app, file, editor, {
      claims: [said(subject, field, 'https://example.org/', 'public'), said(subject, field, 'https://example.org/')],
    });
    expect(await countClaimsOf(db().read, field)).toEqual({ claims: 2, public: 1 });
    expect(await factsFor('public', subject)).toEqual([[field, ['https://example.org/']]]);
    await show('desk');
    const { id } = (await findThing(db().read, 'claim', parseRef(claims[0]!)!.number))!;
    const [seen] = await loadClaims(db().read, [id], 'public');
    expect([await factsFor('public', subject), seen?.statements]).toEqual([[], []]);
    expect(await factsFor('desk', subject)).toEqual([[field, ['https://example.org/']]]);
  });

  it('can have choices whose names are one letter', async () => {
    const { list } = await run(app, createList, administrator, { ...label('Grade'), terms: [label('A'), label('b')] });
    expect(termsOf(list as VocabularyKey).map(({ key }) => key)).toEqual(['a', 'b']);
    expect((await loadDefinition(db().read)).lists.find(({ key }) => key === list)?.terms).toHaveLength(2);
  });

  it('are left out and logged if they are broken; the others work, and readers see no value of the broken ones', async () => {
    const { field } = await run(app, createField, administrator, { ...label('Lost'), kinds: ['case'], type: 'url' });
    const { field: other } = await run(app, createField, administrator, {
      ...label('Not lost'),
      kinds: ['case'],
      type: 'url',
    });
    await run(app, showField, administrator, { field, visibility: 'public' });
    const subject = await newCase('With a lost field');
    const { claims } = await run(app, file, editor, {
      claims: [said(subject, field, 'https://example.org/', 'public')],
    });
    await db().executeSql(`update property set value = '{"type":"choice","list":"own-gone"}' where key = '${field}'`);
    await db().executeSql(
      `insert into property (key, labels, of_kinds, value, many) values ('own-strange', '{"en":"Strange"}', '{planet}', '{"type":"text"}', false)`,
    );
    close();
    const lines: string[] = [];
    close = await openFields(db(), createLog('warn', { write: (line) => void lines.push(line) }));
    expect(lines.map((line) => (JSON.parse(line) as { field: string }).field)).toEqual(['own-strange', field]);
    expect([findProperty(field), findProperty('own-strange'), findProperty(other)?.key]).toEqual([
      undefined,
      undefined,
      other,
    ]);
    expect(await factsFor('public', subject)).toEqual([]);
    const { id } = (await findThing(db().read, 'claim', parseRef(claims[0]!)!.number))!;
    expect((await loadClaims(db().read, [id], 'public'))[0]?.statements).toEqual([]);
    await run(app, changeField, administrator, {
      field: other,
      ...label('Still there'),
      kinds: ['case'],
      facet: false,
      retired: false,
    });
    await db().executeSql(`delete from property where key in ('own-strange', '${field}')`);
  });

  it('are in the history, and lose the name of a redacted person', async () => {
    await run(app, createField, administrator, { ...label('Ask Zarina Omarova'), kinds: ['case'], type: 'date' });
    await run(app, createList, administrator, { ...label('Contacts'), terms: [label('Zarina Omarova')] });
    const { rows } = (await db().executeSql(
      `select count(*)::int as n from change where after::text like '%Zarina%'`,
    )) as { rows: { n: number }[] };
    expect(rows[0]!.n).toBe(2);
    const { actors } = await run(app, file, monitor, {
      actors: [{ kind: 'person', names: [{ text: 'Zarina Omarova' }] }],
    });
    await redactPerson(app, editor, { actor: actors[0]!, ground: 'She asked us to remove her.' });
    expect(JSON.stringify(await loadDefinition(db().read))).not.toContain('Zarina');
    expect(JSON.stringify(await db().read.selectFrom('change').select('after').execute())).not.toContain('Zarina');
  });
});
