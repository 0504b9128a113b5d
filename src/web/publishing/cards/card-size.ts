/** The size of the picture for a shared link in pixels, as the large networks recommend. */
export const cardSize = { width: 1200, height: 630 };
