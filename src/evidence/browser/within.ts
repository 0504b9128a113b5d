/** Waits for a promise for a limited time; null if it failed or took longer. */
export type Within = <T>(work: Promise<T>, most: number) => Promise<T | null>;

/** A `Within` that stops waiting, and returns null, once `stop` has fired. */
export const withinUntil =
  (stop: AbortSignal): Within =>
  (work, most) => {
    let late: ReturnType<typeof setTimeout> | undefined;
    let over = (): void => {};
    const end = new Promise<null>((done) => {
      over = () => done(null);
      late = setTimeout(over, most);
      stop.addEventListener('abort', over, { once: true });
      if (stop.aborted) over();
    });
    return Promise.race([work.catch(() => null), end]).finally(() => {
      clearTimeout(late);
      stop.removeEventListener('abort', over);
    });
  };
