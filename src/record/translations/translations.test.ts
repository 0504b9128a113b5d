import { beforeAll, expect, it } from 'vitest';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { countQueries } from '../../platform/testing/count-queries.ts';
import { editor, lawyer, testApp } from '../../platform/testing/test-app.ts';
import { changeCaseEntry } from '../cases/change-case-entry.ts';
import { file } from '../filing/file.ts';
import { lastChange } from '../history/last-change.ts';
import { setBack } from '../history/set-back.ts';
import { undo } from '../history/undo/undo.ts';
import { merge } from '../lifecycle/merge.ts';
import { withdraw } from '../lifecycle/withdraw.ts';
import { redactPerson } from '../protection/redact.ts';
import { findThing, parseRef } from '../refs.ts';
import { newKeyHolder } from '../testing/key-holder.ts';
import { answerDisagreements } from '../disagreements/answer.ts';
import { loadDisagreements } from '../views/disagreements.ts';
import { loadFacts } from '../views/facts.ts';
import { loadBriefs, loadTitles } from '../views/briefs.ts';
import { loadCase } from '../views/case.ts';
import { loadClaims } from '../views/claims.ts';
import { loadTranslations } from './load.ts';
import { withReading } from './reading.ts';
import { translate } from './translate.ts';

const russian = { language: 'ru', own: 'en' };

onBothDatabases('the translations of our own words', (db) => {
  let app: App;
  beforeAll(() => (app = testApp(db())));
  const thingOf = async (ref: string) => (await findThing(app.db.read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
  const briefOf = async (ref: string, reading: typeof russian | null = russian) => {
    const { id } = await thingOf(ref);
    return withReading(reading ?? undefined, async () => (await loadBriefs(app.db.read, [id], 'public')).get(id)!);
  };
  const titleOf = async (ref: string) => (await briefOf(ref)).title;
  const caseOf = async (ref: string) => {
    const thing = await thingOf(ref);
    return withReading(russian, () => loadCase(app.db.read, thing, 'public'));
  };
  const storedOf = async (ref: string) => {
    const { id } = await thingOf(ref);
    return ((await loadTranslations(app.db.read, [id], 'desk')).get(id) ?? []).map((one) => one.text);
  };
  const say = (item: string, text: string, over: object = {}) =>
    run(app, translate, editor, { texts: [{ item, field: 'title', language: 'ru', text, ...over }] });
  const newCase = async (title: string, over: object = {}): Promise<string> =>
    (await run(app, file, editor, { cases: [{ title, visibility: 'public', ...over }] })).cases[0]!;
  const fileClaim = async (claim: object) =>
    run(app, file, editor, {
      sources: [{ key: 's', kind: 'article', title: 'The source', visibility: 'public' }],
      claims: [
        {
          mode: 'stated',
          chain: [{ pagesOwn: true }],
          support: { kind: 'reference', source: '#s' },
          ...claim,
        } as never,
      ],
    });
  const refused = async (done: Promise<unknown>) =>
    done.then(
      () => [],
      (error: { code: string; fields?: { path: string; message: string }[] }) =>
        error.fields?.length ? error.fields.map((one) => [one.path, one.message]) : error.code,
    );
  const retitle = async (ref: string, title: string, visibility: 'public' | 'desk' = 'public') =>
    run(app, changeCaseEntry, editor, { thing: ref, version: (await thingOf(ref)).version, title, visibility });

  it('are shown to readers of their language, and the original to others, with its language', async () => {
    const one = await newCase('A search', { summary: 'Police searched.' });
    await run(app, translate, editor, {
      texts: [
        { item: one, field: 'title', language: 'ru', text: ' Обыск ' },
        { item: one, field: 'summary', language: 'ru', text: 'Полиция обыскала.' },
      ],
    });
    expect(await briefOf(one)).toMatchObject({ title: 'Обыск' });
    expect(await briefOf(one)).not.toHaveProperty('language');
    expect(await briefOf(one, { language: 'ru-KZ', own: 'en' })).toMatchObject({ title: 'Обыск' });
    expect(await briefOf(one, { language: 'cs', own: 'en' })).toMatchObject({
      title: 'A search',
      language: 'en',
      untranslated: true,
    });
    expect(await briefOf(one, { language: 'en', own: 'en' })).not.toHaveProperty('language');
    expect(await briefOf(one, null)).toMatchObject({ title: 'A search' });
    expect((await caseOf(one)).summary).toBe('Полиция обыскала.');
    const { id } = await thingOf(one);
    const desk = await withReading(russian, () => loadBriefs(app.db.read, [id], 'desk'));
    expect(desk.get(id)!.title).toBe('A search');
  });

  it('are read for the addresses of a page in all languages with one query, as each reader gets them', async () => {
    const one = await newCase('A search');
    for (const [language, text] of [
      ['ru', 'Обыск'],
      ['cs', 'Prohlídka'],
      ['cs-CZ', 'Domovní prohlídka'],
    ])
      await say(one, text!, { language });
    const { id } = await thingOf(one);
    const languages = ['en', 'ru', 'cs', 'cs-CZ', 'kk'];
    const queries = await countQueries(app.db.read, async (read) => {
      const titles = await loadTitles(read, id, languages, 'en');
      expect([...titles.values()]).toEqual(['A search', 'Обыск', 'Prohlídka', 'Domovní prohlídka', 'A search']);
      for (const language of languages)
        expect(titles.get(language)).toBe((await briefOf(one, { language, own: 'en' })).title);
    });
    expect(queries).toBe(1);
  });

  it('are hidden from readers while they are outdated, and shown again once someone confirms them', async () => {
    const one = await newCase('Jailed');
    await say(one, 'Заключён');
    await retitle(one, 'Detained');
    expect(await briefOf(one)).toMatchObject({ title: 'Detained', untranslated: true });
    const { id } = await thingOf(one);
    expect((await loadTranslations(app.db.read, [id], 'desk')).get(id)).toMatchObject([
      { original: 'Jailed', outdated: true },
    ]);
    expect(await say(one, 'Заключён')).toEqual({ changed: 1 });
    expect(await titleOf(one)).toBe('Заключён');
    expect(await say(one, 'Заключён')).toEqual({ changed: 0 });
    await say(one, '');
    expect(await titleOf(one)).toBe('Detained');
  });

  it('are not more public than the item', async () => {
    const one = await newCase('Quiet', { visibility: 'desk' });
    await say(one, 'Тихо');
    expect(await briefOf(one)).toMatchObject({ title: '', hidden: true });
    const open = await newCase('Loud');
    await say(open, 'Громко');
    await run(app, withdraw, editor, { things: [open], reason: 'It never happened.' });
    expect(await briefOf(open)).toMatchObject({ title: '', hidden: true });
  });

  it('are in the language that the case is written in, also for its parts', async () => {
    const one = await newCase('Обыск');
    const event = (await run(app, file, editor, { events: [{ title: 'Приговор', case: one, visibility: 'public' }] }))
      .events[0]!;
    expect(await briefOf(event)).toMatchObject({ title: 'Приговор', language: 'en' });
    await run(app, translate, editor, { written: [{ item: one, language: 'ru' }] });
    expect(await briefOf(event)).not.toHaveProperty('language');
    expect(await briefOf(event, { language: 'en', own: 'en' })).toMatchObject({ language: 'ru', untranslated: true });
    expect(await refused(say(one, 'Обыск!'))).toEqual([['texts.0.text', 'record.error.translation.same_language']]);
    await say(one, 'A search', { language: 'en' });
    expect(await briefOf(one, { language: 'en', own: 'en' })).toMatchObject({ title: 'A search' });
  });

  it('are refused for unknown texts, and if the texts have changed since they were read', async () => {
    const one = await newCase('A fine');
    const refs = await fileClaim({
      wording: 'We pay nothing.',
      kind: 'quotation',
      support: { kind: 'direct-word', note: 'On the phone, on Monday.' },
    });
    expect(await refused(say(one, 'Штраф', { field: 'wording' }))).toEqual([
      ['texts.0.text', 'record.error.translation.field'],
    ]);
    expect(await refused(say(one, 'Итог', { field: 'summary' }))).toEqual([
      ['texts.0.text', 'record.error.translation.field'],
    ]);
    expect(await refused(say(refs.claims[0]!, 'Мы.', { field: 'value.position' }))).toEqual([
      ['texts.0.text', 'record.error.translation.field'],
    ]);
    expect(await refused(say(refs.sources[0]!, 'Издатель', { field: 'publisher' }))).toEqual([
      ['texts.0.text', 'record.error.translation.field'],
    ]);
    expect(await refused(say(one, 'Штраф', { original: 'A small fine' }))).toEqual([
      ['texts.0.text', 'record.error.translation.original_changed'],
    ]);
    await say(one, 'Штраф', { original: 'A fine', was: null });
    expect(await refused(say(one, 'Пеня', { was: null }))).toEqual([
      ['texts.0.text', 'record.error.translation.changed'],
    ]);
    expect(await refused(say(one, 'я'.repeat(501)))).toEqual([['texts.0.text', 'errors.field.text.long']]);
    expect(await refused(say(one, 'Штраф', { language: 'Russian' }))).toEqual([
      ['texts.0.language', 'errors.field.language.bad'],
    ]);
    expect(
      await refused(run(app, translate, lawyer, { texts: [{ item: one, field: 'title', language: 'ru', text: 'x' }] })),
    ).toBe('not_permitted');
    expect(await storedOf(one)).toEqual(['Штраф']);
  });

  it('of a claim are shown for a paraphrase, with what we wrote', async () => {
    const { claims } = await fileClaim({
      wording: 'The court closed the case.',
      kind: 'paraphrase',
      checked: true,
      visibility: 'public',
    });
    await say(claims[0]!, 'Суд закрыл дело.', { field: 'wording' });
    const { id } = await thingOf(claims[0]!);
    const [read] = await withReading(russian, () => loadClaims(app.db.read, [id], 'public'));
    expect(read).toMatchObject({
      wording: 'Суд закрыл дело.',
      language: 'ru',
      original: { wording: 'The court closed the case.', language: 'en' },
    });
    const [desk] = await withReading(russian, () => loadClaims(app.db.read, [id], 'desk'));
    expect(desk).toMatchObject({ wording: 'The court closed the case.', language: 'en' });
  });

  it('of values, of names in attributions and of notes are given to readers only if they see the original', async () => {
    const { actors, claims } = await run(app, file, editor, {
      actors: [
        { key: 'seen', kind: 'person', names: [{ text: 'Ada Byron' }], visibility: 'public' },
        { key: 'unseen', kind: 'person', names: [{ text: 'Bo Quill' }], visibility: 'desk' },
      ],
      sources: [{ key: 's', kind: 'article', title: 'The source', visibility: 'public' }],
      claims: (['told', 'cited'] as const).map((how) => ({
        key: how,
        wording: 'They work there.',
        kind: 'quotation' as const,
        mode: 'stated' as const,
        chain: [{ asWritten: 'a clerk', visibility: how === 'told' ? ('desk' as const) : ('public' as const) }],
        support:
          how === 'told'
            ? { kind: 'direct-word' as const, note: 'On the phone, on Monday.' }
            : { kind: 'reference' as const, source: '#s', note: 'From a copy.' },
        statements: [
          { subject: '#unseen', property: 'position', value: { title: { text: 'Spy', language: 'en' } } },
          { subject: '#seen', property: 'position', value: { title: { text: 'Editor', language: 'en' } } },
        ],
        checked: true,
        visibility: 'public' as const,
      })),
    });
    const texts = (claim: string) => [
      { item: claim, field: 'value.position', language: 'ru', text: 'шпион' },
      { item: claim, field: 'value.position.2', language: 'ru', text: 'редактор' },
      { item: claim, field: 'as-written.1', language: 'ru', text: 'служащий' },
      { item: claim, field: 'note', language: 'ru', text: 'Примечание' },
      { item: claim, field: 'wording', language: 'ru', text: 'Они там работают.' },
    ];
    await run(app, translate, editor, { texts: claims.flatMap((claim) => texts(claim)) });
    const ids = (await Promise.all(claims.map((claim) => thingOf(claim)))).map(({ id }) => id);
    const given = async (audience: 'public' | 'desk') => {
      const found = await loadTranslations(app.db.read, ids, audience);
      return ids.map((id) => (found.get(id) ?? []).flatMap((one) => (one.outdated ? [] : [one.text])).toSorted());
    };
    const all = texts('').map(({ text }) => text);
    expect(await given('desk')).toEqual([all.toSorted(), all.toSorted()]);
    expect(await given('public')).toEqual([
      ['Они там работают.', 'редактор'].toSorted(),
      all.filter((text) => text !== 'шпион').toSorted(),
    ]);
    const { id } = await thingOf(claims[1]!);
    const [read] = await withReading(russian, () => loadClaims(app.db.read, [id], 'public'));
    expect(read).toMatchObject({
      wording: 'They work there.',
      ours: 'Они там работают.',
      chain: [{ asWritten: 'a clerk', asWrittenOurs: 'служащий' }],
      statements: [{ value: { ours: 'редактор' } }],
    });
    const seen = await thingOf(actors[0]!);
    const facts = await withReading(russian, () => loadFacts(app.db.read, [seen.id], 'public'));
    expect(facts.get(seen.id)![0]!.values).toMatchObject([{ ours: 'редактор' }]);
    expect(await briefOf(claims[1]!)).toMatchObject({ title: 'They work there.' });
  });

  it('of values are not given to readers who do not see the item that has the value', async () => {
    const [quiet, merged, kept] = [await newCase('Quiet'), await newCase('Merged'), await newCase('Kept')];
    const { claims } = await run(app, file, editor, {
      sources: [{ key: 's', kind: 'article', title: 'The source', visibility: 'public' }],
      events: [
        { key: 'part', title: 'A search', case: quiet, visibility: 'public' },
        { key: 'seen', title: 'Another search', case: kept, visibility: 'public' },
      ],
      claims: [
        {
          wording: 'They took it.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ pagesOwn: true }],
          support: { kind: 'reference', source: '#s' },
          statements: [
            { subject: '#part', property: 'taken-items', value: { text: 'A file', language: 'en' } },
            { subject: merged, property: 'impact', value: { text: 'Fear', language: 'en' } },
            { subject: '#seen', property: 'stated-reason', value: { text: 'Order', language: 'en' } },
          ],
          checked: true,
          visibility: 'public',
        },
      ],
    });
    const claim = claims[0]!;
    for (const [field, text] of [
      ['value.taken-items', 'Папка'],
      ['value.impact', 'Страх'],
      ['value.stated-reason', 'Порядок'],
    ])
      await say(claim, text!, { field });
    const { id } = await thingOf(claim);
    const read = async () => {
      const [view] = await loadClaims(app.db.read, [id], 'public');
      const given = (await loadTranslations(app.db.read, [id], 'public')).get(id) ?? [];
      return [view!.statements.length, given.flatMap((one) => (one.outdated ? [] : [one.text])).toSorted()];
    };
    expect(await read()).toEqual([3, ['Папка', 'Порядок', 'Страх']]);
    await run(app, merge, editor, { from: merged, into: quiet });
    expect(await read()).toEqual([3, ['Папка', 'Порядок', 'Страх']]);
    await run(app, withdraw, editor, { things: [quiet], reason: 'It never happened.' });
    expect(await read()).toEqual([1, ['Порядок']]);
  });

  it('of the reason for an answer are given to readers, and those of an earlier reason are not', async () => {
    const one = await newCase('Two days');
    const { events } = await run(app, file, editor, {
      sources: [{ key: 's', kind: 'article', title: 'The source', visibility: 'public' }],
      events: [{ key: 'e', title: 'A search', case: one, visibility: 'public' }],
      claims: ['2017-05-06', '2017-05-07'].map((value) => ({
        wording: 'They came.',
        kind: 'paraphrase' as const,
        mode: 'stated' as const,
        chain: [{ pagesOwn: true }],
        support: { kind: 'reference' as const, source: '#s' },
        statements: [{ subject: '#e', property: 'date', value }],
        checked: true,
        visibility: 'public' as const,
      })),
    });
    const answer = (reason: string) =>
      run(app, answerDisagreements, editor, {
        answers: [{ subject: events[0]!, property: 'date', answer: 'unresolved', reason }],
      });
    const { id } = await thingOf(events[0]!);
    const read = async () =>
      (await withReading(russian, () => loadDisagreements(app.db.read, [id], 'public')))[0]!.answer;
    await answer('Nobody knows the day.');
    await say(events[0]!, 'Дня не знает никто.', { field: 'answer.date' });
    expect(await read()).toMatchObject({ reason: 'Дня не знает никто.' });
    await answer('The day is not known.');
    expect(await read()).toMatchObject({ reason: 'The day is not known.', reasonLanguage: 'en' });
    expect((await loadTranslations(app.db.read, [id], 'desk')).get(id)).toMatchObject([{ outdated: true }]);
  });

  it('are in the history: they can be undone and set back, together with the text', async () => {
    const one = await newCase('First');
    await say(one, 'Первый');
    const { set } = await lastChange(app.db.read, await thingOf(one));
    await say(one, 'Другой');
    const second = await lastChange(app.db.read, await thingOf(one));
    await undo(app, editor, { target: { set: second.set }, reason: 'It was a mistake.' });
    expect(await titleOf(one)).toBe('Первый');
    await retitle(one, 'Second');
    await say(one, 'Второй');
    const { set: seen } = await lastChange(app.db.read, await thingOf(one));
    await run(app, setBack, editor, { thing: one, to: set, seen, reason: 'The first was right.' });
    expect(await briefOf(one)).toMatchObject({ title: 'Первый' });
    expect(await briefOf(one, null)).toMatchObject({ title: 'First' });
  });

  it('of a merged case are those of the case into which it was merged', async () => {
    const [from, into] = [await newCase('Doubled'), await newCase('Kept')];
    await say(from, 'Двойник');
    expect(await titleOf(into)).toBe('Kept');
    await run(app, merge, editor, { from, into });
    expect(await titleOf(from)).toBe('Kept');
    await say(from, 'Оставлено');
    expect(await titleOf(into)).toBe('Оставлено');
  });

  it('lose the name of a redacted person, in the history as well, and are still up to date', async () => {
    const { actors } = await run(app, file, editor, {
      actors: [{ kind: 'person', names: [{ text: 'Qorlan Abyzova' }, { text: 'Корлан Абызова', kind: 'alias' }] }],
    });
    const one = await newCase('The arrest of Qorlan Abyzova');
    await say(one, 'Арест: Корлан Абызова');
    await redactPerson(app, editor, { actor: actors[0]!, ground: 'She asked us to forget her.' });
    expect(await titleOf(one)).toBe('Арест: ██████████████');
    for (const table of ['text_translation', 'change'])
      expect((await db().executeSql(`select from "${table}" x where x::text ~ 'Abyzova|Абызова'`)).rows).toEqual([]);
  });

  it('of a sealed question are sealed with it, and come back', async () => {
    const one = await newCase('With a question');
    const { questions } = await run(app, file, editor, { questions: [{ case: one, wording: 'Who paid?' }] });
    await say(questions[0]!, 'Кто заплатил?', { field: 'wording' });
    const holder = await newKeyHolder(app, 'editor');
    await holder.seal(questions[0]!);
    expect(await storedOf(questions[0]!)).toEqual([]);
    expect((await db().executeSql(`select from change where after::text like '%заплатил%'`)).rows).toEqual([]);
    expect(await refused(say(questions[0]!, 'Кто?', { field: 'wording' }))).toBe('sealed');
    await holder.unseal(questions[0]!);
    expect(await storedOf(questions[0]!)).toEqual(['Кто заплатил?']);
  });
});
