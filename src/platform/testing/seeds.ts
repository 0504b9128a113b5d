import fc from 'fast-check';

/**
 * Random test cases are the same in every run, so that a new failure is due to a change of the code.
 * `KRONIKA_SEED=random` draws new cases; if one of them fails, it becomes a separate test.
 */
const seed = process.env.KRONIKA_SEED ?? '20181122';
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });
