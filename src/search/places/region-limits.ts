/** Limits of the outlines that an operator adds for the regions of one country. */
export const regionLimits = {
  /** Bytes of the GeoJSON file. */ bytes: 20 * 2 ** 20,
  regions: 300,
  /** Points of all outlines, after they were made simpler. */ points: 40_000,
  /** Characters of a name and of the credit. */ name: 120,
};
