/** A post of another publishing system, as its export has it. */
export type Post = {
  title: string;
  /** What stands under the headline; empty where nothing does. */
  standfirst: string;
  /** Its text, as HTML. */
  html: string;
  authors: string[];
  tags: string[];
  /** What it was called in addresses. */
  slug: string;
  /** Its path on the former site, where the export tells it. */
  path: string | null;
  /** When readers first got it; null where they never did. */
  publishedAt: Date | null;
};

/** What an export holds: posts, and how much of it is none (pages, attachments, revisions, what was thrown away). */
export type Posts = { system: 'ghost' | 'wordpress'; posts: Post[]; others: number };

/** A date of an export; null for none, and for the zeros that WordPress writes. */
export function readDate(text: unknown): Date | null {
  if (typeof text !== 'string' || !/^[1-9]/.test(text)) return null;
  const plain = text.trim();
  const at = new Date(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(plain) ? `${plain.replace(' ', 'T')}Z` : plain);
  return Number.isNaN(at.getTime()) ? null : at;
}
