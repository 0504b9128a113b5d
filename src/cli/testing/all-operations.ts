import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Operation } from '../../platform/operation.ts';

export type AnyOperation = Operation<z.ZodType, unknown, unknown>;

const source = join(import.meta.dirname, '../..');

/** The files of the program, without its tests, and without what runs in browsers. */
export const sourceFiles = (): string[] =>
  readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && !/\.(test|factory)\./.test(file) && !/(^|\/)(testing|islands)\//.test(file),
  );

export const textOf = (file: string): string => readFileSync(join(source, file), 'utf8');

/** All operations that are exported. `declared`: how many the files declare. */
export async function exportedOperations(): Promise<{ operations: AnyOperation[]; declared: number }> {
  const operations = new Set<AnyOperation>();
  let declared = 0;
  for (const file of sourceFiles()) {
    const found = textOf(file).match(/^export const \w+ = defineOperation\(/gm);
    if (!found) continue;
    declared += found.length;
    for (const one of Object.values((await import(join(source, file))) as Record<string, unknown>))
      if (typeof one === 'object' && one !== null && 'write' in one && 'permission' in one)
        operations.add(one as AnyOperation);
  }
  return { operations: [...operations], declared };
}
