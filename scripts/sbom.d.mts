/** Files with data of others, or made from such data: their licences and what they were made from. */
export const foreign: Record<string, { licenses: object[]; ancestors: object[] }>;

/** The bill of materials of a package, as an object for JSON. */
export function makeSbom(root: string, dist: string, assetInputs: readonly string[]): object;
