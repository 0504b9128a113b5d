import { describe, expect, it } from 'vitest';
import { extract } from '../../../evidence/extract/extract.ts';
import { draftPage } from '../../draft.ts';
import { englishReader } from '../../model/reader.ts';
import type { DraftIncident } from '../../schema.ts';

type Read = { text: string; incidents: DraftIncident[] };
const read = (paragraphs: readonly string[], learned = true): Read => {
  const html = `<html lang="en"><body><article><h1>News from Drevno</h1><time datetime="2026-05-12">12 May 2026</time>${paragraphs.map((words) => `<p>${words}</p>`).join('')}</article></body></html>`;
  const page = extract(Buffer.from(html), { contentType: 'text/html' });
  const reader = { ...englishReader(), ...(learned ? {} : { targets: null }) };
  return { text: page.text, incidents: draftPage(page, { reader }).incidents };
};
/** Each incident with its targets: "arrest: Anna Weiss". */
const told = ({ incidents }: Read): string[] =>
  incidents.map(({ act, targets }) => `${act}: ${targets.map(({ name }) => name).join(', ')}`);
/** The words that say a field of the first incident. */
const words = ({ text, incidents }: Read, field: DraftIncident['spans'][number]['field']): string[] =>
  incidents[0]!.spans.filter((span) => span.field === field).map(({ start, end }) => text.slice(start, end));

describe('the learned choice of targets', () => {
  it('names the target that the rules miss, with the words that name it', () => {
    const page = [
      'Anna Weiss, a reporter for the Coastal Herald, was at the gate.',
      'On Monday, four men broke her arm with a stick, and the camera was carried off.',
    ];
    expect(told(read(page, false))).toEqual([]);
    expect(told(read(page))).toContain('attack: Anna Weiss');
    expect(words(read(page), 'act')).toEqual(['broke']);
    expect(words(read(page), 'target')).toEqual(['Anna Weiss']);
  });

  it('reads words that report an act only beside the right words', () => {
    const page = ['Anna Weiss, a reporter for the Coastal Herald, found a wreath with her name at the gate on Monday.'];
    expect(told(read(page, false))).toEqual([]);
    expect(told(read(page)).join()).toMatch(/^(?:death-)?threat: Anna Weiss$/);
  });

  it('does not read the same words as an act beside other words', () => {
    expect(
      told(
        read([
          'Anna Weiss, a reporter for the Coastal Herald, presented a book on Monday. The mayor laid a wreath at the gate.',
          'The fishermen took their boats out, and the bakery was closed.',
        ]),
      ),
    ).toEqual([]);
  });
});
