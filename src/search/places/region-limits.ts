/** Limits for the outlines of regions that an administrator adds for one country. */
export const regionLimits = {
  /** Bytes of the GeoJSON file. */ bytes: 20 * 2 ** 20,
  regions: 300,
  /** Points of all outlines together, after they were simplified. */ points: 40_000,
  /** Characters of a region's name, and of the credit. */ name: 120,
};
