import { createContext, useContext } from 'hono/jsx';
import type { FieldError } from '../../../platform/errors.ts';
import {
  fieldsOfRow,
  type Field as FieldDef,
  type Fields as FieldDefs,
  type Form as FormDef,
  type FormState,
} from './form.ts';
import { formatPath, getAt, parsePath, samePath } from './tree.ts';

export type Showing = { form: FormDef; state: FormState };
export const FormContext = createContext<Showing | null>(null);

export function useForm(): Showing {
  const form = useContext(FormContext);
  if (!form) throw new Error('A field was rendered outside its form.');
  return form;
}

/** The id of a control, to which the error summary links. */
export const fieldId = (form: FormDef, path: string): string =>
  `${form.name}-${path.replace(/[.[\]]+/g, '-').replace(/-$/, '')}`;

/** The field at each step of a path. The fields of a row can depend on the row's values. */
export function* fieldsAlong(
  fields: FieldDefs,
  path: string,
  values: FormState['values'],
): Generator<{ step: string | number; field?: FieldDef }> {
  let among = fields;
  const steps = parsePath(path) ?? [];
  for (const [index, step] of steps.entries()) {
    if (typeof step === 'number') {
      yield { step };
      continue;
    }
    const field = Object.hasOwn(among, step) ? among[step] : undefined;
    yield { step, field };
    if (field?.kind === 'rows') among = fieldsOfRow(field, getAt(values, formatPath(steps.slice(0, index + 2))));
    else among = field?.kind === 'section' ? field.fields : {};
  }
}

export const errorsAt = (state: FormState, path: string): FieldError[] =>
  state.errors.filter((error) => samePath(error.path) === path);
export const textAt = (state: FormState, path: string): string => {
  const value = getAt(state.values, path);
  const one = Array.isArray(value) ? value.at(-1) : value;
  return typeof one === 'string' ? one : '';
};
export const allAt = (state: FormState, path: string): string[] => {
  const value = getAt(state.values, path);
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
};
