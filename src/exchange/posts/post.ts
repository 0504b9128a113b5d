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

/** Reads a date of an export; null if it is missing or invalid. WordPress writes zeros for a missing date. */
export function readDate(text: unknown): Date | null {
  if (typeof text !== 'string' || !/^[1-9]/.test(text)) return null;
  const plain = text.trim();
  const at = new Date(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(plain) ? `${plain.replace(' ', 'T')}Z` : plain);
  return Number.isNaN(at.getTime()) ? null : at;
}
