/**
 * The tables of the database, for Kysely. Each module declares its own by augmenting this interface:
 *     declare module '../platform/database/tables.ts' { interface Tables { actor: ActorTable } }
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface Tables {}
