import type { z } from 'zod';
import { AppError, type FieldError } from '../../../platform/errors.ts';
import { formatPath } from './tree.ts';

type Issue = z.core.$ZodIssue;

/**
 * The errors of a schema, with Kronika's own messages. A schema's own message is used only if it is a message key. Zod
 * must have parsed with `reportInput`, because otherwise a missing value looks like a wrong value.
 */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.map((issue) => ({
    path: formatPath(issue.path.map((one) => (typeof one === 'number' ? one : String(one)))),
    ...words(issue),
  }));
}

const isKey = (text: string): boolean => /^[a-z][a-z-]*(\.[\w-]+)+$/.test(text);

function words(issue: Issue): { message: string; params?: Record<string, string | number> } {
  if (isKey(issue.message))
    return {
      message: issue.message,
      params: 'params' in issue ? (issue.params as Record<string, string | number>) : undefined,
    };
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined || issue.input === null) return { message: 'kit.field.missing' };
      return {
        message: issue.expected === 'number' || issue.expected === 'int' ? 'kit.field.not_number' : 'kit.field.invalid',
      };
    case 'too_small':
      if (issue.origin === 'array') return { message: 'kit.field.too_few', params: { min: Number(issue.minimum) } };
      if (issue.origin === 'string')
        return Number(issue.minimum) <= 1
          ? { message: 'kit.field.missing' }
          : { message: 'kit.field.too_short', params: { min: Number(issue.minimum) } };
      return { message: 'kit.field.too_low', params: { min: Number(issue.minimum) } };
    case 'too_big':
      if (issue.origin === 'array') return { message: 'kit.field.too_many', params: { max: Number(issue.maximum) } };
      if (issue.origin === 'string') return { message: 'kit.field.too_long', params: { max: Number(issue.maximum) } };
      return { message: 'kit.field.too_high', params: { max: Number(issue.maximum) } };
    case 'invalid_format':
      if (issue.format === 'email') return { message: 'kit.field.not_email' };
      if (issue.format === 'url') return { message: 'kit.field.not_url' };
      return { message: 'kit.field.invalid' };
    case 'invalid_value':
    case 'invalid_union':
      return { message: 'kit.field.not_a_choice' };
    default:
      return { message: 'kit.field.invalid' };
  }
}

type Rules = readonly (readonly [RegExp, string])[];

/**
 * Translates the paths in an operation's errors to paths of the form's fields. Of several rules, the first that matches
 * applies.
 */
export async function relocated<T>(work: Promise<T>, rules: Rules | ((path: string) => string)): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    if (!(thrown instanceof AppError) || !thrown.fields.length) throw thrown;
    const fields = thrown.fields.map((field) => {
      if (typeof rules === 'function') return { ...field, path: rules(field.path) };
      const rule = rules.find(([pattern]) => pattern.test(field.path));
      return rule ? { ...field, path: field.path.replace(rule[0], rule[1]) } : field;
    });
    throw new AppError(thrown.code, { fields, details: thrown.details, cause: thrown });
  }
}
