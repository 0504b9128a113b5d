import { z } from 'zod';

/** The note to readers that says what is new in an edition. */
export const noteField = {
  kind: 'textarea',
  label: 'publishing.acts.note',
  hint: 'publishing.acts.note_hint',
  optional: true,
  rows: 2,
} as const;
export const noteSchema = z.string().max(1000, 'documents.error.text.long').optional();
