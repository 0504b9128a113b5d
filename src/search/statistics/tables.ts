/**
 * When a case began, as the desk and as readers see it: on a day from `…_from` to `…_to`, inclusive. Also the actors
 * that may be authorities acting in it, and how many days it took (course.ts).
 */
export type CaseBegan = {
  case_id: number;
  desk_from: string | null;
  desk_to: string | null;
  public_from: string | null;
  public_to: string | null;
  desk_authorities: number[];
  public_authorities: number[];
  desk_days: number | null;
  public_days: number | null;
};

declare module '../../platform/database/tables.ts' {
  interface Tables {
    case_began: CaseBegan;
  }
}
