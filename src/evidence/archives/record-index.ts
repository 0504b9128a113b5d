import type { Entry, PageInfo } from './record-scan.ts';

/** Finds the responses of an archive by address, by time, and by the page that loaded them. */
export class RecordIndex {
  readonly #byUrl = new Map<string, Entry[]>();
  #byReferer: Map<string, Entry[]> | undefined;
  readonly #infos = new Map<string, PageInfo[]>();
  /** By address and digest: the earliest response. */
  #originals: Map<string, Entry> | undefined;

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

  /**
   * The response of a revisit: the earliest with the same digest, at the address of the revisit or at the one that it
   * names. All of them have the same content.
   */
  originalOf({ url, refersTo, digest }: Entry): Entry | null {
    if (!digest) return null;
    if (!this.#originals) {
      this.#originals = new Map();
      for (const one of this.entries) {
        const key = `${one.url} ${one.digest}`;
        const earlier = this.#originals.get(key);
        if (one.kind === 'response' && one.digest && !one.cut && isGet(one) && !(earlier && earlier.at <= one.at))
          this.#originals.set(key, one);
      }
    }
    return this.#originals.get(`${url} ${digest}`) ?? this.#originals.get(`${refersTo} ${digest}`) ?? null;
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
