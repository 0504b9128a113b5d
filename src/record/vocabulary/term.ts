/** One choice of a list. */
export type Term = {
  key: string;
  /** The broader term of the same list. */
  broader?: string;
  /** The term's categories in the lists of other organisations; see `field-lists.ts`. */
  map?: FieldMapping;
  /** The HURIDOCS code of the term if a list of the Events Standard Formats has it: [list, code]. */
  esf?: readonly [list: number, code: string];
};

/** Categories of other organisations (keys of `field-lists.ts`); several if they divide the field differently. */
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
