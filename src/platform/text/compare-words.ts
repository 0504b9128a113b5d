/**
 * The maximum number of added and removed words in a comparison of two texts. The time of a comparison grows with the
 * square of this number. Texts that differ more are shown one after the other, without marked differences.
 */
export const maxEdits = 250;
