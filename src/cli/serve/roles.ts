/**
 * What a process does: everything; pages without jobs; or jobs without pages. With a database server, any number of
 * processes of each role can run (docs/decisions/0264).
 */
export const processRoles = ['all', 'web', 'worker'] as const;
export type ProcessRole = (typeof processRoles)[number];
