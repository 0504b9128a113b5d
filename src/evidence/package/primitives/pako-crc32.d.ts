declare module 'pako/lib/zlib/crc32.js' {
  const crc32: (before: number, bytes: Uint8Array, length: number, start: number) => number;
  export default crc32;
}
