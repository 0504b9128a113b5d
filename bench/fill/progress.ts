/** Shows how far a long piece of work is, on one line that the next call overwrites. Shows nothing in a file. */
export const showProgress =
  (what: string) =>
  (done: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done.toLocaleString('en')} ${what} `);
  };
