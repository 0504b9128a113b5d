/** A promise with the function that resolves it: what a test waits for, or lets go on. */
export function door<T = void>() {
  let open!: (value: T) => void;
  const opened = new Promise<T>((resolve) => (open = resolve));
  return { opened, open };
}
