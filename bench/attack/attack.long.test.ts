import { attacks } from './attacks.ts';
import { testAttacks } from './short-form.ts';

testAttacks(attacks.filter(({ slow }) => slow));
