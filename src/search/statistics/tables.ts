/** When a case began, as each audience sees it: on some day from `…_from` to `…_to`, both included. */
export type CaseBegan = {
  case_id: number;
  desk_from: string | null;
  desk_to: string | null;
  public_from: string | null;
  public_to: string | null;
};

declare module '../../platform/database/tables.ts' {
  interface Tables {
    case_began: CaseBegan;
  }
}
