/**
 * The size in pixels of the Open Graph image, which is shown when a link is shared. Large social networks recommend
 * this size.
 */
export const cardSize = { width: 1200, height: 630 };
