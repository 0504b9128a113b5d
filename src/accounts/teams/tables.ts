import type { Generated, GeneratedAlways } from 'kysely';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    team: {
      id: GeneratedAlways<number>;
      name: string;
      version: Generated<number>;
      created_at: Date;
      closed_at: Date | null;
    };
    team_member: {
      team_id: number;
      account_id: number;
      since: Date;
      suspended_at: Generated<Date | null>;
      /** A member has asked this person whether they chose their password themselves. */
      confirmed_at: Generated<Date | null>;
    };
  }
}
