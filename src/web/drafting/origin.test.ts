import { expect, test } from 'vitest';
import { messages } from '../../platform/messages/messages.ts';
import { captureMethods } from '../../record/kinds/capture.ts';

test.each(captureMethods)('the page of suggestions has words for pages that were captured by %s', (method) => {
  expect(messages()(`drafting.origin.${method}`)).not.toContain('origin.');
});
