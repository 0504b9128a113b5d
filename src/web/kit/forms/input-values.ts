import { z } from 'zod';
import type { Translate } from '../../../platform/messages/messages.ts';
import { fieldName } from '../words/field-name.ts';
import { fresh, type Field, type Fields, type Option } from './form.ts';
import { fieldsAlong } from './showing.ts';
import { labelOf } from './summary.tsx';
import { nest, parsePath } from './tree.ts';

/**
 * A submitted value with the label of its field. `words` is the text of a selected option. If `label` is null, the
 * value is not shown.
 */
export type InputValue = { name: string; value: string; label: string | null; words: string | null };

/** Names of controls that people do not fill in. This is used only if the form's fields are not known. */
const technical = /^(_.*|version|versions|token|back|seen-\d+)$/;

/**
 * The submitted values with their labels.
 * @param fields the form's fields, as far as they are known
 */
export function inputValues(t: Translate, fields: Fields, input: readonly (readonly [string, string])[]): InputValue[] {
  const form = { name: 'input', schema: z.unknown(), fields };
  const state = fresh(nest(input));
  return input.map(([name, value]) => {
    const field = [...fieldsAlong(fields, name, state.values)].at(-1)?.field;
    const hidden = field ? field.kind === 'hidden' : technical.test(name);
    return {
      name,
      value,
      label: hidden ? null : (labelOf(t, { form, state }, name) ?? plainLabel(t, name)),
      words: field ? wordsOf(t, field, value) : null,
    };
  });
}

/** The text of a selected option or checkbox. Null if the person typed the value. */
function wordsOf(t: Translate, field: Field, value: string): string | null {
  if (field.kind === 'checkbox') return t('kit.form.ticked');
  if (!('options' in field)) return null;
  const option = field.options?.find((one) => one.value === value);
  return option ? optionWords(t, option) : null;
}

export const optionWords = (t: Translate, { value, text, label }: Option): string => text ?? (label ? t(label) : value);

/** The label of a control whose field is not known. */
function plainLabel(t: Translate, path: string): string {
  const parts: string[] = [];
  for (const step of parsePath(path) ?? [path])
    if (typeof step === 'number') parts.push(t('kit.form.row', { label: parts.pop(), number: step + 1 }));
    else parts.push(fieldName(t, step));
  return parts.join(' · ');
}
