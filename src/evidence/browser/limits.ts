/** Limits of one capture. Sizes in bytes, times in milliseconds. */
export type CaptureLimits = {
  /** The time from the first request to the last data read from the page. */
  totalMs: number;
  /** The traffic through the proxy, both ways. */
  bytes: number;
  /** Bytes of one decoded body. A larger body is left out, and the capture is marked as incomplete. */
  bodyBytes: number;
  requests: number;
  /** How far a page is scrolled. The unit is the height of the screen. */
  screens: number;
  /** Frames that are nested deeper than this are not captured. */
  depth: number;
  /** The maximum height of a screenshot, in pixels. */
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
  | 'unfinished'
  | 'downloads'
  | 'look'
  | 'replay';
