import { describe, expect, it } from 'vitest';
import { AppError } from './errors.ts';
import { Places, Queue } from './queue.ts';

/** A task that ends when it is told to. */
function task<T>(value: T) {
  let end: (error?: Error) => void;
  let began = false;
  const ended = new Promise<void>((resolve, reject) => (end = (error) => (error ? reject(error) : resolve())));
  const run = async () => {
    began = true;
    await ended;
    return value;
  };
  return { run, end: (error?: Error) => end(error), began: () => began };
}
const queue = (running: number, waiting: number) =>
  new Queue({ running, waiting, busy: () => new AppError('print_busy', { details: { seconds: 1 } }) });

describe('a queue', () => {
  it('runs a limited number of tasks in their order, lets others wait, and refuses more', async () => {
    const line = queue(2, 2);
    const tasks = [1, 2, 3, 4].map(task);
    const results = tasks.map((one) => line.run(one.run));
    expect(tasks.map((one) => one.began())).toEqual([true, true, false, false]);
    await expect(line.run(task(5).run)).rejects.toThrow('print_busy');
    tasks[0]!.end();
    expect(await results[0]).toBe(1);
    expect(tasks.map((one) => one.began())).toEqual([true, true, true, false]);
    tasks[1]!.end(new Error('no'));
    await expect(results[1]).rejects.toThrow('no');
    expect(tasks[3]!.began()).toBe(true);
    for (const one of tasks) one.end();
    expect(await Promise.all(results.slice(2))).toEqual([3, 4]);
    const last = task(6);
    last.end();
    expect(await line.run(last.run)).toBe(6);
  });

  it('lets a patient task wait even if the queue is full', async () => {
    const line = queue(1, 0);
    const [first, job] = [task(1), task(2)];
    const results = [line.run(first.run), line.run(job.run, { patient: true })];
    first.end();
    job.end();
    expect(await Promise.all(results)).toEqual([1, 2]);
  });

  it('runs a task once for all callers that share it, also if the queue is full, and again for a later caller', async () => {
    const line = queue(1, 0);
    const [first, second] = [task('a'), task('b')];
    const results = [line.share('key', first.run), line.share('key', second.run)];
    first.end();
    expect([await Promise.all(results), second.began()]).toEqual([['a', 'a'], false]);
    second.end();
    expect(await line.share('key', second.run)).toBe('b');
  });

  it('lets a waiting caller leave, and gives the turn of that caller to the next', async () => {
    const line = queue(1, 2);
    const end = await line.enter();
    const left = new AbortController();
    const waits = [line.enter({ signal: left.signal }), line.enter()];
    await expect(line.enter()).rejects.toThrow('print_busy');
    left.abort();
    await expect(waits[0]).rejects.toMatchObject({ code: 'cancelled' });
    end();
    (await waits[1]!)();
    // No task is running or waiting now.
    const last = await line.enter();
    await expect(line.enter({ signal: left.signal })).rejects.toMatchObject({ code: 'cancelled' });
    last();
    (await line.enter())();
  });
});

it('places are limited in total and for each client, and can be taken again when they are free', () => {
  const places = new Places({
    total: 3,
    each: 2,
    full: () => new AppError('downloads_busy'),
    yours: () => new AppError('downloads_yours'),
  });
  const frees = [places.take('a'), places.take('a')];
  expect(() => places.take('a')).toThrow('downloads_yours');
  frees.push(places.take(null));
  expect(() => places.take('b')).toThrow('downloads_busy');
  expect(() => places.take(null)).toThrow('downloads_busy');
  frees.splice(0, 1)[0]!();
  frees.push(places.take('a'));
  expect(() => places.take('a')).toThrow('downloads_yours');
  for (const free of frees) free();
  expect([places.take(null), places.take(null), places.take(null)].length).toBe(3);
});
