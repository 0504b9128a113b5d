import { AppError } from '../../platform/errors.ts';
import type { Posts } from './post.ts';
import { readGhost } from './read-ghost.ts';
import { readWordpress } from './read-wordpress.ts';

/**
 * Reads the posts of an export, and detects from its content which system wrote it.
 * @throws AppError `posts_unreadable`, `posts_unknown`
 */
export function readPosts(text: string): Posts {
  const read = /^\s*\{/.test(text) ? readGhost(parse(text)) : /^\s*</.test(text) ? readWordpress(text) : null;
  if (!read) throw new AppError('posts_unknown');
  return read;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('posts_unreadable', { details: { line: 1 } });
  }
}
