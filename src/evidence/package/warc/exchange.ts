/** One request and its response, as sent. The bytes of header values are read as Latin-1. */
export type Exchange = {
  /** The requested URL, without fragment. */
  url: string;
  /** When the request was sent; ISO 8601, UTC. */
  at: string;
  /** The IP address that answered. */
  address: string;
  request: { method: string; target: string; headers: [name: string, value: string][]; body: Uint8Array };
  response: {
    status: number;
    statusText: string;
    headers: [name: string, value: string][];
    /** As sent, possibly encoded. */ body: Uint8Array;
  };
  /** Set if the body is not as sent, because a browser has decoded it. */
  unpacked?: true;
};

/** Content of a package that no server sent: a screenshot, the DOM, or a JSON file that says how it was captured. */
export type Resource = { url: string; at: string; mediaType: string; body: Uint8Array };

/**
 * The last response to a GET of this URL; without one, the last response. If a page was requested several times, by
 * Kronika and then by a browser, this is the one that the browser showed.
 */
export const lastAnswer = (exchanges: readonly Exchange[], url: string | undefined): Exchange | undefined =>
  exchanges.findLast((one) => one.url === url && one.request.method === 'GET') ?? exchanges.at(-1);
