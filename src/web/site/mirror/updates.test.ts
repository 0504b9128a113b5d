import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { saveArticle } from '../../../documents/save-article.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { tempDir } from '../../../platform/testing/temp-dir.ts';
import { systemPrincipal, run } from '../../../platform/operation.ts';
import { verifyMirror } from '../../../publishing/mirror/verify-mirror.ts';
import { composeFrontPage } from '../../../publishing/front-page/compose.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { file } from '../../../record/filing/file.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { merge } from '../../../record/lifecycle/merge.ts';
import { withdraw } from '../../../record/lifecycle/withdraw.ts';
import { whole as everything } from '../../../platform/testing/whole.ts';
import { exampleSite } from '../../testing/site.ts';
import { mirror, pagesOf, readFolder } from './testing/mirrored.ts';

/**
 * After this many steps, the updated mirror is compared with a new mirror. The last steps create all pages again, which
 * would hide mistakes of earlier updates. So at least one comparison comes before them.
 */
const every = Number(process.env['KRONIKA_EVERY'] ?? 9);
const form = (headline: string, claim: string, about: string) => ({
  headline: { text: headline, claims: [claim], whole: true },
  standfirst: { sentences: [{ text: 'What is known of it.', claims: [claim] }] },
  byline: { names: ['Aliya Nurlan'] },
  cases: [about],
  blocks: [
    { type: 'paragraph' as const, sentences: [{ text: 'The newsroom was searched, they wrote.', claims: [claim] }] },
  ],
});

onOneDatabase('a mirror that is updated', (db) => {
  it('is byte for byte the same as a mirror that is made from scratch', async () => {
    const { app, refs } = await exampleSite(db());
    const [kept, dir] = [join(tempDir(), 'kept'), tempDir()];
    await mirror(app, kept);
    expect(await mirror(app, kept)).toMatchObject({ whole: false, written: 0, removed: 0 });
    let made: Record<string, string[]> = {};
    const article = { ref: '', version: 0 };
    /** If set, this change happens while the mirror is being updated. */
    let meanwhile: (() => Promise<unknown>) | undefined;
    /** Many articles of one author. With them, the list of all articles and the author's list have older pages. */
    const many: { article: string; version: number }[] = [];
    const publishMany = async (count: number) => {
      const forms = Array.from({ length: count }, (_, index) => ({
        ...form(`Mirror ${many.length + index}`, made['claims']![0]!, refs['case-probe']!),
        byline: { names: ['Marat Sadykov'] },
      }));
      for (const one of await run(app, createArticles, systemPrincipal, { articles: forms }))
        many.push({
          article: one.article,
          version: (await run(app, publishArticle, systemPrincipal, { article: one.article, version: one.version }))
            .version,
        });
    };
    const publishAgain = async (index: number, names: string[]) => {
      const one = many[index]!;
      const saved = await run(app, saveArticle, systemPrincipal, {
        article: one.article,
        version: one.version,
        ...form(`Mirror ${index}, again`, made['claims']![0]!, refs['case-probe']!),
        byline: { names },
      });
      one.version = (
        await run(app, publishArticle, systemPrincipal, {
          article: saved.article,
          version: saved.version,
          change: 'update',
          note: 'Written anew.',
        })
      ).version;
    };
    const allSteps: [what: string, whole: boolean, act: () => Promise<unknown>][] = [
      [
        'a case with an event and claims, of actors old and new',
        false,
        async () => {
          made = (await run(app, file, systemPrincipal, {
            actors: [{ key: 'new', kind: 'outlet', names: [{ text: 'Novaya Mirror' }], visibility: 'public' }],
            sources: [
              {
                key: 'page',
                kind: 'article',
                title: 'A report of the mirror',
                published: '2018-05-01',
                publisher: '#new',
                visibility: 'public',
              },
            ],
            cases: [{ key: 'case', title: 'The mirror and its newsroom', visibility: 'public' }],
            events: [{ key: 'event', case: '#case', title: 'A mirror was broken', visibility: 'public' }],
            claims: ['one', 'two'].map((key) => ({
              key,
              case: '#case',
              wording: `The newsroom was searched, in account ${key}.`,
              kind: 'paraphrase' as const,
              mode: 'stated' as const,
              checked: key === 'one',
              visibility: 'public' as const,
              chain: [{ actor: '#new', verb: 'wrote' }],
              support: { kind: 'reference' as const, source: '#page' },
              statements: [
                { subject: '#event', property: 'involvement', value: { actor: refs['ratel']!, role: 'target' } },
                { subject: '#event', property: 'date', value: key === 'one' ? '2018-05-01' : '2018-05-03' },
                { subject: '#case', property: 'place', value: { country: 'KZ', locality: 'Almaty' } },
              ],
            })),
          })) as never;
        },
      ],
      [
        'a claim that is checked and gives another date',
        false,
        async () => run(app, checkClaims, systemPrincipal, { claims: [made['claims']![1]!] } as never),
      ],
      [
        'a claim on an existing case',
        false,
        async () =>
          run(app, file, systemPrincipal, {
            claims: [
              {
                case: refs['case-probe']!,
                wording: 'They were fined, it said.',
                kind: 'paraphrase',
                mode: 'alleged',
                checked: true,
                visibility: 'public',
                chain: [{ actor: made['actors']![0]!, verb: 'said' }],
                support: { kind: 'reference', source: refs['src-tol']! },
                statements: [
                  {
                    subject: refs['case-probe']!,
                    property: 'stated-reason',
                    value: { text: 'libel of a mirror', language: 'en' },
                  },
                ],
              },
            ],
          }),
      ],
      [
        'a front page that an editor composes',
        true,
        async () =>
          run(app, composeFrontPage, systemPrincipal, { version: 0, to: { lead: { item: refs['case-probe']! } } }),
      ],
      [
        'a draft, which readers do not see',
        false,
        async () => {
          const [one] = await run(app, createArticles, systemPrincipal, {
            articles: [form('The mirror of Almaty', made['claims']![0]!, made['cases']![0]!)],
          });
          Object.assign(article, { ref: one!.article, version: one!.version });
        },
      ],
      [
        'an article',
        false,
        async () => {
          const done = await run(app, publishArticle, systemPrincipal, {
            article: article.ref,
            version: article.version,
          });
          article.version = done.version;
        },
      ],
      [
        'the article under another headline and in another case',
        false,
        async () => {
          const saved = await run(app, saveArticle, systemPrincipal, {
            article: article.ref,
            version: article.version,
            ...form('Two mirrors of Almaty', made['claims']![0]!, refs['case-probe']!),
          });
          article.version = (
            await run(app, publishArticle, systemPrincipal, {
              article: saved.article,
              version: saved.version,
              change: 'update',
              note: 'Another headline, and another case.',
            })
          ).version;
        },
      ],
      // This case is added after some pages were already created. The manifest must still describe the files as they
      // are.
      [
        'the article once more, and a case that comes while pages are made',
        false,
        async () => {
          const saved = await run(app, saveArticle, systemPrincipal, {
            article: article.ref,
            version: article.version,
            ...form('Three mirrors of Almaty', made['claims']![0]!, refs['case-probe']!),
          });
          article.version = (
            await run(app, publishArticle, systemPrincipal, {
              article: saved.article,
              version: saved.version,
              change: 'update',
              note: 'Another headline.',
            })
          ).version;
          meanwhile = () =>
            run(app, file, systemPrincipal, {
              cases: [{ key: 'solo', title: 'A case by itself', visibility: 'public' }],
            } as never);
        },
      ],
      ['articles that fill pages of lists', false, () => publishMany(60)],
      [
        'one more, and one of an older page under another headline',
        false,
        async () => {
          await publishMany(1);
          await publishAgain(3, ['Marat Sadykov']);
        },
      ],
      ['articles that fill another page', false, () => publishMany(20)],
      ['an article with another author', false, () => publishAgain(4, ['Aliya Nurlan'])],
      [
        'articles that leave an author’s list, which then has one page less',
        false,
        async () => {
          for (const index of [5, 6]) await publishAgain(index, ['Aliya Nurlan', 'Алия Нурлан']);
        },
      ],
      [
        'a case withdrawn',
        true,
        async () =>
          run(app, withdraw, systemPrincipal, { things: made['cases']!, reason: 'It was about another newsroom.' }),
      ],
      [
        'two actors merged',
        true,
        async () => run(app, merge, systemPrincipal, { from: made['actors']![0]!, into: refs['ratel']! }),
      ],
    ];
    const steps = everything ? allSteps : allSteps.slice(0, 9);
    for (const [index, [what, whole, act]] of steps.entries()) {
      await act();
      let writing: Promise<unknown> | undefined;
      const progress = () => void (writing ??= meanwhile?.());
      expect([what, (await mirror(app, kept, { progress })).whole]).toEqual([what, whole]);
      await writing;
      meanwhile = undefined;
      const problems = writing ? (await verifyMirror(kept, { trusted: new Set() })).problems : [];
      expect([what, problems]).toEqual([what, []]);
      // With KRONIKA_EVERY=1, there is a comparison after each step. It shows which step left something out.
      if (steps[index + 1] && index % every < every - 1) continue;
      const anew = join(dir, `anew-${index}`);
      await mirror(app, anew);
      const [one, other] = [pagesOf(readFolder(kept)), pagesOf(readFolder(anew))];
      expect([
        what,
        [...one.keys()].filter((path) => !other.has(path)),
        [...other.keys()].filter((path) => !one.has(path)),
      ]).toEqual([what, [], []]);
      // Archives contain the time of their creation, so they always differ.
      expect([
        what,
        [...one].filter(([path, text]) => other.get(path) !== text && !path.endsWith('.zip')).map(([path]) => path),
      ]).toEqual([what, []]);
    }
  }, 300_000);
});
