import type { Generated } from 'kysely';

/** Kinds of pages that can show a support message. */
export const supportMessagePlaces = ['front', 'article', 'case', 'other'] as const;
export type SupportMessagePlace = (typeof supportMessagePlaces)[number];
export const isSupportMessagePlace = (place: string): place is SupportMessagePlace =>
  (supportMessagePlaces as readonly string[]).includes(place);
/** What is counted: how often a message was `shown`, dismissed (`away`), and its button used (`followed`). */
export const supportMessageActions = ['shown', 'away', 'followed'] as const;
export type SupportMessageAction = (typeof supportMessageActions)[number];

declare module '../../platform/database/tables.ts' {
  interface Tables {
    support_message: {
      number: Generated<number>;
      title: string;
      body: string;
      details: string | null;
      label: string | null;
      donate_url: string;
      language: string | null;
      places: SupportMessagePlace[];
      starts_on: string;
      ends_on: string | null;
      currency: string | null;
      goal: number | null;
      raised: number | null;
      version: Generated<number>;
      made_at: Date;
      ended_at: Date | null;
    };
    support_message_count: { support_message_number: number; day: string } & Record<
      SupportMessageAction,
      Generated<number>
    >;
  }
}
