import type { Attackers } from './client.ts';

/** Addresses of items in the served record. */
export type Site = { article: string; card: string; letter: string; case: string; law: string };

export const numberOf = (address: string): string => address.split('/')[2]!;

/** Finds the addresses of the first items in the public lists. */
export async function findSite(attackers: Attackers): Promise<Site> {
  const first = async (list: string, pattern: RegExp): Promise<string> => {
    const { text, status } = await attackers.send({ path: list, from: 248 });
    const found = pattern.exec(text)?.[1];
    if (!found) throw new Error(`${list} (${status}) lists no items to attack.`);
    return found;
  };
  const article = await first('/articles', /href="(\/articles\/\d+\/[^"?#]+)"/);
  return {
    article,
    card: `/articles/${numberOf(article)}/card/1.png`,
    letter: await first('/letters', /href="(\/letters\/\d+\/[^"?#]+)"/),
    case: await first('/cases', /href="(\/cases\/\d+\/[^"?#]+)"/),
    law: await first('/laws', /href="(\/laws\/\d+\/[^"?#]+)"/),
  };
}
