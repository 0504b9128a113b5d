/** Limits of one capture. Sizes in bytes, times in milliseconds. */
export type CaptureLimits = {
  /** From the first request to the last data read from the page. */
  totalMs: number;
  /** The traffic through the proxy, both ways. */
  bytes: number;
  /** One body, decoded; larger ones are left out and named. */
  bodyBytes: number;
  requests: number;
  /** How far a page is scrolled, in screens. */
  screens: number;
  /** How deep nested frames are captured. */
  depth: number;
  /** The maximum height of a picture of the page, in pixels. */
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

/** Why a capture is incomplete. */
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
