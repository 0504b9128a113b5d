import { beforeAll, expect, it } from 'vitest';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { testHouse } from '../../platform/testing/test-house.ts';
import { searchFollower } from '../../search/index/follower.ts';
import { links } from '../../web/export.ts';
import type { House } from '../../platform/operation.ts';
import { loadExample, type ExampleRefs } from '../example/load.ts';
import { headLine, endLine, recordLine } from '../formats/jsonl-lines.ts';
import { exported } from './testing/exported.ts';

onBothDatabases('an export', (db) => {
  let house: House;
  let refs: ExampleRefs;
  beforeAll(async () => {
    house = testHouse(db(), { followers: [searchFollower()] });
    refs = (await loadExample(house))!;
  });

  it('holds the whole record as lines, each after what it names', async () => {
    const lines = (await exported(house, 'record.jsonl')).trim().split('\n').map((line) => JSON.parse(line) as { type: string; ref: string });
    expect(headLine.safeParse(lines[0]).error).toBeUndefined();
    expect(endLine.parse(lines.at(-1))).toEqual({ type: 'end', lines: lines.length - 1 });
    const body = lines.slice(1, -1).map((line) => recordLine.parse(line));
    console.log(lines.length, JSON.stringify(body.filter((l) => l.type === 'claim').slice(0, 3), null, 1));
    expect(refs).toBeTruthy();
  });
});
