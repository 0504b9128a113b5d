import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file that imports one of these, directly or indirectly, may open a database, a browser or a process. */
const heavy = /^(pg|pg-boss|playwright-core|@electric-sql\/pglite|node:child_process|node:worker_threads)$/;
const importing =
  /^\s*(?:import|export)\s+(?!type\b)(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;
/** Whether an imported path is an existing source file. (Tests may contain code as text that imports made-up files.) */
const isCode = (file: string): boolean => /\.tsx?$/.test(file) && existsSync(file);

/**
 * What a test imports, directly or indirectly: files and packages. Imports of types are ignored. `import()` counts only
 * in the test itself.
 */
function reach(test: string, known: Map<string, RegExpExecArray[]>): Set<string> {
  const matches = (file: string): RegExpExecArray[] => {
    let found = known.get(file);
    if (!found) known.set(file, (found = [...(isCode(file) ? readFileSync(file, 'utf8') : '').matchAll(importing)]));
    return found;
  };
  const reached = new Set([test]);
  for (const file of reached)
    for (const [, now, later] of matches(file)) {
      const name = now ?? (file === test ? later : undefined);
      if (name) reached.add(name.startsWith('.') ? join(dirname(file), name) : name);
    }
  return reached;
}

/** The files of a package's tests, as paths relative to `root`. */
const testsIn = (root: string): string[] =>
  ['src', 'bench', 'scripts']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))))
    .filter((file) => /(?<!\.long)\.test\.tsx?$/.test(file));

/**
 * Tests that `npm test` runs only in part, and `npm run test:long` as a whole: those on one of the two databases, and
 * those that import `whole`.
 */
export const findPartlyRun = (root: string): string[] =>
  testsIn(root).filter((file) => /onEitherDatabase\(|\/whole\.ts'/.test(readFileSync(join(root, file), 'utf8')));

/**
 * The unit tests of the package, as paths relative to `root`. Unit tests are tests whose imports, even indirect ones,
 * never open a database, a browser or a process. `no-database.ts` refuses to import such files while the tests run.
 */
export function findUnitTests(root: string): string[] {
  const known = new Map<string, RegExpExecArray[]>();
  return testsIn(root).filter((file) => ![...reach(join(root, file), known)].some((each) => heavy.test(each)));
}
