import pg from 'pg';
import { chromium, firefox } from 'playwright-core';

// Loaded for unit tests: anything that opens a database (both kinds connect with `pg`) or a browser fails.
const refuse = (what: string) => (): never => {
  throw new Error(`A unit test opens ${what}. Import what opens it in the test itself, and the test is no unit test.`);
};
for (const opens of [pg.Pool, pg.Client]) opens.prototype.connect = refuse('a database');
for (const browser of [chromium, firefox]) browser.launch = browser.launchPersistentContext = refuse('a browser');
