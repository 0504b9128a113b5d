import { defaultModel, Model } from '@alephdata/followthemoney';
import { beforeAll, expect, it } from 'vitest';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { testApp } from '../../../platform/testing/test-app.ts';
import { searchProjection } from '../../../search/index/projection.ts';
import { fileSecrets, secret } from '../../../web/testing/secrets.ts';
import { loadExample } from '../../example/load.ts';
import { exportedBytes } from '../../export/testing/exported.ts';
import { readCsv } from '../../export/testing/read-csv.ts';
import { unzip } from '../../export/testing/unzip.ts';
import type { Entity } from './map.ts';
import { statementId } from './ftm-zip.ts';

const model = new Model(defaultModel);
const patterns: Record<string, RegExp> = {
  date: /^\d{4}(-\d{2}(-\d{2})?)?$/,
  country: /^[a-z]{2}$/,
  language: /^[a-z]{3}$/,
  url: /^https?:\/\//,
};

onEitherDatabase('FollowTheMoney', (db) => {
  let entities: Map<string, Entity>;
  let files: Map<string, string>;
  let lines: Entity[];
  beforeAll(async () => {
    const app = testApp(db(), { listeners: [searchProjection()] });
    await loadExample(app);
    await fileSecrets(app);
    files = await unzip(await exportedBytes(app, 'ftm.zip'));
    lines = files
      .get('entities.ftm.json')!
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Entity);
    entities = new Map(lines.map((entity) => [entity.id, entity]));
  });

  it('has entities of its own model, whose properties and ends fit their schemata', () => {
    expect(entities.size).toBe(lines.length);
    const schemata = new Set<string>();
    for (const raw of entities.values()) {
      const entity = model.getEntity(raw as never);
      schemata.add(entity.schema.name);
      expect([raw.id, entity.schema.abstract]).toEqual([raw.id, false]);
      for (const [name, values] of Object.entries(raw.properties)) {
        const property = entity.schema.getProperty(name);
        expect([raw.id, name, property.stub]).toEqual([raw.id, name, false]);
        for (const value of values) {
          expect([raw.id, name, value, (patterns[property.type.name] ?? /^[^]+$/).test(value)]).toEqual([
            raw.id,
            name,
            value,
            true,
          ]);
          if (property.type.name !== 'entity') continue;
          const end = entities.get(value);
          expect([
            raw.id,
            name,
            value,
            end !== undefined && model.getSchema(end.schema).isA(property.getRange()),
          ]).toEqual([raw.id, name, value, true]);
        }
      }
    }
    expect([...schemata].toSorted()).toEqual(
      expect.arrayContaining([
        'Article',
        'CourtCase',
        'CourtCaseParty',
        'Event',
        'Family',
        'Note',
        'Organization',
        'Person',
        'PublicBody',
        'UnknownLink',
      ]),
    );
  });

  it('says who sued whom in a lawsuit, and gives the attribution of a claim', () => {
    const of = (name: string) => lines.find((entity) => entity.properties['name']?.includes(name))!;
    const suit = of('Kakimzhanov and his son v. Forbes Kazakhstan and Ratel.kz');
    const parties = lines
      .filter((entity) => entity.schema === 'CourtCaseParty' && entity.properties['case']![0] === suit.id)
      .map(
        (entity) =>
          `${entity.properties['role']![0]} ${entities.get(entity.properties['party']![0]!)!.properties['name']![0]}`,
      );
    expect(parties.toSorted()).toEqual([
      'defendant Forbes Kazakhstan',
      'defendant Ratel.kz',
      'plaintiff Ilkhalid Kakimzhanov',
      'plaintiff Zeinulla Kakimzhanov',
    ]);
    const notes = lines.filter((entity) => entity.id.startsWith('kronika-claim-'));
    expect(notes.length).toBeGreaterThan(60);
    expect(notes.every((note) => note.properties['publisher'])).toBe(true);
  });

  it('has hearings as events of their court case, with day, time, court and room', () => {
    const hearing = lines.find(({ properties }) => properties['name']?.includes('openwordHearingtitle'))!;
    expect(hearing).toMatchObject({
      schema: 'Event',
      properties: {
        startDate: ['2031-05-06'],
        description: ['2031-05-06T10:00[Asia/Almaty]'],
        location: ['openwordOutletname', 'openwordRoom'],
      },
    });
    expect(entities.get(hearing.properties['involved']![0]!)!.properties['name']).toContain('openwordOutletname');
    const whole = lines.find(({ properties }) => properties['subject']?.includes(hearing.id))!.properties[
      'object'
    ]![0]!;
    expect(entities.get(whole)!.schema).toBe('CourtCase');
    expect(lines.some(({ id, properties }) => /-claim-/.test(id) && properties['entity']?.includes(hearing.id))).toBe(
      true,
    );
  });

  it('has every value as a statement with the id that the format prescribes', () => {
    const statements = readCsv(files.get('statements.csv')!);
    const told = statements.filter((row) => row['prop'] !== 'id');
    expect(told.length).toBe(lines.reduce((sum, entity) => sum + Object.values(entity.properties).flat().length, 0));
    for (const row of told) {
      expect(entities.get(row['entity_id']!)!.properties[row['prop']!]).toContain(row['value']);
      expect(row['id']).toBe(
        statementId(row['dataset']!, row['entity_id']!, row['prop']!, row['value']!, row['lang'] || undefined),
      );
    }
    expect(new Set(statements.map((row) => row['id'])).size).toBe(statements.length);
    expect(statementId('a', 'b', 'name', 'c')).toBe('9e109e7725bf3f870761d6f6ca995a4a7a7238aa');
    expect(statementId('a', 'b', 'name', 'c', 'eng')).toBe('5587ca83bd5a0822fc4ccb864afe116c74d83a5f');
  });

  it('names its licence and query, and contains nothing that readers may not see', () => {
    expect(JSON.parse(files.get('index.json')!)).toMatchObject({
      license: 'https://creativecommons.org/licenses/by/4.0/',
      title: 'Test paper: everything public',
    });
    const text = [...files.values()].join('\n');
    expect(text.match(secret)).toBeNull();
    expect(text).toContain('openwordActorname');
  });
});
