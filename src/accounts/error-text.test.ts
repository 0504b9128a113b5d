import { expect, it } from 'vitest';
import { AppError } from '../platform/errors.ts';
import { messages } from '../platform/messages/messages.ts';
import { errorText } from './error-text.ts';

it('the text of an error names roles as people see them, and leaves out the system', () => {
  const error = new AppError('not_permitted', { details: { roles: 'system, administrator, officer' } });
  expect(errorText(messages('en'), error)).toContain('Administrator, Data protection officer.');
});
