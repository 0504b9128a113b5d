import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { identifierParts, schemesOf, schemeType, type IdentifierScheme } from './identifier-schemes.ts';

describe('external identifiers', () => {
  it.each<[IdentifierScheme, string, string]>([
    ['wikidata', 'Q42', 'Q42'],
    ['wikidata', ' https://www.wikidata.org/wiki/q42#P31 ', 'Q42'],
    ['wikidata', 'http://www.wikidata.org/entity/Q42', 'Q42'],
    ['opensanctions', 'https://www.opensanctions.org/entities/NK-A7zNzfMbCkGGQnQnmJhVpZ/', 'NK-A7zNzfMbCkGGQnQnmJhVpZ'],
    ['opensanctions', 'Q7747', 'Q7747'],
    ['lei', 'HWUPKR0MPOU8FGXBT394', 'HWUPKR0MPOU8FGXBT394'],
    ['lei', 'https://search.gleif.org/#/record/506700GE1G29325QX363', '506700GE1G29325QX363'],
    ['lei', '7ltw fzyi cnsx 8d62 1k86', '7LTWFZYICNSX8D621K86'],
    ['isni', 'ISNI 0000 0001 2281 955X', '000000012281955X'],
    ['isni', 'https://isni.org/isni/0000000218250097', '0000000218250097'],
    ['isni', '0000-0002-1694-233x', '000000021694233X'],
    ['register', 'kz  bin 050140000656', 'KZ BIN 050140000656'],
  ])('%s reads %s', (scheme, text, id) => {
    expect(z.parse(schemeType(scheme).schema, text)).toBe(id);
  });

  it.each<[IdentifierScheme, string]>([
    ['wikidata', 'P31'],
    ['wikidata', 'https://example.org/wiki/Q42'],
    ['opensanctions', 'court'],
    ['opensanctions', 'https://example.org/NK-A7z'],
    ['lei', 'HWUPKR0MPOU8FGXBT395'],
    ['lei', 'WHUPKR0MPOU8FGXBT394'],
    ['isni', '0000 0001 2281 9550'],
    ['isni', '0000 0001 2218 955X'],
    ['register', '050140000656'],
    ['register', 'QQ BIN 050140000656'],
    ['register', `KZ ${'x'.repeat(300)} 1`],
  ])('%s refuses %s', (scheme, text) => {
    const read = z.safeParse(schemeType(scheme).schema, text);
    expect(read.success ? read.data : read.error.issues.map((issue) => issue.message)).toContain(
      `record.value.${scheme}`,
    );
  });

  it('link to their pages, and are distinguished from other words', () => {
    expect(identifierParts('isni', '000000012281955X')).toMatchObject({
      text: '0000 0001 2281 955X',
      url: 'https://isni.org/isni/000000012281955X',
    });
    expect(identifierParts('register', 'KZ BIN 050140000656')).toMatchObject({ url: null, bare: '050140000656' });
    expect(identifierParts(undefined, 'https://data.europa.eu/eli/reg/2016/679').url).toMatch(/^https:/);
    expect(schemesOf('court')).toEqual([]);
    expect(schemesOf('Q42').map(({ scheme }) => scheme)).toEqual(['wikidata', 'opensanctions']);
  });
});
