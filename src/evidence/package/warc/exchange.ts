/** One request and its answer, as sent. Header values are bytes read as Latin-1. */
export type Exchange = {
  /** The URL as it was requested, without fragment. */
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
  /** The body is not as sent: it came from a browser, which had decoded it. */
  unpacked?: true;
};

/** Something in a package that no server sent: a picture of the page, its DOM, a note on how it was captured. */
export type Resource = { url: string; at: string; mediaType: string; body: Uint8Array };
