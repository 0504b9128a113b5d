import { attacks } from './attacks.ts';
import { testAttacks } from './short-form.ts';

testAttacks(
  'a served instance under attack',
  attacks.filter(({ slow }) => !slow),
);
