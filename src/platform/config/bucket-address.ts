import { resolve } from 'node:path';

/** Whether a place for backups is in a bucket. Otherwise, it is the path of a folder. */
export const isBucketAddress = (text: string): boolean => /^s3:/i.test(text);

/** The parts of `s3://BUCKET` or `s3://BUCKET/PREFIX`; null if it is no such address. */
export function bucketAddress(text: string): { bucket: string; prefix: string } | null {
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,62})((?:\/[\w-][\w.-]*)*)\/?$/.exec(text) ?? [];
  return bucket === undefined || prefix.length > 200 ? null : { bucket, prefix: prefix.slice(1) };
}

/** The form in which a place for backups is stored: an absolute path, or a bucket's address without a final slash. */
export const placeName = (text: string): string => (isBucketAddress(text) ? text.replace(/\/$/, '') : resolve(text));
