import pg from 'pg';
import { chromium, firefox } from 'playwright-core';

// Loaded for unit tests. Code that opens a database (both kinds connect with `pg`) or a browser fails.
const refuse = (what: string) => (): never => {
  throw new Error(
    `This unit test opens ${what}. Import the code that opens it directly in the test; it then no longer counts as a unit test.`,
  );
};
for (const opens of [pg.Pool, pg.Client]) opens.prototype.connect = refuse('a database');
for (const browser of [chromium, firefox]) browser.launch = browser.launchPersistentContext = refuse('a browser');
