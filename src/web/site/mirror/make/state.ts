import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isRunning } from '../../../../platform/database/embedded/process-identity.ts';
import { AppError } from '../../../../platform/errors.ts';
import type { Entry } from '../search/entries.ts';

const state = z.object({
  /** A hash of the software, assets and settings that created the pages. If it differs, all pages are created again. */
  made_with: z.string(),
  /** SHA-256 of the mirror's manifest. If the folder has another manifest, someone else wrote it. */
  manifest: z.string(),
  /** The number of the latest change set that the mirror includes. */
  set: z.number(),
  /** The time of that change set. */
  at: z.iso.datetime(),
  /** See `Known` in changed.ts. */
  recent: z.array(z.number()),
  made: z.iso.datetime(),
  /** When all pages were last created again. */
  whole: z.iso.datetime(),
  pages: z.array(z.tuple([z.string(), z.string(), z.array(z.string())])),
  /** The ETags of pictures that the site would have to draw again, by address. */
  tags: z.record(z.string(), z.string()).default({}),
});

/** The address, the file, and the items to which the page links. */
export type PageState = readonly [address: string, file: string, refs: string[]];
export type MirrorState = Omit<z.output<typeof state>, 'pages'> & { pages: PageState[] };
export type Remembered = { state: MirrorState; entries: Entry[] };

/**
 * The state of a mirror's folder, stored in `<data>/mirrors`, so that the next run can reuse pages. Without it, all
 * pages are created again.
 */
export class MirrorMemory {
  readonly #folder: string;
  readonly #name: string;

  constructor(dataDir: string, root: string) {
    this.#folder = join(dataDir, 'mirrors');
    this.#name = createHash('sha256').update(root).digest('hex').slice(0, 24);
  }

  async read(): Promise<Remembered | null> {
    try {
      const [about, entries] = await Promise.all([
        readFile(this.#path('json'), 'utf8'),
        readFile(this.#path('search.json'), 'utf8'),
      ]);
      return { state: state.parse(JSON.parse(about)), entries: JSON.parse(entries) as Entry[] };
    } catch {
      return null;
    }
  }

  async write({ state: about, entries }: Remembered): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#put('search.json', JSON.stringify(entries));
    await this.#put('json', JSON.stringify(about));
  }

  /**
   * Deletes the stored state. Call this before the run changes anything, because after a failed run the state would be
   * wrong.
   */
  async forget(): Promise<void> {
    await rm(this.#path('json'), { force: true });
  }

  /**
   * Locks the folder. @returns a function that unlocks the folder
   * @throws AppError `mirror_running`
   */
  async lock(): Promise<() => Promise<void>> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.#path('lock');
    for (let attempt = 0; attempt < 2; attempt++)
      try {
        const file = await open(path, 'wx', 0o600);
        await file.writeFile(String(process.pid));
        await file.close();
        running.add(path);
        return async () => {
          running.delete(path);
          await rm(path, { force: true });
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const holder = Number(await readFile(path, 'utf8').catch(() => ''));
        if (running.has(path) || (holder !== process.pid && isAlive(holder))) break;
        // The process with the lock no longer runs, so its lock is removed.
        await rm(path, { force: true });
      }
    throw new AppError('mirror_running');
  }

  #path(ending: string): string {
    return join(this.#folder, `${this.#name}.${ending}`);
  }

  async #put(ending: string, text: string): Promise<void> {
    const part = this.#path(`${ending}.part`);
    await writeFile(part, text, { mode: 0o600 });
    await rename(part, this.#path(ending));
  }
}

const running = new Set<string>();

const isAlive = (pid: number): boolean => Number.isSafeInteger(pid) && pid >= 1 && isRunning(pid);
