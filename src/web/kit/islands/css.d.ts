/** Style sheets of browser scripts; esbuild writes them beside the script. */
declare module '*.css';
