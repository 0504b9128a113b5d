import { describe, expect, test } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';
import type { Draft } from '../schema.ts';

const prose =
  'The Northern District Court ordered the tabloid to apologise, its editor said on Monday after the hearing.\n\nThe editor said that the paper would appeal against the order in the coming weeks.';
const copy = (head: string, foot = ''): Draft =>
  draftPage(extract(Buffer.from(`${head}\n\n${prose}\n\n${foot}\n`), { contentType: 'text/plain' }));

describe('an article pasted as plain text', () => {
  test.each<[string, string, string]>([
    ['a motto', 'Coastal Reporter\nIndependent voices since 1999\n\nTabloid ordered to publish an apology', ''],
    [
      'the outlet’s name in capitals',
      'THE COASTAL LAW REPORTER\n\nTabloid ordered to publish an apology',
      '© 2020 The Coastal Law Reporter',
    ],
    [
      'the organisation, its address and the kind of text',
      'UNION OF COASTAL WRITERS\nP.O. Box 12, Drevno\n\nPRESS RELEASE\nFor immediate release\n\nTabloid ordered to publish an apology',
      'The Union of Coastal Writers (UCW) was founded by nine reporters in the year of the flood.',
    ],
    ['a line of sections', 'Home | Courts | Notices | Archive\n\nTabloid ordered to publish an apology', ''],
  ])('has its headline under %s', (_, head, foot) =>
    expect(copy(head, foot).fields.title).toBe('Tabloid ordered to publish an apology'),
  );

  test('keeps a headline in capitals, and the line under it as standfirst', () => {
    const { fields } = copy(
      'TABLOID ORDERED TO PUBLISH APOLOGY\nJudge rejects the public interest defence\n\n3 March 2020\nFrom our Court Correspondent',
    );
    expect(fields).toMatchObject({
      title: 'TABLOID ORDERED TO PUBLISH APOLOGY',
      standfirst: 'Judge rejects the public interest defence',
      published: '2020-03-03',
      byline: [{ role: 'by', name: 'Our Court Correspondent' }],
    });
  });

  test.each<[string, { role: string; name: string }[]]>([
    ['Text: Omar Haddad', [{ role: 'by', name: 'Omar Haddad' }]],
    ['By Meena R.', [{ role: 'by', name: 'Meena R.' }]],
    [
      'Reporting by Anna Lund in Oslo and Per Holt in Rabat; Editing by Kari Moe',
      [
        { role: 'reporting by', name: 'Anna Lund' },
        { role: 'reporting by', name: 'Per Holt' },
        { role: 'edited by', name: 'Kari Moe' },
      ],
    ],
    ['Published: 3 March 2020 · Compiled by Jana Prelic', [{ role: 'compiled by', name: 'Jana Prelic' }]],
  ])('has the authors of the line “%s”', (line, expected) =>
    expect(copy(`Tabloid ordered to publish an apology\n\n${line}`).fields.byline).toEqual(expected),
  );

  test.each<[string, string]>([
    ['May 14, 2024 5:42 PM GMT+1 · Updated 3 hours ago', '2024-05-14'],
    ['Tuesday 3 March 2020', '2020-03-03'],
    ['December 2023 issue', '2023-12'],
  ])('has the date of the line “%s”', (line, expected) =>
    expect(copy(`Tabloid ordered to publish an apology\n\n${line}`).fields.published).toBe(expected),
  );

  test('has its publisher without “Ltd”, and its photographer without the publisher', () => {
    const { fields } = copy(
      'Coastal Reporter\n\nTabloid ordered to publish an apology\n\nPhoto by Lina Saad / Coastal Reporter',
      '© 2020 Coastal Reporter Ltd',
    );
    expect(fields).toMatchObject({ publisher: 'Coastal Reporter', photoCredit: 'Lina Saad' });
  });

  test.each([
    'Disclaimer: Reports here are no substitute for the certified text.',
    'About UCW: Founded in 2009, it brings together 23 newspapers and stations.',
    'For media enquiries and interviews, contact Ana Kos on +1 555 0142.',
    'Our Standards: The Coastal Code of Practice.',
    'Advertisement · Scroll to continue',
    'If you value this work, chip in the price of a coffee.',
  ])('sorts "%s" as boilerplate', (line) => {
    const draft = copy('Tabloid ordered to publish an apology', line);
    expect(draft.furniture.map((entry) => entry.text)).toContain(line);
    expect(draft.fields.body.join('\n')).not.toContain(line);
  });
});
