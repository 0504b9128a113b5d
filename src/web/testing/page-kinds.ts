import type { Reader } from '../../platform/database/tx.ts';
import { listPublicArticles } from '../../publishing/articles/list-articles.ts';
import { routes, slugify } from '../routes.ts';

/**
 * One address of each kind of page of a publication with the sample data, where the first article is published.
 * `desk` is true if people sign in to see it.
 */
export async function pageKinds(db: Reader): Promise<{ kind: string; address: string; desk: boolean }[]> {
  const [article] = (await listPublicArticles(db, { size: 1 })).articles;
  if (!article) throw new Error('The sample data has no article.');
  const { number, headline } = article;
  const named = async (kind: 'case' | 'actor' | 'law' | 'letter') =>
    (
      await db
        .selectFrom('thing')
        .select('number')
        .where('kind', '=', kind)
        .where('visibility', '=', 'public')
        .orderBy('number')
        .executeTakeFirstOrThrow()
    ).number;
  const at = async (kind: 'case' | 'actor' | 'law' | 'letter') => ({ number: await named(kind), slug: '-' });
  const readers = {
    front: routes.home(),
    article: routes.article({ number, slug: slugify(headline) }),
    case: routes.case_(await at('case')),
    actor: routes.actor(await at('actor')),
    law: routes.law(await at('law')),
    letter: routes.letter(await at('letter')),
    search: routes.search({ q: 'Ratel' }),
    statistics: routes.statistics(),
  };
  const desk = { desk: routes.desk.home(), editor: routes.desk.editArticle({ number }) };
  return [
    ...Object.entries(readers).map(([kind, address]) => ({ kind, address, desk: false })),
    ...Object.entries(desk).map(([kind, address]) => ({ kind, address, desk: true })),
  ];
}
