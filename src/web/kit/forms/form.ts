import type { z } from 'zod';
import type { FieldError } from '../../../platform/errors.ts';
import type { MessageParams } from '../../../platform/messages/messages.ts';
import { isBlank, isTree, type Tree, type TreeValue } from './tree.ts';

/** A choice; `label` is a message key, or with `text` the words themselves (names of actors, languages). */
/** `lang`: of `text`, where it is not the page's. */
export type Option = { value: string; label?: string; text?: string; lang?: string; hint?: string; group?: string };

type Common = {
  /** Message keys. */
  label: string;
  /** What the label's placeholders stand for. */
  labelParams?: MessageParams;
  hint?: string;
  /** Says "(optional)" beside the label; fields are otherwise taken to be needed. */
  optional?: boolean;
  /** Takes the whole width, half or a third of it where there is room. */
  width?: 'half' | 'third';
};
type Typed = Common & {
  autocomplete?: string;
  spellcheck?: boolean;
  maxLength?: number;
  lang?: boolean;
  /** An id of a <datalist> on the page. */ list?: string;
};

/** Fields that are seldom needed, under one fold; it stands open where one of them is filled or wrong. */
export type Tucked = { label: string; names: readonly string[] };

/** One control, or several under one legend. */
export type Field =
  | (Typed & { kind: 'text' | 'email' | 'url' | 'number' | 'date' | 'search' })
  | (Typed & { kind: 'password' })
  | (Typed & { kind: 'textarea'; rows?: number })
  | (Common & {
      kind: 'select';
      options?: readonly Option[];
      /** The empty choice's words; without it (and not optional) the first choice is made. */ empty?: string;
    })
  | (Common & { kind: 'radio' | 'checkboxes'; options?: readonly Option[]; inline?: boolean })
  | (Common & { kind: 'checkbox' })
  | (Common & { kind: 'file'; accept?: string })
  /**
   * Something on record, by name or by `actor/12`. Choices in `FormState.options` under its path are offered below
   * the control ("did you mean"); what is ticked there counts before what stands in it.
   */
  | (Typed & { kind: 'pick' })
  | { kind: 'hidden' }
  /** A set of fields under a legend; its values nest under its name. */
  | (Common & { kind: 'section'; fields: Fields; tucked?: Tucked })
  /** Rows of the same fields; the buttons to add and remove rows are submit buttons and work without script. */
  | (Common & {
      kind: 'rows';
      fields: Fields;
      addLabel: string;
      min?: number;
      max?: number;
      /** Their order counts: each has a button to move it up. */ ordered?: boolean;
      /** More fields that follow from what a row holds; `eachLabel` is the button that asks for them. */ each?: (
        row: Tree,
      ) => Fields;
      eachLabel?: string;
      tucked?: Tucked;
    });
export type Fields = { readonly [name: string]: Field };

/** The fields of one row. */
export const fieldsOfRow = (rows: Field & { kind: 'rows' }, row: TreeValue): Fields =>
  rows.each ? { ...rows.fields, ...rows.each(isTree(row) ? row : {}) } : rows.fields;

/** A form: what it asks and what may come out of it. */
export type Form<S extends z.core.$ZodType = z.core.$ZodType> = {
  /** Prefix of the controls' ids; one per page. */
  name: string;
  schema: S;
  fields: Fields;
  /** Largest body in bytes; 1 MB unless it takes files. */
  limit?: number;
};

/** What a form shows: the values, and what is wrong with them. */
export type FormState = {
  values: Tree;
  errors: readonly FieldError[];
  /** Something that is no single field's fault: the message itself, ready to read. */
  problem?: string;
  /** The version the values started from (the two-editors check). */
  version?: string;
  /** What was saved meanwhile by someone else; fields that differ show it. */
  theirs?: Tree;
  /** The control that gets the focus, after a row was added or removed. */
  focus?: string;
  /** Choices known only to the page, by the field's name (`names.language` for all rows). */
  options?: Readonly<Record<string, readonly Option[]>>;
  /** Files were chosen and must be chosen again. */
  filesLost?: boolean;
};

export const defineForm = <S extends z.core.$ZodType>(form: Form<S>): Form<S> => form;

/** The state of a form nobody has sent yet. */
export const fresh = (values: Tree = {}, over: Partial<Omit<FormState, 'values'>> = {}): FormState => ({
  values,
  errors: [],
  ...over,
});

const asList = (value: TreeValue): TreeValue[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const lastOf = (value: TreeValue): TreeValue => (Array.isArray(value) ? value.at(-1) : value);

/** Removes the rows nothing was typed in, so that an error's index is the row's on the page. */
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

/** Whether a row holds nothing but what its controls start with: a first choice. */
function isBlankRow(fields: Fields, row: Tree): boolean {
  const typed = Object.entries(fields).filter(([, field]) => startsBlank(field));
  if (!typed.length) return isBlank(row);
  return typed.every(([name, field]) => {
    const value = row[name];
    if (field.kind === 'rows')
      return asList(value)
        .filter(isTree)
        .every((inner) => isBlankRow(fieldsOfRow(field, inner), inner));
    if (field.kind === 'section') return !isTree(value) || isBlankRow(field.fields, value);
    return isBlank(value);
  });
}

const startsBlank = (field: Field): boolean =>
  field.kind === 'select' ? Boolean(field.empty ?? field.optional) : field.kind !== 'hidden' && field.kind !== 'radio';

/** What was typed, as the schema expects it: blanks left out, ticks as booleans, numbers as numbers where they are. */
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

/** The values a stored thing fills a form with: strings for everything typed, lists and objects kept. */
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
