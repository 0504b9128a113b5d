import '../../accounts/teams/tables.ts';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    team_limit: { thing_id: number; team_id: number; with_id: number | null; at: Date };
    thing_team: { thing_id: number; team_id: number };
    thing_opened: { thing_id: number; account_id: number; at: Date };
    hidden_thing: { thing_id: number };
  }
}
