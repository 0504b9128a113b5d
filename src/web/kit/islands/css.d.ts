/** A browser script can import a style sheet. esbuild writes the sheet beside the script. */
declare module '*.css';
