import { expect } from 'vitest';
import { updateStatistics } from '../../platform/database/update-statistics.ts';
import { loadExample } from '../../exchange/example/load.ts';
import { loadInvented } from '../../exchange/example/load-invented.ts';
import type { Database } from '../../platform/database/database.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { photoSizesJob } from '../../record/photos/make-sizes.ts';
import { duplicateProjection } from '../../record/duplicates/duplicate-projection.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { letterIndexer } from '../../letters/letter-index.ts';
import { articleIndexer } from '../../publishing/articles/article-index.ts';
import type { Router } from '../kit/context.ts';
import { deskOn } from './desk.ts';

/** Both samples, with the addresses of their public pages. */
export type Samples = {
  desk: ReturnType<typeof deskOn>;
  refs: Readonly<Record<string, string>>;
  /** The refs of a kind. */
  of: (kind: string) => string[];
  /** The text at an address, after its redirects. It must be found. */
  open: (path: string) => Promise<string>;
};

export async function openSamples(
  db: Database,
  options: Pick<NonNullable<Parameters<typeof deskOn>[1]>, 'paper' | 'listeners'> = {},
): Promise<Samples> {
  const desk = deskOn(db, {
    ...options,
    listeners: [...(options.listeners ?? []), duplicateProjection, searchProjection([articleIndexer, letterIndexer])],
  });
  await prepareJobs(db, [photoSizesJob]);
  const refs = { ...(await loadExample(desk.app)), ...(await loadInvented(desk.app)) };
  await updateStatistics(db);
  return {
    desk,
    refs,
    of: (kind) => Object.values(refs).filter((ref) => ref.startsWith(`${kind}/`)),
    open: openPages(desk.web),
  };
}

/** A function that returns the text at an address of these pages, after its redirects. It must be found. */
export const openPages =
  (web: Pick<Router, 'request'>): Samples['open'] =>
  async (path) => {
    let response = await web.request(path);
    for (let steps = 0; response.headers.get('Location') && steps < 3; steps++)
      response = await web.request(response.headers.get('Location')!);
    expect([path, response.status]).toEqual([path, 200]);
    return response.text();
  };
