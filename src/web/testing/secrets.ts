import { sql } from 'kysely';
import { createArticles } from '../../documents/create-articles.ts';
import { fileReplies } from '../../requests/replies/file-replies.ts';
import { publishReply } from '../../requests/replies/publish-reply.ts';
import { changeCommenting } from '../../publishing/comments/change-commenting.ts';
import { decideComments } from '../../publishing/comments/decide-comments.ts';
import { reportComment } from '../../publishing/comments/report-comment.ts';
import { withdrawComment } from '../../publishing/comments/withdraw-comment.ts';
import { writeComment } from '../../publishing/comments/write-comment.ts';
import { filePermissions } from '../../requests/permissions/file-permissions.ts';
import { fileDemands } from '../../requests/demands/file-demands.ts';
import { run, type App } from '../../platform/operation.ts';
import { administrator, editor, monitor } from '../../platform/testing/test-app.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { saveArticle } from '../../documents/save-article.ts';
import { restoreArticle } from '../../publishing/articles/actions/restore-article.ts';
import { takeDownArticle } from '../../publishing/articles/actions/take-down-article.ts';
import { unpublishArticle } from '../../publishing/articles/actions/unpublish-article.ts';
import { correctArticle } from '../../publishing/articles/correct-article.ts';
import { loadDeskArticle } from '../../publishing/articles/desk-article.ts';
import { changeSections } from '../../publishing/publication/change-sections.ts';
import { changePage } from '../../publishing/publication/pages/change-page.ts';
import { placeArticles } from '../../publishing/publication/place-articles.ts';
import { loadPublication } from '../../publishing/publication/publication.ts';
import { tagArticles } from '../../publishing/tags/tag-articles.ts';
import { publishArticle } from '../../publishing/articles/publish-article.ts';
import { file } from '../../record/filing/file.ts';
import type { FilingInput } from '../../record/filing/schema.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { merge } from '../../record/lifecycle/merge.ts';
import { tagItems } from '../../record/tags/tag-items.ts';
import { addPhoto } from '../../record/photos/add-photo.ts';
import { photoSizesJob } from '../../record/photos/make-sizes.ts';
import { picture } from '../../record/photos/testing/pictures.ts';
import { project } from '../../record/projection/project.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import type { ThingKind } from '../../record/tables.ts';
import { setVisibility, withdraw } from '../../record/lifecycle/withdraw.ts';
import { markedOrigin } from '../../record/testing/archive-origin.ts';
import { recordIndexers } from '../../search/index/projection.ts';
import { lawIndexer } from '../../law/law-index.ts';
import { rebuildWith } from '../../search/rebuild.ts';
import { createReportedLetters } from '../../letters/reported/create-letters.ts';
import { fileLawSecrets } from './law-secrets.ts';
import { secretFiling, type FilingList } from './secret-filing.ts';

/**
 * Matches words that readers must not see. The beginning of a word says why readers must not see it. `fileSecrets` puts
 * such a word into every field that readers must not see.
 */
export const secret =
  /deskword|sealword|draftword|gone(?:case|claim|actor|source|article|page)word|linkword|passwordHidden/i;
/**
 * The beginning of words that readers can see. `fileSecrets` puts such a word into every field that readers can see.
 */
export const open = 'openword';
/** The endings of the words that readers can see, one for each field. */
export const openFields = [
  'Actorname',
  'Actoralias',
  'Outletname',
  'Sourcetitle',
  'Sourcenote',
  'address',
  'Casetitle',
  'Casesummary',
  'Eventtitle',
  'Proceedingtitle',
  'Chargetitle',
  'Claimwording',
  'Aswritten',
  'verb',
  'Supportnote',
  'Reason',
  'Place',
  'Taken',
  'Number',
  'Ground',
  'Position',
  'site',
  'Question',
  'Passage',
  'Byhidden',
  'Link',
  'Direct',
  'Derived',
  'Twin',
];

export type Secrets = { articles: { open: number; draft: number; takenDown: number; unpublished: number } };

/**
 * Creates items of every access level, with captures and published articles. Merges, withdraws and seals some of the
 * items.
 */
export async function fileSecrets(app: App): Promise<Secrets> {
  const lists = secretFiling();
  const more: FilingInput = {
    actors: [
      { key: 'twin', kind: 'person', names: [{ text: 'deskwordTwin' }] },
      { key: 'twin2', kind: 'person', names: [{ text: 'openwordTwin' }], visibility: 'public' },
      { key: 'gone', kind: 'person', names: [{ text: 'goneactorword' }], visibility: 'public' },
    ],
    sources: [
      { key: 'gonesource', kind: 'article', title: 'gonesourceword', visibility: 'public' },
      {
        key: 'copy',
        kind: 'article',
        title: 'openwordCopy',
        derivedFrom: [{ origin: '#open-source', kind: 'republishes', basis: 'openwordBasis' }],
        visibility: 'public',
      },
    ],
    cases: [{ key: 'gonecase', title: 'gonecaseword', summary: 'gonecasewordSummary', visibility: 'public' }],
  };
  const filing: FilingList = {
    ...lists,
    actors: [...lists.actors, ...more.actors!],
    sources: [...lists.sources, ...more.sources!],
    cases: [...lists.cases, ...more.cases!],
  };
  const made = await run(app, file, editor, filing);
  const refs = new Map<string, string>();
  for (const [list, all] of Object.entries(made))
    for (const [index, one] of filing[list as keyof FilingList].entries()) if (one.key) refs.set(one.key, all[index]!);
  const of = (key: string): string => refs.get(key)!;

  await run(app, tagItems, monitor, {
    items: [of('open-source'), of('open-case'), of('open-actor')],
    add: ['deskwordTag'],
  });

  // A preserved page of a public source, with a public and a hidden passage, and some desk-only captures.
  const page = 'The openwordPassage stands here. The passwordHidden stands there.';
  const kept = await run(app, storeCapture, monitor, {
    source: of('open-source'),
    title: 'x',
    method: 'text',
    mediaType: 'text/plain',
    bytes: Buffer.from(page),
    text: page,
  });
  await run(app, setVisibility, editor, { things: [kept.capture], visibility: 'public' });
  await run(app, storeCapture, monitor, {
    source: of('open-source'),
    title: 'x',
    method: 'fetch',
    mediaType: 'text/html',
    headers: [['x', 'deskwordHeader']],
    bytes: Buffer.from('deskwordBytes'),
    text: 'deskwordText',
  });
  await storeArchived(app, of('open-source'));
  const passage = (exact: string, visibility: 'public' | 'desk') => ({
    kind: 'passage' as const,
    capture: kept.capture,
    start: page.indexOf(exact),
    end: page.indexOf(exact) + exact.length,
    visibility,
  });
  const claims = await run(app, file, editor, {
    claims: (['public', 'desk'] as const).map((visibility) => ({
      case: of('open-case'),
      wording: `openwordPassage${visibility}`,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      checked: true,
      visibility: 'public' as const,
      chain: [{ actor: of('open-outlet'), pagesOwn: true }],
      support: passage(visibility === 'public' ? 'openwordPassage' : 'passwordHidden', visibility),
    })),
  });

  await run(app, merge, editor, { from: of('twin'), into: of('twin2') });
  await run(app, withdraw, editor, {
    things: [of('gone'), of('gonesource'), of('gonecase')],
    reason: 'It was about somebody else altogether.',
  });
  const gone = await run(app, file, editor, {
    claims: [
      {
        wording: 'goneclaimword',
        kind: 'paraphrase',
        mode: 'stated',
        checked: true,
        visibility: 'public',
        chain: [{ actor: of('open-actor'), verb: 'said' }],
        support: { kind: 'reference', source: of('open-source') },
      },
    ],
  });
  await run(app, withdraw, editor, { things: gone.claims, reason: 'It was about somebody else altogether.' });

  // Readers see how many demands there were. They see an authority only if it may be named and is public.
  const demand = (word: string, over: object) => ({
    kind: 'remove' as const,
    what: `${word}Demanded`,
    law: `${word}Lawnamed`,
    aboutWords: `${word}Aboutwords`,
    about: [of('open-actor')],
    received: '2031-04-20',
    files: [{ name: `${word}file.txt`, content: Buffer.from(`${word}Filed`).toString('base64') }],
    ...over,
  });
  await run(app, fileDemands, editor, {
    demands: [
      demand('deskword', { authority: of('open-outlet') }),
      demand('deskword', { authority: of('desk-actor'), kind: 'identify' }),
      demand('deskword', { authority: of('open-actor'), counted: 'left-out', kind: 'reveal' }),
    ],
  });
  const sealed = await fileLawSecrets(app, of);
  // Public and desk-only letters. Each is known from events of every level, and has a public or a desk-only source.
  const letter = (word: string, visibility: 'public' | 'desk') => ({
    title: `${word}Lettertitle`,
    language: 'en',
    visibility,
    events: (['open', 'desk', 'seal'] as const).map((level) => of(`${level}-event`)),
  });
  await run(app, createReportedLetters, editor, {
    letters: [
      { ...letter('openword', 'public'), source: of('open-source') },
      { ...letter('openword', 'public'), source: of('desk-source') },
      { ...letter('deskword', 'desk'), source: of('open-source') },
    ],
  });
  const articles = await publishOver(
    app,
    [of('open-claim'), claims.claims[0]!, claims.claims[1]!],
    [of('open-case'), of('desk-case')],
    of('open-actor'),
    { open: of('open-order'), desk: of('desk-order') },
  );
  await speakOfItself(app, articles);
  // Two requests for a reply. Readers see the words of the published reply, and nothing of the unpublished one.
  const reply = (word: string) => ({
    article: `article/${articles.open}`,
    asker: `${word}Asker`,
    actor: of('desk-actor'),
    contact: 'deskwordContact',
    asked: 'deskwordAsked',
    received: '2031-04-20',
    files: [{ name: 'deskwordreply.txt', content: Buffer.from('deskwordReplyfile').toString('base64') }],
  });
  const { replies } = await run(app, fileReplies, monitor, { replies: [reply('deskword'), reply('deskword')] });
  await run(app, publishReply, editor, {
    reply: replies[0]!,
    version: 1,
    by: 'openwordReplier',
    words: 'openwordReplied',
    language: 'en',
  });

  // Readers see published comments. Of a removed comment, they see only its existence.
  await run(app, changeCommenting, editor, {
    version: 0,
    to: { mode: 'anonymous', refused: ['deskwordRefused'], marked: ['deskwordMarked'] },
  });
  const comment = (word: string) =>
    run(app, writeComment, null, {
      article: articles.open,
      name: `${word}Commenter`,
      text: `${word}Comment`,
      marks: ['first'],
    });
  const [stands, , rejected, removed, withdrawn] = [
    await comment('openword'),
    await comment('deskword'),
    await comment('deskword'),
    await comment('deskword'),
    await comment('deskword'),
  ];
  await run(app, decideComments, editor, {
    comments: [stands, removed, withdrawn].map((one) => ({ comment: one.comment, state: 'published' as const })),
  });
  await run(app, decideComments, editor, {
    comments: [rejected, removed].map((one) => ({
      comment: one.comment,
      state: 'rejected' as const,
      reason: 'insult' as const,
      note: 'deskwordNote',
    })),
  });
  await run(app, reportComment, null, { comment: stands.comment, reason: 'insult', note: 'deskwordReport' });
  await run(app, withdrawComment, null, { token: withdrawn.token });
  await run(app, filePermissions, monitor, {
    permissions: [
      {
        actor: of('open-actor'),
        person: 'deskwordPermitter',
        article: `article/${articles.open}`,
        kinds: ['medical'],
        subject: 'deskwordSubject',
        wording: 'deskwordWording',
        contact: 'deskword@example.org',
        note: 'deskwordPermissionnote',
        answer: {
          state: 'given',
          on: '2031-04-01',
          way: 'letter',
          files: [{ name: 'deskwordletter.txt', content: Buffer.from('deskwordLetter').toString('base64') }],
        },
      },
    ],
  });
  await sealInPlace(app, [
    ...sealed,
    ...[...refs]
      .filter(([key]) => key.startsWith('seal-') && key !== 'seal-lost' && key !== 'seal-derived')
      .map(([, ref]) => ref),
  ]);
  return { articles };
}

async function publishOver(
  app: App,
  claims: string[],
  cases: string[],
  actor: string,
  orders: { open: string; desk: string },
): Promise<Secrets['articles']> {
  await prepareJobs(app.db, [photoSizesJob]);
  const photoOf = async (word: string, seed: number): Promise<string> =>
    (
      await run(app, addPhoto, monitor, {
        bytes: await picture(seed, { width: 300, height: 200 }),
        alt: `${word}Alt of it.`,
        credit: `${word}Credit`,
        licence: `${word}Licence`,
        note: 'deskwordPhotonote',
        pictured: [actor],
      })
    ).photo;
  const photos = {
    openword: await photoOf('openword', 901),
    deskword: await photoOf('deskword', 902),
    gonearticleword: await photoOf('gonearticleword', 903),
  };
  // The article embeds every provision of the public law, whatever its texts are based on. It embeds each as of two
  // days, with different versions.
  const provisions = await app.db.read
    .selectFrom('provision')
    .innerJoin('thing', 'thing.id', 'provision.id')
    .innerJoin('thing as law', 'law.id', 'provision.law_id')
    .select('thing.number')
    .where('law.visibility', '=', 'public')
    .where('thing.visibility', '=', 'public')
    .orderBy('thing.id')
    .execute();
  const shown = provisions.flatMap(({ number }) =>
    ['2016-06-01', '2019-01-01'].map((day) => ({ type: 'provision' as const, ref: `provision/${number}@${day}` })),
  );
  // The article also embeds every source that is public now. Some of them are hidden, sealed or withdrawn later.
  const sources = (
    await app.db.read
      .selectFrom('thing')
      .select('number')
      .where('kind', '=', 'source')
      .where('visibility', '=', 'public')
      .where('withdrawn_at', 'is', null)
      .where('redacted_at', 'is', null)
      .orderBy('id')
      .execute()
  ).map(({ number }) => ({ type: 'source' as const, ref: `source/${number}` }));
  const form = (word: 'openword' | 'deskword' | 'gonearticleword') => ({
    headline: { text: `${word}Headline`, claims, whole: true },
    standfirst: { sentences: [{ text: `${word}Standfirst stands here.`, claims }] },
    byline: { names: [`${word}Author`] },
    cases,
    blocks: [
      { type: 'photo' as const, ref: photos[word], sentences: [{ text: `The ${word}Caption stands here.`, claims }] },
      {
        type: 'paragraph' as const,
        sentences: claims.map((claim, index) => ({ text: `The ${word}Sentence${index} says so.`, claims: [claim] })),
      },
      ...shown,
      ...sources,
    ],
  });
  const made = await run(app, createArticles, editor, {
    articles: [form('openword'), form('deskword'), form('gonearticleword'), form('gonearticleword')],
  });
  for (const one of [made[0]!, made[2]!, made[3]!])
    await run(app, publishArticle, editor, { article: one.article, version: one.version });
  const [open, draft, down, error] = made.map((one) => ({ article: one.article, number: one.number }));
  const demand = { demandedOn: '2031-04-20', law: 'openwordLawOfDemand' };
  const save = async (word: string) => {
    const { form: saved, version } = await loadDeskArticle(app.db.read, open!.number);
    saved.headline.text = word;
    return run(app, saveArticle, editor, { ...saved, article: open!.article, version });
  };
  // The first article is removed after a demand of someone who is not named. Then it is restored, corrected, and edited
  // again.
  await run(app, takeDownArticle, editor, {
    article: open!.article,
    version: 2,
    ...demand,
    demandedBy: 'deskwordDemander',
    tellWho: false,
    order: orders.open,
  });
  await run(app, restoreArticle, editor, {
    article: open!.article,
    version: 3,
    reason: 'openwordRestored by a court.',
  });
  await run(app, correctArticle, editor, {
    article: open!.article,
    version: (await save('openwordHeadlineRight')).version,
    wrong: 'openwordWrong',
    right: 'openwordRight',
    since: 1,
  });
  await save('deskwordHeadlineNext');
  await run(app, correctArticle, editor, {
    article: down!.article,
    version: 2,
    wrong: 'gonearticlewordWrong',
    right: 'gonearticlewordRight',
    since: 1,
  });
  await run(app, takeDownArticle, editor, {
    article: down!.article,
    version: 3,
    ...demand,
    demandedBy: 'openwordDemander',
    order: orders.desk,
    reason: 'openwordAppeal was lodged.',
  });
  await run(app, tagArticles, editor, {
    articles: [
      { article: open!.article, tags: ['openwordTag'] },
      { article: draft!.article, tags: ['deskwordTag', 'openwordTag'] },
      { article: down!.article, tags: ['gonearticlewordTag'] },
    ],
  });
  await run(app, unpublishArticle, editor, {
    article: error!.article,
    version: 2,
    reason: 'openwordMistake of this desk.',
  });
  return { open: open!.number, draft: draft!.number, takenDown: down!.number, unpublished: error!.number };
}

/**
 * The publication's sections; one of them has articles of every status. Also the publication's own pages: public, never
 * public, and no longer public.
 */
async function speakOfItself(app: App, articles: Secrets['articles']): Promise<void> {
  await run(app, changeSections, editor, {
    version: (await loadPublication(app.db.read)).version,
    sections: [{ key: 'open-section', names: { en: 'openwordSection' } }],
  });
  await run(app, placeArticles, editor, {
    articles: Object.values(articles).map((number) => ({ article: `article/${number}`, section: 'open-section' })),
  });
  const page = (word: string, more: object = {}) => ({
    texts: { en: { title: `${word}Pagetitle`, text: `${word}Pagetext.` } },
    ...more,
  });
  await run(app, changePage, editor, {
    key: 'open-page',
    version: 0,
    to: page('openword', { public: true, policy: 'ethics' }),
  });
  await run(app, changePage, editor, { key: 'draft-page', version: 0, to: page('deskword', { policy: 'masthead' }) });
  await run(app, changePage, editor, { key: 'gone-page', version: 0, to: page('gonepageword', { public: true }) });
  await run(app, changePage, editor, { key: 'gone-page', version: 1, to: page('gonepageword') });
}

/**
 * Marks items as sealed without emptying them. This test is stricter than real sealing: if a page shows any of their
 * words, the page has not checked their access.
 */
async function sealInPlace(app: App, refs: readonly string[]): Promise<void> {
  const ids: number[] = [];
  for (const ref of refs) {
    const { kind, number } = parseRef(ref)!;
    ids.push((await findThing(app.db.read, kind as ThingKind, number))!.id);
  }
  await app.db.transaction(async (tx) => {
    await sql`update thing set visibility = 'sealed' where id = any(${ids}::bigint[])`.execute(tx);
    const all = await tx.selectFrom('thing').select('id').execute();
    await project(
      tx,
      all.map((row) => row.id),
    );
  });
  await run(app, rebuildWith([...recordIndexers, lawIndexer]), administrator, {});
}

/** A public page of a web archive. Readers must see only the verdict. */
async function storeArchived(app: App, source: string): Promise<void> {
  const { capture } = await run(app, storeCapture, monitor, {
    source,
    title: 'x',
    method: 'archive',
    mediaType: 'text/html',
    bytes: Buffer.from('archived'),
    text: 'archived',
    archive: markedOrigin('deskword'),
  });
  await run(app, setVisibility, editor, { things: [capture], visibility: 'public' });
}
