import { expect, it } from 'vitest';
import { z } from 'zod';
import '../../../cli/proposable.ts';
import { createArticles } from '../../../documents/create-articles.ts';
import { createLaws } from '../../../law/create-laws.ts';
import { postQueue } from '../../../letters/post/queue.ts';
import { makeLetter } from '../../../letters/testing/published.ts';
import { createReportedLetters } from '../../../letters/reported/create-letters.ts';
import { addDuties } from '../../../law/duties/add-duties.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import { noteResponse } from '../../../letters/answers/note-response.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { run, type App } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { changeCaseEntry } from '../../../record/cases/change-case-entry.ts';
import { file } from '../../../record/filing/file.ts';
import { lastChange } from '../../../record/history/last-change.ts';
import { setVisibility, withdraw } from '../../../record/lifecycle/withdraw.ts';
import { listProposals } from '../../../record/proposals/list.ts';
import { findProposable, proposableNames } from '../../../record/proposals/proposable.ts';
import { propose } from '../../../record/proposals/propose.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { storeCapture } from '../../../record/sources/store-capture.ts';
import { deskOn } from '../../testing/desk.ts';
import { lineText, loadNames } from '../history/wording.ts';
import { exposures, namedBy, proposedChanges } from './content.tsx';

type Json = Record<string, unknown>;
/**
 * Another value for each field, by the field's path. If other fields must change too, a function returns the whole
 * input.
 */
type Other = { readonly [path: string]: unknown };
type Example = { input: Json; other: Other };

/**
 * Paths that a proposal does not show: versions that protect the changes of others, keys inside the input, and the
 * reason, which becomes the note.
 */
const guards = /(^|\.)(version|versions|seen|key)$|^texts\[\]\.(original|was)$|^reason$/;

/**
 * The paths of all values in an input, such as `to.chain[].actor`. A list in `filing` is one path, because the proposal
 * shows each of its items as a whole.
 */
function pathsIn(schema: z.core.$ZodType): string[] {
  type Schema = { [list in 'anyOf' | 'oneOf' | 'allOf']?: Schema[] } & {
    properties?: Record<string, Schema>;
    items?: Schema;
    additionalProperties?: Schema | boolean;
  };
  const found = new Set<string>();
  const walk = (one: Schema, path: string): void => {
    const parts = [...(one.anyOf ?? []), ...(one.oneOf ?? []), ...(one.allOf ?? [])];
    for (const part of parts) walk(part, path);
    const properties = Object.entries(one.properties ?? {});
    if (path.startsWith('filing.')) return void found.add(path);
    for (const [name, part] of properties) walk(part, path ? `${path}.${name}` : name);
    if (one.items) walk(one.items, `${path}[]`);
    if (!parts.length && !properties.length && !one.items && path) found.add(path);
  };
  walk(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Schema, '');
  return [...found].filter((path) => !guards.test(path));
}

/** A copy of `input` with another value at a path. In a list, `[]` is the first member. */
function withOther(input: Json, path: string, value: unknown): Json {
  const copy = structuredClone(input);
  const steps = path.replaceAll('[]', '.0').split('.');
  const last = steps.pop()!;
  let at = copy;
  for (const step of steps) at = at[step] as Json;
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
  return copy;
}

const t = messages('en');

onOneDatabase('what a proposal shows', (db) => {
  /** Everything that the list would show of a proposal. */
  const shown = async (app: App, accountId: number, operation: string, input: Json): Promise<string> => {
    const principal = { ...editor, accountId, roles: ['monitor'] };
    const { proposal } = await run(app, propose, principal, { operation, input, note: '' });
    const { rows } = await listProposals(app.db.read, {
      state: 'open',
      ids: [proposal],
      accountId,
      limit: 1,
      offset: 0,
    });
    const names = await loadNames(app.db.read, namedBy(rows));
    await app.db.transaction((tx) => tx.deleteFrom('proposal').where('id', '=', proposal).execute());
    return JSON.stringify([
      proposedChanges(t, rows[0]!, names).map(({ items, differences }) => [
        items.map(({ line }) => lineText(line)),
        differences,
        differences.map((one) =>
          ('text' in one ? one.text.map(({ how, text }) => (how === 'removed' ? '' : text)) : []).join(''),
        ),
      ]),
      exposures(t, rows[0]!, names),
    ]);
  };

  it('depends on each field of the input: another value of a field shows something else', async () => {
    const desk = deskOn(db());
    const { app } = desk;
    await prepareJobs(db(), [postQueue]);
    const { principal } = await desk.join('monitor');
    const examples = await makeExamples(app);
    const missing: string[] = [];
    const same: string[] = [];
    const wordless: string[] = [];
    const refused: string[] = [];
    for (const name of proposableNames()) {
      const example = examples[name];
      const paths = pathsIn(findProposable(name)!.input);
      missing.push(...paths.filter((path) => !example || !(path in example.other)).map((path) => `${name}: ${path}`));
      if (!example) continue;
      const base = await shown(app, principal.accountId!, name, example.input);
      for (const [path, value] of Object.entries(example.other)) {
        const input =
          typeof value === 'function'
            ? (value as (input: Json) => Json)(structuredClone(example.input))
            : withOther(example.input, path, value);
        const content = await shown(app, principal.accountId!, name, input).catch((error: unknown) => {
          refused.push(`${name}: ${path}: ${String(error)}`);
          return '';
        });
        if (!content) continue;
        if (content === base) same.push(`${name}: ${path}`);
        if (typeof value === 'string' && value.endsWith(' other') && !content.includes(value))
          wordless.push(`${name}: ${path}`);
      }
    }
    expect({ missing, refused, same, wordless }).toEqual({ missing: [], refused: [], same: [], wordless: [] });
  }, 300_000);
});

/** For each operation that can be proposed, an input and another value of each field. */
async function makeExamples(app: App): Promise<Record<string, Example>> {
  const idOf = async (ref: string): Promise<number> => {
    const { kind, number } = parseRef(ref)!;
    return (await findThing(app.db.read, kind, number))!.id;
  };
  const capture = async (url: string) =>
    (
      await run(app, storeCapture, editor, {
        title: url,
        method: 'fetch',
        requestedUrl: url,
        mediaType: 'text/plain',
        bytes: new TextEncoder().encode(`They took two computers. ${url}`),
        text: `They took two computers. ${url}`,
      })
    ).capture;
  const [copy, copyOther] = [await capture('https://one.example/'), await capture('https://two.example/')];
  const claim = (nth: number) => ({
    key: `c${nth}`,
    case: '#a',
    wording: `They took ${nth} computers.`,
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    visibility: 'public' as const,
    chain: [{ actor: '#who', verb: 'said' }],
    support: { kind: 'reference' as const, source: '#page' },
  });
  const filed = await run(app, file, editor, {
    actors: [1, 2].map((nth) => ({
      key: nth === 1 ? 'who' : `who${nth}`,
      kind: 'person' as const,
      names: [{ text: `Zarina ${nth}` }],
      visibility: 'public' as const,
    })),
    sources: ['page', 'wire', 'third'].map((key) => ({
      key,
      kind: 'article',
      title: `The ${key}`,
      visibility: 'public' as const,
    })),
    cases: ['a', 'b', 'hidden', 'hidden too'].map((title, nth) => ({
      ...(nth < 2 ? { key: title } : {}),
      title: `Case ${title}`,
      summary: `About ${title}.`,
      visibility: nth < 2 ? ('public' as const) : ('desk' as const),
    })),
    events: ['one', 'two'].map((title) => ({ title, case: '#a', visibility: 'public' as const })),
    claims: [1, 2, 3, 4, 5].map(claim),
    questions: [1, 2].map((nth) => ({ case: '#a', wording: `Where? ${nth}`, visibility: 'public' as const })),
  });
  const [who, whoOther] = filed.actors as [string, string];
  const [page, wire, third] = filed.sources as [string, string, string];
  const [a, b, hidden, hiddenOther] = filed.cases as [string, string, string, string];
  const [one, two, three, four, five] = filed.claims as [string, string, string, string, string];
  const [question, questionOther] = filed.questions as [string, string];
  await run(app, withdraw, editor, { things: [four, five], reason: 'They were given back.' });

  // Two cases with a history.
  const past = (await run(app, file, editor, { cases: [{ title: 'First' }, { title: 'First of another' }] })).cases as [
    string,
    string,
  ];
  for (const thing of past)
    for (const [version, title] of [
      [1, 'Second'],
      [2, 'Third'],
    ] as const)
      await run(app, changeCaseEntry, editor, { thing, version, title: `${title} ${thing}`, visibility: 'desk' });
  await run(app, setVisibility, editor, { things: [...past], visibility: 'public' });
  const sets = async (ref: string): Promise<number[]> =>
    (
      await app.db.read
        .selectFrom('change')
        .select('change_set_id')
        .where('thing_id', '=', await idOf(ref))
        .orderBy('change_set_id')
        .execute()
    ).map((row) => Number(row.change_set_id));
  const seen = async (ref: string) =>
    (await lastChange(app.db.read, (await findThing(app.db.read, 'case', parseRef(ref)!.number))!)).set;
  const pastSets = await Promise.all(past.map(sets));
  const pastSeen = await Promise.all(past.map(seen));

  const text = (words: string) => ({ language: 'ru', body: `Store it for three months. ${words}` });
  const law = (nth: number) => ({
    title: `Law ${nth}`,
    language: 'ru',
    visibility: 'public' as const,
    changes: [
      {
        sort: 'enactment' as const,
        title: `Enacted ${nth}`,
        claim: one,
        instructions: ['art_1', 'art_2'].map((eid) => ({
          act: 'enacts' as const,
          provision: eid,
          label: `Article ${eid}`,
          texts: [text(`${eid} ${nth}`)],
        })),
      },
      {
        title: `Amended ${nth}`,
        claim: one,
        instructions: [{ act: 'replaces' as const, provision: 'art_1', texts: [text(`amended ${nth}`)] }],
      },
      {
        title: `Amended again ${nth}`,
        claim: one,
        instructions: [{ act: 'replaces' as const, provision: 'art_1', texts: [text(`amended again ${nth}`)] }],
      },
    ],
  });
  const laws = (await run(app, createLaws, editor, { laws: [law(1), law(2)] })).laws as [string, string];
  const lawIds = await Promise.all(laws.map(idOf));
  const amendments = (nth: 0 | 1) =>
    app.db.read.selectFrom('amendment').select('id').where('law_id', '=', lawIds[nth]!).orderBy('id').execute();
  const [, amendment, amendmentNext] = (await amendments(0)).map((row) => Number(row.id)) as [number, number, number];
  const amendmentOther = Number((await amendments(1))[1]!.id);
  const provisions = await app.db.read
    .selectFrom('provision')
    .innerJoin('thing', 'thing.id', 'provision.id')
    .innerJoin('provision_version', 'provision_version.provision_id', 'provision.id')
    .select(['thing.number', 'law_id', 'eid', 'provision_version.id'])
    .orderBy('provision_version.id')
    .execute();
  const versionsOf = (nth: 0 | 1) =>
    provisions.filter((row) => Number(row.law_id) === lawIds[nth] && row.eid === 'art_1');
  const [provision, provisionOther] = [versionsOf(0), versionsOf(1)].map((of) => `provision/${of[0]!.number}`) as [
    string,
    string,
  ];
  const [version, versionNext] = versionsOf(0).map((row) => Number(row.id)) as [number, number];
  const versionOther = Number(versionsOf(1)[0]!.id);
  const duty = (act: 'keep' | 'remove', of = provision) => ({
    provision: of,
    bearer: 'website' as const,
    act,
    period: 'P3M',
    quote: 'Store it for three months.',
    says: [one],
  });
  const { duties } = await run(app, addDuties, editor, {
    duties: [duty('keep'), duty('remove'), duty('keep', provisionOther)],
  });
  const [keep, remove, keepOther] = duties as [number, number, number];
  const at = async (ref: string): Promise<number> => {
    const { kind, number } = parseRef(ref)!;
    return (await findThing(app.db.read, kind, number))!.version;
  };

  const lawVersion = await at(laws[1]);
  const published = await makeLetter(app, {
    letter: {
      addressees: [{ name: 'The General Prosecutor' }, { name: 'The Minister' }],
      demands: [{ en: 'Close the investigation.' }, { en: 'Return the computers.' }],
    },
  });
  const publishedOther = await makeLetter(app, { title: 'Another letter' });
  const rowsOf = async (table: 'letter_addressee' | 'letter_demand', letter: number): Promise<number[]> =>
    (
      await app.db.read.selectFrom(table).select('id').where('letter_id', '=', letter).orderBy('position').execute()
    ).map((row) => Number(row.id));
  const [addressee, addresseeNext] = (await rowsOf('letter_addressee', published.id)) as [number, number];
  const [addresseeOther] = (await rowsOf('letter_addressee', publishedOther.id)) as [number];
  const [demand, demandNext] = (await rowsOf('letter_demand', published.id)) as [number, number];
  const [demandOther] = (await rowsOf('letter_demand', publishedOther.id)) as [number];
  const answer = { kind: 'commitment' as const, on: '2018-05-01', source: page };
  const respond = async (letter: string, to: number, kind: 'commitment' | 'favourable') =>
    (await run(app, noteResponse, editor, { ...answer, kind, letter, addressee: to })).response;
  const response = await respond(published.letter, addressee, 'commitment');
  const responseNext = await respond(published.letter, addressee, 'favourable');
  const responseOther = await respond(publishedOther.letter, addresseeOther, 'commitment');
  const opened = await makeLetter(app, { title: 'It can be signed', open: true });
  const openedOther = await makeLetter(app, { title: 'It can be signed, too', open: true });
  const reported = (title: string) => ({
    title,
    language: 'ru',
    source: page,
    events: [filed.events[0]!],
    visibility: 'public' as const,
  });
  const { letters } = await run(app, createReportedLetters, editor, {
    letters: [reported('Sent'), reported('Resent')],
  });

  const articles = (
    await run(app, createArticles, editor, {
      articles: ['en', 'en', 'ru', 'ru', 'kk'].map((language, nth) => ({
        headline: { text: `Headline ${nth}`, kind: 'connective' as const, whole: true },
        byline: { kind: 'by' as const, names: ['Aliya Nurlan'] },
        language,
        blocks: [],
      })),
    })
  ).map(({ article }) => article) as [string, string, string, string, string];
  await run(app, tagArticles, editor, {
    articles: articles.slice(0, 2).map((article) => ({ article, tags: ['courts', 'police'] })),
  });

  const said = {
    case: a,
    wording: 'They took 3 computers.',
    kind: 'paraphrase',
    mode: 'stated',
    visibility: 'public',
    chain: [{ actor: who, verb: 'said' }],
    support: { kind: 'passage', capture: copy, start: 0, end: 24 },
    statements: [{ subject: a, property: 'place', value: { country: 'KZ' } }],
  };
  const put = (path: string, value: unknown) => (input: Json) => withOther(input, path, value);
  const support = (more: Json) => put('to.support', { kind: 'reference', source: wire, ...more });
  const enacting = {
    act: 'inserts',
    provision: 'art_9',
    kind: 'article',
    label: 'Article 9',
    under: 'art_1',
    texts: [{ language: 'ru', num: '9', heading: 'Of data', body: 'Delete it.', tail: 'Signed.', claim: one }],
    summaries: [two],
  };
  const filing = (lists: Json) => lists;
  const together = await run(app, file, editor, {
    sources: [
      { key: 's0', kind: 'report', title: 'A memo' },
      { key: 's1', kind: 'report', title: 'Another memo' },
    ],
    cases: [
      { key: 'k0', title: 'Published together' },
      { key: 'k1', title: 'Also published together' },
    ],
    claims: [0, 0, 1, 1].map((nth, index) => ({
      case: `#k${nth}`,
      wording: `It was said ${index} times.`,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      checked: true,
      chain: [{ pagesOwn: true }],
      support: { kind: 'reference' as const, source: `#s${nth}` },
    })),
  });
  const publishing = (nth: 0 | 1): Json => {
    const [theCase, source] = [together.cases[nth]!, together.sources[nth]!];
    const claims = together.claims.slice(nth * 2, nth * 2 + 2);
    return {
      of: [theCase],
      keep: [claims[1]!, source],
      withheld: { [source]: 'safety' },
      versions: Object.fromEntries([theCase, source, ...claims].map((ref) => [ref, 1])),
    };
  };
  return {
    'record.translate': {
      input: {
        texts: [{ item: a, field: 'title', language: 'ru', text: 'Дело' }],
        written: [{ item: past[0], language: 'de' }],
      },
      other: {
        'texts[].item': b,
        'texts[].field': 'summary',
        'texts[].language': 'kk',
        'texts[].text': 'Дело other',
        'written[].item': past[1],
        'written[].language': 'fr',
      },
    },
    'record.setVisibility': {
      input: { things: [hidden], visibility: 'public' },
      other: { 'things[]': put('things', [hiddenOther]), visibility: 'desk' },
    },
    'record.publish': {
      input: publishing(0),
      other: {
        'of[]': () => publishing(1),
        'keep[]': put('keep', [together.claims[0]!, together.sources[0]!]),
        withheld: { [together.sources[0]!]: 'legal' },
      },
    },
    'record.withdraw': {
      input: { things: [a], reason: 'It was another newsroom.' },
      other: { 'things[]': put('things', [b]), reason: 'It was told by other' },
    },
    'record.reinstate': { input: { things: [four] }, other: { 'things[]': put('things', [five]) } },
    'record.setBack': {
      input: { thing: past[0], to: pastSets[0]![0], seen: pastSeen[0], reason: 'The first was right.' },
      other: {
        thing: () => ({ thing: past[1], to: pastSets[1]![0], seen: pastSeen[1], reason: 'The first was right.' }),
        to: pastSets[0]![1],
      },
    },
    'record.changeActor': {
      input: {
        actor: who,
        version: 1,
        to: { kind: 'person', names: [{ text: 'Zarina' }, { text: 'Z.', kind: 'alias' }], visibility: 'public' },
      },
      other: {
        actor: whoOther,
        'to.kind': 'court',
        'to.names[].text': 'Zarina other',
        // The kind of the first name is always the same.
        'to.names[].kind': put('to.names', [{ text: 'Zarina' }, { text: 'Z.', kind: 'acronym' }]),
        'to.names[].language': 'kk',
        'to.visibility': 'desk',
      },
    },
    'record.changeDossier': {
      input: { thing: a, version: 1, title: 'Case', summary: 'Taken', visibility: 'public' },
      other: { thing: b, title: 'Case other', summary: 'Taken other', visibility: 'desk' },
    },
    'record.changeSource': {
      input: {
        source: page,
        version: 1,
        to: {
          kind: 'article',
          title: 'The page',
          derivedFrom: [{ origin: wire, kind: 'republishes', basis: 'Its words' }],
          visibility: 'public',
        },
      },
      other: {
        'to.withheld': 'legal',
        source: third,
        'to.kind': 'letter',
        'to.title': 'A page other',
        'to.publisher': who,
        'to.published': '2018-05-03',
        'to.language': 'kk',
        'to.note': 'A note other',
        'to.addresses[]': put('to.addresses', ['https://three.example/']),
        'to.derivedFrom[].origin': put('to.derivedFrom.0.origin', third),
        'to.derivedFrom[].kind': 'translates',
        'to.derivedFrom[].basis': 'Its words other',
        'to.visibility': 'desk',
      },
    },
    'record.changeClaim': {
      input: { claim: one, version: 1, to: said },
      other: {
        claim: two,
        'to.case': b,
        'to.wording': 'They took one other',
        'to.kind': (input: Json) =>
          withOther(withOther(input, 'to.kind', 'quotation'), 'to.wording', '“They took two computers.”'),
        'to.language': 'kk',
        'to.mode': 'denied',
        'to.certainty': 'confirmed',
        'to.chain[].actor': whoOther,
        'to.chain[].asWritten': 'Z. other',
        'to.chain[].verb': 'said other',
        'to.chain[].source': wire,
        'to.chain[].carriedOver': true,
        'to.chain[].pagesOwn': true,
        'to.chain[].visibility': 'desk',
        'to.support.kind': support({}),
        'to.support.capture': copyOther,
        'to.support.start': 5,
        'to.support.end': 9,
        'to.support.visibility': 'desk',
        'to.support.source': support({ source: third }),
        'to.support.note': put('to.support', { kind: 'direct-word', note: 'by telephone' }),
        'to.statements[].subject': b,
        'to.statements[].property': (input: Json) =>
          put('to.statements', [{ subject: a, property: 'ended', value: '2018-03' }])(input),
        'to.statements[].value': { country: 'KG' },
        'to.statements[].rank': 'preferred',
        'to.checked': true,
        'to.visibility': 'desk',
      },
    },
    'record.checkClaims': {
      input: { claims: [one], state: 'checked' },
      other: { 'claims[]': put('claims', [two]), state: 'draft' },
    },
    'record.answerQuestion': {
      input: { question, answeredBy: one },
      other: { question: questionOther, answeredBy: two },
    },
    'law.amendLaw': {
      input: {
        law: laws[0],
        version: await at(laws[0]),
        changes: [{ title: 'Amended', claim: one, by: laws[1], instructions: [enacting] }],
      },
      other: {
        law: (input: Json) => ({ ...withOther(input, 'changes.0.by', laws[0]), law: laws[1] }),
        'changes[].sort': 'ruling',
        'changes[].title': 'Amended other',
        'changes[].by': laws[0],
        'changes[].uri': 'https://law.example/ other',
        'changes[].made': '2018-04',
        'changes[].commences': '2018-04',
        'changes[].claim': two,
        'changes[].instructions[].act': 'enacts',
        'changes[].instructions[].provision': 'art_10',
        'changes[].instructions[].kind': 'paragraph',
        'changes[].instructions[].label': 'Article other',
        'changes[].instructions[].under': 'art_2',
        'changes[].instructions[].after': (input: Json) =>
          withOther(
            withOther(input, 'changes.0.instructions.0.under', undefined),
            'changes.0.instructions.0.after',
            'art_2',
          ),
        'changes[].instructions[].before': (input: Json) =>
          withOther(
            withOther(input, 'changes.0.instructions.0.under', undefined),
            'changes.0.instructions.0.before',
            'art_2',
          ),
        'changes[].instructions[].commences': '2018-04',
        'changes[].instructions[].texts[].language': 'kk',
        'changes[].instructions[].texts[].num': '9 other',
        'changes[].instructions[].texts[].heading': 'Of data other',
        'changes[].instructions[].texts[].body': 'Delete it other',
        'changes[].instructions[].texts[].tail': 'Signed other',
        'changes[].instructions[].texts[].claim': three,
        'changes[].instructions[].summaries[]': put('changes.0.instructions.0.summaries', [three]),
        'filing.actors': put('filing', filing({ actors: [{ kind: 'person', names: [{ text: 'Filed' }] }] })),
        'filing.sources': put('filing', filing({ sources: [{ kind: 'article', title: 'Filed' }] })),
        'filing.cases': put('filing', filing({ cases: [{ title: 'Filed' }] })),
        'filing.events': put('filing', filing({ events: [{ title: 'Filed', case: a }] })),
        'filing.proceedings': put('filing', filing({ proceedings: [{ title: 'Filed', case: a }] })),
        ...Object.fromEntries(
          ['charges', 'orders', 'hearings'].map((list) => [
            `filing.${list}`,
            put(
              'filing',
              filing({
                proceedings: [{ key: 'p', title: 'Filed', case: a }],
                [list]: [{ title: 'Filed too', proceeding: '#p' }],
              }),
            ),
          ]),
        ),
        'filing.claims': put('filing', filing({ claims: [{ ...said, statements: [] }] })),
        'filing.questions': put('filing', filing({ questions: [{ wording: 'Filed?' }] })),
      },
    },
    'law.changeAmendment': {
      input: { law: laws[0], version: await at(laws[0]), amendment, title: 'Changed', claim: two },
      other: {
        law: () => ({ law: laws[1], version: lawVersion, amendment: amendmentOther, title: 'Changed', claim: two }),
        amendment: amendmentNext,
        title: 'Changed other',
        by: laws[1],
        uri: 'https://law.example/ other',
        made: '2018-04',
        commences: '2018-04',
        claim: three,
      },
    },
    'law.dropAmendment': {
      input: { law: laws[0], version: await at(laws[0]), amendment },
      other: {
        law: () => ({ law: laws[1], version: lawVersion, amendment: amendmentOther }),
        amendment: amendmentNext,
      },
    },
    'law.changeLaw': {
      input: { law: laws[0], version: await at(laws[0]), title: 'Law', language: 'ru', visibility: 'public' },
      other: { law: laws[1], title: 'Law other', language: 'kk', visibility: 'desk' },
    },
    'law.addDuties': {
      input: { duties: [duty('keep')] },
      other: {
        'duties[].provision': provisionOther,
        ...dutyOthers('duties[].', one, two, three),
      },
    },
    'law.changeDuty': {
      input: { provision, version: await at(provision), duty: keep, to: { ...duty('keep'), provision: undefined } },
      other: {
        provision: (input: Json) => ({ ...input, provision: provisionOther, duty: keepOther }),
        duty: remove,
        ...dutyOthers('to.', one, two, three),
      },
    },
    'law.dropDuty': {
      input: { provision, version: await at(provision), duty: keep },
      other: { provision: (input: Json) => ({ ...input, provision: provisionOther, duty: keepOther }), duty: remove },
    },
    'law.endDuty': {
      input: { provision, version: await at(provision), duty: keep, ended: '2018-04' },
      other: {
        provision: (input: Json) => ({ ...input, provision: provisionOther, duty: keepOther }),
        duty: remove,
        ended: '2018-05',
      },
    },
    'law.setTexts': {
      input: {
        provision,
        version: await at(provision),
        of: version,
        label: 'Article 1',
        texts: [{ language: 'ru', num: '1', heading: 'Of data', body: 'Delete it.', tail: 'Signed.', claim: one }],
        summaries: [two],
      },
      other: {
        provision: (input: Json) => ({ ...input, provision: provisionOther, of: versionOther }),
        of: versionNext,
        label: 'Article other',
        'texts[].language': 'kk',
        'texts[].num': '1 other',
        'texts[].heading': 'Of data other',
        'texts[].body': 'Delete it other',
        'texts[].tail': 'Signed other',
        'texts[].claim': three,
        'summaries[]': put('summaries', [three]),
      },
    },
    'letters.noteResponse': {
      input: { letter: published.letter, addressee, ...answer, claim: one },
      other: {
        letter: (input: Json) => ({ ...input, letter: publishedOther.letter, addressee: addresseeOther }),
        addressee: addresseeNext,
        kind: 'favourable',
        on: '2018-05-02',
        note: 'A note other',
        source: wire,
        claim: two,
      },
    },
    'letters.dropResponse': {
      input: { letter: published.letter, response },
      other: {
        letter: () => ({ letter: publishedOther.letter, response: responseOther }),
        response: responseNext,
      },
    },
    'letters.judgeDemand': {
      input: { letter: published.letter, demand, state: 'met', claims: [one] },
      other: {
        letter: (input: Json) => ({ ...input, letter: publishedOther.letter, demand: demandOther }),
        demand: demandNext,
        state: 'partly',
        'claims[]': put('claims', [two]),
      },
    },
    'letters.changeHostedLetter': {
      input: {
        letter: opened.letter,
        version: await at(opened.letter),
        title: 'It can be signed',
        to: {
          addressees: [
            { name: 'The Minister', office: 'Minister', salutation: 'Dear', address: 'Street 1', email: 'a@b.example' },
          ],
          demands: [{ en: 'Close it.' }],
          deadline: '2018-09-01T00:00:00Z',
        },
      },
      other: {
        letter: openedOther.letter,
        title: 'It can be signed other',
        'to.host': who,
        'to.addressees[].actor': who,
        'to.addressees[].name': 'The Minister other',
        'to.addressees[].office': 'Minister other',
        'to.addressees[].salutation': 'Dear other',
        'to.addressees[].address': 'Street other',
        'to.addressees[].email': 'other@b.example',
        'to.demands[]': put('to.demands', [{ en: 'Close it other' }]),
        'to.about[]': put('to.about', [a]),
        'to.deadline': '2018-09-02T00:00:00Z',
        'to.embargo': '2018-08-02T00:00:00Z',
        'to.reminders[]': put('to.reminders', [7]),
        'to.order': 'given',
      },
    },
    'letters.changeReportedLetter': {
      input: { letter: letters[0], version: 1, to: reported('Sent to the minister') },
      other: {
        letter: letters[1],
        'to.title': 'Sent other',
        'to.language': 'kk',
        'to.source': wire,
        'to.events[]': put('to.events', [filed.events[1]]),
        'to.visibility': 'desk',
      },
    },
    'publishing.tagArticles': {
      input: { articles: [{ article: articles[0], add: ['press'], drop: ['police'] }] },
      other: {
        'articles[].article': articles[1],
        'articles[].tags[]': put('articles.0.tags', ['one tag']),
        'articles[].add[]': put('articles.0.add', ['another']),
        'articles[].drop[]': put('articles.0.drop', ['courts']),
      },
    },
    'documents.linkTranslation': {
      input: { article: articles[2], original: articles[0] },
      other: { article: articles[4], original: articles[1] },
    },
  };
}

const dutyOthers = (at: string, one: string, two: string, three: string): Other => ({
  [`${at}bearer`]: 'editor',
  [`${at}act`]: 'register',
  [`${at}period`]: 'P6M',
  [`${at}secrets[]`]: (input: Json) => {
    const path = at.replaceAll('[]', '.0');
    return withOther(
      withOther(withOther(input, `${path}act`, 'obtain-permission'), `${path}period`, undefined),
      `${path}secrets`,
      ['family'],
    );
  },
  [`${at}since`]: '2018-01',
  [`${at}ended`]: '2018-02',
  [`${at}quote`]: 'Store it',
  [`${at}says[]`]: (input: Json) => withOther(input, `${at.replaceAll('[]', '.0')}says`, [one, three]),
  [`${at}criticism[]`]: (input: Json) => withOther(input, `${at.replaceAll('[]', '.0')}criticism`, [two]),
});
