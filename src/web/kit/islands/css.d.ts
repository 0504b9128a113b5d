/** Style sheets that islands bring with them; esbuild writes them beside the script. */
declare module '*.css';
