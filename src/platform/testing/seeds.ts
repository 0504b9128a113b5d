import fc from 'fast-check';

/**
 * Random cases are the same in every run, so that a failure is due to the change. `KRONIKA_SEED=random` draws new ones;
 * a failure that it finds becomes a test of its own.
 */
const seed = process.env.KRONIKA_SEED ?? '20181122';
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });
