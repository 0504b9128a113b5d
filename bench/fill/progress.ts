/** Shows in a terminal how much is done. Each call overwrites the previous line. */
export const showProgress =
  (what: string) =>
  (done: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done.toLocaleString('en')} ${what} `);
  };
