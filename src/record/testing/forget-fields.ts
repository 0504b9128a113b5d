import { afterAll } from 'vitest';
import { forgetFields } from '../fields/apply-fields.ts';

// Many test files share a process. Fields that one of them has imported would be in the lists and forms of the next.
afterAll(forgetFields);
