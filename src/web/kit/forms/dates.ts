import type { FieldError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { readTypedDate, type TypedDateOptions } from '../words/typed-dates/read-typed-date.ts';
import { fieldsOfRow, type Field, type Fields, type Form } from './form.ts';
import { formatPath, isTree, type Tree, type TreeValue } from './tree.ts';

type DateField = Field & { kind: 'date' };

/** How a form reads one of its date fields. */
export const dateOptions = (form: Pick<Form, 'published'>, field: DateField, today: string): TypedDateOptions => ({
  from: form.published ?? today,
  wholeDay: field.wholeDay,
  yearless: field.yearless,
  future: field.future,
});

/** The day of publication from which relative dates are counted. Undefined unless the source's date is a whole day. */
export const publishedDay = (published: string | null | undefined): string | undefined =>
  /^\d{4}-\d{2}-\d{2}$/.exec(published ?? '')?.[0];

/** A local time such as `2018-05-22T09:30`, from a day and a typed time. The hour may have one digit. */
export const localTimeOf = (day: string, time: string): string => `${day}T${/^\d:/.test(time) ? `0${time}` : time}`;

/** The values of a form with all its dates as EDTF. A date that cannot be read stays as typed, and gets an error. */
export function readDates(
  t: Translate,
  form: Form,
  values: Tree,
  today: string,
): { values: Tree; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const readField = (field: DateField, text: string, path: (string | number)[]): string => {
    if (!text.trim()) return text;
    const read = readTypedDate(t, text, dateOptions(form, field, today));
    if ('edtf' in read) return read.edtf;
    errors.push({ path: formatPath(path), ...read });
    return text;
  };
  const readAll = (fields: Fields, tree: Tree, path: (string | number)[]): Tree => {
    const read: Tree = { ...tree };
    for (const [name, field] of Object.entries(fields)) {
      const value: TreeValue = tree[name];
      const fieldPath = [...path, name];
      if (field.kind === 'date')
        read[name] = Array.isArray(value)
          ? value.map((item) => (typeof item === 'string' ? readField(field, item, fieldPath) : item))
          : typeof value === 'string'
            ? readField(field, value, fieldPath)
            : value;
      else if (field.kind === 'section' && isTree(value)) read[name] = readAll(field.fields, value, fieldPath);
      else if (field.kind === 'rows' && Array.isArray(value))
        read[name] = value.map((row, index) =>
          isTree(row) ? readAll(fieldsOfRow(field, row), row, [...fieldPath, index]) : row,
        );
    }
    return read;
  };
  return { values: readAll(form.fields, values, []), errors };
}

/** A date in words, with the weekday of a single day. */
function longWords(t: Translate, edtf: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(edtf)) return edtfWords(t, edtf).text;
  return new Intl.DateTimeFormat(t.tag, { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(`${edtf}T12:00:00Z`));
}

/** The note below a date field: the date as Kronika understood it, and the day from which it was counted. */
export function understood(
  t: Translate,
  text: string,
  options: TypedDateOptions,
  today: string,
): { text: string; wrong: boolean } {
  if (!text.trim()) return { text: '', wrong: false };
  const read = readTypedDate(t, text, options);
  if ('message' in read) return { text: t(read.message, read.params), wrong: true };
  const date = longWords(t, read.edtf);
  if (!read.relative) return { text: t('kit.date.understood', { date }), wrong: false };
  const from = edtfWords(t, options.from).text;
  return {
    text: t(options.from === today ? 'kit.date.understood_today' : 'kit.date.understood_published', { date, from }),
    wrong: false,
  };
}
