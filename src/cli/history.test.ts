import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const folder = tempDir();
const env = { KRONIKA_DATA: join(folder, 'data') };
const as = (who: string) => ({ ...env, KRONIKA_AS: `${who}@example.org` });

describe('history on the command line', () => {
  it('shows who changed what, and undoes related changes together', async () => {
    // Commands that use a running server need not open the data each time.
    const server = await kronikaServing(env);
    for (const role of ['monitor', 'editor'])
      expect(
        (await kronikaDone(['account', 'add', `${role}@example.org`, '--name', `A ${role}`, '--role', role], env))
          .status,
      ).toBe(0);
    const path = join(folder, 'filing.json');
    writeFileSync(
      path,
      JSON.stringify({
        cases: [{ key: 'c', title: 'The search' }],
        claims: [
          {
            case: '#c',
            wording: 'Three men came.',
            kind: 'paraphrase',
            mode: 'stated',
            chain: [{ pagesOwn: true }],
            support: { kind: 'direct-word', note: 'x' },
          },
        ],
      }),
    );
    expect((await kronikaDone(['import', path, '--why', 'From the list'], as('monitor'))).status).toBe(0);
    const history = await kronikaDone(['history', 'claim/1'], as('monitor'));
    expect(history.stdout).toContain('A monitor · Added items to the record');
    expect(history.stdout).toContain('“From the list”');
    expect(history.stdout).toContain('+ Three men came.');
    const [write] = JSON.parse((await kronikaDone(['history', 'claim/1', '--json'], as('monitor'))).stdout) as {
      change: number;
    }[];

    const change = String(write!.change);
    expect((await kronikaDone(['undo', change, '--look'], as('monitor'))).stdout).toContain(
      '2 items would be withdrawn and 0 changed back. Nothing prevents this.',
    );
    expect(await kronikaDone(['undo', change, '--why', 'It was the wrong list.'], as('monitor'))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Roles that do:') as string,
    });
    expect(await kronikaDone(['undo', change], as('editor'))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('--why: Give a reason') as string,
    });
    expect(await kronikaDone(['undo', 'nonsense', '--why', 'It was the wrong list.'], as('editor'))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('neither the number') as string,
    });
    const undone = await kronikaDone(['undo', change, '--why', 'It was the wrong list.'], as('editor'));
    expect(undone.stdout).toContain('2 items were changed, none was skipped.');
    expect((await kronikaDone(['history', 'case/1'], as('editor'))).stdout).toContain(
      'A editor · Undid a change\n  “It was the wrong list.”',
    );
    const [, again] = /kronika undo ([0-9a-f-]{36})/.exec(undone.stdout)!;
    expect((await kronikaDone(['undo', again!, '--why', 'It was the right one.'], as('editor'))).stdout).toContain(
      '2 items were changed',
    );
    expect(await kronikaDone(['history', 'claim/99'], as('editor'))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('claim/99 is not in the record') as string,
    });
    expect(await server.stop()).toBe(0);
  });
});
