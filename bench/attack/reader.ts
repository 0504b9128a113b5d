import http from 'node:http';
import { parentPort, Worker, workerData } from 'node:worker_threads';

/**
 * `uncached`: each load has a new URL, so that the page is rendered instead of coming from the cache. Such a page is
 * loaded only every half second: more often would occupy a fifth of a processor.
 */
type Work = { reads: { port: number; path: string; uncached?: boolean } };
/**
 * `times`: the milliseconds of each load, from the moment when it was due. `failed`: how many loads were not answered
 * with status 200.
 */
export type Loads = { times: number[]; failed: number };

/**
 * Loads a page every 100 ms (`uncached`: 500 ms), even if the previous load has not ended. The reader has its own
 * thread, so that the attackers do not slow it down, and its own IP address.
 * @param file the script of this process, which calls `readInWorker`
 */
export class PageReader {
  readonly #worker: Worker;

  constructor(file: string, reads: Work['reads']) {
    this.#worker = new Worker(file, { workerData: { reads } satisfies Work });
  }

  /** Waits until there are at least `minLoads` loads since the last call, and returns them. */
  async take(minLoads: number): Promise<Loads> {
    const taken: Loads = { times: [], failed: 0 };
    while (taken.times.length < minLoads) {
      const loads = await new Promise<Loads>((resolve) => {
        this.#worker.once('message', resolve);
        setTimeout(() => this.#worker.postMessage('take'), 200);
      });
      taken.times.push(...loads.times);
      taken.failed += loads.failed;
    }
    return taken;
  }

  end(): Promise<number> {
    return this.#worker.terminate();
  }
}

/** Starts to load the page if this is the reader's thread. Does nothing in the main thread. */
export function readInWorker(): void {
  const { reads } = (workerData ?? {}) as Partial<Work>;
  if (!reads || !parentPort) return;
  const agent = new http.Agent({ keepAlive: true, maxSockets: 100 });
  let loads: Loads = { times: [], failed: 0 };
  const waiting = new Set<number>();
  let count = 0;
  const load = (): void => {
    const due = performance.now();
    waiting.add(due);
    const end = (ok: boolean): void => {
      if (!waiting.delete(due)) return;
      loads.times.push(performance.now() - due);
      if (!ok) loads.failed++;
    };
    const request = http.get(
      {
        host: '127.0.0.1',
        localAddress: '127.0.0.2',
        port: reads.port,
        path: reads.uncached ? `${reads.path}?n=${count++}` : reads.path,
        agent,
        timeout: 60_000,
      },
      (response) => {
        response.resume();
        response.on('end', () => end(response.statusCode === 200));
        response.on('error', () => end(false));
      },
    );
    request.on('timeout', () => request.destroy());
    // If the server closes a reused connection, browsers send the request again. The reader does the same.
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (!request.reusedSocket || error.code !== 'ECONNRESET') return end(false);
      waiting.delete(due);
      load();
    });
  };
  setInterval(load, reads.uncached ? 500 : 100);
  parentPort.on('message', () => {
    // A load that is still waiting is counted with the time since it was due.
    for (const due of waiting) loads.times.push(performance.now() - due);
    parentPort!.postMessage(loads);
    loads = { times: [], failed: 0 };
  });
}
