import { parse } from 'csv-parse/sync';

export type Listed = { organisation: string; email: string; language?: string };

/**
 * Reads a list of organisations in common formats: CSV with commas, semicolons or tabs ("Name, mail@example.org, en"),
 * with or without a first line of headings, or lines in the form of mail programs ("Name <mail@example.org>").
 * @returns `wrong`: the numbers of unreadable lines
 */
export function readList(text: string): { listed: Listed[]; wrong: number[] } {
  const listed: Listed[] = [];
  const wrong: number[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
  for (const [index, line] of lines.entries()) {
    if (!line.trim()) continue;
    const found = readLine(line);
    if (found) listed.push(found);
    else if (!(listed.length === 0 && wrong.length === 0 && !line.includes('@'))) wrong.push(index + 1);
  }
  return { listed, wrong };
}

function readLine(line: string): Listed | null {
  const [, named = '', address] = /^([^<>]+)<([^<>\s]+)>$/.exec(line.trim().replace(/[,;]$/, '').trim()) ?? [];
  const organisation = named.trim().replace(/^"|"$/g, '').trim();
  if (address?.includes('@') && organisation && !organisation.includes('"')) return { organisation, email: address };
  const delimiter = [';', '\t', ','].find((sign) => line.includes(sign)) ?? ',';
  let cells: string[];
  try {
    cells =
      (parse(line, { delimiter, relax_quotes: true, relax_column_count: true, trim: true }) as string[][])[0] ?? [];
  } catch {
    return null;
  }
  const at = cells.findIndex((cell) => /^[^\s@]+@[^\s@]+$/.test(cell) && cell.includes('.', cell.indexOf('@')));
  const name = cells.find((cell, index) => index !== at && cell);
  if (at < 0 || !name) return null;
  const language = cells.find((cell, index) => index > at && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(cell));
  return { organisation: name, email: cells[at]!, ...(language && { language }) };
}
