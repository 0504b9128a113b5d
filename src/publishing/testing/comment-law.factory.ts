import { createArticles } from '../../documents/create-articles.ts';
import { addDuties } from '../../law/duties/add-duties.ts';
import { createLaws } from '../../law/create-laws.ts';
import { run, type App } from '../../platform/operation.ts';
import { administrator, editor, monitor, someone } from '../../platform/testing/test-app.ts';
import { changeCommenting } from '../comments/change-commenting.ts';
import { loadCommenting } from '../comments/commenting.ts';
import { decideComments } from '../comments/decide-comments.ts';
import { confirmComment } from '../comments/identity/confirm-comment.ts';
import { newOfficerKey } from '../comments/identity/day-keys.ts';
import { endIdentities } from '../comments/identity/end-identities.ts';
import { openIdentity } from '../comments/identity/open-identity.ts';
import { writeComment } from '../comments/write-comment.ts';
import { changePublication } from '../publication/change-publication.ts';
import { loadPublication, settingsOf } from '../publication/publication.ts';
import { publishArticle } from '../articles/publish-article.ts';
import { fileForArticles } from './filed.ts';

/** A commenter's address. Tests check that it is stored nowhere in plain text. */
export const commenter = 'aya.bekova@readers.example';

const words = 'Websites identify those who comment and keep that for three months.';

/** A public law of Kazakhstan with the two duties about commenters. It has been in force since 1 April 2018. */
export async function fileCommentLaw(app: App): Promise<{ provision: string; identify: number; keep: number }> {
  const { laws } = await run(app, createLaws, editor, {
    filing: {
      claims: [
        {
          key: 'says',
          wording: 'The law has websites identify those who comment.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          visibility: 'public',
          chain: [{ asWritten: 'a lawyer', verb: 'said' }],
          support: { kind: 'direct-word', note: 'By telephone.' },
          statements: [{ subject: '#law', property: 'jurisdiction', value: 'KZ' }],
        },
      ],
    },
    laws: [
      {
        key: 'law',
        title: 'Law on mass media',
        language: 'en',
        visibility: 'public',
        changes: [
          {
            sort: 'enactment',
            title: 'Law on mass media',
            made: '2018-03-01',
            commences: '2018-04-01',
            claim: '#says',
            instructions: [
              { act: 'enacts', provision: 'art_1', label: 'Article 1', texts: [{ language: 'en', body: words }] },
            ],
          },
        ],
      },
    ],
  });
  const number = Number(laws[0]!.split('/')[1]);
  const { provision } = await app.db.read
    .selectFrom('thing')
    .innerJoin('provision', 'provision.law_id', 'thing.id')
    .innerJoin('thing as p', 'p.id', 'provision.id')
    .select('p.number as provision')
    .where('thing.kind', '=', 'law')
    .where('thing.number', '=', number)
    .executeTakeFirstOrThrow();
  const ref = `provision/${provision}`;
  const { duties } = await run(app, addDuties, editor, {
    duties: [
      { provision: ref, bearer: 'website', act: 'identify-commenters', quote: words },
      { provision: ref, bearer: 'website', act: 'keep', period: 'P3M', quote: words },
    ],
  });
  return { provision: ref, identify: duties[0]!, keep: duties[1]! };
}

/**
 * Functions that change the desk's settings: one sets the countries of the publication, and one requires identification
 * under the law's duties.
 */
export function demandOf(app: App, law: { identify: number; keep: number }, officer: { recipient: string }) {
  const inCountries = async (...jurisdictions: string[]) => {
    const { publication, version } = await loadPublication(app.db.read);
    await run(app, changePublication, editor, { version, to: { ...settingsOf(publication), jurisdictions } });
  };
  const to = { mode: 'identified' as const, identify: law.identify, keep: law.keep, officer: officer.recipient };
  const set = async (over: object = {}, who = someone('administrator', 'editor')) =>
    run(app, changeCommenting, who, {
      version: (await loadCommenting(app.db.read)).version,
      to: { ...to, ...over },
    });
  return { inCountries, set };
}

/** A publication in Kazakhstan with a key holder and an article. Commenters must identify themselves. */
export async function publicationUnderLaw(app: App) {
  const filed = await fileForArticles(app);
  const [made] = await run(app, createArticles, monitor, {
    articles: [
      {
        headline: { text: 'A case was opened', claims: [filed.dated] },
        blocks: [{ sentences: [{ text: 'It was opened on 30 March 2018.', claims: [filed.dated] }] }],
        cases: [filed.case],
      },
    ],
  });
  await run(app, publishArticle, editor, { article: made!.article, version: 1 });
  const law = await fileCommentLaw(app);
  const officer = await newOfficerKey();
  const { inCountries, set } = demandOf(app, law, officer);
  const write = (text: string, identity: string | undefined = commenter) =>
    run(app, writeComment, null, { article: made!.number, text, identity });
  const publish = (comment: number) =>
    run(app, decideComments, editor, { comments: [{ comment, state: 'published' }] });
  const identified = async (text: string, identity = commenter): Promise<number> => {
    const { comment, secret } = await write(text, identity);
    await run(app, confirmComment, null, { secret: secret! });
    await publish(comment);
    return comment;
  };
  const open = (comment: number, key = officer.identity) =>
    openIdentity(app, editor, { comment, key, reason: 'A court in Almaty demands it.' });
  const rows = () => app.db.read.selectFrom('commenter_identity').selectAll().orderBy('comment_id').execute();
  const end = () => run(app, endIdentities, administrator, {});
  return { article: made!.number, law, officer, inCountries, set, write, publish, identified, open, rows, end };
}
