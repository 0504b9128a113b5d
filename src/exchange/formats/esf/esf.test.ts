import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { testApp } from '../../../platform/testing/test-app.ts';
import { searchProjection } from '../../../search/index/projection.ts';
import { fileSecrets, secret } from '../../../web/testing/secrets.ts';
import { loadExample } from '../../example/load.ts';
import { exportedBytes } from '../../export/testing/exported.ts';
import { readCsv } from '../../export/testing/read-csv.ts';
import { unzip } from '../../export/testing/unzip.ts';
import { esfAbout } from './esf-zip.ts';

const shared = fileURLToPath(new URL('../../../../../shared/esf/', import.meta.url));
const there = existsSync(shared);
if (!there)
  process.stdout.write('skipped: ../shared/esf is not here; fields and codes are checked against it in place\n');

/** Lists that the reference data lacks, or for which we use our own places and languages. */
const notUsed = new Set(['15', '14', '20', '22', '62', '63', '61', '0']);

onEitherDatabase('the Events Standard Formats', (db) => {
  let tables: Map<string, Record<string, string>[]>;
  let all: string;
  beforeAll(async () => {
    const app = testApp(db(), { listeners: [searchProjection()] });
    await loadExample(app);
    await fileSecrets(app);
    const files = await unzip(await exportedBytes(app, 'esf.zip'));
    all = [...files.values()].join('\n');
    tables = new Map(
      [...files]
        .filter(([name]) => name.endsWith('.csv'))
        .map(([name, text]) => [name.replace('.csv', ''), readCsv(text)]),
    );
  });

  it.skipIf(!there)('have only fields, labels and codes that the standard defines', () => {
    const fields = readCsv(readFileSync(`${shared}fields.csv`, 'utf8').replace(/\r?\n/g, '\r\n'));
    const terms = new Set(
      readCsv(readFileSync(`${shared}terms.csv`, 'utf8').replace(/\r?\n/g, '\r\n')).map(
        (term) => `${Number(term['list_code'])} ${term['huridocs_code']}`,
      ),
    );
    let coded = 0;
    const unnumbered = new Set<string>();
    for (const { file, columns } of esfAbout) {
      const entity = file.replace('.csv', '');
      for (const { name } of columns) {
        const [, number, label] = /^(\d+(?:_\d)?) (.+)$/.exec(name) ?? [];
        if (number === undefined) {
          unnumbered.add(entity);
          continue;
        }
        const field = fields.find((one) => one['entity'] === entity && one['field_number'] === number);
        expect([file, name, field?.['label']?.toLowerCase()]).toEqual([file, name, label!.toLowerCase()]);
        const list = String(Number(field!['list_code']));
        if (notUsed.has(list)) continue;
        for (const row of tables.get(entity)!)
          for (const code of row[name]!.split(' | ').filter(Boolean)) {
            expect([file, name, code, terms.has(`${list} ${code}`)]).toEqual([file, name, code, true]);
            coded++;
          }
      }
    }
    expect(coded).toBeGreaterThan(60);
    expect([...unnumbered]).toEqual(['person']);
  });

  it('give each case as an Event once, its violations as Acts with their victims, its steps in the description', () => {
    const events = tables.get('event')!;
    expect(events.map((row) => row['0101 Event Record Number'])).toEqual([
      'case/1',
      'case/2',
      'case/3',
      'case/4',
      'case/5',
    ]);
    const probe = events[1]!;
    expect(probe).toMatchObject({
      '0113 Initial Date': '2018-03-30',
      '113_1 Initial Date Type': '',
      '0111 Geographical Term': 'KZ',
      '0112 Local Geographical Area': 'Almaty',
    });
    expect(probe['0115 Event Description']).toContain('2018-04-02: Police search both newsrooms');
    expect(events.map((row) => row['0115 Event Description']).join('\n')).toContain(
      '2031-05-06T10:00[Asia/Almaty]: openwordHearingtitle',
    );
    const acts = tables.get('act')!.filter((row) => row['2103 Event'] === 'case/2');
    const people = new Map(tables.get('person')!.map((row) => [row['Person Record Number'], row['Name']]));
    expect(
      acts
        .filter((row) => row['2109 Type of Act'] === '120102000000')
        .map((row) => people.get(row['2102 Victim']!))
        .toSorted(),
    ).toEqual(['Forbes Kazakhstan', 'Ratel.kz']);
    const numbers = tables.get('act')!.map((row) => row['2101 Act Record Number']);
    expect(new Set(numbers).size).toBe(numbers.length);
    const acting = tables
      .get('involvement')!
      .filter((row) => row['2403 Event'] === 'case/1')
      .map((row) => `${row['2450 Remarks']} ${people.get(row['2402 Perpetrator']!)}`);
    expect(acting).toEqual(
      expect.arrayContaining(['plaintiff Zeinulla Kakimzhanov', 'plaintiff Ilkhalid Kakimzhanov']),
    );
  });

  it('give claims as Information with their attribution, the letter as Intervention, and relations between cases', () => {
    const claims = tables.get('information')!;
    expect(claims.length).toBeGreaterThan(60);
    expect(claims.every((row) => /^.+ \([a-z-]+\): /.test(row['2550 Remarks']!))).toBe(true);
    const letter = tables.get('intervention')!.find((row) => row['2650 Remarks']!.includes('signatories: 26'))!;
    expect([letter['2611 Date of intervention'], letter['2602 Intervening Party']!.split(' | ').length]).toEqual([
      '2018-05-18',
      3,
    ]);
    expect(
      tables
        .get('chain_of_events')!
        .map((row) => `${row['2202 Event']} ${row['2209 Type of Chain of Events']} ${row['2203 Related Event']}`),
    ).toEqual(expect.arrayContaining([expect.stringMatching(/^case\/[23] (follows|same-dispute) case\/[12]$/)]));
    const known = new Set(tables.get('person')!.map((person) => person['Person Record Number']));
    for (const [name, column] of [
      ['act', '2102 Victim'],
      ['involvement', '2402 Perpetrator'],
      ['information', '2502 Source'],
    ] as const)
      expect([name, tables.get(name)!.filter((row) => row[column] && !known.has(row[column]))]).toEqual([name, []]);
  });

  it('contain nothing that readers may not see', () => {
    expect(all.match(secret)).toBeNull();
    expect(all).toContain('openwordCasetitle');
  });
});
