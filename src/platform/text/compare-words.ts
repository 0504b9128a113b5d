/**
 * The most added and removed words that a comparison of two texts marks. The time of a comparison grows with the square
 * of this number. Texts that differ in more words are shown one after the other, without marks.
 */
export const mostEdits = 250;
