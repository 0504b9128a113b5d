/**
 * A place of a public case, for maps. The coordinates are in degrees times `pointSteps`. `subject_id`: the item whose
 * fact has the place.
 */
export type CasePoint = {
  case_id: number;
  country: string;
  latitude: number;
  longitude: number;
  subject_id: number;
};

declare module '../../platform/database/tables.ts' {
  interface Tables {
    case_point: CasePoint;
    /** The outlines of regions that administrators added (`Region[]`). */
    country_regions: { country: string; credit: string; regions: unknown; hash: string };
  }
}
