import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Outbox, type Entry, type Outcome } from './outbox.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const entry = (key: string, over: Partial<Entry> = {}): Entry => ({
  key,
  rev: '1',
  seen: 'open',
  decision: 'accepted',
  ...over,
});
const saved: Outcome = { saved: true, version: 1 };
const start = (send: (one: Entry) => Promise<Outcome>) => new Outbox(send, () => {});

describe('the outbox of decisions', () => {
  it('sends one decision after another, and says saved only after the response', async () => {
    const sent: string[] = [];
    const answers: ((outcome: Outcome) => void)[] = [];
    const outbox = start((one) => {
      sent.push(one.key);
      return new Promise((done) => answers.push(done));
    });
    for (const key of ['c1', 'c2', 'c3']) outbox.add(entry(key));
    expect([sent, outbox.unsent, outbox.stateOf('c1')?.state]).toEqual([['c1'], 3, 'waiting']);
    answers[0]!(saved);
    await vi.advanceTimersByTimeAsync(0);
    expect([sent, outbox.unsent, outbox.stateOf('c1')?.state]).toEqual([['c1', 'c2'], 2, 'saved']);
  });

  it('tries again with longer and longer pauses, stops after five minutes, and loses nothing', async () => {
    let attempts = 0;
    let online = false;
    const outbox = start(() => {
      attempts++;
      return online ? Promise.resolve(saved) : Promise.reject(new Error('offline'));
    });
    outbox.add(entry('c1'));
    await vi.advanceTimersByTimeAsync(0);
    expect([attempts, outbox.retrying]).toEqual([1, true]);
    await vi.advanceTimersByTimeAsync(3000);
    expect(attempts).toBe(3);
    await vi.advanceTimersByTimeAsync(24 * 60 * 60_000);
    expect([attempts, outbox.stopped, outbox.unsent]).toEqual([13, true, 1]);
    online = true;
    outbox.again();
    await vi.advanceTimersByTimeAsync(0);
    expect([outbox.stopped, outbox.unsent, outbox.stateOf('c1')?.state]).toEqual([false, 0, 'saved']);
  });

  it('drops later decisions about a claim whose decision was refused, and sends those about other claims', async () => {
    const sent: string[] = [];
    const outbox = start(async (one) => {
      sent.push(`${one.key} ${one.decision}`);
      return one.key === 'c1' ? { saved: false, refused: null } : saved;
    });
    outbox.add(entry('c1'));
    outbox.add(entry('c1', { seen: 'accepted', decision: 'open' }));
    outbox.add(entry('c2'));
    await outbox.settled();
    expect(sent).toEqual(['c1 accepted', 'c2 accepted']);
    expect(outbox.refused).toEqual(['c1']);
  });

  it('forgets everything when it is cleared, also while it waits for the next attempt', async () => {
    let attempts = 0;
    const outbox = start(() => {
      attempts++;
      return Promise.reject(new Error('offline'));
    });
    outbox.add(entry('c1'));
    await vi.advanceTimersByTimeAsync(0);
    outbox.clear();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([attempts, outbox.unsent, outbox.stateOf('c1')]).toEqual([1, 0, undefined]);
  });
});
