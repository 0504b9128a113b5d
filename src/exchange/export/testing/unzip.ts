import { readZip } from '../../../platform/archive/unzip.ts';

/** The files of a ZIP as texts, read by a library that did not write them. */
export const unzip = async (bytes: Buffer): Promise<Map<string, string>> =>
  new Map((await readZip(bytes)).map((file) => [file.path, new TextDecoder().decode(file.bytes)]));
