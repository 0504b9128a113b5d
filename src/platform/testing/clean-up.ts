import { afterAll } from 'vitest';
import { removeTempDirs } from './temp-dir.ts';

// This is a setup file, because setup files run for each test file. A module is loaded once for many test files, so its
// hook would run only once.
afterAll(removeTempDirs);
