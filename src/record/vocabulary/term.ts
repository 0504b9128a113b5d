/** One choice of a list. */
export type Term = {
  key: string;
  /** The term of the same list that this is a kind of. */
  broader?: string;
  /** The term's place in the field's own lists; see `field-lists.ts`. */
  map?: FieldMapping;
  /** HURIDOCS code of the term where a list of the Events Standard Formats has it: [list, code]. */
  esf?: readonly [list: number, code: string];
};

/** Places in other organisations' lists (keys of `field-lists.ts`); several where they cut otherwise. */
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
