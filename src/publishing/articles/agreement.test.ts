import { beforeAll, expect, it } from 'vitest';
import { compareCited, forPublication } from '../../documents/agreement/compare-cited.ts';
import { loadCited } from '../../documents/claims/load-cited.ts';
import { createArticles } from '../../documents/create-articles.ts';
import type { ArticleFormInput } from '../../documents/model/form.ts';
import { readDocument } from '../../documents/model/schema.ts';
import { sentencesOf } from '../../documents/model/sentences.ts';
import { saveArticle } from '../../documents/save-article.ts';
import { openVersion } from '../../letters/hosted/open-version.ts';
import { letterPost } from '../../letters/post/send.ts';
import { makeLetter } from '../../letters/testing/published.ts';
import { AppError } from '../../platform/errors.ts';
import { createLog } from '../../platform/log/log.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, type App } from '../../platform/operation.ts';
import { endReaders } from '../../platform/readers/run-reader.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { changeClaim } from '../../record/claims/change-claim.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { compareEdition, nextEdition } from '../editions/edition.ts';
import { loadPublicArticle } from '../public/public-article.ts';
import { loadReviews } from '../review/load-review.ts';
import { publishDue, publishDueJob, publishLateJob } from '../review/publish-due.ts';
import { scheduleArticle } from '../review/schedule-article.ts';
import { arrest, fileArrest, type ArrestClaim } from '../testing/arrest.ts';
import { restoreArticle } from './actions/restore-article.ts';
import { unpublishArticle } from './actions/unpublish-article.ts';
import { correctArticle } from './correct-article.ts';
import { loadDeskArticle } from './desk-article.ts';
import { publishArticle } from './publish-article.ts';

const { right, wrong } = arrest;

onEitherDatabase('publishing what claims do not say', (db, kind) => {
  let hour = 0;
  let app: App;
  beforeAll(async () => {
    app = testApp(db(), { now: () => new Date(Date.UTC(2026, 4, 22, hour++)) });
    await prepareJobs(db(), [
      publishDueJob,
      letterPost(async () => ({ to: 'office@org.example', subject: 'A letter', text: 'Sign.' })),
    ]);
  });

  const claims = (...more: ArrestClaim[]): Promise<string[]> => fileArrest(app, ...more);
  const article = async (sentences: { text: string; claims?: string[] }[], more: Partial<ArticleFormInput> = {}) =>
    (
      await run(app, createArticles, editor, {
        articles: [
          {
            headline: { text: 'An arrest', kind: 'connective', whole: true },
            blocks: [{ sentences: sentences.map((one) => ({ whole: true, ...one })) }],
            ...more,
          },
        ],
      })
    )[0]!;
  const edit = async (number: number, change: (form: Awaited<ReturnType<typeof loadDeskArticle>>['form']) => void) => {
    const { form, article: ref, version } = await loadDeskArticle(db().read, number);
    change(form);
    return run(app, saveArticle, editor, { ...form, article: ref, version });
  };
  const soon = (): string => new Date(Date.UTC(2026, 4, 22, hour + 10)).toISOString().slice(0, 16);
  const reviewOf = async (number: number) => {
    const { id } = await loadDeskArticle(db().read, number);
    return (await loadReviews(db().read, [id])).get(id);
  };
  /** Rewords a checked claim of `fileArrest`. */
  const change = async (claim: string, { wording }: { wording: string }) => {
    const { number } = parseRef(claim)!;
    const { version } = (await findThing(db().read, 'claim', number))!;
    const { rows } = await db().executeSql(
      `select 'source/' || t.number as source, (select 'actor/' || t.number from thing t where t.id = s.publisher_id) as actor,
        (select 'case/' || t.number from thing t where t.id = c.case_id) as "case"
       from claim c join source s on s.id = c.source_id join thing t on t.id = s.id join thing o on o.id = c.id where o.kind = 'claim' and o.number = $1`,
      [number],
    );
    const [of] = rows as { source: string; actor: string; case: string }[];
    await run(app, changeClaim, editor, {
      claim,
      version,
      to: {
        kind: 'paraphrase',
        mode: 'stated',
        checked: true,
        visibility: 'public',
        case: of!.case,
        chain: [{ actor: of!.actor, verb: 'wrote' }],
        support: { kind: 'reference', source: of!.source },
        wording,
      },
    });
  };
  const checkOf = async (number: number) => (await loadDeskArticle(db().read, number)).check;
  const refusal = async (work: Promise<unknown>): Promise<AppError> => {
    const thrown = await work.then(
      () => null,
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(AppError);
    return thrown as AppError;
  };

  it('is refused if they contradict it, until an editor gives readers a reason', async () => {
    const [claim] = await claims({});
    const made = await article([{ text: wrong, claims: [claim!] }]);
    const [, sentence] = (await checkOf(made.number)).sentences;
    expect(await refusal(run(app, publishArticle, editor, { article: made.article, version: 1 }))).toMatchObject({
      code: 'publication_blocked',
      details: { count: 1 },
      fields: [
        {
          path: sentence!.sentenceId,
          message: 'documents.problem.contradicted',
          params: { kind: 'date', words: '12 May 2019', claim: 'May 11, 2024' },
        },
      ],
    });
    const reason = 'The union corrected the date on the phone.';
    const saved = await edit(made.number, (form) => (form.blocks[0]!.sentences[0]!.override = reason));
    await run(app, publishArticle, editor, { article: made.article, version: saved.version });
    expect((await loadPublicArticle(db().read, made.number)).blocks[0]).toMatchObject({
      sentences: [{ text: wrong, override: reason }],
    });
    // The reason covers only this difference.
    await edit(made.number, (form) => (form.blocks[0]!.sentences[0]!.text = wrong.replace('12', '13')));
    expect((await checkOf(made.number)).blocking).toBe(1);
  });

  it('is refused in the title and the standfirst too', async () => {
    const [claim] = await claims({});
    const made = await article([{ text: right, claims: [claim!] }], {
      headline: { text: 'Editor Marta Kolin arrested on 12 May 2019', claims: [claim!], whole: true },
      standfirst: { text: '', sentences: [{ text: 'She was arrested in June 2024.', claims: [claim!], whole: true }] },
    });
    const found = (await checkOf(made.number)).sentences.map((one) => [
      one.where,
      ...one.problems.map(({ code, params }) => `${code} ${params.words}`),
    ]);
    expect(found).toEqual([
      ['headline', 'contradicted 12 May 2019'],
      ['standfirst', 'contradicted June 2024'],
      ['paragraph'],
    ]);
  });

  it('is compared with the values of the claims, in any script, and with all claims together', async () => {
    const filed = await claims(
      {
        wording: 'Марта Колин была задержана.',
        language: 'ru',
        statements: [{ subject: '#event', property: 'date', value: '2024-05-11' }],
      },
      { wording: 'The court released Marta Kolin three days later.' },
    );
    const made = await article([
      { text: 'Marta Kolin was arrested on 11 May 2024 and released three days later.', claims: filed },
      { text: 'Marta Kolin was arrested on 12 May 2024.', claims: [filed[0]!] },
    ]);
    const { sentences, agreement } = await checkOf(made.number);
    expect(sentences.slice(1).map((one) => one.problems.map(({ code }) => code))).toEqual([[], ['contradicted']]);
    expect(agreement).toEqual({ citing: 2, not: {} });
  });

  it('is refused for a published article that was changed, as an update and as a correction', async () => {
    const [claim] = await claims({});
    const made = await article([{ text: right, claims: [claim!] }]);
    await run(app, publishArticle, editor, { article: made.article, version: 1 });
    const { version } = await edit(made.number, (form) => (form.blocks[0]!.sentences[0]!.text = wrong));
    const next = { article: made.article, version };
    const blocked = { code: 'publication_blocked', fields: [{ message: 'documents.problem.contradicted' }] };
    expect(
      await refusal(run(app, publishArticle, editor, { ...next, change: 'update', note: 'A new date' })),
    ).toMatchObject(blocked);
    expect(
      await refusal(
        run(app, correctArticle, editor, { ...next, since: 1, wrong: 'The date.', right: 'Another date.' }),
      ),
    ).toMatchObject(blocked);
  });

  it('is refused at the scheduled time, also if a better text was saved since', async () => {
    const [claim] = await claims({});
    const made = await article([{ text: wrong, claims: [claim!] }]);
    await run(app, scheduleArticle, editor, { article: made.article, revision: 1, at: soon() });
    await edit(made.number, (form) => (form.blocks[0]!.sentences[0]!.text = right));
    hour += 12;
    expect(await publishDue(app, made.number)).toBe('failed');
    expect(await loadDeskArticle(db().read, made.number)).toMatchObject({ state: 'draft' });
  });

  it('is refused for a letter that is to be signed', async () => {
    const [claim] = await claims({});
    const letter = await makeLetter(app, {
      drafted: true,
      blocks: [{ sentences: [{ text: wrong, claims: [claim!] }] }],
    });
    const { version } = (await findThing(db().read, 'letter', parseRef(letter.letter)!.number))!;
    expect(await refusal(run(app, openVersion, editor, { letter: letter.letter, version }))).toMatchObject({
      code: 'letter_unready',
    });
  });

  it('is marked, and published, if the claims only do not mention it', async () => {
    const [claim] = await claims({});
    const made = await article([{ text: arrest.more, claims: [claim!] }]);
    const { sentences, blocking } = await checkOf(made.number);
    expect(sentences[1]!.problems).toMatchObject([{ code: 'not-in-claims', severity: 'warns' }]);
    expect(blocking).toBe(0);
    await run(app, publishArticle, editor, { article: made.article, version: 1 });
  });

  it('counts as not compared, and never as agreeing, if it cannot be compared', async () => {
    const filed = await claims(
      { wording: 'Policie ji zatkla 11. května 2024.', language: 'cs' },
      ...Array.from({ length: 13 }, (_, at) => ({ wording: `${arrest.claim.slice(0, -1)}, at ${at} o’clock.` })),
    );
    const made = await article([
      { text: wrong, claims: [filed[0]!] },
      { text: wrong, claims: filed.slice(1) },
      { text: `${'Then she said no more. '.repeat(50)}${wrong}`, claims: [filed[1]!] },
      { text: right, claims: [filed[1]!] },
    ]);
    const { agreement, sentences } = await checkOf(made.number);
    expect(agreement).toEqual({ citing: 4, not: { language: 1, limit: 2 } });
    expect(sentences.map(({ compared }) => compared)).toEqual([null, 'language', 'limit', 'limit', 'yes']);
    const foreign = await article([{ text: wrong, claims: [filed[1]!] }], { language: 'cs' });
    expect((await checkOf(foreign.number)).agreement).toEqual({ citing: 1, not: { language: 1 } });
  });

  it('is refused if a claim was changed after the comparison', async () => {
    const [claim] = await claims({});
    const made = await article([{ text: right, claims: [claim!] }]);
    const compared = await compareEdition(db().read, made.article);
    await change(claim!, { wording: arrest.claim.replace('May 11', 'May 12') });
    await expect(db().transaction((tx) => nextEdition(tx, made.article, made.version, compared))).rejects.toMatchObject(
      { code: 'conflict' },
    );
    expect(await refusal(run(app, publishArticle, editor, { article: made.article, version: 1 }))).toMatchObject({
      code: 'publication_blocked',
    });
  });

  it('is refused if no process can run the comparison; a scheduled article is tried again and then marked as failed', async () => {
    const [claim] = await claims({});
    // Results of a comparison are remembered even for the other database. So the words differ on each database.
    const made = await article([{ text: `${right} It was ${kind === 'server' ? 'cold' : 'warm'}.`, claims: [claim!] }]);
    const node = process.execPath;
    endReaders();
    process.execPath = '/bin/false';
    try {
      expect(await refusal(run(app, publishArticle, editor, { article: made.article, version: 1 }))).toMatchObject({
        code: 'reading_busy',
      });
      await run(app, scheduleArticle, editor, { article: made.article, revision: 1, at: soon() });
      hour += 12;
      expect(await refusal(publishDue(app, made.number))).toMatchObject({ code: 'reading_busy' });
      expect((await reviewOf(made.number))!.state).toBe('scheduled');
      // The page says that the sentence was not compared, and does not fail.
      expect((await checkOf(made.number)).agreement).toEqual({ citing: 1, not: { time: 1 } });
      expect(await publishDue(app, made.number, { last: true })).toBe('failed');
      expect(await reviewOf(made.number)).toMatchObject({ state: 'failed', failure: 'reading_busy' });
      await run(app, scheduleArticle, editor, { article: made.article, revision: 1, at: soon() });
    } finally {
      process.execPath = node;
    }
    hour += 12;
    // The job of this publication was lost. The hourly job publishes the article instead.
    await publishLateJob.handler({
      input: {},
      app,
      log: createLog('silent'),
      signal: new AbortController().signal,
      last: true,
    });
    expect(await loadDeskArticle(db().read, made.number)).toMatchObject({ state: 'published' });
  });

  it('is covered by an exception only as long as it cites the same claims and these say the same', async () => {
    const filed = await claims({}, { wording: 'Marta Kolin was arrested on 11 May 2024 in the evening.' }, {});
    const made = await article([{ text: wrong, claims: [filed[0]!] }]);
    const write = async (cited: string[]) => {
      await edit(made.number, (form) => (form.blocks[0]!.sentences[0]!.claims = cited));
      return (await checkOf(made.number)).blocking;
    };
    await edit(made.number, (form) => (form.blocks[0]!.sentences[0]!.override = 'The union corrected the date.'));
    expect((await checkOf(made.number)).blocking).toBe(0);
    expect(await write([filed[2]!])).toBe(1);
    expect(await write([filed[0]!])).toBe(0);
    expect(await write(filed.slice(0, 2))).toBe(1);
    expect(await write([filed[0]!])).toBe(0);
    await change(filed[0]!, { wording: `${arrest.claim.slice(0, -1)} in Split.` });
    expect((await checkOf(made.number)).blocking).toBe(1);
  });

  it('is compared although a claim names its speakers twice', async () => {
    const twice = Array.from({ length: 12 }, () => ({ actor: '#union', verb: 'wrote' }));
    const [claim] = await claims({ chain: twice });
    const made = await article([{ text: wrong, claims: [claim!] }]);
    expect(await checkOf(made.number)).toMatchObject({ blocking: 1, agreement: { citing: 1, not: {} } });
  });

  it('is refused when an unpublished article is restored, unless the editor makes an exception', async () => {
    const [claim] = await claims({});
    const made = await article([{ text: right, claims: [claim!] }]);
    await run(app, publishArticle, editor, { article: made.article, version: 1 });
    const reason = 'A draft was published by mistake.';
    await run(app, unpublishArticle, editor, { article: made.article, version: 2, reason });
    await change(claim!, { wording: arrest.claim.replace('May 11', 'May 12') });
    // The newer draft agrees with its claims. That does not help, because the published text is restored.
    const { version } = await edit(
      made.number,
      (form) => (form.blocks[0]!.sentences[0]!.text = right.replace('11', '12')),
    );
    const back = { article: made.article, version, reason: 'It was right after all.' };
    expect(await refusal(run(app, restoreArticle, editor, back))).toMatchObject({
      code: 'publication_blocked',
      details: { count: 1 },
      fields: [{ message: 'documents.problem.contradicted', params: { words: '11 May 2024' } }],
    });
    expect(await loadDeskArticle(db().read, made.number)).toMatchObject({ state: 'unpublished' });
    await run(app, restoreArticle, editor, { ...back, exception: true });
    expect(await loadPublicArticle(db().read, made.number)).toMatchObject({
      state: 'published',
      acts: [{ act: 'restore', reason: back.reason }, { act: 'unpublish' }],
    });
  });

  it('is compared again only if it or its claims changed', async () => {
    const [claim] = await claims({});
    const made = await article([
      { text: right, claims: [claim!] },
      { text: wrong, claims: [claim!] },
    ]);
    const compare = async () => {
      const { rows } = await db().executeSql(
        `select r.doc from thing t join document d on d.id = t.id join revision r on r.id = d.revision_id where t.kind = 'article' and t.number = $1`,
        [made.number],
      );
      const doc = readDocument((rows as { doc: Parameters<typeof readDocument>[0] }[])[0]!.doc);
      const cited = { claims: await loadCited(db().read, [claim!]), language: 'en' };
      const comparisons = await compareCited(doc, cited, forPublication);
      return sentencesOf(doc)
        .slice(1)
        .map((one) => comparisons.of(one, cited));
    };
    const first = await compare();
    await edit(made.number, (form) => (form.blocks[0]!.sentences[1]!.text = wrong.replace('12', '13')));
    const second = await compare();
    expect(second[0]).toBe(first[0]);
    expect(second[1]).not.toBe(first[1]);
    const found = second[1] && 'points' in second[1] ? second[1].points : [];
    expect(found.filter(({ verdict }) => verdict === 'contradicted')).toMatchObject([{ kind: 'date' }]);
  });
});
