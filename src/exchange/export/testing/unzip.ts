import { readZip } from '../../../platform/archive/unzip.ts';

/** The files of a ZIP as texts, read by another library than the one that wrote them. */
export const unzip = async (bytes: Buffer): Promise<Map<string, string>> =>
  new Map((await readZip(bytes)).map((file) => [file.path, new TextDecoder().decode(file.bytes)]));
