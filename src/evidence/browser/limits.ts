/** How much one capture may take. Sizes in bytes, times in milliseconds. */
export type CaptureLimits = {
  /** From the first request to the last thing that is read off the page. */
  totalMs: number;
  /** Through the proxy, both ways. */
  bytes: number;
  /** One body, unpacked; larger ones are left out and named. */
  bodyBytes: number;
  requests: number;
  /** How far down a page is scrolled: screens. */
  screens: number;
  /** Frames within frames. */
  depth: number;
  /** How high a picture of the page may be: pixels. */
  height: number;
};

const megabyte = 1024 * 1024;
const usual: CaptureLimits = {
  totalMs: 75_000,
  bytes: 80 * megabyte,
  bodyBytes: 30 * megabyte,
  requests: 2000,
  screens: 40,
  depth: 5,
  height: 12_000,
};

export const captureLimits = (given: Partial<CaptureLimits> = {}): CaptureLimits => ({ ...usual, ...given });

/** Why a capture is less than the page. */
export type Shortfall =
  | 'time'
  | 'size'
  | 'requests'
  | 'scrolling'
  | 'crash'
  | 'bodies'
  | 'downloads'
  | 'look'
  | 'replay';
