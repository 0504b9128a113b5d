/** The size of the picture for a shared link, in pixels. The large networks recommend it. */
export const cardSize = { width: 1200, height: 630 };
