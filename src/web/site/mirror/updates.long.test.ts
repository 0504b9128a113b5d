// The same test; here it makes every step.
import './updates.test.ts';
