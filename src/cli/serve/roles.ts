/**
 * What a server process does: `all` serves pages and runs jobs, `web` only serves pages, and `worker` only runs jobs.
 * With a database server, any number of processes of each role can run (docs/decisions/0264).
 */
export const processRoles = ['all', 'web', 'worker'] as const;
export type ProcessRole = (typeof processRoles)[number];
