/**
 * The most words that a comparison of two texts adds and removes. Its time grows with the square of this number, so
 * texts that differ more are shown one after the other.
 */
export const mostEdits = 250;
