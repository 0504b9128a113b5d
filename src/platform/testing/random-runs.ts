/** How many random cases to try: `all` under `npm run test:long`, which runs each file that asks, else a tenth. */
export const randomRuns = (all: number): number => (process.env['KRONIKA_RUNS'] === 'all' ? all : Math.ceil(all / 10));
