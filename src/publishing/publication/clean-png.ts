const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/**
 * The chunks of a PNG that the picture needs. All others are removed, such as text, time and EXIF (PNG, third edition,
 * 11).
 */
const allowedChunks = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'sRGB', 'cICP', 'IDAT', 'IEND']);
const maxPixels = 4_000_000;

export type CleanPng = { bytes: Uint8Array; width: number; height: number };

/** A PNG without metadata. Null if the file is invalid or damaged, or has more than four million pixels. */
export function cleanPng(bytes: Uint8Array): CleanPng | null {
  if (signature.some((byte, index) => bytes[index] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [bytes.subarray(0, 8)];
  let size: { width: number; height: number } | null = null;
  for (let at = 8; at + 12 <= bytes.byteLength;) {
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > bytes.byteLength) return null;
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (name === 'IHDR' && length !== 13) return null;
    if (name === 'IHDR') size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    else if (!size) return null;
    if (allowedChunks.has(name)) parts.push(bytes.subarray(at, end));
    if (name === 'IEND')
      return size.width * size.height > 0 && size.width * size.height <= maxPixels
        ? { bytes: Buffer.concat(parts), ...size }
        : null;
    at = end;
  }
  return null;
}
