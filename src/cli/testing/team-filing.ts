import { createArticles } from '../../documents/create-articles.ts';
import { saveWorkingCopy } from '../../documents/working/save-working-copy.ts';
import { createTranslation } from '../../documents/translations/create-translation.ts';
import { readCaptureInChild } from '../../drafting/page/capture-reader.ts';
import { askCaptures } from '../../drafting/orders/ask.ts';
import { createUpload } from '../../drafting/uploads/create-upload.ts';
import { addPage } from '../../drafting/store/add-page.ts';
import { compareQuotations } from '../../evidence/quotations/keep.ts';
import { readCaptures } from '../../evidence/republished/read-captures.ts';
import { watchSource } from '../../evidence/watch/watch-source.ts';
import { importLines } from '../../exchange/round-trip/import-lines.ts';
import { importTable } from '../../exchange/import/testing.factory.ts';
import { createLaws } from '../../law/create-laws.ts';
import { createReportedLetters } from '../../letters/reported/create-letters.ts';
import { run, systemPrincipal, type App, type Principal } from '../../platform/operation.ts';
import { publishArticle } from '../../publishing/articles/publish-article.ts';
import { unpublishArticle } from '../../publishing/articles/actions/unpublish-article.ts';
import { loadDeskArticle } from '../../publishing/articles/desk-article.ts';
import { addComment } from '../../publishing/review/add-comment.ts';
import { submitArticle } from '../../publishing/review/submit-article.ts';
import { changeSections } from '../../publishing/publication/change-sections.ts';
import { placeArticles } from '../../publishing/publication/place-articles.ts';
import { loadPublication } from '../../publishing/publication/publication.ts';
import { beginLetter } from '../../letters/hosted/begin-letter.ts';
import { undo } from '../../record/history/undo/undo.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { chooseSharePictures } from '../../publishing/share/choose-share-pictures.ts';
import { shareDraft } from '../../publishing/shared-drafts/share-draft.ts';
import { tagArticles } from '../../publishing/tags/tag-articles.ts';
import { findDuplicates } from '../../record/duplicates/find.ts';
import { answerDisagreements } from '../../record/disagreements/answer.ts';
import { propose } from '../../record/proposals/propose.ts';
import { assign } from '../../work/assign.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { filingLists, file } from '../../record/filing/file.ts';
import { merge } from '../../record/lifecycle/merge.ts';
import { setVisibility, withdraw } from '../../record/lifecycle/withdraw.ts';
import { addPhoto } from '../../record/photos/add-photo.ts';
import { picture } from '../../record/photos/testing/pictures.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { markedOrigin } from '../../record/testing/archive-origin.ts';
import { translate } from '../../record/translations/translate.ts';
import { fileDemands } from '../../requests/demands/file-demands.ts';
import { askPermission } from '../../requests/permissions/ask-permission.ts';
import { filePermissions } from '../../requests/permissions/file-permissions.ts';
import { fileReplies } from '../../requests/replies/file-replies.ts';
import type { FilingList } from '../../web/testing/secret-filing.ts';

/** The refs of what was filed, by their keys. */
export type Filed = (key: string) => string;

/**
 * Files `filing`, then items of other modules that refer to it: a capture, a draft, an article, a letter, a demand, a
 * permission. Each text contains a word that begins with `mark`, so that a test can find the text in answers.
 */
export async function fileAll(app: App, who: Principal, filing: FilingList, mark: string): Promise<Filed> {
  const made = await run(app, file, who, filing);
  const refs = new Map<string, string>();
  for (const [list] of filingLists)
    for (const [index, one] of (filing as Record<string, { key?: string }[]>)[list]!.entries())
      if (one.key) refs.set(one.key.replace(/^\w+?-/, ''), (made as Record<string, string[]>)[list]![index]!);
  const of = (key: string): string => refs.get(key)!;
  const text = `The ${mark}Passage stands here.`;
  const kept = await run(app, storeCapture, who, {
    source: of('source'),
    title: 'x',
    method: 'fetch',
    requestedUrl: `https://example.org/${mark}address`,
    finalUrl: `https://example.org/${mark}address`,
    status: 200,
    mediaType: 'text/html',
    bytes: Buffer.from(text),
    text,
  });
  refs.set('capture', kept.capture);
  await addPage(app, who, {
    text: `${text} “This is ${mark}Quoted”, said ${mark}Speaker to reporters on 6 April 2031.`,
    source: of('source'),
    title: `${mark}Drafttitle`,
  });
  await run(app, storeCapture, who, {
    source: of('source'),
    title: 'x',
    method: 'archive',
    mediaType: 'text/html',
    bytes: Buffer.from(`${mark}Archived`),
    text: `${mark}Archived`,
    archive: markedOrigin(mark),
  });
  await run(app, watchSource, who, { source: of('source'), every: 'daily' });
  const { photo } = await run(app, addPhoto, who, {
    bytes: await picture(mark.charCodeAt(0), { width: 300, height: 200 }),
    alt: `${mark}Alt of it.`,
    credit: `${mark}Credit`,
    licence: `${mark}Licence`,
    note: `${mark}Photonote`,
    pictured: [of('actor')],
  });
  refs.set('photo', photo);
  const [article] = await run(app, createArticles, who, {
    articles: [
      {
        headline: { text: `${mark}Headline`, claims: [of('claim')], whole: true },
        standfirst: { sentences: [{ text: `${mark}Standfirst stands here.`, claims: [of('claim')] }] },
        byline: { names: [`${mark}Author`] },
        cases: [of('case')],
        blocks: [
          { type: 'paragraph', sentences: [{ text: `The ${mark}Sentence says so.`, claims: [of('claim')] }] },
          {
            type: 'photo',
            ref: photo,
            sentences: [{ text: `The ${mark}Caption stands here.`, claims: [of('claim')] }],
          },
        ],
      },
    ],
  });
  refs.set('article', article!.article);
  await run(app, createReportedLetters, who, {
    letters: [
      {
        title: `${mark}Lettertitle`,
        language: 'en',
        visibility: 'desk',
        source: of('source'),
        events: [of('event')],
      },
    ],
  });
  await run(app, fileDemands, who, {
    demands: [
      {
        kind: 'remove',
        what: `${mark}Demanded`,
        law: `${mark}Lawnamed`,
        aboutWords: `${mark}Aboutwords`,
        about: [of('case')],
        received: '2031-04-20',
        // A demand that the transparency report counts can't be limited to a team.
        counted: 'left-out',
        files: [{ name: `${mark}file.txt`, content: Buffer.from(`${mark}Filed`).toString('base64') }],
      },
    ],
  });
  await run(app, filePermissions, who, {
    permissions: [
      {
        person: `${mark}Permitter`,
        article: article!.article,
        kinds: ['medical'],
        subject: `${mark}Subject`,
        wording: `${mark}Wording`,
        answer: { state: 'given', on: '2031-04-01', way: 'letter' },
      },
    ],
  });
  return of;
}

/** Adds more about the items of a team, so that as many tables as possible have a row about them. */
export async function fileMore(app: App, who: Principal, of: Filed, mark: string, team: number): Promise<void> {
  const proven = { ...who, provenAt: app.now() };
  const word = (what: string): string => `${mark}${what}`;
  const claim = (key: string, over: object = {}) => ({
    key,
    case: of('case'),
    wording: word('Moreclaim'),
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    checked: true,
    chain: [{ actor: of('actor'), asWritten: word('Aswritten'), verb: 'said', source: of('source') }],
    support: { kind: 'reference' as const, source: of('source') },
    ...over,
  });
  const page = `The ${word('Passage')} stands here.`;
  const more = await run(app, file, who, {
    actors: ['One', 'Two'].map((name) => ({
      key: name,
      kind: 'person' as const,
      names: [{ text: word(`Actor${name}`) }],
      tags: [word('Tag')],
    })),
    sources: [
      {
        key: 'copy',
        kind: 'article',
        title: word('Copied'),
        derivedFrom: [{ origin: of('source'), kind: 'republishes', basis: word('Basis') }],
      },
    ],
    cases: [{ key: 'twin', title: word('Casetitle'), summary: word('Casesummary'), tags: [word('Tag')] }],
    claims: [
      claim('passage', {
        support: { kind: 'passage', capture: of('capture'), start: 4, end: page.indexOf(' stands') },
        statements: [{ subject: of('event'), property: 'date', value: '2031-04-03' }],
      }),
      claim('twinclaim', {
        case: '#twin',
        chain: [
          { actor: '#One', verb: 'said' },
          { actor: '#Two', verb: 'said' },
        ],
      }),
    ],
  });
  await run(app, merge, who, { from: more.actors[1]!, into: more.actors[0]! });

  const texts = [{ language: 'en', num: word('Num'), heading: word('Heading'), body: word('Body'), claim: '#law' }];
  await run(app, createLaws, who, {
    filing: { claims: [claim('law')] },
    laws: [
      {
        key: 'law',
        title: word('Lawtitle'),
        language: 'en',
        visibility: 'desk',
        changes: [
          {
            sort: 'enactment',
            title: word('Enactment'),
            commences: '2016-01-01',
            claim: '#law',
            instructions: [
              { act: 'enacts', provision: 'art_1', label: word('Label'), texts },
              { act: 'enacts', provision: 'art_2', label: word('Label'), summaries: ['#law'] },
            ],
          },
        ],
      },
    ],
    duties: [
      {
        provision: '#law:art_1',
        bearer: 'website',
        act: 'keep',
        period: 'P3M',
        quote: word('Body'),
        criticism: ['#law'],
      },
    ],
  });

  const article = of('article');
  const number = Number(article.split('/')[1]);
  await run(app, chooseSharePictures, who, { articles: [{ article, photo: of('photo') }] });
  await run(app, shareDraft, proven, { article, forWhom: word('Forwhom'), days: 7 });
  await run(app, tagArticles, who, { articles: [{ article, tags: [word('Tag')] }] });
  await run(app, addComment, who, { article, body: word('Remark') });
  await run(app, submitArticle, who, { article, revision: (await loadDeskArticle(app.db.read, number)).revision });
  const { revision, version } = await loadDeskArticle(app.db.read, number);
  await run(app, saveWorkingCopy, who, { article, revision, version, content: null });
  await run(app, createTranslation, who, { article, language: 'ru' });
  const asked = await run(app, filePermissions, who, {
    permissions: [
      { person: word('Asked'), article, kinds: ['medical'], subject: word('Subject'), wording: word('Wordingasked') },
    ],
  });
  await run(app, askPermission, who, { permission: asked.permissions[0]!, version: 1 });

  await importTable(
    app,
    who,
    { text: `id,date,city,country\n1,2031-04-02,${word('City')},KZ\n` },
    { name: `${word('Table')}.csv`, title: word('Dataset'), dataSet: 'new', team },
  );
  await run(app, askCaptures, who, { addresses: [`https://example.org/${word('waits')}`], why: word('Why'), team });
  await run(app, importLines, who, {
    record: 'theirs',
    paper: 'Theirs',
    lines: [{ type: 'case', ref: 'case/1', title: word('Theirs'), visibility: 'desk' }],
  });
  const theirs = await app.db.read
    .selectFrom('case')
    .innerJoin('thing', 'thing.id', 'case.id')
    .select('number')
    .where('case.title', '=', word('Theirs'))
    .executeTakeFirstOrThrow();
  await run(app, limitItem, who, { thing: `case/${theirs.number}`, team });
  await run(app, beginLetter, who, {
    title: word('Hosted'),
    language: 'en',
    text: {
      headline: { text: word('Hosted'), kind: 'connective', whole: true },
      byline: { kind: 'by', names: [word('Hostauthor')] },
      language: 'en',
      blocks: [{ type: 'paragraph', sentences: [{ text: `We ask for ${word('Asking')}.`, kind: 'connective' }] }],
    },
    letter: {
      addressees: [{ name: word('Addressee'), email: 'prosecutor@authority.example' }],
      demands: [{ en: word('Letterdemand') }],
      about: [of('case')],
    },
  });
  await run(app, file, who, { cases: [{ title: word('Undone') }], team });
  const { last } = await app.db.read
    .selectFrom('change_set')
    .select(({ fn }) => fn.max('id').as('last'))
    .executeTakeFirstOrThrow();
  await undo(app, who, { target: { set: Number(last) }, reason: 'It was filed by mistake.' });
  await run(app, changeSections, who, {
    version: (await loadPublication(app.db.read)).version,
    sections: [{ key: 'north', names: { en: 'A section' } }],
  });
  await run(app, placeArticles, who, { articles: [{ article, section: 'north' }] });
  await addPage(app, who, { text: agencyText(word), title: word('Agency'), team });
  await addPage(app, who, { text: `${agencyText(word)}\n\nAnd one sentence more.`, title: word('Agencycopy'), team });
  await run(app, propose, who, {
    operation: withdraw.name,
    input: { things: [of('case')], reason: 'It was another newsroom.' },
    note: word('Proposed'),
  });
  await run(app, translate, who, {
    texts: [{ item: of('case'), field: 'title', language: 'ru', text: word('Translated') }],
  });
  await run(app, assign, who, { items: [of('case'), of('article')], to: who.accountId, due: '2031-01-01' });
  // Only others in the team would be notified of this comment.
  await app.db.executeSql(
    `insert into notice (account_id, kind, thing_id, comment_id, at) select $1, 'mention', document_id, id, at from article_comment where body = $2`,
    [who.accountId, word('Remark')],
  );
  await noteImported(app, who, of, word);
  await answerOne(app, who, of, claim);
  await run(app, findDuplicates, systemPrincipal, {});
  await readCaptures({ app, reader: readCaptureInChild, more: [compareQuotations] });
  await fileWarning(app, of);
}

/** An uploaded web archive from which the capture was imported. */
async function noteImported(app: App, who: Principal, of: Filed, word: (what: string) => string): Promise<void> {
  const { upload } = await run(app, createUpload, who, { name: word('Crawl'), size: 1000 });
  const { id } = (await findThing(app.db.read, 'capture', parseRef(of('capture'))!.number))!;
  await app.db.transaction((tx) =>
    tx
      .insertInto('upload_page')
      .values({
        upload_id: upload,
        number: 1,
        url: `https://example.org/${word('Recorded')}`,
        title: word('Recordedtitle'),
        at: '2031-04-02T00:00:00Z',
        status: 200,
        media_type: 'text/html',
        state: 'imported',
        error: null,
        error_details: null,
        capture_id: id,
        draft_id: null,
      })
      .execute(),
  );
}

/** Two claims that disagree on a date, and the decision. */
async function answerOne(
  app: App,
  who: Principal,
  of: Filed,
  claim: (key: string, over: object) => object,
): Promise<void> {
  const dated = (value: string) => claim(value, { statements: [{ subject: of('case'), property: 'began', value }] });
  const input = { claims: [dated('2031-04-05'), dated('2031-04-07')] } as never;
  const { claims } = await run(app, file, who, input);
  const { id } = (await findThing(app.db.read, 'claim', parseRef(claims[0]!)!.number))!;
  const statement = await app.db.read
    .selectFrom('statement')
    .select('id')
    .where('claim_id', '=', id)
    .executeTakeFirstOrThrow();
  await run(app, answerDisagreements, who, {
    answers: [
      {
        subject: of('case'),
        property: 'began',
        answer: 'preferred',
        prefers: Number(statement.id),
        reason: 'It is the date on the summons.',
      },
    ],
  });
}

/** Stores a warning that a preserved copy lacks words that another copy contains. */
async function fileWarning(app: App, of: Filed): Promise<void> {
  const { id } = (await findThing(app.db.read, 'capture', parseRef(of('capture'))!.number))!;
  const witness = await app.db.read
    .selectFrom('capture')
    .select('capture.id')
    .where('capture.id', '>', id)
    .orderBy('capture.id')
    .executeTakeFirstOrThrow();
  await app.db.transaction((tx) =>
    tx
      .insertInto('quotation_warning')
      .values({
        capture_id: id,
        start_at: 4,
        end_at: 12,
        gap_at: 6,
        witness_id: witness.id,
        witness_start: 4,
        witness_end: 12,
        words_start: 6,
        words_end: 8,
        found_at: app.now(),
      })
      .execute(),
  );
}

const agencyText = (word: (what: string) => string): string =>
  [
    `ALMATY, April 2 (Reuters) — The editor of ${word('Gazette')} was summoned on Monday, her lawyer said.`,
    ...Array.from(
      { length: 12 },
      (_, index) =>
        `Paragraph ${index} says that ${word(`Person${index}`)} came to court ${index} at noon and left with a summons.`,
    ),
  ].join('\n\n');

/**
 * Publishes an article, files a request for a reply to it, and unpublishes it. Returns the refs of the article and of
 * its sources and cases.
 */
export async function publishOnce(app: App, who: Principal, word: (what: string) => string): Promise<string[]> {
  const open = { visibility: 'public' as const };
  const made = await run(app, file, who, {
    actors: [{ key: 'actor', kind: 'person', names: [{ text: word('Onceactor') }], ...open }],
    sources: [{ key: 'source', kind: 'article', title: word('Oncesource'), ...open }],
    cases: [{ key: 'case', title: word('Oncecase'), ...open }],
    claims: [
      {
        case: '#case',
        wording: word('Onceclaim'),
        kind: 'paraphrase',
        mode: 'stated',
        checked: true,
        ...open,
        chain: [{ actor: '#actor', verb: 'said' }],
        support: { kind: 'reference', source: '#source' },
      },
    ],
  });
  const claims = made.claims;
  const [written] = await run(app, createArticles, who, {
    articles: [
      {
        headline: { text: word('Onceheadline'), claims, whole: true },
        cases: made.cases,
        blocks: [{ type: 'paragraph', sentences: [{ text: `The ${word('Oncesentence')} says so.`, claims }] }],
      },
    ],
  });
  const { article, number } = written!;
  await run(app, publishArticle, who, { article, version: written!.version });
  await run(app, fileReplies, who, {
    replies: [
      {
        article,
        asker: word('Asker'),
        actor: made.actors[0]!,
        contact: word('Contact'),
        asked: word('Asked'),
        received: '2031-04-20',
      },
    ],
  });
  const { version: last } = await loadDeskArticle(app.db.read, Number(number));
  await run(app, unpublishArticle, who, { article, version: last, reason: 'It was a mistake of this desk.' });
  await run(app, setVisibility, who, {
    things: [...made.claims, ...made.cases, ...made.sources, ...made.actors],
    visibility: 'desk',
  });
  return [article, ...made.sources, ...made.cases];
}
