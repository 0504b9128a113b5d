/** The formats of documents that are read, and those that are recognised and refused. */
type Refused =
  | 'locked'
  | { type: 'Word 97–2003 (DOC)' | 'Excel 97–2003 (XLS)' | 'PowerPoint 97–2003 (PPT)' | 'Outlook (MSG)' | 'RTF' };

const startsWith = (bytes: Uint8Array, ...sign: number[]): boolean => sign.every((byte, at) => bytes[at] === byte);

/** Whether bytes are a ZIP file. DOCX and ODT documents are ZIP files. */
export const isZip = (bytes: Uint8Array): boolean => startsWith(bytes, 0x50, 0x4b, 0x03, 0x04);
const isOle = (bytes: Uint8Array): boolean => startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1);
const isRtf = (bytes: Uint8Array): boolean => startsWith(bytes, 0x7b, 0x5c, 0x72, 0x74, 0x66);

/** Whether bytes are, or may be, a document of a word processor. No browser shows such a file. */
export const mayBeDocument = (bytes: Uint8Array): boolean => isZip(bytes) || isOle(bytes) || isRtf(bytes);

/** The names of streams in OLE files, and what they say about the file. */
const streams: readonly [string, Refused][] = [
  ['EncryptedPackage', 'locked'],
  ['__substg1.0_', { type: 'Outlook (MSG)' }],
  ['WordDocument', { type: 'Word 97–2003 (DOC)' }],
  ['Workbook', { type: 'Excel 97–2003 (XLS)' }],
  ['PowerPoint Document', { type: 'PowerPoint 97–2003 (PPT)' }],
];

/** Why a document of an older format, or a document with a password, is refused. Null for other bytes. */
export function refusedByFormat(bytes: Uint8Array): Refused | null {
  if (isRtf(bytes)) return { type: 'RTF' };
  if (!isOle(bytes)) return null;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Node's own search for UTF-16 never ends if the words are at an odd address.
  return streams.find(([name]) => buffer.includes(Buffer.from(name, 'utf16le')))?.[1] ?? null;
}
