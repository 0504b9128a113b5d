/** Reads a table strictly by RFC 4180, as other programs do. @throws Error if the text is not such a table */
export function readCsv(text: string): Record<string, string>[] {
  const [names, ...rows] = cells(text.replace(/^\uFEFF/, ''));
  return rows.map((row) => {
    if (row.length !== names!.length) throw new Error(`a row of ${row.length} cells under ${names!.length} columns`);
    return Object.fromEntries(names!.map((name, index) => [name, row[index]!]));
  });
}

function cells(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw new Error(`no CSV at ${at}: ${text.slice(at, at + 60)}`);
    row.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'));
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
