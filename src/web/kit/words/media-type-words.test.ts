import { expect, it } from 'vitest';
import { messages } from '../../../platform/messages/messages.ts';
import { mediaTypeWords } from './media-type-words.ts';

it.each([
  ['text/plain; charset=utf-8', 'Plain text'],
  ['Text/HTML;charset=windows-1251', 'HTML'],
  ['application/pdf', 'PDF'],
  ['application/x-unheard-of', 'application/x-unheard-of'],
])('%s is called “%s”', (mediaType, words) => expect(mediaTypeWords(messages('en'), mediaType)).toBe(words));
