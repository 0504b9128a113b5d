import type { Site } from './site.ts';

/**
 * One kind of page, job or operation. `whole`: it has to read the whole record, as an export does, so its cost may grow
 * as fast as the record.
 */
export type Measure = {
  name: string;
  whole?: boolean;
  /** Prepares one run, which is not measured. Returns what is measured. */
  prepare(): Promise<() => Promise<unknown>>;
  /**
   * How many times it runs before it is measured, so that statements are prepared and planned as in a running server.
   */
  warmUps: number;
};

/** A page. @throws at the first run if there is no such page */
export function pageMeasure(site: Site, name: string, path: string, as?: 'desk'): Measure {
  let final = path;
  return {
    name,
    warmUps: 6,
    prepare: async () => async () => {
      for (let redirects = 0; redirects < 3; redirects++) {
        const response = await site.page(final, as);
        await response.arrayBuffer();
        const next = response.headers.get('location');
        if (response.status === 200) return;
        if (!next || response.status >= 400) throw new Error(`${name}: ${final} answers ${response.status}`);
        const url = new URL(next, 'http://x');
        final = url.pathname + url.search;
      }
      throw new Error(`${name}: ${path} leads nowhere.`);
    },
  };
}
