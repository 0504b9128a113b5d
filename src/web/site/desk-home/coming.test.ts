import { expect, it } from 'vitest';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { file } from '../../../record/filing/file.ts';
import { fileDemands } from '../../../requests/demands/file-demands.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onEitherDatabase('hearings and deadlines on the desk’s first page', (db) => {
  it('of the next 30 days are listed by time, with their case, and marked if cancelled', async () => {
    const desk = deskOn(db(), { now: () => new Date('2031-12-01T08:00:00Z') });
    const client = await desk.join('monitor');
    const shown = async (): Promise<string[]> => {
      const html = await client.text(routes.desk.home());
      const section = /<section[^>]*aria-labelledby="coming">(.*?)<\/section>/s.exec(html)?.[1] ?? '';
      return [...section.matchAll(/<(?:li|p class="muted")>(.*?)<\/(?:li|p)>/gs)].map((one) =>
        one[1]!
          .replaceAll(/<[^>]*>/g, '')
          .replaceAll(/\s+/g, ' ')
          .trim(),
      );
    };
    expect(await shown()).toEqual([]);

    const hearing = (key: string) => ({ key, proceeding: '#suit', title: `Hearing ${key}` });
    const time = (key: string, at: string, zone?: string) => ({
      subject: `#${key}`,
      property: 'hearing-time',
      value: { at, zone },
    });
    await run(desk.app, file, editor, {
      cases: [{ key: 'case', title: 'The suit' }],
      proceedings: [{ key: 'suit', case: '#case', title: 'Before the court' }],
      orders: [{ key: 'order', proceeding: '#suit', title: 'To pay' }],
      hearings: ['a', 'b', 'c', 'd'].map(hearing),
      claims: [
        {
          wording: 'The dates.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          chain: [{ asWritten: 'the court' }],
          support: { kind: 'direct-word', note: 'On the phone' },
          statements: [
            time('a', '2031-12-05T10:00', 'Asia/Almaty'),
            time('b', '2031-12-05T10:00', 'Asia/Tokyo'),
            time('c', '2031-12-31'),
            time('d', '2032-01-01'),
            { subject: '#c', property: 'hearing-outcome', value: 'cancelled' },
            { subject: '#order', property: 'deadline', value: '2031-12-02' },
          ],
        },
      ],
    });
    await run(desk.app, fileDemands, editor, {
      demands: [{ kind: 'remove', what: 'Removal of a page', received: '2031-11-01', deadline: '2031-12-10' }],
    });
    expect(await shown()).toEqual([
      '2 December 2031 To pay Order The suit',
      expect.stringMatching(/^5 December 2031.* 10:00 \(Asia\/Tokyo, UTC\+09:00\) Hearing b Hearing The suit$/),
      expect.stringMatching(/^5 December 2031.* 10:00 \(Asia\/Almaty, UTC\+05:00\) Hearing a Hearing The suit$/),
      '10 December 2031 Removal of a page Official demand',
      '31 December 2031 Hearing c Hearing Cancelled The suit',
    ]);
  });
});
