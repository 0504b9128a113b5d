/** The type of an imported text file, which the bundler and the tests load as a string. */
declare module '*.txt' {
  const text: string;
  export default text;
}
