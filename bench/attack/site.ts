import type { Attackers } from './client.ts';

/** The paths of items in the served record. `card`: the article's image for shared links. */
export type Site = { article: string; card: string; letter: string; case: string; law: string };

export const numberOf = (address: string): string => address.split('/')[2]!;

/** Finds the paths of the first items in the public lists, and of the last letter, which is not open for signature. */
export async function findSite(attackers: Attackers): Promise<Site> {
  const first = async (list: string, pattern: RegExp, nth = 0): Promise<string> => {
    const { text, status } = await attackers.send({ path: list, from: 248 });
    const found = [...text.matchAll(pattern)].at(nth)?.[1];
    if (!found) throw new Error(`${list} (${status}) lists no items to attack.`);
    return found;
  };
  const article = await first('/articles', /href="(\/articles\/\d+\/[^"?#]+)"/g);
  return {
    article,
    card: `/articles/${numberOf(article)}/card/1.png`,
    letter: await first('/letters', /href="(\/letters\/\d+\/[^"?#]+)"/g, -1),
    case: await first('/cases', /href="(\/cases\/\d+\/[^"?#]+)"/g),
    law: await first('/laws', /href="(\/laws\/\d+\/[^"?#]+)"/g),
  };
}
