import { expect, it } from 'vitest';
import type { Database } from '../../platform/database/database.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { loadExample } from '../../exchange/example/load.ts';
import { file } from '../../record/filing/file.ts';
import { withdraw } from '../../record/lifecycle/withdraw.ts';
import { checkArticle } from '../checks/check-article.ts';
import { compareCited, forPublication } from '../agreement/compare-cited.ts';
import { loadContext } from '../checks/load-context.ts';
import { formOf } from '../model/diff-document.ts';
import { readDocument } from '../model/schema.ts';
import { compileArticle } from './compile-article.ts';

onEitherDatabase('compiling an article', (db) => {
  const checked = async (database: Database, number: number, language = 'en') => {
    const row = await database.read
      .selectFrom('document')
      .innerJoin('thing', 'thing.id', 'document.id')
      .innerJoin('revision', 'revision.id', 'document.revision_id')
      .select(['revision.doc', 'revision.byline_names'])
      .where('thing.kind', '=', 'article')
      .where('thing.number', '=', number)
      .executeTakeFirstOrThrow();
    const doc = readDocument(row.doc);
    const context = await loadContext(database.read, doc, { byline: row.byline_names, language });
    return {
      form: formOf(doc),
      check: checkArticle(doc, context, await compareCited(doc, context, forPublication)),
    };
  };

  it('turns all sample data into sentences that pass the checks, apart from questions to the editor', async () => {
    const refs = (await loadExample(testApp(db())))!;
    const claims = Object.values(refs).filter((ref) => ref.startsWith('claim/'));
    const made = await run(testApp(db()), compileArticle, monitor, {
      claims,
      headline: 'Kazakhstan and two newsrooms',
      byline: { kind: 'compiled-by', names: ['Ada Reporter'] },
    });
    expect(made.left).toEqual([]);
    const { form, check } = await checked(db(), made.number);
    const rows = form.blocks.flatMap((block) => block.sentences);
    // Every claim is cited once, and every sentence with a fact cites a claim.
    expect(rows.flatMap((row) => row.claims).toSorted()).toEqual(claims.toSorted());
    expect(rows.filter((row) => row.kind === 'cited' && row.claims.length === 0)).toEqual([]);
    const texts = rows.map((row) => row.text);
    for (const sentence of [
      'Kazakhstan opened a criminal investigation of two independent outlets, Forbes Kazakhstan and an analytical news portal, on 30 March 2018, Human Rights Watch (HRW) wrote.',
      'According to Almaty police, Zeinulla Kakimzhanov claimed that the outlets published false information, and it damaged his reputation.',
      'According to HRW, Kakimzhanov wrote in a Facebook post that despite the rulings of the court some outlets and authors do not comply and go on publishing articles of the same kind.',
      'President Nazarbayev signed the amendments on 28 December 2017, Agence France-Presse (AFP) reported.',
      'Adil Soz called it “a law to protect corrupt officials”, AFP reported.',
    ])
      expect(texts).toContain(sentence);
    const at = texts.findIndex((text) =>
      text.startsWith('Kakimzhanov and his son sued the two outlets in January 2017'),
    );
    expect(texts.slice(at - 1, at + 2)).toEqual([
      'Accounts of this differ.',
      'Kakimzhanov and his son sued the two outlets in January 2017, Eurasianet noted.',
      'Kakimzhanov had lodged a complaint against the same outlets in December 2016, HRW wrote.',
    ]);
    expect(texts.at(-1)).toMatch(/^Media reports do not make clear whether/);
    // The headline has to be confirmed by the editor, and words in quotation marks without a quotation in the record
    // are reported.
    const codes = check.sentences.flatMap((one) =>
      one.problems.filter((problem) => problem.severity === 'blocks').map((problem) => `${one.where} ${problem.code}`),
    );
    expect([...new Set(codes)].toSorted()).toEqual([
      'headline citation-unconfirmed',
      'paragraph quotation-unsupported',
    ]);
    expect(
      check.sentences
        .filter((one) => one.problems.some((problem) => problem.code === 'quotation-unsupported'))
        .map((one) => /“[^”]+”/.exec(one.text)?.[0]),
    ).toEqual(['“witnesses with the right to defense”', '“draconian”', '“personal and family confidentiality”']);
  });

  it('hides a speaker who is not public, leaves out a withdrawn claim and one in another language, and says so', async () => {
    const app = testApp(db());
    const { actors, sources } = await run(app, file, editor, {
      actors: [{ key: 'w', kind: 'person', names: [{ text: 'Aigul Serikova' }] }],
      sources: [{ key: 's', kind: 'article', title: 'A page', visibility: 'public' }],
    });
    const claim = {
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      checked: true,
      visibility: 'public' as const,
      chain: [{ actor: actors[0]!, verb: 'said' }],
      support: { kind: 'reference' as const, source: sources[0]! },
    };
    const { claims } = await run(app, file, editor, {
      claims: [
        { ...claim, wording: 'Police came at nine.' },
        { ...claim, wording: 'Полиция приехала в девять.', language: 'ru' },
        { ...claim, wording: 'Police left at ten.' },
      ],
    });
    await run(app, withdraw, editor, { things: [claims[2]!], reason: 'It was filed twice by mistake.' });
    const made = await run(app, compileArticle, monitor, { claims, headline: 'A visit' });
    expect(made.left).toEqual([
      { claim: claims[1], why: 'language' },
      { claim: claims[2], why: 'claim-withdrawn' },
    ]);
    const { form } = await checked(db(), made.number);
    expect(form.blocks.flatMap((block) => block.sentences.map((row) => row.text))).toEqual([
      'Police came at nine, a person known to the desk said.',
    ]);
    await expect(
      run(app, compileArticle, monitor, { claims: [claims[2]!], headline: 'A visit' }),
    ).rejects.toMatchObject({ fields: [{ path: 'claims', message: 'documents.error.compile.nothing' }] });
    await expect(
      run(app, compileArticle, monitor, { claims: ['claim/99999'], headline: 'A visit' }),
    ).rejects.toMatchObject({ fields: [{ path: 'claims.0', message: 'documents.error.claim.unknown' }] });
  });

  it('writes a Russian draft from claims in Russian, with names as Russian sources have them, and it passes the checks', async () => {
    const app = testApp(db());
    const filed = await run(app, file, editor, {
      actors: [
        {
          key: 'dovar',
          kind: 'person',
          names: [{ text: 'Ilmar Dovar' }, { text: 'Ильмар Довар', language: 'ru' }],
          visibility: 'public',
        },
        {
          key: 'union',
          kind: 'organisation',
          names: [{ text: 'Союз журналистов', language: 'ru' }],
          visibility: 'public',
        },
      ],
      sources: [
        {
          key: 's',
          kind: 'article',
          title: 'Обыск в редакции',
          publisher: '#union',
          visibility: 'public',
          language: 'ru',
        },
        { key: 'l', kind: 'letter', title: 'Письмо министру', visibility: 'public', language: 'ru' },
      ],
      cases: [{ key: 'c', title: 'Обыск', visibility: 'public' }],
      claims: (
        [
          ['Полиция обыскала редакцию 2 апреля 2018 года.', 'stated', [{ pagesOwn: true }], '#s'],
          [
            'Издания опубликовали недостоверные сведения.',
            'alleged',
            [{ actor: '#dovar', verb: 'заявил' }, { pagesOwn: true }],
            '#s',
          ],
          ['Обыск нарушил закон.', 'stated', [{ pagesOwn: true }], '#l'],
        ] as const
      ).map(([wording, mode, chain, source]) => ({
        case: '#c',
        wording,
        mode,
        language: 'ru',
        kind: 'paraphrase' as const,
        checked: true,
        visibility: 'public' as const,
        chain: [...chain],
        support: { kind: 'reference' as const, source },
      })),
    });
    const made = await run(app, compileArticle, monitor, { claims: filed.claims, headline: 'Обыск' });
    expect(made.left).toEqual([]);
    const { form, check } = await checked(db(), made.number, 'ru');
    expect(form.blocks.flatMap((block) => block.sentences.map((row) => row.text))).toEqual([
      'Союз журналистов сообщает, что полиция обыскала редакцию 2 апреля 2018 года.',
      'Как сообщает Союз журналистов, Ильмар Довар заявил, что издания опубликовали недостоверные сведения.',
      'В открытом письме говорится, что обыск нарушил закон.',
    ]);
    expect(
      check.sentences.flatMap((one) =>
        one.problems.filter(({ severity }) => severity === 'blocks').map(({ code }) => `${one.where} ${code}`),
      ),
    ).toEqual(['headline citation-unconfirmed']);
  });
});
