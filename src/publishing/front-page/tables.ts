import type { Generated } from 'kysely';

/**
 * `live`: the version that readers see now. `former`: a version that was live. `failed`: a version that could not go
 * live at its time.
 */
export const frontPageStates = ['live', 'former', 'scheduled', 'cancelled', 'failed'] as const;
export type FrontPageState = (typeof frontPageStates)[number];

/** The kinds of items that can be the lead or a story. */
export const frontKinds = ['article', 'case', 'letter'] as const;
export type FrontKind = (typeof frontKinds)[number];

declare module '../../platform/database/tables.ts' {
  interface Tables {
    front_page: {
      version: number;
      state: FrontPageState;
      sections: { section: string; stories: number }[];
      figure: string | null;
      finding: string | null;
      finding_language: string | null;
      /** The numbers of the figure (`numbersOf`) when the headline was written. */
      finding_numbers: string | null;
      by_account: number | null;
      made_at: Date;
      publish_at: Date | null;
      live_at: Date | null;
      /** Up to this time, the history has recorded items and announcements that have ended (`noteEnded`). */
      ended_noted_at: Generated<Date | null>;
      failure: string | null;
    };
    front_page_item: {
      front_page: number;
      place: 'lead' | 'story';
      position: number;
      thing_id: number;
      ends_on: string | null;
      ends_at: Date | null;
    };
    front_page_notice: {
      front_page: number;
      position: number;
      text: string;
      url: string | null;
      language: string | null;
      ends_on: string;
      ends_at: Date;
    };
  }
}
