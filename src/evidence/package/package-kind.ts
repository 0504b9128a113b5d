/** Whether a file is an evidence package or a WARC file, by its first bytes and its name; null if neither. */
export function packageKind(head: Uint8Array, name: string): 'package' | 'warc' | null {
  if (/\.wacz$/i.test(name)) return 'package';
  const begins = new TextDecoder('latin1').decode(head.subarray(0, 5));
  return /\.warc(?:\.gz)?$/i.test(name) || begins === 'WARC/' ? 'warc' : null;
}
