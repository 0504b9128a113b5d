import type { z } from 'zod';
import type { FieldError } from '../../../platform/errors.ts';
import type { MessageParams } from '../../../platform/messages/messages.ts';
import { isBlank, isTree, type Tree, type TreeValue } from './tree.ts';

/**
 * An option. `label` is a message key. If the words are not in the messages, such as the name of an actor or a
 * language, `text` has them.
 */
export type Option = {
  value: string;
  label?: string;
  text?: string;
  /** The language of `text`, if it is not the page's. */ lang?: string;
  hint?: string;
  /**
   * A note that the page shows with the option, in the language of the page. A select shows the note below its control.
   */
  note?: string;
  group?: string;
  /** Only editors can select this option. If it is already selected, others can leave it selected. */ editors?: true;
};

type Common = {
  /** A message key, like `hint`. */
  label: string;
  labelParams?: MessageParams;
  hint?: string;
  /** Shows "(optional)" beside the label. */
  optional?: boolean;
  /** The width of the field on a wide screen. Without it, the field fills the line. */
  width?: 'half' | 'third';
};
type Typed = Common & {
  autocomplete?: string;
  spellcheck?: boolean;
  maxLength?: number;
  /** Shows how many of the `maxLength` characters are used. */
  counted?: true;
  lang?: boolean;
  /** The id of a <datalist> on the page. */ list?: string;
};

/** Fields that are rarely needed, in one collapsed section. It is open if one of them is filled in or has an error. */
export type Collapsed = { /** A message key; "More" if left out. */ label?: string; names: readonly string[] };

/** One control, or several in one group. */
export type Field =
  | (Typed & { kind: 'text' | 'email' | 'url' | 'number' | 'search' })
  /** A date as people write it. The schema gets it as EDTF. */
  | (Typed & {
      kind: 'date';
      /** The field takes only one whole day. */ wholeDay?: true;
      /** A date without a year is in the future, such as a deadline. */ yearless?: 'future';
      /** A year of two digits may be one of the next ten years. */ future?: true;
    })
  | (Typed & { kind: 'password' })
  | (Typed & { kind: 'textarea'; rows?: number })
  | (Common & {
      kind: 'select';
      options?: readonly Option[];
      /** The text of the empty option. Without it, the first option of a required field is selected. */ empty?: string;
      /** The message key for a selected value that is no longer an option. */ former?: (value: string) => string;
    })
  | (Common & { kind: 'radio' | 'checkboxes'; options?: readonly Option[]; inline?: boolean })
  | (Common & { kind: 'checkbox' })
  | (Common & { kind: 'file'; accept?: string })
  /**
   * An item, by its name or its ref (`actor/12`). `FormState.options` may have options for the field's path. They are
   * shown below the control as "did you mean", and a selected option overrides the text.
   */
  | (Typed & { kind: 'pick' })
  | { kind: 'hidden' }
  /** A group of fields with a legend; its values are nested under its name. */
  | (Common & { kind: 'section'; fields: Fields; collapsed?: Collapsed })
  /**
   * Rows with the same fields. The buttons for adding and removing rows send the form, so they work without scripts.
   */
  | (Common & {
      kind: 'rows';
      fields: Fields;
      addLabel: string;
      min?: number;
      max?: number;
      /** The order of the rows matters, so each row has buttons to move it. */ ordered?: boolean;
      /** More fields that depend on a row's values. */ each?: (row: Tree) => Fields;
      /** The button that loads the fields of `each`. */ eachLabel?: string;
      collapsed?: Collapsed;
    });
export type Fields = { readonly [name: string]: Field };

export const fieldsOfRow = (rows: Field & { kind: 'rows' }, row: TreeValue): Fields =>
  rows.each ? { ...rows.fields, ...rows.each(isTree(row) ? row : {}) } : rows.fields;

export type Form<S extends z.core.$ZodType = z.core.$ZodType> = {
  /** The prefix of the controls' ids. It must be unique on a page. */
  name: string;
  schema: S;
  fields: Fields;
  /** The fields that are rarely needed. They are below the others, in a collapsed section. */
  collapsed?: Collapsed;
  /**
   * For a form about a source: the day on which the source was published. Relative dates such as "yesterday" count from
   * this day; without it, from today.
   */
  published?: string;
  /** Maximum body size in bytes; 1 MB if left out. A form with files needs more. */
  limit?: number;
  /** Maximum number of controls in a request; 2,000 if left out. A form with long tables needs more. */
  most?: number;
};

/** The content of a form: the values and their errors. */
export type FormState = {
  values: Tree;
  errors: readonly FieldError[];
  /** The text of an error that belongs to no single field, or a notice that says why the form is shown again. */
  problem?: string;
  /**
   * The version of the item when the form was opened. If it is not the current version at `submit`, someone else has
   * saved meanwhile.
   */
  version?: string;
  /** The values that someone else has saved since the form was opened. A field whose value differs shows both values. */
  theirs?: Tree;
  /** The control that gets the focus after a row was added or removed. */
  focus?: string;
  /**
   * Options that depend on the request, by the path of the field. `names.language` is the field `language` of all rows
   * in `names`.
   */
  options?: Readonly<Record<string, readonly Option[]>>;
  /**
   * Whether the refused request had files. A page cannot preselect files, so the form asks the person to choose them
   * again.
   */
  filesLost?: boolean;
};

export const defineForm = <S extends z.core.$ZodType>(form: Form<S>): Form<S> => form;

/** The state of a form before it is sent. */
export const fresh = (values: Tree = {}, over: Partial<Omit<FormState, 'values'>> = {}): FormState => ({
  values,
  errors: [],
  ...over,
});

const asList = (value: TreeValue): TreeValue[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const lastOf = (value: TreeValue): TreeValue => (Array.isArray(value) ? value.at(-1) : value);

/**
 * Removes blank rows. Do this before the form is validated or shown, so that the index in an error is the index of its
 * row.
 */
export function withoutBlankRows(fields: Fields, values: Tree): Tree {
  const kept: Tree = { ...values };
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind === 'rows')
      kept[name] = asList(values[name])
        .filter(isTree)
        .filter((row) => !isBlankRow(fieldsOfRow(field, row), row))
        .map((row) => withoutBlankRows(fieldsOfRow(field, row), row));
    else if (field.kind === 'section')
      kept[name] = isTree(values[name]) ? withoutBlankRows(field.fields, values[name]) : {};
  }
  return kept;
}

/** Whether a person left a row blank. The initial values of a new row, such as a first option, do not count. */
function isBlankRow(fields: Fields, row: Tree): boolean {
  const blankable = Object.entries(fields).filter(([, field]) => startsBlank(field));
  if (!blankable.length) return isBlank(row);
  return blankable.every(([name, field]) => {
    const value = row[name];
    if (field.kind === 'rows')
      return asList(value)
        .filter(isTree)
        .every((inner) => isBlankRow(fieldsOfRow(field, inner), inner));
    if (field.kind === 'section') return !isTree(value) || isBlankRow(field.fields, value);
    return isBlank(value);
  });
}

/**
 * Whether someone filled in a field. Radio buttons, and selects without an empty option, always have a value, so they
 * do not count.
 */
export function isFilledIn(field: Field, value: TreeValue): boolean {
  if (!startsBlank(field)) return false;
  if (field.kind === 'section')
    return isTree(value) && Object.entries(field.fields).some(([name, one]) => isFilledIn(one, value[name]));
  if (field.kind === 'rows')
    return asList(value).some((row) => isTree(row) && !isBlankRow(fieldsOfRow(field, row), row));
  return !isBlank(value);
}

const startsBlank = (field: Field): boolean =>
  field.kind === 'select' ? Boolean(field.empty ?? field.optional) : field.kind !== 'hidden' && field.kind !== 'radio';

/**
 * The input as the schema expects it: without blank values, with a boolean for each checkbox, and with a number for
 * each number field, unless its text is not a number.
 */
export function toInput(fields: Fields, values: Tree): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name];
    if (field.kind === 'rows')
      input[name] = asList(value)
        .filter(isTree)
        .map((row) => toInput(fieldsOfRow(field, row), row));
    else if (field.kind === 'section') input[name] = toInput(field.fields, isTree(value) ? value : {});
    else if (field.kind === 'checkbox') input[name] = value !== undefined;
    else if (field.kind === 'checkboxes')
      input[name] = asList(value).filter((one) => typeof one === 'string' && one !== '');
    else {
      const one = lastOf(value);
      const read = readOne(field.kind, one);
      if (read !== undefined) input[name] = read;
    }
  }
  return input;
}

function readOne(kind: Field['kind'], value: TreeValue): unknown {
  if (value instanceof File) return value.size || value.name ? value : undefined;
  if (typeof value !== 'string' || kind === 'file') return undefined;
  if (kind === 'password') return value || undefined;
  const text = value.replace(/\r\n?/g, '\n').trim();
  if (!text) return undefined;
  if (kind !== 'number') return text;
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text;
}

/**
 * A stored item as the values of a form: every value becomes a string (true becomes "1"), and null and false are left
 * out.
 */
export function toTree(value: unknown): TreeValue {
  if (value === null || value === undefined || value === false) return undefined;
  if (value instanceof File || typeof value === 'string') return value;
  if (value === true) return '1';
  if (Array.isArray(value)) return value.map(toTree);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toTree(one)]));
  return String(value);
}
