import { queryLimit } from '../../platform/database/query-limit.ts';
import { currentViewer, seesLess } from '../../platform/database/viewer.ts';
import { AppError } from '../../platform/errors.ts';
import { Places, Queue } from '../../platform/queue.ts';
import { countedAs } from './client.ts';
import type { Ctx } from './context.ts';
import { sessionToken } from './desk/session.ts';
import { allowLongQueries } from './query-limit.ts';

/** The maximum number of downloads at the same time: in total, and for each client. */
const maxDownloads = { total: 40, each: 4 };
/** Seconds after which a refused client may try again. */
const seconds = 10;

const places = new Places({
  ...maxDownloads,
  full: () => new AppError('downloads_busy', { details: { seconds } }),
  yours: () => new AppError('downloads_yours', { details: { count: maxDownloads.each, seconds } }),
});
const busy = (): AppError => new AppError('busy', { details: { seconds } });
/**
 * The queries of all downloads share a queue, so that enough database connections are left for pages. The embedded
 * database has only one connection. There, queries of pages run before the queries in this queue (`give-way.ts`).
 */
export const downloadQueries = {
  embedded: new Queue({ running: 1, waiting: 0, busy }),
  server: new Queue({ running: 2, waiting: 0, busy }),
};
/** The functions that end the open downloads. */
const open = new Set<() => Promise<void>>();

/**
 * Sends a file while it is being created, so that the whole file is never in memory. The download ends when the client
 * disconnects. At the desk, it also ends when the session ends, or when the person may no longer see everything that
 * they could see at the start.
 * @throws AppError `downloads_busy`, `downloads_yours`, before anything is created
 */
export async function sendStream(
  c: Ctx,
  bytes: AsyncGenerator<Uint8Array>,
  headers: Record<string, string>,
): Promise<Response> {
  c.set('streamed', true);
  if (c.req.method === 'HEAD') return c.body(null, 200, headers);
  const who = await countedAs(c);
  const free = who ? places.take(who.shared ? null : who.key) : () => {};
  allowLongQueries(c);
  const limit = queryLimit();
  if (limit) limit.queue = downloadQueries[c.get('deps').app.db.kind];
  const mayContinue = c.get('session') ? whileSignedIn(c) : async () => true;
  const { signal } = c.req.raw;
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> =>
    (ending ??= bytes
      .return(undefined)
      .catch(() => {})
      .then(() => {
        signal.removeEventListener('abort', end);
        open.delete(end);
        free();
      }));
  open.add(end);
  signal.addEventListener('abort', end);
  if (signal.aborted) void end();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          if (!(await mayContinue())) throw new AppError('cancelled');
          const { value, done } = await bytes.next();
          if (!done) return controller.enqueue(value);
          await end();
          controller.close();
        } catch (error) {
          // An error after the download was ended is only a consequence of this, and not a defect.
          controller.error(ending ? new AppError('cancelled') : error);
          await end();
        }
      },
      cancel: end,
    },
    { highWaterMark: 1 },
  );
  return c.body(body, 200, headers);
}

/**
 * Returns a check that runs before each part of a file. The session must still exist, and its person must still see
 * everything that they could see at the start. The check queries the database at most once a second.
 */
function whileSignedIn(c: Ctx): () => Promise<boolean> {
  const { app, findSession } = c.get('deps');
  const token = sessionToken(c)!;
  const viewer = currentViewer();
  let lastCheck = app.now().getTime();
  return async () => {
    const now = app.now().getTime();
    if (now - lastCheck < 1000) return true;
    lastCheck = now;
    if (!(await findSession(token, false))) return false;
    const seen = viewer && (await app.loadViewer?.(viewer.accountId));
    return !seen || !seesLess(viewer, seen);
  };
}

/** Ends all downloads, and waits until none of them uses the database. */
export async function endStreams(): Promise<void> {
  await Promise.all([...open].map((end) => end()));
}

export async function* inBytes(parts: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part;
}
