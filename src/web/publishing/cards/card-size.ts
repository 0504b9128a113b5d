/** In pixels; what the large networks ask for. */
export const cardSize = { width: 1200, height: 630 };
