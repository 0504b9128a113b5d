/** A post in the export of another publishing system. */
export type Post = {
  title: string;
  /** The standfirst; empty if there is none. */
  standfirst: string;
  /** Its text, as HTML. */
  html: string;
  authors: string[];
  tags: string[];
  slug: string;
  /** Its path on the previous website, if the export has it. */
  path: string | null;
  /** When it was first published; null if never. */
  publishedAt: Date | null;
};

/** The content of an export: posts, and the number of other entries (pages, attachments, revisions, deleted posts). */
export type Posts = { system: 'ghost' | 'wordpress'; posts: Post[]; others: number };

/**
 * Reads a date of an export: a text, or milliseconds. Null if it is missing, invalid or after the year 9999. WordPress
 * writes zeros for a missing date.
 */
export function readDate(written: unknown): Date | null {
  if (typeof written === 'number') return written > 0 ? known(new Date(written)) : null;
  if (typeof written !== 'string' || !/^[1-9]/.test(written)) return null;
  const plain = written.trim();
  return known(new Date(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(plain) ? `${plain.replace(' ', 'T')}Z` : plain));
}

const known = (at: Date): Date | null => (at.getUTCFullYear() > 0 && at.getUTCFullYear() <= 9999 ? at : null);
