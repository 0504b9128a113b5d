import { sourceOf } from '../../../platform/readers/reader.ts';
import { nodePrimitives } from '../primitives/in-node.ts';
import { joinBytes, walkWarc, type RecordHead, type RecordVisit } from './warc-read.ts';

/** A record in a WARC file, with its block. */
export type ReadRecord = RecordHead & {
  /** The offset of the record in the file. If the record is compressed, the offset of its gzip member. */
  offset: number;
  /** The length of the record in the file. If the record is compressed, the length of its gzip member. */
  length: number;
  block: Uint8Array;
};

/** All records of a WARC file that is in memory. @throws as `walkWarc` */
export async function readRecords(file: Uint8Array): Promise<ReadRecord[]> {
  const records: ReadRecord[] = [];
  const visit = (offset: number): RecordVisit => {
    let head: RecordHead;
    const parts: Uint8Array[] = [];
    return {
      head(one) {
        head = one;
      },
      block: (bytes) => void parts.push(bytes),
      end: (length) => void records.push({ ...head, offset, length, block: joinBytes(parts) }),
    };
  };
  await walkWarc(sourceOf(file).open(), file.length, visit, nodePrimitives);
  return records;
}
