/** One choice of a list. */
export type Term = {
  key: string;
  /** The key of the broader term in the same list. */
  broader?: string;
  /** Whether forms no longer offer the term. It remains in existing values. */
  retired?: true;
  /** The term's categories in the lists of other organisations; see `field-lists.ts`. */
  map?: FieldMapping;
  /** The code of the term in a list of HURIDOCS' Events Standard Formats, if there is one: [list, code]. */
  esf?: readonly [list: number, code: string];
};

/**
 * Categories of other organisations (keys in `field-lists.ts`). A term can map to several categories of an
 * organisation, because each organisation has its own categories.
 */
export type FieldMapping = {
  /** Council of Europe, Platform for the Safety of Journalists. */
  coe?: readonly string[];
  /** Mapping Media Freedom. */
  mmf?: readonly string[];
  /** US Press Freedom Tracker. */
  uspft?: readonly string[];
  /** Committee to Protect Journalists. */
  cpj?: readonly string[];
  /** UNESCO, indicator 16.10.1. */
  unesco?: readonly string[];
};
