import type { Entry, PageInfo } from './record-scan.ts';

/** Finds the responses of an archive by address, by time, and by the page that loaded them. */
export class RecordIndex {
  readonly #byUrl = new Map<string, Entry[]>();
  #byReferer: Map<string, Entry[]> | undefined;
  readonly #infos = new Map<string, PageInfo[]>();

  constructor(
    readonly entries: readonly Entry[],
    pageInfos: readonly PageInfo[],
  ) {
    for (const entry of entries) add(this.#byUrl, entry.url, entry);
    for (const info of pageInfos) add(this.#infos, info.url, info);
  }

  at(url: string): readonly Entry[] {
    return this.#byUrl.get(url) ?? [];
  }

  /** What was loaded by the page or the style sheet with this address, as the requests say. */
  loadedBy(url: string): readonly Entry[] {
    if (!this.#byReferer) {
      this.#byReferer = new Map();
      for (const entry of this.entries) if (entry.asked?.referer) add(this.#byReferer, entry.asked.referer, entry);
    }
    return this.#byReferer.get(url) ?? [];
  }

  pageInfo(url: string, at: number): PageInfo | null {
    return nearest(this.#infos.get(url) ?? [], at);
  }

  /** The response of a revisit: one with the same digest, at the same address or at that which the revisit names. */
  originalOf(revisit: Entry): Entry | null {
    if (!revisit.digest) return null;
    for (const url of new Set([revisit.url, revisit.refersTo])) {
      const same = this.at(url).filter(({ kind, digest }) => kind === 'response' && digest === revisit.digest);
      const found = nearest(same, revisit.at);
      if (found) return found;
    }
    return null;
  }
}

function add<One>(map: Map<string, One[]>, key: string, one: One): void {
  const others = map.get(key);
  if (others) others.push(one);
  else map.set(key, [one]);
}

/** The one nearest in time; of several, the first. */
export function nearest<One extends { at: number }>(list: readonly One[], at: number): One | null {
  let found: One | null = null;
  for (const one of list) if (!found || Math.abs(one.at - at) < Math.abs(found.at - at)) found = one;
  return found;
}

export const isGet = ({ asked }: Entry): boolean => asked === null || asked.method === 'GET';
