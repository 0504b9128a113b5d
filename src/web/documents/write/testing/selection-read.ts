import type { Page } from 'playwright-core';

/**
 * Resolves when the editor has read the selection that a test has set. The editor waits up to 20 ms before it reads it.
 * The page's own timer, not the test's, because a busy page runs both timers late, but in this order.
 */
export const selectionRead = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 60)));
