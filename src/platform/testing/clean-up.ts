import { afterAll } from 'vitest';
import { removeTempDirs } from './temp-dir.ts';

// Modules are loaded once for many test files, setup files for each of them.
afterAll(removeTempDirs);
