import { describe, expect, it } from 'vitest';
import { GiveWay } from './give-way.ts';

/** A clock that moves only by `pass` and `sleep`. `sleep` then calls `then` with the new time. */
function clock(then: (now: number) => void = () => {}) {
  let now = 0;
  return {
    now: () => now,
    pass: (ms: number) => void (now += ms),
    sleep: async (ms: number) => {
      now += ms;
      then(now);
    },
  };
}

describe('a download that shares a connection with pages', () => {
  const ran = (way: GiveWay, time: ReturnType<typeof clock>, ms: number): void => {
    const end = way.uses('download');
    time.pass(ms);
    end();
  };

  it('does not wait while no one else needs the connection', async () => {
    const time = clock();
    const way = new GiveWay(time);
    ran(way, time, 100);
    await way.wait('download');
    expect(time.now()).toBe(100);
  });

  it('waits until a page has made its last query, also between two queries of the page', async () => {
    let end: (() => void) | undefined;
    const time = clock((now) => {
      if (now < 200) {
        end?.();
        end = way.other();
      } else {
        end?.();
        end = undefined;
      }
    });
    const way: GiveWay = new GiveWay(time);
    ran(way, time, 100);
    way.other()();
    await way.wait('download');
    expect(time.now()).toBeGreaterThan(200);
    expect(time.now()).toBeLessThan(300);
  });

  it('gets a tenth of the time if the pages never end', async () => {
    const time = clock();
    const way = new GiveWay(time);
    way.other();
    for (let times = 0; times < 5; times++) {
      await way.wait('download');
      ran(way, time, 30);
    }
    expect(time.now()).toBe(5 * 30 + 4 * 9 * 30);
  });

  it('stops waiting when its reader has left', async () => {
    const time = clock();
    const way = new GiveWay(time);
    ran(way, time, 100);
    way.other();
    await expect(way.wait('download', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('need not wait because another uses the connection a lot, nor when enough time has passed since its last use', async () => {
    const time = clock();
    const way = new GiveWay(time);
    ran(way, time, 100);
    way.other();
    await way.wait('another');
    expect(time.now()).toBe(100);
    time.pass(900);
    await way.wait('download');
    expect(time.now()).toBe(1000);
  });
});
