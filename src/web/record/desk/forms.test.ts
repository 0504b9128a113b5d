import { parseHTML } from 'linkedom';
import { expect, it } from 'vitest';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { run } from '../../../platform/operation.ts';
import { changeActor } from '../../../record/actors/change-actor.ts';
import { storeCapture } from '../../../record/sources/store-capture.ts';
import { file } from '../../../record/filing/file.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { loadClaims } from '../../../record/views/claims.ts';
import { loadFacts } from '../../../record/views/facts.ts';
import { editor as anEditor } from '../../../platform/testing/test-app.ts';
import { routes } from '../../routes.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

const page =
  'Officials searched the newsroom on 3 April, Marat Zhyldyzov said.  "They took every computer we had," he added. Officials declined to comment.';
const numberIn = (response: Response): number => Number(/\/(\d+)(?:$|\?)/.exec(response.headers.get('location')!)![1]);

onEitherDatabase('the record’s forms', (db) => {
  const ground = async () => {
    const desk = deskOn(db());
    const editor = await desk.join('editor');
    const kept = await run(desk.app, storeCapture, anEditor, {
      title: 'Newsroom searched',
      method: 'text',
      mediaType: 'text/plain',
      bytes: new TextEncoder().encode(page + Math.random()),
      text: page,
      language: 'en',
    });
    return { ...desk, editor, kept };
  };
  const claimOf = async (number: number) =>
    (await loadClaims(db().read, [(await findThing(db().read, 'claim', number))!.id], 'desk'))[0]!;

  it('warn of similar names, also in other scripts, before a duplicate is created, and create it on request', async () => {
    const { editor } = await ground();
    const first = await editor.post(routes.desk.newActor(), {
      kind: 'person',
      'names[0].text': 'Зейнолла Кәкімжанов',
      'names[0].kind': 'preferred',
      'names[0].language': 'kk',
      'names[1].text': '',
      'names[1].kind': 'alias',
      visibility: 'desk',
      why: 'named by HRW',
    });
    expect(first.status).toBe(303);
    const typed = {
      kind: 'person',
      'names[0].text': 'Zeinulla Kakimzhanov',
      'names[0].kind': 'preferred',
      visibility: 'public',
    };
    const warned = await editor.post(routes.desk.newActor(), typed);
    const html = await warned.text();
    expect([warned.status, html.includes('Зейнолла Кәкімжанов'), valueOf(html, 'names[0].text')]).toEqual([
      400,
      true,
      'Zeinulla Kakimzhanov',
    ]);
    const anyway = await editor.post(routes.desk.newActor(), { ...typed, _intent: 'anyway' });
    expect(anyway.status).toBe(303);
    expect(await editor.text(routes.desk.historyOf({ kind: 'actor', number: numberIn(first) }))).toContain(
      'named by HRW',
    );
  });

  it('refuse too many and too long names of an actor, and keep them', async () => {
    const { editor } = await ground();
    const names = Object.fromEntries(Array.from({ length: 31 }, (_, at) => [`names[${at}].text`, `Name ${at}`]));
    const typed = { kind: 'person', visibility: 'desk', ...names };
    const many = await editor.post(routes.desk.newActor(), typed);
    const html = await many.text();
    expect([many.status, html.includes('Enter at most 30 names.'), valueOf(html, 'names[30].text')]).toEqual([
      400,
      true,
      'Name 30',
    ]);
    const long = await editor.post(routes.desk.newActor(), {
      kind: 'person',
      visibility: 'desk',
      'names[0].text': 'x'.repeat(151),
    });
    expect([long.status, (await long.text()).includes('Shorten the name to 150 characters')]).toEqual([400, true]);

    const there = await editor.post(routes.desk.newActor(), {
      kind: 'person',
      visibility: 'desk',
      'names[0].text': 'Quuxa Wobblestone',
    });
    const { number, version } = (await findThing(db().read, 'actor', numberIn(there)))!;
    const changed = await editor.post(routes.desk.editActor({ number }), { ...typed, _version: String(version) });
    expect([changed.status, (await changed.text()).includes('Enter at most 30 names.')]).toEqual([400, true]);
  });

  it('show the second of two people who change an item both versions, and save the second one on request', async () => {
    const { editor, app, join } = await ground();
    const other = await join('editor', 'Second Editor');
    const made = await editor.post(routes.desk.newActor(), {
      kind: 'outlet',
      'names[0].text': 'Daily Hjkl',
      'names[0].kind': 'preferred',
      visibility: 'desk',
    });
    const edit = routes.desk.editActor({ number: numberIn(made) });
    const version = valueOf(await editor.text(edit), '_version')!;
    await run(app, changeActor, other.principal, {
      actor: `actor/${numberIn(made)}`,
      version,
      to: {
        kind: 'outlet',
        names: [{ text: 'Daily Hjkl', kind: 'preferred' }, { text: 'Hjkl Daily News' }],
        visibility: 'public',
      },
    });
    const mine = {
      kind: 'outlet',
      'names[0].text': 'The Daily Hjkl',
      'names[0].kind': 'preferred',
      visibility: 'desk',
      why: 'its own spelling',
      _version: version,
    };
    const late = await editor.post(edit, mine);
    const html = await late.text();
    expect(late.status).toBe(409);
    expect(html).toContain('Second Editor saved this while you were editing');
    expect(html).toContain('Hjkl Daily News');
    expect([valueOf(html, 'names[0].text'), valueOf(html, 'why')]).toEqual(['The Daily Hjkl', 'its own spelling']);
    const over = await editor.post(edit, { ...mine, _version: valueOf(html, '_version')! });
    expect(over.status).toBe(303);
    const history = await editor.text(routes.desk.historyOf({ kind: 'actor', number: numberIn(made) }));
    expect(history).toMatch(/<del>.*Daily Hjkl/s);
    expect(history).toContain('its own spelling');
  });

  it('create a source together with its publisher, and refuse a web address that another source has', async () => {
    const { editor } = await ground();
    const typed = {
      title: 'A search in Almaty',
      kind: 'article',
      publisher: 'Meridian Qwerty',
      published: '2018-04',
      'addresses[0].url': 'https://qwerty.example/a',
      visibility: 'public',
    };
    const unclear = await editor.post(routes.desk.newSource(), typed);
    const html = await unclear.text();
    expect(unclear.status).toBe(400);
    const choice = '+ outlet: Meridian Qwerty';
    expect(html).toContain(`value="${choice}"`);
    // The browser sends the option “+ outlet: …” after the typed text, under the same name. This option creates the
    // publisher.
    const made = await editor.post(routes.desk.newSource(), { ...typed, publisher: ['Meridian Qwerty', choice] });
    expect(made.status).toBe(303);
    expect(await editor.text(routes.desk.source({ number: numberIn(made) }))).toContain('Meridian Qwerty');
    const twice = await editor.post(routes.desk.newSource(), {
      ...typed,
      title: 'The same',
      publisher: 'Meridian Qwerty',
      'addresses[0].url': 'http://www.qwerty.example/a/',
      published: 'some day',
    });
    const text = await twice.text();
    expect([twice.status, text.includes('be read. Write it like 11 May 2024')]).toEqual([400, true]);
    const taken = await (
      await editor.post(routes.desk.newSource(), {
        ...typed,
        title: 'The same',
        'addresses[0].url': 'http://www.qwerty.example/a/',
        visibility: 'desk',
      })
    ).text();
    expect(taken).toContain(`Source ${numberIn(made)} already has the web address`);
  });

  it('add a claim with a passage that they find by its words and with the fields of its property, and change it', async () => {
    const { editor, kept, app } = await ground();
    const filed = await run(app, file, anEditor, { cases: [{ title: 'The Zxcvb search', visibility: 'public' }] });
    const source = parseRef(kept.source)!.number;
    const typed = {
      case: 'The Zxcvb search',
      wording: 'They took every computer we had',
      kind: 'quotation',
      mode: 'quoted',
      certainty: 'unknown',
      language: 'en',
      'chain[0].actor': '+ person: Marat Zhyldyzov',
      'chain[0].verb': 'said',
      'chain[0].visibility': 'public',
      'support.kind': 'passage',
      'support.source': kept.source,
      'support.words': '“They took every   computer we had,” he added.',
      'support.visibility': 'public',
      'statements[0].subject': filed.cases[0]!,
      'statements[0].property': 'place',
      'statements[0].rank': 'normal',
      visibility: 'public',
    };
    const fields = await editor.post(routes.desk.newClaim({ source }), { ...typed, _again: 'statements[0]' });
    const asked = await fields.text();
    expect([fields.status, asked.includes('name="statements[0].value.country"')]).toEqual([200, true]);
    const wrong = await editor.post(routes.desk.newClaim(), {
      ...typed,
      wording: 'They took all computers',
      'statements[0].value.country': 'KZ',
    });
    const why = await wrong.text();
    expect([wrong.status, why.includes('A quotation must match its passage word for word')]).toEqual([400, true]);
    const made = await editor.post(routes.desk.newClaim(), {
      ...typed,
      'statements[0].value.country': 'KZ',
      'statements[0].value.locality': 'Almaty',
      'statements[0].value.point': '43.24, 76.95',
    });
    expect(made.status).toBe(303);
    const claim = await claimOf(numberIn(made));
    expect(claim).toMatchObject({
      state: 'draft',
      passage: { exact: '"They took every computer we had," he added.' },
      chain: [{ verb: 'said', speaker: { title: 'Marat Zhyldyzov' } }],
      statements: [
        {
          property: 'place',
          value: { value: { country: 'KZ', locality: 'Almaty', point: { latitude: 43.24, longitude: 76.95 } } },
        },
      ],
    });

    const edit = routes.desk.editClaim({ number: claim.number });
    const html = await editor.text(edit);
    expect([
      valueOf(html, 'statements[0].value.locality'),
      valueOf(html, 'statements[0].value.point'),
      valueOf(html, 'chain[0].actor'),
    ]).toEqual(['Almaty', '43.24, 76.95', expect.stringContaining('Marat Zhyldyzov · actor/')]);
    const changed = await editor.post(edit, {
      ...typed,
      'chain[0].actor': valueOf(html, 'chain[0].actor')!,
      'support.capture': valueOf(html, 'support.capture')!,
      'support.start': valueOf(html, 'support.start')!,
      'statements[0].value.country': 'KZ',
      'statements[0].value.locality': 'Astana',
      checked: '1',
      _version: valueOf(html, '_version')!,
      why: 'the town was wrong',
    });
    expect(changed.status).toBe(303);
    expect(await claimOf(claim.number)).toMatchObject({
      state: 'checked',
      statements: [{ value: { value: { locality: 'Astana' } } }],
    });
    const history = await editor.text(routes.desk.historyOf({ kind: 'claim', number: claim.number }));
    expect(history).toContain('the town was wrong');
    expect(history).toMatch(/<del>[^/]*<\/span>Almaty<\/del><ins>[^/]*<\/span>Astana<\/ins>, Kazakhstan/);
    // The form refuses words that occur at several places of the text, and says why.
    const several = await editor.post(routes.desk.newClaim(), {
      ...typed,
      kind: 'paraphrase',
      'support.words': 'Officials',
      'statements[0].value.country': 'KZ',
    });
    expect([several.status, (await several.text()).includes('appear 2 times')]).toEqual([400, true]);
  });

  it('count relative dates of a claim from the day on which its source was published, and say so', async () => {
    const { editor, app } = await ground();
    const { cases, sources } = await run(app, file, anEditor, {
      cases: [{ title: 'The Plmok case', visibility: 'public' }],
      sources: [{ title: 'The Plmok report', kind: 'article', published: '2018-04-04', visibility: 'public' }],
    });
    const typed = {
      wording: 'It began on Friday.',
      kind: 'paraphrase',
      mode: 'stated',
      'chain[0].pagesOwn': '1',
      'support.kind': 'reference',
      'support.source': sources[0]!,
      'statements[0].subject': cases[0]!,
      'statements[0].property': 'began',
      'statements[0].value': 'last Friday',
      visibility: 'public',
    };
    const path = routes.desk.newClaim({ source: parseRef(sources[0]!)!.number });
    const again = await (await editor.post(path, { ...typed, _again: 'statements[0]' })).text();
    expect(again).toMatch(
      /Understood as: Friday,? 30 March 2018 \(counted from 4 April 2018, when the source was published\)/,
    );
    const made = await editor.post(path, typed);
    expect(made.status).toBe(303);
    expect(await claimOf(numberIn(made))).toMatchObject({ statements: [{ value: { value: '2018-03-30' } }] });
  });

  it('ask for the subject of a fact first, then offer what fits it, the usual first, and then the field of its value', async () => {
    const { editor, app } = await ground();
    const { cases, actors } = await run(app, file, anEditor, {
      cases: [{ title: 'The Zxcvb case', visibility: 'public' }],
      actors: [
        { kind: 'person', names: [{ text: 'Lkjhg Mnbvc' }], visibility: 'public' },
        { kind: 'outlet', names: [{ text: 'Qazws Weekly' }], visibility: 'public' },
        { kind: 'outlet', names: [{ text: 'Qazws Daily' }], visibility: 'public' },
      ],
    });
    const again = async (values: Record<string, string>) => {
      const { document } = parseHTML(
        await (await editor.post(routes.desk.newClaim(), { ...values, _again: 'statements[0]' })).text(),
      );
      const select = document.querySelector('[name="statements[0].property"]');
      return {
        subject: document.querySelector('[name="statements[0].subject"]')?.getAttribute('value'),
        offered: [...document.querySelectorAll('.offered input')].map((one) => one.getAttribute('value')),
        groups: [...(select?.querySelectorAll('optgroup') ?? [])].map((one) => one.getAttribute('label')),
        properties: [...(select?.querySelectorAll('option[value]') ?? [])]
          .map((one) => one.getAttribute('value'))
          .filter(Boolean),
        value: document.querySelector('[name^="statements[0].value"]')?.getAttribute('name'),
      };
    };
    const first = parseHTML(await editor.text(routes.desk.newClaim())).document;
    expect(first.querySelector('[name="statements[0].subject"]')).not.toBeNull();
    expect(first.querySelector('[name="statements[0].property"]')).toBeNull();

    const ofCase = await again({ 'statements[0].subject': 'the zxcvb case' });
    expect(ofCase.subject).toBe(`The Zxcvb case · ${cases[0]}`);
    expect(ofCase.groups).toEqual(['Usual', 'Others']);
    expect(ofCase.properties.slice(0, 2)).toEqual(['incident-type', 'place']);
    expect(ofCase.properties).not.toContain('home-country');
    const ofPerson = await again({ 'statements[0].subject': `Lkjhg Mnbvc · ${actors[0]}` });
    expect(ofPerson.properties).toContain('home-country');
    expect(ofPerson.properties).not.toContain('incident-type');
    expect(ofPerson.value).toBeUndefined();
    const place = await again({ 'statements[0].subject': cases[0]!, 'statements[0].property': 'place' });
    expect(place.value).toBe('statements[0].value.country');
    // A property of the subject that was chosen before does not fit, so it has no field.
    const unfit = await again({ 'statements[0].subject': actors[0]!, 'statements[0].property': 'incident-type' });
    expect(unfit.value).toBeUndefined();

    const several = await again({ 'statements[0].subject': 'Qazws' });
    expect(several.subject).toBe('Qazws');
    expect(several.offered.toSorted()).toEqual([`Qazws Daily · ${actors[2]}`, `Qazws Weekly · ${actors[1]}`]);
    expect(several.properties).toContain('incident-type');
  });

  it('keep rarely needed fields behind “More”, which opens if one is filled in or has an error', async () => {
    const { editor } = await ground();
    const more = (html: string) => parseHTML(html).document.querySelector('form.form details.collapsed');
    const start = more(await editor.text(routes.desk.newSource()))!;
    expect(start.querySelector('summary')!.textContent).toBe('More');
    expect(start.hasAttribute('open')).toBe(false);
    expect([...start.querySelectorAll('[name]')].map((one) => one.getAttribute('name'))).toEqual(
      expect.arrayContaining(['language', 'note', 'why']),
    );
    const sent = async (over: Record<string, string>) =>
      more(await (await editor.post(routes.desk.newSource(), { kind: 'article', title: '', ...over })).text())!;
    expect((await sent({})).hasAttribute('open')).toBe(false);
    expect((await sent({ note: 'by post' })).hasAttribute('open')).toBe(true);
    expect((await sent({ why: 'x'.repeat(3000) })).hasAttribute('open')).toBe(true);
    const claim = more(await editor.text(routes.desk.newClaim()))!;
    expect(claim.hasAttribute('open')).toBe(false);
  });

  it('add several facts of an event from two claims, and add another fact to one of these claims', async () => {
    const { editor, kept, app } = await ground();
    const { cases, actors } = await run(app, file, anEditor, {
      cases: [{ title: 'The Poiuy case', visibility: 'public' }],
      actors: [{ kind: 'outlet', names: [{ text: 'Poiuy Weekly' }], visibility: 'public' }],
    });
    const made = await editor.post(routes.desk.newEvent({ case: parseRef(cases[0]!)!.number }), {
      parent: cases[0]!,
      title: 'Poiuy newsroom searched',
      visibility: 'public',
    });
    const number = numberIn(made);
    expect(made.headers.get('location')).toBe(routes.desk.facts({ kind: 'event', number }));
    const form = await editor.text(made.headers.get('location')!);
    expect(form).toContain('name="facts[1].value"');
    expect(await editor.text(`${made.headers.get('location')}?property=legal-basis`)).toContain(
      'The law or rule that the authority gives as its basis.',
    );
    const support = (index: number, over: Record<string, string>) =>
      Object.fromEntries(
        Object.entries({
          kind: 'paraphrase',
          mode: 'stated',
          certainty: 'unknown',
          language: 'en',
          'chain[0].visibility': 'public',
          'support.visibility': 'public',
          ...over,
        }).map(([name, value]) => [`supports[${index}].${name}`, value]),
      );
    const typed = {
      ...support(0, {
        wording: 'Officials searched the newsroom on 3 April.',
        'chain[0].actor': '+ person: Marat Zhyldyzov Jr',
        'chain[0].verb': 'said',
        'support.kind': 'passage',
        'support.source': kept.source,
        'support.words': 'Officials searched the newsroom on 3 April',
      }),
      ...support(1, {
        wording: 'The newsroom is in Almaty.',
        'chain[0].actor': actors[0]!,
        'support.kind': 'direct-word',
        'support.note': 'to A. N., 4 April 2018, by telephone',
      }),
      'facts[0].property': 'event-type',
      'facts[0].rests': '1',
      'facts[0].value': 'newsroom-search',
      'facts[1].property': 'date',
      'facts[1].rests': '1',
      'facts[1].value': '2018-04-03',
      'facts[2].property': 'event-place',
      'facts[2].rests': '2',
      'facts[2].value.country': 'KZ',
      'facts[2].value.locality': 'Almaty',
      'facts[3].property': 'involvement',
      'facts[3].rests': '1',
      'facts[3].value.actor': '',
      'facts[3].value.role': 'target',
      checked: '1',
      visibility: 'public',
    };
    const path = routes.desk.facts({ kind: 'event', number });
    const wrong = await editor.post(path, { ...typed, 'facts[1].value': 'some Tuesday' });
    const text = await wrong.text();
    expect([wrong.status, valueOf(text, 'facts[1].value'), text.includes('href="#facts-facts-1-value"')]).toEqual([
      400,
      'some Tuesday',
      true,
    ]);
    const filed = await editor.post(path, typed);
    expect([filed.status, filed.headers.get('location')]).toEqual([303, routes.desk.event({ number })]);
    const id = (await findThing(db().read, 'event', number))!.id;
    const facts = (await loadFacts(db().read, [id], 'public')).get(id)!;
    expect(
      Object.fromEntries(
        facts.map((fact) => [fact.property, fact.values.map((value) => [value.value, value.claimIds.length])]),
      ),
    ).toEqual({
      'event-type': [['newsroom-search', 1]],
      date: [['2018-04-03', 1]],
      'event-place': [[{ country: 'KZ', locality: 'Almaty' }, 1]],
    });
    const [first] = await loadClaims(
      db().read,
      facts.find((fact) => fact.property === 'date')!.values[0]!.claimIds,
      'desk',
    );
    expect(first).toMatchObject({
      case: { title: 'The Poiuy case' },
      statements: [{ property: 'event-type' }, { property: 'date' }],
    });

    const involved = {
      ...support(0, { existing: first!.ref, 'support.kind': 'passage' }),
      'facts[0].property': 'involvement',
      'facts[0].rests': '1',
      'facts[0].value.actor': 'Poiuy Weekly',
      'facts[0].value.role': 'target',
      'facts[0].value.beat': 'courts',
      'facts[0].value.employment': '',
      checked: '1',
      visibility: 'public',
    };
    const refused = await editor.post(path, { ...involved, 'facts[0].value.employment': 'retired' });
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringMatching(/<option value="courts" selected/),
    ]);
    const more = await editor.post(path, involved);
    expect(more.status).toBe(303);
    expect((await loadClaims(db().read, [first!.id], 'desk'))[0]).toMatchObject({
      state: 'checked',
      version: 2,
      statements: [
        { property: 'event-type' },
        { property: 'date' },
        { property: 'involvement', value: { value: { actor: actors[0], role: 'target', beat: 'courts' } } },
      ],
    });
    const nothing = await editor.post(path, {
      ...support(0, {
        wording: 'x',
        'chain[0].pagesOwn': '1',
        'support.kind': 'reference',
        'support.source': kept.source,
      }),
      'facts[0].property': 'date',
      'facts[0].rests': '1',
      visibility: 'public',
    });
    const none = await nothing.text();
    expect([nothing.status, none.includes('Fill in at least one fact')]).toEqual([400, true]);
  });

  it('add a hearing to a proceeding, at the local time of its court', async () => {
    const { editor, app, kept } = await ground();
    const { cases, proceedings } = await run(app, file, anEditor, {
      cases: [{ key: 'case', title: 'The Qwerty suit' }],
      proceedings: [{ key: 'suit', case: '#case', title: 'Suit before a district court' }],
    });
    const suit = parseRef(proceedings[0]!)!.number;
    const form = routes.desk.newHearing({ proceeding: suit });
    expect(valueOf(await editor.text(form), 'parent')).toContain(proceedings[0]!);
    const made = await editor.post(form, { parent: proceedings[0]!, title: 'First hearing', visibility: 'public' });
    const facts = made.headers.get('location')!;
    expect([made.status, facts]).toEqual([303, routes.desk.facts({ kind: 'hearing', number: numberIn(made) })]);
    expect(await editor.text(facts)).toContain('<option value="hearing-time" selected');
    const saying = {
      'supports[0].wording': 'The court set the hearing.',
      'supports[0].kind': 'paraphrase',
      'supports[0].mode': 'stated',
      'supports[0].chain[0].pagesOwn': '1',
      'supports[0].support.kind': 'reference',
      'supports[0].support.source': kept.source,
      checked: '1',
      'facts[0].property': 'hearing-time',
      'facts[0].rests': '1',
      visibility: 'public',
    };
    const time = { 'facts[0].value.at': '2026-12-03', 'facts[0].value.time': '9:30' };
    const zoneless = await editor.post(facts, { ...saying, ...time });
    expect([zoneless.status, (await zoneless.text()).includes('Select the time zone')]).toEqual([400, true]);
    const zone = { 'facts[0].value.zone': 'Asia/Almaty' };
    const skipped = await editor.post(facts, {
      ...saying,
      'facts[0].value.at': '2026-03-29',
      'facts[0].value.time': '02:30',
      'facts[0].value.zone': 'Europe/Prague',
    });
    expect([skipped.status, (await skipped.text()).includes('There is no such time on this day')]).toEqual([400, true]);
    const filed = await editor.post(facts, { ...saying, ...time, ...zone });
    expect(filed.status).toBe(303);
    const page = await editor.text(routes.desk.case_({ number: parseRef(cases[0]!)!.number }));
    expect(page).toContain('3 December 2026 at 09:30 (Asia/Almaty, UTC+05:00)');
    const thing = (await findThing(db().read, 'hearing', numberIn(made)))!;
    const [fact] = (await loadFacts(db().read, [thing.id], 'desk')).get(thing.id)!;
    expect(fact).toMatchObject({
      property: 'hearing-time',
      values: [{ value: { at: '2026-12-03T09:30', zone: 'Asia/Almaty' } }],
    });
    const [claim] = await loadClaims(db().read, fact!.values[0]!.claimIds, 'desk');
    const edit = await editor.text(routes.desk.editClaim({ number: claim!.number }));
    expect(['at', 'time'].map((name) => valueOf(edit, `statements[0].value.${name}`))).toEqual(['2026-12-03', '09:30']);
    expect(edit).toContain('<option value="Asia/Almaty" selected');
    const changed = await editor.post(routes.desk.editHearing({ number: numberIn(made) }), {
      title: 'Preliminary hearing',
      visibility: 'desk',
      _version: String(thing.version),
    });
    expect(changed.status).toBe(303);
    expect(await editor.text(routes.desk.proceeding({ number: suit }))).toContain('Preliminary hearing');
  });

  it('create a proceeding with its charges and orders, change a case, and create, answer and reopen a question', async () => {
    const { editor, app, kept } = await ground();
    const { cases } = await run(app, file, anEditor, { cases: [{ title: 'The Lkjhg suit' }] });
    const made = await editor.post(routes.desk.newProceeding(), {
      parent: cases[0]!,
      title: 'Suit before a district court',
      'charges[0].title': 'Libel',
      'charges[1].title': '',
      'orders[0].title': 'To pay damages',
      visibility: 'desk',
    });
    expect(made.status).toBe(303);
    const shown = await editor.text(routes.desk.proceeding({ number: numberIn(made) }));
    expect([shown.includes('Libel'), shown.includes('To pay damages')]).toEqual([true, true]);
    const inCase = routes.desk.editCase({ number: parseRef(cases[0]!)!.number });
    const changed = {
      title: 'The Lkjhg suit, changed',
      summary: 'Our own words.',
      visibility: 'public',
      why: 'clearer',
      _version: valueOf(await editor.text(inCase), '_version')!,
    };
    expect((await editor.post(inCase, changed)).status).toBe(303);
    expect((await editor.post(inCase, { ...changed, title: 'Another' })).status).toBe(409);
    expect(
      await (await editor.post(routes.desk.newQuestion(), { wording: '', language: 'en', visibility: 'desk' })).text(),
    ).toContain('Enter the question that no source answers yet.');
    const question = await editor.post(routes.desk.newQuestion(), {
      wording: 'Who paid for the suit?',
      case: 'The Lkjhg suit, changed',
      language: 'en',
      visibility: 'desk',
    });
    const number = numberIn(question);
    const { claims } = await run(app, file, anEditor, {
      claims: [
        {
          wording: 'A businessman paid.',
          kind: 'paraphrase',
          mode: 'alleged',
          chain: [{ asWritten: 'critics' }],
          support: { kind: 'reference', source: kept.source },
        },
      ],
    });
    const edit = routes.desk.editQuestion({ number });
    expect(
      (await editor.post(edit, { answeredBy: claims[0]!, _version: valueOf(await editor.text(edit), '_version')! }))
        .status,
    ).toBe(303);
    expect(await editor.text(routes.desk.question({ number }))).toContain('A businessman paid.');
    expect((await editor.post(routes.desk.act({ kind: 'question', number, act: 'reopen' }))).status).toBe(303);
    expect(await editor.text(routes.desk.questions({ state: 'open' }))).toContain('Who paid for the suit?');
  });
});
