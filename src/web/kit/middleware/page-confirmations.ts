import { randomUUID } from 'node:crypto';
import type { App } from '../../../platform/operation.ts';
import type { Database } from '../../../platform/database/database.ts';
import { runningProcesses } from '../../../platform/one-data-directory.ts';

/*
 * An operation that changes or removes something public returns only after all other processes have dropped their
 * cached pages of it. To find this out, the process sends a notification (`question`) that the others answer.
 * PostgreSQL delivers notifications in the order of their commits. So a process that answers the question has already
 * been notified of all earlier changes (docs/decisions/0264).
 */

const channel = 'kronika_pages_dropped';
const question = 'dropped? ';
/** A process that has heard nothing for so many milliseconds sends no cached pages (`page-cache.ts`). */
export const maxSilenceMs = 2000;

type Confirmation = { nonce: string; mark: string };
const listening = new WeakMap<Database, Promise<Set<(heard: Confirmation) => void>>>();

/** The listeners in this process for the answers of other processes. */
function answersTo(db: Database): Promise<Set<(heard: Confirmation) => void>> {
  let known = listening.get(db);
  if (!known) {
    const all = new Set<(heard: Confirmation) => void>();
    known = db
      .listen(channel, (payload) => {
        const [nonce, mark] = payload.split(' ') as [string, string];
        for (const hear of all) hear({ nonce, mark });
      })
      .then(() => all);
    known.catch(() => listening.delete(db));
    listening.set(db, known);
  }
  return known;
}

/**
 * Waits until all other processes have dropped the pages that the changes committed so far affect. It waits at most
 * `maxSilenceMs`: a process that has heard nothing for so long sends no cached pages.
 * @param channelOfPages the channel on which processes are notified of changes
 */
export async function droppedEverywhere({ db, mark }: App, channelOfPages: string): Promise<void> {
  if (mark === undefined) return;
  let hear: ((heard: Confirmation) => void) | undefined;
  let all: Set<(heard: Confirmation) => void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, maxSilenceMs);
  });
  try {
    const asked = (async (): Promise<void> => {
      const others = new Set(
        (await runningProcesses(db)).filter((one) => one.pages && one.mark !== mark).map((one) => one.mark),
      );
      if (others.size === 0) return;
      all = await answersTo(db);
      const nonce = randomUUID();
      const done = new Promise<void>((resolve) => {
        hear = (heard) => {
          if (heard.nonce === nonce && others.delete(heard.mark) && others.size === 0) resolve();
        };
        all!.add(hear);
      });
      await db.notify(channelOfPages, question + nonce);
      await done;
    })();
    // If the others cannot be asked, this waits for `maxSilenceMs`.
    await Promise.race([asked.catch(() => silent), silent]);
  } finally {
    clearTimeout(timer);
    if (hear) all?.delete(hear);
  }
}

/**
 * Answers the question of another process.
 * @returns false if the notification is not such a question
 */
export function confirm(db: Database, mark: string | undefined, payload: string): boolean {
  if (!payload.startsWith(question)) return false;
  if (mark !== undefined) db.notify(channel, `${payload.slice(question.length)} ${mark}`).catch(() => {});
  return true;
}
