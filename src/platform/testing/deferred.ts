/** A promise and the function that resolves it, so that a test can decide when other code continues. */
export function deferred<T = void>() {
  let open!: (value: T) => void;
  const opened = new Promise<T>((resolve) => (open = resolve));
  return { opened, open };
}
