import { z } from 'zod';
import type { Field } from './form.ts';

/** The field for the access of an item. Sealing is a separate action, so this field does not offer it. */
export const visibilityField: Field = {
  kind: 'radio',
  label: 'vocabulary.visibility',
  options: [
    { value: 'public', label: 'kit.visibility.public', hint: 'record.desk.visibility.public_hint', editors: true },
    { value: 'desk', label: 'kit.visibility.desk', hint: 'record.desk.visibility.desk_hint' },
  ],
};
export const visibilitySchema = z.enum(['public', 'desk']).default('desk');

/** The reason for a change, as one line in the history. */
export const whyField: Field = { kind: 'text', label: 'record.desk.why', hint: 'record.desk.why_hint', optional: true };
export const whySchema = z.string().max(2000, 'errors.field.text.long').optional();

export const titleSchema = z.string('errors.field.title.missing').max(500, 'errors.field.text.long');
